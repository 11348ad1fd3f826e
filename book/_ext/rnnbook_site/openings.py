"""How a chapter begins and ends on its page; the notebook stays as it is.

It opens with its question and a small picture (vignettes.py), with its time and what
you need; what its notebook says of running it is folded, with the links to it.
It ends with what to read next. Questions and links stand in book/openings.yml.
"""

import functools
import re
from html import escape
from pathlib import Path

import yaml
from docutils import nodes

from .svg import inline_svg

TABLE = Path(__file__).parents[2] / "openings.yml"
LINKS = "<!-- links to the notebook -->"  # pages.py puts them there
TIME = re.compile(r"Time: (.*?)\. ?(?=[A-Z]|$)", re.S)
ABLE = "You will be able to"


@functools.cache
def table():
    """{page: {question, next: [[page, why], ...]}}"""
    return yaml.safe_load(TABLE.read_text(encoding="utf-8"))


def lead_of(paragraph):
    """The bold or slanted words that a paragraph opens with."""
    first = next((part for part in paragraph.children if part.astext()), None)
    return first.astext() if isinstance(first, nodes.strong | nodes.emphasis) else ""


def open_chapter(app, doctree, docname):
    """Take the first cell of a chapter apart; each part goes where it is wanted."""
    if docname not in table():
        return
    top = doctree.next_node(nodes.section)
    facts = {}
    for paragraph in [p for p in top.children if isinstance(p, nodes.paragraph)]:
        lead = lead_of(paragraph)
        if lead == "You need":
            facts["You need"] = taken_from(paragraph)
        elif lead.startswith("Time: "):
            facts["Time"] = time_from(paragraph)
        elif lead.startswith("To run this"):
            fold(paragraph, lead)
    head = nodes.container(classes=["opening"])
    question = nodes.paragraph("", table()[docname]["question"], classes=["question"])
    head += question
    head += nodes.raw("", picture_of(docname), format="html")
    head += fact_list(facts)
    top.insert(top.index(top.next_node(nodes.title)) + 1, head)


def taken_from(paragraph):
    """What you need, as nodes; the paragraph keeps what you will be able to do."""
    parts = [part for part in paragraph.children if part.astext()][1:]
    at = next((k for k, part in enumerate(parts) if part.astext() == ABLE), len(parts))
    paragraph.children[:] = []
    paragraph += parts[at:]
    if at == len(parts):
        paragraph.parent.remove(paragraph)
    return parts[:at]


def time_from(paragraph):
    """The time; the paragraph keeps what else it says."""
    said = paragraph.astext()
    match = TIME.match(said)
    rest = said[match.end() :]
    paragraph.children[:] = [nodes.emphasis("", rest)] if rest else []
    if not rest:
        paragraph.parent.remove(paragraph)
    return [nodes.Text(match[1])]


def fold(paragraph, lead):
    """What a notebook says of running it unfolds, with the links to the notebook."""
    what = escape(lead.removeprefix("To run").strip())
    start = f'<details class="to-run"><summary>Run {what}</summary>'
    parts = (start, None, f"{LINKS}</details>")
    whole = [paragraph if p is None else nodes.raw("", p, format="html") for p in parts]
    paragraph.parent.replace(paragraph, whole)


def picture_of(docname):
    """The picture of an opening, ready for the page; nothing for a page without one."""
    from .vignettes import PICTURES

    if docname not in PICTURES:
        return ""
    svg, said = PICTURES[docname]()
    return f'<div class="opening-picture">{inline_svg(svg, said, "opening")}</div>'


def fact_list(facts):
    """Time and what you need, as a list of definitions."""
    listed = nodes.definition_list(classes=["opening-facts"])
    for name in ("Time", "You need"):
        if name in facts:
            said = nodes.paragraph("", "", *facts[name])
            term = nodes.term("", name)
            listed += nodes.definition_list_item("", term, nodes.definition("", said))
    return [listed] if listed.children else []


def lead_on(app, doctree, docname):
    """What to read next, at the end of a chapter: pages that this site has."""
    found = [
        (page, why)
        for page, why in table().get(docname, {}).get("next", ())
        if page in app.env.found_docs
    ]
    if not found:
        return
    ways = nodes.bullet_list()
    for page, why in found:
        title = nodes.strong("", app.env.titles[page].astext())
        uri = app.builder.get_relative_uri(docname, page)
        link = nodes.reference("", "", title, refuri=uri, internal=True)
        said = nodes.paragraph("", "", link, nodes.Text(f": {why}."))
        ways += nodes.list_item("", said)
    end = nodes.section("", nodes.title("", "Read next"), ways, ids=["read-next"])
    end["classes"].append("read-next")
    doctree.next_node(nodes.section).append(end)


def setup(app):
    app.connect("doctree-resolved", open_chapter)
    app.connect("doctree-resolved", lead_on)
