"""9.6, an experiment: how large must U be for a gradient to come down?"""

import functools

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.exercises._curve import Curve
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake
from rnnbook.nets.stack import (
    Directions,
    Stack,
    init_stack,
    unroll_stack,
    unroll_stack_backward,
)

FACTORS = np.arange(8, 31) / 10
LAYERS, UNITS = 8, 32


def _case(rng):
    p = init_stack(CELLS["rnn"], D=UNITS, H=UNITS, rng=rng, layers=LAYERS)
    x = rng.normal(size=(5, 8, UNITS))
    return [{"p": p, "x": x, "dh": rng.normal(size=(5, 8, UNITS))}]


def scaled(p, factor, lowest=0, names="U"):
    """The stack with the matrices `names` from layer `lowest` on times factor."""
    layers = [
        layer.forward._replace(
            **{n: factor * getattr(layer.forward, n) for n in names if k >= lowest}
        )
        for k, layer in enumerate(p.layers)
    ]
    return Stack(tuple(Directions(layer) for layer in layers))


@functools.cache
def _measured(lowest=0, names="U", residual=False, layers=LAYERS, only=None):
    """The ratio for each factor: norm of the gradient of x over that of the top.

    only: "forward" or "backward" if the factor reaches one of the two runs alone.
    """
    p, x, dh = DEPTH.inputs()[0].values()
    p, ratios = Stack(p.layers[:layers]), []
    for factor in FACTORS:
        q = scaled(p, factor, lowest, names)
        out, back = (p if only == "backward" else q), (p if only == "forward" else q)
        _, _, cache = unroll_stack(CELLS["rnn"], out, x, residual=residual)
        dx = unroll_stack_backward(CELLS["rnn"], back, dh, cache)[1]
        ratios.append(np.linalg.norm(dx) / np.linalg.norm(dh))
    return np.array(ratios)


CURVE = Curve("factor", FACTORS, _measured)

DEPTH = Exercise(
    number="9.6",
    title="How large must U be?",
    outputs=("ratios", "smallest_factor"),
    made_by={"ratios": "gradient_ratio"},
    code=False,
    right=CURVE.right,
    cases=_case,
    rtol=1e-6,
    atol=0,
    meaning="One number for all layers balances the way down at the start, and tanh "
    "makes the balance forgiving: where U is larger, the slopes are smaller. Nothing "
    "keeps U there once training has begun.",
    mistakes=(
        Mistake(
            "W in place of U",
            "You scale W, the way through time. The way down is U.",
            CURVE.misread(names="W"),
        ),
        Mistake(
            "U and W",
            "You scale W as well. Leave the way through time as it is.",
            CURVE.misread(names="UW"),
        ),
        Mistake(
            "upper layers alone",
            "You leave the lowest layer as it was.",
            CURVE.misread(lowest=1),
        ),
        Mistake(
            "factor on the way out alone",
            "The factor reaches `unroll_stack` and not `unroll_stack_backward`.",
            CURVE.misread(only="forward"),
        ),
        Mistake(
            "factor on the way back alone",
            "The factor reaches `unroll_stack_backward` and not `unroll_stack`.",
            CURVE.misread(only="backward"),
        ),
        Mistake(
            "residual",
            "Your layers have a residual around them. Here the plain stack was asked "
            "for.",
            CURVE.misread(residual=True),
        ),
        Mistake(
            "one layer left out",
            "Your stack has a layer less than the one that was given.",
            CURVE.misread(layers=LAYERS - 1),
        ),
        CURVE.squared_norms(),
        CURVE.upside_down("the gradient of x"),
        CURVE.not_divided(
            "the gradient of x", "`dh`", lambda p, x, dh: np.linalg.norm(dh)
        ),
        CURVE.no_effect(
            "the factor does not reach both `unroll_stack` and "
            "`unroll_stack_backward`.",
            lambda: _measured(names="")[0],
        ),
        CURVE.one_too_small(),
        CURVE.index(),
        CURVE.largest_ratio(),
        CURVE.ratio(),
        CURVE.another_threshold(
            0.1,
            "This is where a tenth of the gradient comes down. All of it was asked "
            "for.",
        ),
    ),
    hints=(
        "`p.layers` holds a `Directions` for each layer, and its `forward` a `Params` "
        "with U, W and b. `_replace` makes parameters that differ in one field.",
        "A `Stack` is made of a tuple of `Directions`: build a new one, and leave `p` "
        "as it is.",
        "`unroll_stack`, then `unroll_stack_backward` with the `dh` that is given. The "
        "second thing that it returns is the gradient of x.",
    ),
)
