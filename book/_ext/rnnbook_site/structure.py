r"""Meaning that plain Markdown carries, so that notebooks read well in JupyterLab too.

- A heading "Exercise 6.1 ..." opens an exercise: its section becomes a box.
- A paragraph that opens with a bold "Figure 6.1." is the caption of what it follows.
  A picture that stands still and its caption share a box, to stand side by side.
- A block quote that opens with bold words is a callout.
- `$$ ... \tag{6.3} $$` is equation (6.3); "(6.3)" in any text links to it.
- "chapter 5" in any text links to that chapter, when the book has it.
- A link may carry settings of a figure, `playground.md#lag=30`: its page reads them.
- A table gets a frame that scrolls on a narrow screen. One with sentences in narrow
  columns becomes a list there: each entry carries the name of its column, hidden else.
- A formula keeps the comma or full stop behind it; short code stands in one piece.
"""

import re
from html import escape

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms import SphinxTransform

TAG = re.compile(r"\\tag\{(\d+\.\d+[a-z]?)\}")
CITED = re.compile(r"\((\d+\.\d+[a-z]?)\)")
CHAPTER = re.compile(r"\b([Cc]hapter \d+)\b")
NUMBERED = re.compile(r"(\d+\. )(?=\S)")
FIGURE = re.compile(r"Figure\s+(\d+|L)\.\d+")
EXERCISE = re.compile(r"Exercise\s+\d+\.\d+")
VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
LEAST = re.compile(r"--least:(\d+)px")
STOP = re.compile(r"[.,;:!?)\]’”]+")
END = re.compile(r"[.,;:!?]+")
EMPHASIS = (nodes.strong, nodes.emphasis)
SHORT = 20  # characters of code that are not broken over two lines
NO_LINKS = (
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.title,
    nodes.raw,
)


def equation_id(number):
    return "eq-" + number.replace(".", "-")


class Structure(SphinxTransform):
    default_priority = 700

    def apply(self, **kwargs):
        for section in self.document.findall(nodes.section):
            if EXERCISE.match(section.next_node(nodes.title).astext()):
                section["classes"].append("exercise")
        for title in self.document.findall(nodes.title):
            split_number(title)
        for quote in self.document.findall(nodes.block_quote):
            if lead := bold_lead(quote.children[0]):
                quote["classes"] += ["callout", f"callout-{nodes.make_id(lead)}"]
        for paragraph in self.document.findall(nodes.paragraph):
            if FIGURE.match(bold_lead(paragraph)):
                paragraph["classes"].append("figure-caption")
        for caption in list(self.document.findall(nodes.paragraph)):
            if "figure-caption" in caption["classes"]:
                stand_beside(caption)
        for table in list(self.document.findall(nodes.table)):
            frame = nodes.container(classes=["table-frame"])
            if is_crowded(table):
                frame["classes"].append("by-rows")
                name_entries(table)
            table.replace_self(frame)
            frame += table
        for block in self.document.findall(nodes.math_block):
            self.number(block)

    def number(self, block):
        """Ids for the tags of a display; a single tag stands outside of split lines."""
        text, tags = block.astext(), TAG.findall(block.astext())
        for tag in tags:
            block["ids"].append(equation_id(tag))
            self.env.rnnbook_equations[tag] = self.env.docname
        if not tags or block.get("number"):
            return
        body = text.strip()
        if len(tags) == 1 and not body.startswith(r"\begin"):
            body = TAG.sub("", body).strip()
            if r"\\" in body:
                body = rf"\begin{{split}}{body}\end{{split}}"
            body += rf" \tag{{{tags[0]}}}"
        block.children[:] = [nodes.Text(rf"\[{body}\]")]
        block["nowrap"] = True


def rows_of(table, part):
    return [row.children for group in table.findall(part) for row in group.children]


def is_crowded(table):
    """Whether an entry of a table needs more than four lines on a phone.

    Its columns share 355 px, less 14 between them; a letter takes 7. Names of columns
    with formulas cannot be repeated.
    """
    names = [entry for row in rows_of(table, nodes.thead) for entry in row]
    rows = rows_of(table, nodes.tbody)
    if len(names) < 3 or any(name.next_node(nodes.math) for name in names):
        return False
    if any(len(row) != len(names) for row in rows):
        return False
    line = (355 / len(names) - 14) / 7
    return max(len(entry.astext()) for row in rows for entry in row) > 4 * line


def name_entries(table):
    names = [entry.astext() for row in rows_of(table, nodes.thead) for entry in row]
    for row in rows_of(table, nodes.tbody):
        for name, entry in zip(names, row, strict=True):
            label = f'<span class="entry-name" hidden="hidden">{escape(name)}</span>'
            entry.insert(0, nodes.raw("", label, format="html"))


