"""6.3 in code: one step of the LSTM."""

import numpy as np

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Code


def lstm_step(xU, hW, c_prev):
    i, f, g, o = np.split(xU + hW, 4, axis=-1)
    i, f, o = sigmoid(i), sigmoid(f), sigmoid(o)
    g = np.tanh(g)
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return h, c


STEP = Code(
    "6.3", "The step", lstm_step, outputs="h c", order="c h",
    cases={"xU": "B 4H", "hW": "B 4H", "c_prev": "B H"},
    sizes=[dict(B=2, H=3), dict(B=1, H=1), dict(B=5, H=2), dict(B=3, H=3)],
    meaning="Run it along a sequence, with two matrix products around it, and you have "
        "an LSTM.",
    mistakes={
        ("f * c_prev + i * g", "i * c_prev + f * g"):
            "The forget gate sits on the candidate and the input gate on the old cell "
            "state: the two have changed places, in the update or where the four "
            "blocks get their names.",
        ("i, f, g, o =", "i, f, o, g ="):
            "Your blocks are in the order i, f, o, g, as in Stanford's CS231n course. "
            "In this book, and in PyTorch, it is i, f, g, o.",
        ("i, f, g, o =", "i, o, f, g ="):
            "Your blocks are in the order i, o, f, g, as in ONNX. In this book it is "
            "i, f, g, o.",
        ("i, f, g, o =", "i, g, f, o ="):
            "Your blocks are in the order i, g, f, o, as in the first TensorFlow. In "
            "this book it is i, f, g, o.",
        ("f * c_prev + i * g", "f * (c_prev + i * g)"):
            "The forget gate multiplies the candidate as well. It decides about the "
            "old cell state and about nothing else.",
        ("f * c_prev", "(1 - f) * c_prev"):
            "Where your forget gate is open, the old state goes. An open forget gate "
            "keeps.",
        ("f * c_prev", "c_prev"):
            "The old cell state is kept whole. That is the cell of 1997: it has no "
            "forget gate, and nothing is ever let go.",
        ("+ i * g", "+ g"): "The candidate enters at full size: its gate is missing.",
        ("+ i * g", "+ (1 - f) * g"):
            "The input gate is not used: you let in what the forget gate leaves free. "
            "That is a sister of the cell of exercise 6.5.",
        ("c_prev + i * g", "c_prev * i * g"):
            "The two parts are multiplied. They should be added.",
        ("np.tanh(g)", "sigmoid(g)"):
            "The candidate goes through a sigmoid, so it cannot be negative and the "
            "cell can only count up.",
        ("np.tanh(g)", "g"): "The candidate enters without its tanh.",
        ("sigmoid(i), sigmoid(f), sigmoid(o)", "i, f, o"):
            "The gates are not squashed. A gate lies between 0 and 1.",
        (("sigmoid(i), sigmoid(f), sigmoid(o)", "i, f, o"), ("np.tanh(g)", "g")):
            "The blocks are used as they come: neither the gates nor the candidate are "
            "squashed.",
        ("o * np.tanh(c)", "o * c"):
            "The cell state is right. On its way to the output it should be squashed; "
            "yours goes out unbounded.",
        ("o * np.tanh(c)", "np.tanh(c)"):
            "The whole squashed cell state is shown: the output gate is missing.",
        ("o * np.tanh(c)", "np.tanh(o * c)"):
            "The output gate multiplies before the tanh. It should multiply what comes "
            "out of it.",
        ("np.tanh(c)", "sigmoid(c)"):
            "On its way out the cell state goes through a sigmoid, so the output "
            "cannot be negative. Another squashing belongs there.",
        ("    h = o * np.tanh(c)", "    c = np.tanh(c)\n    h = o * c"):
            "You hand the squashed cell state on to the next step. The squashing is "
            "for the output alone.",
        ("np.tanh(c)", "np.tanh(c_prev)"):
            "The cell state is right, but the hidden state is a view of the old one, "
            "not of the new.",
        ("xU + hW", "xU"): "The previous hidden state has no effect: `hW` is not used.",
        ("xU + hW", "xU * hW"): "`xU` and `hW` are multiplied. They should be added.",
        ("return h, c", "return c, h"):
            "Both arrays are right, in the wrong order: the hidden state comes first.",
    },
    hints=(
        "Add the two inputs, split the sum into four along the last axis, and give the "
        "blocks their names in the order i, f, g, o.",
        "Three of the four blocks answer 'how much?': they lie between 0 and 1. The "
        "fourth is content and may be negative.",
        "The new cell state has two summands: a part of the old state, and a part of "
        "the candidate. One gate decides about each.",
    ),
)  # fmt: skip
