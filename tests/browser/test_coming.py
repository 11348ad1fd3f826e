"""How a page comes: what it weighs, what is laid out first, what stays in its place."""

import gzip
import re

import pytest
import stand_in_fonts as stand_ins
from book_pages import PHONE, WIDE, all_chapters
from playwright.sync_api import Error

MOST = 350_000  # bytes, compressed, of what a page fetches before anybody scrolls
HEADS = 3_800  # what the heads of their answers take
FACES = ("source-serif-4-roman", "source-serif-4-italic", "source-code-pro-roman")
FETCHED = re.compile(r'<(?:link rel="stylesheet" href|script defer src)="([^"]+)"')
# Its first section holds half of the page.
LONG = "notebooks/09_deep_bidirectional.html"
MUSEUM = "notebooks/museum.html"
# What is far stays far: nothing is laid out because there is time for it.
NO_TIME = "window.requestIdleCallback = () => 0"
COMING = "document.documentElement.classList.contains('coming')"
LAID_OUT = """() => [...document.querySelectorAll("article *")].filter((e) =>
  e.checkVisibility({ contentVisibilityAuto: true })).length"""
RESTS = "document.querySelectorAll('.rests').length > 10"
HEADINGS = """() => [...document.querySelectorAll("article :is(h2, h3)")]
  .map((e) => e.getBoundingClientRect().top + scrollY)"""
FRAMES = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done())))"""
TOP = "(e) => e.getBoundingClientRect().top"


def test_each_chapter_comes_with_at_most_350_kilobytes(book_dir):
    packed = {}

    def size(path):
        if path not in packed:
            data = path.read_bytes()
            packed[path] = len(data if path.suffix == ".woff2" else gzip.compress(data))
        return packed[path]

    fonts = book_dir / "_static" / "fonts"
    always = sum(size(fonts / f"{name}.woff2") for name in (*FACES, "maths")) + HEADS
    for name in all_chapters(book_dir):
        page = book_dir / name
        head = page.read_text(encoding="utf-8").split("</head>")[0]
        files = [page, *(page.parent / path for path in FETCHED.findall(head))]
        assert len(files) > 8
        sizes = {f.name: size(f.resolve()) for f in files}
        assert sum(sizes.values()) + always <= MOST, (name, sizes)


@pytest.fixture
def long_page(open_page, book_url):
    """A long page as it is in its first seconds, and stays."""
    page = open_page(viewport=WIDE)
    page.add_init_script(NO_TIME)
    page.goto(f"{book_url}/{LONG}")
    page.wait_for_function("!!window.rnnbookHold")
    page.evaluate(FRAMES)
    return page


def test_of_a_long_page_less_than_a_third_is_laid_out_at_first(long_page):
    everything = long_page.locator("article *").count()
    assert long_page.evaluate(COMING)
    assert 300 < long_page.evaluate(LAID_OUT) < everything / 3


def test_who_goes_back_while_a_page_comes_is_where_he_was(long_page):
    link = long_page.locator("#summary a[href^='#']:not(.headerlink)").first
    link.evaluate("(e) => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    long_page.evaluate(FRAMES)
    before = link.evaluate(TOP)
    assert long_page.evaluate(COMING)
    link.click()
    long_page.wait_for_function(f"location.hash && !{COMING}")
    long_page.go_back()
    long_page.wait_for_function("!location.hash")
    near = f"([e, before]) => Math.abs(({TOP})(e) - before) < 60"
    long_page.wait_for_function(near, arg=[link.element_handle(), before])


@pytest.fixture
def resting(open_page, book_url):
    """A page whose far parts rest."""

    def come(name, **how):
        page = open_page(**how)
        page.goto(f"{book_url}/{name}")
        page.wait_for_function(RESTS)
        page.evaluate(FRAMES)
        return page

    return come


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("name", [LONG, MUSEUM])
def test_what_is_far_from_the_reader_rests_and_nothing_moves(resting, name, size):
    page = resting(name, viewport=size)
    assert page.evaluate(LAID_OUT) < page.locator("article *").count() / 2
    before = page.evaluate(HEADINGS)
    page.evaluate("document.head.append(Object.assign(document.createElement('style'),"
                  " { textContent: '.rests { content-visibility: visible !important }'"
                  " }))")  # fmt: skip
    page.evaluate(FRAMES)
    assert len(before) > 20
    assert page.evaluate(HEADINGS) == pytest.approx(before, abs=1)


def test_a_link_leads_to_what_rests_and_wakes_it(resting):
    page = resting(LONG, viewport=WIDE)
    goal = page.locator("#summary")
    assert "rests" in goal.get_attribute("class")
    page.evaluate("location.hash = '#summary'")
    page.wait_for_function("!document.querySelector('#summary.rests')")
    page.evaluate(FRAMES)
    assert 0 <= goal.locator("h2").evaluate(TOP) < 200
    assert "rests" in page.locator("article > section > section").first.get_attribute(
        "class"
    )


def test_at_another_width_what_rests_has_another_room(resting):
    page = resting(LONG, viewport=WIDE)
    page.set_viewport_size(PHONE)
    page.wait_for_function("!document.querySelector('.rests')")
    page.wait_for_function(RESTS)
    fresh = resting(LONG, viewport=PHONE)
    assert page.evaluate(HEADINGS) == pytest.approx(fresh.evaluate(HEADINGS), abs=2)


def test_the_exhibits_keep_their_numbers(resting):
    page = resting(MUSEUM, viewport=WIDE)
    last = page.locator("article h3").last
    last.scroll_into_view_if_needed()
    number = "(e) => getComputedStyle(e, '::before').content"
    count = page.locator("article h3").count()
    assert last.evaluate(number) == f'"Exhibit {count}"'


def test_stand_ins_are_as_wide_as_the_faces(page):
    """Where the computer has a font that stands in; else there is nothing to see."""
    sheet = stand_ins.SHEET.read_text(encoding="utf-8")
    page.goto(stand_ins.SHEET.as_uri())
    rules = sheet.split(stand_ins.START)[1].split(stand_ins.END)[0]
    given = [float(each) for each in re.findall(r"size-adjust: ([\d.]+)%", rules)]
    for (style, weight, file, stands), said in zip(stand_ins.FACES, given, strict=True):
        try:
            face, found = stand_ins.measured(page, style, weight, file, stands)
        except Error:
            pytest.skip("this computer has neither Times New Roman nor Liberation")
        assert 100 * face["width"] / found["width"] == pytest.approx(said, rel=3e-3)