def is_cell(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def stand_beside(caption):
    """A caption, or the cell that writes it, shares a box with its picture's cell."""
    holder = caption
    while holder.parent is not None and not isinstance(holder.parent, nodes.section):
        holder = holder.parent
    if holder.parent is None or not (holder is caption or is_cell(holder)):
        return
    siblings = holder.parent.children
    at = next(k for k, node in enumerate(siblings) if node is holder)
    cell = siblings[at - 1] if at else None
    if is_cell(cell) and has_room(cell, caption):
        both = nodes.container(classes=["captioned"])
        section, siblings[at - 1 : at + 1] = holder.parent, []
        section.insert(at - 1, both)
        both += [cell, holder]
        if holder is not caption:  # what its cell says after it is text of the page
            written = caption.parent
            rest = written[written.index(caption) + 1 :]
            del written[written.index(caption) + 1 :]
            section.insert(at, rest)


def has_room(cell, caption):
    """Whether a cell shows one still picture, about as high as its caption beside it.

    A page is 864 px wide; a caption has 208 of them or more, 22 a line, 7 a letter. A
    picture that is a little wide makes room, as far as its texts can still be read.
    """
    found = [raw.astext() for raw in cell.findall(nodes.raw)]
    boxes = [VIEW.search(html) for html in found if 'class="rnn-figure"' in html]
    if len(boxes) != 1 or not boxes[0]:
        return False
    width, height = (float(side) * 4 / 3 for side in boxes[0].groups())
    height *= min(1, 624 / width)
    least = max((int(n) for html in found for n in LEAST.findall(html)), default=0)
    column = min(max(864 - 32 - width, 208), 336) - 17
    low = len(caption.astext()) * 7 / column * 22 < 1.3 * height
    return low and width < 700 and least <= 624


def bold_lead(paragraph):
    """The bold words that a paragraph opens with, or ""."""
    lead = next((c for c in paragraph.children if c.astext()), None)
    return lead.astext() if isinstance(lead, nodes.strong) else ""


def split_number(title):
    """The "6." of a chapter's heading gets its own line on the page."""
    first = title.children[0] if title.children else None
    top = isinstance(title.parent.parent, nodes.document)
    if top and isinstance(first, nodes.Text) and (match := NUMBERED.match(first)):
        number = nodes.inline("", match[1].rstrip("."), classes=["chapter-number"])
        title.children[:1] = []
        title.insert(0, [number, nodes.Text(first[match.end() :])])


def link_equations(app, doctree, docname):
    """Every "(6.3)" in running text becomes a link, when such an equation exists."""
    for text in list(doctree.findall(nodes.Text)):
        pieces = CITED.split(text)
        if len(pieces) == 1 or inside(text, NO_LINKS):
            continue
        parts = []
        for k, piece in enumerate(pieces):
            if k % 2 == 0:
                parts.append(nodes.Text(piece))
                continue
            uri = equation_uri(app, docname, piece)
            label = nodes.Text(f"({piece})")
            parts.append(
                nodes.reference(
                    "", "", label, refuri=uri, internal=True, classes=["eqref"]
                )
                if uri
                else label
            )
        text.parent.replace(text, [p for p in parts if p.astext()])


def link_chapters(app, doctree, docname):
    """Every "chapter 5" in running text becomes a link, when there is such a page."""
    found = {
        int(name.split("/")[1].split("_")[0]): name
        for name in app.env.found_docs
        if re.match(r"notebooks/\d+_", name)
    }
    for text in list(doctree.findall(nodes.Text)):
        pieces = CHAPTER.split(text)
        if len(pieces) == 1 or inside(text, NO_LINKS):
            continue
        parts = []
        for k, piece in enumerate(pieces):
            target = found.get(int(piece.split()[1])) if k % 2 else None
            if target is None or target == docname:
                parts.append(nodes.Text(piece))
            else:
                uri = app.builder.get_relative_uri(docname, target)
                label = nodes.Text(piece)
                parts.append(nodes.reference("", "", label, refuri=uri, internal=True))
        text.parent.replace(text, [p for p in parts if p.astext()])


def link_settings(app, doctree):
    """A link to a page with settings, `page.md#lag=30`: no section has such a name."""
    for link in list(doctree.findall(pending_xref)):
        settings = link.get("reftargetid") or ""
        if "=" in settings:
            uri = app.builder.get_relative_uri(app.env.docname, link["reftarget"])
            look = {"refuri": f"{uri}#{settings}", "internal": True}
            words = link.children[0].children
            link.replace_self(nodes.reference("", "", *words, **look))


def keep_together(app, doctree, docname):
    """No line begins with the full stop of a formula, or in the midst of a name."""
    for formula in list(doctree.findall(nodes.math)):
        after = formula.next_node(descend=False, siblings=True)
        stop = isinstance(after, nodes.Text) and STOP.match(after)
        if after is None and isinstance(formula.parent, EMPHASIS):  # "**of $h$**."
            after = formula.parent.next_node(descend=False, siblings=True)
            stop = isinstance(after, nodes.Text) and END.match(after)
        if stop:
            glued = nodes.inline(classes=["glued"])
            parts = after.parent.children        # by identity: commas are all equal
            at = next(k for k, part in enumerate(parts) if part is after)
            after.parent[at] = nodes.Text(after[stop.end() :])
            formula.replace_self(glued)
            glued += [formula, nodes.Text(stop[0])]
    for code in doctree.findall(nodes.literal):
        if len(code.astext()) <= SHORT:
            code["classes"].append("short")


def equation_uri(app, docname, number):
    target = app.env.rnnbook_equations.get(number)
    if target is None:
        return None
    page = "" if target == docname else app.builder.get_relative_uri(docname, target)
    return f"{page}#{equation_id(number)}"


def inside(node, kinds):
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kinds):
            return True
    return False


def start(app):
    if not hasattr(app.env, "rnnbook_equations"):
        app.env.rnnbook_equations = {}


def purge(app, env, docname):
    known = getattr(env, "rnnbook_equations", {})
    env.rnnbook_equations = {n: d for n, d in known.items() if d != docname}


def merge(app, env, docnames, other):
    env.rnnbook_equations.update(other.rnnbook_equations)


def setup(app):
    app.add_transform(Structure)
    app.connect("builder-inited", start)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("doctree-read", link_settings)
    app.connect("doctree-resolved", link_equations)
    app.connect("doctree-resolved", link_chapters)
    app.connect("doctree-resolved", keep_together)
