"""Pages and settings of an instructor's own: honoured, or refused by name.

What Jupyter Book's manual shows works here too: grids, cards, tabs and dropdowns of
sphinx-design, admonitions that hide, the toggle. A setting that this theme has no place
for is named in a warning. A directive or role that nobody knows takes its content off
the page, so it ends the build.
"""

import logging
import re

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.errors import SphinxError
from sphinx.transforms import SphinxTransform
from sphinx.util.logging import getLogger

LOST = re.compile(r"Unknown (directive type|interpreted text role)")
FOLDED = {"dropdown", "toggle"}
# Settings of Jupyter Book, by the name that Sphinx gets: what to say of each.
OTHERS = "pages ask no other host for anything"
NOT_HERE = {
    "comments_config": ("html: comments", OTHERS),
    "analytics": ("html: analytics", OTHERS),
    "navbar_footer_text": ("html: navbar_footer_text", "use html: extra_footer"),
    "home_page_in_toc": (
        "html: home_page_in_navbar",
        "the landing page is always at the top of the contents",
    ),
}
NO_LAUNCH = {
    "thebe": "pages run no kernel; their figures live without one",
    "deepnote_url": "binderhub_url, colab_url and jupyterhub_url are linked",
}
DEFAULT = "plausible_analytics_url"
log = getLogger(__name__)


class Folded(SphinxTransform):
    """An admonition of the class dropdown or toggle opens when it is asked for."""

    default_priority = 701

    def apply(self, **kwargs):
        for box in list(self.document.findall(nodes.Admonition)):
            if FOLDED & set(box.get("classes", ())):
                title = box.next_node(nodes.title)
                named = title is not None and title.parent is box
                label = title.astext() if named else type(box).__name__.capitalize()
                if named:
                    box.remove(title)
                box.parent.replace(box, folded(label, box.children))


class Toggle(Directive):
    """`{toggle}`, as sphinx-togglebutton has it: content behind a line to open."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = {"show": lambda argument: True}

    def run(self):
        inner = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, inner)
        label = self.arguments[0] if self.arguments else "Click to show"
        return folded(label, inner.children, "show" in self.options)


def folded(label, children, shown=False):
    """The nodes of a part that opens, in HTML that needs no script."""
    safe = label.replace("&", "&amp;").replace("<", "&lt;")
    start = f'<details class="folded"{" open" * shown}><summary>{safe}</summary>'
    return [
        nodes.raw("", start, format="html"),
        *children,
        nodes.raw("", "</details>", format="html"),
    ]


class Lost(logging.Handler):
    """Notes each warning that says that content is gone from a page."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.found = []

    def emit(self, record):
        message = record.getMessage()
        if LOST.search(message):
            place = getattr(record, "location", None)
            self.found.append(f"{place}: {message}" if place else message)


def listen(app):
    app.rnnbook_lost = Lost()
    logging.getLogger("sphinx").addHandler(app.rnnbook_lost)


def end(app, exception):
    logging.getLogger("sphinx").removeHandler(app.rnnbook_lost)
    found = app.rnnbook_lost.found
    if found and exception is None:
        raise SphinxError(
            "content is missing on these pages, wanted directives and roles that this "
            "book knows: correct the name, or add the extension that has it to "
            "`sphinx: config: extensions` in _config.yml\n" + "\n".join(found)
        )


def name_settings(app, config):
    """A warning for each setting that changes nothing here."""
    options = config.html_theme_options
    given = {"comments_config": config.comments_config, **options}
    launch = options.get("launch_buttons") or {}
    said = [pair for key, pair in NOT_HERE.items() if is_set(given.get(key))]
    said += [
        (f"launch_buttons: {key}", why)
        for key, why in NO_LAUNCH.items()
        if launch.get(key)
    ]
    for name, why in said:
        log.warning("`%s` in _config.yml changes nothing in this book: %s", name, why)


def is_set(value):
    """Whether a setting says something that is not Jupyter Book's own default."""
    if isinstance(value, dict):
        return any(is_set(part) for key, part in value.items() if key != DEFAULT)
    return bool(value)


def setup(app):
    app.add_transform(Folded)
    app.add_directive("toggle", Toggle)
    app.connect("config-inited", name_settings)
    app.connect("builder-inited", listen)
    app.connect("build-finished", end, priority=900)
