"""What lies around a page: where in the book it is, and what comes before and after."""

import re

from docutils import nodes

TIME = re.compile(r"^Time: about (\d+) minutes")
NUMBER = re.compile(r'<span class="chapter-number">\s*(\d+)\.?\s*</span>')


def read_minutes(app, doctree):
    """How long a chapter takes, where its first lines say so."""
    for paragraph in doctree.findall(nodes.paragraph):
        if match := TIME.match(paragraph.astext()):
            app.env.rnnbook_minutes[app.env.docname] = int(match[1])
            return


def around(app, pagename, context):
    """For the template: the page's place, and the minutes of its two neighbours."""
    relations = getattr(app.builder, "relations", {}).get(pagename) or (None, None, None)
    minutes = [app.env.rnnbook_minutes.get(name) for name in relations[1:3]]
    number = NUMBER.search(context.get("title") or "")
    title = re.sub(r"<[^>]*>", "", NUMBER.sub("", context.get("title") or "")).strip()
    return {
        "rnn_minutes": minutes,
        "rnn_place": f"Chapter {number[1]}" if number else title,
        "rnn_sections": "page-sections" in (context.get("rnn_navigation") or ""),
    }


def start(app):
    if not hasattr(app.env, "rnnbook_minutes"):
        app.env.rnnbook_minutes = {}


def purge(app, env, docname):
    getattr(env, "rnnbook_minutes", {}).pop(docname, None)


def merge(app, env, docnames, other):
    env.rnnbook_minutes.update(other.rnnbook_minutes)


def setup(app):
    app.connect("builder-inited", start)
    app.connect("doctree-read", read_minutes)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
