"""9.6, an experiment: how large must U be for a gradient to come down?"""

import functools

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.exercises._frame import Exercise, Mistake
from rnnbook.stack import (
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
def _measured(
    lowest=0, names="U", residual=False, power=1, layers=LAYERS, only=None
):
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
        ratios.append((np.linalg.norm(dx) / np.linalg.norm(dh)) ** power)
    return np.array(ratios)


def _position(threshold=1.0):
    return int(np.argmax(_measured() >= threshold))


def _with_factor(ratios):
    """Wrong ratios, and the factor that a reader finds with them."""
    reached = FACTORS[ratios >= 1]
    factor = {"smallest_factor": reached[0]} if len(reached) else {}
    return {"ratios": ratios} | factor


def _misread(**switches):
    return lambda *inputs: _with_factor(_measured(**switches))


def _answer(choose):
    return lambda *inputs: {"smallest_factor": choose()}


def _not_divided(p, x, dh):
    return _with_factor(_measured() * np.linalg.norm(dh))


DEPTH = Exercise(
    number="9.6",
    title="How large must U be?",
    outputs=("ratios", "smallest_factor"),
    made_by={"ratios": "gradient_ratio"},
    code=False,
    right=lambda *inputs: (_measured(), FACTORS[_position()]),
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
            _misread(names="W"),
        ),
        Mistake(
            "U and W",
            "You scale W as well. Leave the way through time as it is.",
            _misread(names="UW"),
        ),
        Mistake(
            "upper layers alone",
            "You leave the lowest layer as it was.",
            _misread(lowest=1),
        ),
        Mistake(
            "factor on the way out alone",
            "The factor reaches `unroll_stack` and not `unroll_stack_backward`.",
            _misread(only="forward"),
        ),
        Mistake(
            "factor on the way back alone",
            "The factor reaches `unroll_stack_backward` and not `unroll_stack`.",
            _misread(only="backward"),
        ),
        Mistake(
            "residual",
            "Your layers have a residual around them. Here the plain stack was asked "
            "for.",
            _misread(residual=True),
        ),
        Mistake(
            "one layer left out",
            "Your stack has a layer less than the one that was given.",
            _misread(layers=LAYERS - 1),
        ),
        Mistake(
            "squared norms",
            "This is the ratio of the squared norms.",
            _misread(power=2),
        ),
        Mistake(
            "upside down",
            "The ratio is upside down: the gradient of x belongs above.",
            _misread(power=-1),
        ),
        Mistake(
            "not divided",
            "This is the norm of the gradient of x. Divide it by that of `dh`.",
            _not_divided,
        ),
        Mistake(
            "no effect",
            "All ratios are alike: the factor does not reach both `unroll_stack` and "
            "`unroll_stack_backward`.",
            lambda *inputs: {
                "ratios": np.full(len(FACTORS), _measured(names="")[0])
            },
        ),
        Mistake(
            "one too small",
            "At this factor the ratio is still below 1.",
            _answer(lambda: FACTORS[_position() - 1]),
        ),
        Mistake(
            "index instead of factor",
            "This is the position in the list. The factor at that position was wanted.",
            _answer(_position),
        ),
        Mistake(
            "largest ratio",
            "This is the factor with the largest ratio. The smallest factor was wanted "
            "whose ratio is at least 1.",
            _answer(lambda: FACTORS[np.argmax(_measured())]),
        ),
        Mistake(
            "ratio instead of factor",
            "This is the ratio. The factor that gives it was wanted.",
            _answer(lambda: _measured()[_position()]),
        ),
        Mistake(
            "another threshold",
            "This is where a tenth of the gradient comes down. All of it was asked for."
            "",
            _answer(lambda: FACTORS[_position(0.1)]),
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
