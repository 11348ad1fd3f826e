"""Every page in WebKit, the engine of Safari, from a server and from a disk.

A copy of the book notes what its pages throw. A page that ends WebKit's process, or
that does not come to rest, is an offender like any other.
"""

import shutil

import find_browser
import pytest
import webkit
from book_pages import AT_REST, all_pages

# The narrow window, WebKit's least, has lines that are shorter than what they hold.
WAYS = [("http", 1024), ("file", 447)]

# An error event tells of what is thrown, of what is not loaded, and of a ResizeObserver
# that must wait for the next frame.
NOTE = """<script>
  window.problems = [];
  addEventListener("error", (e) => problems.push(
    e.message ?? `not loaded: ${e.target.src ?? e.target.href}`), true);
  addEventListener("unhandledrejection", (e) => problems.push(`${e.reason}`));
  console.error = (...words) => problems.push(words.join(" "));
</script>"""

# With a problem a page may never be at rest. index.html, which notes none, leads on.
SEEN = f"window.problems && (problems.length || ({AT_REST})())"

# What is wrong with a page that has been seen from its top to its end.
FAULTS = """(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await frame();
  }
  await frame();
  if (!document.title) problems.push("no title");
  const heading = document.querySelector("main h1");
  if (!heading?.checkVisibility()) problems.push("no heading");
  for (const widget of document.querySelectorAll(".rnn-widget")) {
    const live = widget.querySelector(".rnn-widget-live");
    if (!live?.checkVisibility() || !live.offsetHeight) {
      problems.push(`not alive: ${widget.dataset.widget}`);
    }
  }
  const hangs = (e) => getComputedStyle(e).hangingPunctuation !== "none";
  const straight = document.querySelectorAll("mjx-mtext, pre, td, button");
  if ([...straight].some(hangs)) problems.push("a bracket hangs out of its place");
  return problems;
})()"""


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


def offenders(base, pages, width):
    """What is wrong with these pages, a line each."""
    left, found = list(pages), []
    with webkit.display() as screen:
        for _ in range(5):  # a page that ends WebKit ends the session; five are enough
            with webkit.webkit(screen, width) as session:
                try:
                    while left:
                        page = left.pop(0)
                        session.visit(f"{base}/{page}", SEEN)
                        faults = session.evaluate(FAULTS)
                        found += [f"{page}: {fault}" for fault in faults]
                    return found
                except webkit.WebKitError as error:
                    found.append(f"{page}: {error}")
    return found


@pytest.mark.all
@pytest.mark.parametrize(("source", "width"), WAYS, ids=["http-wide", "file-narrow"])
def test_every_page_lives_in_webkit(noting_book, serve_folder, source, width):
    if missing := find_browser.missing_for_webkit():
        pytest.fail(find_browser.WEBKIT_REMEDY.format(", ".join(missing)), False)
    base = serve_folder(noting_book) if source == "http" else noting_book.as_uri()
    found = offenders(base, all_pages(noting_book), width)
    assert not found, "\n".join(found)
