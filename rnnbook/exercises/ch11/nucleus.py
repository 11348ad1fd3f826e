"""11.3 in code: nucleus sampling, up to the draw."""

import numpy as np

from rnnbook.cells.activations import softmax
from rnnbook.exercises.form import Code


def nucleus(y, p):
    order = np.argsort(-y, axis=-1)
    ranked = np.take_along_axis(y, order, axis=-1)
    before = ranked.cumsum(axis=-1) - ranked
    kept = np.where(before < p, ranked, 0.0)
    out = np.zeros_like(y)
    np.put_along_axis(out, order, kept, axis=-1)
    y_kept = out / out.sum(axis=-1, keepdims=True)
    entropy = -(y_kept * np.log(np.where(y_kept > 0, y_kept, 1.0))).sum(axis=-1)
    return y_kept, entropy


def cases(rng):
    for B, S, p in ((3, 6, 0.7), (1, 5, 0.6), (4, 8, 0.8)):
        yield {"y": softmax(0.6 * rng.normal(size=(B, S))), "p": p}


NUCLEUS = Code(
    "11.3", "The nucleus", nucleus, outputs="y_kept entropy", cases=cases,
    meaning="Where the network is sure, one symbol stays; where it is not, many do. "
        "Top-k keeps as many in both.",
    mistakes={
        ("np.argsort(-y", "np.argsort(y"):
            "You begin with the least probable symbol.",
        ("before < p", "before + ranked < p"):
            "You stop one symbol too early: what you keep has less than p together. "
            "The symbol that reaches p belongs to it.",
        (" / out.sum(axis=-1, keepdims=True)", ""):
            "The right symbols stay, but they do not add up to 1.",
        ("out / out.sum(axis=-1, keepdims=True)", "softmax(out)"):
            "You put probabilities through a softmax. What was cut off came back.",
        ("np.put_along_axis(out, order, kept, axis=-1)", "out[:] = kept"):
            "The probabilities are right, in sorted order. Put each back to its "
            "symbol.",
        ("before < p", "ranked >= 1 - p"):
            "You ask each symbol for a probability of its own. The nucleus asks what "
            "they have together.",
        ("before < p", "before <= 1 - p"):
            "You keep a share of 1 - p. The number p is what stays.",
        ("out.sum(axis=-1, keepdims=True)", "out.sum(keepdims=True)"):
            "You divide by the sum of the whole batch. Each row is a distribution.",
        ("-(y_kept * np.log", "(y_kept * np.log"):
            "What stays is right. An entropy is not negative.",
        ("np.log(np", "np.log2(np"): "What stays is right. Your entropy is in bits.",
        ("-(y_kept * np.log(np.where(y_kept > 0, y_kept, 1.0)))", "-(y * np.log(y))"):
            "What stays is right. The entropy is that of the whole row.",
    },
    hints=(
        "Sort each row, the largest first, and keep where each came from: np.argsort "
        "and np.take_along_axis.",
        "A symbol stays if those before it, without itself, have less than p. cumsum "
        "counts the symbol itself.",
        "np.put_along_axis(out, order, values, axis=-1) undoes np.take_along_axis. In "
        "the entropy 0 ln 0 counts as 0.",
    ),
)  # fmt: skip
