"""2.4 in code: a gate on a vector, forward and backward."""

import numpy as np  # noqa: F401  (in a mistake)

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Code


def gate(a, v, dy):
    s = sigmoid(a)
    y = s * v
    da = dy * v * s * (1 - s)
    dv = dy * s
    return y, da, dv


def cases(rng):
    return [
        {name: rng.normal(0, 1.5, shape) for name in ("a", "v", "dy")}
        for shape in ((4,), (2, 3), (1,), (3, 3))
    ]


GATE = Code(
    "2.4", "A gate and its way back", gate, outputs="y da dv", cases=cases,
    meaning="The gradient for the content passes the same gate as the content did: "
        "what is shut forward is shut backward. The LSTM of chapter 6 has three of "
        "these.",
    mistakes={
        (" * s * (1 - s)", ""):
            "The gradient of the gate is right; the gradient of its pre-activation has "
            "one more factor, the slope of the sigmoid.",
        ("dy * v * s *", "dy * s *"):
            "The content is missing from `da`: a gate on a large number matters more "
            "than a gate on a small one.",
        ("dy * v * s *", "v * s *"):
            "What comes from above is missing from `da`: these are derivatives, not "
            "yet gradients of the loss.",
        ("s * (1 - s)", "y * (1 - y)"):
            "You took the slope from the output of the gate, content and all. It "
            "follows from the value of the sigmoid alone.",
        ("s * (1 - s)", "(1 - s**2)"):
            "You took the slope of a tanh. The gate is a sigmoid.",
        ("s * (1 - s)", "sigmoid(s) * (1 - sigmoid(s))"):
            "The slope is taken at the gate instead of at its pre-activation: you "
            "squashed twice.",
        ("s * (1 - s)", "s"):
            "You multiplied by the gate itself where its slope belongs.",
        ("v * s * (1 - s)", "y * s * (1 - s)"):
            "In `da` stands the output of the gate. What the gate multiplies is the "
            "content.",
        ("dv = dy * s", "dv = dy + 0 * s"):
            "The gradient for the content comes back whole, as if there were no gate.",
        ("dv = dy * s", "dv = dy * v"):
            "In `dv` stands the content. A product differentiated by one factor leaves "
            "the other.",
        ("dv = dy * s", "dv = s"): "What comes from above is missing from `dv`.",
        ("dv = dy * s", "dv = dy * s * (1 - s)"):
            "The slope of the sigmoid does not belong in `dv`: the content never went "
            "through the sigmoid.",
        (("= sigmoid(a)", "= np.tanh(a)"), ("s * (1 - s)", "(1 - s**2)")):
            "Your gate is a tanh, which can turn the sign of what it lets through.",
        (("s * v", "s + v"), ("dy * v *", "dy *"), ("dv = dy * s", "dv = dy")):
            "Gate and content are added. A gate multiplies.",
        (("sigmoid(a)", "1 - sigmoid(a)"), ("= dy * v *", "= -dy * v *")):
            "Your gate is open where it should be shut: 1 keeps, 0 forgets.",
        (("sigmoid(a)", "a"), (" * s * (1 - s)", "")):
            "The pre-activation is used as it is. A gate lies between 0 and 1.",
        ("y, da, dv", "y, dv, da"): "The two gradients have changed places.",
    },
    hints=(
        "All three lines are elementwise. Compute the gate once and keep it.",
        "A product has two factors: the gradient for one of them is what comes from "
        "above, times the other.",
        "The pre-activation lies behind one more function, the sigmoid. Its slope "
        "follows from its value, by (2.6).",
    ),
)  # fmt: skip
