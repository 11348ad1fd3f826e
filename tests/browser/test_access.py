"""Every page: for all readers, by keyboard, by screen reader, in light and dark."""

import unicodedata

import pytest
from book_pages import PHONE, WIDE, assert_no_fault, visit
from playwright.sync_api import expect

QUICK = "book/notation.html"  # without figures, it is soon at rest


def test_the_opened_contents_pass_axe_on_a_phone(open_page, book_url):
    page = open_page(viewport=PHONE)
    visit(page, f"{book_url}/{QUICK}")
    page.get_by_role("button", name="Contents").click()
    assert_no_fault(page, "article section")


def test_tab_leads_to_the_skip_link_and_on_to_the_text(open_page, book_url):
    page = open_page(viewport=WIDE)
    visit(page, f"{book_url}/{QUICK}")
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    assert link.evaluate("(link) => link === document.activeElement")
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")


def test_the_focus_can_be_seen_on_whatever_tab_reaches(open_page, book_url):
    page = open_page(viewport=WIDE)
    visit(page, f"{book_url}/book/index.html")
    seen = """() => {
      const style = getComputedStyle(document.activeElement);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
        || style.boxShadow !== "none";
    }"""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        tag = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert page.evaluate(seen), tag


def test_the_contents_open_and_close_on_a_phone(open_page, book_url):
    page = open_page(viewport=PHONE)
    visit(page, f"{book_url}/{QUICK}")
    button, contents = page.locator(".nav-button"), page.locator(".book-nav")
    assert not contents.is_visible()
    button.press("Enter")
    assert contents.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not contents.is_visible()
    assert button.evaluate("(button) => button === document.activeElement")


def test_what_scrolls_sideways_has_a_name_of_its_own(open_page, book_url):
    page = open_page(viewport=PHONE)
    seen = 0
    for address in ("notebooks/06_lstm.html", "book/notation.html"):
        visit(page, f"{book_url}/{address}")
        page.wait_for_selector("article .scrolls", state="attached")
        # At one moment: more of them come, a few at a time.
        regions = page.locator("article .scrolls").evaluate_all(
            "(all) => all.map((e) => [e.role, e.ariaLabel])"
        )
        assert {role for role, _ in regions} == {"region"}
        names = [name for _, name in regions]
        assert all(names) and len(set(names)) == len(names), names
        seen += len(names)
    assert seen > 2


SPOKEN = """(answer) => {
  navigator.clipboard.writeText = () => Promise[answer]();
  window.spoken = [];
  const region = document.querySelector("body > [role=status]");
  window.watch?.disconnect();
  window.watch = new MutationObserver(() => {
    if (region.textContent) spoken.push(region.textContent);
  });
  watch.observe(region, { childList: true, subtree: true, characterData: true });
}"""


def test_code_that_is_copied_is_announced_once(open_page, book_url):
    page = open_page(viewport=WIDE)
    page.goto(f"{book_url}/notebooks/02_squashing.html")
    button = page.locator(".copy-button:visible").first
    for answer, said in (("resolve", "is copied"), ("reject", "is selected")):
        page.evaluate(SPOKEN, answer)
        button.press("Enter")
        page.wait_for_function("spoken.length > 0")
        expect(button).to_have_text("Copy")
        (heard,) = page.evaluate("spoken")
        assert said in heard
        assert button.get_attribute("aria-label") == "Copy this code"
        selected = page.evaluate("getSelection().toString().length > 0")
        assert selected is (answer == "reject")


ASLEEP = ".rnn-widget:not([data-ready])"


def test_figures_come_to_life_when_they_are_near_or_tab_comes_to_them(
    open_page, book_url
):
    page = open_page(viewport=WIDE)
    page.goto(f"{book_url}/notebooks/06_lstm.html")
    page.wait_for_selector(".rnn-widget[data-ready]", state="attached")
    figures = page.locator(".rnn-widget")
    assert page.locator(ASLEEP).count() >= 2
    near, far = figures.nth(1).element_handle(), figures.last.element_handle()
    near.scroll_into_view_if_needed()
    page.wait_for_function("(e) => e.dataset.ready", arg=near)
    # From what stands before a figure that is far, without a look at it.
    assert page.evaluate("(e) => !e.dataset.ready && e.tabIndex === 0", far)
    page.evaluate(
        """(e) => {
          const before = document.createElement("button");
          e.before(before);
          before.focus({ preventScroll: true });
        }""",
        far,
    )
    page.keyboard.press("Tab")
    inside = "(e) => e.matches(':has(> .rnn-widget-live :focus)')"
    page.wait_for_function(inside, arg=far)
    assert page.evaluate("(e) => e.tabIndex", far) == -1


