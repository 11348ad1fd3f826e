"""11.2 on paper: temperature and nucleus by hand."""

from math import sqrt

from rnnbook.exercises.form import Numbers

Y = (0.5, 0.25, 0.125, 0.125)
COLD = Y[0] ** 2 / sum(y**2 for y in Y)
WARM = sqrt(Y[0]) / sum(sqrt(y) for y in Y)

TEMPERATURE = Numbers(
    "11.2", "Hot, cold and cut",
    right=dict(cold=COLD, warm=WARM, nucleus=2 / 3),
    meaning="You needed no scores: temperature is a power of the probabilities, "
        "whatever scores they came from.",
    exchanged="",
    together={
        (WARM, COLD, ...): "The two temperatures have changed places: a low one makes "
            "the most probable symbol more probable.",
    },
    cold={
        0.7: "Close: two decimals are wanted.",
        Y[0] ** 2: "The squares do not add up to 1. Divide by their sum.",
        0.5: "This is the probability at temperature 1.",
        WARM: "You took the root. The exponent is 1 over the temperature.",
        1.0: "At temperature 0 it would be 1.",
    },
    warm={
        0.4: "Close: give two decimals.",
        sqrt(Y[0]): "The roots do not add up to 1. Divide by their sum.",
        0.5: "At temperature 1 it is that; here it is hotter.",
        COLD: "You took the square. The exponent is 1 over the temperature.",
        0.25: "At an infinite temperature all four would have this.",
    },
    nucleus={
        0.5: "What is cut off has left a gap: divide by the sum of what stays.",
        4 / 7: "You kept three symbols. The first two have 0.75 together, and that is "
            "enough.",
        1.0: "You kept one symbol. It has 0.5, which is less than 0.7.",
    },
    hints=(
        "The scores are not given, and not needed: (11.4) has a form without them.",
        "1/0.5 = 2 and 1/2 = 0.5: one is a square, the other a root. Mind the sum.",
        "Add up from the most probable symbol until 0.7 is reached. What stays is "
        "divided by its sum.",
    ),
)  # fmt: skip
