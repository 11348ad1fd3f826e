"""2.2 on paper: where a repeated tanh comes to rest, and what it forgets there."""

import math

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

FACTOR = 1.5


def _rest(squash=math.tanh, factor=FACTOR):
    """The number that a layer sends to itself."""
    h = 0.5
    for _ in range(200):
        h = squash(factor * h)
    return h


H = _rest()
SLOPE = FACTOR * (1 - H**2)
LOGISTIC = _rest(lambda a: 1 / (1 + math.exp(-a)))

FIXED_POINT = Exercise(
    number="2.2",
    title="Where it comes to rest",
    outputs=("h_star", "slope", "layers"),
    code=False,
    right=lambda: (H, SLOPE, math.log(1e-6) / math.log(SLOPE)),
    rtol=0,
    atol=0.006,
    meaning="Fifteen layers, and a millionth is left of what the start had to say, "
    "while the value stands calmly at 0.86. Holding a value firmly and forgetting "
    "where it came from are the same thing here.",
    mistakes=(
        Mistake(
            "one layer",
            "This is the value after one layer from 1. Go on until it no longer moves.",
            lambda: {"h_star": math.tanh(FACTOR)},
        ),
        Mistake(
            "the middle",
            "Zero does map to itself, but whatever starts beside it leaves it. The "
            "positive one was wanted.",
            lambda: {"h_star": 0.0, "slope": FACTOR},
        ),
        Mistake(
            "sigmoid",
            "You repeated a sigmoid. This layer squashes by a tanh.",
            lambda: {"h_star": LOGISTIC},
        ),
        Mistake(
            "factor one",
            "You took the slope of the tanh alone. A layer multiplies first, and that "
            "has a slope too.",
            lambda: {"slope": 1 - H**2},
        ),
        Mistake(
            "slope at the output",
            "You put the value into the tanh once more. The slope is taken at the "
            "pre-activation; the value that you have is the tanh already.",
            lambda: {"slope": FACTOR * (1 - math.tanh(H) ** 2)},
        ),
        Mistake(
            "not squared",
            "The value is subtracted from 1 as it is. In the slope it stands squared.",
            lambda: {"slope": FACTOR * (1 - H)},
        ),
        Mistake(
            "slope of a sigmoid",
            "This is the slope of a sigmoid, value times one minus value.",
            lambda: {"slope": FACTOR * H * (1 - H)},
        ),
        Mistake(
            "slope at zero",
            "This is the slope at zero, where the tanh is steepest. It was wanted "
            "where the values come to rest.",
            lambda: {"slope": FACTOR},
        ),
        Mistake(
            "whole layers",
            "Close: this is the first whole layer. Give two decimals.",
            lambda: {"layers": 15},
        ),
        Mistake(
            "a thousandth",
            "This is where a thousandth is left. A millionth was asked for.",
            lambda: {"layers": math.log(1e-3) / math.log(SLOPE)},
        ),
        Mistake(
            "factor left out of the layers",
            "You used the slope of the tanh alone for the layers: the factor 1.5 works "
            "against it in each of them.",
            lambda: {"layers": math.log(1e-6) / math.log(1 - H**2)},
        ),
        Mistake(
            "upside down",
            "Your fraction is upside down: one layer does not do it.",
            lambda: {"layers": math.log(SLOPE) / math.log(1e-6)},
        ),
        Mistake(
            "division",
            "You divided by the slope once for each layer and added up. Slopes of "
            "layers multiply.",
            lambda: {"layers": 1e-6 / SLOPE},
        ),
    ),
    hints=(
        "Start at any positive number. Multiply by 1.5, take the tanh, and repeat. A "
        "pocket calculator will do.",
        "Chain rule: the slope of a layer is that of the product times that of the "
        "tanh. The second is known from the value of the tanh itself.",
        "Set the slope to the power k equal to a millionth and take logarithms.",
    ),
)
