"""4.3 in code: the gradient of softmax and cross-entropy."""

import numpy as np

from rnnbook.cells.activations import softmax
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _one_hot(o, target):
    return np.eye(o.shape[1])[target]


def _right(o, target):
    y, hot = softmax(o), _one_hot(o, target)
    return -np.log(y[hot == 1]).sum(), y - hot


def _variant(formula):
    """A wrong `do` from o, the probabilities and the one-hot rows."""
    return lambda o, target: {"do": formula(o, softmax(o), _one_hot(o, target))}


def _all_rows(o, target):
    do = softmax(o)
    do[:, target] -= 1
    return {"do": do}


def _wrong_axis(o, target):
    y, hot = softmax(o.T).T, _one_hot(o, target)
    return -np.log(y[hot == 1]).sum(), y - hot


def _over_everything(o, target):
    """Probabilities that sum to one over the whole array."""
    y, hot = np.exp(o) / np.exp(o).sum(), _one_hot(o, target)
    return -np.log(y[hot == 1]).sum(), y - hot


def _cases(rng):
    return [
        {"o": rng.normal(0, 2, (N, O)), "target": rng.integers(0, O, N)}
        for N, O in ((4, 3), (1, 2), (6, 5), (3, 3))  # noqa: E741
    ]


SCORES = Exercise(
    number="4.3",
    title="The error of the scores",
    outputs=("loss", "do"),
    right=_right,
    cases=_cases,
    meaning="What was said minus what is right. Each row sums to zero: no class can "
    "gain but at the cost of others.",
    mistakes=(
        Mistake(
            "loss of the wrong sign",
            "The logarithm of a probability is negative. The loss has the other sign.",
            lambda o, target: {"loss": -_right(o, target)[0]},
        ),
        Mistake(
            "loss over all classes",
            "You add up the logarithms of all classes. Only the right class of each "
            "row counts.",
            lambda o, target: {"loss": -np.log(softmax(o)).sum()},
        ),
        Mistake(
            "wrong sign",
            "Every entry has the wrong sign: descent would make the loss larger.",
            _variant(lambda o, y, hot: hot - y),
        ),
        Mistake(
            "probabilities alone",
            "These are the probabilities. The right class is not subtracted.",
            _variant(lambda o, y, hot: y),
        ),
        Mistake(
            "scores in place of probabilities",
            "You subtract from the scores. They have to become probabilities first.",
            _variant(lambda o, y, hot: o - hot),
        ),
        Mistake(
            "averaged",
            "The loss is smaller by a factor N, and with it every gradient: this is "
            "the mean. The sum was asked for.",
            lambda o, target: [value / len(o) for value in _right(o, target)],
        ),
        Mistake(
            "softmax along the wrong axis",
            "Your probabilities sum to one down the rows of the batch. They should sum "
            "to one over the classes.",
            _wrong_axis,
        ),
        Mistake(
            "softmax over everything",
            "Your probabilities sum to one over the whole array. They should sum to "
            "one in each row: sum along the last axis, with `keepdims=True`.",
            _over_everything,
        ),
        Mistake(
            "gradient averaged, loss summed",
            "The gradient is that of the mean loss, but the loss is a sum: do not "
            "divide by N.",
            lambda o, target: {"do": _right(o, target)[1] / len(o)},
        ),
        Mistake(
            "derivative once more",
            "There is a factor y (1 - y) too many. The derivative of the softmax has "
            "cancelled already.",
            _variant(lambda o, y, hot: (y - hot) * y * (1 - y)),
        ),
        Mistake(
            "right class alone",
            "Only the entry of the right class has a gradient here. The softmax ties "
            "all scores together.",
            _variant(lambda o, y, hot: (y - hot) * hot),
        ),
        Mistake(
            "gradient of the probabilities",
            "This is the gradient of the loss for the probabilities. Go one step "
            "further back, to the scores.",
            _variant(lambda o, y, hot: -hot / y),
        ),
        Mistake(
            "subtracted in every row",
            "The 1 is subtracted in every row, for the classes of all rows: index rows "
            "and classes together.",
            _all_rows,
        ),
    ),
    hints=(
        "`softmax` of the package works along the last axis: it gives the "
        "probabilities. The loss looks at one of them in each row.",
        "At the right class of each row something is missing. `np.eye(O)[target]` has "
        "a 1 there and 0 elsewhere.",
    ),
)
