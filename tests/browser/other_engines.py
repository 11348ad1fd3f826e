"""What tests of other engines share: windows, a book that notes faults, offenders."""

import contextlib
import shutil
from functools import partial

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


class Window:
    """The one window of a way, for all tests, and where the book is: `base`.

    Its browser starts for the first deed, and anew after one that ended it.
    """

    def __init__(self, way, noting_book, serve_folder):
        self.engine, source, self.width = WAYS[way]
        http = source == "http"
        self.base = serve_folder(noting_book) if http else noting_book.as_uri()
        self.running = contextlib.ExitStack()
        self.session = self.at = None

    def open(self):
        if not self.session:
            self.session = self.running.enter_context(self.engine(self.width))
        return self.session

    def close(self):
        self.session = None
        self.running.close()

    def offenders(self, deeds):
        """What is wrong after deeds, a line each; deeds are (name, deed(session)).

        A deed that ends the engine, or waits in vain, is one; the next has a new
        browser. What a page has kept is forgotten after each.
        """
        left, found, starts = list(deeds), [], 0
        self.at = None
        while left and starts < 5:  # five are enough
            name, deed = left.pop(0)
            try:
                session = self.open()
                found += [f"{name}: {fault}" for fault in deed(session) or ()]
                session.evaluate("localStorage.clear()")
            except EngineError as error:
                found.append(f"{name}: {error}")
                starts += 1
                self.close()
        return [*found, f"and {len(left)} were not tried"] if left else found

    def read(self, plan):
        """The same of what a reader does: a plan of (page, deed(session, base)).

        Deeds on one page that follow each other are done in one visit. A deed that
        goes elsewhere has no page (None), and opens its own. What a page has noted
        after a deed is wrong, too.
        """

        def done(session, page, deed):
            if page and self.at != (session, page):
                session.visit(f"{self.base}/{page}", LOADED)
            self.at = (session, page)
            said = list(deed(session, self.base) or ())
            return said + session.evaluate("problems.splice(0)")

        return self.offenders(
            (deed.__name__, partial(done, page=page, deed=deed)) for page, deed in plan
        )


def button(name, within="document"):
    """A JavaScript expression for the visible button with this text."""
    named = f"b.checkVisibility() && b.textContent.trim() === '{name}'"
    return f"[...{within}.querySelectorAll('button')].find((b) => {named})"


def open_exercise(session, number, form):
    """An exercise of the open page, to be answered in a form: what holds it."""
    box = f"document.querySelector('#exercise-{number}').closest('section')"
    panel = f"{box}.querySelector('.exercise-panel')"
    way = f"{panel}.querySelector('.rnn-widget-live [data-form={form}]')"
    # The address names it, so it comes alive by itself, and one of its forms is open.
    session.wait(f"!!{way} && !{panel}.querySelector('[aria-busy]')")
    if not session.evaluate(f"{way}.getAttribute('aria-expanded') === 'true'"):
        session.click(way)
    session.wait(f"{way}.getAttribute('aria-expanded') === 'true'")
    return box
