"""2.2 on paper: where a repeated tanh comes to rest, and what it forgets there."""

from math import ceil, exp, log, tanh

from rnnbook.exercises.form import Numbers

FACTOR = 1.5


def rest(squash):
    """The number that a layer sends to itself."""
    h = 0.5
    for _ in range(200):
        h = squash(FACTOR * h)
    return h


h = rest(tanh)
slope = FACTOR * (1 - h**2)


def layers(factor, left=1e-6):
    """The first whole number of layers after which less than `left` is left."""
    return ceil(log(left) / log(factor))


FIXED_POINT = Numbers(
    "2.2", "Where it comes to rest",
    right=dict(h_star=h, slope=slope, layers_to_millionth=layers(slope)),
    meaning="Fifteen layers, and less than a millionth is left of what the start had "
        "to say, while the value stands calmly at 0.86. Holding a value firmly and "
        "forgetting where it came from are the same thing here.",
    together={
        (0.0, FACTOR, ...):
            "Zero does map to itself, but whatever starts beside it leaves it. The "
            "positive one was wanted.",
    },
    h_star={
        tanh(FACTOR):
            "This is the value after one layer from 1. Go on until it no longer moves.",
        rest(lambda a: 1 / (1 + exp(-a))):
            "You repeated a sigmoid. This layer squashes by a tanh.",
    },
    slope={
        1 - h**2:
            "You took the slope of the tanh alone. A layer multiplies first, and that "
            "has a slope too.",
        FACTOR * (1 - tanh(h) ** 2):
            "You put the value into the tanh once more. The slope is taken at the "
            "pre-activation; the value that you have is the tanh already.",
        FACTOR * (1 - h):
            "The value is subtracted from 1 as it is. In the slope it stands squared.",
        FACTOR * h * (1 - h):
            "This is the slope of a sigmoid, value times one minus value.",
        FACTOR:
            "This is the slope at zero, where the tanh is steepest. It was wanted "
            "where the values come to rest.",
    },
    layers_to_millionth={
        log(1e-6) / log(slope):
            "Here exactly a millionth would be left. Layers are whole: which is the "
            "first that leaves less?",
        layers(slope) - 1:
            "After these layers a little more than a millionth is left: round up.",
        layers(0.4):
            "The slope was rounded too early: with 0.4 it is one layer more. Keep "
            "three digits of it.",
        layers(slope, 1e-3):
            "This is where a thousandth is left. A millionth was asked for.",
        layers(1 - h**2):
            "You used the slope of the tanh alone for the layers: the factor 1.5 works "
            "against it in each of them.",
        log(slope) / log(1e-6):
            "Your fraction is upside down: one layer does not do it.",
        1e-6 / slope:
            "You divided by the slope once for each layer and added up. Slopes of "
            "layers multiply.",
    },
    hints=(
        "Start at any positive number. Multiply by 1.5, take the tanh, and repeat. A "
        "pocket calculator will do.",
        "Chain rule: the slope of a layer is that of the product times that of the "
        "tanh. The second is known from the value of the tanh itself.",
        "Set the slope to the power k equal to a millionth and take logarithms.",
    ),
)  # fmt: skip
