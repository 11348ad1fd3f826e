"""Bad calls: each is refused, and told what came, what was wanted and the remedy.

A row of BAD is (call, exception, what came, what was wanted, remedy): the three
texts must all stand in the message.
"""

# ruff: noqa: E501 -- a row of a table is read as one line

import numpy as np
import pytest
import torch
from own_cells import OWN
from refusing import assert_refused

import rnnbook
from rnnbook import (
    CELLS,
    Params,
    Readout,
    init_params,
    unroll,
    unroll_backward,
    zeros_state,
)
from rnnbook.interop import from_torch, reorder_gates, to_torch

T, B, D, H = 6, 4, 3, 5
LSTM, RNN = CELLS["lstm"], CELLS["rnn"]


def rng():
    return np.random.default_rng(0)


P = init_params(LSTM, D, H, rng())
GRU = CELLS["gru"]
GRU_P = init_params(GRU, D, H, rng())
PEEP = init_params(CELLS["lstm_peephole"], D, H, rng())
P32 = init_params(LSTM, D, H, rng(), dtype=np.float32)
X = rng().normal(size=(T, B, D))
STATE = zeros_state(LSTM, B, H)
HS, END, CACHE = unroll(LSTM, P, X)
DH = np.ones((T, B, H))
READ = rnnbook.init_readout(H, 2, rng())


def with_entry(array, value, at=(2, 1, 0)):
    array = array.copy()
    array[at] = value
    return array


def forward(x=X, p=P, state=None, cell=LSTM):
    return lambda: unroll(cell, p, x, state)


def backward(dh=DH, p=P, cache=CACHE, dstate=None):
    return lambda: unroll_backward(LSTM, p, dh, cache, dstate)


def masked(mask):
    return lambda: unroll(LSTM, P, X, mask=mask)


def carried(carry):
    return lambda: unroll_backward(LSTM, P, DH, CACHE, carry=carry)


def own(change, name="full"):
    """The backward of a reader's cell, with what it returns changed."""
    right = OWN[name]

    def wrong(*given):
        return change(*right.backward(*given))

    def call():
        p = init_params(right, D, H, rng())
        cache = unroll(right, p, X)[2]
        unroll_backward(right._replace(backward=wrong), p, DH, cache)

    return call


def check(values, grads):
    return lambda: rnnbook.gradcheck(lambda **v: 0.0, values, grads)


def entropy(o, target, **options):
    return lambda: rnnbook.softmax_cross_entropy(o, target, **options)


def squared(y, target):
    return lambda: rnnbook.squared_error(y, target)


def module(kind=torch.nn.LSTM, D=D, H=H, **options):
    return kind(D, H, **options)


