"""9.6, an experiment: how large must U be for a gradient to come down?"""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.exercises.form import Experiment, first
from rnnbook.nets.stack import (
    Directions,
    Stack,
    init_stack,
    unroll_stack,
    unroll_stack_backward,
)

FACTORS = np.arange(8, 31) / 10


def cases(rng):
    p = init_stack(CELLS["rnn"], D=32, H=32, rng=rng, layers=8)
    layers = [layer.forward for layer in p.layers]
    layers = [layer._replace(b=rng.uniform(-0.1, 0.1, 32)) for layer in layers]
    p = Stack(tuple(Directions(layer) for layer in layers))
    x, dh = rng.normal(size=(2, 5, 8, 32))
    return [{"p": p, "x": x, "dh": dh}]


def gradient_ratios(p, x, dh):
    ratios = []
    for factor in FACTORS:
        layers = [layer.forward for layer in p.layers]
        layers = [layer._replace(U=factor * layer.U) for layer in layers]
        scaled = Stack(tuple(Directions(layer) for layer in layers))
        _, _, cache = unroll_stack(CELLS["rnn"], scaled, x)
        _, dx, _ = unroll_stack_backward(CELLS["rnn"], scaled, dh, cache)
        ratios.append(np.linalg.norm(dx) / np.linalg.norm(dh))
    return np.array(ratios)


def answer(measured, p, x, dh):
    ratios = measured
    return ratios, first(FACTORS, ratios >= 1)


DEPTH = Experiment(
    "9.6", "How large must U be?", gradient_ratios, answer,
    outputs="ratios smallest_factor", made_by={"ratios": "gradient_ratio"}, cases=cases,
    meaning="One number for all layers balances the way down at the start. At eight "
        "layers tanh makes the balance forgiving: where U is larger, the slopes are "
        "smaller. Nothing keeps U there once training has begun.",
    mistakes={
        ("U=factor * layer.U", "W=factor * layer.W"):
            "You scale W, the way through time. The way down is U.",
        ("U=factor * layer.U", "U=factor * layer.U, W=factor * layer.W"):
            "You scale W as well. Leave the way through time as it is.",
        ("U=factor * layer.U", "U=factor * layer.U, b=factor * layer.b"):
            "You scale the biases as well. Multiply `U` alone.",
        ("U=factor * layer.U",
         "U=factor * layer.U, W=factor * layer.W, b=factor * layer.b"):
            "You scale U, W and b. Multiply `U` alone.",
        ("scaled = Stack(",
         "layers[0] = p.layers[0].forward\n        scaled = Stack("):
            "You leave the lowest layer as it was.",
        ("scaled, dh, cache", "p, dh, cache"):
            "The factor reaches `unroll_stack` and not `unroll_stack_backward`.",
        ("scaled, x)", "p, x)"):
            "The factor reaches `unroll_stack_backward` and not `unroll_stack`.",
        ("scaled, x)", "scaled, x, residual=True)"):
            "Your layers have a residual around them. Here the plain stack was asked "
            "for.",
        ("p.layers]", "p.layers[:-1]]"):
            "Your stack has a layer less than the one that was given.",
        ("= measured", "= measured**2"): "This is the ratio of the squared norms.",
        ("= measured", "= 1 / measured"):
            "The ratio is upside down: the gradient of x belongs above.",
        ("= measured", "= measured * np.linalg.norm(dh)"):
            "This is the norm of the gradient of x. Divide it by that of `dh`.",
        ("return ratios", "return 0 * ratios + ratios[FACTORS == 1]"):
            "All ratios are alike: the factor does not reach both `unroll_stack` and "
            "`unroll_stack_backward`.",
        ("ratios >= 1)", "ratios >= 1) - 0.1"):
            "At this factor the ratio is still below 1.",
        ("first(FACTORS", "first(np.arange(len(FACTORS))"):
            "This is the position in the list. The factor at that position was wanted.",
        ("ratios >= 1", "ratios == ratios.max()"):
            "This is the factor with the largest ratio. The smallest factor was wanted "
            "whose ratio reaches 1.",
        ("first(FACTORS", "first(ratios"):
            "This is the ratio. The factor that gives it was wanted.",
        ("ratios >= 1", "ratios >= 0.1"):
            "This is where a tenth of the gradient comes down. All of it was asked "
            "for.",
    },
    hints=(
        "`p.layers` holds a `Directions` for each layer, and its `forward` a `Params` "
        "with U, W and b. `_replace` makes parameters that differ in one field.",
        "A `Stack` is made of a tuple of `Directions`: build a new one, and leave `p` "
        "as it is.",
        "`unroll_stack`, then `unroll_stack_backward` with the `dh` that is given. The "
        "second thing that it returns is the gradient of x.",
    ),
)  # fmt: skip
