"""5.6, an experiment: the spectral radius at which a ReLU network holds a gradient."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import init_params
from rnnbook.exercises.form import Experiment, first
from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.measures.diagnostics import spectral_radius

RADII = np.arange(16, 41) / 20


def gradient_ratio(p, x, dh):
    cell, own, ratios = CELLS["rnn_relu"], spectral_radius(p.W), []
    for radius in RADII:
        scaled = p._replace(W=p.W * radius / own)
        _, _, cache = unroll(cell, scaled, x)
        _, _, (dh_0,) = unroll_backward(cell, scaled, dh, cache)
        ratios.append(np.linalg.norm(dh_0) / np.linalg.norm(dh[-1]))
    return np.array(ratios)


def answer(measured, p, x, dh):
    ratios = measured
    return ratios, first(RADII, ratios >= 1)


def cases(rng):
    T, B, d, units = 50, 8, 4, 32
    p = init_params(CELLS["rnn_relu"], D=d, H=units, rng=rng)
    dh = np.zeros((T, B, units))
    dh[-1] = rng.normal(size=(B, units))
    return [{"p": p, "x": rng.normal(size=(T, B, d)), "dh": dh}]


RADIUS = Experiment(
    "5.6", "Where a ReLU network balances", gradient_ratio, answer,
    outputs="ratios smallest_radius", made_by={"ratios": "gradient_ratio"}, cases=cases,
    meaning="About half of the slopes are 0, so (5.8) expects the balance near the "
        "square root of 2; for this draw the run puts it higher. From a radius of 1.5 "
        "to 1.8 the ratio grows from 0.03 to 50: a point, not a range.",
    mistakes={
        (" / own", ""):
            "W is multiplied by the radius, but its own spectral radius is not 1. "
            "Divide by that first.",
        ("spectral_radius(p.W)", "np.linalg.norm(p.W, 2)"):
            "W is brought to a largest singular value, not to a spectral radius: "
            "`with_spectral_radius` divides by the largest size of an eigenvalue.",
        ("backward(cell, scaled,", "backward(cell, p,"):
            "`unroll_backward` has the W that was given. Pass it the parameters that "
            "`unroll` had.",
        ("unroll(cell, scaled,", "unroll(cell, p,"):
            "`unroll` has the W that was given. Pass it the parameters that "
            "`unroll_backward` has.",
        ("rnn_relu", "rnn"):
            'You ran the tanh cell. The question is about `CELLS["rnn_relu"]`.',
        ("scaled = p.", "scaled = p = p."):
            "The factors add up from one run to the next. Start each run from the `p` "
            "that was given.",
        ("= measured", "= measured**2"): "This is the ratio of the squared norms.",
        ("= measured", "= 1 / measured"):
            "The ratio is upside down: the early gradient belongs above.",
        ("= measured", "= measured * np.linalg.norm(dh[-1])"):
            "This is the norm of the early gradient. Divide it by that of the last "
            "one.",
        ("p.W * radius / own", "p.W"):
            "All ratios are alike: the W that you scale does not reach both `unroll` "
            "and `unroll_backward`.",
        ("np.linalg.norm(dh_0) / np.linalg.norm(dh[-1])",
         "np.abs(dh_0).max() / np.abs(dh[-1]).max()"):
            "These are quotients of the largest entries. The norm takes all entries.",
        ("_, _, (dh_0,)", "_, (dh_0, *_), _"):
            "This is the gradient of the first input. The second thing that "
            "`unroll_backward` returns belongs to the inputs, the third to the state.",
        (">= 1)", ">= 1) - 0.05"): "At this radius the ratio is still below 1.",
        **{("first(RADII, ratios >= 1)", f"{radius}"):
            f"At {radius} your ratio is still below 1: go on to the next radius."
            for radius in (1.4, 1.45, 1.5, 1.55)},
        ("first(RADII, ratios >= 1)", "1.7"):
            "At 1.7 your ratio is above 1, and at the radius before it too.",
        **{("first(RADII, ratios >= 1)", root):
            f"{root} is what (5.8) predicts if half of the slopes are 0. The smallest "
            f"of the radii that you measured was wanted."
            for root in ("1.4142135623730951", "1.41", "1.414", "1.42", "1.49")},
        ("first(RADII,", "first(np.arange(25),"):
            "This is the position in the list. The radius at that position was wanted.",
        ("first(RADII,", "first(ratios,"):
            "This is the ratio. The radius that gives it was wanted.",
        ("ratios >= 1", "ratios == ratios.max()"):
            "This is the radius with the largest ratio. The smallest radius was wanted "
            "whose ratio reaches 1.",
    },
    hints=(
        "`spectral_radius(p.W)` measures, `with_spectral_radius(p.W, radius)` scales. "
        "`p` is a NamedTuple: its `_replace` makes parameters that differ in one "
        "field.",
        "`unroll` and then `unroll_backward`, with the `dh` that is given. The last "
        "thing that `unroll_backward` returns is the gradient of the initial state, a "
        "tuple with h in it.",
        "`dh` is zero except at its last step, so that step alone is the gradient at "
        "h_50. `np.linalg.norm` takes a whole (B, H) array.",
    ),
)  # fmt: skip
