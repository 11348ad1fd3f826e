"""3.1 on paper: two steps of one unit, and the loss after the second."""

import numpy as np

from rnnbook.cells.activations import softmax
from rnnbook.exercises.form import Code


def two_steps():
    h = 0.0
    for x in (1.0, 0.5):
        a = 1.0 * x - 0.5 * h + 0.2
        h = np.tanh(a)
    y = softmax(h * np.array([2.0, -1.0]) + np.array([0.0, 0.5]))
    loss = -np.log(y[1])
    return h, loss


BY_HAND = Code(
    "3.1", "Two steps by hand", two_steps, outputs="h_2 loss", code=False,
    rtol=0, atol=0.006,
    meaning="The second input is positive and yet the state falls: the weight from "
        "state to state is negative, and the first state was large.",
    mistakes={
        ("h, loss", "loss, h"): "The two answers have changed places.",
        ("np.tanh(a)", "a"): "The pre-activations are not squashed.",
        ("np.tanh(a)", "1 / (1 + np.exp(-a))"):
            "You squash with a sigmoid. The state of this network can be negative.",
        ("- 0.5 * h", ""):
            "The second step does not see the first: the weight from state to state is "
            "not used.",
        ("- 0.5", "+ 0.5"): "The weight from state to state is negative.",
        (" + 0.2", ""): "The bias of the unit is missing. It comes in at every step.",
        ("(1.0, 0.5)", "(1.0,)"): "This is the state after the first step.",
        ("softmax(h *", "softmax(round(h, 2) *"):
            "You rounded h_2 to two decimals before you went on. Keep three decimals "
            "on the way.",
        (" + np.array([0.0, 0.5])", ""): "The bias of the readout is missing.",
        ("y[1]", "y[0]"): "This is the loss of the other class.",
        ("-np.log(y[1])", "y[1]"):
            "This is the probability of the class. The loss is made of it.",
        ("-np.log", "np.log"):
            "The logarithm of a probability is negative. A loss is not.",
        ("np.log", "np.log2"):
            "This is the loss in bits: you took the logarithm to the base 2. In this "
            "book it is the natural one.",
        ("np.log", "np.log10"):
            "You took the logarithm to the base 10. In this book it is the natural "
            "one.",
    },
    hints=(
        "Write the first step in full: with a state of zero only the input and the "
        "bias are left.",
        "What the first step gave is an input of the second: it comes in times its "
        "weight, before the tanh.",
        "Two scores, two exponentials, one sum. The loss looks at the second class "
        "alone.",
    ),
)  # fmt: skip
