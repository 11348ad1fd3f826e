"""What the tests of the pages share: which pages there are, and how to open one."""

import functools

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from bs4 import BeautifulSoup
from live_widgets import at_rest

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

# A page is at rest when its formulas are set, its widgets live, its far parts laid out,
# and its faces there, which are asked for when it is laid out.
AT_REST = """() => {
  const math = !document.querySelector(".math.tex");
  const widgets = [...document.querySelectorAll(".rnn-widget")];
  window.rnnbook?.bringAll?.();  // those that would wait until they are near
  return (math || document.documentElement.dataset.math)
    && widgets.every((widget) => widget.dataset.ready)
    && !document.documentElement.classList.contains("coming")
    && document.body.clientHeight && document.fonts.status === "loaded";
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


def resize(page, width, height):
    """Another size of the screen; waits until the figures have answered it."""
    page.set_viewport_size({"width": width, "height": height})
    for _ in range(2):
        at_rest(page)


def stand_still(page):
    """Wait until the page no longer scrolls: 20 frames without a change."""
    page.evaluate("""async () => {
      let [at, frames] = [scrollY, 0];
      while (frames < 20) {
        await new Promise(requestAnimationFrame);
        [at, frames] = [scrollY, scrollY === at ? frames + 1 : 0];
      }
    }""")


# What takes axe longest.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
NO_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}

# Of each kind of text, by its way down from the body, the first few keep their words.
FEW_OF_EACH_KIND = """() => {
  const kinds = new Map(), counts = {};
  const kind = (e) => {
    if (!e || e === document.body) return "";
    if (!kinds.has(e)) {
      kinds.set(e, `${kind(e.parentElement)}>${e.localName}.${e.className}`);
    }
    return kinds.get(e);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    if (texts.currentNode.data.trim()) found.push(texts.currentNode);
  }
  for (const text of found) {
    const name = kind(text.parentElement);
    counts[name] = (counts[name] ?? 0) + 1;
    if (counts[name] > 3) text.data = "";
  }
}"""


# Of code, words and links without their colours; of pictures the frame.
LIGHTEN = """(names) => {
  const parts = (name) => [...document.querySelectorAll(name)];
  for (const code of names.flatMap((name) => parts(`${name} pre`))) {
    for (const e of code.querySelectorAll("span")) {
      if (!e.querySelector("a")) e.replaceWith(e.textContent);
    }
    code.normalize();
  }
  for (const e of parts(".rnn-widget-picture > svg")) e.replaceChildren();
}"""


def lighten(page, *code):
    """Take away what makes a page heavy and no control of it; all keeps its place.

    Most elements of a chapter are parts of code and of pictures, and a browser walks
    through them at each new width, to find what a pointer hits, and for axe.
    """
    page.evaluate(LIGHTEN, list(code))


def assert_no_fault(page, *left_out):
    """axe finds no fault on an open page; what matches `left_out` loses its contents.

    What axe is told to pass over it still walks through, and a chapter has thousands of
    elements of formulas and code: so these are taken away, and a letter stands there;
    so are the parts of pictures, which have one name. To find the contrast of a text
    takes longest, and it is the same for all texts of a kind: it is asked last.
    """
    page.evaluate(
        """(names) => {
          for (const name of names)
            for (const e of document.querySelectorAll(name)) e.textContent = "x";
          const pictures = ".rnn-widget-picture > svg, .rnn-figure > svg";
          for (const e of document.querySelectorAll(pictures)) e.replaceChildren();
        }""",
        left_out,
    )
    find_faults(page, left_out, NO_CONTRAST)
    page.evaluate(FEW_OF_EACH_KIND)
    find_faults(page, left_out, CONTRAST)


def find_faults(page, left_out, rules):
    """Run axe; what it finds is a failure."""
    found = faults(page, left_out, {"preload": False, **rules})
    assert not found, found


def faults(page, left_out=(), options=None):
    """The report of what axe finds, empty if it is nothing; a page reads axe once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], **(options or {})}
    without = {"exclude": [[name] for name in left_out]} if left_out else None
    run = "([without, options]) => axe.run(without ?? document, options)"
    found = AxeResults(page.evaluate(run, [without, options]))
    return found.generate_report() if found.violations_count else ""
