"""10.2 on paper: how many draws, and what none of them says."""

from math import ceil, log

from rnnbook.exercises.form import Mistake, Numbers

p = 1 / 320
draws = ceil(log(0.05) / log(1 - p))  # for a chance of 95%
share = 0.05 ** (1 / 20)

GUESSES = Numbers(
    "10.2", "What a count says",
    right=dict(draws=draws, share=share),
    meaning="The same formula twice: for draws that fail, and for networks that "
        "learn. Ten of ten is less than it sounds.",
    exchanged="The two answers have changed places.",
    atol=0.006,
    draws={
        320:
            "This is the mean number of draws. After so many the chance is only about "
            "63%.",
        304: "95% of the mean is no chance of 95%.",
        960: "The rule of three with 1/p in place of N: close, but 95% was to be "
            "reached. Take the logarithm of 0.05.",
        959: "One draw fewer is enough.",
        957: "This many are not quite enough. Round up.",
        ceil(log(0.95) / log(1 - p)):
            "After so few draws the chance of a success is 5%. It should be 95%.",
        222: "After so many draws the chance is one half.",
    },
    share={
        1 - 0.05 ** (1 / 20):
            "This is the share of failures that is still believable. The share of "
            "networks that learn was wanted.",
        0.95: "This is the confidence. At which share s would 20 of 20 have a chance "
            "of 5%?",
        0.05 ** (1 / 10): "This is right for 10 of 10.",
        1 - 3 / 20: "This is the rule of three, a little coarse for 20. Take the root.",
        0.05 / 20: "Independent networks multiply: s to the power of 20.",
        0.95 ** (1 / 20): "With this share 20 of 20 would have a chance of 95%. A "
            "chance of 5% was meant.",
    },
    also=(
        Mistake("A draw is made or not: round up.", lambda: (957.2, ...), atol=0.1),
        Mistake(
            "Give the share as a number from 0 to 1, not in percent.",
            lambda: (..., 100 * share),
            atol=0.2,
        ),
    ),
    hints=(
        "After N draws none has solved the task with the probability (1 − p) to the "
        "power of N. That should be 5% or less.",
        "Take logarithms, and round up to a whole number.",
        "If a share s of all seeds learn, 20 of 20 learn with the probability s to the "
        "power of 20.",
    ),
)  # fmt: skip
