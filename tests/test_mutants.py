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
from own_cells import OWN
from sequences import check_all, draw, gap, run, step_by_step, wrong
from test_interop import KINDS, module_for, torch_run, twin_run

import rnnbook
from rnnbook import CELLS
from rnnbook.interop import to_torch
from rnnbook.loop.plain import unroll_plain, unroll_plain_backward

# Written by hand, they are for `make test-all`; those by the syntax tree are in each run.
hand_mutants = pytest.mark.all
FUNCTIONS_OF_A_CELL = ("forward", "backward", "inner", "inner_backward")
# The module of each cell, and that of the loops.
MODULES = {n: sys.modules[cell.forward.__module__] for n, cell in CELLS.items()}
MODULES["plain"] = sys.modules["rnnbook.loop.plain"]


class Parts(NamedTuple):
    """What a mutant is run with: a cell and the two loops."""

    cell: rnnbook.Cell
    unroll: object = unroll_plain
    unroll_backward: object = unroll_plain_backward


def parts_from(where, cell_name, source):
    """The cell and the loops, with the module `where` made anew from `source`."""
    module = types.ModuleType(MODULES[where].__name__)
    exec(compile(source, f"<mutant of {where}>", "exec"), module.__dict__)
    if where == "plain":
        loops = module.unroll_plain, module.unroll_plain_backward
        return Parts({**CELLS, **OWN}[cell_name], *loops)
    own = {key: getattr(CELLS[where], key) for key in FUNCTIONS_OF_A_CELL}
    made = {key: getattr(module, f.__name__) for key, f in own.items() if f}
    return Parts(CELLS[where]._replace(**made))


def replaced(where, *pairs):
    """The source of a module with each old text, found exactly once, made new.

    In a cell's module the text is looked for in the cell's own functions only.
    """
    source = inspect.getsource(MODULES[where])
    for old, new in pairs:
        function = source
        if where != "plain":
            texts = [inspect.getsource(f) for f in functions(where)]
            (function,) = (text for text in texts if old in text)
        assert function.count(old) == 1, f"{where}: not once {old!r}"
        if function not in source:  # changed by an earlier pair
            assert source.count(old) == 1
            function = source
        source = source.replace(function, function.replace(old, new))
    return source


def functions(name):
    """The functions that a cell consists of."""
    parts = (getattr(CELLS[name], key) for key in FUNCTIONS_OF_A_CELL)
    return [f for f in parts if f]


def with_options(parts, mask=None, carry=None):
    """The loops, run with a mask (T, B, 1) and a carry (T, B, 1)."""

    def forward(*args):
        return parts.unroll(*args, mask)

    def backward(*args):
        return parts.unroll_backward(*args, carry)

    return parts._replace(unroll=forward, unroll_backward=backward)


def report_of(parts, T=4, H=3, D=2):
    s = draw(parts.cell, T=T, B=2, D=D, H=H, seed=4)
    return check_all(*parts[:1], s, *parts[1:])


# A hole in the first sequence, an end in the second, and factors that all differ.
MASK = np.array([[1, 1], [0, 1], [1, 0], [1, 0]], bool)[..., None]
CARRY = np.array([[0.5, 2.0], [1.5, 0.0], [0.25, 3.0], [0.75, 1.25]])[..., None]
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

RELU_BACKWARD = {
    "derivative dropped": ("dh * (s.h > 0)", "dh", "U W b x h0"),
    "derivative is the value": ("(s.h > 0)", "s.h", "U W b x h0"),
    "the other side": ("(s.h > 0)", "(s.h <= 0)", "U W b x h0"),
    "path through W dropped": ("return da, da,", "return da, 0 * da,", "W h0"),
    "path through U dropped": ("return da, da,", "return 0 * da, da,", "U b x"),
    "old h counted twice": ("(0.0,)  ", "(dh,)  ", "h0"),
}

SIGMOID_BACKWARD = {
    "derivative dropped": ("dh * s.h * (1 - s.h)", "dh", "U W b x h0"),
    "half the derivative": ("dh * s.h * (1 - s.h)", "dh * s.h", "U W b x h0"),
    "the other half": ("dh * s.h * (1 - s.h)", "dh * (1 - s.h)", "U W b x h0"),
    "derivative of tanh": ("dh * s.h * (1 - s.h)", "dh * (1 - s.h**2)", "U W b x h0"),
    "path through W dropped": ("return da, da,", "return da, 0 * da,", "W h0"),
    "path through U dropped": ("return da, da,", "return 0 * da, da,", "U b x"),
    "old h counted twice": ("(0.0,)  ", "(dh,)  ", "h0"),
}

