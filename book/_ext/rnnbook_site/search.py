"""The search index: every section's words, in a script that works from file:// too."""

import json
import re
from pathlib import Path

import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ExtensionError

from .assets import write_if_changed

SKIPPED = (
    nodes.section,
    nodes.title,
    nodes.raw,
    nodes.comment,
    nodes.math_block,
    nodes.image,
    nodes.literal_block,
    addnodes.desc,
)
# Where a reader looks first: in chapters. What a section is worth beside theirs.
PAGES = (
    ("notebooks/museum", 0.7),
    ("notebooks/", 1.0),
    ("book/glossary", 0.75),
    ("book/how-to-use", 0.8),
    ("book/api", 0.6),
    ("book/bibliography", 0.4),
    ("", 0.7),
)
PARTS = re.compile(r"(Exercise|Summary|Solutions|Where this goes|Common errors)")
PART = 0.6  # of those, beside the sections that explain
ASKED = "You ask"  # the table on the first page: its questions lead to its sections
MORE = Path(__file__).parents[2] / "questions.yml"
NAME = re.compile(r"\b(?:[A-Za-z]\w*_\w+|[A-Z]\w*[a-z]\w*)")  # with_radius, Params
# What some TeX commands look like; the others keep their name (ln, tanh) or vanish.
SIGNS = {
    **dict(alpha="α", beta="β", gamma="γ", delta="δ", epsilon="ε", eta="η", theta="θ"),
    **dict(lambda_="λ", sigma="σ", tau="τ", phi="φ", Delta="Δ", partial="∂", prod="∏"),
    **dict(sum="∑", odot="⊙", cdot="·", times="×", le="≤", ge="≥", leq="≤", geq="≥"),
    **dict(ne="≠", approx="≈", to="→", infty="∞", top="ᵀ", ldots="…", dots="…", pm="±"),
    **dict(in_="∈", mathbb="", mathrm="", mathbf="", text="", operatorname="", quad=""),
    **dict(cdots="⋯", rho="ρ", varphi="φ", Lambda="Λ", omega="ω", mid="|", mapsto="↦"),
    **dict(lVert="‖", rVert="‖", lvert="|", rvert="|", ell="ℓ", propto="∝", mathsf=""),
    **dict(big="", Big="", bigl="", bigr="", Rightarrow="⇒", square="", nabla="∇"),
    **dict(left="", right="", dfrac="", tfrac="", frac="", sqrt="√", sigm="sigmoid"),
}
SIGNS = {name.rstrip("_"): sign for name, sign in SIGNS.items()}
HALF = re.compile(r"\\[dt]?frac *(?:12|\{1\}\{2\})")
FRACTION = re.compile(r"\\[dt]?frac *\{([^{}]*)\} *\{([^{}]*)\}")
COMMAND = re.compile(r"\\([A-Za-z]+) *([(_^]?)")
BETWEEN = set("⊙·×≤≥≠≈→∈±")
MARKS = re.compile(r"\\.|[{}]")


def words(node):
    """The text of a section without its title, its subsections and its code."""
    text = " ".join(filter(None, map(plain, node.children)))
    return " ".join(text.split())


