"""10.1 on paper: the rungs of a copying task and of an adding task."""

from math import log

from rnnbook.exercises.form import Mistake, Numbers

copy = 3 * log(4) / 30  # five symbols of four, two known, T = 20
add = 1 / 3  # numbers in [-1, 1], one of two known

LADDER = Numbers(
    "10.1", "Rungs",
    right=dict(copying=copy, adding=add),
    meaning="Whoever knows these numbers reads more from a learning curve than whether "
        "it falls.",
    atol=0.002,
    copying={
        5 * log(4) / 30: "This network knows nothing yet. Two symbols are known.",
        2 * log(4) / 30:
            "You count the symbols that are known. The others cost something.",
        3 * log(5) / 30:
            "Your guess is among five. The blank is no candidate any more: the network "
            "knows that a symbol has to come.",
        3 * log(4) / 25:
            "The loss is a mean over all steps: the symbols are read and are said, so "
            "their number counts twice.",
        3 * log(4) / 20: "The loss is a mean over all steps, not over the pause alone.",
        3 * log(4) / 5:
            "This is the mean over the steps that have to be answered. The loss is a "
            "mean over all steps.",
        3 * 2 / 30: "This is in bits. The loss is in nats.",
        3 * log(4): "This is the sum over the sequence. The loss is its mean.",
    },
    adding={
        2 / 3: "This network knows neither of the two numbers.",
        1 / 12: "This is right for numbers in [0, 1). Here they lie in [−1, 1).",
        1 / 6: "This is right for numbers in [0, 1) if neither is known.",
        (1 / 3) ** 0.5: "This is a deviation. The squared error was wanted.",
        1.0:
            "This is the largest square of a number of [−1, 1). The mean of the "
            "squares was wanted.",
        0.5:
            "This is the mean size of a number of [−1, 1). The mean of the squares was "
            "wanted.",
    },
    also=(
        Mistake("Close: three decimals are wanted.", lambda: (..., 0.33), atol=1e-9),
    ),
    hints=(
        "In copying a symbol that is known costs nothing, and so does a blank.",
        "How many steps has a sequence with five symbols and a pause of 20? Each "
        "symbol is read once and said once.",
        "What is not known has its variance as squared error. A number uniform in "
        "[−1, 1) has mean 0: what is the mean of its square?",
    ),
)  # fmt: skip
