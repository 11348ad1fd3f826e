"""10.5 in code: hold one cell of an LSTM."""

import numpy as np

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Code


def held(xU, W, unit, value, since):
    T, B, K = xU.shape
    h = c = np.zeros((B, K // 4))
    hs = np.zeros((T, B, K // 4))
    for t in range(T):
        i, f, g, o = np.split(xU[t] + h @ W, 4, axis=-1)
        i, f, o = sigmoid(i), sigmoid(f), sigmoid(o)
        c = f * c + i * np.tanh(g)
        if t >= since:
            c[:, unit] = value
        h = o * np.tanh(c)
        hs[t] = h
    return hs, c


def cases(rng):
    """Small LSTMs; the hold begins somewhere within the sequence."""
    for T, B, H, unit, since in ((6, 2, 3, 1, 2), (4, 1, 2, 0, 1), (5, 4, 4, 3, 3)):
        yield {
            "xU": rng.normal(0, 1.5, (T, B, 4 * H)),
            "W": rng.normal(0, 1.0, (H, 4 * H)), "unit": unit,
            "value": float(rng.normal(0, 2)), "since": since,
        }  # fmt: skip


CLAMP = Code(
    "10.5", "Hold a cell", held, outputs="h c_last", cases=cases,
    meaning="This is the test of the live figure. A name for a cell that was only "
        "looked at is a guess; a name that survives a hold is a result.",
    mistakes={
        ("if t >= since:", "if t > since:"):
            "The hold begins one step late. At step `since` itself the cell is held.",
        ("if t >= since:", "if t == since:"):
            "The cell is set once and then goes its own way. Hold it to the end.",
        ("if t >= since:", "if True:"):
            "The cell is held from the first step on. Leave the steps before `since` "
            "as they are.",
        (("        c = f * c + i * np.tanh(g)\n        if t >= since:\n"
          "            c[:, unit] = value\n        h = o * np.tanh(c)\n",
          "        c = f * c + i * np.tanh(g)\n        h = o * np.tanh(c)\n"
          "        if t >= since:\n            c[:, unit] = value\n"),):
            "The cell is held after h was made of it: h of this step still shows the "
            "old value.",
        ("            c[:, unit] = value\n        h = o * np.tanh(c)\n",
         "            pass\n        h = o * np.tanh(c)\n"
         "        if t >= since:\n            h[:, unit] = value\n"):
            "You hold the hidden state h. The cell state c was meant, and h follows "
            "from it through the output gate.",
        ("c[:, unit] = value", "c[unit] = value"):
            "The first axis is the batch: you hold all cells of one sequence.",
        ("c[:, unit] = value", "c[:] = value"): "You hold all cells.",
        ("c[:, unit] = value", "c[:, unit] = np.tanh(value)"):
            "The value is that of the cell state itself, before the tanh.",
        ("        if t >= since:\n            c[:, unit] = value\n", ""):
            "Nothing is held.",
    },
    hints=(
        "Write the loop of the LSTM first: gates, then c, then h.",
        "The hold stands between two lines: when c is new, and before h is made of it.",
    ),
)  # fmt: skip
