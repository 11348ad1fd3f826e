"""The language of cells: the same graph, or the same refusal, in both languages."""

# ruff: noqa: E501 -- a row of a table is read as one line

import inspect
import json
import re
import warnings
from pathlib import Path

import numpy as np
import pytest
from cell_texts import broken, program
from own_cells import OWN
from support import run_node

import rnnbook
from rnnbook import CELLS, Cell, check_cell, init_params, trace, unroll, unroll_backward
from rnnbook.cells.beyond import BEYOND
from rnnbook.language import (
    RULES,
    CellTextError,
    CellTextWarning,
    derive_backward,
    derived_text,
    read_cell,
    read_lines,
)
from rnnbook.language._cell import assemble

PACKAGE = Path(rnnbook.__file__).parent
FOLDER = PACKAGE / "widgets" / "_runtime" / "language"
PRESETS = json.loads((PACKAGE / "language" / "presets.json").read_text("utf-8"))
ALL = {**CELLS, **BEYOND}


def file_of(cell):
    return Path(inspect.getsourcefile(cell.forward)).read_text(encoding="utf-8")


def python_reads(text, name=None):
    """What JavaScript's `readCell` should give."""
    try:
        cell, notes, _ = assemble(text, name)
    except CellTextError as error:
        where = {"line": error.line, "column": error.column}
        return {"errors": [{**where, "says": error.says, "remedy": error.remedy}]}
    return json.loads(json.dumps({"cell": cell, "notes": notes}))


def javascript_reads(node_path, texts):
    """`readCell` of many texts, pairs (text, name), in one process."""
    code = f"""
        import fs from "node:fs";
        import {{ readCell }} from "{(FOLDER / "language.js").as_uri()}";
        const given = JSON.parse(fs.readFileSync(0, "utf8"));
        const read = ([text, name]) => readCell(text, name ?? undefined);
        process.stdout.write(JSON.stringify(given.map(read)));"""
    return run_node(node_path, code, [list(pair) for pair in texts])


def assert_same(texts, node_path):
    """The same answer in both languages; what is read, CPython reads alike."""
    for pair, theirs in zip(texts, javascript_reads(node_path, texts), strict=True):
        ours = python_reads(*pair)
        assert theirs == ours, pair[0]
        if "cell" in ours:
            assert_traced(pair, ours["cell"])


def assert_traced(pair, read):
    """The functions that come of a text, run by CPython, leave the graph that was read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CellTextWarning)
        traced = json.loads(json.dumps(trace(read_cell(*pair))))
    assert {key: read[key] for key in traced} == traced, pair[0]


# ---- what is read


@pytest.mark.parametrize("name", ALL)
def test_file_of_a_cell_pasted_unchanged_is_that_cell(name):
    cell = ALL[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")           # and there is nothing to note
        read = read_cell(file_of(cell), name)
    assert trace(read) == trace(cell)
    assert (read.gates, read.state) == (cell.gates, cell.state)
    assert read.params._fields == cell.params._fields
    assert inspect.getsource(read.forward) == inspect.getsource(cell.forward)


def test_first_cell_of_a_file_is_read_and_another_by_its_name():
    text = file_of(CELLS["gru"])
    assert read_cell(text).name == "gru"
    assert read_cell(text, "gru_before").inner.__name__ == "reset_state"
    with pytest.raises(CellTextError, match="one of: gru, reset_state, gru_before"):
        read_cell(text, "lstm")


LSTM = """def cell(xU, hW, state):
    h_prev, c_prev = state
    a_i, a_f, a_g, a_o = np.split(xU + hW, 4, axis=-1)
    i = sigmoid(a_i)
    f = sigmoid(a_f)
    g = np.tanh(a_g)
    o = sigmoid(a_o)
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return (h, c)
"""
RNN = """def cell(xU, hW, state):
    (h_prev,) = state
    h = np.tanh(xU + hW) + 0.5 * h_prev
    return (h,)
