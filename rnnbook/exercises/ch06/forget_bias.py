"""6.6, an experiment: the forget bias that keeps a gradient alive."""

import functools

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.activations import sigmoid
from rnnbook.cells.params import Params, init_params
from rnnbook.exercises._curve import Curve
from rnnbook.exercises.form import Exercise, Mistake
from rnnbook.loop.unroll import unroll, unroll_backward

BIASES = np.arange(0, 5.25, 0.25)


def _bias_case(rng):
    T, B, d, units = 50, 8, 4, 16
    p = init_params(CELLS["lstm"], D=d, H=units, rng=rng)
    dh = np.zeros((T, B, units))
    dh[-1] = rng.normal(size=(B, units))
    return [{"p": p, "x": rng.normal(size=(T, B, d)), "dh": dh}]


@functools.cache
def _measured(gate=(1,), what=(0,), add_up=False):
    """The ratio for each bias: norm of dL/dh_0 over norm of dL/dh_50.

    gate: the blocks whose bias is set.  what: 0 for the gradient of h, 1 for c.
    add_up: whether each run starts from the last one's bias.
    """
    p, x, dh = FORGET_BIAS.inputs()[0].values()
    units, b, ratios = dh.shape[-1], p.b.copy(), []
    for bias in BIASES:
        for k in gate:
            block = slice(k * units, (k + 1) * units)
            b[block] = b[block] + bias if add_up else bias
        q = Params(p.U, p.W, b)
        _, _, cache = unroll(CELLS["lstm"], q, x)
        _, _, dstate = unroll_backward(CELLS["lstm"], q, dh, cache)
        early = np.stack([dstate[k] for k in what])
        ratios.append(np.linalg.norm(early) / np.linalg.norm(dh[-1]))
    return np.array(ratios)


def _last(p, x, dh):
    return np.linalg.norm(dh[-1])


def _predicted(*inputs):
    ratios = sigmoid(BIASES) ** 50
    return {"ratios": ratios} | CURVE.found(ratios)


CURVE = Curve("bias", BIASES, _measured, threshold=0.1)

FORGET_BIAS = Exercise(
    number="6.6",
    title="How much forget bias?",
    outputs=("ratios", "smallest_bias"),
    made_by={"ratios": "gradient_ratio"},
    code=False,
    right=CURVE.right,
    cases=_bias_case,
    rtol=1e-6,
    atol=0,
    meaning="With bias 0 less than 1e-11 of the gradient comes through 50 steps. A "
    "bias that costs nothing brings it back. How large it must be depends on "
    "the lag: try 200 steps.",
    mistakes=(
        Mistake(
            "input gate",
            "You set the bias of the input gate. The blocks are in the order i, f, g, "
            "o.",
            CURVE.misread(gate=(0,)),
        ),
        Mistake(
            "candidate",
            "You set the bias of the candidate. The blocks are in the order i, f, g, "
            "o.",
            CURVE.misread(gate=(2,)),
        ),
        Mistake(
            "output gate",
            "You set the bias of the output gate. The blocks are in the order i, f, g, "
            "o.",
            CURVE.misread(gate=(3,)),
        ),
        Mistake(
            "all gates",
            "You set the bias of all four blocks.",
            CURVE.misread(gate=(0, 1, 2, 3)),
        ),
        Mistake(
            "gradient of the cell state",
            "You measure the gradient for the initial cell state. Here the question is "
            "about h.",
            CURVE.misread(what=(1,)),
        ),
        Mistake(
            "gradient of both states",
            "You measure the gradient for h and c together. Here the question is about "
            "h alone.",
            CURVE.misread(what=(0, 1)),
        ),
        Mistake(
            "prediction",
            "This is the prediction. The measured ratio was wanted.",
            _predicted,
        ),
        CURVE.squared_norms(),
        CURVE.upside_down("the early gradient"),
        CURVE.not_divided("the early gradient", "the last one", _last),
        Mistake(
            "biases add up",
            "The biases add up from one run to the next. Start each run from the `p` "
            "that was given.",
            CURVE.misread(add_up=True),
        ),
        CURVE.no_effect(
            "that of bias 0. The bias that you set does not reach both `unroll` and "
            "`unroll_backward`.",
            lambda: _measured()[0],
        ),
        CURVE.one_too_small(),
        CURVE.index(),
        CURVE.largest_ratio(),
        CURVE.ratio(),
        CURVE.another_threshold(
            0.01,
            "This is where a hundredth of the gradient is left. A tenth was asked for.",
        ),
    ),
    hints=(
        "`p.b` has four blocks of width H. Change a copy of it. `p` is a NamedTuple: "
        "its `_replace` makes parameters that differ from `p` in one field.",
        "`unroll` and then `unroll_backward`, with the `dh` that is given. The last "
        "thing that `unroll_backward` returns holds the gradients of the initial "
        "state, h first.",
        "`dh` is zero except at its last step, so that step alone is the gradient at "
        "h_50. `np.linalg.norm` takes a whole (B, H) array.",
    ),
)