LSTM_1997_BACKWARD = {
    "output gate: tanh of c dropped": ("do, dtanh_c = dh * s.tanh_c,", "do, dtanh_c = dh,", "U W b x h0", "o"),
    "cell: output gate dropped": ("dh * s.o      ", "dh      ", ALL),
    "cell: derivative of tanh dropped": ("dtanh_c * (1 - s.tanh_c**2)", "dtanh_c", ALL),
    "cell: path through h dropped": ("dc + dtanh_c * (1 - s.tanh_c**2)", "dc", ALL),
    "cell: path from above dropped": ("dc = dc + dtanh_c", "dc = dtanh_c", ALL),
    "input gate: candidate dropped": ("di, dg = dc * s.g,", "di, dg = dc,", "U W b x h0", "i"),
    "candidate: input gate dropped": ("dc * s.i      ", "dc      ", "U W b x h0", "g"),
    "output gate: derivative dropped": ("do * s.o * (1 - s.o)", "do", "U W b x h0", "o"),
    "candidate: derivative dropped": ("dg * (1 - s.g**2)", "dg", "U W b x h0", "g"),
    "input gate: derivative dropped": ("di * s.i * (1 - s.i)", "di", "U W b x h0", "i"),
    "old cell state: gradient dropped": ("(0.0, dc)", "(0.0, 0 * dc)", "c0"),
    "old cell state: turned down by the input gate": ("(0.0, dc)", "(0.0, dc * (1 - s.i))", "c0"),
    "path through W dropped": ("return da, da,", "return da, 0 * da,", "W h0"),
    "path through U dropped": ("return da, da,", "return 0 * da, da,", "U b x"),
    "old h counted twice": ("(0.0, dc)", "(dh, dc)", "h0"),
}

COUPLED_BACKWARD = {
    **{k: v for k, v in LSTM_1997_BACKWARD.items() if "old" not in k and v[-1] not in ("i", "g")},
    "gate: what it writes dropped": ("dc * s.g - dc * s.c_prev", "-dc * s.c_prev", "U W b x h0", "i"),
    "gate: what it forgets dropped": ("dc * s.g - dc * s.c_prev", "dc * s.g", "U W b x h0", "i"),
    "gate: what it forgets with the wrong sign": ("dc * s.g - dc", "dc * s.g + dc", "U W b x h0", "i"),
    "gate: derivative dropped": ("di * s.i * (1 - s.i)", "di", "U W b x h0", "i"),
    "candidate: gate dropped": ("dg, dc_prev = dc * s.i,", "dg, dc_prev = dc,", "U W b x h0", "g"),
    "candidate: derivative dropped": ("dg * (1 - s.g**2)", "dg", "U W b x h0", "g"),
    "old cell state: gate dropped": ("dc * (1 - s.i)", "dc", "c0"),
    "old cell state: i in place of 1 - i": ("dc * (1 - s.i)", "dc * s.i", "c0"),
    "old cell state: gradient dropped": ("(0.0, dc_prev)", "(0.0, 0 * dc_prev)", "c0"),
    "old h counted twice": ("(0.0, dc_prev)", "(dh, dc_prev)", "h0"),
}

PEEP = ALL + " P"
PEEPHOLE_BACKWARD = {
    "output gate: tanh of c dropped": ("do, dtanh_c = dh * s.tanh_c,", "do, dtanh_c = dh,", PEEP),
    "output gate: derivative dropped": ("do * s.o * (1 - s.o)", "do", PEEP),
    "cell: output gate dropped": ("dh * s.o      ", "dh      ", PEEP),
    "cell: derivative of tanh dropped": ("dtanh_c * (1 - s.tanh_c**2)", "dtanh_c", PEEP),
    "cell: path through h dropped": ("dc + dtanh_c * (1 - s.tanh_c**2)", "dc", PEEP),
    "cell: path from above dropped": ("dc = dc + dtanh_c", "dc = dtanh_c", PEEP),
    "cell: path through the output gate's peephole dropped": (" + da_o * p_o", "", PEEP),
    "cell: that path without its weight": ("+ da_o * p_o", "+ da_o", PEEP),
    "input gate: candidate dropped": ("df = dc * s.g,", "df = dc,", PEEP, "i"),
    "candidate: input gate dropped": ("dc * s.i,", "dc,", "U W b x h0", "g"),
    "forget gate: old cell state dropped": ("dc * s.c_prev   ", "dc   ", PEEP, "f"),
    "candidate: derivative dropped": ("dg * (1 - s.g**2)", "dg", "U W b x h0", "g"),
    "forget gate: derivative dropped": ("df * s.f * (1 - s.f)", "df", PEEP, "f"),
    "input gate: derivative dropped": ("di * s.i * (1 - s.i)", "di", PEEP, "i"),
    "old cell state: forget gate dropped": ("dc * s.f + da_i", "dc + da_i", "c0"),
    "old cell state: cell path dropped": ("dc * s.f + da_i", "da_i", "c0"),
    "old cell state: input gate's peephole dropped": ("da_i * p_i + ", "", "c0"),
    "old cell state: forget gate's peephole dropped": (" + da_f * p_f", "", "c0"),
    "old cell state: peepholes exchanged": ("da_i * p_i + da_f * p_f", "da_i * p_f + da_f * p_i", "c0"),
    "peephole i: cell state dropped": ("[da_i * s.c_prev", "[da_i", "P"),
    "peephole f: cell state dropped": ("da_f * s.c_prev,", "da_f,", "P"),
    "peephole f: gradient dropped": ("da_f * s.c_prev,", "0 * da_f,", "P"),
    "peephole o: the old cell state": ("da_o * s.c]", "da_o * s.c_prev]", "P"),
    "peepholes i and f exchanged": ("[da_i * s.c_prev, da_f * s.c_prev,", "[da_f * s.c_prev, da_i * s.c_prev,", "P"),
    "path through W dropped": ("return da, da,", "return da, 0 * da,", "W h0"),
    "path through U dropped": ("return da, da,", "return 0 * da, da,", "U b x"),
    "old cell state: gradient dropped": ("(0.0, dc_prev)", "(0.0, 0 * dc_prev)", "c0"),
    "old h counted twice": ("(0.0, dc_prev)", "(dh, dc_prev)", "h0"),
}

