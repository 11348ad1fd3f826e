"""What the tests of the pages share: which pages there are, and how to open one."""

import functools

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

# A page is at rest when its formulas are set, its widgets live and its faces there.
AT_REST = """() => {
  const math = !document.querySelector("div.math, span.math");
  const widgets = [...document.querySelectorAll(".rnn-widget")];
  return (math || document.documentElement.dataset.math)
    && widgets.every((widget) => widget.dataset.ready)
    && document.fonts.status === "loaded";
}"""

from_server_and_disk = pytest.mark.parametrize("source", ["http", "file"])


def root(source, book_dir, book_url):
    """Where the pages are read from: a server on this machine, or the disk."""
    return book_url if source == "http" else book_dir.as_uri()


def all_pages(book_dir):
    """Every page of the book, as its address below the folder of pages."""
    found = sorted(p.relative_to(book_dir).as_posix() for p in book_dir.rglob("*.html"))
    assert "book/index.html" in found and "search.html" in found
    return found


def all_chapters(book_dir):
    """The pages that were notebooks."""
    found = [p for p in all_pages(book_dir) if p.startswith("notebooks/")]
    assert found
    return found


@functools.cache
def soup(book_dir, page):
    return BeautifulSoup((book_dir / page).read_text(encoding="utf8"), "html.parser")


@functools.cache
def ids(book_dir, page):
    """The elements of a page that have an id, by it."""
    return {e["id"]: e for e in soup(book_dir, page).find_all(id=True)}


def visit(page, address):
    """Open a page and wait until it is at rest."""
    page.goto(address)
    page.wait_for_function(AT_REST)


def stand_still(page):
    """Wait until the page no longer scrolls: 20 frames without a change."""
    page.evaluate("""async () => {
      let [at, frames] = [scrollY, 0];
      while (frames < 20) {
        await new Promise(requestAnimationFrame);
        [at, frames] = [scrollY, scrollY === at ? frames + 1 : 0];
      }
    }""")


def assert_no_fault(page, *left_out):
    """axe finds no fault on an open page; what matches `left_out` loses its contents.

    What axe is told to pass over it still walks through, and a chapter has thousands of
    elements of formulas and code: so these are taken away, and a letter stands there.
    """
    page.evaluate(
        """(names) => names.forEach((name) => document.querySelectorAll(name)
          .forEach((e) => { e.textContent = "x"; }))""",
        left_out,
    )
    options = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, {"exclude": [[name] for name in left_out]}, options)
    assert not found.violations_count, found.generate_report()
