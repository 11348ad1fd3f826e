"""Bad calls of networks of layers and of conversions: what came, wanted, remedy.

A row of BAD is (call, exception, what came, what was wanted, remedy): the three
texts must all stand in the message.
"""

# ruff: noqa: E501 -- a row of a table is read as one line

import numpy as np
import pytest
import torch

from rnnbook import (
    CELLS,
    Directions,
    Norm,
    Stack,
    dropout,
    init_params,
    init_stack,
    reverse_by_length,
    unroll_stack,
    unroll_stack_backward,
)
from rnnbook.interop import (
    from_keras,
    from_onnx,
    stack_from_torch,
    stack_to_torch,
    to_keras,
    to_onnx,
)

T, B, D, H = 6, 4, 3, 5
LSTM, GRU, BEFORE = CELLS["lstm"], CELLS["gru"], CELLS["gru_before"]


def rng():
    return np.random.default_rng(0)


ONE = init_stack(LSTM, D, H, rng())
TWO = init_stack(LSTM, D, H, rng(), layers=2, norm=True)
BOTH = init_stack(LSTM, D, H, rng(), layers=2, directions=2)
WIDTHS = init_stack(LSTM, D, (5, 4), rng(), layers=2)
LAYER = ONE.layers[0].forward
X, DH = rng().normal(size=(T, B, D)), np.ones((T, B, H))
NAN = X.copy()
NAN[1, 2, 0] = np.nan
HS, END, CACHE = unroll_stack(LSTM, TWO, X)
LENGTHS = np.array([6, 1, 2, 3])
PEEP = CELLS["lstm_peephole"]
KERAS = to_keras(GRU, init_params(GRU, D, H, rng()))
ONNX = to_onnx(LSTM, LAYER)


def run(p=TWO, x=X, cell=LSTM, state=None, **options):
    return lambda: unroll_stack(cell, p, x, state, **options)


def back(p=TWO, dh=DH, cache=CACHE, dstate=None):
    return lambda: unroll_stack_backward(LSTM, p, dh, cache, dstate)


def start(**options):
    return lambda: init_stack(**{"cell": LSTM, "D": D, "H": H, "rng": rng(), **options})


def second(**fields):
    """TWO with other arrays in its second layer."""
    layer = Directions(TWO.layers[1].forward._replace(**fields))
    return TWO._replace(layers=(TWO.layers[0], layer))


def module(kind=torch.nn.LSTM, **options):
    return kind(D, H, **options)


def keras(*weights, cell=GRU):
    return lambda: from_keras(cell, list(weights))


def onnx(cell=LSTM, **tensors):
    return lambda: from_onnx(cell, **{**ONNX, **tensors})


