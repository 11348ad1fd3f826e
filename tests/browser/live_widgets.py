"""What the tests of the live widgets share: a gallery that shows one after another."""

import contextlib
import html
import json
from pathlib import Path

import pytest

from rnnbook.viz.palette import palette_css
from rnnbook.widgets import site_bundle, site_files

ASSETS = Path(__file__).parents[2] / "book" / "assets"
WIDE = {"width": 1280, "height": 1000}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}

# Visible parts of the live widget that reach beyond its sides.
TOO_WIDE = """() => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  const live = document.querySelector(".rnn-widget-live");
  const { left, right } = live.getBoundingClientRect();
  return [...live.querySelectorAll("*")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
    .filter((e) => !e.closest(".rnn-quiet, g") || e.matches("text"))
    .map((e) => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
    .filter(([, r]) => r.width && (r.right > right + 0.5 || r.left < left - 0.5))
    .map(([what, r]) => [what, Math.max(r.right - right, left - r.left)])
    .map(([what, by]) => `${what} by ${Math.round(by)}`);
}"""

# Live controls that a finger misses. Of what is ticked its line counts, which is its
# label.
TOO_SMALL = """() => [...document.querySelectorAll(
    ".rnn-widget-live :is(button, input, select, summary, [tabindex])")]
  .filter((e) => e.checkVisibility())
  .filter((e) => {
    const ticked = e.type === "checkbox" || e.type === "radio";
    const reach = ticked ? e.parentElement : e;
    const { width, height } = reach.getBoundingClientRect();
    return Math.min(width, height) < 44;
  })
  .map((e) => e.outerHTML.slice(0, 80))"""

# show(figure, theme, wide, hidden) takes away what was shown, the widget's own styles
# too, and brings a figure to life as the book's pages do: by the loader itself.
SHOW = """
const stops = [];
function stoppable(widget) {
  const { render } = widget;
  return Object.assign(widget, { render(options) {
    const stop = render(options);
    if (options.el.matches(".rnn-widget-live")) stops.push(stop);
    return stop;
  } });
}
Object.values(rnnbook.widgets).forEach(stoppable);
// And those that come in a script of their own.
rnnbook.widgets = new Proxy(rnnbook.widgets, {
  set: (all, name, widget) => (all[name] = stoppable(widget)),
});
const usual = new Set(document.head.children);
window.show = (figure, theme, wide, hidden) => {
  for (const stop of stops.splice(0)) stop();
  for (const e of [...document.head.children]) if (!usual.has(e)) e.remove();
  document.documentElement.dataset.theme = theme;
  document.documentElement.classList.toggle("wide", wide);
  document.body.innerHTML = `<main><h1>Figure</h1>${figure}</main>`;
  document.querySelector("main").hidden = hidden;
  scrollTo(0, 0);
  hydrate();
};
"""

# The faces of the book, so that a test does not depend on those of the machine; and
# faces that are wider than any, for a notebook that has not the book's.
FACES = "".join(
    f'@font-face {{ font-family: "{name}"; font-style: {style}; font-weight: 400 700; '
    f'src: url("{ASSETS.as_uri()}/fonts/{file}.woff2"); size-adjust: {size}%; }}\n'
    for name, style, file, size in (
        ("Source Serif 4", "normal", "source-serif-4-roman", 100),
        ("Source Serif 4", "italic", "source-serif-4-italic", 100),
        ("Source Code Pro", "normal", "source-code-pro-roman", 100),
        ("Wide text", "normal", "source-serif-4-roman", 118),
        ("Wide text", "italic", "source-serif-4-italic", 118),
        ("Wide code", "normal", "source-code-pro-roman", 110),
    )
)
# The element itself, for base.css names the book's faces on its root.
FACES += ':root.wide, .wide body { --rnn-text: "Wide text"; --rnn-code: "Wide code"; }'