GRU_ALL = "U W b b_h x h0"
GRU_BACKWARD = {
    "candidate: update gate dropped": ("dh_prev = dh * (1 - s.z),", "dh_prev = dh,", GRU_ALL),
    "candidate: z in place of 1 - z": ("dh_prev = dh * (1 - s.z),", "dh_prev = dh * s.z,", GRU_ALL),
    "update gate: candidate dropped": ("(s.h_prev - s.n)", "s.h_prev", GRU_ALL, "z"),
    "update gate: old state dropped": ("(s.h_prev - s.n)", "-s.n", GRU_ALL, "z"),
    "update gate: wrong sign": ("(s.h_prev - s.n)", "(s.n - s.h_prev)", GRU_ALL, "z"),
    "update gate: derivative dropped": ("dz * s.z * (1 - s.z)", "dz", GRU_ALL, "z"),
    "old state: update gate dropped": (", dh * s.z ", ", dh ", "h0"),
    "old state: 1 - z in place of z": (", dh * s.z ", ", dh * (1 - s.z) ", "h0"),
    "old state: gradient dropped": ("(dh_prev,)", "(0.0,)", "h0"),
    "candidate: derivative dropped": ("dn * (1 - s.n**2)", "dn", GRU_ALL),
    "reset gate: product dropped": ("dhW_n = da_n * s.hW_n,", "dhW_n = da_n,", GRU_ALL, "r"),
    "reset gate: old state in place of the product": ("da_n * s.hW_n", "da_n * s.h_prev", GRU_ALL, "r"),
    "reset gate: derivative dropped": ("dr * s.r * (1 - s.r)", "dr", GRU_ALL, "r"),
    "product: reset gate dropped": (", da_n * s.r ", ", da_n ", "W b_h h0"),
    "product: gradient dropped": (", da_n * s.r ", ", 0 * da_n ", "W b_h h0"),
    "one gradient for both, with r": ("da_z, da_n]", "da_z, dhW_n]", "U b x"),
    "one gradient for both, without r": ("da_z, dhW_n]", "da_z, da_n]", "W b_h h0"),
    "path through W dropped": ("return dxU, dhW,", "return dxU, 0 * dhW,", "W b_h h0"),
    "path through U dropped": ("return dxU, dhW,", "return 0 * dxU, dhW,", "U b x"),
}

BEFORE_ALL = "U W b x h0"
GRU_BEFORE_BACKWARD = {
    "candidate: update gate dropped": ("dh_prev = dh * (1 - s.z),", "dh_prev = dh,", BEFORE_ALL),
    "candidate: z in place of 1 - z": ("dh_prev = dh * (1 - s.z),", "dh_prev = dh * s.z,", BEFORE_ALL),
    "update gate: candidate dropped": ("(s.h_prev - s.n)", "s.h_prev", BEFORE_ALL, "z"),
    "update gate: old state dropped": ("(s.h_prev - s.n)", "-s.n", BEFORE_ALL, "z"),
    "update gate: wrong sign": ("(s.h_prev - s.n)", "(s.n - s.h_prev)", BEFORE_ALL, "z"),
    "update gate: derivative dropped": ("dz * s.z * (1 - s.z)", "dz", BEFORE_ALL, "z"),
    "old state: update gate dropped": (", dh * s.z ", ", dh ", "h0"),
    "candidate: derivative dropped": ("dn * (1 - s.n**2)", "dn", BEFORE_ALL),
    "reset gate: a gradient of its own": ("[0 * da_n, da_z", "[da_n, da_z", BEFORE_ALL, "r"),
    "path through W dropped": ("return da, da,", "return da, 0 * da,", BEFORE_ALL),
    "path through U dropped": ("return da, da,", "return 0 * da, da,", "U b x"),
    "reset gate: old state dropped": ("dr, dh_prev = dq * s.h_prev,", "dr, dh_prev = dq,", BEFORE_ALL, "r"),
    "reset gate: derivative dropped": ("dr * s.r * (1 - s.r)", "dr", BEFORE_ALL, "r"),
    "old state: reset gate dropped": (", dq * s.r ", ", dq ", "h0"),
    "old state: path through q dropped": (", dq * s.r ", ", 0 * dq ", "h0"),
    "reset gate: path through U dropped": ("[da_r, zero, zero]", "[zero, zero, zero]", "U b x", None),
    "reset gate: path through W dropped": ("[da_r, zero]", "[zero, zero]", "W h0"),
    "reset gate's gradient in block z": ("[da_r, zero]", "[zero, da_r]", "W h0"),
}  # fmt: skip

BACKWARDS = {
    "rnn": RNN_BACKWARD,
    "rnn_relu": RELU_BACKWARD,
    "rnn_sigmoid": SIGMOID_BACKWARD,
    "lstm": LSTM_BACKWARD,
    "lstm_1997": LSTM_1997_BACKWARD,
    "lstm_coupled": COUPLED_BACKWARD,
    "lstm_peephole": PEEPHOLE_BACKWARD,
    "gru": GRU_BACKWARD,
    "gru_before": GRU_BEFORE_BACKWARD,
}

