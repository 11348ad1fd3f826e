"""5.4 in code: clipping by the joint norm."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _norm(grads):
    return np.sqrt(sum((d**2).sum() for d in grads))


def _clip(norm=_norm, always=False, factor=lambda c, norm: c / norm):
    """Clipping with one piece replaced."""

    def clip(dU, dW, db, c):
        grads = (dU, dW, db)
        size = norm(grads)
        scale = factor(c, size) if always or size > c else 1.0
        return tuple(d * scale for d in grads)

    return clip


def _each(dU, dW, db, c):
    return tuple(_clip()(d, 0 * d, 0 * d, c)[0] for d in (dU, dW, db))


def _cases(rng):
    shapes = [(2, 3), (3, 3), (3,)]
    return [
        dict(zip(("dU", "dW", "db"), (rng.normal(0, scale, s) for s in shapes),
                 strict=True)) | {"c": c}
        for scale, c in ((2.0, 1.5), (0.1, 2.0), (1.0, 2.5))
    ]  # fmt: skip


CLIPPING = Exercise(
    number="5.4",
    title="Clipping by norm",
    outputs=("dU", "dW", "db"),
    right=_clip(),
    cases=_cases,
    meaning="One factor for all: the step becomes shorter and keeps its direction. A "
    "small gradient goes through as it came.",
    mistakes=(
        Mistake(
            "each by itself",
            "Each array is clipped by its own norm. That changes how the arrays stand "
            "to each other, and so the direction of the step.",
            _each,
        ),
        Mistake(
            "by element",
            "Every entry is cut off by itself. That is the other kind of clipping, "
            "which turns the gradient.",
            lambda dU, dW, db, c: tuple(np.clip(d, -c, c) for d in (dU, dW, db)),
        ),
        Mistake(
            "small ones too",
            "Small gradients are made longer: every gradient comes out with norm c. "
            "Below the threshold it should stay as it is.",
            _clip(always=True),
        ),
        Mistake(
            "no square root",
            "The norm lacks its square root.",
            _clip(norm=lambda grads: _norm(grads) ** 2),
        ),
        Mistake(
            "norms added",
            "The norms of the three arrays are added. The joint norm is the root of "
            "the sum of all squares.",
            _clip(norm=lambda grads: sum(np.linalg.norm(d) for d in grads)),
        ),
        Mistake(
            "largest entry",
            "You compare the largest entry with c. The norm is the length of all "
            "entries together.",
            _clip(norm=lambda grads: max(np.abs(d).max() for d in grads)),
        ),
        Mistake(
            "larger for smaller",
            "The factor is the larger of 1 and c / norm. Then nothing is ever made "
            "shorter: take the smaller.",
            _clip(always=True, factor=lambda c, norm: max(1.0, c / norm)),
        ),
        Mistake(
            "U left out",
            "`dU` comes back as it was. The factor belongs to all three.",
            lambda dU, dW, db, c: (dU, *_clip()(dU, dW, db, c)[1:]),
        ),
        Mistake(
            "one over the norm",
            "Long gradients come out with norm 1. The threshold is c.",
            _clip(factor=lambda c, norm: 1 / norm),
        ),
        Mistake(
            "multiplied by the norm",
            "The factor is upside down: a long gradient is made longer.",
            _clip(factor=lambda c, norm: norm / c),
        ),
        Mistake(
            "set to zero",
            "A long gradient is thrown away. Clipping keeps its direction.",
            _clip(factor=lambda c, norm: 0.0),
        ),
        Mistake(
            "weights only",
            "The gradient of the bias is left out of the norm.",
            _clip(norm=lambda grads: _norm(grads[:2])),
        ),
        Mistake(
            "root mean square",
            "You divide the sum of squares by the number of entries. The norm is the "
            "root of the sum.",
            _clip(
                norm=lambda grads: _norm(grads) / np.sqrt(sum(d.size for d in grads))
            ),
        ),
    ),
    hints=(
        "How long are three arrays together? Add the squares of all their entries and "
        "take one square root.",
        "If that length is at most c, return the arrays as they came.",
        "Else multiply all three by the same number, so that the new length is c.",
    ),
)
