"""1.3 in code: count pairs, and measure on other text."""

import numpy as np

from rnnbook.exercises.form import Code


def bigram(train, held_out, S, alpha):
    before, after = train[:-1], train[1:]
    counts = np.zeros((S, S))
    np.add.at(counts, (before, after), 1)
    total = counts.sum(axis=1, keepdims=True)
    P = (counts + alpha) / (total + alpha * S)
    losses = -np.log(P[held_out[:-1], held_out[1:]])
    return P, losses


def cases(rng):
    return [
        {
            "train": rng.integers(0, S, N),
            "held_out": rng.integers(0, S, M),
            "S": S,
            "alpha": alpha,
        }
        for S, N, M, alpha in ((4, 40, 12, 0.5), (3, 25, 9, 1.0), (6, 60, 20, 0.1))
    ]


BIGRAM = Code(
    "1.3", "Count and predict", bigram, outputs="P losses", cases=cases,
    meaning="The mean of `losses` is the cross-entropy, (1.6). The table is the matrix "
        "of a Markov chain: its rows add up to 1.",
    mistakes={
        ("train[:-1], train[1:]", "held_out[:-1], held_out[1:]"):
            "You count the held-out text. Its place is where you measure.",
        ("train[:-1], train[1:]",
         "np.r_[train, held_out][:-1], np.r_[train, held_out][1:]"):
            "You count both texts. Count the training text alone: the other is there "
            "to be measured on.",
        ("train[:-1], train[1:]", "train, np.roll(train, -1)"):
            "One pair too many: your last symbol is followed by the first, as if the "
            "text were a circle.",
        ("(counts + alpha) / (total + alpha * S)", "counts / total + alpha"):
            "You add `alpha` after dividing. It is added to the counts, as if each "
            "symbol had been seen `alpha` times more.",
        ("before, after =", "after, before ="):
            "Your table says what comes before a symbol. Row a should say what comes "
            "after it.",
        ("sum(axis=1, keepdims=True)", "sum(axis=0)"):
            "You divide each column by the sum of a column. Each row is one set of "
            "probabilities.",
        ("(total + alpha * S)", "(counts + alpha).sum()"):
            "You divide by the number of all pairs: this is the probability of the "
            "pair, not that of the second symbol given the first.",
        ("np.add.at(counts, (before, after), 1)", "counts[before, after] += 1"):
            "Each pair is counted once at most. `counts[a, b] += 1` with arrays for a "
            "and b adds 1 only once to each entry; `np.add.at` adds them all.",
        ("alpha * S", "alpha"):
            "Below the line `alpha` stands once, but every symbol of the row got one.",
        (" + alpha * S", ""):
            "Your rows add up to more than 1: the smoothing is missing below the line.",
        ("(counts + alpha) / (total + alpha * S)", "counts / total"):
            "You took the bare frequencies: `alpha` is missing, above and below the "
            "line.",
        ("counts.sum(axis=1, keepdims=True)",
         "np.bincount(train, minlength=S)[:, None]"):
            "Below the line you count every place of a symbol. The last symbol of "
            "`train` has nothing after it, so it is no context: sum the row.",
        (", keepdims=True", ""):
            "Entry [a, b] is divided by the sum of row b. Keep the sums in a column: "
            "`keepdims=True`.",
        ("(counts + alpha) / (total + alpha * S)", "(counts + 1) / (total + S)"):
            "You add 1 to each count, whatever `alpha` is.",
        (" / (total + alpha * S)", ""):
            "These are counts. Divide each row by what it adds up to.",
        ("P[held_out[:-1], held_out[1:]]", "P[before, after]"):
            "The losses are those of the training text.",
        ("np.log(", "np.log2("): "Your losses are in bits. Take the natural logarithm.",
        ("-np.log(", "np.log("): "The sign is wrong: a loss is not negative.",
        ("-np.log(", "("):
            "These are the probabilities. The loss is minus their logarithm.",
        ("P[held_out[:-1], held_out[1:]]", "P[held_out[1:], held_out[:-1]]"):
            "The table is right, but the losses look up the pair from its end: the row "
            "is the symbol before.",
    },
    hints=(
        "The pairs are `train[:-1]` and `train[1:]`, side by side. Count them in a (S, "
        "S) array of zeros.",
        "A row of the table is a context. Its counts, each with alpha more, are "
        "divided by their own sum.",
        "For the losses look each pair of the held-out text up in the table: row the "
        "symbol before, column the symbol after.",
    ),
)  # fmt: skip
