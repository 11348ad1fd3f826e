"""3.4 in code: probabilities and losses that survive large scores."""

import numpy as np

from rnnbook.exercises.form import Code


def cross_entropy(o, target):
    moved = o - o.max(axis=-1, keepdims=True)
    e = np.exp(moved)
    total = e.sum(axis=-1, keepdims=True)
    y = e / total
    rows = np.arange(len(o))
    losses = np.log(total[:, 0]) - moved[rows, target]
    return y, losses


def cases(rng):
    found = []
    for rows, k, size in ((3, 4, 1.0), (1, 3, 3.0), (4, 2, 400.0), (5, 3, 1200.0)):
        o = size * rng.normal(size=(rows, k))
        found.append({"o": o, "target": rng.integers(0, k, rows)})
    # A row whose target has a probability that float64 rounds to zero.
    found[-1]["o"][0] = (0.0, 900.0, 2000.0)
    found[-1]["target"][0] = 1
    return found


CROSS_ENTROPY = Code(
    "3.4", "A loss for any scores", cross_entropy, outputs="y losses", cases=cases,
    meaning="Scores of a thousand and more do it no harm. A softmax can underflow to "
        "zero, a log of a sum cannot.",
    mistakes={
        (("e / total", "np.exp(o) / np.exp(o).sum(axis=-1, keepdims=True)"),
         ("np.log(total[:, 0]) - moved[rows, target]", "-np.log(y[rows, target])")):
            "Both are right for small scores. For large ones the exponential is "
            "infinite, infinite over infinite is NaN, and so is the logarithm of that. "
            "Take the largest score of each row off first.",
        ("e / total", "np.exp(o) / np.exp(o).sum(axis=-1, keepdims=True)"):
            "The probabilities are right for small scores. For large ones the "
            "exponential is infinite, and infinite over infinite is NaN. Take the "
            "largest score of each row off first.",
        ("np.log(total[:, 0]) - moved[rows, target]", "-np.log(y[rows, target])"):
            "The probabilities are right, and the losses too, until the probability of "
            "a target is too small for a float and becomes zero: its loss is then "
            "infinite. Take the logarithm before you divide.",
        ("np.log(total[:, 0]) - moved[rows, target]",
         "-np.log(y[rows, target] + 1e-12)"):
            "You keep the probability of the target away from zero by a small number. "
            "The loss is finite then, but false: here it cannot be larger than 27.6. "
            "Take the logarithm before you divide.",
        ("np.log(total[:, 0]) - moved[rows, target]",
         "-np.log(np.maximum(y[rows, target], 1e-15))"):
            "You clip the probability of the target. The loss is finite then, but "
            "false: here it cannot be larger than 34.5. Take the logarithm before you "
            "divide.",
        ("np.log(total[:, 0]) - moved[rows, target]",
         "-np.log(y[rows, target] + 1e-10)"):
            "You keep the probability of the target away from zero by a small number. "
            "The loss is finite then, but false: here it cannot be larger than 23. "
            "Take the logarithm before you divide.",
        ("np.log(total[:, 0]) - moved[rows, target]",
         "-np.log(y[rows, target] + 1e-8)"):
            "You keep the probability of the target away from zero by a small number. "
            "The loss is finite then, but false: here it cannot be larger than 18.4. "
            "Take the logarithm before you divide.",
        ("o.max(axis=-1, keepdims=True)", "o.max()"):
            "You take the largest score of the whole batch off every row. A row far "
            "below it then has exponentials that are all zero: each row needs its own.",
        (("o.max(axis=-1, keepdims=True)", "o.max()"),
         ("np.log(total[:, 0]) - moved[rows, target]", "-np.log(y[rows, target])")):
            "You take the largest score of the whole batch off every row, and the "
            "logarithm of a probability that may be zero. Each row needs its own "
            "largest score.",
        ("return y, losses", "return y, -losses"):
            "Your losses are negative. A probability is at most 1, and its logarithm "
            "at most 0.",
        ("return y, losses", "return y, losses / np.log(2)"):
            "Your losses are in bits: the logarithm is that to the base 2. In this "
            "book it is the natural one.",
        ("return y, losses", "return y, losses / np.log(10)"):
            "The logarithm is that to the base 10. In this book it is the natural one.",
        ("return y, losses", "return y, y[rows, target]"):
            "These are the probabilities of the targets. The losses are made of them.",
        ("return y, losses", "return y, 1 - y[rows, target]"):
            "One minus the probability is bounded: it would cost at most 1 to be sure "
            "and wrong. The cross-entropy is a logarithm.",
        ("return y, losses", "return y, np.full_like(losses, losses.mean())"):
            "Every row holds the mean over the batch. Each row's own loss was wanted.",
        ("moved[rows, target]", "moved.max(axis=-1)"):
            "This is the loss of the most probable class. The target was asked for.",
        ("np.log(total[:, 0]) - moved[rows, target]",
         "(np.log(total) - moved).sum(axis=-1)"):
            "You add the losses of all classes. Only that of the target counts.",
        ("return y, losses", "return y, -o[rows, target]"):
            "The losses are the scores with another sign. The sum over all classes is "
            "missing.",
        ("return y, losses", "return y, -moved[rows, target]"):
            "You took the largest score off and stopped there. The logarithm of the "
            "sum is missing.",
        ("moved[rows, target]", "o[rows, target]"):
            "The largest score came off inside the logarithm, and not off the score of "
            "the target. It has to come off both.",
        ("e / total", "e / e.sum()"):
            "All of `y` sums to 1. Each row should: it is one prediction.",
        ("e / total", "e"): "The rows of `y` do not sum to 1.",
        (("o.max(axis=-1", "o.max(axis=0"), ("e.sum(axis=-1", "e.sum(axis=0"),
         ("np.log(total[:, 0]) - moved[rows, target]", "-np.log(y[rows, target])")):
            "The columns of `y` sum to 1. The rows should: each row is one "
            "prediction.",
        ("return y, losses", "return losses, y"):
            "Both arrays are right, in the wrong order: `y` comes first.",
    },
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
)  # fmt: skip
