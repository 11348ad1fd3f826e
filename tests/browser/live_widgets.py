"""What the tests of the live widgets share."""

import html
import json
from pathlib import Path

from rnnbook.widgets import site_bundle

ASSETS = Path(__file__).parents[2] / "book" / "assets"

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
    styles = "".join(
        (ASSETS / "css" / f"{name}.css").read_text() for name in ("palette", "base")
    )
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