BAD = {
    # unroll: the input
    "x is one sequence": (
        forward(X[:, 0]), ValueError, "x has 2 axes, shape (6, 3)", "(T, B, D)", "x[:, None, :]"),
    "x has four axes": (
        forward(X[None]), ValueError, "x has 4 axes", "wanted (T, B, D)", "x[:, None, :]"),
    "x is batch-first": (
        forward(X.swapaxes(0, 1), state=STATE), ValueError,
        "x is (T, B, D) = (4, 6, 3), but the state has 4 rows", "time-major", "x.swapaxes(0, 1)"),
    "x of another width": (
        forward(X[..., :2]), ValueError, "x is (T, B, D) = (6, 4, 2)", "U is (D, K) = (3, 20)",
        "pass inputs of width 3 or make parameters for D = 2"),
    "x is a list": (
        forward(X.tolist()), TypeError, "x is a list", "NumPy array", "np.asarray(x"),
    "x is a tensor": (
        forward(torch.tensor(X)), TypeError, "x is a Tensor", "NumPy array", "np.asarray(x"),
    "x is whole numbers": (
        forward(np.ones((T, B, D), int)), TypeError, "x has dtype int64", "float32 or float64",
        "x.astype(np.float64)"),
    "x is float16": (
        forward(X.astype(np.float16)), TypeError, "x has dtype float16", "float32 or float64",
        "x.astype(np.float64)"),
    "x is bool": (
        forward(X > 0), TypeError, "x has dtype bool", "float32 or float64", ".astype"),
    "x is complex": (
        forward(X + 0j), TypeError, "complex128", "float32 or float64", ".astype"),
    "no step": (
        forward(X[:0]), ValueError, "(0, 4, 3), an empty", "at least one step", "drop empty"),
    "no sequence": (
        forward(X[:, :0]), ValueError, "(6, 0, 3), an empty", "one sequence", "drop empty"),
    "x has NaN": (
        forward(with_entry(X, np.nan)), ValueError, "x[2, 1, 0] is nan (1 of 72", "finite numbers",
        "clean the data"),
    "x has infinity": (
        forward(with_entry(X, -np.inf)), ValueError, "x[2, 1, 0] is -inf", "finite", "clean the"),
    "x is float32, parameters float64": (
        forward(X.astype(np.float32)), TypeError, "x float32, U float64", "wanted one", ".astype"),
    # unroll: the state
    "state is one array": (
        forward(state=STATE[0]), TypeError, "state is a ndarray", "a tuple (h, c,)", "leave it out"),
    "state is a list": (
        forward(state=list(STATE)), TypeError, "state is a list", "a tuple (h, c,)", "leave it out"),
    "state lacks c": (
        forward(state=STATE[:1]), TypeError, "state is a tuple of 1", "tuple (h, c,)", "leave it out"),
    "state of an LSTM for an RNN": (
        forward(p=init_params(RNN, D, H, rng()), cell=RNN, state=STATE), TypeError,
        "state is a tuple of 2", "tuple (h,)", "leave it out"),
    "state of another batch": (
        forward(state=zeros_state(LSTM, 3, H)), ValueError, "h has shape (3, 5)", "wanted (4, 5)",
        "one row for each sequence"),
    "state with torch's first axis": (
        forward(state=tuple(v[None] for v in STATE)), ValueError, "h has shape (1, 4, 5)",
        "wanted (4, 5)", "one row for each sequence"),
    "c has NaN": (
        forward(state=(STATE[0], with_entry(STATE[1], np.nan, (0, 1)))), ValueError,
        "c[0, 1] is nan", "finite", "learning rate"),
    "state is float32": (
        forward(state=zeros_state(LSTM, B, H, np.float32)), TypeError, "h float32", "wanted one",
        ".astype"),
    # unroll: the parameters and the cell
    "p is a plain tuple": (
        forward(p=tuple(P)), TypeError, "p is a tuple", "Params(U, W, b)", "init_params"),
    "parameters of an RNN for an LSTM": (
        forward(p=init_params(RNN, D, H, rng())), ValueError, "W has shape (5, 5)",
        "wanted (5, 20)", "K = 4 H for the lstm cell"),
    "U of another H": (
        forward(p=P._replace(U=P.U[:, :16])), ValueError, "U has shape (3, 16)", "wanted (3, 20)",
        "H = 5 by W"),
    "W transposed": (
        forward(p=P._replace(W=P.W.T)), ValueError, "W has shape (20, 5)", "wanted (H, K) = (5, 20)",
        "pass W.T"),
    "b as a row": (
        forward(p=P._replace(b=P.b[None])), ValueError, "(1, 20)", "(D, K), (H, K), (K,)",
        "init_params"),
    "b of one gate": (
        forward(p=P._replace(b=P.b[:H])), ValueError, "b has shape (5,)", "wanted (20,)", "K = 4 H"),
    "W has infinity": (
        forward(p=P._replace(W=with_entry(P.W, np.inf, (1, 2)))), ValueError, "W[1, 2] is inf",
        "finite", "diverged"),
    "b is whole numbers": (
        forward(p=P._replace(b=np.zeros(20, int))), TypeError, "b has dtype int64", "float32 or",
        "b.astype"),
    "the cell is a name": (
        forward(cell="lstm"), TypeError, "cell is a str", "wanted a Cell", "CELLS['lstm']"),
    # unroll_backward
    "dh is batch-first": (
        backward(DH.swapaxes(0, 1)), ValueError, "dh has shape (4, 6, 5)", "(T, B, H) = (6, 4, 5)",
        "dh.swapaxes(0, 1)"),
    "dh of the last step only": (
        backward(DH[-1]), ValueError, "dh has shape (4, 5)", "= (6, 4, 5)",
        "zeros where the loss does not look"),
    "dh is a number": (
        backward(1.0), TypeError, "dh is a float", "NumPy array", "np.asarray(dh"),
    "dh has NaN": (
        backward(with_entry(DH, np.nan)), ValueError, "dh[2, 1, 0] is nan", "finite", "diverged"),
    "dh is float32": (
        backward(DH.astype(np.float32)), TypeError, "dh float32", "wanted one", ".astype"),
    "dh is float32, dstate float64": (
        backward(DH.astype(np.float32), dstate=STATE), TypeError, "dh float32, dstate.h float64",
        "wanted one", ".astype"),
    "dstate has NaN": (
        backward(dstate=(STATE[0], with_entry(STATE[1], np.nan, (3, 4)))), ValueError,
        "dstate.c[3, 4] is nan", "finite", "diverged"),
    "dstate is one array": (
        backward(dstate=STATE[0]), TypeError, "dstate is a ndarray", "a tuple (dh, dc,)",
        "leave it out"),
    "dstate of another shape": (
        backward(dstate=zeros_state(LSTM, B, 2)), ValueError, "dstate.h has shape (4, 2)",
        "wanted (4, 5)", "one row"),
    "cache is the output": (
        backward(cache=HS), TypeError, "cache is a ndarray", "third value that unroll",
        "h, state, cache = unroll"),
    "cache of other sizes": (
        backward(p=init_params(LSTM, D, 2, rng())), ValueError, "D = 3, H = 5", "D = 3, H = 2",
        "pass the p that unroll was given"),
    "p of the backward is a list": (
        backward(p=list(P)), TypeError, "p is a list", "Params(U, W, b)", "init_params"),
    # a reader's own cell
    "a backward that forgets its own weights": (
        own(lambda *d: d[:3]), ValueError, "the backward of the full cell returned 3 values",
        "wanted 5, (dxU, dhW, dstate, dP, dQ)", "a row of dP and of dQ for each sequence"),
    "a backward that forgets one of its own weights": (
        own(lambda *d: d[:4]), ValueError, "returned 4 values", "wanted 5", "a row of dP and of dQ"),
    "a backward that returns its input": (
        own(lambda *d: (*d, d[0])), ValueError, "returned 6 values", "wanted 5", "return a gradient for xU"),
    "a backward without dhW": (
        own(lambda dxU, dhW, dstate: (dxU, dstate), "mgu"), ValueError, "the mgu cell returned 2 values",
        "wanted 3, (dxU, dhW, dstate)", "for hW and for the old state"),
    "a backward that returns nothing": (
        own(lambda *d: None), ValueError, "returned NoneType values", "wanted 5", "return a gradient"),
    "a backward that adds the batch up itself": (
        own(lambda a, b, c, dP, dQ: (a, b, c, dP.sum(axis=0), dQ)), ValueError,
        "dP of the backward of the full cell has shape (10,)", "wanted (4, 10)", "the loop adds them up"),
    "a backward with one block of dxU": (
        own(lambda dxU, *d: (dxU[:, :H], *d)), ValueError, "dxU of the backward of the full cell has shape (4, 5)",
        "wanted (4, 15)", "one row for each sequence"),
    "a backward with dhW of a number": (
        own(lambda dxU, dhW, dstate: (dxU, 0.0, dstate), "mgu"), TypeError, "dhW of the backward of the mgu cell is a float",
        "wanted a NumPy array", "np.asarray"),
    "a backward with half a dstate": (
        own(lambda a, b, dstate, *d: (a, b, dstate[:1], *d)), ValueError, "returned the dstate (array(",
        "wanted a tuple (dh, dm,)", "0.0 for a part"),
    "a backward with dstate of one array": (
        own(lambda a, b, dstate: (a, b, dstate[1]), "odd"), ValueError, "returned the dstate an array (",
        "wanted a tuple (dh, dm,)", "one gradient for each part"),
    # masks and carries
    "mask of floats": (
        masked(np.ones((T, B))), TypeError, "mask is of float64", "a bool array (T, B)",
        "length_mask(lengths, T) makes one"),
    "mask of NaN": (
        masked(np.full((T, B), np.nan)), TypeError, "mask is of float64", "a bool array (T, B)",
        "weights are for the loss"),
    "mask of whole numbers": (
        masked(np.ones((T, B), int)), TypeError, "mask is of int64", "a bool array", "length_mask"),
    "mask is a list": (
        masked([[True] * B] * T), TypeError, "mask is of list", "a bool array", "length_mask"),
    "mask is lengths": (
        masked(np.array([6, 5, 4, 3])), TypeError, "mask is of int64", "a bool array",
        "length_mask(lengths, T) makes one"),
    "mask is batch-first": (
        masked(np.ones((B, T), bool)), ValueError, "mask has shape (4, 6)", "wanted (6, 4)",
        "one entry for each step of x"),
    "mask of one sequence": (
        masked(np.ones(T, bool)), ValueError, "mask has shape (6,)", "wanted (6, 4)", "(T, B)"),
    "mask with an axis too many": (
        masked(np.ones((T, B, 1), bool)), ValueError, "mask has shape (6, 4, 1)", "wanted (6, 4)",
        "(T, B)"),
    "NaN where the mask is False": (
        lambda: unroll(LSTM, P, with_entry(X, np.nan), mask=with_entry(np.ones((T, B), bool), False, (2, 1))),
        ValueError, "x[2, 1, 0] is nan", "finite", "clean the data"),
    "carry is a number": (
        carried(0.5), TypeError, "carry is a float", "NumPy array", "np.asarray(carry"),
    "carry is bool": (
        carried(np.ones(T, bool)), TypeError, "carry has dtype bool", "float32 or float64",
        "carry.astype(np.float64)"),
    "carry is a list": (
        carried([1.0] * T), TypeError, "carry is a list", "NumPy array", "np.asarray(carry"),
    "carry is batch-first": (
        carried(np.ones((B, T))), ValueError, "carry has shape (4, 6)", "(T,) = (6,) or (T, B) = (6, 4)",
        "window_carry and random_carry"),
    "carry of another length": (
        carried(np.ones(T - 1)), ValueError, "carry has shape (5,)", "(T,) = (6,)", "a factor for each step"),
    "carry has NaN": (
        carried(with_entry(np.ones(T), np.nan, 3)), ValueError, "carry[3] is nan", "finite", "clean the"),
    "carry has infinity": (
        carried(with_entry(np.ones((T, B)), np.inf, (3, 1))), ValueError, "carry[3, 1] is inf", "finite",
        "clean the"),
    # init_params and init_readout
    "no unit": (
        lambda: init_params(LSTM, 3, 0, rng()), ValueError, "H = 0", "at least 1",
        "width of the hidden state, pass H=8"),
    "a width of 3.0": (
        lambda: init_params(LSTM, 3.0, 2, rng()), TypeError, "D is 3.0", "a whole number of at least 1",
        "the width of the input, pass D=3"),
    "a width in words": (
        lambda: init_params(LSTM, 3, "2", rng()), TypeError, "H is '2'", "a whole number", "pass H=8"),
    "a bias of one number": (
        lambda: init_params(RNN, 3, 2, rng(), bias=0), TypeError, "bias is 0",
        "a dict of start values by gate, or None for zeros", "pass bias={'a': 1.0}"),
    "a bias in words": (
        lambda: init_params(LSTM, 3, 2, rng(), bias={"f": "1"}), TypeError, "bias['f'] is '1'",
        "a finite number", "pass bias={'f': 1.0}"),
    "parameters of a cell's name": (
        lambda: init_params("lstm", 3, 2, rng()), TypeError, "cell is a str", "wanted a Cell", "CELLS['lstm']"),
    "the name of a dtype": (
        lambda: init_params(LSTM, 3, 2, rng(), dtype="float32"), TypeError, "dtype is 'float32'",
        "NumPy's types and not their names", "pass np.float32"),
    "a readout of 2.0": (
        lambda: rnnbook.init_readout(3, 2.0, rng()), TypeError, "O is 2.0", "a whole number", "number of outputs"),
    "a readout by a seed": (
        lambda: rnnbook.init_readout(3, 2, 0), TypeError, "rng is a int", "a Generator", "default_rng(0)"),
    "a gate that is not there": (
        lambda: init_params(RNN, 3, 2, rng(), bias={"f": 1.0}), ValueError, "the gate 'f'",
        "wanted one of a", "has no other"),
    "a seed for a generator": (
        lambda: init_params(LSTM, 3, 2, 0), TypeError, "rng is a int", "wanted a Generator",
        "np.random.default_rng(0)"),
    "parameters of float16": (
        lambda: init_params(LSTM, 3, 2, rng(), dtype=np.float16), TypeError, "float16",
        "float32 or float64", "pass np.float64"),
    "a readout of nothing": (
        lambda: rnnbook.init_readout(3, 0, rng()), ValueError, "O = 0", "at least 1",
        "number of outputs"),
    "a cell's name to trace": (
        lambda: rnnbook.trace("lstm"), TypeError, "cell is a str", "wanted a Cell", "CELLS['lstm']"),
    # gradcheck
    "values of float32": (
        check({"v": np.ones(2, np.float32)}, {"v": np.ones(2)}), TypeError, "v is float32",
        "float64", "np.asarray(v, dtype=np.float64)"),
    "values are a list": (
        check({"v": [1.0]}, {"v": np.ones(1)}), TypeError, "v is list", "float64 array",
        "np.asarray(v"),
    "a gradient is missing": (
        check({"v": np.ones(2), "w": np.ones(2)}, {"v": np.ones(2)}), ValueError,
        "values has v, w, grads has v", "the same names", "leave out"),
    "a gradient too many": (
        check({"v": np.ones(2)}, {"v": np.ones(2), "vv": np.ones(2)}), ValueError,
        "grads has v, vv", "the same names", "leave out"),
    "nothing to check": (
        check({}, {}), ValueError, "values has nothing", "one or more", "leave out"),
    "a gradient of another shape": (
        check({"v": np.ones((3, 2))}, {"v": np.ones(2)}), ValueError, "has shape (2,)",
        "(3, 2)", "sum over the axes"),
    "whole numbers to differentiate at": (
        lambda: rnnbook.numeric_gradient(np.sum, np.ones(3, int)), TypeError, "value is int64",
        "float64 array", "np.asarray(value"),
    # heads
    "h of another width": (
        lambda: rnnbook.readout(READ, DH[..., :3]), ValueError, "h has shape (6, 4, 3)",
        "(..., 5)", "init_readout"),
    "h of float32": (
        lambda: rnnbook.readout(READ, DH.astype(np.float32)), TypeError, "h is float32, V is float64",
        "wanted one dtype", ".astype"),
    "do of another batch": (
        lambda: rnnbook.readout_backward(READ, DH, np.ones((6, 3, 2))), ValueError,
        "do has shape (6, 3, 2)", "wanted (6, 4, 2)", "one row for each row of h"),
    "scores are a list": (
        entropy([[0.0, 1.0]], [0]), TypeError, "o is a list", "NumPy array", "np.asarray(o"),
    "scores have NaN": (
        entropy(np.array([[0.0, np.nan]]), [0]), ValueError, "o[0, 1] is nan", "finite", "diverged"),
    "targets are one-hot": (
        entropy(np.ones((3, 2)), np.eye(2)[[0, 1, 0]]), TypeError, "target has dtype float64",
        "class numbers", "target.argmax(axis=-1)"),
    "targets are whole one-hot": (
        entropy(np.ones((3, 2)), np.eye(2, dtype=int)[[0, 1, 0]]), ValueError,
        "dtype int64 and shape (3, 2)", "of shape (3,)", "target.argmax(axis=-1)"),
    "a class too many": (
        entropy(np.ones((3, 2)), [0, 1, 2]), ValueError, "runs from 0 to 2", "wanted 0 to 1",
        "number them from 0"),
    "a class below zero": (
        entropy(np.ones((3, 2)), [0, 1, -1]), ValueError, "runs from -1 to 1", "wanted 0 to 1",
        "pass mask=target != -1"),
    "a reduction that is not known": (
        entropy(np.ones((1, 2)), [0], reduction="average"), ValueError, "'average'",
        "'sum' or 'mean'", "pass one of these"),
    "a loss of nothing": (
        entropy(np.ones((0, 2)), np.zeros(0, int)), ValueError, "o is empty, shape (0, 2)",
        "at least one entry", "drop empty"),
    "targets that would broadcast": (
        squared(np.ones((3, 1)), np.ones(3)), ValueError, "target has shape (3,)", "(3, 1)",
        "reshape one"),
    "whole numbers to fit": (
        squared(np.ones(3, int), np.ones(3)), TypeError, "y has dtype int64", "float32 or",
        "y.astype"),
    "a target that is NaN": (
        squared(np.ones(2), [0.0, np.nan]), ValueError, "target[1] is nan", "finite", "clean the"),
    # optim
    "gradients that would broadcast": (
        lambda: rnnbook.adam(P, P._replace(W=P.W[:1]), rnnbook.adam_start(P)), ValueError,
        "grads.W is float64 (1, 20)", "params.W is float64 (5, 20), wanted the same", "agree"),
    "float64 gradients of float32 parameters": (
        lambda: rnnbook.adam(P32, P, rnnbook.adam_start(P32)), ValueError, "grads.U is float64",
        "params.U is float32", "make them agree"),
    "Adam's state of other parameters": (
        lambda: rnnbook.adam(P, P, rnnbook.adam_start(init_params(LSTM, 1, H, rng()))), ValueError,
        "state.mean.U is float64 (1, 20)", "wanted the same", "make them agree"),
    "parameters in a list": (
        lambda: rnnbook.adam_start(list(P)), TypeError, "params is a list", "NamedTuple of arrays",
        "Params(U, W, b)"),
    "gradients of a readout for a layer": (
        lambda: rnnbook.adam(P, Readout(*READ), rnnbook.adam_start(P)), ValueError,
        "grads has 2 arrays, params has 3", "one for one", "same type"),
    "clipping to nothing": (
        lambda: rnnbook.clip_by_norm(P, 0.0), ValueError, "max_norm is 0.0", "a positive number",
        "1.0 is a usual choice"),
    "clipping to NaN": (
        lambda: rnnbook.clip_by_norm(P, np.nan), ValueError, "max_norm is nan", "positive", "usual"),
    "clipping NaN": (
        lambda: rnnbook.clip_by_norm(P._replace(b=with_entry(P.b, np.nan, 3)), 1.0), ValueError,
        "grads.b[3] is nan", "finite", "smaller learning rate"),
    # interop
    "a module of two layers": (
        lambda: from_torch(module(num_layers=2)), ValueError, "num_layers=2", "one layer",
        "stack_from_torch"),
    "a module of two directions": (
        lambda: from_torch(module(bidirectional=True)), ValueError, "bidirectional=True",
        "one direction", "stack_from_torch"),
    "a module with a projection": (
        lambda: from_torch(module(proj_size=2)), ValueError, "proj_size=2", "no projection",
        "proj_size=0"),
    "a module of one step": (
        lambda: from_torch(module(torch.nn.GRUCell)), ValueError, "GRUCell(3, 5)",
        "torch.nn.GRU", "whole layers"),
    "another kind of module": (
        lambda: from_torch(module(torch.nn.Linear)), ValueError, "Linear(in_features=3",
        "torch.nn.RNN, torch.nn.LSTM or", "whole layers"),
    "a GRU without its second bias": (
        lambda: to_torch(P, module(torch.nn.GRU)), TypeError, "p is a Params(U, W, b)",
        "GRUParams(U, W, b, b_h) for GRU(3, 5)", "its GRU is our gru"),
    "peepholes for torch": (
        lambda: to_torch(PEEP, module()), TypeError, "PeepholeParams(U, W, b, P)",
        "Params(U, W, b) for LSTM(3, 5)", "no module for every cell"),
    # cells with more parameters
    "a GRU with the parameters of a plain layer": (
        forward(cell=GRU, p=init_params(CELLS["gru_before"], D, H, rng())), TypeError,
        "p is a Params", "GRUParams(U, W, b, b_h)", "init_params(cell, D, H, rng)"),
    "a plain cell with the parameters of a GRU": (
        forward(cell=CELLS["gru_before"], p=init_params(GRU, D, H, rng())), TypeError,
        "p is a GRUParams", "wanted Params(U, W, b)", "init_params(cell, D, H, rng)"),
    "b_h of one gate": (
        forward(cell=GRU, p=GRU_P._replace(b_h=GRU_P.b_h[:H])), ValueError,
        "b_h has shape (5,)", "wanted (15,)", "K = 3 H for the gru cell (gates r, z, n)"),
    "b_h has NaN": (
        forward(cell=GRU, p=GRU_P._replace(b_h=with_entry(GRU_P.b_h, np.nan, (2,)))), ValueError,
        "b_h[2] is nan", "finite", "learning rate"),
    "b_h of float32": (
        forward(cell=GRU, p=GRU_P._replace(b_h=GRU_P.b_h.astype(np.float32))), TypeError,
        "b_h float32", "wanted one", ".astype"),
    "b_h is a list": (
        forward(cell=GRU, p=GRU_P._replace(b_h=[0.0] * 15)), TypeError, "b_h is a list",
        "NumPy array", "np.asarray(p.b_h"),
    "a row of peepholes too many": (
        forward(cell=CELLS["lstm_peephole"], p=PEEP._replace(P=np.ones((4, H)))), ValueError,
        "P has shape (4, 5)", "wanted (3, 5)", "a row for each of i, f, o"),
    "peepholes side by side": (
        forward(cell=CELLS["lstm_peephole"], p=PEEP._replace(P=np.ones(3 * H))), ValueError,
        "P has shape (15,)", "wanted (3, 5)", "a row for each of i, f, o"),
    "peepholes of NaN": (
        forward(cell=CELLS["lstm_peephole"], p=PEEP._replace(P=with_entry(PEEP.P, np.nan, (1, 2)))),
        ValueError, "P[1, 2] is nan", "finite", "learning rate"),
    "a parameter whose shape nobody says": (
        lambda: init_params(CELLS["lstm_peephole"]._replace(weights={}), 3, 2, rng()), ValueError,
        "has the parameters U, W, b, P", "wanted U, W, b", "Cell(weights="),
    "a module without bias": (
        lambda: to_torch(P32, module(bias=False)), ValueError, "bias=False", "wanted one with",
        "bias=True"),
    "a module of another size": (
        lambda: to_torch(P32, module(H=4)), ValueError, "shape (20, 3)", "(16, 3)",
        "input_size=3, hidden_size=5"),
    "a module of another dtype": (
        lambda: to_torch(P, module()), TypeError, "p is float64, the module is torch.float32",
        "one dtype", "module.double()"),
    "gate orders of two cells": (
        lambda: reorder_gates(P.U, ("i", "f"), ("r", "z")), ValueError, "('i', 'f') and ('r', 'z')",
        "the same gates", "GATE_ORDERS"),
    "gates along the other axis": (
        lambda: reorder_gates(P.U.T, "ifgo", "iofg"), ValueError, "shape (20, 3)",
        "a multiple of 4", "transpose"),
}  # fmt: skip


