"""5.2 on paper: a power that grows before it decays."""

import math

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

LAMBDA, COUPLING = 0.85, 3


def _corner(k):
    """Entry [0, 1] of the k-th power."""
    return COUPLING * k * LAMBDA ** (k - 1)


TRANSIENT = Exercise(
    number="5.2",
    title="Up before down",
    outputs=("k", "entry"),
    code=False,
    right=lambda: (6, _corner(6)),
    rtol=0,
    atol=0.006,
    meaning="Both eigenvalues are below 1, so the power goes to zero. On the way this "
    "entry more than doubles: a gradient that points in such a direction grows "
    "for six steps in a network that is sure to forget.",
    mistakes=(
        Mistake(
            "exponent k",
            "The exponent is one too large: of the k factors one gave its corner, "
            "which leaves k - 1 from the diagonal.",
            lambda: {"entry": COUPLING * 6 * LAMBDA**6},
        ),
        Mistake(
            "entry by entry",
            "You raised the entries to the power one by one. A matrix power is a "
            "product of matrices, and its corner grows.",
            lambda: {"k": 1, "entry": COUPLING**6},
        ),
        Mistake(
            "no growth",
            "You looked at the eigenvalue alone: its powers fall from the start, those "
            "of the matrix do not.",
            lambda: {"k": 1, "entry": COUPLING},
        ),
        Mistake(
            "real maximum",
            "This is where the curve has its top between the whole numbers. A power "
            "has a whole exponent.",
            lambda: {"k": -1 / math.log(LAMBDA)},
        ),
        Mistake(
            "where the quotient is 1",
            "This is where the quotient of neighbours is 1. From every power below it "
            "the corner grows once more: where does that end?",
            lambda: {"k": LAMBDA / (1 - LAMBDA)},
        ),
        Mistake(
            "rounded",
            "Close: you rounded to a whole number. Give two decimals.",
            lambda: {"entry": round(_corner(6))},
        ),
        Mistake(
            "one too far",
            "Close: one step later the entry is already a little smaller. Compare the "
            "two.",
            lambda: {"k": 7, "entry": _corner(7)},
        ),
        Mistake(
            "one too early",
            "Close: it goes on growing for one more step.",
            lambda: {"k": 5, "entry": _corner(5)},
        ),
        Mistake(
            "diagonal entry",
            "This is the entry on the diagonal. The question is about the corner.",
            lambda: {"entry": LAMBDA**6},
        ),
        Mistake(
            "coupling forgotten",
            "The corner of W itself is 3, not 1: it is a factor of every term.",
            lambda: {"entry": _corner(6) / COUPLING},
        ),
        Mistake(
            "exchanged",
            "The two answers have changed places.",
            lambda: TRANSIENT.right()[::-1],
        ),
    ),
    hints=(
        "Multiply W by itself, once and twice. What is in the corner?",
        "Each term of the corner takes one step along the corner and the others along "
        "the diagonal. How many such terms are there among k factors?",
        "Divide the corner of power k + 1 by that of power k. As long as the quotient "
        "is above 1 it grows.",
    ),
)
