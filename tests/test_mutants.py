"""The checks of this folder see what they are for: mistakes, put in one at a time.

A mutant is the package's source with one text replaced (the tables), or with one
operation of a function altered (every one of them, by the syntax tree). Each must be
seen by the check that the table names, and the report must name the right gradient.
"""

# ruff: noqa: E501 -- a row of a table is read as one line

import ast
import inspect
import itertools
import sys
import types
from typing import NamedTuple

import numpy as np
import pytest
import torch
from own_cells import OWN
from sequences import check_all, draw, run, wrong

import rnnbook
from rnnbook import CELLS
from rnnbook.interop import to_torch

MODULES = {
    "lstm": sys.modules["rnnbook.cells.lstm"],
    "rnn": sys.modules["rnnbook.cells.rnn"],
    "unroll": sys.modules["rnnbook.unroll"],
}


class Parts(NamedTuple):
    """What a mutant is run with: a cell and the two loops."""

    cell: rnnbook.Cell
    unroll: object = rnnbook.unroll
    unroll_backward: object = rnnbook.unroll_backward


def parts_from(where, cell_name, source):
    """The cell and the loops, with the module `where` made anew from `source`."""
    module = types.ModuleType(MODULES[where].__name__)
    exec(compile(source, f"<mutant of {where}>", "exec"), module.__dict__)
    if where == "unroll":
        return Parts({**CELLS, **OWN}[cell_name], module.unroll, module.unroll_backward)
    names = {"forward": where, "backward": f"{where}_backward"}
    made = {key: getattr(module, name) for key, name in names.items()}
    return Parts(CELLS[where]._replace(**made))


def replaced(where, *pairs):
    """The source of a module with each old text, found exactly once, made new."""
    source = inspect.getsource(MODULES[where])
    for old, new in pairs:
        assert source.count(old) == 1, (
            f"{where}.py has {source.count(old)} times {old!r}"
        )
        source = source.replace(old, new)
    return source


def report_of(parts, T=4, H=3, D=2):
    s = draw(parts.cell, T=T, B=2, D=D, H=H, seed=4)
    return check_all(*parts[:1], s, *parts[1:])


ALL = "U W b x h0 c0"

# Backward terms of the LSTM: old text, new text, the gradients that are wrong after
# one step, and the gate in whose block the worst entry stands.
LSTM_BACKWARD = {
    "output gate: tanh of c dropped": ("do, dtanh_c = dh * s.tanh_c,", "do, dtanh_c = dh,", "U W b x h0", "o"),
    "cell: output gate dropped": ("dh * s.o      ", "dh      ", ALL, None),
    "cell: derivative of tanh dropped": ("dtanh_c * (1 - s.tanh_c**2)", "dtanh_c", ALL, None),
    "cell: derivative of tanh not squared": ("s.tanh_c**2)", "s.tanh_c)", ALL, None),
    "cell: path through h dropped": ("dc + dtanh_c * (1 - s.tanh_c**2)", "dc", ALL, None),
    "cell: path from above dropped": ("dc = dc + dtanh_c", "dc = dtanh_c", ALL, None),
    "forget gate: old cell state dropped": ("df, dc_prev = dc * s.c_prev,", "df, dc_prev = dc,", "U W b x h0", "f"),
    "old cell state: forget gate dropped": ("dc * s.f      ", "dc      ", "c0", None),
    "old cell state: gradient dropped": ("(0.0, dc_prev)", "(0.0, 0 * dc_prev)", "c0", None),
    "input gate: candidate dropped": ("di, dg = dc * s.g,", "di, dg = dc,", "U W b x h0", "i"),
    "candidate: input gate dropped": ("dc * s.i      ", "dc      ", "U W b x h0", "g"),
    "output gate: derivative dropped": ("do * s.o * (1 - s.o)", "do", "U W b x h0", "o"),
    "output gate: half the derivative": ("do * s.o * (1 - s.o)", "do * s.o", "U W b x h0", "o"),
    "candidate: derivative dropped": ("dg * (1 - s.g**2)", "dg", "U W b x h0", "g"),
    "candidate: derivative of a sigmoid": ("dg * (1 - s.g**2)", "dg * s.g * (1 - s.g)", "U W b x h0", "g"),
    "forget gate: derivative dropped": ("df * s.f * (1 - s.f)", "df", "U W b x h0", "f"),
    "forget gate: derivative of tanh": ("df * s.f * (1 - s.f)", "df * (1 - s.f**2)", "U W b x h0", "f"),
    "input gate: derivative dropped": ("di * s.i * (1 - s.i)", "di", "U W b x h0", "i"),
    "input gate: gradient dropped": ("di * s.i * (1 - s.i)", "0 * di", "U W b x h0", "i"),
    "path through W dropped": ("return da, da,", "return da, 0 * da,", "W h0", None),
    "path through U dropped": ("return da, da,", "return 0 * da, da,", "U b x", None),
    "old h counted twice": ("(0.0, dc_prev)", "(dh, dc_prev)", "h0", None),
}  # fmt: skip