def test_there_are_bad_calls_of_every_kind():
    assert len(BAD) >= 80


@pytest.mark.parametrize("case", BAD)
def test_refused_with_what_came_what_was_wanted_and_the_remedy(case):
    assert_refused(BAD[case])


def test_what_a_readers_backward_raises_itself_goes_through():
    for error in (ZeroDivisionError("mine"), ValueError("mine"), KeyboardInterrupt("mine")):

        def fails(*d, error=error):
            raise error

        with pytest.raises(type(error), match="mine") as raised:
            own(fails)()
        assert raised.value is error
    own(lambda *d: d)()


def test_the_same_calls_are_accepted_when_nothing_is_wrong_with_them():
    forward(state=STATE)()
    backward(dstate=STATE)()
    masked(rnnbook.length_mask([6, 5, 4, 3], T))()
    carried(np.ones(T))()
    carried(np.zeros((T, B), np.float32))()
    check({"v": np.ones(2)}, {"v": np.zeros(2)})()
    entropy(np.ones((3, 2)), [0, 1, 1])()
    squared(np.ones(2), [0.0, 1.0])()
    rnnbook.adam(P, P, rnnbook.adam_start(P))
    rnnbook.clip_by_norm(P, 1.0)
    to_torch(P32, module())
    assert isinstance(from_torch(module()), Params)


def test_a_message_that_lacks_one_of_the_three_is_not_enough():
    row = BAD["x is a list"]
    assert_refused(row)
    for k in (2, 3, 4):
        with pytest.raises(AssertionError, match="does not say"):
            assert_refused((*row[:k], "nowhere", *row[k + 1 :]))
    for bad in ((forward(), *row[1:]), (row[0], Exception, *row[2:])):
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            assert_refused(bad)
