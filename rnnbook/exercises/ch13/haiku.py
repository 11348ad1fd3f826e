"""13.3 in code: an LSTM from Haiku."""

import numpy as np

from rnnbook.exercises.form import Code


def from_haiku(w, b):
    H = len(b) // 4

    def turned(array):
        i, g, f, o = np.split(array, 4, axis=-1)
        return np.concatenate([i, f, g, o], axis=-1)

    w, b = turned(w), turned(b)
    b[H : 2 * H] += 1
    U = w[:-H]
    W = w[-H:]
    return U, W, b


def cases(rng):
    for D, H in ((3, 2), (1, 1), (4, 4), (2, 5)):
        yield {"w": rng.normal(size=(D + H, 4 * H)), "b": rng.normal(size=4 * H)}


HAIKU = Code(
    "13.3", "An LSTM from Haiku", from_haiku, outputs="U W b", cases=cases,
    blocks={name: tuple(f"{name}_{k}" for k in "ifgo") for name in "UW"},
    meaning="An exchange of two blocks, a cut, and a 1. Each of the three, forgotten, "
        "gives a network that runs.",
    mistakes={
        ("    b[H : 2 * H] += 1\n", ""):
            "The blocks are right. The 1 that the cell adds when it runs is missing.",
        ("b[H : 2 * H] += 1", "b[2 * H : 3 * H] += 1"):
            "You added the 1 to the candidate: after the exchange the forget gate has "
            "another place.",
        ("b[H : 2 * H] += 1", "b += 1"): "You added the 1 to all four blocks.",
        ("b[H : 2 * H] += 1", "b[H : 2 * H] = 1"):
            "The bias of f is set to 1. It is more than it was by 1.",
        ("b[H : 2 * H] += 1", "b[H : 2 * H] -= 1"):
            "The 1 is taken off. The cell adds it, so your bias has to hold it.",
        ("[i, f, g, o]", "[i, g, f, o]"):
            "The blocks are still in Haiku's order, i g f o.",
        ("[i, f, g, o]", "[i, o, f, g]"):
            "Your blocks are in the order i o f g, which is ONNX's.",
        ("[i, f, g, o]", "[i, f, o, g]"): "Your blocks are in the order i f o g.",
        ("turned(w), turned(b)", "turned(w), b.copy()"):
            "The matrix has its blocks exchanged, and the bias has not.",
        ("turned(w), turned(b)", "w, turned(b)"):
            "The bias has its blocks exchanged, and the matrix has not.",
        (("U = w[:-H]", "U = w[H:]"), ("W = w[-H:]", "W = w[:H]")):
            "You cut as if the row were [h, x]. Haiku's row is [x, h].",
        (("U = w[:-H]", "U = w[-H:]"), ("W = w[-H:]", "W = w[:-H]")):
            "U and W have changed places.",
    },
    hints=(
        "Cut into four blocks along the last axis, and put them together again in our "
        "order. The bias is cut in the same way.",
        "The row is [x, h], so the rows of x come first. How many rows belong to h?",
        "Which block of your new bias is the forget gate's? The cell adds 1 there.",
    ),
)  # fmt: skip
