"""6.3 in code: one step of the LSTM."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Exercise, Mistake


def _step(xU, hW, c_prev):
    (h, c), _ = CELLS["lstm"].forward(xU, hW, (None, c_prev))
    return h, c


def _usual(i, f, g, c_prev):
    return f * c_prev + i * g


def _variant(
    update=_usual,
    output=lambda o, c, c_prev: o * np.tanh(c),
    order="ifgo",
    gate=sigmoid,
    candidate=np.tanh,
    join=np.add,
):
    """A step with one piece replaced."""

    def step(xU, hW, c_prev):
        blocks = np.split(join(xU, hW), 4, axis=-1)
        a = dict(zip(order, blocks, strict=True))
        i, f, o = (gate(a[name]) for name in "ifo")
        c = update(i, f, candidate(a["g"]), c_prev)
        return output(o, c, c_prev), c

    return step


def _as_it_is(a):
    return a


def _step_cases(rng):
    return [
        {
            "xU": rng.normal(0, 1.5, (B, 4 * units)),
            "hW": rng.normal(0, 1.5, (B, 4 * units)),
            "c_prev": rng.normal(0, 1.5, (B, units)),
        }
        for B, units in ((2, 3), (1, 1), (5, 2), (3, 3))
    ]


STEP = Exercise(
    number="6.3",
    title="The step",
    outputs=("h", "c"),
    order=("c", "h"),
    right=_step,
    cases=_step_cases,
    meaning="Run it along a sequence, with two matrix products around it, and you have "
    "an LSTM.",
    mistakes=(
        Mistake(
            "forget and input gate swapped",
            "The forget gate sits on the candidate and the input gate on the old cell "
            "state: the two have changed places, in the update or where the four "
            "blocks get their names.",
            _variant(lambda i, f, g, c_prev: i * c_prev + f * g),
        ),
        Mistake(
            "gate order i f o g",
            "Your blocks are in the order i, f, o, g, as in Stanford's CS231n course. "
            "In this book, and in PyTorch, it is i, f, g, o.",
            _variant(order="ifog"),
        ),
        Mistake(
            "gate order i o f g",
            "Your blocks are in the order i, o, f, g, as in ONNX. In this book it is "
            "i, f, g, o.",
            _variant(order="iofg"),
        ),
        Mistake(
            "forget gate on the candidate too",
            "The forget gate multiplies the candidate as well. It decides about the "
            "old cell state and about nothing else.",
            _variant(lambda i, f, g, c_prev: f * (c_prev + i * g)),
        ),
        Mistake(
            "forget gate the wrong way round",
            "Where your forget gate is open, the old state goes. An open forget gate "
            "keeps.",
            _variant(lambda i, f, g, c_prev: (1 - f) * c_prev + i * g),
        ),
        Mistake(
            "no forget gate",
            "The old cell state is kept whole. That is the cell of 1997: it has no "
            "forget gate, and nothing is ever let go.",
            _variant(lambda i, f, g, c_prev: c_prev + i * g),
        ),
        Mistake(
            "no input gate",
            "The candidate enters at full size: its gate is missing.",
            _variant(lambda i, f, g, c_prev: f * c_prev + g),
        ),
        Mistake(
            "coupled gates",
            "The input gate is not used: you let in what the forget gate leaves free. "
            "That is a sister of the cell of exercise 6.5.",
            _variant(lambda i, f, g, c_prev: f * c_prev + (1 - f) * g),
        ),
        Mistake(
            "parts multiplied",
            "The two parts are multiplied. They should be added.",
            _variant(lambda i, f, g, c_prev: f * c_prev * i * g),
        ),
        Mistake(
            "sigmoid candidate",
            "The candidate goes through a sigmoid, so it cannot be negative and the "
            "cell can only count up.",
            _variant(candidate=sigmoid),
        ),
        Mistake(
            "candidate not squashed",
            "The candidate enters without its tanh.",
            _variant(candidate=_as_it_is),
        ),
        Mistake(
            "gates not squashed",
            "The gates are not squashed. A gate lies between 0 and 1.",
            _variant(gate=_as_it_is),
        ),
        Mistake(
            "nothing squashed",
            "The blocks are used as they come: neither the gates nor the candidate are "
            "squashed.",
            _variant(gate=_as_it_is, candidate=_as_it_is),
        ),
        Mistake(
            "tanh missing on the cell",
            "The cell state is right. On its way to the output it should be squashed; "
            "yours goes out unbounded.",
            _variant(output=lambda o, c, c_prev: o * c),
        ),
        Mistake(
            "no output gate",
            "The whole squashed cell state is shown: the output gate is missing.",
            _variant(output=lambda o, c, c_prev: np.tanh(c)),
        ),
        Mistake(
            "output of the old cell state",
            "The cell state is right, but the hidden state is a view of the old one, "
            "not of the new.",
            _variant(output=lambda o, c, c_prev: o * np.tanh(c_prev)),
        ),
        Mistake(
            "input alone",
            "The previous hidden state has no effect: `hW` is not used.",
            _variant(join=lambda xU, hW: xU),
        ),
        Mistake(
            "inputs multiplied",
            "`xU` and `hW` are multiplied. They should be added.",
            _variant(join=np.multiply),
        ),
        Mistake(
            "returned in the wrong order",
            "Both arrays are right, in the wrong order: the hidden state comes first.",
            lambda *args: _step(*args)[::-1],
        ),
    ),
    hints=(
        "Add the two inputs, split the sum into four along the last axis, and give the "
        "blocks their names in the order i, f, g, o.",
        "Three of the four blocks answer 'how much?': they lie between 0 and 1. The "
        "fourth is content and may be negative.",
        "The new cell state has two summands: a part of the old state, and a part of "
        "the candidate. One gate decides about each.",
    ),
)
