"""The search index: every section's words, in a script that works from file:// too."""

import json
import re
from pathlib import Path

from docutils import nodes

from .assets import write_if_changed

SKIPPED = (
    nodes.section,
    nodes.title,
    nodes.raw,
    nodes.comment,
    nodes.math_block,
    nodes.image,
)
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
    """The text of a section without its title and its subsections."""
    text = " ".join(filter(None, map(plain, node.children)))
    return " ".join(text.split())


def plain(node):
    """What the search knows and shows of a part of a page."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, SKIPPED):
        return ""
    if isinstance(node, nodes.math):
        return plain_formula(node.astext())
    parts = node.children
    if "tag_hide-input" in node.get("classes", ()):  # folded code: what it says counts
        parts = [p for p in parts if p.get("nb_element") != "cell_code_source"]
    if node.get("nb_element") == "mime_bundle":  # one output, written in several ways
        written = [part for part in parts if part.get("mime_type") != "text/plain"]
        parts = written or parts
    between = "" if isinstance(node, nodes.TextElement) else " "
    return between.join(map(plain, parts))


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
