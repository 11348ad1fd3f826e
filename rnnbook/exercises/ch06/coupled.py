"""6.5 in code: a cell with coupled gates, along a sequence."""

import numpy as np

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Code


def coupled(xU, W, h, c):
    hs = []
    for x in xU:
        i, g, o = np.split(x + h @ W, 3, axis=-1)
        i, g, o = sigmoid(i), np.tanh(g), sigmoid(o)
        c = (1 - i) * c + i * g
        h = o * np.tanh(c)
        hs.append(h)
    return np.stack(hs), c


def cases(rng):
    return [
        {
            "xU": rng.normal(0, 1.5, (T, B, 3 * H)),
            "W": rng.normal(size=(H, 3 * H)),
            "h": np.tanh(rng.normal(size=(B, H))),
            "c": rng.normal(size=(B, H)),
        }
        for T, B, H in ((4, 2, 3), (5, 1, 1), (3, 3, 2), (3, 3, 3))
    ]


SAME_H = (("hs = []", "hs, h_0 = [], h"), ("h @ W", "h_0 @ W"))
SAME_C = (("for x", "c_0 = c\n    for x"), ("(1 - i) * c +", "(1 - i) * c_0 +"))
COUPLED = Code(
    "6.5", "One gate for two", coupled, outputs="hs c_last", cases=cases,
    meaning="A quarter of the parameters is gone. Greff et al. (2017) report that this "
        "coupling made the LSTM simpler without significantly decreasing its "
        "performance. The GRU of chapter 8 couples its gates in the same way.",
    mistakes={
        SAME_H:
            "Every step sees the first hidden state: the new one is not handed on.",
        SAME_C:
            "Every step starts from the first cell state: the new one is not handed "
            "on.",
        SAME_H + SAME_C:
            "Every step starts from the first states: the new ones are not handed on.",
        ("x + h @ W", "x"): "The previous hidden state has no effect.",
        ("(1 - i) * c + i * g", "i * c + (1 - i) * g"):
            "The two parts have changed places: where your gate is open, it keeps the "
            "old state and shuts the new content out.",
        ("(1 - i) * c", "c"):
            "The old cell state is kept whole, whatever the gate says: this is the "
            "cell of 1997.",
        ("(1 - i) * c", "i * c"):
            "The same number stands before both parts. The more goes in, the less of "
            "the old state should stay.",
        (("i, g, o = sigmoid(i)", "a, i, g, o = i, sigmoid(i)"),
         ("(1 - i) * c", "sigmoid(1 - a) * c")):
            "You subtract inside the sigmoid. It is the value of the input gate, after "
            "its sigmoid, that is taken from 1.",
        ("+ i * g", "+ g"): "The candidate enters at full size: its gate is missing.",
        ("append(h)", "append(c)"):
            "You collect the cell states. The hidden states were wanted.",
        (("hs = []", "hs = [h]"), ("stack(hs)", "stack(hs[:-1])")):
            "You collect the hidden state before each step, so the first is the one "
            "that came in and the last is lost.",
        ("np.stack(hs)", "h"):
            "You return the hidden state of the last step alone. Collect that of every "
            "step.",
        ("in xU", "in xU[::-1]"): "The sequence is read from its end.",
        ("stack(hs)", "stack(hs[::-1])"):
            "The states are right, but they are returned last step first.",
        ("i, g, o = np", "i, o, g = np"):
            "Your blocks are in the order i, o, g. Here it is i, g, o.",
        ("np.tanh(c)", "c"):
            "On its way to the output the cell state should be squashed; yours goes "
            "out unbounded.",
        ("np.stack(hs), c", "np.stack(hs), h"):
            "In the place of the last cell state you return the last hidden state.",
        ("np.stack(hs), c", "c, np.stack(hs)"):
            "Both arrays are right, in the wrong order: the hidden states come first.",
    },
    hints=(
        "Start from your step of exercise 6.3. There are three blocks now. Where did f "
        "stand, and what stands there?",
        "Around it goes a loop over the first axis of `xU`; `h @ W` is formed anew in "
        "each step.",
        "Collect h after each step in a list and make one array of the list at the "
        "end.",
    ),
)  # fmt: skip
