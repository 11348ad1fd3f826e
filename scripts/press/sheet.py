"""The joined book in Chromium, and how it is printed."""

import contextlib
import mimetypes
from html import escape
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from find_browser import FLAGS, find_browser

from .plan import PressError

HOST = "http://book.invalid"  # never asked: every request is answered from the disk
HERE = Path(__file__).parent
SHEETS = ("palette", "base", "page", "chapter", "code", "print", "paper")
LINE = {"width": 537, "height": 900}  # lines of 142 mm, in pixels of CSS
LINES = "142mm"
# Width and height; a margin at the sides, so that lines are of that length on both; how
# high the text stands, which is the paper less the margins of paper.css; and its width
# in pixels of CSS.
PAPERS = {
    "a4": ("210mm 297mm", "34mm", "247mm", 794),
    "letter": ("8.5in 11in", "36.95mm", "229.4mm", 816),
}
NO_BROWSER = (
    "The book is printed by Chromium or Chrome, and {}: install one (on Debian and "
    "Ubuntu: 'sudo apt-get install chromium'), or set RNNBOOK_BROWSER to the path of "
    "one that you have."
)
MATHJAX = """
window.MathJax = {
  loader: { load: ["a11y/sre"], paths: { mathjax: "/mathjax" } },
  tex: {
    tags: "none",
    macros: { diag: "\\\\operatorname{diag}", sigm: "\\\\operatorname{sigmoid}" },
  },
  chtml: { displayAlign: "left", displayIndent: "0", matchFontHeight: false },
  options: { enableMenu: false },
  startup: { typeset: false },
};
"""


def frame(title):
    """The page that the others are joined into."""
    links = [f'<link rel="stylesheet" href="/_static/css/{s}.css">' for s in SHEETS]
    scripts = tuple(f"/press/{s}.js" for s in ("join", "fill", "formulas", "epub"))
    scripts += ("/mathjax/tex-chtml.js",)
    return (
        f'<!doctype html><html lang="en" data-theme="light" data-math="ready"><head>'
        f'<meta charset="utf-8"><title>{escape(title)}</title>{"".join(links)}'
        f'<link rel="stylesheet" href="/press/paper.css"><style id="size"></style>'
        f"<script>{MATHJAX}</script>"
        + "".join(f'<script src="{s}"></script>' for s in scripts)
        + '</head><body><main id="main"><article></article></main></body></html>'
    )


def mathjax():
    """MathJax's own files, as they are installed."""
    spec = find_spec("mathjax")
    if not spec:
        raise PressError("MathJax is not installed; run `make book` first")
    return Path(spec.submodule_search_locations[0]) / "static/mathjax/es5"


def answer(route, html, title):
    """A request of the page, answered from the disk or refused."""
    path = unquote(urlsplit(route.request.url).path).lstrip("/")
    if path == "":
        return route.fulfill(body=frame(title), content_type="text/html")
    folder, _, rest = path.partition("/")
    file = {"press": HERE / rest, "mathjax": mathjax() / rest}.get(folder, html / path)
    if not route.request.url.startswith(HOST) or not file.is_file():
        return route.abort()
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return route.fulfill(body=file.read_bytes(), content_type=kind)


@contextlib.contextmanager
def joined_book(html, plan, spoken=True):
    """Chromium's page with the whole book in it, formulas set and named."""
    from playwright.sync_api import Error, sync_playwright

    path = find_browser()
    if not path:
        raise PressError(NO_BROWSER.format("none was found"))
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except Error as error:
            raise PressError(NO_BROWSER.format(f"{path} does not start")) from error
        page = browser.new_page(viewport=LINE)
        page.set_default_timeout(600_000)
        page.route("**/*", lambda route: answer(route, html, plan["title"]))
        page.emulate_media(media="print", color_scheme="light")
        page.goto(HOST)
        page.evaluate("plan => press.join(plan)", plan)
        page.evaluate("MathJax.startup.promise.then(() => formulas.typeset())")
        if spoken:
            page.evaluate("formulas.speakAll()")
            page.evaluate("press.fit()")
        yield page
        browser.close()


def fill(page, paper):
    """Put text where no page of `paper` stays half empty; says what was done."""
    *_, height, width = PAPERS[paper]
    page.set_viewport_size({**LINE, "width": width})
    told = page.evaluate("([w, h]) => press.fill(w, h)", [LINES, height])
    page.set_viewport_size(LINE)
    return told


def print_once(page, paper):
    """One PDF, as Chromium makes it, on `paper`."""
    size, side, *_ = PAPERS[paper]
    rule = f"@page {{ size: {size}; margin-left: {side}; margin-right: {side}; }}"
    page.evaluate("rule => { window.size.textContent = rule }", rule)
    return page.pdf(
        tagged=True, outline=True, prefer_css_page_size=True, print_background=True
    )
