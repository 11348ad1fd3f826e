"""Conversions that must not be done quietly wrong, and remedies that are carried out.

A module of torch may keep its weights elsewhere and make them anew at each call; a list
of Keras weights may be that of another thing. What is refused names the remedy, and
here each remedy is done as it stands in the message.
"""

# ruff: noqa: E501 -- a row of a table is read as one line

import re
import warnings

import numpy as np
import pytest
import torch
from torch.nn.utils import parametrizations, prune, spectral_norm, weight_norm

from rnnbook import CELLS, Directions, Stack, init_params, unroll, unroll_stack
from rnnbook.interop import (
    from_concatenated,
    from_keras,
    from_torch,
    reorder_gates,
    stack_from_torch,
    stack_to_torch,
    to_keras,
    to_torch,
)

D, H = 3, 4
LSTM = CELLS["lstm"]
X = np.random.default_rng(1).normal(size=(5, 2, D)).astype(np.float32)


class Named(torch.nn.LSTM):
    """A class of a reader's own that changes nothing."""


class Other(torch.nn.LSTM):
    """A class that computes something else from the same weights."""

    def forward(self, *inputs):
        h, end = super().forward(*inputs)
        return 2 * h, end


class Dropped(torch.nn.Module):
    """As WeightDrop does it: the weight is made from another, under a name like it."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        raw = inner.weight_hh_l0
        del inner._parameters["weight_hh_l0"]
        inner.register_parameter("weight_hh_l0_raw", torch.nn.Parameter(raw.data))


def lstm(**options):
    torch.manual_seed(0)
    return torch.nn.LSTM(D, H, **options)


def quietly(make, *given):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some of these are deprecated
        return make(*given)


def output(module):
    with torch.no_grad():
        return module(torch.tensor(X))[0].numpy()


WRAPPED = {
    "weight_norm": lambda: weight_norm(lstm(), "weight_hh_l0"),
    "the newer weight_norm": lambda: parametrizations.weight_norm(
        lstm(), "weight_hh_l0"
    ),
    "spectral_norm": lambda: spectral_norm(lstm(), "weight_hh_l0"),
    "pruned": lambda: prune.l1_unstructured(lstm(), "weight_hh_l0", 0.5),
    "pruned input": lambda: prune.random_unstructured(lstm(), "weight_ih_l0", 0.5),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_weights_made_anew_are_refused_and_the_remedy_gives_those_that_act(name):
    module = quietly(WRAPPED[name]).eval()
    p = init_params(LSTM, D, H, np.random.default_rng(0), dtype=np.float32)
    stack = Stack((Directions(p),))
    calls = [
        lambda: from_torch(module), lambda: stack_from_torch(module),
        lambda: to_torch(p, module), lambda: stack_to_torch(stack, module),
    ]  # fmt: skip
    before = output(module)
    for call in calls:
        with pytest.raises(ValueError, match="wanted plain weights") as refused:
            call()
    np.testing.assert_array_equal(output(module), before)
    remedy = re.search(r"call (torch\.\S+\(module, '\w+'\)) first", str(refused.value))
    eval(remedy[1], {"torch": torch, "module": module})
    np.testing.assert_allclose(output(module), before, atol=1e-6)
    h, _, _ = unroll(LSTM, from_torch(module), X)
    np.testing.assert_allclose(h, before, atol=1e-6)
    h, _, _ = unroll(LSTM, p, X)
    np.testing.assert_allclose(output(to_torch(p, module)), h, atol=1e-6)


def test_a_weight_under_a_name_of_nobodys_is_refused_too():
    with pytest.raises(ValueError, match=r"weight_hh_l0_raw.* plain torch\.nn\.LSTM"):
        from_torch(Dropped(lstm()).inner)


def test_a_class_of_ones_own_is_taken_if_it_computes_the_same():
    module = Named(D, H)
    h, _, _ = unroll(LSTM, from_torch(module), X)
    np.testing.assert_allclose(h, output(module), atol=1e-6)
    with pytest.raises(ValueError, match="a forward of its own"):
        from_torch(Other(D, H))


HOLDERS = {
    "a dict": lambda: torch.nn.ModuleDict({"rnn": lstm()}),
    "a sequence": lambda: torch.nn.Sequential(torch.nn.Linear(D, D), lstm()),
    "data parallel": lambda: torch.nn.DataParallel(lstm()),
    "deeper": lambda: torch.nn.Sequential(torch.nn.ModuleDict({"a": lstm()})),
}


@pytest.mark.parametrize("name", HOLDERS)
def test_a_model_is_refused_with_the_layer_inside_it(name):
    module = HOLDERS[name]()
    with pytest.raises(ValueError, match="wanted a torch") as refused:
        from_torch(module)
    remedy = re.search(r"pass (module\.get_submodule\('\S+'\))", str(refused.value))
    inner = eval(remedy[1], {"module": module})
    np.testing.assert_array_equal(from_torch(inner).U, from_torch(lstm()).U)


STATES = {
    "LSTM": lambda: lstm(),
    "GRU of two": lambda: torch.nn.GRU(D, H, 2, bidirectional=True),
    "RNN without bias": lambda: torch.nn.RNN(D, H, bias=False),
}


@pytest.mark.parametrize("prefix", ["", "model.rnn."])
@pytest.mark.parametrize("name", STATES)
def test_a_state_dict_is_refused_with_the_module_to_load_it_into(name, prefix):
    module = STATES[name]()
    state = {prefix + key: value for key, value in module.state_dict().items()}
    with pytest.raises(TypeError, match="a state_dict came") as refused:
        stack_from_torch(state)
    assert len(str(refused.value)) < 300
    remedy = re.search(
        r"into (torch\.nn\.\w+\(.*?\)) by load_state", str(refused.value)
    )
    assert repr(prefix) in str(refused.value) or not prefix
    again = eval(remedy[1], {"torch": torch})
    again.load_state_dict({key.removeprefix(prefix): v for key, v in state.items()})
    np.testing.assert_allclose(output(again), output(module), atol=1e-7)
    stack_from_torch(again)


NOT_TAKEN = {
    "bfloat16": (lambda: lstm().bfloat16(), TypeError, "torch.bfloat16", "module.float()"),
    "half": (lambda: lstm().half(), TypeError, "torch.float16", "module.float()"),
    "no module": (lambda: 3, TypeError, "a int", "the module itself"),
    "an empty state": (lambda: {}, TypeError, "a state_dict came", "the module that it is of"),
    "a scripted layer": (lambda: quietly(torch.jit.script, lstm()), ValueError, "a scripted LSTM", "torch.jit.script was given"),
    "a cell of one step": (lambda: torch.nn.LSTMCell(D, H), ValueError, "LSTMCell(3, 4)", "cells of one step"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_modules_of_other_kinds_are_refused_in_a_line(name):
    make, kind, came, remedy = NOT_TAKEN[name]
    with pytest.raises(kind) as refused:
        from_torch(make())
    message = str(refused.value)
    assert came in message and remedy in message
    assert len(message) < 300 and "\n" not in message


def keras_weights(D, H=H):
    return to_keras(LSTM, init_params(LSTM, D, H, np.random.default_rng(D)))


@pytest.mark.parametrize("arrays", [2, 3])
def test_the_weights_of_two_layers_are_not_taken_for_two_directions(arrays):
    first, second = keras_weights(D)[:arrays], keras_weights(H)[:arrays]
    for model in (first + second, second + second):
        with pytest.raises(
            TypeError, match=r"one layer at a time.* bidirectional=True"
        ):
            from_keras(LSTM, model)
    with pytest.raises(
        ValueError, match=r"\(3, 4\) and \(4, 4\).* one layer at a time"
    ):
        from_keras(LSTM, first + second, bidirectional=True)
    ways = from_keras(LSTM, second + first[:0] + second, bidirectional=True)
    np.testing.assert_array_equal(ways.backward.U, ways.forward.U)


@pytest.mark.parametrize("name", ["gru", "lstm"])
def test_a_bias_as_cudnn_keeps_it_gets_the_remedy_that_is_right(name):
    cell = CELLS[name]
    kernel, recurrent, bias = to_keras(cell, init_params(cell, D, H, rng()))
    two = bias if bias.ndim == 2 else np.stack([bias, np.ones_like(bias)])
    with pytest.raises(ValueError, match="CuDNN") as refused:
        from_keras(cell, [kernel, recurrent, two.reshape(-1)])
    remedy = re.search(r"is (bias\.reshape\(.*)$", str(refused.value))[1]
    right = eval(remedy, {"bias": two.reshape(-1)})
    p = from_keras(cell, [kernel, recurrent, right])
    np.testing.assert_array_equal(right, two if name == "gru" else two.sum(axis=0))
    assert p.b.shape == (kernel.shape[1],)


def rng():
    return np.random.default_rng(0)


def test_the_lstm_of_tensorflow_1_comes_over_as_its_docstring_says():
    kernel, bias = rng().normal(size=(D + H, 4 * H)), rng().normal(size=4 * H)
    x, h, c = rng().normal(size=(2, D)), rng().normal(size=(2, H)), np.ones((2, H))
    sigmoid = lambda a: 1 / (1 + np.exp(-a))  # noqa: E731
    i, j, f, o = np.split(np.hstack([x, h]) @ kernel + bias, 4, axis=1)
    c_new = sigmoid(f + 1.0) * c + sigmoid(i) * np.tanh(j)  # forget_bias = 1
    ours = [reorder_gates(value, "igfo", "ifgo") for value in (kernel, bias)]
    p = from_concatenated(LSTM, *ours, first="x")
    p.b[H : 2 * H] += 1
    _, (end, c_ours), _ = unroll(LSTM, p, x[None], (h, c))
    np.testing.assert_allclose(c_ours, c_new, atol=1e-12)
    np.testing.assert_allclose(end, sigmoid(o) * np.tanh(c_new), atol=1e-12)


def test_a_deep_module_is_judged_by_all_of_its_layers():
    module = prune.l1_unstructured(lstm(num_layers=2), "weight_hh_l1", 0.5)
    with pytest.raises(ValueError, match="in place of weight_hh_l1"):
        stack_from_torch(module)
    prune.remove(module, "weight_hh_l1")
    h, _, _ = unroll_stack(LSTM, stack_from_torch(module), X)
    np.testing.assert_allclose(h, output(module), atol=1e-6)