"""
OTHERS = {
    "without brackets": LSTM.replace("(h, c)", "h, c"),
    "state taken apart": LSTM.replace("state", "h_prev, c_prev", 1).replace("    h_prev, c_prev = h_prev, c_prev\n", "").replace("    h_prev, c_prev = state\n", ""),
    "without a class for its record": LSTM.replace("(h, c)", "(h, c), LSTMStep(i, f, g, o, c)"),
    "with types": LSTM.replace("hW, state):", "hW: np.ndarray, state: tuple) -> tuple:"),
    "with tabs": LSTM.replace("    ", "\t"),
    "with another end of lines": LSTM.replace("\n", "\r\n"),
    "with a weight": LSTM.replace("state)", "state, P)").replace("sigmoid(a_i)", "sigmoid(a_i + P * c_prev)"),
    "with a helper and a number": "K = 2\ndef twice(x):\n    return K * x\n" + LSTM.replace("np.tanh(c)", "twice(c)"),
    "with a sigmoid of its own": "def sigmoid(a):\n    return 1 / (1 + np.exp(-a))\n" + LSTM,
    "with an inner row": "def inner(xU, hW, state):\n    (h_prev,) = state\n    xU_r, xU_n = np.split(xU, 2, axis=-1)\n    return sigmoid(xU_r + hW) * h_prev\n\ndef cell(xU, hW, state):\n    (h_prev,) = state\n    r, n = np.split(xU + hW, 2, axis=-1)\n    return (np.tanh(n) * sigmoid(r) + h_prev,)\n",
    "one state": RNN,
    "names that have a meaning elsewhere": RNN.replace("h =", "Step =").replace("(h,)", "(Step,)"),
    "a state that is passed on": RNN.replace("(h,)", "(h, h_prev)").replace("(h_prev,)", "h_prev, _"),
    "a name that is set again": RNN.replace("return", "h = h * xU\n    return"),
    "a record of a row": "class S(NamedTuple):\n    both: float\n    p: float\n\ndef f(xU, hW, state):\n    (p,) = state\n    a, b = np.split(xU + hW, 2, axis=-1)\n    return (a * b + p,), S(np.concatenate([a, b], axis=-1), p)\n\ndef f_backward(dstate, s):\n    (dh,) = dstate\n    a, b = np.split(s.both, 2, axis=-1)\n    da = np.concatenate([dh * b, dh * a], axis=-1)\n    return da, da, (dh,)\n",
}


@pytest.mark.parametrize("what", OTHERS)
def test_other_ways_to_write_a_cell_are_read_and_hold_all_claims(what):
    cell = read_cell(OTHERS[what])
    assert check_cell(cell).ok
    assert what == "a record of a row" or derived_text(cell)


def test_names_of_gates_state_and_weights_are_those_of_the_text():
    text = OTHERS["with a weight"].replace("P * c_prev", "p_a * c_prev + p_b")
    text = text.replace("    i =", "    p_a, p_b = np.split(P, 2, axis=-1)\n    i =")
    cell = read_cell(text)
    assert (cell.gates, cell.state) == (("i", "f", "g", "o"), ("h", "c"))
    assert dict(cell.weights) == {"P": ("a", "b")}
    assert cell.params._fields == ("U", "W", "b", "P")
    assert read_cell("def one(xU, hW, state):\n    return (xU * hW,)").gates == ("a",)


# ---- derivatives


def gradients(cell, dtype, seed=0):
    """All that a sequence gives back, with a loss on every h and on the final state."""
    rng = np.random.default_rng(seed)
    p = init_params(cell, 3, 4, rng, dtype=dtype)
    p = type(p)(*((v + 0.3 * rng.normal(size=v.shape)).astype(dtype) for v in p))
    x, dh = rng.normal(size=(2, 5, 2, 3)).astype(dtype), rng.normal(size=(5, 2, 4))
    state = tuple(abs(rng.normal(size=(2, 4))).astype(dtype) for _ in cell.state)
    h, end, cache = unroll(cell, p, x[0], state)
    dstate = tuple(rng.normal(size=(2, 4)).astype(dtype) for _ in cell.state)
    grads, dx, dstart = unroll_backward(cell, p, dh.astype(dtype), cache, dstate)
    return [h, *end, *grads, dx, *dstart]


@pytest.mark.parametrize("name", [*ALL, *(n for n in OWN if n != "odd")])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_derived_backward_equals_the_written_one(name, dtype):
    cell = {**ALL, **OWN}[name]
    derived = derive_backward(cell)
    assert derived.backward is not cell.backward
    limit = 1e-12 if dtype is np.float64 else 1e-5
    for ours, theirs in zip(gradients(derived, dtype), gradients(cell, dtype), strict=True):
        assert ours.dtype == dtype
        assert np.abs(ours - theirs).max() <= limit * max(1, np.abs(theirs).max())


@pytest.mark.parametrize("name", ALL)
def test_derived_cell_holds_all_claims_and_its_text_is_read_again(name):
    derived = derive_backward(ALL[name])
    assert check_cell(derived).ok
    text = derived_text(ALL[name])
    assert trace(read_cell(text)) == trace(derived)


def test_derived_record_is_that_of_the_book():
    for name in ("rnn", "lstm", "lstm_1997", "lstm_coupled", "lstm_peephole", "gru"):
        wanted = set(trace(CELLS[name])["step"])
        assert set(trace(derive_backward(CELLS[name]))["step"]) == wanted


EVERY_OPERATION = {
    "add": "a + p", "sub": "a - p", "mul": "a * p", "div": "a / (2 + p * p)", "neg": "-(a * p)",
    "pow": "(1.5 + np.sin(p)) ** np.sin(a)", "square": "np.square(a)", "exp": "np.exp(a)", "log": "np.log(1.5 + a * a)",
    "cos": "np.cos(a)", "sin": "np.sin(a)", "tanh": "np.tanh(a)", "sigmoid": "sigmoid(a)",
    "max": "np.maximum(a, p)", "min": "np.minimum(a, p)",
}  # fmt: skip


def cell_doing(text):
    return read_cell(f"def cell(xU, hW, state):\n    (p,) = state\n    a = xU + hW\n    return ({text} + 0.1 * p,)\n")


@pytest.mark.parametrize("op", RULES)
def test_rule_gives_the_gradient_of_differences_and_a_changed_rule_does_not(op, monkeypatch):
    assert check_cell(cell_doing(EVERY_OPERATION[op])).ok
    for k, part in enumerate(parts := RULES[op].split(", ")):
        changed = ", ".join([*parts[:k], f"0.7 * ({part})", *parts[k + 1 :]])
        monkeypatch.setitem(RULES, op, changed)
        report = check_cell(cell_doing(EVERY_OPERATION[op]), raises=False)
        assert "has the gradients of a step" in [claim.name for claim in report.wrong]


class TorchNumPy:
    """The functions of the language in torch, whose autograd is the other opinion."""

    def __init__(self, torch):
        names = ("tanh", "exp", "log", "sin", "cos", "square")
        vars(self).update({name: getattr(torch, name) for name in names})
        two = {name: getattr(torch, name) for name in ("maximum", "minimum")}
        wide = torch.as_tensor
        self.maximum = lambda a, b: two["maximum"](wide(a), wide(b))
        self.minimum = lambda a, b: two["minimum"](wide(a), wide(b))
        self.split = lambda x, n, axis: torch.chunk(x, n, dim=axis)


def test_derived_backward_of_random_cells_equals_that_of_torch():
    torch = pytest.importorskip("torch")
    rng, far = np.random.default_rng(3), 0
    for k in range(30):
        text = program(rng)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CellTextWarning)
            cell = read_cell(text)
        space = {"np": TorchNumPy(torch), "sigmoid": torch.sigmoid}
        exec(text, space)
        given = step_inputs(cell, k)
        tensors = [torch.tensor(v, requires_grad=True) for v in given]
        n = 2 + len(cell.state)
        apart = "h_prev" in inspect.signature(space["cell"]).parameters
        state = tensors[2:n] if apart else [tuple(tensors[2:n])]
        new = space["cell"](*tensors[:2], *state, *tensors[n:])
        down = [np.full(v.shape, 0.5 + j) for j, v in enumerate(new)]
        loss = sum((torch.tensor(d) * v).sum() for d, v in zip(down, new, strict=True))
        wanted = torch.autograd.grad(loss, tensors, allow_unused=True)
        record = cell.forward(*given[:2], tuple(given[2:n]), *given[n:])[1]
        dxU, dhW, dstate, *own = cell.backward(tuple(down), record, *given[n:])
        found = [dxU, dhW, *dstate, *(d.sum(axis=0, keepdims=True) for d in own)]
        largest = max(float(abs(g).max()) for g in wanted if g is not None)
        if not np.isfinite(largest) or largest > 1e6:
            far += 1
            continue
        for ours, theirs in zip(found, wanted, strict=True):
            theirs = 0.0 if theirs is None else theirs.numpy()
            assert np.abs(ours - theirs).max() <= 1e-9 * max(1, largest), text
    assert far < 10


def step_inputs(cell, seed):
    rng, B, H = np.random.default_rng(seed), 2, 3
    K = H * len(cell.gates)
    given = [rng.normal(size=(B, K)) for _ in range(2)]
    given += [rng.normal(size=(B, H)) for _ in cell.state]
    return given + [rng.normal(size=(1, H * len(rows))) for rows in cell.weights.values()]


def claims_of_random_cells(count, seed):
    """check_cell on cells without exponentials, all of whose blocks are used."""
    rng, done = np.random.default_rng(seed), 0
    while done < count:
        text = program(rng)
        with warnings.catch_warnings(record=True) as notes:
            warnings.simplefilter("always", CellTextWarning)
            cell = read_cell(text)
        if "exp" in text or "square" in text or any("block" in str(n.message) for n in notes):
            continue
        report = check_cell(cell, raises=False)
        # Some use no W; the sequences of some grow, and differences lose their digits.
        other = {"uses all that it is given", "has the gradients of a sequence"}
        wrong = [claim for claim in report.wrong if claim.name not in other]
        assert not wrong, f"{text}\n{report}"
        done += 1


def test_random_cells_hold_all_claims():
    claims_of_random_cells(4, seed=0)


@pytest.mark.all
@pytest.mark.parametrize("seed", range(1, 7))
def test_many_random_cells_hold_all_claims(seed):
    claims_of_random_cells(50, seed)


def test_generated_engine_makes_no_one_call_of_lines_that_need_each_other():
    text = "def cell(xU, hW, h_prev):\n    a = xU + hW\n    h = np.tanh(np.tanh(-a)) + 0.3 * a\n    return (xU * h,)\n"
    assert check_cell(read_cell(text)).ok


def test_generated_engine_passes_on_the_gradient_of_a_state_that_is_added_to():
    text = "def cell(xU, hW, state):\n    (h_prev,) = state\n    h = h_prev + np.tanh(xU + hW)\n    return (h,)\n"
    assert check_cell(read_cell(text)).ok


# ---- what is refused

S = LSTM
# What stands in a text, what a reader writes in its place, the line that is refused,
# what the refusal says, and what its remedy comes to (nothing: what stood there).
REFUSED = [
    (S, "np.tanh(a_g)", "np.sigmoid(a_g)", 6, "'np.sigmoid' is not in the language", "sigmoid(a_g)"),
    (S, "np.tanh(a_g)", "torch.tanh(a_g)", 6, "write np.tanh(x)", None),
    (S, "np.tanh(a_g)", "math.tanh(a_g)", 6, "write np.tanh(x)", None),
    (S, "np.tanh(a_g)", "tanh(a_g)", 6, "write np.tanh(x)", None),
    (S, "np.tanh(a_g)", "np.tnah(a_g)", 6, "write np.tanh, if it was meant", None),
    (S, "np.tanh(a_g)", "np.sqrt(a_g)", 6, "write x ** 0.5", "np.square(a_g) ** 0.5"),
    (S, "np.tanh(a_g)", "np.sinc(a_g)", 6, "np.sin", "np.sin(a_g)"),
    (S, "np.tanh(a_g)", "np.linalg.norm(a_g)", 6, "np.linalg", None),
    (S, "np.tanh(a_g)", "np.where(a_g > 0, a_g, 0)", 6, "write b + (a - b) * (m > 0) with a mask", "0 + (a_g - 0) * (a_g > 0)"),
    (S, "np.tanh(a_g)", "np.sign(a_g)", 6, "one * (x > 0) - one * (0 > x)", "(1 + 0 * a_g) * (a_g > 0) - (1 + 0 * a_g) * (0 > a_g)"),
    (S, "np.tanh(a_g)", "torch.sigmoid(a_g)", 6, "write sigmoid(x)", "sigmoid(a_g)"),
    (S, "np.tanh(a_g)", "np.random.normal() * a_g", 6, "the same inputs give the same new state", "a_g"),
    (S, "np.tanh(a_g)", "np.dot(a_g, W)", 6, "xU and hW are the products with U and W already", "a_g"),
    (S, "np.tanh(a_g)", "a_g + W", 6, "hW is the product of the old h with W already", "a_g"),
    (S, "np.tanh(a_g)", 'p["W"] * a_g', 6, "leave the weights out", "a_g"),
    (S, "np.tanh(a_g)", "0,5 * a_g", 6, "write 0.5", "0.5 * a_g"),
    (S, "np.tanh(a_g)", "tf.nn.sigmoid(a_g)", 6, "'tf.nn.sigmoid' is not in the language of cells: write sigmoid(x)", "sigmoid(a_g)"),
    (S, "np.tanh(a_g)", "nn.Sigmoid()(a_g)", 6, "write sigmoid(x)", "sigmoid(a_g)"),
    (S, "np.tanh(a_g)", "torch.zeros_like(a_g)", 6, "write 0 * x", "0 * a_g"),
    (S, "np.tanh(a_g)", "np.tanh(a_g + Wxh)", 6, "xU and hW are the products with the weights already", "np.tanh(a_g)"),
    (S, "np.tanh(a_g)", "elu(a_g)", 6, "np.exp(np.minimum(x, 0)) - 1", "np.maximum(a_g, 0) + np.exp(np.minimum(a_g, 0)) - 1"),
    (S, "np.tanh(a_g)", "a_g ^ 2", 6, "write ** for a power", "a_g ** 2"),
    (S, "np.tanh(a_g)", "a_g - a_g.mean()", 6, "each unit is computed by itself", "a_g"),
    (S, "np.split(xU + hW, 4, axis=-1)", "(xU + hW).chunk(4, 1)", 3, "'.chunk' asks a value for something, wanted plain arithmetic: write np.split(x, 4, axis=-1)", "np.split(xU + hW, 4, axis=-1)"),
    (S, "np.tanh(a_g)", "np.tanh(a_g, i)", 6, "np.tanh is given 2, wanted 1", None),
    (S, "np.tanh(a_g)", "np.tanh(a_g, out=i)", 6, "is given 'out='", None),
    (S, "np.tanh(a_g)", "np.tanh", 6, "stands without its brackets", None),
    (S, "np.tanh(a_g)", "relu(a_g)", 6, "write np.maximum(x, 0)", "np.maximum(a_g, 0)"),
    (S, "np.tanh(a_g)", "max(a_g, 0)", 6, "write np.maximum(a, b)", "np.maximum(a_g, 0)"),
    (S, "np.tanh(a_g)", "a_g.tanh()", 6, "'.tanh' asks a value for something, wanted plain arithmetic: write np.tanh(x)", None),
    (S, "np.tanh(a_g)", "a_g.T", 6, "'.T' asks a value", "a_g"),
    (S, "np.tanh(a_g)", "a_g[0]", 6, "takes a part out of a value", "a_g"),
    (S, "np.tanh(a_g)", "tanh", 6, "write np.tanh(x)", None),
    (S, "np.tanh(a_g)", "2a_g", 6, "'2a_g' is neither a number nor a name", "2 * a_g"),
    (S, "np.tanh(a_g)", "2(a_g)", 6, "an expression stands before brackets", "2 * (a_g)"),
    (S, "np.tanh(a_g)", "i(a_g)", 6, "'i' is a value and stands before brackets", "i * (a_g)"),
    (S, "np.tanh(a_g)", "a_g if a_g > 0 else 0", 6, "multiply by a mask", "a_g * (a_g > 0)"),
    (S, "np.tanh(a_g)", "a_g == 0", 6, "compares for equality", "a_g * (a_g > 0)"),
    (S, "np.tanh(a_g)", "(a_g > 0) + 1", 6, "multiply a value by the mask first", "a_g * (a_g > 0)"),
    (S, "np.tanh(a_g)", "a_g * (1 - (a_g > 0))", 6, "its opposite is a - a * (b > 0)", "a_g - a_g * (a_g > 0)"),
    (S, "np.tanh(a_g)", "not a_g", 6, "turn the comparison round", "a_g * (0 > a_g)"),
    (S, "np.tanh(a_g)", "+a_g", 6, "a + stands before a value", "a_g"),
    (S, "np.tanh(a_g)", "a_g // 2", 6, "the operator '//' is not in the language", "a_g / 2"),
    (S, "np.tanh(a_g)", "a_g / (1 - 1) * 1e999", 6, "1e999 is too large", "a_g"),
    (S, "np.tanh(a_g)", "a_g * (1 / 0)", 6, "a number is divided by zero", "a_g"),
    (S, "np.tanh(a_g)", "a_g * 2 ** 0.5", 6, "an operation on plain numbers alone", "a_g * 1.4142135623730951"),
    (S, "np.tanh(a_g)", "a_g * True", 6, "write a number", "a_g * 1"),
    (S, "np.tanh(a_g)", "'a_g'", 6, "a text stands among the values", "a_g"),
    (S, "np.tanh(a_g)", "state", 8, "a tuple of several values stands here", None),
    (S, "np.tanh(a_g)", "hW", 8, "a value is 1 block wide, wanted 4", "a_g"),
    (S, "np.tanh(a_g)", "G", 6, "'G' is not known here", "a_g"),
    (S, "np.tanh(a_g)", "a_gg", 6, "write a_g, if it was meant", "a_g"),
    (S, "i * g", "i @ g", 8, "'@' is a product of matrices", "i * g"),
    (S, "i * g", "np.dot(i, g)", 8, "write * for two values of one unit", "i * g"),
    (S, "i * g", "i g", 8, "'g' stands here, wanted the end of the line", "i * g"),
    (S, "i * g", "i \u00d7 g", 8, "looks like *", "i * g"),
    (S, "i * g", "i \u2212 g", 8, "looks like -", "i - g"),
    (S, "i * g", "i * g;", 8, "two statements stand in one line", "i * g"),
    (S, "i * g", "i *\u00a0g", 8, "looks like a space", "i * g"),
    (S, "i * g", "\u03c3(g)", 8, "the character '\u03c3' (U+03C3)", "sigmoid(g)"),
    (S, "i * g", "i *", 8, "the end of the line stands here, wanted a value", None),
    (S, "i * g", "(i * g", 8, "the bracket '(' that opens here is never closed", None),
    (S, "i * g", "i * g)", 8, "closes one that was never opened", None),
    (S, "i * g", "(i * g]", 8, "']' closes the '(' of line 8", None),
    (S, "c = f", "c += f", 8, "'+=' changes a value in place", "c = f"),
    (S, "c = f", "c[0] = f", 8, "takes a part out of a value by its place", "c = f"),
    (S, "c = f", "c = d = f", 8, "two = stand in one line", None),
    (S, "c = f", "c: float = f", 8, "':' stands after a name", None),
    (S, "c = f", "c == f", 8, "compares for equality", "c = f"),
    (S, "c = f", "f", 8, "this line sets no name", "c = f"),
    (S, "c = f", "np = f", 8, "'np' has a meaning already", None),
    (S, "c = f", "f * 2 = f", 8, "what stands before = is no name", "c = f"),
    (S, "f = sigmoid(a_f)", "F = sigmoid(a_f)", 8, "'f' is not known here", None),
    (S, "    c = f * c_prev + i * g\n    h = o * np.tanh(c)", "    h = o * np.tanh(c)\n    c = f * c_prev + i * g", 8, "'c' is used here, and set only in line 9", None),
    (S, "xU + hW, 4", "xU + hW, 3", 3, "4 names are given 3 values", None),
    (S, "xU + hW, 4, axis=-1", "xU + hW, 4", 3, "write axis=-1", None),
    (S, "xU + hW, 4, axis=-1", "xU + hW, 4, axis=0", 3, "write axis=-1", None),
    (S, "np.split(xU + hW, 4, axis=-1)", "xU + hW", 3, "are given one value", None),
    (S, "np.split(xU + hW, 4, axis=-1)", "np.hsplit(xU + hW, 4)", 3, "write np.split(x, 4, axis=-1)", None),
    (S, "np.split(xU + hW, 4, axis=-1)", "(xU + hW).chunk(4, -1)", 3, "'.chunk' asks a value", None),
    (S, "h_prev, c_prev = state", "h_prev, c_prev, m = state", 2, "3 names are given 2 values", None),
    (S, "h_prev, c_prev = state", "c_prev = state[1]", 2, "takes a part out of a value", None),
    (S, "h_prev, c_prev = state", "h_prev, c_prev = *state", 2, "'*' stands before a name", None),
    (S, "    return (h, c)\n", "", 1, "'cell' returns nothing", None),
    (S, "return (h, c)", "return", 10, "return stands without a value", None),
    (S, "return (h, c)", "return [h, c]", 10, "returned as a list", None),
    (S, "return (h, c)", "return (c, h)", 10, "wanted h first", None),
    (S, "return (h, c)", "return (h, h)", 10, "has 'h' twice", None),
    (S, "return (h, c)", "return (h, c, i)", 2, "2 names are given 3 values", None),
    (S, "return (h, c)", "return (h, 0.0)", 10, "is a plain number", None),
    (S, "return (h, c)", "return (h, c)\n    print(h)", 11, "this line sets no name", "return (h, c)"),
    (S, "return (h, c)", "return (h, c)\n    h = 2 * h", 11, "stands after the return of line 10", None),
    (S, "return (h, c)", "return (h, c > 0)", 10, "is a mask of 0 and 1", None),
    (S, "return (h, c)", "rreturn (h, c)", 10, "write return, if it was meant", None),
    (S, "state):", "state)", 1, "has no colon at its end", None),
    (S, "def cell(xU, hW, state):", "def cell(x, h, c):", 1, "wanted a step that takes (xU, hW, state)", None),
    (S, "def cell(xU", "Def cell(xU", 1, "write def, if it was meant", None),
    (S, "    i = sig", "   i = sig", 4, "this line begins after 3 spaces", None),
    (S, "    i = sig", "      i = sig", 4, "indented further than the line above", None),
    (S, "    i = sig", "i = sig", 5, "indented further", None),
    (S, "    i = sig", "\ti = sig", 4, "tabs and spaces are mixed", None),
    (S, "    i = sig", "    for k in range(3):\n        i = sig", 4, "the loop over time calls the cell", None),
    (S, "    i = sig", "    if a_i > 0:\n        i = sig", 4, "multiply by a mask", None),
    (S, "    i = sig", "    while True:\n        i = sig", 4, "the loop over time calls the cell", None),
    (S, "    i = sig", "    def gate(a):\n        return a\n    i = sig", 4, "a def stands within a function", None),
    (S, "sigmoid(a_i)", "sigmoid\uff08a_i\uff09", 4, "looks like (", None),
    (S, "sigmoid(a_i)", "sigmoid(a_i, 2)", 4, "sigmoid is given 2, wanted 1", None),
    (S, "sigmoid(a_i)", "sigmoid()", 4, "sigmoid is given 0, wanted 1", None),
    (S, "sigmoid(a_i)", "\u201csigmoid(a_i)\u201d", 4, 'looks like "', None),
    (S, "sigmoid(a_i)", "sigmoid(*a_i)", 4, "'*' stands before a name", None),
    (S, "sigmoid(a_i)", "cell(xU, hW, state)", 4, "'cell' calls itself", None),
    (S, "sigmoid(a_i)", "gate(a_i)", 4, "'gate' is not known here", None),
    (S, "sigmoid(a_i)", "Gate(a_i)", 4, "wanted a class that names its fields", None),
    (S, "def", "import torch\ndef", 1, "'torch' is not what a cell imports", None),
    (S, "def", "K = [1, 2]\ndef", 1, "something else than a plain number", "K = 1\ndef"),
    (S, "def", "return 1\ndef", 1, "return stands outside of a function", None),
    (S, "def", "def cell(a):\n    return a\ndef", 3, "'cell' is there already", None),
    (S, "def", "class Step:\n    i: float\ndef", 1, "is no NamedTuple", "class Step(NamedTuple):\n    i: float\ndef"),
    (S, "def", "class Step(NamedTuple):\n    i = 0\ndef", 2, "':' and the type of the field", "class Step(NamedTuple):\n    i: float\ndef"),
    (RNN, "(h_prev,) = state", "(h_prev) = state", 3, "a tuple of several values stands here", None),
    (RNN, "(h_prev,) = state", "h_prev = state", 3, "unpack it first: (h_prev,) = state", None),
    (RNN, "return (h,)", "return (h)", 4, "write return (h,) with its comma", None),
    (RNN, "return (h,)", "return h", 4, "write return (h,) with its comma", None),
    (RNN, "xU + hW", "state + hW", 3, "a tuple of several values stands here", None),
    (RNN, "return (h,)", "xU = 2 * h\n    return (xU,)", 5, "'xU', which has another meaning", "c = 2 * h\n    return (c,)"),
    (RNN, "state):", "state, W):", 1, "the weight 'W' has the name of something else", "state, P):"),
    (RNN, RNN, "", 1, "the text has no function", None),
    (RNN, RNN, "h = np.tanh(xU + hW)\n", 1, "the text has no function", RNN),
    (RNN, RNN, f">>> {RNN}", 1, "'>>>' is what a console writes", RNN),
    (RNN, RNN, f"```python\n{RNN}```", 1, "belongs to the text around the lines", RNN),
    (RNN, RNN, f"@jit\n{RNN}", 1, "delete this line", RNN),
    (RNN, RNN, f"class Cell(nn.Module):\n    {RNN}", 1, "write a cell as a function without a class", RNN),
    (RNN, RNN, "Lorem ipsum", 1, "'ipsum' stands here", None),
]  # fmt: skip


def wrong_texts():
    for text, old, new, *rest in REFUSED:
        assert text.count(old) >= 1, old
        yield text.replace(old, new, 1), rest, text.replace(old, rest[2] or old, 1)


def test_refusals_name_the_line_and_the_remedy_and_the_remedy_is_right():
    offenders = []
    for text, (line, says, _), mended in wrong_texts():
        answer = python_reads(text)
        error = answer.get("errors", [{"line": 0, "says": "", "remedy": ""}])[0]
        if error["line"] != line or says not in f"{error['says']}: {error['remedy']}":
            offenders.append((text, line, says, error))
        if "cell" not in python_reads(mended):
            offenders.append((mended, python_reads(mended)))
    assert not offenders


BACKWARD = derived_text(CELLS["lstm"])
WRONG_BACKWARDS = {
    ("return da, da, (0.0, dc_prev)", "return da, (0.0, dc_prev)"): "2 values come back, wanted return dxU, dhW, dstate",
    ("return da, da, (0.0, dc_prev)", "return da, da, dc_prev"): "one value come back, wanted a tuple (dh_prev, dc_prev)",
    ("return da, da, (0.0, dc_prev)", "return da, da, [0.0, dc_prev]"): "a list come back",
    ("return da, da, (0.0, dc_prev)", "return 0.0, da, (0.0, dc_prev)"): "dxU is a plain number",
    ("return da, da, (0.0, dc_prev)", "return da_i, da, (0.0, dc_prev)"): "dxU is 1 block wide, wanted 4",
    ("(dstate, s)", "(dstate)"): "lstm_backward takes (dstate), wanted (dstate, s)",
    ("s.tanh_c\n", "s.tanh\n"): "the record has no field 'tanh', wanted one of c_prev, i, f, g, o, tanh_c",
    ("Step(c_prev, i, f, g, o, tanh_c)", "Step(c_prev, i, f, g, o)"): "Step is given 5, wanted a value for each of",
    ("Step(c_prev, i, f, g, o, tanh_c)", "Step(c_prev, i, f, g, o, j=tanh_c)"): "Step has no field 'j'",
    (", Step(c_prev, i, f, g, o, tanh_c)", ""): "returns no record for its backward",
    ("np.concatenate([da_i, da_f, da_g, da_o]", "np.concatenate(da_i, da_f, da_g, da_o"): "np.concatenate is given 5, wanted 2",
}


def test_mistakes_of_a_backward_are_named():
    for (old, new), says in WRONG_BACKWARDS.items():
        assert BACKWARD.count(old) == 1, old
        (error,) = python_reads(BACKWARD.replace(old, new))["errors"]
        assert says in error["says"]


NOTES = {
    LSTM.replace("f * c_prev", "c_prev"): ["line 5: 'f' is set here and never used", "line 3: the block f of xU and hW has no effect"],
    LSTM.replace("g = np.tanh(a_g)", "i = np.tanh(a_g)").replace("i * g", "i"): ["line 6: 'i' is set in line 4, and set again here"],
    BACKWARD.replace("def lstm(", "def lstn("): ["'lstm_backward' belongs to no function"],
}


def test_what_looks_like_a_slip_is_a_warning():
    for text, wanted in NOTES.items():
        with pytest.warns(CellTextWarning) as noted:
            read_cell(text)
        said = "\n".join(str(note.message) for note in noted)
        assert all(part in said for part in wanted), said


NONSENSE = {
    "long": LSTM + "# " + "x" * 100_000,
    "one long line": "def cell(xU, hW, state):\n    h = " + " + ".join(["xU"] * 5000) + "\n    return (h,)\n",
    "brackets": "(" * 20_000,
    "signs": "x = " + "-" * 20_000 + "1",
    "powers": "x = " + "2 ** " * 5_000 + "1",
    "deep calls": RNN.replace("np.tanh(xU + hW)", "sigmoid(" * 60 + "xU" + ")" * 60),
    "doubling functions": "def f0(x):\n    return x * x\n" + "".join(f"def f{k}(x):\n    return f{k - 1}(x) * f{k - 1}(x)\n" for k in range(1, 40)) + RNN.replace("np.tanh", "f39"),
    "doubling widths": RNN.replace("    h =", "".join(["    xU = np.concatenate([xU, xU], axis=-1)\n"] * 40) + "    h ="),
    "doubling masks": RNN.replace("    h =", "    m = xU > hW\n" + "    m = m * m\n" * 60 + "    h = m *"),
    "many lines": RNN.replace("    h =", "    xU = xU + hW\n" * 1100 + "    h ="),
    "many gates": LSTM.replace("4, axis", "1000000, axis"),
    "recursion of two": "def a(x):\n    return b(x)\ndef b(x):\n    return a(x)\n" + RNN.replace("np.tanh", "a"),
    "zeros and surrogates": "\x00\ud800\udfff\U0001f600",
    "a comment of surrogates": "# \ud800 \x00\n" + RNN,
    "carriage returns": RNN.replace("\n", "\r"),
    "open text": '"""' + RNN, "open quotation": "x = 'abc\n" + RNN, "a backslash": "x = \\\n1",
    "names of JavaScript": RNN.replace("h =", "constructor = toString = 2\n    h ="),
    "more of them": RNN.replace("    h =", "    constructor = xU * 2\n    h = hasOwnProperty +"),
    "a prototype": RNN.replace("xU + hW", "xU.__proto__"), "a class of JavaScript": RNN.replace("np.tanh", "constructor"),
    "an object": RNN.replace("np.tanh", "np.constructor"), "only spaces": "  \n\t\n ", "nothing": "",
    "unicode names": RNN.replace("h_prev", "h\u0301_prev"), "emoji": RNN.replace("h =", "\U0001f600 ="),
}  # fmt: skip


