"""The texts to start from: the cells of the book, and some to break and to mend."""

import ast
import inspect
import re
import textwrap

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params

TITLES = {
    "rnn": "Vanilla RNN", "rnn_relu": "RNN with ReLU", "rnn_sigmoid": "RNN with sigmoid",
    "lstm": "LSTM", "lstm_1997": "LSTM of 1997", "lstm_coupled": "Coupled gates",
    "lstm_peephole": "LSTM with peepholes", "gru": "GRU",
    "gru_before": "GRU, reset before the product",
}  # fmt: skip
BESIDE = {"lstm": CELLS["lstm"], "rnn": CELLS["rnn"]}


def bare(source):
    """Lines of a definition without its docstring and its numbers of equations."""
    lines = textwrap.dedent(source).splitlines()
    (made,) = ast.parse("\n".join(lines)).body
    first = made.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        end = first.end_lineno
        while not lines[end].strip():
            end += 1
        del lines[first.lineno - 1 : end]
    return "\n".join(re.sub(r"\s+# \([\d.,() to]+\)$", "", line) for line in lines)


def text_of(cell):
    """The lines of a cell of the package: its record, its step, its backward."""
    functions = [cell.forward, cell.backward, cell.inner, cell.inner_backward]
    functions = [function for function in functions if function]
    module = inspect.getmodule(cell.forward)
    names = set(re.findall(r"return .*\b(\w+Step)\(", inspect.getsource(cell.forward)))
    parts = [getattr(module, name) for name in sorted(names)]
    if cell.params is not Params:
        parts.insert(0, cell.params)
    if cell.inner:  # the row for W is made before the step
        functions = [cell.inner, cell.inner_backward, cell.forward, cell.backward]
    return "\n\n\n".join(bare(inspect.getsource(each)) for each in parts + functions) + "\n"


LSTM = """\
def lstm(xU, hW, state):
    _, c_prev = state
    a_i, a_f, a_g, a_o = np.split(xU + hW, 4, axis=-1)
    i = sigmoid(a_i)
    f = sigmoid(a_f)
    g = np.tanh(a_g)
    o = sigmoid(a_o)
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return h, c
"""


def changed(*pairs):
    """The LSTM with some texts replaced, each of which stands in it once."""
    text = LSTM
    for old, new in pairs:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the text")
        text = text.replace(old, new)
    return text


MGU = """\
def mgu(xU, hW, state):
    (h_prev,) = state
    a_f, a_g = np.split(xU + hW, 2, axis=-1)
    f = sigmoid(a_f)
    g = np.tanh(a_g)
    h = f * h_prev + (1 - f) * g
    return (h,)
"""

RESIDUAL = """\
def residual(xU, hW, state):
    (h_prev,) = state
    h = h_prev + np.tanh(xU + hW)
    return (h,)
"""


def with_backward(name, *pairs):
    """A cell of the package with some texts replaced."""
    text = text_of(CELLS[name])
    for old, new in pairs:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the text")
        text = text.replace(old, new)
    return text


START = {
    "name": "LSTM, forward only",
    "text": LSTM,
    "see": "Ten lines. Their backward is derived. Change a line, and see what moves.",
}
VARIANTS = (
    ("nothing is forgotten", changed(("f * c_prev", "c_prev")),
     "The old cell state passes whole. Look at Gradient, and at c under Over time."),
    ("a leak in place of the gate", changed(("f * c_prev", "0.9 * c_prev")),
     "A step keeps nine tenths, whatever it reads. Under Gradient, make W small: the "
     "gradient falls as the powers of 0.9 do."),
    ("no output gate", changed(("o * np.tanh(c)", "np.tanh(c)")),
     "The block o is still split off, and has no effect: a hint below the lines says so."),
    ("not squashed",
     changed(("g = np.tanh(a_g)", "g = a_g"), ("o * np.tanh(c)", "o * c")),
     "Both tanh are gone. Under Gradient, set the bias of f to 6."),
    ("one gate for two (MGU)", MGU,
     "A minimal gated unit: f keeps the old state, and 1 - f writes the new one."),
    ("a residual RNN", RESIDUAL,
     "The state passes by an addition. Under Over time, see where that leads."),
    ("to mend: a factor is missing",
     with_backward("lstm", ("dtanh_c * (1 - s.tanh_c**2)", "dtanh_c")),
     "This backward is not that of its forward. See where under Backward, and mend it."),
    ("to mend: two lines have changed places",
     changed(("    c = f * c_prev + i * g\n", ""),
             ("    h = o * np.tanh(c)\n",
              "    h = o * np.tanh(c)\n    c = f * c_prev + i * g\n")),
     "A line uses what is not there yet. Read what is said below the lines."),
)  # fmt: skip
PRESETS = [
    START,
    *({"name": f"{TITLES[name]}, with its backward", "text": text_of(cell),
       "see": "The lines of the book, as the package runs them."}
      for name, cell in CELLS.items()),
    *({"name": f"Variant: {name}", "text": text, "see": see}
      for name, text, see in VARIANTS),
]  # fmt: skip
