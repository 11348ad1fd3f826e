"""Every page: whole without a network, from a server and from a disk."""

import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from book_pages import (
    PHONE,
    WIDE,
    all_chapters,
    all_pages,
    from_server_and_disk,
    ids,
    root,
    soup,
    stand_still,
    visit,
)


def test_nothing_is_loaded_from_another_host(book_dir):
    pages = all_pages(book_dir)
    loaded = {"script": "src", "link": "href", "img": "src", "iframe": "src"}
    for page in pages:
        for name, attribute in loaded.items():
            for element in soup(book_dir, page).find_all(name):
                address = element.get(attribute) or ""
                assert not urlsplit(address).netloc, f"{page} loads {address}"


@from_server_and_disk
def test_both_faces_really_load(open_page, book_dir, book_url, source):
    base = root(source, book_dir, book_url)
    page = open_page()
    visit(page, f"{base}/notebooks/06_lstm.html")
    faces = page.evaluate(
        "document.fonts.ready.then((all) => [...all]"
        ".filter((f) => f.status === 'loaded').map((f) => f.family))"
    )
    named = {face.strip('"') for face in faces}
    assert {"Source Serif 4", "Source Code Pro"} <= named


def test_every_link_within_the_book_leads_somewhere(book_dir):
    lost = []
    for page in all_pages(book_dir):
        for link in soup(book_dir, page).find_all("a", href=True):
            parts = urlsplit(urljoin(f"/{page}", link["href"]))
            if parts.netloc or parts.scheme:
                continue
            target, name = unquote(parts.path).lstrip("/"), unquote(parts.fragment)
            there = (book_dir / target).is_file()
            section = name and "=" not in name  # settings of a figure are no section
            if not there or (section and name not in ids(book_dir, target)):
                lost.append(f"{page}: {link['href']}")
    assert not lost


def test_ids_are_unique_on_a_page(book_dir):
    pages = all_pages(book_dir)
    for page in pages:
        ids = [element["id"] for element in soup(book_dir, page).find_all(id=True)]
        twice = {name for name in ids if ids.count(name) > 1}
        assert not twice, f"{page}: {sorted(twice)}"


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["desktop", "phone"])
def test_a_link_to_an_equation_ends_at_the_equation(
    open_page, book_url, book_dir, screen
):
    page = open_page(viewport=screen)
    address = "notebooks/06_lstm.html"
    last = soup(book_dir, address).select("div.math[id^=eq-]")[-1]["id"]
    visit(page, f"{book_url}/{address}#{last}")
    stand_still(page)
    box = page.locator(f"#{last}").bounding_box()
    bar = page.locator(".top").bounding_box()
    under = max(0, bar["y"] + bar["height"])
    assert under <= box["y"] < 200, f"{address}#{last} stands at {box['y']}"


def test_back_after_a_link_to_an_equation_returns_to_the_place(open_page, book_url):
    page = open_page(viewport=WIDE)
    visit(page, f"{book_url}/notebooks/06_lstm.html")
    stand_still(page)
    link = page.locator("article p a.eqref").last
    link.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    link.click()
    page.evaluate("history.back()")  # at once
    stand_still(page)
    assert abs(page.evaluate("scrollY") - before) < 20


def test_every_way_to_the_landing_page_is_the_same_address(book_dir):
    for page in all_pages(book_dir):
        for link in soup(book_dir, page).select("a[href], link[rel=canonical]"):
            assert urljoin(f"/{page}", link["href"]) not in ("/", "/index.html"), page
        for link in soup(book_dir, page).select(".book-title, .home a"):
            assert urljoin(f"/{page}", link["href"]) == "/book/index.html", page


def test_citations_of_equations_are_links_to_them(book_dir):
    chapters = [p for p in all_chapters(book_dir) if "learning" not in p]  # no numbers
    for page in chapters:
        tree = soup(book_dir, page)
        links = tree.select("a.eqref")
        assert links and any(link.find_parent(class_="c1") for link in links)
        for link in links:
            folder, fragment = link["href"].split("#")
            target = urljoin(page, folder) if folder else page
            equation = ids(book_dir, target)[fragment]
            block = equation.find_parent(class_="math") or equation
            number = link.get_text().strip("()")
            assert rf"\tag{{{number}}}" in block.get_text(), f"{page}: {link}"


def test_code_of_82_columns_fits_and_longer_lines_can_be_reached(open_page, book_url):
    page = open_page(viewport=WIDE)
    visit(page, f"{book_url}/notebooks/06_lstm.html")
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


def test_without_javascript_the_text_and_the_pictures_are_there(
    open_page, book_url, book_dir
):
    page = open_page(viewport=WIDE, java_script_enabled=False)
    page.goto(f"{book_url}/index.html")  # this one sends the browser on
    page.wait_for_url("**/book/index.html")
    for address in set(all_pages(book_dir)) - {"index.html"}:
        page.goto(f"{book_url}/{address}")
        assert page.locator("main").inner_text().strip()
        pictures = page.locator(".rnn-widget-picture > svg")
        seen = page.locator(".rnn-widget-picture > svg:visible")
        assert seen.count() == pictures.count(), address
        assert page.locator(".js-only:visible").count() == 0, address


def test_without_javascript_a_phone_shows_the_text_and_then_the_contents(
    open_page, book_url
):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto(f"{book_url}/notebooks/06_lstm.html")
    assert "TeX" in page.locator("main").inner_text()[:300]
    text = page.locator(".column").bounding_box()
    contents = page.locator(".book-nav").bounding_box()
    assert contents["y"] >= text["y"] + text["height"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_paper_is_light_whatever_the_screen(open_page, book_url, scripts):
    page = open_page(color_scheme="dark", java_script_enabled=scripts)
    page.goto(f"{book_url}/notebooks/06_lstm.html")
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


def test_each_chapter_offers_its_notebook(book_dir):
    chapters = all_chapters(book_dir)
    for page in chapters:
        link = soup(book_dir, page).select_one(".page-links a[download]")
        assert Path(book_dir / page).with_name(link["href"]).is_file()


def test_paper_is_light_and_the_screen_is_afterwards_as_before(open_page, book_url):
    page = open_page(viewport=WIDE, color_scheme="dark")
    visit(page, f"{book_url}/notebooks/06_lstm.html")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("html").get_attribute("data-theme") == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("html").get_attribute("data-theme") == "dark"