def test_both_languages_give_the_same_graph_or_the_same_refusal(node_path):
    """All texts of this file, and a few hundred random ones, in one process."""
    texts = [(file_of(cell), name) for name, cell in ALL.items()]
    texts += [(text, None) for text in (*OTHERS.values(), *NONSENSE.values(), *NOTES)]
    texts += [(preset["text"], None) for preset in PRESETS]
    texts += [(derived_text(cell), None) for cell in {**ALL, **OWN}.values()]
    texts += [(text, None) for text, _, _ in wrong_texts()]
    texts += [(BACKWARD.replace(*pair), None) for pair in WRONG_BACKWARDS]
    texts += [(LSTM, "rnn"), (file_of(CELLS["gru"]), "reset_state")]
    assert_same([*texts, *random_texts(180, seed=0)], node_path)


def random_texts(count, seed):
    """Random programs: a third right, a third broken, a third files of cells broken."""
    rng = np.random.default_rng(seed)
    files = [file_of(cell) for cell in ALL.values()] + [derived_text(c) for c in ALL.values()]
    files += [preset["text"] for preset in PRESETS]
    for k in range(count):
        text = files[rng.integers(len(files))] if k % 3 == 2 else program(rng)
        yield (text if k % 3 == 0 else broken(rng, text)), None


