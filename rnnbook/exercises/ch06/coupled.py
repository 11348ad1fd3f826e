"""6.5 in code: a cell with coupled gates, along a sequence."""

import numpy as np

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _coupled(
    xU,
    W,
    h,
    c,
    keep=lambda i: 1 - i,
    let_in=lambda i: i,
    show=np.tanh,
    order="igo",
    carry_h=True,
    carry_c=True,
    output="h",
):
    """The coupled LSTM along a sequence, with switches for what goes wrong in it."""
    h_used, c_used, out = h, c, []
    for xU_t in xU:
        if output == "before":
            out.append(h)
        a = dict(zip(order, np.split(xU_t + h_used @ W, 3, axis=-1), strict=True))
        i, g, o = sigmoid(a["i"]), np.tanh(a["g"]), sigmoid(a["o"])
        c = keep(i) * c_used + let_in(i) * g
        h = o * show(c)
        h_used, c_used = (h if carry_h else h_used), (c if carry_c else c_used)
        if output != "before":
            out.append(c if output == "c" else h)
    return (h if output == "last" else np.stack(out)), c


def _coupled_variant(**switches):
    return lambda xU, W, h, c: _coupled(xU, W, h, c, **switches)


def _coupled_cases(rng):
    return [
        {
            "xU": rng.normal(0, 1.5, (T, B, 3 * units)),
            "W": rng.normal(size=(units, 3 * units)),
            "h": np.tanh(rng.normal(size=(B, units))),
            "c": rng.normal(size=(B, units)),
        }
        for T, B, units in ((4, 2, 3), (5, 1, 1), (3, 3, 2), (3, 3, 3))
    ]


COUPLED = Exercise(
    number="6.5",
    title="One gate for two",
    outputs=("hs", "c"),
    right=_coupled,
    cases=_coupled_cases,
    meaning="A quarter of the parameters is gone. Greff et al. (2017) report that this "
    "coupling made the LSTM simpler without significantly decreasing its performance. "
    "The GRU of chapter 8 couples its gates in the same way.",
    mistakes=(
        Mistake(
            "hidden state not carried",
            "Every step sees the first hidden state: the new one is not handed on.",
            _coupled_variant(carry_h=False),
        ),
        Mistake(
            "cell state not carried",
            "Every step starts from the first cell state: the new one is not handed "
            "on.",
            _coupled_variant(carry_c=False),
        ),
        Mistake(
            "neither state carried",
            "Every step starts from the first states: the new ones are not handed on.",
            _coupled_variant(carry_h=False, carry_c=False),
        ),
        Mistake(
            "W unused",
            "The previous hidden state has no effect.",
            lambda xU, W, h, c: _coupled(xU, 0 * W, h, c),
        ),
        Mistake(
            "gate the wrong way round",
            "The two parts have changed places: where your gate is open, it keeps the "
            "old state and shuts the new content out.",
            _coupled_variant(keep=lambda i: i, let_in=lambda i: 1 - i),
        ),
        Mistake(
            "not coupled",
            "The old cell state is kept whole, whatever the gate says: this is the "
            "cell of 1997.",
            _coupled_variant(keep=lambda i: 1.0),
        ),
        Mistake(
            "same gate on both",
            "The same number stands before both parts. The more goes in, the less of "
            "the old state should stay.",
            _coupled_variant(keep=lambda i: i),
        ),
        Mistake(
            "candidate ungated",
            "The candidate enters at full size: its gate is missing.",
            _coupled_variant(let_in=lambda i: 1.0),
        ),
        Mistake(
            "cell states returned",
            "You collect the cell states. The hidden states were wanted.",
            _coupled_variant(output="c"),
        ),
        Mistake(
            "one step early",
            "You collect the hidden state before each step, so the first is the one "
            "that came in and the last is lost.",
            _coupled_variant(output="before"),
        ),
        Mistake(
            "last state alone",
            "You return the hidden state of the last step alone. Collect that of every "
            "step.",
            _coupled_variant(output="last"),
        ),
        Mistake(
            "read backward",
            "The sequence is read from its end.",
            lambda xU, W, h, c: _coupled(xU[::-1], W, h, c),
        ),
        Mistake(
            "returned backward",
            "The states are right, but they are returned last step first.",
            lambda xU, W, h, c: {"hs": _coupled(xU, W, h, c)[0][::-1]},
        ),
        Mistake(
            "gate order i o g",
            "Your blocks are in the order i, o, g. Here it is i, g, o.",
            _coupled_variant(order="iog"),
        ),
        Mistake(
            "tanh missing on the cell",
            "On its way to the output the cell state should be squashed; yours goes "
            "out unbounded.",
            _coupled_variant(show=lambda c: c),
        ),
        Mistake(
            "returned in the wrong order",
            "Both arrays are right, in the wrong order: the hidden states come first.",
            lambda *args: _coupled(*args)[::-1],
        ),
    ),
    hints=(
        "Start from your step of exercise 6.3. There are three blocks now. Where did f "
        "stand, and what stands there?",
        "Around it goes a loop over the first axis of `xU`; `h @ W` is formed anew in "
        "each step.",
        "Collect h after each step in a list and make one array of the list at the "
        "end.",
    ),
)