# The loops: old text, new text, and gradients that must be among the wrong ones. With
# H = K for the RNN and D = K where a transpose is left out, so that shapes still fit.
# A fourth text names the cell, where it is not the RNN: of these cells the MGU has a
# path from h to h that does not go through W, and `full` has all that a cell can have.
UNROLL = {
    "W instead of W.T": ("through_W @ W.T", "through_W @ W", "h0"),
    "U instead of U.T": ("dxU @ p.U.T", "dxU @ p.U", "x"),
    "gradient through W dropped": ("through_W @ W.T", "0 * through_W", "h0 U W b x"),
    "gradient past W dropped": ("(dstate[0] + through_W @", "(through_W @", "h0 U W b x", "mgu"),
    "gradient from later steps dropped": ("(dstate[0] + dh[t], ", "(dh[t], ", "h0 U W b x"),
    "dh ignored": ("(dstate[0] + dh[t], ", "(dstate[0], ", "h0 U W b x"),
    "dh ignored at the last step": ("dstate[0] + dh[t],", "dstate[0] + dh[t] * (t < len(dh) - 1),", "h0 U W b x"),
    "dh ignored at the first step": ("dstate[0] + dh[t],", "dstate[0] + dh[t] * (t > 0),", "h0 U W b x"),
    "dh of the step before": ("dstate[0] + dh[t],", "dstate[0] + dh[t - 1],", "h0 U W b x"),
    "final state's gradient ignored": ("for t in reversed(range(len(dh))):", "dstate = tuple(0 * d for d in dstate)\n    for t in reversed(range(len(dh))):", "h0 U W b x"),
    "first step left out": ("reversed(range(len(dh)))", "reversed(range(1, len(dh)))", "h0"),
    "time runs forward": ("reversed(range(len(dh)))", "range(len(dh))", "h0 U W b x"),
    "bias not summed over time": ("dxU.sum(axis=(0, 1))", "dxU[0].sum(axis=0)", "b"),
    "bias not summed over batch": ("dxU.sum(axis=(0, 1))", "dxU[:, 0].sum(axis=0)", "b"),
    "bias averaged over batch": ("dxU.sum(axis=(0, 1))", "dxU.sum(axis=0).mean(axis=0)", "b"),
    "W's gradient from h, not from h before": ("np.tensordot(cache.h_prev,", "np.tensordot(np.roll(cache.h_prev, -1, axis=0),", "W"),
    "W's gradient of the last step only": ("np.tensordot(cache.h_prev, dhW,", "np.tensordot(cache.h_prev[-1:], dhW[-1:],", "W"),
    "U's gradient of the first step only": ("np.tensordot(cache.x, dxU,", "np.tensordot(cache.x[:1], dxU[:1],", "U"),
    "U's gradient from the first sequence only": ("np.tensordot(cache.x, dxU,", "np.tensordot(cache.x[:, :1], dxU[:, :1],", "U"),
    "U and W of each other's gradients": ("np.tensordot(cache.x, dxU,", "np.tensordot(cache.h_prev, dxU,", "U"),
    "other parts of the state lost": ("dstate = (dstate[0] + dh[t], *dstate[1:])", "dstate = (dstate[0] + dh[t], *(0 * d for d in dstate[1:]))", "c0", "lstm"),
    "forward: bias left out": ("x @ p.U + p.b", "x @ p.U + 0 * p.b", "b"),
    "forward: W left out": ("hW = h[t] @ p.W", "hW = h[t] @ (0 * p.W)", "W"),
    "forward: W transposed": ("hW = h[t] @ p.W", "hW = h[t] @ p.W.T", "W"),
    "forward: initial state ignored": ("h[0], steps, q, own = state[0],", "h[0], steps, q, own = 0 * state[0],", "h0"),
    "forward: cache holds the new h": ("h[:-1], steps, q, mask)", "h[1:], steps, q, mask)", "W"),
    "second bias left out": ("hW = hW + b_h", "hW = hW", "b_h", "gru"),
    "second bias left out of the last block": (" + b_h[-H:]", "", "b_h", "full"),
    "second bias with the gradient of the first": ("[dhW.sum(axis=(0, 1))]", "[dxU.sum(axis=(0, 1))]", "b_h", "gru"),
    "second bias not summed over time": ("[dhW.sum(axis=(0, 1))]", "[dhW[0].sum(axis=0)]", "b_h", "gru"),
    "inner: h_prev in place of q": ("q[-1] @ p.W[:, -H:]", "state[0] @ p.W[:, -H:]", "W U", "gru_before"),
    "inner: W's gradient from h_prev": ("np.tensordot(cache.q, dhW", "np.tensordot(cache.h_prev, dhW", "W", "gru_before"),
    "inner: gradient past xU dropped": ("dxU + dxU_q,", "dxU,", "U b x", "gru_before"),
    "inner: gradient through hW dropped": ("through_W + dhW_q", "through_W", "W h0", "gru_before"),
    "inner: that gradient not among W's": ("np.concatenate([through_W, dhW", "np.concatenate([dhW[:, :-H], dhW", "W", "gru_before"),
    "inner: gradient past the state dropped": ("d + d_q for", "d + 0 * d_q for", "h0", "gru_before"),
    "inner: another part of the state dropped": ("d + d_q for", "d + d_q * (d is dstate[0]) for", "m0", "full"),
    "inner: W in place of W.T": ("p.W[:, -H:].T", "p.W[:, -H:]", "U h0", "gru_before"),
    "own weights: left out of the forward": ("state, *own)", "state, *(0 * w for w in own))", "P", "lstm_peephole"),
    "own weights: left out of the backward": ("step, *own_weights(cell, p))", "step, *(0 * w for w in own_weights(cell, p)))", "c0", "lstm_peephole"),
    "own weights: gradient of one step": ("total += d.sum", "total[...] = d.sum", "P", "lstm_peephole"),
    "own weights: gradient of one sequence": ("d.sum(axis=0).reshape", "d[0].reshape", "P", "lstm_peephole"),
    "own weights: rows and columns exchanged": ("reshape(total.shape)", "reshape(total.T.shape).T", "P", "lstm_peephole"),
    "own weights: in another order": ("*db_h, *own)", "*db_h, *(0 * d for d in own))", "P", "lstm_peephole"),
}  # fmt: skip

