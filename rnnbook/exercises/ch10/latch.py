"""10.6, an experiment: how wide a latch has to be for how much noise."""

import numpy as np

from rnnbook.exercises.form import Experiment, first

WEIGHTS = np.arange(1, 5.25, 0.25)


def cases(rng):
    T, B = 200, 400
    target = rng.integers(0, 2, B)
    x = rng.normal(0, np.sqrt(0.2), (T, B))
    x[0] = 2 * target - 1
    return [{"x": x, "target": target}]


def share_right(x, target):
    shares = []
    for w in WEIGHTS:
        h = np.zeros(x.shape[1])
        for x_t in x:
            h = np.tanh(w * h + x_t)
        shares.append(((h > 0) == (target == 1)).mean())
    return np.array(shares)


def answer(measured, x, target):
    shares = measured
    return shares, first(WEIGHTS, shares >= 0.99)


LATCH = Experiment(
    "10.6", "How strong must a latch be?", share_right, answer,
    outputs="shares smallest_weight", made_by={"shares": "share_right"}, cases=cases,
    meaning="One unit, one weight, and 200 steps of noise. Every weight above this one "
        "holds as well: that is why a draw from [-100, 100] hits it so easily, and why "
        "a gradient, which is about zero there, does not.",
    mistakes={
        ("w * h + x_t", "w * (h + x_t)"):
            "The weight multiplies the noise as well. It stands at h alone.",
        ("w * h + x_t", "h + w * x_t"):
            "The weight stands at the input. It belongs to the state before.",
        ("np.tanh(w * h + x_t)", "w * h + x_t"):
            "The tanh is missing: a linear unit adds up all the noise.",
        ("for x_t in x", "for x_t in x[1:]"):
            "The first input is missing, and that is the one to be remembered.",
        ("for x_t in x", "for x_t in x[:1]"):
            "Only the first step is run. The noise comes after it.",
        ("(h > 0) ==", "(h < 0) =="): "The two signs have changed places.",
        ("(h > 0) ==", "(h > 0.9) =="):
            "You ask for a saturated unit. Its sign is the answer.",
        ("first(WEIGHTS,", "first(np.arange(17),"):
            "This is the position in the list. The weight at that position was wanted.",
        ("first(WEIGHTS,", "first(shares,"):
            "This is the share. The weight that reaches it was wanted.",
        (">= 0.99", ">= 0.9"): "This is where 90% are right. 99% was asked for.",
        ("shares >= 0.99", "shares == shares.max()"):
            "This is the weight with the largest share. The smallest weight was wanted "
            "whose share reaches 99%.",
    },
    hints=(
        "All 400 sequences go through the unit side by side: `h` is (400,), and `x[t]` "
        "is (400,) as well.",
        "The answer is the sign of the last h: target 1 is +1.",
    ),
)  # fmt: skip
