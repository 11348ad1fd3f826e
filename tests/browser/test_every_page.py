"""What holds for every page, seen in one visit: first from a desk, then from a phone.

A page is loaded once and then looked at by all the tests below, in their order: a
chapter takes seconds to come to rest. Every second page is read from a disk, the others
from a server; and every second begins in light mode, the others in dark mode. The
theme is switched on the way to the phone. From there on code has no colours, for
pointers, paper and axe, and pictures are empty; each figure is seen by axe in both
themes, and each of its sliders moved, in the gallery.
"""

import gzip
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from book_pages import (
    CONTRAST,
    PHONE,
    WIDE,
    all_pages,
    assert_no_fault,
    find_faults,
    lighten,
    resize,
    root,
    visit,
)
from pointing import COVERED, OVERLAPS, at_widths
from support import ROOT
from wcag import HIDDEN_FOCUS, SMALL_TARGETS, SMALL_TEXTS


def pages_of_the_book():
    """Every page of the table of contents, and the search."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [contents["root"]]
    files += [c["file"] for part in contents["parts"] for c in part["chapters"]]
    return [f"{file}.html" for file in [*files, "search"]]


PAGES = pages_of_the_book()
# Four ways to read, one page after another.
WAYS = [("http", "light"), ("file", "dark"), ("file", "light"), ("http", "dark")]
VISITS = [(page, *WAYS[k % 4]) for k, page in enumerate(PAGES)]
NAMES = [page.removesuffix(".html") for page in PAGES]
# What takes longest: in `make test` on a page of each kind, in `test-all` on all.
KINDS = {
    "book/index",
    "book/playground",
    "book/glossary",
    "book/api",
    "book/teach",
    "notebooks/04_bptt",
    "notebooks/11_character_model",
    "notebooks/museum",
    "search",
}
of_each_kind = pytest.mark.parametrize(
    "at_rest",
    [
        pytest.param(each, id=name, marks=() if name in KINDS else pytest.mark.all)
        for each, name in zip(VISITS, NAMES, strict=True)
    ],
    indirect=True,
)
WIDTH = "document.documentElement.scrollWidth"
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
# An error without an exception: a size that has changed while sizes were told.
TELL_LOOPS = "addEventListener('error', (e) => e.error ?? console.error(e.message))"
VISIBLE = ":is(input, button, select):visible"
VISIBLE_PARTS = """(all) => all.map((e) => {
  const { width, height } = e.getBoundingClientRect();
  return width > 0 && height > 0 && e.checkVisibility({ visibilityProperty: true });
})"""


class Visit(NamedTuple):
    """A page at rest, the theme of its reader, and the files that it has fetched."""

    page: object
    address: str
    theme: str
    fetched: set


@pytest.fixture(scope="module", params=VISITS, ids=NAMES)
def at_rest(request, watched_pages, book_dir, book_url):
    """A Visit; what fails to load, or throws, fails the last of its tests."""
    address, source, theme = request.param
    with watched_pages() as open_page:
        page = open_page(viewport=WIDE, color_scheme=theme)
        page.context.add_init_script(TELL_LOOPS)
        fetched = set()
        page.on("request", lambda r: fetched.add(unquote(urlsplit(r.url).path)))
        visit(page, f"{root(source, book_dir, book_url)}/{address}")
        # Asked at once, all of a page has to be laid out, not what is near alone.
        page.add_style_tag(content=".rests { content-visibility: visible !important }")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        yield Visit(page, address, theme, set(fetched))


@pytest.fixture(scope="module")
def on_a_phone(at_rest):
    """The same Visit on a phone and in the other theme: so it stays from here on."""
    page, theme = at_rest.page, {"light": "dark", "dark": "light"}[at_rest.theme]
    page.evaluate("document.querySelector('.theme-button').click()")
    resize(page, *PHONE.values())
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.locator("html").get_attribute("data-theme") == theme
    return at_rest


@pytest.fixture(scope="module")
def light(on_a_phone):
    """The same Visit without the colours of code: so it stays."""
    # The colours of code are the same on every page: one keeps them, for axe.
    code = () if on_a_phone.address.endswith("06_lstm.html") else (".highlight",)
    lighten(on_a_phone.page, *code)
    return on_a_phone


# What is looked at on both screens.


def live_figure_takes_the_place_of_the_picture(page):
    assert visible(page, ".rnn-widget .rnn-widget-live") <= {True}
    assert visible(page, ".rnn-widget .rnn-widget-picture") <= {False}


def visible(page, parts):
    """{True}, {False} or both: whether these parts of a page can be seen."""
    return set(page.locator(parts).evaluate_all(VISIBLE_PARTS))


def equations_show_their_numbers(page):
    texts = "(all) => all.map((e) => [e.id, e.innerText])"
    for name, text in page.locator("div.math[id^=eq-]").evaluate_all(texts):
        number = name.removeprefix("eq-").replace("-", ".")
        assert f"({number})" in text.replace("\n", "")
    assert not page.locator(".math.tex, merror, mjx-container").count()


def short_code_and_the_stop_of_a_formula_are_not_torn(page):
    for pieces in (".short", ".glued"):
        lines = page.locator(f"article {pieces}").evaluate_all(
            """(all) => all.map((e) =>
              new Set([...e.getClientRects()].map((r) => r.top)).size)"""
        )
        assert set(lines) <= {0, 1}, pieces  # 0: folded away


def no_control_is_cut_off_at_an_edge(page):
    """Nor the ring around the one that has the focus."""
    cut = """(controls) => controls.flatMap((control) => {
      const ring = 5, box = control.getBoundingClientRect();
      for (let e = control.parentElement; e !== document.body; e = e.parentElement) {
        if (getComputedStyle(e).overflow === "visible") continue;
        const { left, right } = e.getBoundingClientRect();
        if (box.left - ring < left || box.right + ring > right) {
          return [`${control.outerHTML.slice(0, 80)} in ${e.className}`];
        }
      }
      return [];
    })"""
    controls = page.locator(f".rnn-widget-live {VISIBLE}")
    assert not controls.evaluate_all(cut)


def page_is_not_wider_than_the_screen(page):
    """Last on each screen, which stays narrow: to set a chapter again takes long."""
    for width in (page.viewport_size["width"], 768 if at_desk(page) else 320):
        if width != page.viewport_size["width"]:
            resize(page, width, 800)
        assert page.evaluate(WIDTH) <= width
    if not at_desk(page):  # as far apart as WCAG 1.4.12 asks for
        spacing = page.add_style_tag(content=TEXT_SPACING)
        page.wait_for_function(f"{WIDTH} <= {width}")
        spacing.evaluate("(e) => e.remove()")


def texts_of_figures_can_be_read(page):
    """On the narrow screen, where the last look has left the page."""
    assert page.evaluate(SMALL_TEXTS) == []


def at_desk(page):
    return page.viewport_size == WIDE


LOOKS = [
    live_figure_takes_the_place_of_the_picture,
    equations_show_their_numbers,
    short_code_and_the_stop_of_a_formula_are_not_torn,
    no_control_is_cut_off_at_an_edge,
    page_is_not_wider_than_the_screen,
    texts_of_figures_can_be_read,
]
each_look = pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)


def test_no_page_is_left_out(book_dir):
    assert set(NAMES) >= KINDS
    assert {*PAGES, "index.html"} == set(all_pages(book_dir))


def test_page_loads_without_a_problem(at_rest):
    assert at_rest.page.watch.problems == []


def test_page_weighs_at_most_1200_kilobytes(at_rest, book_dir):
    paths = [path.removeprefix(f"{book_dir}/").lstrip("/") for path in at_rest.fetched]
    files = [book_dir / path for path in paths]
    sizes = {f.name: len(gzip.compress(f.read_bytes())) for f in files if f.is_file()}
    assert len(sizes) > 5
    assert sum(sizes.values()) <= 1_200_000, sizes


def test_every_control_has_a_name_and_every_page_one_heading(at_rest):
    unnamed = at_rest.page.evaluate(
        """() => [...document.querySelectorAll("input, button, select, textarea")]
        .filter((e) => !(e.labels?.length || e.ariaLabel || e.textContent.trim()
          || e.getAttribute("aria-labelledby") || e.type === "hidden"))
        .map((e) => e.outerHTML)"""
    )
    assert not unnamed
    assert at_rest.page.get_by_role("heading", level=1).count() == 1


def test_each_figure_moves_by_arrow_key(at_rest):
    """Its first slider; all of them move in the gallery."""
    for widget in at_rest.page.locator(".rnn-widget").all():
        slider = widget.locator("input[type=range]:visible:enabled").first
        if not slider.count():
            continue
        before = slider.input_value()
        at_end = before == slider.get_attribute("max")
        slider.press("ArrowLeft" if at_end else "ArrowRight")
        assert slider.input_value() != before, slider


@each_look
def test_from_a_desk(at_rest, look):
    look(at_rest.page)


@each_look
def test_on_a_phone(on_a_phone, look):
    look(on_a_phone.page)


@of_each_kind
def test_every_control_is_hit_by_a_pointer(light):
    """What a mouse is to press is not covered by something else, at any width."""
    page, offenders = light.page, []
    for width in at_widths(page):
        seen, found = page.evaluate(COVERED)
        assert seen > 4, f"at {width}: only {seen} controls"
        found += page.evaluate(OVERLAPS) + page.evaluate(SMALL_TARGETS)
        offenders += [f"at {width}, {line}" for line in found]
    assert not offenders, f"{len(offenders)}:\n" + "\n".join(offenders)


@of_each_kind
def test_the_focus_is_not_hidden_by_the_bar(light):
    """On a phone, where the bar stays at the top: forwards, and backwards."""
    assert light.page.evaluate(HIDDEN_FOCUS) == []


def test_on_paper_stand_the_pictures_and_not_the_controls(light):
    page = light.page
    page.emulate_media(media="print")
    assert visible(page, ".rnn-widget .rnn-widget-picture > svg") <= {True}
    assert visible(page, ".rnn-widget .rnn-widget-live") <= {False}
    assert visible(page, ".top, .book-nav, .prev-next") == {False}
    page.emulate_media(media="screen")


@of_each_kind
def test_axe_finds_no_violation(light):
    """Half of the pages from a desk, half on a phone; in the theme switched to."""
    page, k = light.page, PAGES.index(light.address)
    resize(page, *(PHONE if k // 2 % 2 else WIDE).values())
    page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    # What is in formulas, and the colours of code, are the same on every page.
    if not light.address.endswith("06_lstm.html"):
        assert_no_fault(page, "math", ".highlight")
        return
    assert_no_fault(page)
    page.evaluate("document.querySelector('.theme-button').click()")
    find_faults(page, [], CONTRAST)


def test_nothing_went_wrong_meanwhile(at_rest):
    assert at_rest.page.watch.problems == []
