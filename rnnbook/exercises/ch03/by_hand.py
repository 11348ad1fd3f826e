"""3.1 on paper: two steps of one unit, and the loss after the second."""

import numpy as np

from rnnbook.cells.activations import sigmoid, softmax
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

X, U, W, B = (1.0, 0.5), 1.0, -0.5, 0.2
V, B_O, TARGET = np.array([2.0, -1.0]), np.array([0.0, 0.5]), 1


def _state(squash=np.tanh, w=W, b=B, x=X):
    h = 0.0
    for x_t in x:
        h = float(squash(x_t * U + h * w + b))
    return h


def _probabilities(h, bias=B_O):
    return softmax(h * V + bias)


def _loss(h, log=np.log, target=TARGET, bias=B_O):
    return float(-log(_probabilities(h, bias)[target]))


def _both(h):
    """A wrong state, and the loss that a reader finds with it."""
    return {"h_2": h, "loss": _loss(h)}


BY_HAND = Exercise(
    number="3.1",
    title="Two steps by hand",
    outputs=("h_2", "loss"),
    code=False,
    right=lambda: (_state(), _loss(_state())),
    rtol=0,
    atol=0.006,
    meaning="The second input is positive and yet the state falls: the weight from "
    "state to state is negative, and the first state was large.",
    mistakes=(
        Mistake(
            "exchanged",
            "The two answers have changed places.",
            lambda: BY_HAND.right()[::-1],
        ),
        Mistake(
            "no tanh",
            "The pre-activations are not squashed.",
            lambda: _both(_state(squash=lambda a: a)),
        ),
        Mistake(
            "sigmoid",
            "You squash with a sigmoid. The state of this network can be negative.",
            lambda: _both(_state(squash=sigmoid)),
        ),
        Mistake(
            "no recurrence",
            "The second step does not see the first: the weight from state to state "
            "is not used.",
            lambda: _both(_state(w=0.0)),
        ),
        Mistake(
            "sign of the recurrence",
            "The weight from state to state is negative.",
            lambda: _both(_state(w=-W)),
        ),
        Mistake(
            "no bias",
            "The bias of the unit is missing. It comes in at every step.",
            lambda: _both(_state(b=0.0)),
        ),
        Mistake(
            "first state",
            "This is the state after the first step.",
            lambda: _both(_state(x=X[:1])),
        ),
        Mistake(
            "no bias in the readout",
            "The bias of the readout is missing.",
            lambda: {"loss": _loss(_state(), bias=0.0)},
        ),
        Mistake(
            "the other class",
            "This is the loss of the other class.",
            lambda: {"loss": _loss(_state(), target=1 - TARGET)},
        ),
        Mistake(
            "probability",
            "This is the probability of the class. The loss is made of it.",
            lambda: {"loss": float(_probabilities(_state())[TARGET])},
        ),
        Mistake(
            "sign of the loss",
            "The logarithm of a probability is negative. A loss is not.",
            lambda: {"loss": -_loss(_state())},
        ),
        Mistake(
            "bits",
            "This is the loss in bits: you took the logarithm to the base 2. In this "
            "book it is the natural one.",
            lambda: {"loss": _loss(_state(), log=np.log2)},
        ),
        Mistake(
            "logarithm to the base 10",
            "You took the logarithm to the base 10. In this book it is the natural "
            "one.",
            lambda: {"loss": _loss(_state(), log=np.log10)},
        ),
    ),
    hints=(
        "Write the first step in full: with a state of zero only the input and the "
        "bias are left.",
        "What the first step gave is an input of the second: it comes in times its "
        "weight, before the tanh.",
        "Two scores, two exponentials, one sum. The loss looks at the second class "
        "alone.",
    ),
)
