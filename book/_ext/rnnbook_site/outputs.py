"""Notebook outputs as the page shows them, and the {rnn-widget} directive.

A widget's output carries its state, a static picture and a name for it. This
happens on the notebook's JSON before it is parsed (Sphinx's `source-read`):
whatever needs the page's own HTML becomes a text/html output.

What is heavy in the state of a figure that is not the page's first stands in a file of
its own, `rnn-state-ID.js`, which loader.js fetches when the figure comes near: the page
has its ids in `data-apart`. Equal values are one file, whatever page they are on.
"""

import hashlib
import inspect
import json
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from .assets import write_if_changed
from .svg import inline_svg

WIDGET_MIME = "application/vnd.rnnbook.widget+json"
SVG_MIME = "image/svg+xml"
HEAVY = 30_000  # characters of JSON
log = logging.getLogger(__name__)


def text_of(value):
    return value if isinstance(value, str) else "".join(value)


def as_json(value):
    """JSON that may stand in a script of a page."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "<\\u0021--")


def parted(state):
    """What of a state stays in the page; {setting: id} and {id: JSON} of the rest."""
    heavy = {k: text for k in state if len(text := as_json(state[k])) > HEAVY}
    ids = {k: hashlib.sha256(heavy[k].encode()).hexdigest()[:10] for k in heavy}
    stays = {k: state[k] for k in state if k not in heavy}
    return stays, ids, {ids[k]: heavy[k] for k in heavy}


def widget_html(data, prefix, states=None):
    """A widget's figure: its state, and a picture for paper and without JavaScript.

    states: takes what of its state stands apart; None if all stays in the page.
    """
    widget = data[WIDGET_MIME]
    name, label = escape(widget["widget"]), widget["label"]
    picture = inline_svg(text_of(data[SVG_MIME]), label, prefix)
    state, apart = widget["state"], ""
    if states is not None:
        state, ids, heavy = parted(state)
        states.update(heavy)
        apart = f' data-apart="{escape(as_json(ids))}"' if ids else ""
    state = as_json(state)
    return (
        f'<div class="rnn-widget" data-widget="{name}"{apart} role="group" '
        f'aria-label="{escape(label)}">\n'
        f'<div class="rnn-widget-picture">{picture}</div>\n'
        f'<script type="application/json" class="rnn-widget-state">{state}</script>\n'
        "</div>"
    )


def output_html(data, cell, prefix, where, states=None):
    """HTML for a mime bundle that the page shows in its own way, else None."""
    if WIDGET_MIME in data:
        if SVG_MIME not in data:
            log.warning(
                "a widget without a static picture (image/svg+xml)", location=where
            )
            return None
        return widget_html(data, prefix, states)
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
    notebook, first = json.loads(source[0]), True
    states = app.env.rnnbook_states[docname] = {}
    for number, cell in enumerate(notebook["cells"]):
        for k, output in enumerate(cell.get("outputs", [])):
            if "data" in output:
                where = (docname, None)
                data, prefix = output["data"], f"c{number}o{k}"
                html = output_html(data, cell, prefix, where, None if first else states)
                first = first and WIDGET_MIME not in data
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


def start(app):
    if not hasattr(app.env, "rnnbook_states"):
        app.env.rnnbook_states = {}  # {page: {id: JSON}}


def purge(app, env, docname):
    getattr(env, "rnnbook_states", {}).pop(docname, None)


def merge(app, env, docnames, other):
    env.rnnbook_states.update(other.rnnbook_states)


def write_states(app, exception):
    """The files of what stands apart; those of an older build go."""
    if exception or app.builder.format != "html":
        return
    static, known = Path(app.outdir) / "_static", {}
    for states in app.env.rnnbook_states.values():
        known.update({f"rnn-state-{name}.js": (name, states[name]) for name in states})
    for file, (name, text) in known.items():
        script = (
            f"window.rnnbook = {{ ...window.rnnbook, states: {{ ...window.rnnbook?."
            f"states, {json.dumps(name)}: {text} }} }};\n"
        )
        write_if_changed(static / file, script)
    for path in static.glob("rnn-state-*.js"):
        if path.name not in known:
            path.unlink()


def setup(app):
    app.connect("builder-inited", start)
    app.connect("source-read", rewrite_outputs)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("build-finished", write_states)
    app.add_directive("rnn-widget", WidgetDirective)
