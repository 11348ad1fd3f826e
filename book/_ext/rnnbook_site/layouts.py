"""Tables of the notation page that are read off the package, so that they cannot drift.

`{rnn-layouts} lstm`: the rows of `rnnbook.interop.LAYOUTS` for a kind of layer.
`{rnn-forms}`: how texts write the same sums, from `rnnbook.interop.FORMS`.
"""

import inspect
import re

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

NAMES = {
    "rnnbook": "this book",
    "torch": "PyTorch",
    "keras": "Keras",
    "onnx": "ONNX",
    "cs231n": "CS231n",
}
GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def shape(axes, gates=None):
    """"n 2K" as mathematics: $(n, 8H)$ where K is known, $(n, 2K)$ where it is not."""
    return f"$({', '.join(axis(each, gates) for each in axes.split())}{comma(axes)})$"


def comma(axes):
    return "" if " " in axes else ",\\!"


def axis(text, gates):
    match = re.fullmatch(r"(\d*)K", text)
    if match is None or gates is None:
        return text.replace("+", " + ")
    factor = int(match[1] or 1) * gates
    return f"{factor}H" if factor > 1 else "H"


def array(name, axes, gates=None):
    return f"`{name}` {shape(axes, gates)}"


def layout_rows(kind):
    """The rows of one table, its header first; each a list of Markdown cells.

    Layers of a library that keep their weights alike share a row.
    """
    from rnnbook.interop import LAYOUTS

    gates, resets = GATES[kind], kind == "gru"
    header = ["library", "layer", "input", "state", "biases"]
    header += ["order"] * (gates > 1) + ["reset"] * resets
    rows = {}
    for row in LAYOUTS:
        if row.cell.split("_")[0] == kind:
            cells = [array(*pair, gates) for pair in list(row.arrays.items())[:2]]
            cells += [biases(row, gates)]
            cells += [f"`{' '.join(row.gates)}`"] * (gates > 1) + [row.reset] * resets
            rows.setdefault((NAMES[row.library], *cells), []).append(f"`{row.layer}`")
    return [header, *([key[0], "<br>".join(layers), *key[1:]]
                      for key, layers in rows.items())]  # fmt: skip


def biases(row, gates):
    """The biases of a row, and, where there are two, which of them act."""
    from rnnbook.interop.layouts import BOTH, SUM

    rest = {k: array(k, v, gates) for k, v in list(row.arrays.items())[2:]}
    peepholes = f"; peepholes {rest.pop('P')}" if "P" in rest else ""
    acting = {SUM: "; added", BOTH: "; both act"}.get(row.biases, "")
    return ", ".join(rest.values()) + acting + peepholes


def form_rows():
    from rnnbook.interop import FORMS

    table = [["form", "pre-activation", "arrays"]]
    for form in FORMS:
        arrays = ", ".join(array(name, axes) for name, axes in form.arrays.items())
        table.append([form.name, f"$a = {form.equation}$", arrays])
    return table


def markdown(rows):
    lines = [f"| {' | '.join(cells)} |" for cells in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


class TableDirective(SphinxDirective):
    """Parses Markdown made of the package, where it stands."""

    def rows(self):
        raise NotImplementedError

    def run(self):
        from rnnbook.interop import forms, layouts

        for module in (forms, layouts):          # a change there makes the page anew
            self.env.note_dependency(inspect.getfile(module))
        box = nodes.container()
        self.state.nested_parse(StringList(markdown(self.rows())), 0, box)
        return box.children


class LayoutsDirective(TableDirective):
    required_arguments = 1

    def rows(self):
        kind = self.arguments[0]
        if kind not in GATES:
            raise self.error(f"no layouts of {kind!r}; there are {', '.join(GATES)}")
        return layout_rows(kind)


class FormsDirective(TableDirective):
    def rows(self):
        return form_rows()


def setup(app):
    app.add_directive("rnn-layouts", LayoutsDirective)
    app.add_directive("rnn-forms", FormsDirective)
