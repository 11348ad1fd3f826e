"""12.5 in code: one step of a beam search."""

import numpy as np

from rnnbook.exercises.form import Code


def beam_step(scores, logs):
    total = scores[:, None] + logs
    best = np.argsort(-total.ravel())[: len(scores)]
    prefix, symbol = best // logs.shape[1], best % logs.shape[1]
    return prefix, symbol, total.ravel()[best]


def cases(rng):
    for width, symbols in ((3, 5), (4, 11), (2, 3)):
        y = rng.dirichlet([0.6] * symbols, size=width)
        yield {"scores": -rng.exponential(0.5, width), "logs": np.log(y)}


BEAM_STEP = Code(
    "12.5", "A step of a beam", beam_step, outputs="prefix symbol score", cases=cases,
    meaning="All continuations compete with each other: one prefix may have several "
        "children, and another may die.",
    mistakes={
        ("total = scores[:, None] + logs", "total = logs"):
            "You forget how likely the prefixes were.",
        ("scores[:, None] + logs", "scores[:, None] * logs"):
            "Probabilities multiply. Their logarithms add up.",
        ("scores[:, None] + logs", "scores[:, None] + np.exp(logs)"):
            "You add a probability to a logarithm.",
        ("np.argsort(-total.ravel())", "np.argsort(total.ravel())"):
            "These are the least likely continuations.",
        ("[: len(scores)]", "[: len(scores)][::-1]"):
            "The right continuations, the least likely first. The best comes first.",
        ("best // logs.shape[1], best % logs.shape[1]",
         "best % logs.shape[1], best // logs.shape[1]"):
            "Prefix and symbol have changed places.",
        ("best // logs.shape[1], best % logs.shape[1]",
         "best // len(logs), best % len(logs)"):
            "A row of `total` has as many entries as there are symbols: divide by "
            "that.",
        ("best = np.argsort(-total.ravel())[: len(scores)]",
         "best = np.arange(len(scores)) * logs.shape[1] + total.argmax(axis=1)\n"
         "    best = best[np.argsort(-total.ravel()[best])]"):
            "Each prefix keeps its best symbol: that is greedy decoding, several "
            "times. All continuations compete with each other.",
        ("total.ravel()[best]", "logs.ravel()[best]"):
            "`score` is that of the last symbol alone. The prefix counts as well.",
        ("total.ravel()[best]", "np.exp(total.ravel()[best])"):
            "`score` is a probability. The logarithm was wanted.",
    },
    hints=(
        "How likely is a prefix with one symbol more? In logarithms that is a sum, of "
        "shape (width, symbols).",
        "`np.argsort` of a flat array gives places in it, the smallest value first.",
        "From a place in the flat array to row and column: `//` and `%`, or "
        "`np.unravel_index`.",
    ),
)  # fmt: skip
