"""Every page: whole without a network, from a server and from a disk."""

import re

import pytest
from book_pages import (
    PHONE,
    WIDE,
    all_pages,
    from_server_and_disk,
    root,
    stand_still,
    visit,
)
from pointing import OVERLAPS, at_widths

# A chapter that is soon at rest, and a page without figures.
CHAPTER, QUICK = "notebooks/02_squashing.html", "book/notation.html"


@from_server_and_disk
def test_both_faces_really_load(open_page, book_dir, book_url, source):
    base = root(source, book_dir, book_url)
    page = open_page()
    visit(page, f"{base}/{QUICK}")
    faces = page.evaluate(
        "document.fonts.ready.then((all) => [...all]"
        ".filter((f) => f.status === 'loaded').map((f) => f.family))"
    )
    named = {face.strip('"') for face in faces}
    assert {"Source Serif 4", "Source Code Pro"} <= named
    # A letter says its own width, too: with full hinting a browser goes by that.
    wide = """(all) => all.filter((e) => [...e.textContent].length === 1)
      .map((e) => e.getBoundingClientRect().width
        / parseFloat(getComputedStyle(e).fontSize))"""
    letters = page.locator("math mi").evaluate_all(wide)
    assert letters and max(letters) < 1.01


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["desktop", "phone"])
def test_a_link_to_an_equation_ends_at_the_equation(
    open_page, book_url, book_dir, screen
):
    page = open_page(viewport=screen)
    html = (book_dir / CHAPTER).read_text(encoding="utf-8")
    last = re.findall(r'<div class="math[^>]* id="(eq-[^"]*)"', html)[-1]
    visit(page, f"{book_url}/{CHAPTER}#{last}")
    stand_still(page)
    box = page.locator(f"#{last}").bounding_box()
    bar = page.locator(".top").bounding_box()
    under = max(0, bar["y"] + bar["height"])
    assert under <= box["y"] < 200, f"#{last} stands at {box['y']}"


def test_back_after_a_link_to_an_equation_returns_to_the_place(open_page, book_url):
    page = open_page(viewport=WIDE)
    visit(page, f"{book_url}/{CHAPTER}")
    stand_still(page)
    link = page.locator("article p a.eqref").last
    link.scroll_into_view_if_needed()
    stand_still(page)  # a figure that comes to life may change what is above
    before = page.evaluate("scrollY")
    link.click()
    page.evaluate("history.back()")  # at once
    page.wait_for_url(lambda address: "#eq-" not in address)
    stand_still(page)
    # A few lines at most, if the way to the equation had begun: that is 18,000 px away.
    assert abs(page.evaluate("scrollY") - before) < 200


def test_code_of_82_columns_fits_and_longer_lines_can_be_reached(open_page, book_url):
    page = open_page(viewport=WIDE)
    visit(page, f"{book_url}/{CHAPTER}")
    fits = """(pre) => {
      pre.textContent = "x".repeat(82);
      return pre.scrollWidth <= pre.clientWidth;
    }"""
    assert page.locator(".cell_input pre:visible").first.evaluate(fits)
    page.locator(".cell_input pre:visible").first.evaluate(
        "(pre) => { pre.textContent = 'x'.repeat(200); }"
    )
    page.set_viewport_size(PHONE)
    long = page.locator(".cell_input pre:visible").first
    page.wait_for_function("(pre) => pre.tabIndex === 0", arg=long.element_handle())


@pytest.mark.parametrize("part", ["a few", pytest.param("all", marks=pytest.mark.all)])
def test_without_javascript_text_and_pictures_are_there_and_nothing_lies_over_another(
    open_page, book_url, book_dir, part
):
    page = open_page(viewport=WIDE, java_script_enabled=False)
    page.goto(f"{book_url}/index.html")  # this one sends the browser on
    page.wait_for_url("**/book/index.html")
    offenders, notices = [], 0
    pages = sorted(set(all_pages(book_dir)) - {"index.html"})
    for address in pages if part == "all" else pages[::4]:
        page.goto(f"{book_url}/{address}")  # with its style sheets
        assert page.locator("main").inner_text().strip()
        pictures = page.locator(".rnn-widget-picture > svg")
        seen = page.locator(".rnn-widget-picture > svg:visible")
        assert seen.count() == pictures.count(), address
        assert page.locator(".js-only:visible").count() == 0, address
        notices += page.locator(".no-script").count()
        # What stands below the heading cannot lie over it, and takes long to set.
        page.evaluate(
            "document.querySelectorAll('article h1 ~ *').forEach((e) => e.remove())"
        )
        for width in at_widths(page, scripts=False):
            found = page.evaluate(OVERLAPS)
            offenders += [f"{address} at {width}, {line}" for line in found]
        page.set_viewport_size(WIDE)
    assert notices > 2
    assert not offenders, "\n".join(offenders)


def test_without_javascript_a_phone_shows_the_text_and_then_the_contents(
    open_page, book_url
):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto(f"{book_url}/notebooks/06_lstm.html")
    assert "still pictures" in page.locator("main").inner_text()[:300]
    formula = page.locator("#eq-6-2 math")
    assert formula.is_visible() and "tanh" in formula.text_content()
    text = page.locator(".column").bounding_box()
    contents = page.locator(".book-nav").bounding_box()
    assert contents["y"] >= text["y"] + text["height"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_paper_is_light_whatever_the_screen(open_page, book_url, scripts):
    page = open_page(color_scheme="dark", java_script_enabled=scripts)
    page.goto(f"{book_url}/{CHAPTER}")
    page.emulate_media(media="print")
    for part in ("article p", "article h2", ".highlight .s2", "p.figure-caption"):
        colour = page.locator(part).first.evaluate("(e) => getComputedStyle(e).color")
        parts = [int(value) for value in re.findall(r"\d+", colour)[:3]]
        assert sum(parts) < 3 * 128, f"{part}: {colour}"


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["desktop", "phone"])
def test_a_control_of_the_cell_stands_in_the_first_screen(open_page, book_url, screen):
    page = open_page(viewport=screen)
    visit(page, f"{book_url}/book/index.html")
    controls = page.locator(".rnn-widget-live :is(input, button, select):visible")
    boxes = [control.bounding_box() for control in controls.all()]
    inside = [b for b in boxes if b["y"] + b["height"] <= screen["height"]]
    assert inside, f"the first control begins at {min(b['y'] for b in boxes)}"


@from_server_and_disk
def test_the_folder_opens_at_the_landing_page(open_page, book_dir, book_url, source):
    base = root(source, book_dir, book_url)
    page = open_page()
    page.goto(f"{base}/index.html")
    page.wait_for_url("**/book/index.html")


def test_paper_is_light_and_the_screen_is_afterwards_as_before(open_page, book_url):
    page = open_page(viewport=WIDE, color_scheme="dark")
    visit(page, f"{book_url}/{QUICK}")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("html").get_attribute("data-theme") == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("html").get_attribute("data-theme") == "dark"
