"""2.1 on paper: a tanh unit written with a sigmoid."""

from rnnbook.exercises.form import Numbers

COATS = Numbers(
    "2.1", "The same unit in another coat",
    right=dict(A=1.2, B=3.0, C=-0.8, D=-0.5),
    atol=0.004,
    meaning="Whatever a layer of tanh units can compute, a layer of sigmoids can, and "
        "the other way round. What differs is where training starts and how it runs.",
    together={
        (-1.2, -3.0, 0.8, 0.7):
            "This is the same function, written the other way round: 1 - sigma(z) is "
            "sigma(-z). A positive B was asked for.",
        (..., 1.5, -0.4, ...):
            "Inside the sigmoid stands twice the pre-activation of the tanh, bias "
            "included.",
        (..., 0.75, -0.2, ...):
            "You halved the pre-activation. That is the way from a sigmoid to a tanh; "
            "here it goes from a tanh to a sigmoid.",
    },
    A={
        0.6:
            "A sigmoid rises by 1 in all, a tanh by 2: the factor in front has to make "
            "up for it.",
        0.3:
            "The factor in front went the wrong way: a sigmoid has half the height of "
            "a tanh.",
    },
    B={
        1.5: "Inside the sigmoid stands twice the pre-activation: its weight too.",
    },
    C={
        -0.4: "You doubled the weight. The bias belongs to the pre-activation as well.",
        0.8: "The bias has lost its sign.",
    },
    D={
        0.1:
            "The constant is that of the tanh. A sigmoid is never negative, so the "
            "whole curve has to be let down.",
        -0.9:
            "You took 1 off. The factor 0.6 stands before all of the tanh, its "
            "constant included.",
        0.7: "The curve is shifted the wrong way: the sigmoid lies above the tanh.",
    },
    hints=(
        "Write tanh(a) with a sigmoid by (2.8), with a = 1.5 x - 0.4.",
        "Multiply out: the factor 0.6 goes over both terms.",
        "What is left in front of the sigmoid is A, inside it stand B and C, and all "
        "constants together are D.",
    ),
)  # fmt: skip
