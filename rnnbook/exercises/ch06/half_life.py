"""6.2 on paper: how long a cell remembers."""

import numpy as np

from rnnbook.exercises.form import Exercise, Mistake


def _logit(f):
    """The pre-activation whose sigmoid is f."""
    return np.log(f / (1 - f))


HALF_LIFE = Exercise(
    number="6.2",
    title="How long does a cell remember?",
    outputs=("steps_to_half", "a_f"),
    code=False,
    right=lambda: (np.log(0.5) / np.log(0.9), _logit(0.5 ** (1 / 100))),
    meaning="A gate that looks almost fully open forgets half in a few steps. To "
    "remember for a hundred, its pre-activation has to be near 5, far from "
    "where weights start.",
    rtol=0,
    atol=0.006,
    mistakes=(
        Mistake(
            "linear decay",
            "You take away the same amount at each step. The forget gate multiplies: "
            "each step takes a tenth of what is left.",
            lambda: {"steps_to_half": 5.0},
        ),
        Mistake(
            "time constant",
            "This is the time constant, after which 1/e of the memory is left, or its "
            "approximation. The question is when half is left.",
            lambda: {"steps_to_half": 10.0},
        ),
        Mistake(
            "exact time constant",
            "This is the time to fall to 1/e. The question is when half is left.",
            lambda: {"steps_to_half": -1 / np.log(0.9)},
        ),
        Mistake(
            "inverted",
            "Your fraction is upside down: fewer than one step cannot halve the memory "
            "when a step takes a tenth of it.",
            lambda: {"steps_to_half": np.log(0.9) / np.log(0.5)},
        ),
        Mistake(
            "gate instead of pre-activation",
            "This is the value of the gate. The question is what goes into its "
            "sigmoid.",
            lambda: {"a_f": 0.5 ** (1 / 100)},
        ),
        Mistake(
            "sign",
            "The sign is wrong: this gate is almost closed.",
            lambda: {"a_f": -_logit(0.5 ** (1 / 100))},
        ),
        Mistake(
            "linear gate",
            "Here the cell loses the same amount at each step, half in all. The losses "
            "multiply.",
            lambda: {"a_f": _logit(1 - 0.5 / 100)},
        ),
        Mistake(
            "1/e after 100 steps",
            "With this gate 1/e is left after 100 steps, or about that: a little less "
            "than half.",
            lambda: {"a_f": _logit(np.exp(-1 / 100))},
        ),
        Mistake(
            "tanh",
            "You inverted the tanh. A gate is a sigmoid.",
            lambda: {"a_f": np.arctanh(0.5 ** (1 / 100))},
        ),
        Mistake(
            "one decimal",
            "Close. Give two decimals.",
            lambda: {"steps_to_half": round(np.log(0.5) / np.log(0.9), 1)},
        ),
        Mistake(
            "whole steps",
            "Close: this is the first whole step that leaves less than half. Give two "
            "decimals.",
            lambda: {"steps_to_half": 7},
        ),
        Mistake(
            "rounded pre-activation",
            "Close. Give `a_f` with two decimals.",
            lambda: {"a_f": 5},
        ),
        Mistake(
            "three decimals of f",
            "Close: f was rounded too early. Keep four decimals of f.",
            lambda: {"a_f": _logit(0.993)},
        ),
        Mistake(
            "exchanged",
            "The two answers have changed places.",
            lambda: HALF_LIFE.right()[::-1],
        ),
    ),
    hints=(
        "With i = 0, what is the cell state after one step, after two, after n?",
        "Set what is left after n steps equal to one half and take logarithms.",
        "For the second number find f first, then ask which a has sigmoid(a) = f.",
    ),
)