@hand_mutants
def test_every_text_of_the_tables_stands_once_in_the_source():
    assert set(BACKWARDS) == set(CELLS)
    for where, table in {**BACKWARDS, "plain": UNROLL}.items():
        for old, new, *_ in table.values():
            assert replaced(where, (old, new)) != inspect.getsource(MODULES[where])


@hand_mutants
@pytest.mark.parametrize("cell", CELLS)
def test_unchanged_source_passes_every_check(cell):
    for where in (cell, "plain"):
        parts = parts_from(where, cell, replaced(where))
        report = report_of(parts)
        assert report.ok, str(report)
        assert torch_gap(parts) < 1e-12
        if cell in ("rnn", "lstm"):
            assert cs231n_gap(parts) < 1e-8


@hand_mutants
@pytest.mark.parametrize(
    "cell, mutant", [(cell, m) for cell, table in BACKWARDS.items() for m in table]
)
def test_backward_mutant_is_seen_and_the_right_gradient_is_named(cell, mutant):
    old, new, names, *gate = BACKWARDS[cell][mutant]
    parts = parts_from(cell, cell, replaced(cell, (old, new)))
    report = report_of(parts, T=1)
    assert wrong(report) == set(names.split()), str(report)
    assert f"WRONG {report.worst.name}" in str(report)
    if any(gate):
        rows = {row.name: row for row in report.rows}
        for name in "UWb":
            assert rows[name].entry[-1] // 3 == parts.cell.gates.index(*gate)
    assert not report_of(parts, T=4).ok


@hand_mutants
@pytest.mark.parametrize("mutant", UNROLL)
def test_unroll_mutant_is_seen_and_the_right_gradient_is_named(mutant):
    old, new, names, *cell = UNROLL[mutant]
    (cell,) = cell or ["rnn"]
    parts = parts_from("plain", cell, replaced("plain", (old, new)))
    report = report_of(parts, T=4, H=3, D=3)
    assert wrong(report) >= set(names.split()), str(report)


# Masks and carries: pairs of texts, the cell, and the check that sees it: differences
# of a masked sequence, shorter sequences one by one, or unrolls of one step each.
MASKED = {
    "state not frozen at padding": ([("choose(mask[t], new, state)", "new")], "rnn", "differences"),
    "mask ignored forward and backward": ([("new if mask is None else choose(mask[t], new, state)", "new"), ("steps, q, mask)", "steps, q, None)")], "gru", "shorter"),
    "frozen where a sequence runs": ([("np.where(running, n, o)", "np.where(running, o, n)"), ("d * mask[t] for", "d * ~mask[t] for"), ("d * ~mask[t] for d in dstate)\n\n", "d * mask[t] for d in dstate)\n\n")], "rnn", "shorter"),
    "h alone is frozen": ([("state = new if mask is None else choose(mask[t], new, state)", "state = new if mask is None else (*choose(mask[t], new, state)[:1], *new[1:])")], "lstm", "differences"),
    "all but h is frozen": ([("h[t + 1] = state[0]", "h[t + 1] = new[0]")], "rnn", "differences"),
    "mask of the step after": ([("choose(mask[t],", "choose(mask[t - len(mask) + 1],")], "rnn", "differences"),
    "mask of the first sequence for all": ([("choose(mask[t],", "choose(mask[t, :1],")], "rnn", "differences"),
    "gradient does not go past a padded step": ([("tuple(d * ~mask[t] for d in dstate)\n", "(0.0,) * len(dstate)\n")], "lstm", "differences"),
    "gradient of h alone goes past it": ([("d + d_past for", "d + d_past * (d is dstate[0]) for")], "lstm", "differences"),
    "gradient goes through it as well": ([("d * mask[t] for", "d for")], "rnn", "differences"),
    "gradient goes past every step": ([("d * ~mask[t] for", "d for")], "rnn", "differences"),
    "dh of padding is dropped": ([("(dstate[0] + dh[t],", "(dstate[0] + dh[t] * (1 if cache.mask is None else cache.mask[t]),")], "rnn", "differences"),
    "carry ignored": ([("tuple(carry[t] * d for d in dstate)", "dstate")], "rnn", "steps"),
    "carry of the step before": ([("carry[t] * d", "carry[t - 1] * d")], "rnn", "steps"),
    "carry of the step after": ([("carry[t] * d", "carry[t - len(dh) + 1] * d")], "rnn", "steps"),
    "carry on h alone": ([("tuple(carry[t] * d for d in dstate)", "(carry[t] * dstate[0], *dstate[1:])")], "lstm", "steps"),
    "carry on all but h": ([("tuple(carry[t] * d for d in dstate)", "(dstate[0], *(carry[t] * d for d in dstate[1:]))")], "lstm", "steps"),
    "carry of the first sequence for all": ([("carry[t] * d", "carry[t, :1] * d")], "rnn", "steps"),
    "carry on the step's own gradients too": ([("dxU[t], dhW[t], dstate, own = step_backward(cell, p, through,", "dxU[t], dhW[t], dstate, own = step_backward(cell, p, tuple(d * (1 if carry is None else carry[t]) for d in through),")], "gru", "steps"),
    "carry before the last step's dh": ([("(dstate[0] + dh[t],", "((dstate[0] + dh[t]) * (1 if carry is None else carry[t]),")], "rnn", "steps"),
}  # fmt: skip


