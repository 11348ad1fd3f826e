"""3.4 in code: probabilities and losses that survive large scores."""

import numpy as np

from rnnbook.cells.activations import softmax
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _at(rows, target):
    return np.take_along_axis(rows, target[:, None], axis=-1)[:, 0]


def _right(o, target):
    m = o.max(axis=-1, keepdims=True)
    log_sum = np.log(np.exp(o - m).sum(axis=-1, keepdims=True))
    return softmax(o), _at(log_sum - (o - m), target)


def _of_losses(wrong):
    """Losses made of the right probabilities and the right losses in a wrong way."""

    def mistake(o, target):
        y, losses = _right(o, target)
        with np.errstate(all="ignore"):
            return {"losses": wrong(y, losses, target)}

    return mistake


def _other_class(o, target):
    return {"losses": _right(o, o.argmax(axis=-1))[1]}


def _whole_rows(o, target):
    losses = [_right(o, np.full_like(target, k))[1] for k in range(o.shape[-1])]
    return {"losses": np.sum(losses, axis=0)}


def _along_the_batch(o, target):
    y, _ = _right(o, target)
    e = np.exp(o - o.max(axis=0))
    y = e / e.sum(axis=0)
    with np.errstate(all="ignore"):
        return y, -np.log(_at(y, target))


def _score(o, target):
    return {"losses": -_at(o, target)}


def _score_not_shifted(o, target):
    m = o.max(axis=-1, keepdims=True)
    return {"losses": _right(o, target)[1] - m[:, 0]}


def _no_shift(o, target):
    with np.errstate(all="ignore"):
        e = np.exp(o)
        return {"y": e / e.sum(axis=-1, keepdims=True)}


def _divided_by(total):
    """Probabilities that are divided by something else than the sum of their row."""

    def mistake(o, target):
        e = np.exp(o - o.max(axis=-1, keepdims=True))
        return {"y": e / total(e)}

    return mistake


def _cases(rng):
    found = []
    for rows, k, size in ((3, 4, 1.0), (1, 3, 3.0), (4, 2, 400.0), (5, 3, 1200.0)):
        o = size * rng.normal(size=(rows, k))
        found.append({"o": o, "target": rng.integers(0, k, rows)})
    # A row whose target has a probability that float64 rounds to zero.
    found[-1]["o"][0] = (0.0, 900.0, 2000.0)
    found[-1]["target"][0] = 1
    return found


CROSS_ENTROPY = Exercise(
    number="3.4",
    title="A loss for any scores",
    outputs=("y", "losses"),
    right=_right,
    cases=_cases,
    meaning="Scores of a thousand and more do it no harm. A softmax can underflow to "
    "zero, a log of a sum cannot.",
    mistakes=(
        Mistake(
            "no shift",
            "The probabilities are right for small scores. For large ones the "
            "exponential is infinite, and infinite over infinite is NaN. Take the "
            "largest score of each row off first.",
            _no_shift,
        ),
        Mistake(
            "log of the softmax",
            "The probabilities are right, and the losses too, until the probability of "
            "a target is too small for a float and becomes zero: its loss is then "
            "infinite. Take the logarithm before you divide.",
            _of_losses(lambda y, losses, target: -np.log(_at(y, target))),
        ),
        Mistake(
            "sign",
            "Your losses are negative. A probability is at most 1, and its logarithm "
            "at most 0.",
            _of_losses(lambda y, losses, target: -losses),
        ),
        Mistake(
            "bits",
            "Your losses are in bits: the logarithm is that to the base 2. In this "
            "book it is the natural one.",
            _of_losses(lambda y, losses, target: losses / np.log(2)),
        ),
        Mistake(
            "logarithm to the base 10",
            "The logarithm is that to the base 10. In this book it is the natural one.",
            _of_losses(lambda y, losses, target: losses / np.log(10)),
        ),
        Mistake(
            "probability",
            "These are the probabilities of the targets. The losses are made of them.",
            _of_losses(lambda y, losses, target: _at(y, target)),
        ),
        Mistake(
            "one minus the probability",
            "One minus the probability is bounded: it would cost at most 1 to be sure "
            "and wrong. The cross-entropy is a logarithm.",
            _of_losses(lambda y, losses, target: 1 - _at(y, target)),
        ),
        Mistake(
            "mean over the rows",
            "Every row holds the mean over the batch. Each row's own loss was wanted.",
            _of_losses(lambda y, losses, target: np.full_like(losses, losses.mean())),
        ),
        Mistake(
            "most probable class",
            "This is the loss of the most probable class. The target was asked for.",
            _other_class,
        ),
        Mistake(
            "sum over all classes",
            "You add the losses of all classes. Only that of the target counts.",
            _whole_rows,
        ),
        Mistake(
            "score instead of its logarithm",
            "The losses are the scores with another sign. The sum over all classes is "
            "missing.",
            _score,
        ),
        Mistake(
            "shifted score alone",
            "You took the largest score off and stopped there. The logarithm of the "
            "sum is missing.",
            lambda o, target: {"losses": _at(o.max(-1, keepdims=True) - o, target)},
        ),
        Mistake(
            "score not shifted",
            "The largest score came off inside the logarithm, and not off the score of "
            "the target. It has to come off both.",
            _score_not_shifted,
        ),
        Mistake(
            "one sum for the batch",
            "All of `y` sums to 1. Each row should: it is one prediction.",
            _divided_by(np.sum),
        ),
        Mistake(
            "not divided",
            "The rows of `y` do not sum to 1.",
            _divided_by(lambda e: 1.0),
        ),
        Mistake(
            "along the batch",
            "The columns of `y` sum to 1. The rows should: each row is one prediction.",
            _along_the_batch,
        ),
        Mistake(
            "returned in the wrong order",
            "Both arrays are right, in the wrong order: `y` comes first.",
            lambda o, target: _right(o, target)[::-1],
        ),
    ),
    hints=(
        "Is there a NaN? The exponential of a large number is infinite, and infinite "
        "over infinite is not a number. Take the largest score of each row off first; "
        "`keepdims=True` keeps the axis.",
        "Is there an infinite loss? Then a probability has become zero. The logarithm "
        "of a fraction is a difference; do not form the fraction. (A small number "
        "added to the probability, or a clip, hides it: the loss is then bounded.)",
        "An array can be indexed by two lists: `o[rows, target]`, with the numbers of "
        "all rows in order, takes one entry from each row.",
    ),
)
