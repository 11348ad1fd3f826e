"""1.5 in code: one to many, each output the next input."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _write(
    x,
    U,
    W,
    b,
    V,
    b_y,
    T,
    squash=np.tanh,
    feed=lambda x, h, y: y,
    carry=True,
    keep="y",
    bias=True,
    late=False,
):
    """Run the loop of one to many, with switches for what goes wrong in it."""
    h, out = np.zeros((len(x), len(W))), []
    for _ in range(T):
        if keep == "x":
            out.append(x)
        new = squash(x @ U + h @ W + b)
        y = (h if late else new) @ V + bias * b_y
        if carry:
            h = new
        if keep != "x":
            out.append(new if keep == "h" else y)
        x = feed(x, new, y)
    return np.stack(out), new


def _variant(**switches):
    return lambda *inputs: _write(*inputs, **switches)


def _cases(rng):
    return [
        {
            "x": rng.normal(size=(B, D)),
            "U": rng.normal(size=(D, H)),
            "W": rng.normal(size=(H, H)),
            "b": rng.normal(size=H),
            "V": rng.normal(size=(H, D)),
            "b_y": rng.normal(size=D),
            "T": T,
        }
        for T, B, D, H in ((5, 2, 3, 4), (4, 1, 2, 2), (3, 3, 4, 4))
    ]


FEEDBACK = Exercise(
    number="1.5",
    title="One to many",
    outputs=("y", "h"),
    right=_write,
    cases=_cases,
    meaning="The network listens to itself. A small error at one step is part of every "
    "later input; chapter 11 comes back to that.",
    mistakes=(
        Mistake(
            "same input again",
            "Every step reads the first input. From the second step on, it should be "
            "the output of the step before.",
            _variant(feed=lambda x, h, y: x),
        ),
        Mistake(
            "zeros after the first",
            "After the first step the input is zero. It should be the output of the "
            "step before.",
            _variant(feed=lambda x, h, y: 0 * x),
        ),
        Mistake(
            "input added to",
            "The output is added to the old input. It should take its place.",
            _variant(feed=lambda x, h, y: x + y),
        ),
        Mistake(
            "state not carried",
            "The old state has no effect: either it is not handed on, or its product "
            "with `W` is missing.",
            _variant(carry=False),
        ),
        Mistake(
            "not squashed",
            "The state is not squashed.",
            _variant(squash=lambda a: a),
        ),
        Mistake(
            "no bias in the cell",
            "The cell's bias `b` is missing.",
            lambda x, U, W, b, V, b_y, T: _write(x, U, W, 0 * b, V, b_y, T),
        ),
        Mistake(
            "no bias in the readout",
            "The readout's bias `b_y` is missing.",
            _variant(bias=False),
        ),
        Mistake(
            "readout of the old state",
            "The output is read from the old state. Make the new state first.",
            _variant(late=True),
        ),
        Mistake(
            "states returned",
            "You collect the states. The outputs were wanted.",
            _variant(keep="h"),
        ),
        Mistake(
            "inputs returned",
            "You collect what goes in, so the first is the given input and the last "
            "output is lost.",
            _variant(keep="x"),
        ),
        Mistake(
            "last output alone",
            "You return the output of the last step alone. Collect that of every step.",
            lambda *inputs: {"y": _write(*inputs)[0][-1]},
        ),
        Mistake(
            "batch first",
            "The outputs are right, but with the batch first. Time comes first here.",
            lambda *inputs: {"y": _write(*inputs)[0].swapaxes(0, 1)},
        ),
        Mistake(
            "W transposed",
            "You multiply with the transpose of `W`. Vectors are rows here: `h @ W`.",
            lambda x, U, W, b, V, b_y, T: _write(x, U, W.T, b, V, b_y, T),
        ),
        Mistake(
            "returned in the wrong order",
            "Both arrays are right, in the wrong order: the outputs come first.",
            lambda *inputs: _write(*inputs)[::-1],
        ),
        Mistake(
            "output squashed",
            "The output is squashed on its way back to the input. It should go back "
            "as it is.",
            _variant(feed=lambda x, h, y: np.tanh(y)),
        ),
    ),
    hints=(
        "Three lines in a loop: the new state from the input and the old state, the "
        "output from the new state, and the input of the next step.",
        "Collect the outputs in a list and make one array of the list at the end.",
    ),
)
