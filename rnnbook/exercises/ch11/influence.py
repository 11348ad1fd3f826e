"""11.5 in code: which past input moved a prediction."""

import numpy as np

from rnnbook.cells.activations import softmax
from rnnbook.exercises.form import Code


def influence(h, U, W, V, y, k):
    do = -y.copy()
    do[k] += 1
    dh = do @ V.T
    norms = np.zeros(len(h))
    for s in reversed(range(len(h))):
        da = dh * (1 - h[s] ** 2)
        norms[s] = np.linalg.norm(da @ U.T)
        dh = da @ W.T
    return norms, dh


def cases(rng):
    for T, D, H, S in ((6, 4, 5, 4), (1, 3, 2, 3), (4, 5, 5, 5)):
        h = np.tanh(rng.normal(size=(T, H)))
        U, W, V = (rng.normal(size=n) for n in ((D, H), (H, H), (H, S)))
        y = softmax(h[-1] @ V)
        yield {"h": h, "U": U, "W": W, "V": V, "y": y, "k": int(rng.integers(S))}


INFLUENCE = Code(
    "11.5", "Which input mattered", influence, outputs="norms dh_0", cases=cases,
    meaning="It is backpropagation through time, started from one prediction in place "
        "of a loss. The sign does not matter: a norm has none.",
    mistakes={
        (" * (1 - h[s] ** 2)", ""): "The slope of the tanh is missing at each step.",
        ("1 - h[s] ** 2", "h[s] * (1 - h[s])"):
            "This is the slope of a sigmoid. The units here have a tanh.",
        ("da @ W.T", "da @ W"): "W goes back transposed.",
        ("do @ V.T", "V[:, k]"):
            "This is the gradient of the score of the symbol. All scores enter the "
            "softmax.",
        ("do = -y.copy()\n    do[k] += 1", "do = -y[k] * y\n    do[k] += y[k]"):
            "This is the gradient of the probability. That of its logarithm was "
            "wanted.",
        ("np.linalg.norm(da @ U.T)", "np.linalg.norm(da)"):
            "You stop at the pre-activation. The input comes in through U.",
        ("np.linalg.norm(da @ U.T)", "np.linalg.norm(dh)"):
            "This is the gradient for the state. The question is about the input.",
        ("dh = da @ W.T", "dh = dh @ W.T"):
            "The gradient that goes on has not passed the tanh of this step.",
        ("norms[s] =", "norms[-1 - s] ="):
            "The norms are in the reverse order: the first belongs to the first input.",
        ("np.linalg.norm(da @ U.T)", "((da @ U.T) ** 2).sum()"):
            "These are the squares of the norms.",
    },
    hints=(
        "Chapter 3 knows the gradient of ln y_k for the scores: one-hot less y.",
        "From the scores to the last state by V, transposed. Then step by step back.",
        "At each step: through the tanh, then two ways: by U to the input, by W to the "
        "state before.",
    ),
)  # fmt: skip