def plain(node):
    """What the search shows of a part of a page: what is written for readers."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, SKIPPED):
        return ""
    if isinstance(node, nodes.math):
        return plain_formula(node.astext())
    parts = node.children
    if node.get("nb_element") == "mime_bundle":  # one output, written in several ways
        written = [part for part in parts if part.get("mime_type") != "text/plain"]
        parts = written or parts
    between = "" if isinstance(node, nodes.TextElement) else " "
    return between.join(map(plain, parts))


def names_in_code(node, said):
    """The names in the code of a section that its text does not say: to be found by."""
    found = {}
    for block in node.findall(nodes.literal_block):
        own = block.parent
        while own is not None and not isinstance(own, nodes.section):
            own = own.parent
        if own is node and block.get("language") != "none":
            found |= dict.fromkeys(NAME.findall(block.astext()))
    return " ".join(name for name in found if name not in said)


def plain_formula(tex):
    r"""A short formula without its TeX: `\sigma(0) = \tfrac12` is σ(0) = ½."""
    tex = FRACTION.sub(r"\1/\2", HALF.sub("½", tex))
    tex = MARKS.sub("", COMMAND.sub(sign, tex))
    return re.sub(r" +(?=[),;.])", "", " ".join(tex.split()))


def sign(command):
    """The sign of a command: between two things with a space at either side."""
    name, argument = command.groups()
    shown = SIGNS.get(name, f" {name} " if not argument else f" {name}")
    return (f" {shown} " if shown in BETWEEN else shown) + argument


def read_page(app, doctree):
    """The sections of a page: title, id, text, weight, and names in their code."""
    docname = app.env.docname
    if app.env.metadata[docname].get("nosearch"):
        return
    worth = next(value for start, value in PAGES if docname.startswith(start))
    sections = []
    for section in doctree.findall(nodes.section):
        top = isinstance(section.parent, nodes.document)
        title, text = section.next_node(nodes.title).astext(), words(section)
        part = PART if PARTS.match(title) else 1
        sections.append(
            {
                "title": title,
                "id": "" if top else section["ids"][0],
                "text": text,
                "code": names_in_code(section, text),
                "worth": round(worth * part, 2),
            }
        )
    sections += entries(doctree, worth)
    app.env.rnnbook_search[docname] = sections
    app.env.rnnbook_asked[docname] = questions(doctree)


def entries(doctree, worth):
    """The names that the reference explains, each like a section."""
    for entry in doctree.findall(addnodes.desc):
        signature = entry.next_node(addnodes.desc_signature)
        if signature["ids"]:
            name = entry.next_node(addnodes.desc_name).astext()
            said = words(entry.next_node(addnodes.desc_content))
            yield dict(title=name, id=signature["ids"][0], text=said, worth=worth)


def questions(doctree):
    """[[page, id, question], ...] of tables that say what to read for a question."""
    found = []
    for table in doctree.findall(nodes.table):
        if not table.astext().lstrip().startswith(ASKED):
            continue
        for row in table.next_node(nodes.tbody).findall(nodes.row):
            link = row.next_node(addnodes.pending_xref)
            if link is not None:  # in a course a page may be left out
                place = link["reftarget"], link.get("reftargetid") or ""
                found.append([*place, row.next_node(nodes.entry).astext()])
    return found


def more_questions():
    """[[page, id, question], ...] of book/questions.yml."""
    table = yaml.safe_load(MORE.read_text(encoding="utf-8"))
    return [[*key.split("#"), asked] for key, all in table.items() for asked in all]


def write_index(app, exception):
    if exception or app.builder.format != "html":
        return
    asked = {}
    for page, place, question in sum(app.env.rnnbook_asked.values(), more_questions()):
        asked.setdefault((page, place), []).append(question)
    pages, places = [], set()
    for doc, sections in sorted(app.env.rnnbook_search.items()):
        found = []
        for section in sections:
            places.add((doc, section["id"]))
            said = " ".join(asked.get((doc, section["id"]), ()))
            found.append({k: v for k, v in (section | {"asked": said}).items() if v})
        pages.append({"url": app.builder.get_target_uri(doc), "sections": found})
    ours = [place for place in asked if place[0] in app.env.rnnbook_search]
    if lost := ["#".join(place) for place in ours if place not in places]:
        raise ExtensionError(f"Questions of {MORE.name} lead nowhere: {lost}")
    text = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    index = Path(app.outdir) / "_static" / "search-index.js"
    write_if_changed(index, f"window.rnnbookSearch={text};\n")


def start(app):
    app.builder.search = False  # this index and this page instead of Sphinx's
    if not hasattr(app.env, "rnnbook_asked"):
        app.env.rnnbook_search, app.env.rnnbook_asked = {}, {}


def purge(app, env, docname):
    for known in ("rnnbook_search", "rnnbook_asked"):
        getattr(env, known, {}).pop(docname, None)


def merge(app, env, docnames, other):
    env.rnnbook_search.update(other.rnnbook_search)
    env.rnnbook_asked.update(other.rnnbook_asked)


def search_page(app):
    yield "search", {"title": "Search"}, "search.html"


def setup(app):
    app.connect("builder-inited", start)
    app.connect("doctree-read", read_page)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
