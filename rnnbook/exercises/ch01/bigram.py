"""1.3 in code: count pairs, and measure on other text."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _counts(codes, S):
    counts = np.zeros((S, S))
    np.add.at(counts, (codes[:-1], codes[1:]), 1)
    return counts


def _normal(counts, S, alpha):
    return (counts + alpha) / (counts.sum(axis=1, keepdims=True) + alpha * S)


def _losses(P, codes):
    return -np.log(P[codes[:-1], codes[1:]])


def _bigram(train, held_out, S, alpha):
    P = _normal(_counts(train, S), S, alpha)
    return P, _losses(P, held_out)


def _table(make):
    """A wrong table, and the losses that a reader gets with it."""

    def wrong(train, held_out, S, alpha):
        P = make(train, held_out, S, alpha)
        with np.errstate(all="ignore"):
            return P, _losses(P, held_out)

    return wrong


def _loss(change):
    """Wrong losses beside a table that is right."""
    return lambda *inputs: {"losses": change(_bigram(*inputs), *inputs)}


def _reversed(train, held_out, S, alpha):
    return _normal(_counts(train, S).T, S, alpha)


def _columns(train, held_out, S, alpha):
    counts = _counts(train, S)
    return (counts + alpha) / (counts.sum(axis=0) + alpha * S)


def _joint(train, held_out, S, alpha):
    counts = _counts(train, S)
    return (counts + alpha) / (counts.sum() + alpha * S * S)


def _once(train, held_out, S, alpha):
    return _normal(np.minimum(_counts(train, S), 1), S, alpha)


def _cases(rng):
    return [
        {
            "train": rng.integers(0, S, N),
            "held_out": rng.integers(0, S, M),
            "S": S,
            "alpha": alpha,
        }
        for S, N, M, alpha in ((4, 40, 12, 0.5), (3, 25, 9, 1.0), (6, 60, 20, 0.1))
    ]


BIGRAM = Exercise(
    number="1.3",
    title="Count and predict",
    outputs=("P", "losses"),
    right=_bigram,
    cases=_cases,
    meaning="The mean of `losses` is the cross-entropy, (1.6). The table is the matrix "
    "of a Markov chain: its rows add up to 1.",
    mistakes=(
        Mistake(
            "counted on the held-out text",
            "You count the held-out text. Its place is where you measure.",
            _table(lambda t, h, S, a: _normal(_counts(h, S), S, a)),
        ),
        Mistake(
            "pairs reversed",
            "Your table says what comes before a symbol. Row a should say what comes "
            "after it.",
            _table(_reversed),
        ),
        Mistake(
            "columns add up",
            "You divide each column by the sum of a column. Each row is one set of "
            "probabilities.",
            _table(_columns),
        ),
        Mistake(
            "probability of the pair",
            "You divide by the number of all pairs: this is the probability of the "
            "pair, not that of the second symbol given the first.",
            _table(_joint),
        ),
        Mistake(
            "each pair counted once",
            "Each pair is counted once at most. `counts[a, b] += 1` with arrays for a "
            "and b adds 1 only once to each entry; `np.add.at` adds them all.",
            _table(_once),
        ),
        Mistake(
            "alpha once below the line",
            "Below the line `alpha` stands once, but every symbol of the row got one.",
            _table(lambda t, h, S, a: (_counts(t, S) + a)
                   / (_counts(t, S).sum(axis=1, keepdims=True) + a)),
        ),
        Mistake(
            "alpha above the line only",
            "Your rows add up to more than 1: the smoothing is missing below the line.",
            _table(lambda t, h, S, a: (_counts(t, S) + a)
                   / _counts(t, S).sum(axis=1, keepdims=True)),
        ),
        Mistake(
            "no smoothing",
            "You took the bare frequencies: `alpha` is missing, above and below the "
            "line.",
            _table(lambda t, h, S, a: _normal(_counts(t, S), S, 0)),
        ),
        Mistake(
            "last symbol counted",
            "Below the line you count every place of a symbol. The last symbol of "
            "`train` has nothing after it, so it is no context: sum the row.",
            _table(lambda t, h, S, a: (_counts(t, S) + a)
                   / (np.bincount(t, minlength=S)[:, None] + a * S)),
        ),
        Mistake(
            "sums along the wrong axis",
            "Entry [a, b] is divided by the sum of row b. Keep the sums in a column: "
            "`keepdims=True`.",
            _table(lambda t, h, S, a: (_counts(t, S) + a)
                   / (_counts(t, S).sum(axis=1) + a * S)),
        ),
        Mistake(
            "alpha is one",
            "You add 1 to each count, whatever `alpha` is.",
            _table(lambda t, h, S, a: _normal(_counts(t, S), S, 1)),
        ),
        Mistake(
            "counts",
            "These are counts. Divide each row by what it adds up to.",
            _table(lambda t, h, S, a: _counts(t, S) + a),
        ),
        Mistake(
            "measured on the training text",
            "The losses are those of the training text.",
            lambda t, h, S, a: (P := _bigram(t, h, S, a)[0], _losses(P, t)),
        ),
        Mistake(
            "bits",
            "Your losses are in bits. Take the natural logarithm.",
            _loss(lambda out, *inputs: out[1] / np.log(2)),
        ),
        Mistake(
            "sign of the loss",
            "The sign is wrong: a loss is not negative.",
            _loss(lambda out, *inputs: -out[1]),
        ),
        Mistake(
            "probabilities",
            "These are the probabilities. The loss is minus their logarithm.",
            _loss(lambda out, *inputs: np.exp(-out[1])),
        ),
        Mistake(
            "losses the wrong way round",
            "The table is right, but the losses look up the pair from its end: the "
            "row is the symbol before.",
            _loss(lambda out, t, h, S, a: -np.log(out[0][h[1:], h[:-1]])),
        ),
    ),  # fmt: skip
    hints=(
        "The pairs are `train[:-1]` and `train[1:]`, side by side. Count them in a "
        "(S, S) array of zeros.",
        "A row of the table is a context. Its counts, each with alpha more, are "
        "divided by their own sum.",
        "For the losses look each pair of the held-out text up in the table: row the "
        "symbol before, column the symbol after.",
    ),
)
