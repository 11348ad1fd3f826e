"""How pages look to one who comes to them: openings, code on a phone, what folds."""

from pathlib import Path

import yaml
from book_pages import PHONE, WIDE, all_chapters, ids, soup, visit
from support import ROOT

OPENINGS = yaml.safe_load((ROOT / "book/openings.yml").read_text(encoding="utf-8"))

# Where the parts of an opening end, and whether the run of the chapter is folded.
SEEN = """() => {
  const low = (e) => e.getBoundingClientRect().bottom;
  const parts = ["h1", ".question", ".opening-picture svg", ".opening-facts"];
  return parts.map((part) => low(document.querySelector(`article ${part}`)));
}"""
# The page is laid out first: only then its faces are asked for.
FACES = "() => document.body.clientHeight && document.fonts.status === 'loaded'"
# Blocks of code that run off, and all of them.
RUN_OFF = """() => {
  const blocks = [...document.querySelectorAll("pre:has(.cl)")];
  for (const fold of document.querySelectorAll("article details")) fold.open = true;
  const wide = blocks.filter((pre) => pre.scrollWidth > pre.clientWidth + 1);
  return [wide.length, blocks.length];
}"""


def test_each_chapter_has_an_opening_and_leads_on(book_dir):
    pages = [page.removesuffix(".html") for page in all_chapters(book_dir)]
    assert sorted(OPENINGS) == pages
    for page, opening in OPENINGS.items():
        tree = soup(book_dir, f"{page}.html")
        assert tree.select_one("h1 + .opening .question").text == opening["question"]
        names = ["Time", "You need"] * (page != "notebooks/museum")
        assert [dt.text for dt in tree.select(".opening-facts dt")] == names
        assert tree.select_one(".opening-picture svg")
        fold = tree.select_one("details.to-run:not([open])")
        assert fold.find("p").text.startswith("To run this")
        assert fold.select("a[download]")
        ways = tree.select("section.read-next li > p > a:first-child")
        links = [a["href"] for a in ways]
        wanted = [Path(to).with_suffix(".html").name for to, _ in opening["next"]]
        assert [Path(link).name for link in links] == wanted


def test_the_first_screen_of_a_chapter_holds_its_opening(open_page, book_url):
    for screen in (WIDE, PHONE):
        page = open_page(viewport=screen)
        for name in ("06_lstm", "12_encoder_decoder"):  # the longest needs
            page.goto(f"{book_url}/notebooks/{name}.html")
            page.wait_for_function(FACES)
            assert max(page.evaluate(SEEN)) <= screen["height"], (name, screen)


def test_code_on_a_phone_does_not_run_off_and_is_copied_as_it_is(
    open_page, book_dir, book_url
):
    page = open_page(viewport=PHONE)
    visit(page, f"{book_url}/notebooks/02_squashing.html")
    wide, blocks = page.evaluate(RUN_OFF)
    assert blocks > 20 and wide == 0
    line = page.locator("pre:has(.rem)").first
    kept = line.evaluate("""(pre) => {
      getSelection().selectAllChildren(pre);
      return [getSelection().toString().trimEnd(), pre.textContent.trimEnd()];
    }""")
    # White space aside, which the browser may set otherwise at a comment.
    assert [row.split() for row in kept[0].split("\n") if row.strip()] == [
        row.split() for row in kept[1].split("\n") if row.strip()
    ]


def test_sentences_of_a_table_have_room_on_a_phone(open_page, book_url):
    """Of more than four lines none is narrower than 110 px; each names its column."""
    page = open_page(viewport={"width": 390, "height": 664})
    narrow = """() => [...document.querySelectorAll(".table-frame td")]
      .map((td) => [td, td.querySelector(":scope > :not(.entry-name)") ?? td])
      .map(([td, text]) => [td, text.getBoundingClientRect()])
      .filter(([, { width, height }]) => width < 110 && height > 4.5 * 22)
      .map(([td]) => td.innerText)"""
    for name in ("05_vanishing_exploding", "09_deep_bidirectional"):
        visit(page, f"{book_url}/notebooks/{name}.html")
        assert page.evaluate(narrow) == []
    visit(page, f"{book_url}/notebooks/05_vanishing_exploding.html")
    row = page.locator("#which-remedy-when tbody tr").first
    assert row.locator(".entry-name").all_inner_texts() == [
        "symptom", "measure", "remedy", "price"
    ]  # fmt: skip
    page.set_viewport_size({"width": 1280, "height": 800})
    row.locator(".entry-name").first.wait_for(state="hidden")


def test_the_first_screen_of_a_phone_holds_the_figure_and_its_button(
    open_page, book_url
):
    page = open_page(viewport={"width": 390, "height": 664})
    visit(page, f"{book_url}/index.html")
    box = page.get_by_role("button", name="Next word ›").bounding_box()
    assert box["y"] + box["height"] < 664


def test_a_link_into_a_module_of_the_reference_opens_it(open_page, book_url, book_dir):
    folds = soup(book_dir, "book/api.html").select("details.module:not([open])")
    assert len(folds) > 15 and all(fold.summary.h2 for fold in folds)
    listed = soup(book_dir, "book/api.html").select(".page-sections a")
    assert len(listed) == len(folds)  # a list of modules, not of each function
    page = open_page()
    visit(page, f"{book_url}/book/api.html#rnnbook.unroll")
    entry = page.locator("[id='rnnbook.unroll']")
    entry.wait_for(state="visible")
    assert page.locator("details.module[open]").count() == 1
    page.evaluate("location.hash = '#rnnbook.gradcheck'")
    page.locator("[id='rnnbook.gradcheck']").wait_for(state="visible")


def test_the_glossary_is_a_list_of_definitions_with_its_letters(book_dir):
    tree = soup(book_dir, "book/glossary.html")
    terms = tree.select("dl.glossary > div > dt")
    assert len(terms) > 100 and all(dt.find_next_sibling().name == "dd" for dt in terms)
    letters = tree.select("nav.letters a")
    for link in letters:
        assert link["href"][1:] in ids(book_dir, "book/glossary.html")
    firsts = sorted({dt.text[0].upper() for dt in terms})
    assert [link.text for link in letters] == firsts