RNN_BACKWARD = {
    "derivative dropped": ("dh * (1 - s.h**2)", "dh", "U W b x h0"),
    "derivative not squared": ("(1 - s.h**2)", "(1 - s.h)", "U W b x h0"),
    "derivative of a sigmoid": ("dh * (1 - s.h**2)", "dh * s.h * (1 - s.h)", "U W b x h0"),
    "path through W dropped": ("return da, da,", "return da, 0 * da,", "W h0"),
    "path through U dropped": ("return da, da,", "return 0 * da, da,", "U b x"),
    "old h counted twice": ("(0.0,)  ", "(dh,)  ", "h0"),
}  # fmt: skip

# The loops: old text, new text, and gradients that must be among the wrong ones. With
# H = K for the RNN and D = K where a transpose is left out, so that shapes still fit.
UNROLL = {
    "W instead of W.T": ("dhW[t] @ p.W.T", "dhW[t] @ p.W", "h0"),
    "U instead of U.T": ("dxU @ p.U.T", "dxU @ p.U", "x"),
    "gradient through W dropped": ("dhW[t] @ p.W.T", "0 * dh[t]", "h0 U W b x"),
    "gradient past W dropped": ("(dstate[0] + dhW[t] @", "(dhW[t] @", "h0 U W b x"),
    "gradient from later steps dropped": ("(dstate[0] + dh[t], ", "(dh[t], ", "h0 U W b x"),
    "dh ignored": ("(dstate[0] + dh[t], ", "(dstate[0], ", "h0 U W b x"),
    "dh ignored at the last step": ("dstate[0] + dh[t],", "dstate[0] + dh[t] * (t < len(dh) - 1),", "h0 U W b x"),
    "dh ignored at the first step": ("dstate[0] + dh[t],", "dstate[0] + dh[t] * (t > 0),", "h0 U W b x"),
    "dh of the step before": ("dstate[0] + dh[t],", "dstate[0] + dh[t - 1],", "h0 U W b x"),
    "final state's gradient ignored": ("dstate = check_backward(cell, p, dh, cache, dstate)", "dstate = check_backward(cell, p, dh, cache, None)", "h0 U W b x"),
    "first step left out": ("reversed(range(len(dh)))", "reversed(range(1, len(dh)))", "h0"),
    "time runs forward": ("reversed(range(len(dh)))", "range(len(dh))", "h0 U W b x"),
    "bias not summed over time": ("dxU.sum(axis=(0, 1))", "dxU[0].sum(axis=0)", "b"),
    "bias not summed over batch": ("dxU.sum(axis=(0, 1))", "dxU[:, 0].sum(axis=0)", "b"),
    "bias averaged over batch": ("dxU.sum(axis=(0, 1))", "dxU.sum(axis=0).mean(axis=0)", "b"),
    "W's gradient from h, not from h before": ("np.tensordot(h_prev,", "np.tensordot(np.roll(h_prev, -1, axis=0),", "W"),
    "W's gradient of the last step only": ("np.tensordot(h_prev, dhW,", "np.tensordot(h_prev[-1:], dhW[-1:],", "W"),
    "U's gradient of the first step only": ("np.tensordot(x, dxU,", "np.tensordot(x[:1], dxU[:1],", "U"),
    "U's gradient from the first sequence only": ("np.tensordot(x, dxU,", "np.tensordot(x[:, :1], dxU[:, :1],", "U"),
    "U and W of each other's gradients": ("np.tensordot(x, dxU,", "np.tensordot(h_prev, dxU,", "U"),
    "other parts of the state lost": ("dstate = (dstate[0] + dh[t], *dstate[1:])", "dstate = (dstate[0] + dh[t], *(0 * d for d in dstate[1:]))", "c0"),
    "forward: bias left out": ("x @ p.U + p.b", "x @ p.U + 0 * p.b", "b"),
    "forward: W left out": ("h[t] @ p.W, state", "h[t] @ (0 * p.W), state", "W"),
    "forward: W transposed": ("h[t] @ p.W, state", "h[t] @ p.W.T, state", "W"),
    "forward: initial state ignored": ("h[0], steps = state[0], []", "h[0], steps = 0 * state[0], []", "h0"),
    "forward: cache holds the new h": ("h[:-1], steps)", "h[1:], steps)", "W"),
}  # fmt: skip

TABLES = {"lstm": LSTM_BACKWARD, "rnn": RNN_BACKWARD, "unroll": UNROLL}


def test_every_text_of_the_tables_stands_once_in_the_source():
    for where, table in TABLES.items():
        for old, new, *_ in table.values():
            assert replaced(where, (old, new)) != inspect.getsource(MODULES[where])


