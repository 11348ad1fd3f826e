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

GAINS = np.arange(8, 31) / 10
LAYERS, UNITS = 8, 32


def _case(rng):
    p = init_stack(CELLS["rnn"], D=UNITS, H=UNITS, rng=rng, layers=LAYERS)
    x = rng.normal(size=(5, 8, UNITS))
    return [{"p": p, "x": x, "dh": rng.normal(size=(5, 8, UNITS))}]


def scaled(p, gain, lowest=0, names="U"):
    """The stack with the matrices `names` of all layers from `lowest` on times gain."""
    layers = [
        layer.forward._replace(
            **{n: gain * getattr(layer.forward, n) for n in names if k >= lowest}
        )
        for k, layer in enumerate(p.layers)
    ]
    return Stack(tuple(Directions(layer) for layer in layers))


@functools.cache
def _measured(lowest=0, names="U", residual=False, power=1, layers=LAYERS):
    """The ratio for each gain: norm of the gradient of x over that of the top."""
    p, x, dh = DEPTH.inputs()[0].values()
    p, ratios = Stack(p.layers[:layers]), []
    for gain in GAINS:
        q = scaled(p, gain, lowest, names)
        _, _, cache = unroll_stack(CELLS["rnn"], q, x, residual=residual)
        dx = unroll_stack_backward(CELLS["rnn"], q, dh, cache)[1]
        ratios.append((np.linalg.norm(dx) / np.linalg.norm(dh)) ** power)
    return np.array(ratios)


def _position(threshold=1.0):
    return int(np.argmax(_measured() >= threshold))


def _with_gain(ratios):
    """Wrong ratios, and the gain that a reader finds with them."""
    reached = GAINS[ratios >= 1]
    gain = {"smallest_gain": reached[0]} if len(reached) else {}
    return {"ratios": ratios} | gain


def _misread(**switches):
    return lambda *inputs: _with_gain(_measured(**switches))


def _answer(choose):
    return lambda *inputs: {"smallest_gain": choose()}


def _not_divided(p, x, dh):
    return _with_gain(_measured() * np.linalg.norm(dh))


DEPTH = Exercise(
    number="9.6",
    title="How large must U be?",
    outputs=("ratios", "smallest_gain"),
    made_by={"ratios": "gradient_ratio"},
    code=False,
    right=lambda *inputs: (_measured(), GAINS[_position()]),
    cases=_case,
    rtol=1e-6,
    atol=0,
    meaning="One number for all layers can balance the way down, as one number balanced "
    "the way through time in chapter 5. It is a point, not a range.",
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
            "All ratios are alike: the gain does not reach both `unroll_stack` and "
            "`unroll_stack_backward`.",
            lambda *inputs: {
                "ratios": np.full(len(GAINS), _measured(names="")[0])
            },
        ),
        Mistake(
            "one too small",
            "At this gain the ratio is still below 1.",
            _answer(lambda: GAINS[_position() - 1]),
        ),
        Mistake(
            "index instead of gain",
            "This is the position in the list. The gain at that position was wanted.",
            _answer(_position),
        ),
        Mistake(
            "largest ratio",
            "This is the gain with the largest ratio. The smallest gain was wanted "
            "whose ratio is at least 1.",
            _answer(lambda: GAINS[np.argmax(_measured())]),
        ),
        Mistake(
            "ratio instead of gain",
            "This is the ratio. The gain that gives it was wanted.",
            _answer(lambda: _measured()[_position()]),
        ),
        Mistake(
            "another threshold",
            "This is where a tenth of the gradient comes down. All of it was asked for.",
            _answer(lambda: GAINS[_position(0.1)]),
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
