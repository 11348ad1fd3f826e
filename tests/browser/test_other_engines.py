"""Every page in WebKit, the engine of Safari, from a server and from a disk.

What a page throws is noted by a script that a copy of the book carries; a page whose
process ends, or that does not come to rest, is an offender like any other.
"""

import shutil

import find_browser
import pytest
import webkit
from book_pages import AT_REST, all_pages

# A narrow window has more lines that are shorter than what they hold.
WAYS = [("http", 1280), ("file", 400)]
NOTE = """<script>
  window.problems = [];
  addEventListener("error", (e) => problems.push(e.message ?? `no ${e.target}`), true);
  addEventListener("unhandledrejection", (e) => problems.push(String(e.reason)));
</script>"""
LIVE = """[...document.querySelectorAll('.rnn-widget')].every((widget) =>
  widget.querySelector('.rnn-widget-live').checkVisibility())"""


@pytest.fixture(scope="module")
def noting_book(book_dir, tmp_path_factory):
    """A copy of the book, in a folder with a space: its pages note what they throw."""
    copy = tmp_path_factory.mktemp("webkit") / "a book"
    shutil.copytree(book_dir, copy)
    for address in all_pages(copy):
        text = (copy / address).read_text(encoding="utf8")
        noted = text.replace("<head>", "<head>" + NOTE, 1)
        (copy / address).write_text(noted, encoding="utf8")
    return copy


def problems_of(screen, address, width):
    """What goes wrong on a page, a line each."""
    try:
        with webkit.webkit(screen, width) as session:
            session.visit(address, f"({AT_REST})()")
            session.evaluate("scrollTo(0, document.body.scrollHeight)")
            problems = session.evaluate("window.problems")
            return problems if session.evaluate(LIVE) else [*problems, "a dead widget"]
    except webkit.WebKitError as error:
        return [f"WebKit has ended: {error}"]


@pytest.mark.parametrize(("source", "width"), WAYS, ids=["http-wide", "file-narrow"])
def test_every_page_lives_in_webkit(noting_book, serve_folder, source, width):
    if missing := find_browser.missing_for_webkit():
        pytest.fail(find_browser.WEBKIT_REMEDY.format(", ".join(missing)), False)
    base = serve_folder(noting_book) if source == "http" else noting_book.as_uri()
    offenders = []
    with webkit.display() as screen:
        for address in all_pages(noting_book):
            if address == "index.html":
                continue  # leads on to the landing page at once
            found = problems_of(screen, f"{base}/{address}", width)
            offenders += [f"{address}: {line}" for line in found]
    assert not offenders, "\n".join(offenders)
