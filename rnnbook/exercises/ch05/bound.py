"""5.1 on paper: what the upper bound makes certain."""

from math import ceil, floor, log

from rnnbook.exercises.form import Numbers

FACTOR = 2.5 / 4  # the singular value times the largest slope of a sigmoid
STEPS = log(1000) / -log(FACTOR)

BOUND = Numbers(
    "5.1", "When is it certain?",
    right=dict(steps=STEPS, sigma=4),
    meaning="With a sigmoid the recurrent matrix may stretch by up to four: the slope "
        "takes that much away. In a real run the gradient is gone sooner, because the "
        "slopes are smaller than their maximum.",
    steps={
        log(1000) / log(2.5):
            "You took the slope of the activation to be 1. That is the maximum of a "
            "tanh; a sigmoid has another.",
        -log(1000) / log(2.5):
            "A negative number of steps: you forgot the slope of the activation. The "
            "matrix alone makes the bound grow; slope and matrix together shrink it.",
        log(1000) / log(4):
            "This is the slope alone. The recurrent matrix stretches at every step.",
        log(1000) / log(2.5 / 2):
            "You took one half for the largest slope. That is the value of the sigmoid "
            "at that place, not its derivative.",
        ceil(STEPS): "Close: this is the first whole step. Give two decimals.",
        floor(STEPS): "Close: you cut off the decimals. Give two of them.",
        floor(100 * STEPS) / 100:
            "Close: you cut off the third decimal. Round to two.",
        log(1000) / -log(FACTOR) / 2:
            "This is half of the right number. Is there a square root, or a square, "
            "too many?",
        log(100) / -log(FACTOR):
            "This is where a hundredth is left. A thousandth was asked for.",
        3 / -log(FACTOR):
            "You mixed two kinds of logarithm: one is to base ten, the other natural.",
        1 / STEPS: "Your fraction is upside down: it takes more than one step.",
        -STEPS: "A number of steps is positive: ln 0.625 is below 0. Mind the sign.",
    },
    sigma={
        1 / 2.5:
            "This is one over the singular value that was given. The second question "
            "is about any W: when is slope times singular value 1?",
        4 / 2.5:
            "This is the factor by which the singular value that was given may grow. "
            "Wanted is the largest singular value itself.",
        2:
            "That would be right for a largest slope of one half. The sigmoid is one "
            "half there; its slope is smaller.",
        1: "One is the threshold for a tanh. The sigmoid takes away more.",
        0.25:
            "This is the largest slope. The bound asks when its product with the "
            "singular value is 1.",
    },
    hints=(
        "Which is the largest slope of a sigmoid, and where does it take it?",
        "One step multiplies the length by at most that slope times the largest "
        "singular value. What do k steps do?",
        "Set that power equal to 1/1000 and take logarithms on both sides.",
    ),
)  # fmt: skip