@pytest.mark.all
@pytest.mark.parametrize("seed", range(1, 41))  # each in time on a machine under load
def test_ten_thousand_random_texts_are_read_alike(seed, node_path):
    assert_same(list(random_texts(250, seed)), node_path)


def test_of_random_texts_enough_are_right_and_enough_are_refused():
    read = ["cell" in python_reads(*pair) for pair in random_texts(90, seed=5)]
    assert 30 <= sum(read) <= 60


# ---- lines

GIVEN = {"xU": 4, "hW": 4, "c_prev": 1}
BODY = "".join(LSTM.splitlines(keepends=True)[2:-1])
LINES = {
    "a body": (BODY, GIVEN, ["h", "c"]),
    "a whole def": ("def step(c_prev, xU, hW):\n" + BODY + "    return h, c\n", GIVEN, ["h", "c"]),
    "a body that returns": (BODY + "    return c\n", GIVEN, ["c"]),
    "wide outputs": ("a = xU + hW", GIVEN, ["a"]),
    "an output that is not set": (BODY, GIVEN, ["h", "d"]),
    "too many values": ("return xU, hW", GIVEN, ["a"]),
    "another parameter": ("def step(x):\n    return x", GIVEN, ["a"]),
    "a number": ("a = 2", GIVEN, ["a"]),
    "a mask": ("a = xU > hW", GIVEN, ["a"]),
    "nothing": ("", GIVEN, ["a"]),
    "a function above": ("def f(x):\n    return x\n\ndef g(xU):\n    return f(xU)", GIVEN, ["a"]),
    "an unknown name": ("a = xU + h_prev", GIVEN, ["a"]),
}  # fmt: skip


