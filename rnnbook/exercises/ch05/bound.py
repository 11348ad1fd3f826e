"""5.1 on paper: what the upper bound makes certain."""

import math

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

SIGMA, LEFT = 2.5, 1000


def _steps(factor):
    """Steps after which factor^k has fallen to a thousandth."""
    return math.log(LEFT) / -math.log(factor)


BOUND = Exercise(
    number="5.1",
    title="When is it certain?",
    outputs=("steps", "sigma"),
    code=False,
    right=lambda: (_steps(SIGMA / 4), 4),
    rtol=0,
    atol=0.006,
    meaning="The sigmoid forgives a recurrent matrix that stretches by up to four: "
    "its own slope takes that much away. In a real run the gradient is gone much "
    "sooner, for the slopes are smaller than their maximum.",
    mistakes=(
        Mistake(
            "slope forgotten",
            "You took the slope of the activation to be 1. That is the maximum of a "
            "tanh; a sigmoid has another.",
            lambda: {"steps": _steps(1 / SIGMA)},
        ),
        Mistake(
            "slope alone",
            "This is the slope alone. The recurrent matrix stretches at every step.",
            lambda: {"steps": _steps(1 / 4)},
        ),
        Mistake(
            "slope of one half",
            "You took one half for the largest slope. That is the value of the sigmoid "
            "at that place, not its derivative.",
            lambda: {"steps": math.log(LEFT) / math.log(SIGMA / 2)},
        ),
        Mistake(
            "whole steps",
            "Close: this is the first whole step. Give two decimals.",
            lambda: {"steps": math.ceil(_steps(SIGMA / 4))},
        ),
        Mistake(
            "one decimal",
            "Close: you cut off the decimals. Give two of them.",
            lambda: {"steps": math.floor(_steps(SIGMA / 4))},
        ),
        Mistake(
            "a hundredth",
            "This is where a hundredth is left. A thousandth was asked for.",
            lambda: {"steps": math.log(100) / -math.log(SIGMA / 4)},
        ),
        Mistake(
            "base ten",
            "You mixed two kinds of logarithm: one is to base ten, the other natural.",
            lambda: {"steps": 3 / -math.log(SIGMA / 4)},
        ),
        Mistake(
            "upside down",
            "Your fraction is upside down: it takes more than one step.",
            lambda: {"steps": 1 / _steps(SIGMA / 4)},
        ),
        Mistake(
            "sign",
            "A number of steps is positive: ln 0.625 is below 0. Mind the sign.",
            lambda: {"steps": -_steps(SIGMA / 4)},
        ),
        Mistake(
            "one over the singular value",
            "This is one over the singular value that was given. The second question "
            "is about any W: when is slope times singular value 1?",
            lambda: {"sigma": 1 / SIGMA},
        ),
        Mistake(
            "threshold of a tanh",
            "One is the threshold for a tanh. The sigmoid takes away more.",
            lambda: {"sigma": 1},
        ),
        Mistake(
            "slope for threshold",
            "This is the largest slope. The bound asks when its product with the "
            "singular value is 1.",
            lambda: {"sigma": 0.25},
        ),
        Mistake(
            "exchanged",
            "The two answers have changed places.",
            lambda: BOUND.right()[::-1],
        ),
    ),
    hints=(
        "Which is the largest slope of a sigmoid, and where does it take it?",
        "One step multiplies the length by at most that slope times the largest "
        "singular value. What do k steps do?",
        "Set that power equal to 1/1000 and take logarithms on both sides.",
    ),
)
