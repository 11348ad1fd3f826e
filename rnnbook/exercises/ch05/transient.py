"""5.2 on paper: a power that grows before it decays."""

from math import log

import numpy as np

from rnnbook.exercises.form import Numbers

LAMBDA, COUPLING = 0.85, 2


def corner(k):
    """Entry [0, 1] of the k-th power."""
    return COUPLING * k * LAMBDA ** (k - 1)


TRANSIENT = Numbers(
    "5.2", "Up before down",
    right=dict(k=6, entry=corner(6)),
    meaning="Both eigenvalues are below 1, so the power goes to zero. On the way this "
        "entry more than doubles: a gradient that points in such a direction grows for "
        "six steps in a network that is sure to forget.",
    together={
        (1, COUPLING**6):
            "You raised the entries to the power one by one. A matrix power is a "
            "product of matrices, and its corner grows.",
        (1, COUPLING):
            "You looked at the eigenvalue alone: its powers fall from the start, those "
            "of the matrix do not.",
        (7, corner(7)):
            "Close: one step later the entry is already a little smaller. Compare the "
            "two.",
        (5, corner(5)): "Close: it goes on growing for one more step.",
    },
    k={
        -1 / log(LAMBDA):
            "This is where the curve has its top between the whole numbers. A power "
            "has a whole exponent.",
        LAMBDA / (1 - LAMBDA):
            "This is where the quotient of neighbours is 1. From every power below it "
            "the corner grows once more: where does that end?",
    },
    entry={
        corner(6) * LAMBDA:
            "The exponent is one too large: of the k factors one gave its corner, "
            "which leaves k - 1 from the diagonal.",
        np.linalg.norm(np.linalg.matrix_power([[LAMBDA, COUPLING], [0, LAMBDA]], 6), 2):
            "This is the norm of the whole power, its largest singular value. The "
            "question is about the corner alone.",
        round(corner(6)): "Close: you rounded to a whole number. Give two decimals.",
        LAMBDA**6:
            "This is the entry on the diagonal. The question is about the corner.",
        corner(6) / COUPLING:
            "The corner of W itself is 2, not 1: it is a factor of every term.",
    },
    hints=(
        "Multiply W by itself, once and twice. What is in the corner?",
        "Each term of the corner takes one step along the corner and the others along "
        "the diagonal. How many such terms are there among k factors?",
        "Divide the corner of power k + 1 by that of power k. As long as the quotient "
        "is above 1 it grows.",
    ),
)  # fmt: skip
