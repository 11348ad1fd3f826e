"""6.6, an experiment: the forget bias that keeps a gradient alive."""

import functools

import numpy as np

from rnnbook.activations import sigmoid
from rnnbook.cells import CELLS
from rnnbook.exercises._frame import Exercise, Mistake
from rnnbook.params import Params, init_params
from rnnbook.unroll import unroll, unroll_backward

BIASES = np.arange(0, 5.25, 0.25)
THRESHOLD = 0.1


def _bias_case(rng):
    T, B, d, units = 50, 8, 4, 16
    p = init_params(CELLS["lstm"], D=d, H=units, rng=rng)
    dh = np.zeros((T, B, units))
    dh[-1] = rng.normal(size=(B, units))
    return [{"p": p, "x": rng.normal(size=(T, B, d)), "dh": dh}]


@functools.cache
def _measured(gate=(1,), what=(0,), power=1, add_up=False):
    """The ratio for each bias: norm of dL/dh_0 over norm of dL/dh_50.

    gate: the blocks whose bias is set.  what: 0 for the gradient of h, 1 for c.
    power: of the norms.  add_up: whether each run starts from the last one's bias.
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
        ratio = np.linalg.norm(early) / np.linalg.norm(dh[-1])
        ratios.append(ratio**power)
    return np.array(ratios)


def _position(threshold=THRESHOLD):
    return int(np.argmax(_measured() >= threshold))


def _with_bias(ratios):
    """Wrong ratios, and the bias that a reader finds with them."""
    reached = BIASES[ratios >= THRESHOLD]
    bias = {"smallest_bias": reached[0]} if len(reached) else {}
    return {"ratios": ratios} | bias


def _misread(**switches):
    return lambda *inputs: _with_bias(_measured(**switches))


def _not_divided(p, x, dh):
    return _with_bias(_measured() * np.linalg.norm(dh[-1]))


def _answer(choose):
    """A wrong `smallest_bias` beside ratios that are right."""
    return lambda *inputs: {"smallest_bias": choose()}


FORGET_BIAS = Exercise(
    number="6.6",
    title="How much forget bias?",
    outputs=("ratios", "smallest_bias"),
    made_by={"ratios": "gradient_ratio"},
    code=False,
    right=lambda *inputs: (_measured(), BIASES[_position()]),
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
            _misread(gate=(0,)),
        ),
        Mistake(
            "candidate",
            "You set the bias of the candidate. The blocks are in the order i, f, g, "
            "o.",
            _misread(gate=(2,)),
        ),
        Mistake(
            "output gate",
            "You set the bias of the output gate. The blocks are in the order i, f, g, "
            "o.",
            _misread(gate=(3,)),
        ),
        Mistake(
            "all gates",
            "You set the bias of all four blocks.",
            _misread(gate=(0, 1, 2, 3)),
        ),
        Mistake(
            "gradient of the cell state",
            "You measure the gradient for the initial cell state. Here the question is "
            "about h.",
            _misread(what=(1,)),
        ),
        Mistake(
            "gradient of both states",
            "You measure the gradient for h and c together. Here the question is about "
            "h alone.",
            _misread(what=(0, 1)),
        ),
        Mistake(
            "prediction",
            "This is the prediction. The measured ratio was wanted.",
            lambda *inputs: _with_bias(sigmoid(BIASES) ** 50),
        ),
        Mistake(
            "squared norms",
            "This is the ratio of the squared norms.",
            _misread(power=2),
        ),
        Mistake(
            "upside down",
            "The ratio is upside down: the early gradient belongs above.",
            _misread(power=-1),
        ),
        Mistake(
            "not divided",
            "This is the norm of the early gradient. Divide it by the norm of the last "
            "one.",
            _not_divided,
        ),
        Mistake(
            "biases add up",
            "The biases add up from one run to the next. Start each run from the `p` "
            "that was given.",
            _misread(add_up=True),
        ),
        Mistake(
            "no effect",
            "All ratios are that of bias 0: the bias that you set does not reach both "
            "`unroll` and `unroll_backward`.",
            lambda *inputs: {"ratios": np.full(len(BIASES), _measured()[0])},
        ),
        Mistake(
            "one too small",
            "At this bias the ratio is still below the threshold.",
            _answer(lambda: BIASES[_position() - 1]),
        ),
        Mistake(
            "index instead of bias",
            "This is the position in the list. The bias at that position was wanted.",
            _answer(_position),
        ),
        Mistake(
            "largest ratio",
            "This is the bias with the largest ratio. The smallest bias was wanted "
            "that reaches the threshold.",
            _answer(lambda: BIASES[np.argmax(_measured())]),
        ),
        Mistake(
            "ratio instead of bias",
            "This is the ratio. The bias that gives it was wanted.",
            _answer(lambda: _measured()[_position()]),
        ),
        Mistake(
            "another threshold",
            "This is where a hundredth of the gradient is left. A tenth was asked for.",
            _answer(lambda: BIASES[_position(THRESHOLD / 10)]),
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
