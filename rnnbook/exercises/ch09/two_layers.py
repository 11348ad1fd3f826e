"""9.4 in code: two layers of a vanilla RNN, forward."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _two(
    x, U_1, W_1, b_1, U_2, W_2, b_2,
    reads=lambda x_t, h_1, h_1_old, h_2_old: h_1,
    past=lambda h_1_old, h_2_old: h_2_old, start=lambda h_1: 0 * h_1,
    squash=np.tanh, carry=(1, 1), add=lambda v, h: h,
):  # fmt: skip
    """Two layers step by step, with switches for what goes wrong in them.

    Of the second layer, reads: what it reads. past: what its W multiplies. start: its
    first state. add: what it gives.
    """
    h_1 = np.zeros((x.shape[1], len(W_1)))
    h_2, out_1, out_2 = None, [], []
    for x_t in x:
        old = carry[0] * h_1
        h_1 = np.tanh(x_t @ U_1 + old @ W_1 + b_1)
        if h_2 is None:
            h_2 = start(h_1)
        kept = carry[1] * past(old, h_2)
        a = reads(x_t, h_1, old, h_2) @ U_2 + kept @ W_2 + b_2
        h_2 = squash(a)
        out_1.append(h_1)
        out_2.append(add(h_1, h_2))
    return np.stack(out_1), np.stack(out_2)


def _variant(**switches):
    return lambda *inputs: _two(*inputs, **switches)


def _after(x, U_1, W_1, b_1, U_2, W_2, b_2):
    """The second layer starts from where the first has ended."""
    last = _two(x, U_1, W_1, b_1, U_2, W_2, b_2)[0][-1]
    return _two(x, U_1, W_1, b_1, U_2, W_2, b_2, start=lambda h_1: last)


def _one_state(x, U_1, W_1, b_1, U_2, W_2, b_2):
    """One name for both states: each layer goes on from where the other has ended."""
    h, out_1, out_2 = np.zeros((x.shape[1], len(W_1))), [], []
    for x_t in x:
        out_1.append(np.tanh(x_t @ U_1 + h @ W_1 + b_1))
        h = np.tanh(out_1[-1] @ U_2 + out_1[-1] @ W_2 + b_2)
        out_2.append(h)
    return np.stack(out_1), np.stack(out_2)


def _cases(rng):
    cases = []
    for T, B, n in ((4, 2, 3), (3, 1, 2), (6, 3, 4)):
        each = {"x": rng.normal(size=(T, B, n))}
        for k in (1, 2):
            each[f"U_{k}"] = rng.normal(0, 0.8, (n, n))
            each[f"W_{k}"] = rng.normal(0, 0.8, (n, n))
            each[f"b_{k}"] = rng.normal(0, 0.5, n)
        cases.append(each)
    return cases


TWO_LAYERS = Exercise(
    number="9.4",
    title="Two layers",
    outputs=("h_1", "h_2"),
    right=_two,
    cases=_cases,
    meaning="You may go through all steps of the first layer before you begin the "
    "second, or through both at each step: the numbers are the same.",
    mistakes=(
        Mistake(
            "second layer reads itself",
            "The second layer reads its own last state in place of the layer below. It "
            "cannot know anything of the input.",
            _variant(reads=lambda x_t, h_1, old, h_2: h_2),
        ),
        Mistake(
            "second layer reads x",
            "The second layer reads the input. These are two layers side by side, not "
            "one above the other.",
            _variant(reads=lambda x_t, h_1, old, h_2: x_t),
        ),
        Mistake(
            "second layer a step late",
            "The second layer reads the state that the first had one step before.",
            _variant(reads=lambda x_t, h_1, old, h_2: old),
        ),
        Mistake(
            "second layer starts from the first",
            "The second layer starts from the last state of the first. It has a state "
            "of its own, and it starts at zero.",
            _after,
        ),
        Mistake(
            "one state for both",
            "Both layers use one state: each begins from what the other has just "
            "computed. Each has its own.",
            _one_state,
        ),
        Mistake(
            "past of the first layer in the second",
            "With W_2 you multiply a state of the first layer. It is for the second "
            "layer's own state.",
            _variant(past=lambda old, h_2: old),
        ),
        Mistake(
            "W of the first layer in both",
            "The second layer uses the W of the first.",
            lambda x, U_1, W_1, b_1, U_2, W_2, b_2: _two(
                x, U_1, W_1, b_1, U_2, W_1, b_2
            ),
        ),
        Mistake(
            "one set of weights",
            "Both layers have the weights of the first. Each layer has its own; only "
            "the steps of a layer share them.",
            lambda x, U_1, W_1, b_1, U_2, W_2, b_2: _two(
                x, U_1, W_1, b_1, U_1, W_1, b_1
            ),
        ),
        Mistake(
            "layers exchanged",
            "The weights of the two layers have changed places.",
            lambda x, U_1, W_1, b_1, U_2, W_2, b_2: _two(
                x, U_2, W_2, b_2, U_1, W_1, b_1
            ),
        ),
        Mistake(
            "first state not carried",
            "The first layer starts every step from zero.",
            _variant(carry=(0, 1)),
        ),
        Mistake(
            "second state not carried",
            "The second layer starts every step from zero: it has no memory of its own."
            "",
            _variant(carry=(1, 0)),
        ),
        Mistake(
            "neither state carried",
            "Both layers start every step from zero.",
            _variant(carry=(0, 0)),
        ),
        Mistake(
            "biases missing",
            "The biases are missing.",
            lambda x, U_1, W_1, b_1, U_2, W_2, b_2: _two(
                x, U_1, W_1, 0 * b_1, U_2, W_2, 0 * b_2
            ),
        ),
        Mistake(
            "second bias missing",
            "The bias of the second layer is missing.",
            lambda x, U_1, W_1, b_1, U_2, W_2, b_2: _two(
                x, U_1, W_1, b_1, U_2, W_2, 0 * b_2
            ),
        ),
        Mistake(
            "U and W exchanged",
            "U and W have changed places: U is for what a layer reads.",
            lambda x, U_1, W_1, b_1, U_2, W_2, b_2: _two(
                x, W_1, U_1, b_1, W_2, U_2, b_2
            ),
        ),
        Mistake(
            "second layer not squashed",
            "The second layer is not squashed.",
            _variant(squash=lambda a: a),
        ),
        Mistake(
            "residual added",
            "You add what the second layer reads to what it gives. That is a residual; "
            "this network has none.",
            _variant(add=lambda v, h: v + h),
        ),
        Mistake(
            "returned in the wrong order",
            "Both arrays are right, in the wrong order: the first layer comes first.",
            lambda *inputs: _two(*inputs)[::-1],
        ),
    ),
    hints=(
        "Two loops over time, one after the other, are enough. What does the second "
        "loop run over?",
        "Each layer has a state of its own, (B, H), zeros at first.",
        "Write a function for one layer, (9.1) with v for what it reads, and call it "
        "twice.",
    ),
)
