"""12.6, an experiment: at which length does attention fail?"""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.exercises.form import Experiment, first
from rnnbook.nets.encoder_decoder import translate
from rnnbook.results import translator
from rnnbook.tasks import one_hot

LENGTHS = np.arange(10, 20)


def cases(rng):
    digits = {int(n): rng.integers(0, 10, (n, 40)) for n in LENGTHS}
    return [{"p": translator("digits"), "digits": digits}]


def shares_right(p, digits):
    shares = []
    for n in LENGTHS:
        x = one_hot(digits[n], 10)
        lengths = np.full(40, n)
        out, _ = translate(CELLS["gru"], p, x, lengths, 10, n + 1)
        right = np.zeros(40, bool)
        if len(out) == n + 1:
            right = (out[:n] == digits[n]).all(axis=0) & (out[n] == 10)
        shares.append(right.mean())
    return np.array(shares)


def answer(measured, p, digits):
    shares = measured
    return shares, first(LENGTHS, shares < 0.5)


LONGER = Experiment(
    "12.6", "Where attention fails", shares_right, answer,
    outputs="shares failing_length", made_by={"shares": "share_right"}, cases=cases,
    meaning="Nothing in attention knows of lengths, and yet this network fails soon "
        "behind the longest sources that it was trained on.",
    mistakes={
        ("(out[:n] == digits[n]).all(axis=0) & (out[n] == 10)",
         "(out[:n] == digits[n]).mean(axis=0)"):
            "This is the share of digits that are right. A whole output is wrong if "
            "one of its digits is.",
        ("lengths, 10, n + 1)", "lengths, 10, n + 1, False)"):
            "This is the network with attention, run without it.",
        ("= measured", "= 1 - measured"): "These are the shares that are wrong.",
        ("= measured", "= measured * 40"): "These are counts. Divide by 40.",
        ("shares < 0.5)", "shares < 0.5) - 1"):
            "At this length half or more are still right.",
        ("first(LENGTHS", "first(np.arange(len(LENGTHS))"):
            "This is the position in the list. The length at that position was wanted.",
        ("first(LENGTHS, shares < 0.5)", "first(LENGTHS, shares < 1)"):
            "This is where the first output is wrong. Fewer than half right was asked.",
        ("first(LENGTHS, shares < 0.5)", "first(shares, shares < 0.5)"):
            "This is the share. The length that has it was wanted.",
    },
    hints=(
        "`one_hot` makes the source (n, 40, 10) of the digits; every length is n.",
        "`translate(cell, p, x, lengths, 10, n + 1)` gives codes (steps, 40). It may "
        "stop sooner, or go on: the end, code 10, must stand at step n + 1.",
        "A whole output is right if all its digits are, and its end.",
    ),
)  # fmt: skip
