"""8.2 on paper: one unit, one step, both places of the reset gate."""

import math

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

# The pre-activations of both gates, the input's part of block n, w, b_h, the old state.
A_R, A_Z, X_N, W_N, B_H, H_PREV = -0.5, -1.0, 0.6, 2.0, 0.8, -0.5


def _sigmoid(a):
    return 1 / (1 + math.exp(-a))


R, Z = _sigmoid(A_R), _sigmoid(A_Z)


def _mixed(a_n, z=Z, squash=math.tanh):
    """The new state from the pre-activation of the candidate."""
    return (1 - z) * squash(a_n) + z * H_PREV


def _both(r=R, b_h=B_H, product=H_PREV * W_N, **how):
    """h with the reset after the product, and before it with b_h beside b."""
    after = _mixed(X_N + r * (product + b_h), **how)
    before = _mixed(X_N + b_h + r * product, **how)
    return after, before


BY_HAND = Exercise(
    number="8.2",
    title="One unit, two places",
    outputs=("h_after", "h_before"),
    code=False,
    right=_both,
    meaning="One unit has one reset gate, so its product with w is the same either "
    "way. The whole difference is the bias: turned down with the product, or not.",
    rtol=0,
    atol=0.006,
    mistakes=(
        Mistake(
            "z on the new",
            "Your z is the share of the candidate. In this book it is the share of "
            "the old state.",
            lambda: _both(z=1 - Z),
        ),
        Mistake(
            "r the wrong way round",
            "Where your reset gate is open, the past is turned down. An open reset "
            "gate lets it through.",
            lambda: _both(r=1 - R),
        ),
        Mistake(
            "gates exchanged",
            "Your gates have changed places: a_r belongs to the reset gate, a_z to the "
            "update gate.",
            lambda: _both(r=Z, z=R),
        ),
        Mistake(
            "no reset",
            "The reset gate has no effect: that is the value at r = 1.",
            lambda: _both(r=1.0),
        ),
        Mistake(
            "no recurrent bias",
            "The bias that stands with the recurrent product is missing.",
            lambda: _both(b_h=0.0),
        ),
        Mistake(
            "old state not multiplied by w",
            "In block n the weight stands alone. It multiplies the old state.",
            lambda: _both(product=W_N),
        ),
        Mistake(
            "nothing written",
            "The old state is kept in part and nothing comes in: the share of the "
            "candidate is missing.",
            lambda: (Z * H_PREV, Z * H_PREV),
        ),
        Mistake(
            "written whole",
            "The candidate enters at full size. What the gate keeps of the old state "
            "it takes from the new.",
            lambda: tuple(_both(z=0.0)[k] + Z * H_PREV for k in (0, 1)),
        ),
        Mistake(
            "exchanged",
            "The two answers have changed places.",
            lambda: _both()[::-1],
        ),
        Mistake(
            "after the product without its bias",
            "With the reset after the product, the gate turns down the product and "
            "the bias that stands with it.",
            lambda: {"h_after": _both()[1]},
        ),
        Mistake(
            "before the product with its bias",
            "With the reset before the product, the gate turns down the state alone. "
            "A bias that is added after the product is not turned down.",
            lambda: {"h_before": _both()[0]},
        ),
        Mistake(
            "reset on all of it",
            "The reset gate multiplies the input's part as well. It acts on what comes "
            "from the old state.",
            lambda: {"h_after": _mixed(R * (X_N + H_PREV * W_N + B_H))},
        ),
        Mistake(
            "reset state carried on",
            "The state that is kept has been turned down by the reset gate. The reset "
            "acts inside the candidate alone.",
            lambda: {
                "h_after": _both()[0] - Z * (1 - R) * H_PREV,
                "h_before": _both()[1] - Z * (1 - R) * H_PREV,
            },
        ),
        Mistake(
            "candidate alone",
            "These are the candidates. The new state mixes them with the old one.",
            lambda: _both(z=0.0),
        ),
        Mistake(
            "candidate not squashed",
            "The candidate enters without its tanh.",
            lambda: _both(squash=lambda a: a),
        ),
        Mistake(
            "sigmoid candidate",
            "The candidate has gone through a sigmoid. It is a tanh.",
            lambda: _both(squash=_sigmoid),
        ),
        Mistake(
            "gates not squashed",
            "The gates are used as they come, without their sigmoid.",
            lambda: _both(r=A_R, z=A_Z),
        ),
    ),
    hints=(
        "First the two gates: a sigmoid each. How much of the old state stays?",
        "The old state enters the candidate through w. What stands between them in the "
        "one form, and what in the other?",
        "In one of the two forms the recurrent bias is inside the bracket that the "
        "reset gate multiplies.",
    ),
)
