"""Ways through the book: ids and links of figures and exercises, neighbours of a page.

- A figure with a caption has an id, `figure-6-4`, and its caption a link to it.
- "Figure 6.4" and "exercise 6.3" in any text lead there, on whichever page they are.
"""

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

from .structure import NO_LINKS, bold_lead, inside

FIGURE = re.compile(r"Figure\s+((?:\d+|L)\.\d+)")
NAMED = re.compile(r"\b((?:[Ff]igure|[Ee]xercise)s?\s(?:\d+|L)\.\d+)\b")
TIME = re.compile(r"^Time: about (\d+) minutes")
NUMBER = re.compile(r'<span class="chapter-number">\s*(\d+)\.?\s*</span>')
PICTURES = ('class="rnn-widget"', 'class="rnn-figure"')
LINK = ' <a class="headerlink" href="#{0}" title="{1}" aria-label="{1}">¶</a>'
SVG = re.compile(r"<svg\b.*?</svg>", re.S)
KEPT = ("rnnbook_minutes", "rnnbook_figures", "rnnbook_exercises", "rnnbook_mentions")


def figure_id(number):
    return f"figure-{number.replace('.', '-')}"


def pictures_in(node):
    """The pictures of a part of a page, as the HTML that they already are."""
    return [
        raw
        for raw in node.findall(nodes.raw)
        if any(name in raw.astext() for name in PICTURES)
    ]


def pictured(caption):
    """What a caption is written under: the pictures of its block, or of one before."""
    block = caption
    while not isinstance(block.parent, nodes.section):
        block = block.parent
    siblings = block.parent.children
    at = next(k for k, each in enumerate(siblings) if each is block)
    for each in siblings[at::-1]:
        others = (nodes.section, nodes.title, nodes.paragraph)
        if each is not block and isinstance(each, others):
            break
        if found := pictures_in(each):
            return found
    return []


def place_of(picture):
    """What of the page has the figure's id: the cell's output, if it is of a cell."""
    node = picture
    while node.parent is not None:
        node = node.parent
        if node.get("nb_element") == "cell_code_output":
            return node
    return None


class FigurePlaces(SphinxTransform):
    """An id for each figure with a caption, and a link to it there."""

    default_priority = 710  # after structure.Structure, which finds the captions

    def apply(self, **kwargs):
        for caption in self.document.findall(nodes.paragraph):
            match = FIGURE.match(bold_lead(caption))
            if not match or "figure-caption" not in caption["classes"]:
                continue
            found = pictured(caption)
            place = (place_of(found[0]) if found else None) or caption
            name = figure_id(match[1])
            place["ids"].append(name)
            self.env.rnnbook_figures[match[1]] = self.env.docname
            link = LINK.format(name, f"Link to Figure {match[1]}")
            caption += nodes.raw(text=link, format="html")


def picture_of(doctree, number):
    """The picture of a figure, as SVG; "" if it has none."""
    for place in doctree.findall(nodes.Element):
        if figure_id(number) in place.get("ids", ()):
            for raw in pictures_in(place):
                if svg := SVG.search(raw.astext()):
                    return svg[0]
    return ""


def read_page(app, doctree):
    """How long a chapter takes, its exercises, and which figures its text speaks of."""
    env, docname = app.env, app.env.docname
    for paragraph in doctree.findall(nodes.paragraph):
        if match := TIME.match(paragraph.astext()):
            env.rnnbook_minutes[docname] = int(match[1])
            break
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title).astext()
        if match := re.match(r"Exercise\s+(\d+\.\d+)", title):
            env.rnnbook_exercises[match[1]] = (docname, exercise_id(section, match[1]))
    env.rnnbook_mentions[docname] = set(FIGURE.findall(doctree.astext()))


def exercise_id(section, number):
    short = f"exercise-{number.replace('.', '-')}"
    return short if short in section["ids"] else section["ids"][0]


def target_of(app, docname, words):
    """Where "Figure 6.4" leads to, or None."""
    kind, number = words.split()
    if kind[0] in "Ff":
        name, part = app.env.rnnbook_figures.get(number), figure_id(number)
    else:
        name, part = app.env.rnnbook_exercises.get(number, (None, None))
    if name is None:
        return None
    page = "" if name == docname else app.builder.get_relative_uri(docname, name)
    return f"{page}#{part}"


def link_named(app, doctree, docname):
    """Every "Figure 6.4" and "exercise 6.3" in running text becomes a link."""
    for text in list(doctree.findall(nodes.Text)):
        pieces = NAMED.split(text)
        if len(pieces) == 1 or inside(text, (*NO_LINKS, nodes.strong)):
            continue
        parts = []
        for k, piece in enumerate(pieces):
            uri = target_of(app, docname, piece) if k % 2 else None
            part = nodes.Text(piece)
            if uri:
                part = nodes.reference("", "", part, refuri=uri, internal=True)
            parts.append(part)
        text.parent.replace(text, [p for p in parts if p.astext()])


def around(app, pagename, context):
    """For the template: the page's place, and the minutes of its two neighbours."""
    relations = getattr(app.builder, "relations", {}).get(pagename) or (None,) * 3
    minutes = [app.env.rnnbook_minutes.get(name) for name in relations[1:3]]
    title = context.get("title") or ""
    number = NUMBER.search(title)
    title = re.sub(r"<[^>]*>", "", NUMBER.sub("", title)).strip()
    return {
        "rnn_minutes": minutes,
        "rnn_place": f"Chapter {number[1]}" if number else title,
        "rnn_sections": "page-sections" in (context.get("rnn_navigation") or ""),
    }


def start(app):
    for name in KEPT:
        if not hasattr(app.env, name):
            setattr(app.env, name, {})


def purge(app, env, docname):
    for name in KEPT:
        known = getattr(env, name, {})
        where = {key: (v[0] if isinstance(v, tuple) else v) for key, v in known.items()}
        gone = [key for key in known if docname in (key, where[key])]
        for key in gone:
            del known[key]


def merge(app, env, docnames, other):
    for name in KEPT:
        getattr(env, name).update(getattr(other, name))


def setup(app):
    app.add_transform(FigurePlaces)
    app.connect("builder-inited", start)
    app.connect("doctree-read", read_page)
    app.connect("doctree-resolved", link_named)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