def test_unchanged_source_passes_every_check():
    for where, cell in [
        ("lstm", "lstm"),
        ("rnn", "rnn"),
        ("unroll", "lstm"),
        ("unroll", "rnn"),
    ]:
        parts = parts_from(where, cell, replaced(where))
        report = report_of(parts)
        assert report.ok, str(report)
        assert cs231n_gap(parts) < 1e-8


@pytest.mark.parametrize("mutant", LSTM_BACKWARD)
def test_lstm_backward_mutant_is_seen_and_the_right_gradient_is_named(mutant):
    old, new, names, gate = LSTM_BACKWARD[mutant]
    parts = parts_from("lstm", "lstm", replaced("lstm", (old, new)))
    report = report_of(parts, T=1)
    assert wrong(report) == set(names.split()), str(report)
    assert f"WRONG {report.worst.name}" in str(report)
    if gate:
        rows = {row.name: row for row in report.rows}
        for name in "UWb":
            assert rows[name].entry[-1] // 3 == parts.cell.gates.index(gate)
    assert not report_of(parts, T=4).ok


@pytest.mark.parametrize("mutant", RNN_BACKWARD)
def test_rnn_backward_mutant_is_seen_and_the_right_gradient_is_named(mutant):
    old, new, names = RNN_BACKWARD[mutant]
    parts = parts_from("rnn", "rnn", replaced("rnn", (old, new)))
    assert wrong(report_of(parts, T=1)) == set(names.split())
    assert not report_of(parts, T=4).ok


@pytest.mark.parametrize("mutant", UNROLL)
def test_unroll_mutant_is_seen_and_the_right_gradient_is_named(mutant):
    old, new, names = UNROLL[mutant]
    # Of these cells the MGU alone has a path from h to h that does not go through W.
    cell = {"other parts of the state lost": "lstm", "gradient past W dropped": "mgu"}
    cell = cell.get(mutant, "rnn")
    parts = parts_from("unroll", cell, replaced("unroll", (old, new)))
    report = report_of(parts, T=4, H=3, D=3)
    assert wrong(report) >= set(names.split()), str(report)


# Gates swapped in pairs: in the forward alone and in the backward alone a gradient
# is wrong; in both, all gradients are right, and only others' numbers tell.
PAIRS = list(itertools.combinations("ifgo", 2))
SPLIT = "a_i, a_f, a_g, a_o = np.split"
JOIN = "np.concatenate([da_i, da_f, da_g, da_o]"


def swapped(text, prefix, one, two):
    names = {f"{prefix}{one}": f"{prefix}{two}", f"{prefix}{two}": f"{prefix}{one}"}
    for old in names:
        text = text.replace(old, f"<{old}>")
    for old, new in names.items():
        text = text.replace(f"<{old}>", new)
    return text


