"""The book as one PDF: its pages, outline, tags, texts of formulas and figures, links.

One short page is printed in `make test`; the whole book, on both papers, in test-all.
"""

import io
import json
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from make_pdf import NAME
from paper_fonts import SOURCES, sources
from press.finish import children, page_numbers, structure
from press.plan import PressError, read_pages, read_plan
from pypdf import PdfReader
from pypdf.generic import IndirectObject
from support import ROOT

SIZES = {"a4": (595, 842), "letter": (612, 792)}


def printed(html, out, paper, *only, limit=1500):
    """The PDF, made by a process of its own, as `make pdf` makes it."""
    command = [sys.executable, ROOT / "scripts/make_pdf.py", "--html", html]
    command += ["--out", out, "--paper", paper, *(["--only", *only] if only else [])]
    run = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    assert run.returncode == 0, run.stderr[-3000:]
    return out / NAME.format(paper)


def opened(path):
    """What the tests ask of a PDF, read once."""
    data = path.read_bytes()
    reader = PdfReader(io.BytesIO(data))
    elements = list(structure(reader.root_object["/StructTreeRoot"]))
    return SimpleNamespace(
        data=data,
        reader=reader,
        elements=elements,
        texts=[page.extract_text() for page in reader.pages],
        places=page_numbers(data),
        links=[link for page in reader.pages for link in links_of(page)],
    )


def links_of(page):
    """(URI, name of a place) of each link on a page; one of them is None."""
    for note in page.get("/Annots", []):
        note = note.get_object()
        if note.get("/Subtype") == "/Link":
            action = note.get("/A", {})
            place = note.get("/Dest") or action.get("/D")
            yield action.get("/URI"), place if place is None else str(place).lstrip("/")


@pytest.fixture(scope="module")
def short(book_dir, tmp_path_factory):
    """One short page of the book, on A4."""
    out = tmp_path_factory.mktemp("short")
    return opened(printed(book_dir, out, "a4", "learning", limit=120))


@pytest.fixture(scope="module")
def whole(book_dir, tmp_path_factory):
    """The whole book on both papers."""
    out = tmp_path_factory.mktemp("whole")
    printed(book_dir, out, "both")
    return {paper: opened(out / NAME.format(paper)) for paper in SIZES}


def flat(items):
    """Every item of an outline, in order."""
    for item in items:
        yield from flat(item) if isinstance(item, list) else [item]


def outline_titles(reader):
    return [item.title for item in flat(reader.outline)]


def strange_fonts(reader):
    """Fonts that are not the book's: not in the file, or taken from this machine."""
    strange, seen = set(), set()
    for page in reader.pages:
        for reference in page["/Resources"].get("/Font", {}).values():
            if isinstance(reference, IndirectObject) and reference.idnum in seen:
                continue
            seen.add(getattr(reference, "idnum", None))
            font = reference.get_object()
            inner = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
            told = inner.get_object().get("/FontDescriptor", {})
            ours = "+Rnnbook-" in font.get("/BaseFont", "") and "/FontFile2" in told
            if not ours and font["/Subtype"] != "/Type3":
                strange.add(str(font.get("/BaseFont")))
    return strange


def owners(pdf):
    """{key of a page: the element that each piece of its content belongs to}."""
    numbers = pdf.reader.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    values = [value.get_object() for value in numbers[1::2]]
    pairs = zip(numbers[::2], values, strict=True)
    return {int(k): v for k, v in pairs if isinstance(v, list)}


def assert_content_is_owned(pdf):
    """Tree and pages agree: each element's pieces of content name it as their owner."""
    found = owners(pdf)
    for element in pdf.elements:
        assert element["/S"] != "/NonStruct" or "/Alt" in element
        for kid in children(element):
            kid = kid.get_object()
            apart = isinstance(kid, dict)
            number = kid.get("/MCID") if apart else kid
            if number is not None:
                place = kid["/Stm"] if apart and "/Stm" in kid else None
                place = place or (kid if apart else element)["/Pg"]
                owner = found[place["/StructParents"]][number]
                assert owner.get_object() is element


