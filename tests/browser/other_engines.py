"""What tests of other engines share: windows, a book that notes faults, offenders."""

import shutil
from functools import partial

import find_browser
import pytest
from book_pages import AT_REST, all_pages
from engines import EngineError
from firefox import firefox
from webkit import webkit

# The narrow window, WebKit's least, has lines that are shorter than what they hold.
WAYS = {
    "webkit-http-wide": (webkit, "http", 1024),
    "webkit-file-narrow": (webkit, "file", 447),
    "firefox-http-wide": (firefox, "http", 1280),
    "firefox-file-narrow": (firefox, "file", 390),
}
each_way = pytest.mark.parametrize("way", WAYS)

# An error event tells of what is thrown, of what is not loaded, and of a ResizeObserver
# that must wait for the next frame. Some engines fetch the page to come (rel="next")
# ahead, and give it up when the test goes on.
NOTE = """<script>
  window.problems = [];
  addEventListener("error", (e) => e.target.rel === "next" || problems.push(
    e.message ?? `not loaded: ${e.target.src ?? e.target.href}`), true);
  addEventListener("unhandledrejection", (e) => problems.push(`${e.reason}`));
  console.error = (...words) => problems.push(words.join(" "));
</script>"""

# With a problem a page may never be at rest. index.html, which notes none, leads on.
SEEN = f"document.body && window.problems && (problems.length || ({AT_REST})())"
# The same for a page whose figures sleep until they are near.
LOADED = """document.body && window.problems && (problems.length
  || (document.readyState === "complete" && document.fonts.status === "loaded"))"""

TEXT = "document.querySelector('main').innerText"


def note_problems(book_dir, copy):
    """A copy of the book whose pages note what they throw."""
    shutil.copytree(book_dir, copy)
    for address in all_pages(copy):
        text = (copy / address).read_text(encoding="utf8")
        noted = text.replace("<head>", "<head>" + NOTE, 1)
        (copy / address).write_text(noted, encoding="utf8")
    return copy


def opened(way, noting_book, serve_folder):
    """The engine of a way, its width, and the address of the book there."""
    if missing := find_browser.missing_engines():
        pytest.fail(find_browser.ENGINES_REMEDY.format(", ".join(missing)), False)
    engine, source, width = WAYS[way]
    base = serve_folder(noting_book) if source == "http" else noting_book.as_uri()
    return engine, width, base


def offenders(engine, width, deeds):
    """What is wrong after deeds, a line each; deeds are (name, function of a session).

    A deed that ends the engine, or waits in vain, is one; the next has a new session.
    """
    left, found = list(deeds), []
    for _ in range(5):  # five are enough
        with engine(width) as session:
            try:
                while left:
                    name, deed = left.pop(0)
                    found += [f"{name}: {fault}" for fault in deed(session) or ()]
                return found
            except EngineError as error:
                found.append(f"{name}: {error}")
    return [*found, f"and {len(left)} were not tried"] if left else found


def of_a_reader(deeds, base):
    """Deeds for `offenders`: what each says is wrong, and what the page has noted."""

    def done(session, deed):
        return [*(deed(session, base) or ()), *session.evaluate("problems")]

    return [(deed.__name__, partial(done, deed=deed)) for deed in deeds]


def button(name, within="document"):
    """A JavaScript expression for the visible button with this text."""
    named = f"b.checkVisibility() && b.textContent.trim() === '{name}'"
    return f"[...{within}.querySelectorAll('button')].find((b) => {named})"