@pytest.mark.parametrize("one, two", PAIRS)
def test_gates_swapped_in_forward_or_backward_alone_are_seen_by_gradients(one, two):
    forward = (SPLIT, swapped(SPLIT, "a_", one, two))
    backward = (JOIN, swapped(JOIN, "da_", one, two))
    for pair in (forward, backward):
        assert pair[0] != pair[1]
        report = report_of(parts_from("lstm", "lstm", replaced("lstm", pair)), T=1)
        assert wrong(report) == set("U W b x h0".split()), str(report)
        rows = {row.name: row for row in report.rows}
        assert "ifgo"[rows["b"].entry[0] // 3] in (one, two)


@pytest.mark.parametrize("one, two", PAIRS)
def test_gates_swapped_in_both_are_seen_by_cs231n_and_torch_alone(one, two):
    forward = (SPLIT, swapped(SPLIT, "a_", one, two))
    backward = (JOIN, swapped(JOIN, "da_", one, two))
    parts = parts_from("lstm", "lstm", replaced("lstm", forward, backward))
    assert report_of(parts).ok
    assert cs231n_gap(parts) > 1e-4
    assert torch_gap(parts) > 1e-4


def cs231n_gap(parts):
    """How far the step is from the numbers that CS231n published."""
    from test_oracles import CS231N, cs231n_params

    name, cell = parts.cell.name, parts.cell
    state = tuple(CS231N[f"{name}_step/prev_{n}"] for n in cell.state)
    x = CS231N[f"{name}_step/x"][None]
    _, end, _ = parts.unroll(cell, cs231n_params(name), x, state)
    return max(
        np.abs(part - CS231N[f"{name}_step/expected_next_{n}"]).max()
        for n, part in zip(cell.state, end, strict=True)
    )


def torch_gap(parts):
    s = draw(parts.cell)
    module = to_torch(s.p, torch.nn.LSTM(2, 3, dtype=torch.float64))
    start = tuple(torch.tensor(part[None]) for part in s.state)
    with torch.no_grad():
        expected, _ = module(torch.tensor(s.x), start)
    return np.abs(run(*parts[:1], s, *parts[1:])[0] - expected.numpy()).max()


# Forward mutants that keep the backward: each nonlinearity and each term.
FORWARD = {
    "input gate by tanh": ("lstm", "i = sigmoid(a_i)", "i = np.tanh(a_i)"),
    "forget gate by tanh": ("lstm", "f = sigmoid(a_f)", "f = np.tanh(a_f)"),
    "candidate by sigmoid": ("lstm", "g = np.tanh(a_g)", "g = sigmoid(a_g)"),
    "output gate by tanh": ("lstm", "o = sigmoid(a_o)", "o = np.tanh(a_o)"),
    "forget gate on the candidate": ("lstm", "f * c_prev + i * g", "i * c_prev + f * g"),
    "no forget gate": ("lstm", "f * c_prev + i * g", "c_prev + i * g"),
    "one minus the input gate": ("lstm", "f * c_prev + i * g", "(1 - i) * c_prev + i * g"),
    "cell state without tanh": ("lstm", "tanh_c = np.tanh(c)", "tanh_c = c"),
    "output gate missing": ("lstm", "h = o * tanh_c", "h = tanh_c"),
    "rnn without tanh": ("rnn", "h = np.tanh(a)  ", "h = a  "),
    "rnn with a minus": ("rnn", "a = xU + hW", "a = xU - hW"),
}  # fmt: skip


@pytest.mark.parametrize("mutant", FORWARD)
def test_forward_mutant_is_seen_by_gradients_and_by_cs231n(mutant):
    where, old, new = FORWARD[mutant]
    parts = parts_from(where, where, replaced(where, (old, new)))
    assert not report_of(parts).ok
    assert cs231n_gap(parts) > 1e-4


# What comes back, spoiled one array at a time: only this one may be called wrong.
SPOIL = {
    "zeroed": np.zeros_like,
    "permuted": lambda d: np.roll(d, 1, axis=-1),
    "negative": np.negative,
    "one entry 1e-5 off": lambda d: d + 1e-5 * np.abs(d).max() * (d == d.flat[0]),
}


@pytest.mark.parametrize("how", SPOIL)
@pytest.mark.parametrize(
    "cell, name",
    [(c, n) for c in CELLS for n in ALL.split() if (c, n) != ("rnn", "c0")],
)
def test_one_spoiled_gradient_is_seen_and_it_alone_is_named(cell, name, how):
    s = draw(CELLS[cell])
    grads = run(CELLS[cell], s)[2]
    report = check_all(CELLS[cell], s, grads={**grads, name: SPOIL[how](grads[name])})
    assert wrong(report) == {name}, str(report)
    assert report.worst.name == name


# Every operation of these functions, one after the other.
FUNCTIONS = [
    ("lstm", "lstm", "lstm"),
    ("lstm", "lstm", "lstm_backward"),
    ("rnn", "rnn", "rnn"),
    ("rnn", "rnn", "rnn_backward"),
    ("unroll", "mgu", "unroll_backward"),
]
LEAST = {
    "lstm": 5,
    "lstm_backward": 23,
    "rnn": 1,
    "rnn_backward": 3,
    "unroll_backward": 4,
}
OTHER = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Pow: ast.Mult}


def operations(where, function):
    """(line, sources with one operation altered): left, right, or another sign."""
    source = inspect.getsource(MODULES[where])

    def nodes(tree):
        (body,) = (n for n in tree.body if getattr(n, "name", "") == function)
        return [n for n in ast.walk(body) if isinstance(n, ast.BinOp)]

    for k, node in enumerate(nodes(ast.parse(source))):
        for change in ("left alone", "right alone", "another sign"):
            if change == "another sign" and type(node.op) not in OTHER:
                continue
            tree = ast.parse(source)
            target = nodes(tree)[k]
            if change == "another sign":
                target.op = OTHER[type(node.op)]()
                fresh = target
            else:
                fresh = target.left if change == "left alone" else target.right
            tree = _Replace(target, fresh).visit(tree)
            yield (
                f"{ast.unparse(node)}: {change}",
                ast.unparse(ast.fix_missing_locations(tree)),
            )


class _Replace(ast.NodeTransformer):
    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else super().visit(node)


@pytest.mark.parametrize("where, cell, function", FUNCTIONS)
def test_every_altered_operation_is_seen(where, cell, function):
    mutants = list(operations(where, function))
    assert len(mutants) >= 2 * LEAST[function]
    unseen = []
    for what, source in mutants:
        parts = parts_from(where, cell, source)
        try:
            seen = not report_of(parts, T=3).ok
        except (ValueError, TypeError):
            seen = True
        if not seen:
            unseen.append(what)
    assert not unseen