def assert_sound(pdf):
    """What is true of every PDF that is made."""
    root = pdf.reader.root_object
    assert root["/Lang"].startswith("en") and root["/MarkInfo"]["/Marked"]
    assert pdf.reader.metadata.title == "Recurrent networks, from the inside"
    assert "/CreationDate" not in pdf.reader.metadata
    assert strange_fonts(pdf.reader) == set()
    assert_content_is_owned(pdf)
    for uri, place in pdf.links:
        assert uri or place, "a link that leads nowhere"
        assert uri is None or re.match(r"https?://(?!book\.invalid)", uri), uri
        assert place is None or place in pdf.places, place
    for element in pdf.elements:
        if element["/S"] in ("/Figure", "/Formula"):
            assert len(str(element.get("/Alt", "")).strip()) > 0
        if element["/S"] == "/Formula":
            assert children(element), "a formula without its signs"
    assert not any("\ue000" in str(e.get("/Alt", "")) for e in pdf.elements)
    assert not any("page ?" in text for text in pdf.texts)


def count(pdf, kind):
    return sum(element["/S"] == kind for element in pdf.elements)


def in_source(book_dir, pages, what):
    """How often the pages themselves have it."""
    return sum(len(re.findall(what, (book_dir / p).read_text("utf8"))) for p in pages)


def test_page_is_printed_whole_and_named(short, book_dir):
    assert_sound(short)
    width, height = short.reader.pages[0].mediabox[2:]
    assert (round(width), round(height)) == SIZES["a4"]
    formulas = in_source(book_dir, ["notebooks/learning.html"], 'class="math ')
    assert count(short, "/Formula") == formulas > 20
    assert "How a network learns" in outline_titles(short.reader)
    assert count(short, "/H2") >= 9
    spoken = {str(e["/Alt"]) for e in short.elements if e["/S"] == "/Formula"}
    assert "d hat sub n equals w times s sub n" in spoken


def test_contents_name_the_pages(short):
    first = short.texts[1]
    for place, title in (
        ("learning", "How a network learns"),
        ("learning--the-learning-rate", "The learning rate"),
    ):
        page = short.places[place]
        assert re.search(rf"{title}\s*{page}\b", first), (title, page)
        assert title in short.texts[page - 1]


def test_pages_in_order_of_the_book():
    pages = [page["path"] for page in read_pages(ROOT)]
    assert pages[0] == "book/index.html"
    assert pages[-1] == "book/bibliography.html"
    assert not {"book/api.html", "book/teach.html"} & set(pages)


def test_book_that_is_not_built_is_refused(tmp_path):
    with pytest.raises(PressError, match="run `make book` first"):
        read_plan(ROOT, tmp_path)


def test_page_that_is_not_there_is_named():
    with pytest.raises(PressError, match="No page is called 99_x; there are .*06_lstm"):
        read_plan(ROOT, ROOT, ["99_x"])


