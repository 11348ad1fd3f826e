r"""Formulas, made when the book is built: MathML that every browser draws by itself.

MathJax reads the TeX, in a small JavaScript engine inside of Python (mathml.js), so a
page needs no script for its formulas. One that MathML cannot show, or that is no TeX,
stays TeX: its page loads MathJax, which then sets it or says what is wrong with it.
"""

import functools
import hashlib
import json
import re
from html import escape, unescape
from pathlib import Path

from docutils import nodes
from sphinx.util.math import get_node_equation_number

from .assets import mathjax_folder, write_if_changed

HERE = Path(__file__).parent
SOURCES = ("loader.js", "core.js", "adaptors/liteDOM.js", "input/tex-full.js")
MACROS = {"diag": r"\operatorname{diag}", "sigm": r"\operatorname{sigmoid}"}
CONFIGURED = "var window = globalThis, MathJax = {loader: {load: []}}; "
KEPT = "formulas.json"
TAG = re.compile(r"<[^>]+>")
INLINE, DISPLAY = (r"\(", r"\)"), (r"\[", r"\]")


@functools.cache
def engine():
    """MathJax at work: a function from [[TeX, is display], ...] to answers."""
    from quickjs import Context

    context = Context()
    context.eval(CONFIGURED + f"var rnnbookMacros = {json.dumps(MACROS)}; 0")
    for path in [mathjax_folder() / name for name in SOURCES] + [HERE / "mathml.js"]:
        context.eval(path.read_text(encoding="utf8") + "\n;0")

    def convert(formulas):
        return json.loads(context.eval(f"convertAll({json.dumps(formulas)})"))

    return convert


@functools.cache
def version():
    """Changes with whatever changes how formulas are made."""
    made = "".join((HERE / name).read_text("utf8") for name in ("mathml.js", __file__))
    return hashlib.sha256(made.encode()).hexdigest()


class Formulas:
    """The formulas that are made, kept in a file from one build to the next."""

    def __init__(self, file):
        self.file, self.made = file, {}
        if file.exists():
            stored = json.loads(file.read_text(encoding="utf8"))
            if stored["version"] == version():
                self.made = stored["made"]

    def get(self, tex, display):
        """[MathML, number or None]; or None: MathJax has to set it in the page."""
        key = ("D" if display else "I") + tex
        if key not in self.made:
            (self.made[key],) = engine()([[tex, display]])
        answer = self.made[key]
        return None if isinstance(answer, str) else answer

    def keep(self):
        text = json.dumps({"version": version(), "made": self.made}, ensure_ascii=False)
        write_if_changed(self.file, text)


def written(translator, node, name, tex, number=""):
    """The HTML of a formula: MathML and the number of a display, or TeX for MathJax."""
    display = name == "div"
    answer = translator.builder.app.rnnbook_formulas.get(tex.strip(), display)
    kind = "math" if answer else "math tex"
    start = translator.starttag(node, name, "", CLASS=f"{kind} notranslate nohighlight")
    if answer is None:
        left, right = DISPLAY if display else INLINE
        return f"{start}{number}{left}{escape(tex)}{right}</{name}>"
    mathml, own = answer
    number = f'<span class="eq-number">({escape(own)})</span>' if own else number
    return f"{start}{mathml}{number}</{name}>"


def named_head(node, html):
    """The HTML of a formula that is all of a column's name: its text names the column.

    Browsers take no name from MathML, and a screen reader says it with each cell.
    """
    entry = node.parent.parent
    is_head = isinstance(entry, nodes.entry) and entry.parent.parent.tagname == "thead"
    if not is_head or entry.astext() != node.astext():
        return html
    name = " ".join(unescape(TAG.sub(" ", html)).split())
    return html.replace("<math", f'<math aria-label="{escape(name)}"', 1)


def visit_inline(translator, node):
    html = written(translator, node, "span", node.astext())
    translator.body.append(named_head(node, html))
    raise nodes.SkipNode


def visit_display(translator, node):
    tex, number = node.astext(), ""
    if node["nowrap"]:
        left, right = DISPLAY
        tex = tex.strip().removeprefix(left).removesuffix(right)
    else:
        tex = in_lines(tex)
    if node["number"]:  # of a page of your own: a label, not a tag
        equation = get_node_equation_number(translator, node)
        number = f'<span class="eq-number">({equation})</span>'
    translator.body.append(written(translator, node, "div", tex, number) + "\n")
    raise nodes.SkipNode


def in_lines(tex):
    """Lines and paragraphs of a display, below each other, as Sphinx has them."""
    parts = [part for part in tex.split("\n\n") if part.strip()]
    lines = [rf"\begin{{split}}{p}\end{{split}}" if r"\\" in p else p for p in parts]
    if len(lines) < 2:
        return "".join(lines)
    return r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}"


def start(app):
    app.rnnbook_formulas = Formulas(Path(app.doctreedir) / KEPT)


def finish(app, exception):
    if app.builder.format == "html":
        app.rnnbook_formulas.keep()


def setup(app):
    # The only one beside Sphinx's own, and so the one that is used.
    app.add_html_math_renderer("rnnbook", (visit_inline, None), (visit_display, None))
    app.add_config_value("rnnbook_formulas", version(), "html")  # new: pages are too
    app.connect("builder-inited", start)
    app.connect("build-finished", finish)
