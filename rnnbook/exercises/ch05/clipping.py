"""5.4 in code: clipping by the joint norm."""

import numpy as np

from rnnbook.exercises.form import Code


def clip(dU, dW, db, c):
    norm = np.sqrt(sum((d**2).sum() for d in (dU, dW, db)))
    factor = c / norm if norm > c else 1.0
    return dU * factor, dW * factor, db * factor


def cases(rng):
    """Joint norms on both sides of the threshold, of its square and of 1."""
    shapes = {"dU": (2, 3), "dW": (3, 3), "db": (3,)}
    far, near = ((8.0, 1.5), (0.4, 2.0)), ((1.9, 2.0), (2.1, 2.0), (1.2, 1.5))
    for norm, c in (*far, (2.0, 3.0), (0.6, 0.5), *near):
        drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        length = np.sqrt(sum((d**2).sum() for d in drawn.values()))
        yield {name: d * norm / length for name, d in drawn.items()} | {"c": c}


ALL = "dU * factor, dW * factor, db * factor"
NORM = "np.sqrt(sum((d**2).sum() for d in (dU, dW, db)))"

CLIPPING = Code(
    "5.4", "Clipping by norm", clip, outputs="dU dW db", cases=cases,
    meaning="One factor for all: the step becomes shorter and keeps its direction. A "
        "small gradient goes through as it came.",
    mistakes={
        (ALL, "[d * min(1.0, c / np.linalg.norm(d)) for d in (dU, dW, db)]"):
            "Each array is clipped by its own norm. That changes how the arrays stand "
            "to each other, and so the direction of the step.",
        (ALL, "[np.clip(d, -c, c) for d in (dU, dW, db)]"):
            "Every entry is cut off by itself. That is the other kind of clipping, "
            "which turns the gradient.",
        (" if norm > c else 1.0", ""):
            "Small gradients are made longer: every gradient comes out with norm c. "
            "Below the threshold it should stay as it is.",
        ("np.sqrt", ""): "The norm lacks its square root.",
        (NORM, "sum(np.linalg.norm(d) for d in (dU, dW, db))"):
            "The norms of the three arrays are added. The joint norm is the root of "
            "the sum of all squares.",
        (NORM, "max(np.abs(d).max() for d in (dU, dW, db))"):
            "You compare the largest entry with c. The norm is the length of all "
            "entries together.",
        ("c / norm if norm > c else 1.0", "max(1.0, c / norm)"):
            "The factor is the larger of 1 and c / norm. Then nothing is ever made "
            "shorter: take the smaller.",
        ("dU * factor", "dU"):
            "`dU` comes back as it was. The factor belongs to all three.",
        ("c / norm if", "1 / norm if"):
            "Long gradients come out with norm 1. The threshold is c.",
        ("c / norm if", "norm / c if"):
            "The factor is upside down: a long gradient is made longer.",
        ("c / norm if", "0.0 if"):
            "A long gradient is thrown away. Clipping keeps its direction.",
        ("(dU, dW, db)))", "(dU, dW)))"):
            "The gradient of the bias is left out of the norm.",
        ("norm > c", "norm**2 > c"):
            "You compare the square of the norm with c. A gradient whose norm is below "
            "the threshold is then changed, and may even become longer.",
        ("norm > c", "norm > 1"):
            "You compare the norm with 1. The threshold is c.",
        (NORM, "sum(np.abs(d).sum() for d in (dU, dW, db))"):
            "The sizes of all entries are added. The norm is the root of the sum of "
            "their squares.",
        (NORM, "max(np.linalg.norm(d) for d in (dU, dW, db))"):
            "You take the longest of the three arrays. The joint norm counts the "
            "entries of all three.",
        (NORM, "np.sqrt(sum(np.linalg.norm(d, 2) ** 2 for d in (dU, dW, db)))"):
            "`ord=2` makes the norm of a matrix its largest singular value. Here the "
            "length of all entries was wanted.",
        ("c / norm if", "c / (norm + 1e-6) if"):
            "You add a millionth to the norm, as PyTorch does against a division by "
            "zero. It changes the seventh digit; leave it out here.",
        (NORM, NORM + " / np.sqrt(dU.size + dW.size + db.size)"):
            "You divide the sum of squares by the number of entries. The norm is the "
            "root of the sum.",
    },
    hints=(
        "How long are three arrays together? Add the squares of all their entries and "
        "take one square root.",
        "If that length is at most c, return the arrays as they came.",
        "Else multiply all three by the same number, so that the new length is c.",
    ),
)  # fmt: skip