BAD = {
    # the start of a network
    "no layer": (start(layers=0), ValueError, "layers = 0", "at least 1", "how many stand one over another, pass 2"),
    "half a layer": (start(layers=1.5), TypeError, "layers is 1.5", "whole number", "how many stand one over another, pass 2"),
    "three directions": (start(directions=3), ValueError, "directions is 3", "wanted 1 or 2", "from its end"),
    "directions as a truth": (start(directions=True), ValueError, "directions is True", "wanted 1 or 2", "from its end"),
    "widths for other layers": (start(H=(4, 5), layers=3), ValueError, "H is (4, 5), 2 numbers", "one for each layer", "layers=2"),
    "a width of 3.0": (start(D=3.0), TypeError, "D is 3.0", "a whole number of at least 1", "width of the input"),
    "a width in words": (start(D="10"), TypeError, "D is '10'", "a whole number", "width of the input"),
    "hidden units of 5.0": (start(H=5.0), TypeError, "H is 5.0", "a whole number of at least 1", "or one width for each layer"),
    "hidden units in words": (start(H="55", layers=2), TypeError, "H is '55'", "a whole number", "pass H=8"),
    "a bias of one number": (start(bias=1), TypeError, "bias is 1", "a dict of start values by gate", "bias={'f': 1.0}"),
    "a bias of 0": (start(bias=0), TypeError, "bias is 0", "a dict of start values by gate, or None", "bias={'f': 1.0}"),
    "a bias as a truth in words": (start(bias="True"), TypeError, "bias is 'True'", "a dict of start values", "bias={'f': 1.0}"),
    "norms in words": (start(norm="no"), TypeError, "norm is 'no'", "True or False", "normalises between"),
    "a layer of width zero": (start(H=(4, 0), layers=2), ValueError, "H = 0", "at least 1", "hidden state"),
    "a bias of no gate": (start(bias={"z": 1.0}), ValueError, "gate 'z'", "one of i, f, g, o", "has no other"),
    "a seed in place of a generator": (start(rng=0), TypeError, "rng is a int", "Generator", "default_rng(0)"),
    # the network
    "the name of a cell": (run(cell="lstm"), TypeError, "cell is a str", "wanted a Cell", "CELLS['lstm']"),
    "the parameters of one layer": (run(p=LAYER), TypeError, "p is a Params", "wanted a Stack", "Stack((Directions(p),))"),
    "a stack of nothing": (run(p=Stack(())), TypeError, "p is a Stack", "at least one layer", "init_stack("),
    "layers without directions": (run(p=Stack((LAYER,))), TypeError, "layer 0 is a Params", "Directions(forward)", "of Params"),
    "layers of another cell": (
        run(p=Stack((*ONE.layers, *init_stack(GRU, H, H, rng()).layers))), TypeError,
        "in layer 1, forward: p is a GRUParams", "wanted Params(U, W, b)", "one cell"),
    "a direction of another cell": (
        run(p=Stack((Directions(LAYER, init_params(GRU, D, H, rng())),))), TypeError,
        "in layer 0, backward: p is a GRUParams", "wanted Params", "one cell"),
    "the second layer made for x": (
        run(p=Stack((*ONE.layers, *ONE.layers))), ValueError, "in layer 1, forward: U has shape (3, 20)",
        "with D = 5", "layer 0 gives 5 numbers a step"),
    "the second layer made for one direction": (
        run(p=Stack((BOTH.layers[0], TWO.layers[1]))), ValueError, "in layer 1, forward: U has shape (5, 20)",
        "with D = 10", "twice as many"),
    "directions that read other widths": (
        run(p=Stack((Directions(LAYER, init_params(LSTM, 4, H, rng())),))), ValueError,
        "in layer 0, backward: U has shape (4, 20)", "with D = 3", "its other direction has 3"),
    "directions of other widths": (
        run(p=Stack((Directions(LAYER, init_params(LSTM, D, 4, rng())),))), ValueError,
        "5 rows forward and 4 backward", "one H for both directions", "init_stack"),
    "a weight of NaN above": (
        run(p=second(W=np.full((H, 4 * H), np.nan))), ValueError, "in layer 1, forward: W[0, 0] is nan", "finite", "learning rate"),
    "a list in place of weights": (
        run(p=second(b=[0.0] * 20)), TypeError, "in layer 1, forward: p.b is a list", "NumPy array", "np.asarray"),
    "weights of one axis": (
        run(p=second(W=np.ones(H))), ValueError, "in layer 1, forward: U, W have shapes (5, 20), (5,)", "(D, K), (H, K)", "init_stack"),
    "a layer of float32": (
        run(p=second(**{n: v.astype(np.float32) for n, v in TWO.layers[1].forward._asdict().items()})), TypeError,
        "in layer 1, forward: dtypes are mixed", "wanted one", ".astype"),
    "a norm too many": (run(p=TWO._replace(norms=TWO.norms * 2)), ValueError, "norms has 2 entries", "wanted 1 or none", "between each two"),
    "a norm as an array": (run(p=TWO._replace(norms=(np.ones(H),))), TypeError, "norms is (array", "Norm(gain, offset)", "norm=True"),
    "a norm of another width": (
        run(p=TWO._replace(norms=(Norm(np.ones(4), np.zeros(4)),))), ValueError, "in layer 0, norm: gain has shape (4,)", "wanted (5,)", "each unit"),
    # what goes in
    "x of another width": (run(x=np.ones((T, B, D + 1))), ValueError, "x has shape (6, 4, 4)", "D = 3", "U has 3 rows"),
    "x of one sequence": (run(x=X[:, 0]), ValueError, "x has shape (6, 3)", "(T, B, D) = time, batch, input", "U has 3 rows"),
    "x of no step": (run(x=X[:0]), ValueError, "x has shape (0, 4, 3)", "at least one step", "(T, B, D)"),
    "x of NaN": (run(x=NAN), ValueError, "in layer 0, forward: x[1, 2, 0] is nan", "finite", "clean the data"),
    "x of whole numbers": (run(x=X.astype(int)), TypeError, "x has dtype int64", "float32 or float64", "x.astype(np.float64)"),
    "x batch-first, with a state": (run(x=X.swapaxes(0, 1), state=END), ValueError, "the state has 4 rows", "time-major", "swapaxes(0, 1)"),
    "a state of one layer": (run(state=END[:1]), TypeError, "state is a tuple ['Directions']", "for each layer", "leave it out"),
    "states as of torch": (run(state=(np.ones((2, B, H)),) * 2), TypeError, "['ndarray', 'ndarray']", "(Directions(forward), Directions(forward),)", "leave it out"),
    "a state of one direction": (run(p=BOTH, state=END), TypeError, "state is a tuple", "Directions(forward, backward)", "leave it out"),
    "a state without its cell state": (
        run(state=(END[0], Directions(END[1].forward[:1]))), TypeError, "in layer 1, forward: state is a tuple of 1", "(h, c,)", "leave it out"),
    "lengths for another batch": (run(lengths=LENGTHS[:3]), ValueError, "lengths has shape (3,)", "wanted (4,)", "each sequence of x"),
    "a length of zero": (run(lengths=LENGTHS - 1), ValueError, "from 0 to 5", "1 to T = 6", "drop empty sequences"),
    "a mask in place of lengths": (run(lengths=np.ones(B, bool)), TypeError, "dtype bool", "whole numbers", "mask.sum(axis=0)"),
    "dropout without a generator": (run(dropout=0.5), TypeError, "rng is a NoneType", "Generator", "default_rng(0)"),
    "dropout of all": (run(dropout=1.0, rng=rng()), ValueError, "rate is 1.0", "0 <= rate < 1", "the share that is dropped"),
    "dropout below zero": (run(dropout=-0.1, rng=rng()), ValueError, "rate is -0.1", "0 <= rate < 1", "the share that is dropped"),
    "dropout as a truth": (run(dropout=True, rng=rng()), TypeError, "rate is True", "wanted a number", "the share that is dropped"),
    "dropout in one layer": (run(p=ONE, dropout=0.5, rng=rng()), ValueError, "a network of one layer", "two layers or more", "dropout(h, rate, rng)"),
    "residuals of no equal widths": (run(p=WIDTHS, residual=True), ValueError, "give [5, 4] numbers", "two that follow each other", "residual=False"),
    "residuals of one layer": (run(p=ONE, residual=True), ValueError, "give [5] numbers", "two that follow each other", "residual=False"),
    # the way back
    "no cache": (back(cache=None), TypeError, "cache is a NoneType", "third value", "unroll_stack(cell, p, x)"),
    "the cache of another network": (back(p=BOTH, dh=np.ones((T, B, 2 * H))), ValueError, "the cache is of 2 layers, 0 of two", "wanted the same", "pass the p"),
    "the cache of a network with norms": (back(p=TWO._replace(norms=())), ValueError, "with 1 norms", "wanted the same", "pass the p"),
    "dh of another width": (back(dh=np.ones((T, B, 2 * H))), ValueError, "dh has shape (6, 4, 10)", "wanted (6, 4, 5)", "that unroll_stack gave"),
    "dh of NaN": (back(dh=DH * np.nan), ValueError, "dh[0, 0, 0] is nan", "finite", "learning rate"),
    "dstate of one layer": (back(dstate=END[:1]), TypeError, "dstate is a tuple ['Directions']", "for each layer", "leave it out"),
    # the parts
    "reversing one sequence": (lambda: reverse_by_length(X[:, 0, 0]), ValueError, "x has shape (6,)", "(T, B, ...)", "x[:, None]"),
    "reversing a list": (lambda: reverse_by_length([1.0]), TypeError, "x is a list", "NumPy array", "np.asarray"),
    "reversing beyond the end": (lambda: reverse_by_length(X, LENGTHS + 1), ValueError, "from 2 to 7", "1 to T = 6", "pad to the longest"),
    "reversing another batch": (lambda: reverse_by_length(X, [1, 2]), ValueError, "lengths has shape (2,)", "(4,)", "one length for each"),
    "dropping from one number": (lambda: dropout(np.ones(3), 0.5, rng()), ValueError, "v has shape (3,)", "(T, B, ...)", "v[:, None]"),
    "dropping by a seed": (lambda: dropout(X, 0.5, 0), TypeError, "rng is a int", "Generator", "default_rng(0)"),
    # torch
    "a module of one step": (lambda: stack_from_torch(torch.nn.LSTMCell(D, H)), ValueError, "LSTMCell(3, 5)", "torch.nn.RNN, torch.nn.LSTM or", "whole layers"),
    "a projection": (lambda: stack_from_torch(module(proj_size=2)), ValueError, "proj_size=2", "no projection", "proj_size=0"),
    "one layer's parameters": (lambda: stack_to_torch(LAYER, module()), TypeError, "p is a Params", "wanted a Stack", "to_torch"),
    "norms for torch": (lambda: stack_to_torch(TWO, module(num_layers=2)), ValueError, "p has 1 norms", "wanted none", "layer by layer"),
    "another number of layers": (lambda: stack_to_torch(BOTH, module(bidirectional=True)), ValueError, "p has 2 layers of [2, 2]", "LSTM(3, 5, bidirectional=True)", "num_layers=2, bidirectional=True"),
    "another number of directions": (lambda: stack_to_torch(ONE, module(bidirectional=True)), ValueError, "p has 1 layers of [1]", "LSTM(3, 5, bidirectional=True)", "bidirectional=False"),
    "layers of other widths": (lambda: stack_to_torch(WIDTHS, module(num_layers=2).double()), ValueError, "weight_ih_l1 would have shape (16, 5)", "the module has (20, 5)", "hidden_size=4"),
    "another kind of layer": (lambda: stack_to_torch(ONE, module(torch.nn.GRU).double()), TypeError, "p is a Params(U, W, b)", "GRUParams(U, W, b, b_h)", "its GRU is our gru"),
    # Keras
    "a cell that Keras lacks": (keras(*KERAS, cell=PEEP), ValueError, "the cell is lstm_peephole", "rnn, rnn_relu", "keras has no layer"),
    "the name of a cell for Keras": (keras(*KERAS, cell="gru"), TypeError, "cell is a str", "wanted a Cell", "CELLS['lstm']"),
    "the weights of a Keras model": (keras(*KERAS, *KERAS, *KERAS), TypeError, "a list of 9", "2 or 3 arrays", "one layer at a time"),
    "one Keras weight": (lambda: from_keras(GRU, KERAS[0]), TypeError, "weights is a ndarray", "2 or 3 arrays", "get_weights()"),
    "Keras weights of lists": (keras([0.0], *KERAS[1:]), TypeError, "kernel is a list", "NumPy array", "np.asarray(kernel"),
    "Keras weights of one axis": (keras(KERAS[0][0], *KERAS[1:]), ValueError, "kernel has shape (15,)", "(D, K) and (H, K)", "get_weights()"),
    "an LSTM's weights as a GRU's": (keras(*to_keras(LSTM, LAYER)), ValueError, "recurrent_kernel has shape (5, 20)", "wanted (5, 15)", "K = 3 H for the gru cell"),
    "a Keras kernel of other width": (keras(KERAS[0][:, 1:], *KERAS[1:]), ValueError, "kernel has shape (3, 14)", "wanted (3, 15)", "K = 3 H"),
    "a GRU with two biases as gru_before": (keras(*KERAS, cell=BEFORE), ValueError, "bias has shape (2, 15)", "wanted (15,)", "reset_after=True has two biases and is our gru"),
    "a GRU with one bias as gru": (keras(*KERAS[:2], KERAS[2][0]), ValueError, "bias has shape (15,)", "wanted (2, 15)", "reset_after=False has one"),
    "Keras weights of two dtypes": (keras(KERAS[0].astype(np.float32), *KERAS[1:]), TypeError, "kernel float32", "wanted one", ".astype"),
    "another cell's parameters for Keras": (lambda: to_keras(GRU, LAYER), TypeError, "p is a Params", "GRUParams(U, W, b, b_h)", "p.layers[0]"),
    "a whole network for Keras": (lambda: to_keras(LSTM, TWO), TypeError, "p is a Stack", "Params(U, W, b)", "layer by layer"),
    # ONNX
    "a cell that ONNX lacks": (onnx(CELLS["lstm_1997"]), ValueError, "the cell is lstm_1997", "lstm_peephole", "onnx has no layer"),
    "ONNX tensors of one direction's shape": (onnx(W=ONNX["W"][0]), ValueError, "W has shape (20, 3)", "(n, K, D)", "as the operator has them"),
    "ONNX tensors of three directions": (onnx(W=np.ones((3, 20, 3))), ValueError, "W has shape (3, 20, 3)", "n = 1 or 2", "as the operator has them"),
    "ONNX tensors of two and one": (onnx(W=np.ones((2, 20, 3))), ValueError, "R has shape (1, 20, 5)", "wanted (2, 20, 5)", "n = 2"),
    "an ONNX bias of one half": (onnx(B=ONNX["B"][:, :20]), ValueError, "B has shape (1, 20)", "wanted (1, 40)", "K = 4 H"),
    "an ONNX matrix transposed": (onnx(W=ONNX["W"].swapaxes(1, 2)), ValueError, "W has shape (1, 3, 20)", "wanted (1, 20, 20)", "K = 4 H"),
    "peepholes for a plain LSTM": (onnx(P=np.ones((1, 15))), ValueError, "P came with the cell lstm", "no P", "lstm_peephole"),
    "peepholes of another width": (onnx(PEEP, P=np.ones((1, 20))), ValueError, "P has shape (1, 20)", "wanted (1, 15)", "K = 4 H"),
    "a list for ONNX": (onnx(B=[0.0]), TypeError, "B is a list", "NumPy array", "np.asarray(B"),
    "ONNX tensors of two dtypes": (onnx(W=ONNX["W"].astype(np.float32)), TypeError, "W float32", "wanted one", ".astype"),
    "another cell's parameters for ONNX": (lambda: to_onnx(PEEP, LAYER), TypeError, "p is a Params", "PeepholeParams(U, W, b, P)", "p.layers[0]"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_refused_with_what_came_what_was_wanted_and_the_remedy(case):
    call, kind, came, wanted, remedy = BAD[case]
    with pytest.raises(kind) as refused:
        call()
    assert type(refused.value) is kind
    for text in (came, wanted, remedy):
        assert text in str(refused.value)


def test_the_good_calls_beside_them_are_not_refused():
    unroll_stack(LSTM, TWO, X, END, LENGTHS, dropout=0.5, rng=rng(), residual=True)
    unroll_stack(LSTM, WIDTHS, X, dropout=0, rng=None, variational=True)
    unroll_stack(LSTM, BOTH, X, lengths=[6, 1, 2, 3])
    unroll_stack_backward(LSTM, TWO, DH, CACHE, END)
    from_keras(GRU, tuple(KERAS))
    from_onnx(LSTM, **ONNX)
