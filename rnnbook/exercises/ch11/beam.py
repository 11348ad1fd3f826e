"""11.4 in code: one step of a beam search."""

import numpy as np

from rnnbook.cells.activations import softmax
from rnnbook.exercises.form import Code


def beam_step(total, log_y, h, width):
    scores = total[:, None] + log_y
    best = np.argsort(-scores, axis=None)[:width]
    parent, token = np.divmod(best, log_y.shape[1])
    x = np.eye(log_y.shape[1])[token]
    return scores.ravel()[best], h[parent], x


def of_each(total, log_y, h, width):
    """The best continuation of each text alone."""
    token = log_y.argmax(axis=1)
    new = total + log_y.max(axis=1)
    best = np.argsort(-new)[:width]
    return new[best], h[best], np.eye(log_y.shape[1])[token[best]]


def cases(rng):
    for w, S, width in ((3, 5, 3), (4, 6, 4), (5, 4, 5)):
        log_y = np.log(softmax(2 * rng.normal(size=(w, S))))
        total, h = -2 * rng.random(w), rng.normal(size=(w, 3))
        yield {"total": total, "log_y": log_y, "h": h, "width": width}


BEAM = Code(
    "11.4", "One step of a beam", beam_step, outputs="total h_new x",
    cases=cases,
    meaning="Call it T times, hand on the states of the parents, and it is the search. "
        "Two of the survivors may have the same parent, and a text may have no child.",
    mistakes={
        ("total[:, None] + log_y", "log_y + 0 * total[:, None]"):
            "You compare the last symbols alone. What a text had before counts, too.",
        ("total[:, None] + log_y", "total[:, None] * log_y"):
            "You multiply logarithms. Probabilities are multiplied, and then their "
            "logarithms add up.",
        ("argsort(-scores", "argsort(scores"):
            "You keep the least probable continuations.",
        ("np.divmod(best, log_y.shape[1])", "best % len(log_y), best % log_y.shape[1]"):
            "The states are those of other texts. In the flat table each text has S "
            "entries.",
        ("h[parent]", "h[:width]"):
            "You hand on the first states. A text goes on from the state of its "
            "parent.",
        ("scores.ravel()[best]", "log_y.ravel()[best]"):
            "The survivors are right. Their total is that of the last symbol alone.",
        ("scores.ravel()[best]", "np.exp(scores.ravel()[best])"):
            "These are probabilities. Their logarithms were wanted.",
        of_each:
            "You took the best continuation of each text. Compare all continuations "
            "of all texts with each other.",
    },
    hints=(
        "First a table (w, S): the log probability of each text with each symbol "
        "behind it.",
        "np.argsort(table, axis=None) sorts the flat table. The largest come last.",
        "In a flat table of rows of length S, place n is row n // S, column n % S. The "
        "row is the parent, the column the token.",
    ),
)  # fmt: skip