def test_browser_that_does_not_start_is_named(book_dir, tmp_path):
    command = [sys.executable, ROOT / "scripts/make_pdf.py", "--only", "learning"]
    run = subprocess.run(
        [*command, "--html", book_dir, "--out", tmp_path],
        env={**os.environ, "RNNBOOK_BROWSER": "/bin/false"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 1 and "/bin/false does not start" in run.stderr
    assert "RNNBOOK_BROWSER" in run.stderr and "Traceback" not in run.stderr


# Joins one page as it would be if the book stood at an address; prints what is asked.
JOINED = """
import json, sys
from pathlib import Path
from press.plan import read_plan
from press.sheet import joined_book
root, html, name = sys.argv[1:]
plan = read_plan(Path(root), Path(html), [name])
with joined_book(Path(html), plan, spoken=False) as page:
    links = page.locator(".moves a").evaluate_all("all => all.map(a => a.href)")
    indent = page.evaluate("getComputedStyle(document.querySelector('.cl')).textIndent")
print(json.dumps([plan["notes"][0], links, indent]))
"""


def said(script, *given):
    """What a script says that joins the book, in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", script, *given],
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout)


@pytest.mark.all
def test_figure_that_moves_names_its_live_page(book_dir, tmp_path):
    for name in ("_toc.yml", "_config.yml"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf8"))
    with (tmp_path / "_config.yml").open("a") as config:
        config.write("\nhtml:\n  baseurl: https://example.org/rnn\n")
    note, links, indent = said(JOINED, tmp_path, book_dir, "01_sequences")
    assert "at https://example.org/rnn," in note
    home = "https://example.org/rnn/notebooks/01_sequences.html#"
    page = (book_dir / "notebooks/01_sequences.html").read_text("utf8")
    assert len(links) == page.count('class="rnn-widget"') > 0
    for link in links:
        assert link.startswith(home) and f'id="{link.removeprefix(home)}"' in page
    assert float(indent.removesuffix("px")) < 0  # long code goes on further in


# Fills the pages of one chapter for one paper, then for pages that need nothing.
FILLED = """
import json, sys
from pathlib import Path
from press.plan import read_plan
from press.sheet import fill, joined_book
root, html, name = sys.argv[1:]
parts = "[...document.querySelectorAll('section.chapter :is(p, pre, [id])')]"
order = f"() => {parts}.map(e => e.id || e.textContent)"
with joined_book(Path(html), read_plan(Path(root), Path(html), [name]), False) as page:
    before = page.evaluate(order)
    told = fill(page, "a4")
    filled = page.evaluate(order)
    page.evaluate("press.fill('142mm', '30000mm')")
    after = page.evaluate(order)
whole = sorted(before) == sorted(filled)
print(json.dumps([told, whole and before != filled, before == after]))
"""


@pytest.mark.all
def test_text_fills_the_page_before_a_figure(book_dir):
    told, moved, set_back = said(FILLED, ROOT, book_dir, "10_memory_tests")
    assert moved, "some text comes before a figure, and nothing is lost"
    assert set_back, "for the next paper the text is in its own order"
    assert any(one["done"] for one in told)
    assert sum(one["left"] for one in told) < 0.6 * sum(one["room"] for one in told)


def test_paper_has_the_fonts_of_the_pages():
    made_of = json.loads(SOURCES.read_text("utf8"))
    assert made_of == sources(), "run scripts/paper_fonts.py: the pages' fonts changed"


@pytest.mark.all
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("paper", SIZES)
def test_whole_book(whole, book_dir, paper):
    pdf = whole[paper]
    assert_sound(pdf)
    sizes = {tuple(round(float(x)) for x in p.mediabox[2:]) for p in pdf.reader.pages}
    assert sizes == {SIZES[paper]}
    pages = [page["path"] for page in read_pages(ROOT)]
    formulas = in_source(book_dir, pages, '(?:div|span) class="math ')
    assert abs(count(pdf, "/Formula") - formulas) <= 0.02 * formulas
    figures = in_source(book_dir, pages, 'class="rnn-(?:figure|widget)"')
    assert count(pdf, "/Figure") >= figures > 120
    low = [item.title for item in flat(pdf.reader.outline) if item["/Top"] < 100]
    assert low == [], "headings at the foot of a page, with nothing below them"
    titles = outline_titles(pdf.reader)
    assert "1. Sequences and state" in titles
    assert "5. Vanishing and exploding gradients" in titles  # of two lines on paper
    assert titles[0] == "Contents" and "Answers" in titles
    assert sum(title[:1].isdigit() for title in titles) >= 14
    first = pdf.places["index"] - 1
    assert not re.search(r"Press Next|The search", " ".join(pdf.texts[first:][:4]))
    printed_columns = re.compile("shorter, then longer .* gru z=1\n")
    assert any(map(printed_columns.search, pdf.texts)), "a printed table is broken"


@pytest.mark.all
def test_answers_are_at_the_end_and_point_back(whole, book_dir):
    pdf = whole["a4"]
    answers = [name for name in pdf.places if name.startswith("answer-")]
    pages = [page["path"] for page in read_pages(ROOT)]
    asked = in_source(book_dir, pages, "<summary>(?:Answer|Solution)<")
    assert len(answers) == asked > 60
    assert min(pdf.places[name] for name in answers) >= pdf.places["answers"]
    for name in answers:
        assert pdf.places[name.replace("answer", "asked")] < pdf.places["answers"]


@pytest.mark.all
@pytest.mark.timeout(1800)
def test_second_run_writes_the_same_bytes(whole, book_dir, tmp_path):
    again = printed(book_dir, tmp_path, "a4")
    assert again.read_bytes() == whole["a4"].data