def masked_report(parts):
    return report_of(with_options(parts, mask=MASK), D=2)


def shorter_gap(parts):
    """How far a padded batch is from its sequences, run one by one without padding."""
    s = draw(parts.cell, T=4, B=2)
    padded = with_options(parts, mask=rnnbook.length_mask([4, 2], 4)[..., None])
    _, end, grads = run(parts.cell, s, padded.unroll, padded.unroll_backward)
    gaps = []
    for b, n in enumerate([4, 2]):
        one = s._replace(
            x=s.x[:n, b : b + 1],
            state=tuple(part[b : b + 1] for part in s.state),
            dh=s.dh[:n, b : b + 1].copy(),
            dstate=tuple(d[b : b + 1].copy() for d in s.dstate),
        )
        one.dstate[0][:] += s.dh[n:, b].sum(axis=0)  # h stands still from here on
        _, end_one, grads_one = run({**CELLS, **OWN}[parts.cell.name], one)
        gaps += [np.abs(x - y[b]).max() for (x,), y in zip(end_one, end, strict=True)]
        gaps += [np.abs(grads["x"][:n, b] - grads_one["x"][:, 0]).max()]
        gaps += [np.abs(grads["h0"][b] - grads_one["h0"][0]).max()]
    return max(gaps)


def carry_gap(parts):
    """How far the gradients with a carry are from those of unrolls of one step."""
    s = draw(parts.cell, T=4, B=2)
    carried = with_options(parts, carry=CARRY)
    found = run(parts.cell, s, carried.unroll, carried.unroll_backward)[2]
    return gap(found, step_by_step(parts.cell, s, CARRY[..., 0]))


@hand_mutants
@pytest.mark.parametrize("mutant", MASKED)
def test_mutant_of_mask_or_carry_is_seen(mutant):
    pairs, cell, by = MASKED[mutant]
    parts = parts_from("plain", cell, replaced("plain", *pairs))
    assert report_of(parts).ok  # without mask and carry nothing is wrong
    if by == "differences":
        assert not masked_report(parts).ok
    elif by == "shorter":
        assert masked_report(parts).ok  # wrong, but of one mind
        assert shorter_gap(parts) > 1e-3
    else:
        assert carry_gap(parts) > 1e-3


@hand_mutants
@pytest.mark.parametrize("cell", [*CELLS, *OWN])
def test_masks_and_carries_of_the_source_as_it_is_pass_every_check(cell):
    parts = parts_from("plain", cell, replaced("plain"))
    report = masked_report(parts)
    assert report.ok, str(report)
    assert shorter_gap(parts) < 1e-13
    assert carry_gap(parts) < 1e-13


# Gates swapped in pairs: in the forward alone and in the backward alone a gradient
# is wrong; in both, all gradients may be right, and only others' numbers tell.
PAIRS = [
    (name, *pair)
    for name, cell in CELLS.items()
    for pair in itertools.combinations(cell.gates, 2)
]


def swapped(text, prefix, one, two):
    names = {f"{prefix}{one}": f"{prefix}{two}", f"{prefix}{two}": f"{prefix}{one}"}
    for old in names:
        text = text.replace(old, f"<{old}>")
    for old, new in names.items():
        text = text.replace(f"<{old}>", new)
    return text


def with_gates_swapped(name, one, two, *which):
    """Parts of a cell whose forward, backward or both have two blocks exchanged.

    Forward: in the lines that split into blocks. Backward: in those that join them.
    """
    source = inspect.getsource(MODULES[name])
    for key in which:
        text = inspect.getsource(getattr(CELLS[name], key))
        lines = text.splitlines(keepends=True)
        for k, line in enumerate(lines):
            left = line.split("=")[0]
            if key == "forward" and "np.split(" in line and "P" not in line:
                for prefix in ("a_", "xU_", "hW_"):
                    left = swapped(left, prefix, one, two)
                lines[k] = left + line[line.index("="):]
            if key == "backward" and "np.concatenate([" in line and "dP" not in line:
                blocks = line[line.index("[") + 1 : line.index("]")]
                parts, gates = blocks.split(", "), CELLS[name].gates
                a, b = gates.index(one), gates.index(two)
                parts[a], parts[b] = parts[b], parts[a]
                lines[k] = line.replace(blocks, ", ".join(parts))
        assert lines != text.splitlines(keepends=True)
        source = source.replace(text, "".join(lines))
    return parts_from(name, name, source)


