"""What a mouse is to press is not covered by something else, at any width.

That every control is hit is seen at the one visit of each page (test_every_page.py).
"""

from book_pages import WIDE, visit
from pointing import at_widths


def press(page, element):
    """The mouse goes to the middle of an element and is pressed there."""
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_mouse_downloads_the_notebook_and_shows_the_code(open_page, book_url):
    page = open_page(viewport=WIDE)
    visit(page, f"{book_url}/notebooks/04_bptt.html")
    page.locator(".to-run > summary").click()
    for width in at_widths(page):
        with page.expect_download() as download:
            press(page, page.locator(".page-links a[download]"))
        assert download.value.suggested_filename == "04_bptt.ipynb"
        folds = page.locator("details.hide")
        assert folds.count() > 4
        for fold in (folds.first, folds.last):
            for is_open in (True, False):
                press(page, fold.locator("summary"))
                assert fold.evaluate("(e) => e.open") is is_open, width


def test_a_mouse_copies_the_code(open_page, book_url):
    page = open_page(viewport=WIDE, permissions=["clipboard-read", "clipboard-write"])
    visit(page, f"{book_url}/notebooks/02_squashing.html")
    for _ in at_widths(page):
        page.evaluate("navigator.clipboard.writeText('')")
        block = page.locator(".cell_input .highlight:visible").nth(1)
        block.hover()
        press(page, block.locator(".copy-button"))
        code = block.locator("pre").text_content()
        page.wait_for_function(
            "async (code) => await navigator.clipboard.readText() === code", arg=code
        )
