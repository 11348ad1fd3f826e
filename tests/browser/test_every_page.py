"""What holds for every page, seen in one visit from a desk and one from a phone.

A page is loaded once and then looked at by all the tests below, in their order: a
chapter takes seconds to come to rest. The desk reads in light mode from a server, the
phone in dark mode from a disk; each figure's own tests see it in all four ways.
"""

import gzip
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
import yaml
from book_pages import PHONE, WIDE, all_pages, assert_no_fault, root, visit
from support import ROOT


def pages_of_the_book():
    """Every page of the table of contents, and the search."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [contents["root"]]
    files += [c["file"] for part in contents["parts"] for c in part["chapters"]]
    return [f"{file}.html" for file in [*files, "search"]]


class Screen(NamedTuple):
    name: str
    size: dict
    scheme: str
    source: str
    widths: tuple


SCREENS = [
    Screen("desk", WIDE, "light", "http", (768, 1280)),
    Screen("phone", PHONE, "dark", "file", (320, 390)),
]
PAGES = pages_of_the_book()
VISITS = [(address, screen) for address in PAGES for screen in SCREENS]
NAMES = [f"{address.removesuffix('.html')}-{s.name}" for address, s in VISITS]
VISIBLE = ":is(input, button, select):visible"


class Visit(NamedTuple):
    """A page at rest, the screen that it is on, and the files that it has fetched."""

    page: object
    screen: Screen
    address: str
    fetched: set


@pytest.fixture(scope="module", params=VISITS, ids=NAMES)
def at_rest(request, watched_pages, book_dir, book_url):
    """A Visit; what fails to load, or throws, fails the last of its tests."""
    address, screen = request.param
    with watched_pages() as open_page:
        page = open_page(viewport=screen.size, color_scheme=screen.scheme)
        fetched = set()
        page.on("request", lambda r: fetched.add(urlsplit(r.url).path))
        visit(page, f"{root(screen.source, book_dir, book_url)}/{address}")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        yield Visit(page, screen, address, set(fetched))


def test_no_page_is_left_out(book_dir):
    assert {*PAGES, "index.html"} == set(all_pages(book_dir))


def test_page_loads_without_a_problem(at_rest):
    assert at_rest.page.watch.problems == []


def test_page_weighs_at_most_1200_kilobytes(at_rest, book_dir):
    if at_rest.screen.source == "file":
        return  # the same files as from the server
    files = [book_dir / path.lstrip("/") for path in at_rest.fetched]
    sizes = {f.name: len(gzip.compress(f.read_bytes())) for f in files if f.is_file()}
    assert len(sizes) > 5
    assert sum(sizes.values()) <= 1_200_000, sizes


def test_live_figure_takes_the_place_of_the_picture(at_rest):
    for widget in at_rest.page.locator(".rnn-widget").all():
        assert widget.locator(".rnn-widget-live").is_visible()
        assert not widget.locator(".rnn-widget-picture").is_visible()


def test_equations_show_their_numbers(at_rest):
    for block in at_rest.page.locator("div.math[id^=eq-]").all():
        number = block.get_attribute("id").removeprefix("eq-").replace("-", ".")
        assert f"({number})" in block.inner_text().replace("\n", "")
    assert not at_rest.page.locator("mjx-merror, [data-mjx-error]").count()


def test_short_code_and_the_stop_of_a_formula_are_not_torn(at_rest):
    for pieces in (".short", ".glued"):
        lines = at_rest.page.locator(f"article {pieces}").evaluate_all(
            """(all) => all.map((e) =>
              new Set([...e.getClientRects()].map((r) => r.top)).size)"""
        )
        assert set(lines) <= {0, 1}, pieces  # 0: folded away


def test_no_control_is_cut_off_at_an_edge(at_rest):
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
    controls = at_rest.page.locator(f".rnn-widget-live {VISIBLE}")
    assert not controls.evaluate_all(cut)


def test_every_control_has_a_name_and_every_page_one_heading(at_rest):
    unnamed = at_rest.page.evaluate(
        """() => [...document.querySelectorAll("input, button, select, textarea")]
        .filter((e) => !(e.labels?.length || e.ariaLabel || e.textContent.trim()
          || e.getAttribute("aria-labelledby") || e.type === "hidden"))
        .map((e) => e.outerHTML)"""
    )
    assert not unnamed
    assert at_rest.page.get_by_role("heading", level=1).count() == 1


def test_every_slider_moves_by_arrow_key(at_rest):
    for slider in at_rest.page.locator(".rnn-widget input[type=range]:visible").all():
        before = slider.input_value()
        at_end = before == slider.get_attribute("max")
        slider.press("ArrowLeft" if at_end else "ArrowRight")
        assert slider.input_value() != before, slider


def test_page_is_not_wider_than_the_screen(at_rest):
    for width in at_rest.screen.widths:
        at_rest.page.set_viewport_size({"width": width, "height": 800})
        wide = at_rest.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} pixels on a screen of {width}"


def test_axe_finds_no_violation(at_rest):
    page, screen = at_rest.page, at_rest.screen
    assert page.locator("html").get_attribute("data-theme") == screen.scheme
    page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    # Formulas are MathJax's own, and the colours of code are the same on every page.
    code = [] if at_rest.address.endswith("06_lstm.html") else [".highlight"]
    assert_no_fault(page, "mjx-container", *code)


def test_on_paper_stand_the_pictures_and_not_the_controls(at_rest):
    page = at_rest.page
    page.emulate_media(media="print")
    for widget in page.locator(".rnn-widget").all():
        assert widget.locator(".rnn-widget-picture > svg").is_visible()
        assert not widget.locator(".rnn-widget-live").is_visible()
    for furniture in page.locator(".top, .book-nav, .prev-next").all():
        assert not furniture.is_visible()
    page.emulate_media(media="screen")


def test_nothing_went_wrong_meanwhile(at_rest):
    at_rest.page.wait_for_timeout(200)
    assert at_rest.page.watch.problems == []
