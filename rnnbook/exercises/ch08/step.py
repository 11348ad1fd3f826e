"""8.3 in code: one step of the GRU."""

import numpy as np

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Code


def gru_step(xU, hW, h_prev):
    xU_r, xU_z, xU_n = np.split(xU, 3, axis=-1)
    hW_r, hW_z, hW_n = np.split(hW, 3, axis=-1)
    r = sigmoid(xU_r + hW_r)
    z = sigmoid(xU_z + hW_z)
    n = np.tanh(xU_n + r * hW_n)
    h = (1 - z) * n + z * h_prev
    return h, n


def cases(rng):
    for B, H in ((2, 4), (1, 1), (5, 2), (3, 3)):
        xU, hW = rng.normal(0, 1.5, (2, B, 3 * H))
        yield {"xU": xU, "hW": hW, "h_prev": np.tanh(rng.normal(size=(B, H)))}


STEP = Code(
    "8.3", "The step", gru_step, outputs="h n", order="n h", cases=cases,
    meaning="Why two arrays came in, and not their sum: in block n the reset gate "
        "turns down one of them alone.",
    mistakes={
        ("(1 - z) * n + z * h_prev", "z * n + (1 - z) * h_prev"):
            "Your z is the share of the candidate, as in Chung et al. In this book, "
            "and in PyTorch, it is the share of the old state.",
        ("xU_n + r * hW_n", "r * (xU_n + hW_n)"):
            "The reset gate turns down the input as well. It acts on what comes from "
            "the old state.",
        ("xU_n + r * hW_n", "r * xU_n + hW_n"):
            "The reset gate turns down the input's part, and lets the past in whole. "
            "It is the other way round.",
        ("r * hW_n", "hW_n"):
            "The candidate sees the whole past: the reset gate is not used.",
        ("r * hW_n", "(1 - r) * hW_n"):
            "Where your reset gate is open, the past is turned down. An open reset "
            "gate lets it through.",
        ("r * hW_n", "r + hW_n"): "The reset gate is added. It multiplies.",
        (" + r * hW_n", ""): "The candidate is made from the input alone.",
        ("r * hW_n", "r * h_prev"):
            "The reset gate multiplies the old state itself. In this form it "
            "multiplies what W has made of that state, which came in with `hW`.",
        ("r * hW_n", "z * hW_n"):
            "Your candidate is turned down by the update gate. It is the reset gate "
            "that stands there.",
        (("xU_r, xU_z", "xU_z, xU_r"), ("hW_r, hW_z", "hW_z, hW_r")):
            "Your two gates have changed places: the order z, r, n is that of Keras "
            "and ONNX. In this book, and in PyTorch, it is r, z, n.",
        (("xU_r, xU_z, xU_n", "xU_n, xU_r, xU_z"),
         ("hW_r, hW_z, hW_n", "hW_n, hW_r, hW_z")):
            "Your blocks begin with the candidate. In this book the order is r, z, n.",
        (("xU_r, xU_z, xU_n", "xU_r, xU_n, xU_z"),
         ("hW_r, hW_z, hW_n", "hW_r, hW_n, hW_z")):
            "Your update gate and your candidate have changed places: the order is r, "
            "z, n.",
        ("(1 - z) * n + z * h_prev", "(1 - r) * n + r * h_prev"):
            "The reset gate mixes old and new here. That is the work of the update "
            "gate.",
        ("(1 - z) * n + z * h_prev", "(1 - z) * (n + h_prev)"):
            "Old and new have the same share here. What the old state keeps and what "
            "the candidate brings make one together.",
        ("(1 - z) * n + ", ""):
            "The old state is kept in part and nothing comes in: the share of the "
            "candidate is missing.",
        ("(1 - z) * n", "n"):
            "The candidate enters at full size. What the gate keeps of the old state "
            "it takes from the new.",
        ("z * h_prev", "h_prev"):
            "The old state enters at full size. The gate keeps a share of it.",
        ("z * h_prev", "z * r * h_prev"):
            "The state that is kept has been turned down by the reset gate. The reset "
            "acts inside the candidate alone.",
        ("(1 - z) * n + z * h_prev", "np.tanh((1 - z) * n + z * h_prev)"):
            "The new state has gone through a tanh. A mean of numbers between -1 and 1 "
            "needs none.",
        ("np.tanh(", "sigmoid("):
            "The candidate goes through a sigmoid, so it cannot be negative.",
        ("np.tanh(", "("): "The candidate enters without its tanh.",
        (("sigmoid(xU_r", "(xU_r"), ("sigmoid(xU_z", "(xU_z")):
            "The gates are not squashed. A gate lies between 0 and 1.",
        ("return h, n", "return n, h"):
            "Both arrays are right, in the wrong order: the new state comes first.",
    },
    hints=(
        "Split each of the two arrays into three along the last axis, in the order r, "
        "z, n. For the gates the two parts of a block are added.",
        "In block n they are not added at once: something multiplies one of them "
        "first.",
        "The new state is a weighted mean of two things. Which of the two does the "
        "update gate stand for in this book?",
    ),
)  # fmt: skip
