"""2.4 in code: a gate on a vector, forward and backward."""

import numpy as np

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _gate(a, v, dy):
    s = sigmoid(a)
    return s * v, dy * v * s * (1 - s), dy * s


def _other_da(rule):
    """Right but for da, by another rule of (s, v, dy)."""
    return lambda a, v, dy: {"da": rule(sigmoid(a), v, dy)}


def _other_dv(rule):
    return lambda a, v, dy: {"dv": rule(sigmoid(a), v, dy)}


def _by_tanh(a, v, dy):
    s = np.tanh(a)
    return s * v, dy * v * (1 - s**2), dy * s


def _added(a, v, dy):
    s = sigmoid(a)
    return s + v, dy * s * (1 - s), dy


def _turned(a, v, dy):
    s = sigmoid(a)
    return (1 - s) * v, -dy * v * s * (1 - s), dy * (1 - s)


def _cases(rng):
    return [
        {name: rng.normal(0, 1.5, shape) for name in ("a", "v", "dy")}
        for shape in ((4,), (2, 3), (1,), (3, 3))
    ]


GATE = Exercise(
    number="2.4",
    title="A gate and its way back",
    outputs=("y", "da", "dv"),
    right=_gate,
    cases=_cases,
    meaning="The gradient for the content passes the same gate as the content did: "
    "what is shut forward is shut backward. The LSTM of chapter 6 has three of these.",
    mistakes=(
        Mistake(
            "slope missing",
            "The gradient of the gate is right; the gradient of its pre-activation has "
            "one more factor, the slope of the sigmoid.",
            _other_da(lambda s, v, dy: dy * v),
        ),
        Mistake(
            "content missing",
            "The content is missing from `da`: a gate on a large number matters more "
            "than a gate on a small one.",
            _other_da(lambda s, v, dy: dy * s * (1 - s)),
        ),
        Mistake(
            "dy missing",
            "What comes from above is missing from `da`: these are derivatives, not "
            "yet gradients of the loss.",
            _other_da(lambda s, v, dy: v * s * (1 - s)),
        ),
        Mistake(
            "slope of a tanh",
            "You took the slope of a tanh. The gate is a sigmoid.",
            _other_da(lambda s, v, dy: dy * v * (1 - s**2)),
        ),
        Mistake(
            "sigmoid twice",
            "The slope is taken at the gate instead of at its pre-activation: you "
            "squashed twice.",
            _other_da(lambda s, v, dy: dy * v * sigmoid(s) * (1 - sigmoid(s))),
        ),
        Mistake(
            "gate for slope",
            "You multiplied by the gate itself where its slope belongs.",
            _other_da(lambda s, v, dy: dy * v * s),
        ),
        Mistake(
            "output for content",
            "In `da` stands the output of the gate. What the gate multiplies is the "
            "content.",
            _other_da(lambda s, v, dy: dy * s * v * s * (1 - s)),
        ),
        Mistake(
            "gate missing on the way back",
            "The gradient for the content comes back whole, as if there were no gate.",
            _other_dv(lambda s, v, dy: dy * np.ones_like(s)),
        ),
        Mistake(
            "content for gate",
            "In `dv` stands the content. A product differentiated by one factor leaves "
            "the other.",
            _other_dv(lambda s, v, dy: dy * v),
        ),
        Mistake(
            "dy missing in dv",
            "What comes from above is missing from `dv`.",
            _other_dv(lambda s, v, dy: s),
        ),
        Mistake(
            "slope in dv",
            "The slope of the sigmoid does not belong in `dv`: the content never went "
            "through the sigmoid.",
            _other_dv(lambda s, v, dy: dy * s * (1 - s)),
        ),
        Mistake(
            "tanh gate",
            "Your gate is a tanh, which can turn the sign of what it lets through.",
            _by_tanh,
        ),
        Mistake(
            "added",
            "Gate and content are added. A gate multiplies.",
            _added,
        ),
        Mistake(
            "turned round",
            "Your gate is open where it should be shut: 1 keeps, 0 forgets.",
            _turned,
        ),
        Mistake(
            "not squashed",
            "The pre-activation is used as it is. A gate lies between 0 and 1.",
            lambda a, v, dy: (a * v, dy * v, dy * a),
        ),
        Mistake(
            "exchanged",
            "The two gradients have changed places.",
            lambda a, v, dy: tuple(_gate(a, v, dy)[k] for k in (0, 2, 1)),
        ),
    ),
    hints=(
        "All three lines are elementwise. Compute the gate once and keep it.",
        "A product has two factors: the gradient for one of them is what comes from "
        "above, times the other.",
        "The pre-activation lies behind one more function, the sigmoid. Its slope "
        "follows from its value, by (2.6).",
    ),
)
