"""2.1 on paper: a tanh unit written with a sigmoid."""

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

COATS = Exercise(
    number="2.1",
    title="The same unit in another coat",
    outputs=("A", "B", "C", "D"),
    code=False,
    right=lambda: (1.2, 3.0, -0.8, -0.5),
    rtol=0,
    atol=0.004,
    meaning="Whatever a layer of tanh units can compute, a layer of sigmoids can, and "
    "the other way round. What differs is where training starts and how it runs.",
    mistakes=(
        Mistake(
            "weights not doubled",
            "Inside the sigmoid stands twice the pre-activation of the tanh, bias "
            "included.",
            lambda: {"B": 1.5, "C": -0.4},
        ),
        Mistake(
            "weight not doubled",
            "Inside the sigmoid stands twice the pre-activation: its weight too.",
            lambda: {"B": 1.5},
        ),
        Mistake(
            "bias not doubled",
            "You doubled the weight. The bias belongs to the pre-activation as well.",
            lambda: {"C": -0.4},
        ),
        Mistake(
            "halved",
            "You halved the pre-activation. That is the way from a sigmoid to a tanh; "
            "here it goes from a tanh to a sigmoid.",
            lambda: {"B": 0.75, "C": -0.2},
        ),
        Mistake(
            "height not doubled",
            "A sigmoid rises by 1 in all, a tanh by 2: the factor in front has to make "
            "up for it.",
            lambda: {"A": 0.6},
        ),
        Mistake(
            "height halved",
            "The factor in front went the wrong way: a sigmoid has half the height of "
            "a tanh.",
            lambda: {"A": 0.3},
        ),
        Mistake(
            "shift forgotten",
            "The constant is that of the tanh. A sigmoid is never negative, so the "
            "whole curve has to be let down.",
            lambda: {"D": 0.1},
        ),
        Mistake(
            "shift by one",
            "You took 1 off. The factor 0.6 stands before all of the tanh, its "
            "constant included.",
            lambda: {"D": -0.9},
        ),
        Mistake(
            "shift up",
            "The curve is shifted the wrong way: the sigmoid lies above the tanh.",
            lambda: {"D": 0.7},
        ),
        Mistake(
            "sign of the bias",
            "The bias has lost its sign.",
            lambda: {"C": 0.8},
        ),
    ),
    hints=(
        "Write tanh(a) with a sigmoid by (2.9), with a = 1.5 x - 0.4.",
        "Multiply out: the factor 0.6 goes over both terms.",
        "What is left in front of the sigmoid is A, inside it stand B and C, and all "
        "constants together are D.",
    ),
)