def python_lines(text, inputs, outputs):
    try:
        return json.loads(json.dumps({"graph": read_lines(text, inputs, outputs)}))
    except CellTextError as error:
        where = {"line": error.line, "column": error.column}
        return {"errors": [{**where, "says": error.says, "remedy": error.remedy}]}


def test_lines_are_read_alike(node_path):
    code = f"""
        import fs from "node:fs";
        import {{ readLines }} from "{(FOLDER / "language.js").as_uri()}";
        const given = JSON.parse(fs.readFileSync(0, "utf8"));
        const read = ([text, inputs, outputs]) => readLines(text, {{ inputs, outputs }});
        process.stdout.write(JSON.stringify(given.map(read)));"""
    theirs = run_node(node_path, code, list(LINES.values()))
    for (what, row), their in zip(LINES.items(), theirs, strict=True):
        assert their == python_lines(*row), what
    read = [what for what, answer in zip(LINES, theirs, strict=True) if "graph" in answer]
    assert read == ["a body", "a whole def", "a body that returns", "wide outputs", "a function above"]
    graph = theirs[0]["graph"]
    assert set(graph["inputs"]) == set(GIVEN) and list(graph["outputs"]) == ["h", "c"]


def test_derivation_in_javascript_writes_the_same_text(node_path):
    code = f"""
        import fs from "node:fs";
        import {{ deriveBackward }} from "{(FOLDER / "language.js").as_uri()}";
        const given = JSON.parse(fs.readFileSync(0, "utf8"));
        process.stdout.write(JSON.stringify(given.map((cell) => deriveBackward(cell))));"""
    plain = [cell for cell in CELLS.values() if not cell.weights and not hasattr(cell.params, "b_h")]
    found = run_node(node_path, code, [trace(cell) for cell in plain])
    for cell, theirs in zip(plain, found, strict=True):
        ours = trace(derive_backward(cell))
        assert theirs["text"] == derived_text(cell)
        assert {key: theirs[key] for key in ours} == json.loads(json.dumps(ours))