@hand_mutants
@pytest.mark.parametrize("name, one, two", PAIRS)
def test_gates_swapped_in_forward_or_backward_alone_are_seen_by_gradients(name, one, two):
    for key in ("forward", "backward"):
        report = report_of(with_gates_swapped(name, one, two, key), T=1)
        assert wrong(report) >= set("U W b x h0".split()), str(report)
        if key == "backward" and name != "gru_before":
            rows = {row.name: row for row in report.rows}
            assert CELLS[name].gates[rows["b"].entry[0] // 3] in (one, two)


@hand_mutants
@pytest.mark.parametrize("name, one, two", PAIRS)
def test_gates_swapped_in_both_are_seen_by_torch_alone(name, one, two):
    parts = with_gates_swapped(name, one, two, "forward", "backward")
    if name not in ("lstm_peephole", "gru", "gru_before"):
        assert report_of(parts).ok  # the others tie a block to its place
    assert torch_gap(parts) > 1e-4
    if name == "lstm":
        assert cs231n_gap(parts) > 1e-4


# Conventions confused, with the backward to match: every gradient is right.
Z = ("h = (1 - z) * n + z * h_prev", "h = z * n + (1 - z) * h_prev")
DZ = (
    "dh * (1 - s.z), dh * (s.h_prev - s.n), dh * s.z",
    "dh * s.z, dh * (s.n - s.h_prev), dh * (1 - s.z)",
)


@hand_mutants
@pytest.mark.parametrize("name", ["gru", "gru_before"])
def test_z_and_one_minus_z_confused_is_seen_by_torch_alone(name):
    parts = parts_from(name, name, replaced(name, Z, DZ))
    assert report_of(parts).ok
    assert torch_gap(parts) > 1e-2


@hand_mutants
@pytest.mark.parametrize("name", ["gru", "gru_before"])
@pytest.mark.parametrize("pair, names", [(Z, "U W b x h0"), (DZ, "U W b x h0")])
def test_z_and_one_minus_z_confused_in_one_place_is_seen_by_gradients(name, pair, names):
    report = report_of(parts_from(name, name, replaced(name, pair)), T=1)
    assert wrong(report) >= set(names.split())


@hand_mutants
def test_reset_before_and_after_confused_is_seen_by_torch_alone():
    other = {"gru": "gru_before", "gru_before": "gru"}
    for name, confused in other.items():
        cell = CELLS[confused]
        s = draw(CELLS["gru"])
        plain = s.p._replace(b_h=np.zeros_like(s.p.b))
        p = {"gru": plain, "gru_before": rnnbook.Params(*plain[:3])}
        h, _, _ = run(cell, s._replace(p=p[confused]))
        expected = torch_h(name, s._replace(p=p[name]))
        assert np.abs(h - expected).max() > 1e-2
        same, _, _ = run(CELLS[name], s._replace(p=p[name]))
        np.testing.assert_allclose(same, expected, rtol=1e-12)
        assert check_all(cell, s._replace(p=p[confused])).ok


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


def torch_h(name, s):
    """The outputs that torch computes for a Sequence: by torch.nn, or by a twin."""
    if name not in KINDS:
        return twin_run(name, s)[0]
    D, H = len(s.p.U), len(s.p.W)
    return torch_run(to_torch(s.p, module_for(name, D, H)), s)[0]


def torch_gap(parts):
    """How far the outputs are from torch's."""
    s = draw(parts.cell)
    return np.abs(run(*parts[:1], s, *parts[1:])[0] - torch_h(parts.cell.name, s)).max()


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
    "relu without its corner": ("rnn_relu", "np.maximum(a, 0.0)", "a"),
    "relu the other way": ("rnn_relu", "np.maximum(a, 0.0)", "np.minimum(a, 0.0)"),
    "rnn's sigmoid is a tanh": ("rnn_sigmoid", "sigmoid(a)", "np.tanh(a)"),
    "1997 with a forget gate": ("lstm_1997", "c_prev + i * g", "(1 - i) * c_prev + i * g"),
    "1997 without input gate": ("lstm_1997", "c_prev + i * g", "c_prev + g"),
    "coupled without coupling": ("lstm_coupled", "(1 - i) * c_prev", "c_prev"),
    "coupled the wrong way round": ("lstm_coupled", "(1 - i) * c_prev + i * g", "i * c_prev + (1 - i) * g"),
    "peephole of i left out": ("lstm_peephole", "a_i + p_i * c_prev", "a_i"),
    "peephole of f left out": ("lstm_peephole", "a_f + p_f * c_prev", "a_f"),
    "peephole of o left out": ("lstm_peephole", "a_o + p_o * c)", "a_o)"),
    "peephole of o on the old cell state": ("lstm_peephole", "a_o + p_o * c)", "a_o + p_o * c_prev)"),
    "peepholes exchanged": ("lstm_peephole", "p_i, p_f, p_o = np.split(P, 3, axis=-1)\n    i =", "p_f, p_i, p_o = np.split(P, 3, axis=-1)\n    i ="),
    "gru without reset": ("gru", "xU_n + r * hW_n", "xU_n + hW_n"),
    "gru with its reset on the input too": ("gru", "xU_n + r * hW_n", "r * (xU_n + hW_n)"),
    "gru's candidate by sigmoid": ("gru", "n = np.tanh(", "n = sigmoid("),
    "gru with z and 1 - z exchanged": ("gru", *Z),
    "gru without old state": ("gru", "(1 - z) * n + z * h_prev", "(1 - z) * n"),
    "gru_before without reset": ("gru_before", "r * h_prev", "h_prev"),
    "gru_before with 1 - r": ("gru_before", "r * h_prev", "(1 - r) * h_prev"),
    "gru_before with z and 1 - z exchanged": ("gru_before", *Z),
}  # fmt: skip


