"""8.6, an experiment: how much of the gradient comes along the kept share."""

import functools

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.activations import sigmoid
from rnnbook.cells.params import init_params
from rnnbook.exercises._curve import Curve
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake
from rnnbook.loop.unroll import unroll, unroll_backward

BIASES = np.arange(0, 5.5, 0.5)


def _case(rng):
    T, B, d, units = 50, 8, 4, 16
    p = init_params(CELLS["gru"], D=d, H=units, rng=rng)
    dh = np.zeros((T, B, units))
    dh[-1] = rng.normal(size=(B, units))
    return [{"p": p, "x": rng.normal(size=(T, B, d)), "dh": dh}]


def _size(array):
    return np.linalg.norm(array)


def _last():
    """The norm of the gradient at the last step."""
    return _size(BELT.inputs()[0]["dh"][-1])


@functools.cache
def _measured(gate=(1,), add_up=False, both=False, power=1, first=0):
    """The ratios for each bias: in full, and along the share that is kept.

    gate: the blocks whose bias is set.  add_up: whether each run starts from the last
    one's bias.  both: whether b_h is set as well.  power: of the ratios.  first: the
    first step whose gate counts.
    """
    p, x, dh = BELT.inputs()[0].values()
    units, b, full, direct = dh.shape[-1], p.b.copy(), [], []
    for bias in BIASES:
        for k in gate:
            block = slice(k * units, (k + 1) * units)
            b[block] = b[block] + bias if add_up else bias
        q = p._replace(b=b, b_h=b if both else p.b_h)
        _, _, cache = unroll(CELLS["gru"], q, x)
        _, _, (dh_0,) = unroll_backward(CELLS["gru"], q, dh, cache)
        kept = np.prod([step.z for step in cache.steps[first:]], axis=0)
        full.append(_size(dh_0) / _size(dh[-1]))
        direct.append(_size(dh[-1] * kept) / _size(dh[-1]))
    return np.array(full) ** power, np.array(direct) ** power


CURVE = Curve("bias", BIASES, lambda: _measured()[0], threshold=0.1)


def _answer(full, direct):
    return {"full": full, "direct": direct} | CURVE.found(full)


def _misread(**switches):
    return lambda *inputs: _answer(*_measured(**switches))


def _part(choose):
    """Some wrong quantities beside the right others, from the right ratios."""
    return lambda *inputs: choose(*_measured())


BELT = Exercise(
    number="8.6",
    title="How much comes along the belt?",
    outputs=("full", "direct", "smallest_bias"),
    made_by={"full": "full_ratio", "direct": "direct_ratio"},
    code=False,
    right=lambda *inputs: (*_measured(), CURVE.found(_measured()[0])["smallest_bias"]),
    cases=_case,
    rtol=1e-6,
    atol=0,
    meaning="At small biases nearly all that arrives has come through the candidate "
    "and the gates, and it is next to nothing. The open gate makes the belt carry, and "
    "then the two numbers are of one size.",
    mistakes=(
        Mistake(
            "reset gate",
            "You set the bias of the reset gate. The blocks are in the order r, z, n.",
            _misread(gate=(0,)),
        ),
        Mistake(
            "candidate",
            "You set the bias of the candidate. The blocks are in the order r, z, n.",
            _misread(gate=(2,)),
        ),
        Mistake(
            "all blocks",
            "You set the bias of all three blocks.",
            _misread(gate=(0, 1, 2)),
        ),
        Mistake(
            "both biases",
            "You set `b` and `b_h`. In a gate they are added: the bias is twice what "
            "you meant.",
            _misread(both=True),
        ),
        Mistake(
            "biases add up",
            "The biases add up from one run to the next. Start each run from the `p` "
            "that was given.",
            _misread(add_up=True),
        ),
        Mistake(
            "squared norms",
            "These are the ratios of the squared norms.",
            _misread(power=2),
        ),
        Mistake(
            "upside down",
            "The ratios are upside down: the early gradient belongs above.",
            _misread(power=-1),
        ),
        Mistake(
            "not divided",
            "This is the norm of the early gradient by itself. Its ratio to the norm "
            "at the last step was wanted.",
            _part(lambda full, direct: _answer(full * _last(), direct * _last())),
        ),
        Mistake(
            "exchanged",
            "The gradient in full and that along the belt have changed places.",
            _part(lambda full, direct: _answer(direct, full)),
        ),
        Mistake(
            "gate of the bias alone",
            "This is the sigmoid of the bias to the power of 50. The gates that the "
            "run really had were wanted: they depend on the input and the state.",
            _part(lambda full, direct: {"direct": sigmoid(BIASES) ** 50}),
        ),
        Mistake(
            "direct path not weighted",
            "This is the product of the gates by itself. Multiply the gradient at the "
            "last step by it, entry by entry, before you take the norm.",
            lambda *inputs: {"direct": _gates_alone()},
        ),
        Mistake(
            "one gate too few",
            "One gate is missing: from the last state to the initial one the gradient "
            "passes fifty.",
            lambda *inputs: {"direct": _measured(first=1)[1]},
        ),
        CURVE.one_too_small(),
        CURVE.index(),
        CURVE.another_threshold(
            0.01,
            "This is where a hundredth of the gradient is left. A tenth was asked for.",
        ),
    ),
    hints=(
        "`p.b` has three blocks of width H. Change a copy of it. `p` is a NamedTuple: "
        "its `_replace` makes parameters that differ from `p` in one field.",
        "`unroll` and then `unroll_backward`, with the `dh` that is given. The last "
        "thing that `unroll_backward` returns holds the gradient of the initial state.",
        "The cache of `unroll` has the record of every step, and the record has the "
        "gate. The belt multiplies by one gate after the other: `np.prod`.",
    ),
)


@functools.cache
def _gates_alone():
    """The norm of the product of gates, as if the gradient were ones of norm 1."""
    p, x, dh = BELT.inputs()[0].values()
    units, found = dh.shape[-1], []
    for bias in BIASES:
        b = p.b.copy()
        b[units : 2 * units] = bias
        _, _, cache = unroll(CELLS["gru"], p._replace(b=b), x)
        found.append(_size(np.prod([step.z for step in cache.steps], axis=0)))
    return np.array(found)
