"""What the tests of the live widgets share."""

import html
import json
from pathlib import Path

from rnnbook.viz.palette import palette_css
from rnnbook.widgets import site_bundle

ASSETS = Path(__file__).parents[2] / "book" / "assets"

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
    .map(([what]) => what);
}"""


def document(widget, theme="light"):
    """A page with one widget, as the book's pages have it, all of it in one file."""
    data = widget.page_data()
    styles = palette_css() + (ASSETS / "css" / "base.css").read_text(encoding="utf-8")
    styles = styles.replace("../fonts/", f"{ASSETS.as_uri()}/fonts/")
    state = json.dumps(data["state"]).replace("</", "<\\/")
    loader = (ASSETS / "js" / "loader.js").read_text(encoding="utf-8")
    return f"""<!doctype html>
<html lang="en" data-theme="{theme}"><head><meta charset="utf-8">
<title>One widget</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{styles}
body {{ margin: 0; background: var(--rnn-paper); color: var(--rnn-ink); }}
main {{ max-width: 760px; margin: 0 auto; padding: 0 20px; }}
.rnn-widget[data-ready] > .rnn-widget-picture {{ display: none; }}</style></head>
<body><main><h1>One widget</h1><div class="rnn-widget" data-widget="{widget.name}"
role="group" aria-label="{html.escape(data["label"])}"><div class="rnn-widget-picture">
{widget.picture()}</div>
<script type="application/json" class="rnn-widget-state">{state}</script>
</div></main><script>{site_bundle()}{loader}</script></body></html>"""


def bare_document(widget, theme="light"):
    """A page with one widget and nothing of the book's look but its colours."""
    data = widget.page_data()
    state = json.dumps(data["state"]).replace("</", "<\\/")
    loader = (ASSETS / "js" / "loader.js").read_text(encoding="utf-8")
    return f"""<!doctype html>
<html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Figure</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{palette_css()} body {{ background: var(--rnn-paper); color: var(--rnn-ink); }}
main {{ max-width: 760px; margin: 0 auto; }}</style></head><body><main><h1>Figure</h1>
<div class="rnn-widget" data-widget="{widget.name}" role="group"
aria-label="{html.escape(data["label"])}"><div class="rnn-widget-picture" hidden></div>
<script type="application/json" class="rnn-widget-state">{state}</script></div></main>
<script>{site_bundle()}{loader}</script></body></html>"""


def showing(open_page, folder, page_of=bare_document, **usual):
    """show(widget, theme, **context options) -> its page, alive, opened from disk.

    page_of: what writes the page. usual: context options where a test gives no other.
    """
    usual = {"viewport": {"width": 1280, "height": 1000}, **usual}

    def show(widget, theme="light", **options):
        page = open_page(**{**usual, **options})
        file = folder / "page.html"
        file.write_text(page_of(widget, theme), encoding="utf-8")
        page.goto(file.as_uri())
        page.wait_for_selector(".rnn-widget[data-ready]")
        return page

    return show
