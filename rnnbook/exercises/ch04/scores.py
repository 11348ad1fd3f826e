"""4.3 in code: the gradient of softmax and cross-entropy."""

import numpy as np

from rnnbook.cells.activations import softmax
from rnnbook.exercises.form import Code


def error_of_scores(o, target):
    y, hot = softmax(o), np.eye(o.shape[1])[target]
    loss = -np.log(y[hot == 1]).sum()
    do = y - hot
    return loss, do


def one_array(o, target):
    """The probabilities are changed into the gradient before the loss reads them."""
    _, do = error_of_scores(o, target)
    return -np.log(do[np.eye(o.shape[1])[target] == 1]).sum(), do


def cases(rng):
    return [
        {"o": rng.normal(0, 2, (N, O)), "target": rng.integers(0, O, N)}
        for N, O in ((4, 3), (1, 2), (6, 5), (3, 3))  # noqa: E741
    ]


SCORES = Code(
    "4.3", "The error of the scores", error_of_scores, outputs="loss do", cases=cases,
    meaning="Each row of the gradient is the probabilities of the network minus "
        "the one-hot row. It sums to zero: if one class gains probability, others lose "
        "it.",
    mistakes={
        ("-np.log", "np.log"):
            "The logarithm of a probability is negative. The loss has the other sign.",
        ("-np.log", "-np.log2"):
            "The loss is in bits. The cross-entropy of the chapter takes the natural "
            "logarithm.",
        one_array:
            "The loss takes the logarithm of numbers below zero. `do` and your "
            "probabilities are one array: subtracting the 1 changed both, before the "
            "loss was read off. Work on a `.copy()`.",
        ("y[hot == 1]", "y"):
            "You add up the logarithms of all classes. Only the right class of each "
            "row counts.",
        ("y - hot", "hot - y"):
            "Every entry has the wrong sign: descent would make the loss larger.",
        ("y - hot", "y"):
            "These are the probabilities. The right class is not subtracted.",
        ("y - hot", "o - hot"):
            "You subtract from the scores. They have to become probabilities first.",
        ("return loss, do", "return loss / len(o), do / len(o)"):
            "The loss is smaller by a factor N, and with it every gradient: this is "
            "the mean. The sum was asked for.",
        ("softmax(o)", "softmax(o.T).T"):
            "Your probabilities sum to one down the rows of the batch. They should sum "
            "to one over the classes.",
        ("softmax(o)", "np.exp(o) / np.exp(o).sum()"):
            "Your probabilities sum to one over the whole array. They should sum to "
            "one in each row: sum along the last axis, with `keepdims=True`.",
        ("y - hot", "(y - hot) / len(o)"):
            "The gradient is that of the mean loss, but the loss is a sum: do not "
            "divide by N.",
        ("y - hot", "(y - hot) * y * (1 - y)"):
            "There is a factor y (1 - y) too many. The derivative of the softmax has "
            "cancelled already.",
        ("y - hot", "(y - hot) * hot"):
            "Only the entry of the right class has a gradient here. The softmax ties "
            "all scores together.",
        ("y - hot", "-hot / y"):
            "This is the gradient of the loss for the probabilities. Go one step "
            "further back, to the scores.",
        ("y - hot", "y - hot.max(axis=0)"):
            "The 1 is subtracted in every row, for the classes of all rows: index rows "
            "and classes together.",
    },
    hints=(
        "`softmax` of the package works along the last axis: it gives the "
        "probabilities. The loss looks at one of them in each row.",
        "At the right class of each row something is missing. `np.eye(O)[target]` has "
        "a 1 there and 0 elsewhere.",
    ),
)  # fmt: skip