def dress(look):
    """The styles of a page: as the book has them, or its colours and faces alone."""
    base = (ASSETS / "css" / "base.css").read_text(encoding="utf-8")
    text = base.replace("../fonts/", f"{ASSETS.as_uri()}/fonts/")
    text = palette_css() + (text if look == "book" else "")
    edges = "body { margin: 0; } main { padding: 0 20px; }" if look == "book" else ""
    return f"""{text} {FACES} {edges}
main {{ max-width: 760px; margin: 0 auto; }}
body {{ background: var(--rnn-paper); color: var(--rnn-ink); }}"""


def gallery_page(look):
    """A page that has read the bundle and shows nothing yet."""
    loader = (ASSETS / "js" / "loader.js").read_text(encoding="utf-8")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Gallery</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{dress(look)}</style></head><body></body>
<script>{site_bundle()}</script>
<script>window.hydrate = () => {{ {loader} }};\n{SHOW}</script></html>"""


def figure(widget):
    """The HTML of a widget, as a page of the book has it, but for its picture."""
    data = widget.page_data()
    state = json.dumps(data["state"]).replace("</", "<\\/")
    return f"""<div class="rnn-widget" data-widget="{widget.name}" role="group"
aria-label="{html.escape(data["label"])}">
<div class="rnn-widget-picture" hidden></div>
<script type="application/json" class="rnn-widget-state">{state}</script></div>"""


class Gallery:
    """Pages that read the bundle once; each shows one widget after another."""

    def __init__(self, open_page, folder):
        self.open_page, self.folder, self.pages = open_page, folder, {}

    def page(self, look, touch):
        """The page of a look, for a mouse or for fingers; made when it is needed."""
        if (look, touch) not in self.pages:
            options = {"has_touch": True, "is_mobile": True} if touch else {}
            page = self.pages[look, touch] = self.open_page(**options)
            file = self.folder / f"{look}.html"
            file.write_text(gallery_page(look), encoding="utf-8")
            for name, text in site_files().items():
                (self.folder / name).write_text(text, encoding="utf-8")
            page.goto(file.as_uri())
        return self.pages[look, touch]

    def show(
        self,
        widget,
        theme="light",
        *,
        look="bare",
        viewport=None,
        has_touch=False,
        is_mobile=False,
        reduced_motion="no-preference",
        wide=False,
        hidden=False,
    ):
        """The page with this widget alone, alive. The arguments are a context's.

        look: "book" or "bare". wide: with faces wider than the book's. hidden: nothing
        of it is shown yet.
        """
        page = self.page(look, has_touch)
        page.set_viewport_size(viewport or WIDE)
        page.emulate_media(reduced_motion=reduced_motion)
        page.mouse.move(0, 0)
        page.evaluate("(all) => show(...all)", [figure(widget), theme, wide, hidden])
        page.wait_for_selector(".rnn-widget[data-ready]", state="attached")
        if not hidden:  # a network is fetched when its figure is seen
            page.wait_for_function("!document.querySelector('[aria-busy=true]')")
        page.evaluate("document.body.clientHeight && document.fonts.ready")
        return page

    def problems(self):
        """What went wrong since this was last asked."""
        found = [line for page in self.pages.values() for line in page.watch.problems]
        for page in self.pages.values():
            page.watch.problems.clear()
        return list(dict.fromkeys(found))


BUSY = """[...document.querySelectorAll(".rnn-widget-live[aria-busy=true]")]
  .map((e) => e.getBoundingClientRect())"""


def at_rest(page):
    """Wait until what was asked for is drawn: a frame over, no figure in view at work.

    After a click, a key or a number, before reading what the figure shows. A figure out
    of view may wait for its network until it is seen.
    """
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    )
    page.wait_for_function(f"{BUSY}.every((e) => e.bottom < 0 || e.top > innerHeight)")


@contextlib.contextmanager
def without_problems(gallery):
    """A problem on a page of the gallery fails the test that it belongs to."""
    yield
    if problems := gallery.problems():
        pytest.fail("\n".join(problems), pytrace=False)