@hand_mutants
@pytest.mark.parametrize("mutant", FORWARD)
def test_forward_mutant_is_seen_by_gradients_and_by_others_numbers(mutant):
    where, old, new = FORWARD[mutant]
    parts = parts_from(where, where, replaced(where, (old, new)))
    assert not report_of(parts).ok
    assert torch_gap(parts) > 1e-4
    if where in ("rnn", "lstm"):
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
    [
        (name, array)
        for name, cell in CELLS.items()
        for array in [*cell.params._fields, "x", *(f"{n}0" for n in cell.state)]
    ],
)
def test_one_spoiled_gradient_is_seen_and_it_alone_is_named(cell, name, how):
    s = draw(CELLS[cell])
    grads = run(CELLS[cell], s)[2]
    report = check_all(CELLS[cell], s, grads={**grads, name: SPOIL[how](grads[name])})
    assert wrong(report) == {name}, str(report)
    assert report.worst.name == name


# Every operation of these functions, one after the other: all of the cells', and those
# of the loops, run with cells that have all that the functions handle.
FUNCTIONS = [(name, name, f.__name__) for name in CELLS for f in functions(name)]
FUNCTIONS += [
    ("plain", "full", "unroll_plain_backward"),
    ("plain", "full", "gradients"),
    ("plain", "full", "step_backward"),
    ("plain", "full", "recurrent"),
    ("plain", "full", "unroll_plain"),
    ("plain", "full", "choose"),
    ("plain", "full", "split"),
]
LEAST = {"lstm": 5, "lstm_backward": 23, "rnn": 1, "rnn_backward": 3}
LEAST |= {"unroll_plain_backward": 1, "step_backward": 2, "gru_backward": 18}
LEAST |= {"lstm_peephole_backward": 30, "recurrent": 3, "gradients": 3}
# Calls that are altered as operations are: zeroed, or with two arguments exchanged.
SUMS, CHOICES = ("tensordot", "sum"), ("where",)
OTHER = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Pow: ast.Mult}


def operations(where, function):
    """(line, sources with one operation altered): left, right, or another sign.

    Signs and inversions are dropped, sums are zeroed, choices exchanged.
    """
    source = inspect.getsource(MODULES[where])

    def nodes(tree):
        (body,) = (n for n in tree.body if getattr(n, "name", "") == function)
        return [n for n in ast.walk(body) if list(_altered(n))]

    for k, node in enumerate(nodes(ast.parse(source))):
        for change in dict(_altered(node)):
            tree = ast.parse(source)
            target = nodes(tree)[k]
            tree = _Replace(target, dict(_altered(target))[change]).visit(tree)
            yield (
                f"{ast.unparse(node)}: {change}",
                ast.unparse(ast.fix_missing_locations(tree)),
            )


def _altered(node):
    """(what is changed, the node to put in its place)."""
    if isinstance(node, ast.BinOp):
        yield "left alone", node.left
        yield "right alone", node.right
        if type(node.op) in OTHER:
            other = OTHER[type(node.op)]()
            yield "another sign", ast.BinOp(node.left, other, node.right)
    if isinstance(node, ast.UnaryOp) and not isinstance(node.operand, ast.Constant):
        yield "without its sign", node.operand
    called = getattr(getattr(node, "func", None), "attr", None)
    if called in SUMS:
        yield "zeroed", ast.BinOp(ast.Constant(0), ast.Mult(), node)
    if called in CHOICES:
        asked, one, two = node.args
        yield "exchanged", ast.Call(node.func, [asked, two, one], node.keywords)
        yield "always the first", one
        yield "always the second", two


class _Replace(ast.NodeTransformer):
    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)


def gradients_differ(parts, **options):
    """Would the check of gradients fail? Quick, for mutants of a backward alone: the
    differences that it takes are those of the true gradients, which pass it."""
    s = draw(parts.cell, T=4, B=2, D=2, H=3, seed=4)
    true = with_options(Parts({**CELLS, **OWN}[parts.cell.name]), **options)
    found, wanted = (
        run(made.cell, s, made.unroll, made.unroll_backward)[2]
        for made in (with_options(parts, **options), true)
    )
    return gap(found, wanted) > 1e-6


@pytest.mark.parametrize("where, cell, function", FUNCTIONS)
def test_every_altered_operation_is_seen(where, cell, function):
    mutants = list(operations(where, function))
    assert len(mutants) >= 2 * LEAST.get(function, 1)
    unseen = []
    for what, source in mutants:
        parts = parts_from(where, cell, source)
        try:
            if where != "plain" and "backward" in function:
                seen = gradients_differ(parts)
            elif function in ("unroll_plain_backward", "step_backward", "split"):
                seen = gradients_differ(parts) or gradients_differ(
                    parts, mask=MASK, carry=CARRY
                )
            elif function == "choose":
                seen = not report_of(with_options(parts, mask=MASK), H=2).ok
            else:
                seen = not report_of(parts, T=2, H=2).ok
        except (ValueError, TypeError, IndexError):
            seen = True
        if not seen:
            unseen.append(what)
    assert not unseen
