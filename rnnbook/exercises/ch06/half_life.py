"""6.2 on paper: how long a cell remembers."""

from math import atanh, exp, log

from rnnbook.exercises.form import Numbers


def logit(f):
    """The pre-activation whose sigmoid is f."""
    return log(f / (1 - f))


f_100 = 0.5 ** (1 / 100)  # the gate that leaves half after 100 steps

HALF_LIFE = Numbers(
    "6.2", "How long does a cell remember?",
    right=dict(steps_to_half=log(0.5) / log(0.9), a_f=logit(f_100)),
    meaning="A gate that looks almost fully open forgets half in a few steps. To "
        "remember for a hundred, its pre-activation has to be near 5, far from where "
        "weights start.",
    steps_to_half={
        5.0:
            "You take away the same amount at each step. The forget gate multiplies: "
            "each step takes a tenth of what is left.",
        10.0:
            "This is the time constant, after which 1/e of the memory is left, or its "
            "approximation. The question is when half is left.",
        -1 / log(0.9):
            "This is the time to fall to 1/e. The question is when half is left.",
        log(0.9) / log(0.5):
            "Your fraction is upside down: fewer than one step cannot halve the memory "
            "when a step takes a tenth of it.",
        6.6: "Close. Give a second decimal.",
        6.57: "Close. The last decimal was cut off, not rounded.",
        7:
            "Close: this is the first whole step that leaves less than half. Give two "
            "decimals.",
    },
    a_f={
        f_100:
            "This is the value of the gate. The question is what goes into its "
            "sigmoid.",
        -logit(f_100): "The sign is wrong: this gate is almost closed.",
        logit(1 - 0.5 / 100):
            "Here the cell loses the same amount at each step, half in all. The losses "
            "multiply.",
        logit(exp(-1 / 100)):
            "With this gate 1/e is left after 100 steps, or about that: a little less "
            "than half.",
        atanh(f_100): "You inverted the tanh. A gate is a sigmoid.",
        5: "Close: you rounded to a whole number. Give two decimals.",
        logit(0.993): "Close: f was rounded too early. Keep four decimals of f.",
    },
    hints=(
        "With i = 0, what is the cell state after one step, after two, after n?",
        "Set what is left after n steps equal to one half and take logarithms.",
        "For the second number find f first, then ask which a has sigmoid(a) = f.",
    ),
)  # fmt: skip
