"""What a link shows before it is followed: a script for each page, fetched when needed.

`_static/previews/PAGE.js` holds, by the ids of a page, [title, HTML] of its equations,
figures, sections, glossary words and sources; "" is the page itself, and the address of
a source the id of its entry. No link and no id
is in it. A figure that other pages speak of has its picture in a script of its own.
"""

import json
import re
from pathlib import Path

from docutils import nodes

from .assets import write_if_changed
from .ways import FIGURE, figure_id, picture_of

LINK = re.compile(r"</?a\b[^>]*>")
# In a course: words that lead nowhere in it. There may be a span for code in them.
INNER = r"(?:<span\b[^>]*>(?:(?!</?span\b).)*</span>|(?!</?span\b).)*"
LEFT_OUT = re.compile(rf'<span class="left-out">({INNER})</span>', re.S)
MARK = re.compile(r'<a class="headerlink".*?</a>|<span id="[^"]*"></span>', re.S)
ID = re.compile(r' (?:id|role|tabindex)="[^"]*"')
# What a word of the glossary says at its end: links to where it is explained.
PLACE = rf'(?:<a (?:(?!</a>).)*</a>|<span class="left-out">{INNER}</span>)'
WHERE = re.compile(
    rf"(?<=[.?!)>])\s+{PLACE}(?:[,.]\s+{PLACE})*\.?(?=(?:</p>)?\s*$)", re.S
)
TERM = re.compile(r'<dt[^>]*\bid="([^"]+)"[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>', re.S)
SPACE = re.compile(r"\s*\n\s*")


def clean(html):
    """A piece of a page without its links, ids and marks."""
    html = LEFT_OUT.sub(r"\1", LINK.sub("", MARK.sub("", html)))
    return SPACE.sub("\n", ID.sub("", html)).strip()


class Writer:
    """HTML of nodes of one page."""

    def __init__(self, app, doctree, words=False):
        self.new = lambda: app.builder.create_translator(doctree, app.builder)
        self.words = words  # of the glossary

    def html(self, *parts):
        translator = self.new()
        translator.body = []
        for part in parts:
            part.walkabout(translator)
        html = "".join(translator.body)
        return clean(WHERE.sub("", html) if self.words else html)


def first_paragraph(section):
    """The first that is no caption and no remark for those who run the notebook."""
    for part in section.children:
        if isinstance(part, nodes.section):
            break
        text = part.astext()
        plain = isinstance(part, nodes.paragraph) and not part["classes"]
        if plain and len(text) > 20 and not text.startswith("To run this"):
            return [part]
    return []


def title_of(writer, section):
    return writer.html(*section.next_node(nodes.title).children)


def sections(writer, doctree):
    for section in doctree.findall(nodes.section):
        found = [title_of(writer, section), writer.html(*first_paragraph(section))]
        top = isinstance(section.parent, nodes.document)
        for name in [*section["ids"], ""] if top else section["ids"]:
            yield name, found


def equations(writer, doctree):
    for block in doctree.findall(nodes.math_block):
        names = [name for name in block["ids"] if name.startswith("eq-")]
        html = writer.html(block) if names else ""
        for name in names:
            yield name, [f"Equation {name[3:].replace('-', '.')}", html]


def figures(writer, doctree):
    for caption in doctree.findall(nodes.paragraph):
        match = FIGURE.match(caption.astext())
        if match and "figure-caption" in caption["classes"]:
            words = [c for c in caption.children if not isinstance(c, nodes.strong)]
            yield figure_id(match[1]), [f"Figure {match[1]}", writer.html(*words)]


def sources(writer, doctree):
    for source in doctree.findall(nodes.citation):
        html = writer.html(*source.children[1:])
        for name in source["ids"]:
            yield name, ["Source", html]
        for link in source.findall(nodes.reference):
            if "://" in link.get("refuri", ""):
                yield link["refuri"].rstrip("/"), source["ids"][0]


def terms(body):
    for name, term, meaning in TERM.findall(body):
        yield name, [clean(term), clean(WHERE.sub("", meaning))]


def write_page(app, pagename, templatename, context, doctree):
    if doctree is None or app.builder.format != "html":
        return
    is_glossary = pagename.endswith("glossary")
    writer = Writer(app, doctree, is_glossary)
    found = dict(terms(context.get("body") or "") if is_glossary else ())
    for kind in (sections, equations, figures, sources):
        found |= dict(kind(writer, doctree))
    folder = Path(app.outdir) / "_static" / "previews"
    write_script(folder / f"{pagename.replace('/', '-')}.js", "Pages", pagename, found)
    spoken_of = {
        number
        for name, numbers in app.env.rnnbook_mentions.items()
        for number in numbers
        if name != pagename
    }
    for number, name in app.env.rnnbook_figures.items():
        if name == pagename and number in spoken_of:
            picture = picture_of(doctree, number)
            file = folder / f"{figure_id(number)}.js"
            write_script(file, "Pictures", figure_id(number), picture)


def write_script(file, kind, name, value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = f"(window.rnnbook{kind}??={{}})[{json.dumps(name)}]={text};\n"
    write_if_changed(file, text)


def setup(app):
    app.connect("html-page-context", write_page, priority=600)
