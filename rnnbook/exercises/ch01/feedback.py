"""1.5 in code: one to many, each output the next input."""

import numpy as np

from rnnbook.exercises.form import Code


def write(x, U, W, b, V, b_y, T):
    h, out = np.zeros((len(x), len(W))), []
    for _ in range(T):
        h = np.tanh(x @ U + h @ W + b)
        o = h @ V + b_y
        x = o
        out.append(o)
    return np.stack(out), h


def cases(rng):
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


FEEDBACK = Code(
    "1.5", "One to many", write, outputs="o h", cases=cases,
    meaning="The network listens to itself: it is autoregressive. A small error at one "
        "step is part of every later input.",
    mistakes={
        ("x = o", "pass"):
            "Every step reads the first input. From the second step on, it should be "
            "the output of the step before.",
        ("x = o", "x = 0 * o"):
            "After the first step the input is zero. It should be the output of the "
            "step before.",
        ("x = o", "x = x + o"):
            "The output is added to the old input. It should take its place.",
        (" + h @ W", ""):
            "The old state has no effect: either it is not handed on, or its product "
            "with `W` is missing.",
        ("np.tanh(x @ U + h @ W + b)", "x @ U + h @ W + b"):
            "The state is not squashed.",
        ("h @ W + b", "h @ W"): "The cell's bias `b` is missing.",
        (" + b_y", ""): "The readout's bias `b_y` is missing.",
        (("h = np.tanh(", "old, h = h, np.tanh("), ("o = h @", "o = old @")):
            "The output is read from the old state. Make the new state first.",
        ("append(o)", "append(h)"): "You collect the states. The outputs were wanted.",
        (("x = o", "pass"), ("out.append(o)", "out.append(x)\n        x = o")):
            "You collect what goes in, so the first is the given input and the last "
            "output is lost.",
        ("np.stack(out)", "o"):
            "You return the output of the last step alone. Collect that of every step.",
        ("np.stack(out)", "np.stack(out, axis=1)"):
            "The outputs are right, but with the batch first. Time comes first here.",
        ("h @ W", "h @ W.T"):
            "You multiply with the transpose of `W`. Vectors are rows here: `h @ W`.",
        ("np.stack(out), h", "h, np.stack(out)"):
            "Both arrays are right, in the wrong order: the outputs come first.",
        ("x = o", "x = np.tanh(o)"):
            "The output is squashed on its way back to the input. It should go back as "
            "it is.",
    },
    hints=(
        "Three lines in a loop: the new state from the input and the old state, the "
        "output from the new state, and the input of the next step.",
        "Collect the outputs in a list and make one array of the list at the end.",
    ),
)  # fmt: skip
