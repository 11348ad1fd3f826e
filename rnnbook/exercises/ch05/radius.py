"""5.6, an experiment: the spectral radius at which a ReLU network holds a gradient."""

import functools

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import init_params
from rnnbook.exercises._curve import Curve
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake
from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.measures.diagnostics import spectral_radius

RADII = np.arange(16, 41) / 20
WAYS = ("forward", "back")


def _case(rng):
    T, B, d, units = 50, 8, 4, 32
    p = init_params(CELLS["rnn_relu"], D=d, H=units, rng=rng)
    dh = np.zeros((T, B, units))
    dh[-1] = rng.normal(size=(B, units))
    return [{"p": p, "x": rng.normal(size=(T, B, d)), "dh": dh}]


@functools.cache
@np.errstate(all="ignore")
def _measured(cell="rnn_relu", size=spectral_radius, add_up=False, scaled="both"):
    """The ratio for each radius: norm of dL/dh_0 over norm of dL/dh_50.

    size: what W is divided by first. add_up: whether each run starts from the last
    one's W. scaled: whether "both" ways see the W that was scaled, or only one, the
    way "forward" or the way "back".
    """
    p, x, dh = RADIUS.inputs()[0].values()
    W, ratios = p.W, []
    for radius in RADII:
        W = (W if add_up else p.W) * radius / size(p.W)
        q = p._replace(W=W)
        forward, back = (q if scaled in ("both", way) else p for way in WAYS)
        _, _, cache = unroll(CELLS[cell], forward, x)
        _, _, (dh_0,) = unroll_backward(CELLS[cell], back, dh, cache)
        ratios.append(np.linalg.norm(dh_0) / np.linalg.norm(dh[-1]))
    return np.array(ratios)


@functools.cache
def _unscaled():
    """The ratio with the W that was given."""
    p, x, dh = RADIUS.inputs()[0].values()
    _, _, cache = unroll(CELLS["rnn_relu"], p, x)
    _, _, (dh_0,) = unroll_backward(CELLS["rnn_relu"], p, dh, cache)
    return np.linalg.norm(dh_0) / np.linalg.norm(dh[-1])


def _last(p, x, dh):
    return np.linalg.norm(dh[-1])


CURVE = Curve("radius", RADII, _measured)

RADIUS = Exercise(
    number="5.6",
    title="Where a ReLU network balances",
    outputs=("ratios", "smallest_radius"),
    made_by={"ratios": "gradient_ratio"},
    code=False,
    right=CURVE.right,
    cases=_case,
    rtol=1e-6,
    atol=0,
    meaning="About half of the slopes are 0, so (5.6) expects the balance near the "
    "square root of 2; the run puts it a little higher. From a radius of 1.5 to 1.8 "
    "the ratio grows from 0.03 to 50: a point, not a range.",
    mistakes=(
        Mistake(
            "multiplied only",
            "W is multiplied by the radius, but its own spectral radius is not 1. "
            "Divide by that first.",
            CURVE.misread(size=lambda W: 1.0),
        ),
        Mistake(
            "largest singular value",
            "W is brought to a largest singular value, not to a spectral radius: "
            "`with_spectral_radius` divides by the largest size of an eigenvalue.",
            CURVE.misread(size=lambda W: np.linalg.norm(W, 2)),
        ),
        Mistake(
            "scaled forward only",
            "`unroll_backward` has the W that was given. Pass it the parameters that "
            "`unroll` had.",
            CURVE.misread(scaled="forward"),
        ),
        Mistake(
            "scaled back only",
            "`unroll` has the W that was given. Pass it the parameters that "
            "`unroll_backward` has.",
            CURVE.misread(scaled="back"),
        ),
        Mistake(
            "tanh",
            'You ran the tanh cell. The question is about `CELLS["rnn_relu"]`.',
            CURVE.misread(cell="rnn"),
        ),
        Mistake(
            "adds up",
            "The factors add up from one run to the next. Start each run from the `p` "
            "that was given.",
            CURVE.misread(add_up=True),
        ),
        CURVE.squared_norms(),
        CURVE.upside_down("the early gradient"),
        CURVE.not_divided("the early gradient", "the last one", _last),
        CURVE.no_effect(
            "the W that you scale does not reach both `unroll` and `unroll_backward`.",
            _unscaled,
        ),
        CURVE.one_too_small(),
        Mistake(
            "prediction",
            "This is what (5.6) predicts. The smallest of the radii that you measured "
            "was wanted.",
            CURVE.answer(lambda: 2**0.5),
        ),
        CURVE.index(),
        CURVE.ratio(),
        CURVE.largest_ratio(),
    ),
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
)
