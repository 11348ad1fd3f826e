"""8.1 on paper: how many parameters, and how open an update gate has to be."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

D, H, STEPS = 32, 64, 50


def _count(blocks=3, biases=2):
    return blocks * H * (D + H + biases)


def _logit(z):
    """The pre-activation whose sigmoid is z."""
    return np.log(z / (1 - z))


KEPT = 0.5 ** (1 / STEPS)

COUNTING = Exercise(
    number="8.1",
    title="Three blocks, and a half-life",
    outputs=("parameters", "a_z"),
    code=False,
    right=lambda: (_count(), _logit(KEPT)),
    meaning="Three blocks for the LSTM's four, and a second row of biases. The gate "
    "that keeps half of a state for fifty steps has to be almost open, and writes "
    "almost nothing meanwhile: in a GRU the one is the price of the other.",
    rtol=0,
    atol=0.006,
    mistakes=(
        Mistake(
            "one bias",
            "You count one bias for each block and unit. This cell has two, one with "
            "each product.",
            lambda: {"parameters": _count(biases=1)},
        ),
        Mistake(
            "one bias and a third of the other",
            "You count the second bias in block n alone, where it does something of "
            "its own. The arrays hold it in all three blocks.",
            lambda: {"parameters": _count(biases=1) + H},
        ),
        Mistake(
            "no biases",
            "The weights are all there, the biases are not.",
            lambda: {"parameters": _count(biases=0)},
        ),
        Mistake(
            "four blocks",
            "You count four blocks: that is an LSTM. A GRU has two gates and a "
            "candidate.",
            lambda: {"parameters": _count(blocks=4)},
        ),
        Mistake(
            "four blocks of an LSTM",
            "This is the count of an LSTM with one bias for each block.",
            lambda: {"parameters": _count(blocks=4, biases=1)},
        ),
        Mistake(
            "two blocks",
            "You count two blocks: the gates. The candidate has weights too.",
            lambda: {"parameters": _count(blocks=2)},
        ),
        Mistake(
            "one block",
            "This is the count of one block.",
            lambda: {"parameters": _count(blocks=1)},
        ),
        Mistake(
            "sign",
            "The sign is wrong: this gate is almost shut. That would be right where z "
            "is the share of the new.",
            lambda: {"a_z": -_logit(KEPT)},
        ),
        Mistake(
            "gate instead of pre-activation",
            "This is the value of the gate. The question is what goes into its "
            "sigmoid.",
            lambda: {"a_z": KEPT},
        ),
        Mistake(
            "linear gate",
            "This belongs to z = 0.99. If you rounded z, keep four decimals. If you "
            "let the unit lose the same amount at each step: what is left is "
            "multiplied at each step.",
            lambda: {"a_z": _logit(1 - 0.5 / STEPS)},
        ),
        Mistake(
            "1/e after fifty steps",
            "With this gate 1/e is left after fifty steps, a little less than half.",
            lambda: {"a_z": _logit(np.exp(-1 / STEPS))},
        ),
        Mistake(
            "logarithm of the gate",
            "This is the logarithm of z. Which number has z as its sigmoid?",
            lambda: {"a_z": np.log(KEPT)},
        ),
        Mistake(
            "tanh",
            "You inverted the tanh. A gate is a sigmoid.",
            lambda: {"a_z": np.arctanh(KEPT)},
        ),
        Mistake(
            "rounded gate",
            "Close, and a little too small: z was rounded too early, or its steps are "
            "miscounted by one. Keep four decimals of z.",
            lambda: {"a_z": _logit(0.986)},
        ),
        Mistake(
            "exchanged",
            "The two answers have changed places.",
            lambda: COUNTING.right()[::-1],
        ),
    ),
    hints=(
        "Write down the shapes of U, W, b and b_h for one block. How many numbers are "
        "in each?",
        "How many blocks stand side by side in each of the four arrays?",
        "For the second number find z first: what is left of the old state after one "
        "step, after two, after fifty? Then ask which pre-activation has that sigmoid.",
    ),
)