# ---- the rest


def test_presets_can_be_read_and_only_the_one_to_mend_is_wrong():
    assert len({preset["name"] for preset in PRESETS}) == len(PRESETS) >= 6
    for preset in PRESETS:
        assert set(preset) == {"name", "title", "says", "text"}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            report = check_cell(read_cell(preset["text"]), raises=False)
        assert report.ok == (preset["name"] != "lstm_to_mend"), report
    assert "in the blocks i, g" in report.wrong[0].said


def test_numbers_are_written_alike_and_read_back(node_path):
    from rnnbook.language._print import print_number

    rng = np.random.default_rng(0)
    numbers = [0.0, 1.0, 0.1, 1e-4, 9.9e-5, 1e-7, 1e15, 1e16, 1.5e300, 5e-324, 2.0**53, 2.0**53 + 2, 123456.75]
    numbers += [float(x) for x in rng.normal(size=200) * 10.0 ** rng.integers(-20, 20, size=200)]
    code = f"""
        import fs from "node:fs";
        import {{ printNumber }} from "{(FOLDER / "print.js").as_uri()}";
        process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(printNumber)));"""
    ours = [print_number(x) for x in numbers]
    assert run_node(node_path, code, numbers) == ours
    assert [float(text) for text in ours] == numbers


def test_nothing_is_run_that_was_not_read():
    for path in [*FOLDER.glob("*.js")]:
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function|import\(|fetch|document", source), path.name


def test_every_sentence_is_said_somewhere():
    table = re.findall(r"^(\w+)$", (FOLDER / "words.js").read_text("utf-8").split("HINTS")[0], re.MULTILINE)
    python = "".join(p.read_text("utf-8") for p in (PACKAGE / "language").glob("*.py"))
    javascript = "".join(p.read_text("utf-8") for p in FOLDER.glob("*.js") if p.name != "words.js")
    assert len(table) > 90
    assert [key for key in table if f'"{key}"' not in javascript] == []
    assert [key for key in table if f'"{key}"' not in python] == ["broken"]


def test_a_cell_is_read_once_more_from_what_inspect_shows():
    cell = read_cell("# A comment.\n" + LSTM)
    assert isinstance(cell, Cell) and cell.name == "cell"
    assert "tanh_c = np.tanh(c)" in inspect.getsource(cell.forward)
