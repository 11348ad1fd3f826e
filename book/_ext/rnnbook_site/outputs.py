"""Notebook outputs as the page shows them, and the {rnn-widget} directive.

A widget's output carries its state, a static picture and a name for it. This
happens on the notebook's JSON before it is parsed (Sphinx's `source-read`):
whatever needs the page's own HTML becomes a text/html output.
"""

import inspect
import json
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from .svg import inline_svg

WIDGET_MIME = "application/vnd.rnnbook.widget+json"
SVG_MIME = "image/svg+xml"
log = logging.getLogger(__name__)


def text_of(value):
    return value if isinstance(value, str) else "".join(value)


def widget_html(data, prefix):
    """A widget's figure: its state, and a picture for paper and without JavaScript."""
    widget = data[WIDGET_MIME]
    name, label = escape(widget["widget"]), widget["label"]
    picture = inline_svg(text_of(data[SVG_MIME]), label, prefix)
    state = json.dumps(widget["state"], sort_keys=True, separators=(",", ":"))
    state = state.replace("</", "<\\/").replace("<!--", "<\\u0021--")
    return (
        f'<div class="rnn-widget" data-widget="{name}" role="group" '
        f'aria-label="{escape(label)}">\n'
        f'<div class="rnn-widget-picture">{picture}</div>\n'
        f'<script type="application/json" class="rnn-widget-state">{state}</script>\n'
        "</div>"
    )


def output_html(data, cell, prefix, where):
    """HTML for a mime bundle that the page shows in its own way, else None."""
    if WIDGET_MIME in data:
        if SVG_MIME not in data:
            log.warning(
                "a widget without a static picture (image/svg+xml)", location=where
            )
            return None
        return widget_html(data, prefix)
    if SVG_MIME in data:
        alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "").strip()
        if not alt:
            log.warning(
                "a picture without alt text (cell metadata mystnb.image.alt)",
                location=where,
            )
        svg = inline_svg(text_of(data[SVG_MIME]), alt, prefix)
        return f'<div class="rnn-figure">{svg}</div>'
    return None


def rewrite_outputs(app, docname, source):
    """Give widgets and SVG pictures their HTML, before myst-nb reads the notebook."""
    if Path(app.env.doc2path(docname)).suffix != ".ipynb":
        return
    notebook = json.loads(source[0])
    for number, cell in enumerate(notebook["cells"]):
        for k, output in enumerate(cell.get("outputs", [])):
            if "data" in output:
                where = (docname, None)
                html = output_html(output["data"], cell, f"c{number}o{k}", where)
                if html is not None:
                    output["data"] = {"text/html": html}
    notebook["metadata"].pop("widgets", None)
    source[0] = json.dumps(notebook)


class WidgetDirective(SphinxDirective):
    """`{rnn-widget} cell_explorer`: the widget as it starts; the body, if any, is JSON
    with other values for its traits."""

    required_arguments = 1
    has_content = True

    def run(self):
        import rnnbook
        from rnnbook.widgets import WIDGETS

        name = self.arguments[0]
        if name not in WIDGETS:
            known = ", ".join(sorted(WIDGETS))
            raise self.error(f"no widget {name!r}; there are {known}")
        for path in Path(inspect.getfile(rnnbook)).parent.rglob("*.*"):
            if path.suffix in (".py", ".js", ".css", ".svg"):
                self.env.note_dependency(str(path))
        widget = WIDGETS[name](**json.loads("\n".join(self.content) or "{}"))
        data = {WIDGET_MIME: widget.page_data(), SVG_MIME: widget.picture()}
        prefix = f"w{self.env.new_serialno('rnn-widget')}"
        return [nodes.raw(text=widget_html(data, prefix), format="html")]


def setup(app):
    app.connect("source-read", rewrite_outputs)
    app.add_directive("rnn-widget", WidgetDirective)
