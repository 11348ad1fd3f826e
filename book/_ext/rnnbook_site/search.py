"""The search index: every section's words, in a script that works from file:// too."""

import json
import re
from pathlib import Path

from docutils import nodes

from .assets import write_if_changed

SKIPPED = (nodes.title, nodes.raw, nodes.comment, nodes.math_block)
TEX = re.compile(r"\\(?=[A-Za-z])|[{}]|\\.")


def words(node):
    """The text of a section without its title and its subsections."""
    parts = []
    for child in node.children:
        if not isinstance(child, (nodes.section, *SKIPPED)):
            parts += map(plain, child.findall(nodes.Text))
    return " ".join(" ".join(parts).split())


def plain(text):
    """A text as the search shows it: a formula without its TeX marks."""
    if isinstance(text.parent, SKIPPED):
        return ""
    return TEX.sub("", text) if isinstance(text.parent, nodes.math) else text.astext()


def read_page(app, doctree):
    if app.env.metadata[app.env.docname].get("nosearch"):
        return
    sections = []
    for section in doctree.findall(nodes.section):
        top = isinstance(section.parent, nodes.document)
        sections.append(
            {
                "title": section.next_node(nodes.title).astext(),
                "id": "" if top else section["ids"][0],
                "text": words(section),
            }
        )
    app.env.rnnbook_search[app.env.docname] = sections


def write_index(app, exception):
    if exception or app.builder.format != "html":
        return
    pages = [
        {"url": app.builder.get_target_uri(doc), "sections": sections}
        for doc, sections in sorted(app.env.rnnbook_search.items())
    ]
    text = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    index = Path(app.outdir) / "_static" / "search-index.js"
    write_if_changed(index, f"window.rnnbookSearch={text};\n")


def start(app):
    app.builder.search = False  # this index and this page instead of Sphinx's
    if not hasattr(app.env, "rnnbook_search"):
        app.env.rnnbook_search = {}


def purge(app, env, docname):
    getattr(env, "rnnbook_search", {}).pop(docname, None)


def merge(app, env, docnames, other):
    env.rnnbook_search.update(other.rnnbook_search)


def search_page(app):
    yield "search", {"title": "Search"}, "search.html"


def setup(app):
    app.connect("builder-inited", start)
    app.connect("doctree-read", read_page)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