def test_a_formula_that_is_wider_than_its_line_scrolls(open_page, book_url):
    page = open_page(viewport=WIDE)
    page.goto(f"{book_url}/notebooks/01_sequences.html")
    formula = page.locator("span.math", has_text="16130")
    assert formula.get_attribute("tabindex") is None
    page.set_viewport_size(PHONE)
    page.add_style_tag(content="math * { letter-spacing: 0.5em }")
    scrolls = "(e) => e.tabIndex === 0 && e.role === 'region' && e.ariaLabel"
    element = formula.element_handle()
    page.wait_for_function(scrolls, arg=element)
    assert element.evaluate("(e) => e.scrollWidth > e.clientWidth")
    page.wait_for_function("document.documentElement.scrollWidth <= 390")


def test_on_a_phone_the_bar_stays_and_the_contents_open_below_it(open_page, book_url):
    page = open_page(viewport=PHONE)
    visit(page, f"{book_url}/{QUICK}")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    bar = page.locator(".top").bounding_box()
    assert bar["y"] == 0 and bar["height"] < 60
    page.get_by_role("button", name="Contents").click()
    contents = page.locator(".book-nav").bounding_box()
    assert bar["height"] - 2 <= contents["y"] <= bar["height"] + 2
    assert contents["y"] + contents["height"] <= PHONE["height"] + 1


def test_the_theme_switches_and_is_kept(open_page, book_url):
    page = open_page(viewport=WIDE, color_scheme="light")
    visit(page, f"{book_url}/{QUICK}")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark mode").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == dark
    button = page.get_by_role("button", name="Dark mode")
    assert button.get_attribute("aria-pressed") == "true"
    button.press("Enter")
    assert page.evaluate(paper) == light


def test_nothing_moves_for_readers_who_ask_for_that(open_page, book_url):
    page = open_page(viewport=WIDE, reduced_motion="reduce")
    visit(page, f"{book_url}/notebooks/06_lstm.html#eq-6-6")
    page.get_by_role("button", name="Dark mode").click()
    assert page.evaluate("document.getAnimations().length") == 0
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert page.evaluate(behaviour) == "auto"


def plain(formula):
    """Its letters and signs, however they are slanted."""
    return "".join(unicodedata.normalize("NFKC", formula).split())


CHAPTERS = [
    "notebooks/06_lstm.html",
    *(
        pytest.param(f"{page}.html", marks=pytest.mark.all)
        for page in ("notebooks/02_squashing", "notebooks/04_bptt", "notebooks/08_gru",
                     "notebooks/09_deep_bidirectional", "notebooks/12_encoder_decoder",
                     "notebooks/museum", "book/notation", "book/glossary", "book/index")
    ),
]  # fmt: skip


@pytest.mark.parametrize("address", CHAPTERS)
def test_a_screen_reader_meets_each_formula_once(open_page, book_url, address):
    """Read in the tree that Chromium makes for it: formulas have their parts, and
    behind each equation stands its number; pictures are one name, and no part of them
    is read; each heading has its level, and the sign behind it is not read."""
    page = open_page(viewport=WIDE)
    visit(page, f"{book_url}/{address}")
    named = "[...document.querySelectorAll('svg[role=img]')].every((e) => e.ariaLabel)"
    page.wait_for_function(named)  # a figure that has just come names what it drew
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def value(node, key):
        return node.get(key, {}).get("value", "")

    def words(node):
        if value(node, "role") == "StaticText":
            return value(node, "name")
        return "".join(words(by_id[k]) for k in node.get("childIds", []) if k in by_id)

    heard = [node for node in nodes if not node.get("ignored")]
    shown = "(all) => all.filter((e) => e.checkVisibility()).map((e) => e.textContent)"
    formulas = page.locator("math").evaluate_all(shown)
    read = [words(node) for node in heard if value(node, "role") == "MathMLMath"]
    assert read and sorted(map(plain, formulas)) == sorted(map(plain, read))
    everything = words(nodes[0])
    for number in page.locator(".eq-number:visible").all_inner_texts():
        assert number in everything
    for node in heard:
        if value(node, "role") == "image":
            assert len(value(node, "name")) > 3
            assert not words(node)
    levels = page.locator("h1, h2, h3, h4").evaluate_all(shown)
    headings = [value(n, "name") for n in heard if value(n, "role") == "heading"]
    assert len(headings) == len(levels)
    assert not [name for name in headings if "¶" in name or not name.strip()]
    roles = [value(node, "role") for node in heard]
    for landmark in ("main", "banner", "contentinfo"):
        assert roles.count(landmark) == 1, landmark
