"""8.3 in code: one step of the GRU."""

import numpy as np

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _mix(z, n, h_prev):
    return (1 - z) * n + z * h_prev


def _step(
    xU,
    hW,
    h_prev,
    mix=_mix,
    inside=lambda r, x, w: x + r * w,
    inner="r",
    order="rzn",
    gate=sigmoid,
    candidate=np.tanh,
):
    """One step, with a piece replaced.

    inside: the pre-activation of the candidate from a gate, `inner`, and both products.
    """
    x = dict(zip(order, np.split(xU, 3, axis=-1), strict=True))
    w = dict(zip(order, np.split(hW, 3, axis=-1), strict=True))
    gates = {name: gate(x[name] + w[name]) for name in "rz"}
    n = candidate(inside(gates[inner], x["n"], w["n"]))
    return mix(gates["z"], n, h_prev), n


def _kept_after_reset(xU, hW, h_prev):
    h, n = _step(xU, hW, h_prev)
    r, z, _ = (
        sigmoid(x + w)
        for x, w in zip(np.split(xU, 3, axis=-1), np.split(hW, 3, axis=-1), strict=True)
    )
    return h - z * (1 - r) * h_prev, n


def _variant(**switches):
    return lambda xU, hW, h_prev: _step(xU, hW, h_prev, **switches)


def _as_it_is(a):
    return a


def _step_cases(rng):
    return [
        {
            "xU": rng.normal(0, 1.5, (B, 3 * units)),
            "hW": rng.normal(0, 1.5, (B, 3 * units)),
            "h_prev": np.tanh(rng.normal(size=(B, units))),
        }
        for B, units in ((2, 4), (1, 1), (5, 2), (3, 3))
    ]


STEP = Exercise(
    number="8.3",
    title="The step",
    outputs=("h", "n"),
    order=("n", "h"),
    right=_step,
    cases=_step_cases,
    meaning="Why two arrays came in, and not their sum: in block n the reset gate "
    "turns down one of them alone.",
    mistakes=(
        Mistake(
            "z on the new",
            "Your z is the share of the candidate, as in Chung et al. In this book, "
            "and in PyTorch, it is the share of the old state.",
            _variant(mix=lambda z, n, h: z * n + (1 - z) * h),
        ),
        Mistake(
            "reset on the sum",
            "The reset gate turns down the input as well. It acts on what comes from "
            "the old state.",
            _variant(inside=lambda r, x, w: r * (x + w)),
        ),
        Mistake(
            "reset on the input",
            "The reset gate turns down the input's part, and lets the past in whole. "
            "It is the other way round.",
            _variant(inside=lambda r, x, w: r * x + w),
        ),
        Mistake(
            "no reset",
            "The candidate sees the whole past: the reset gate is not used.",
            _variant(inside=lambda r, x, w: x + w),
        ),
        Mistake(
            "r the wrong way round",
            "Where your reset gate is open, the past is turned down. An open reset "
            "gate lets it through.",
            _variant(inside=lambda r, x, w: x + (1 - r) * w),
        ),
        Mistake(
            "reset added",
            "The reset gate is added. It multiplies.",
            _variant(inside=lambda r, x, w: x + r + w),
        ),
        Mistake(
            "candidate without the past",
            "The candidate is made from the input alone.",
            _variant(inside=lambda r, x, w: x),
        ),
        Mistake(
            "update gate inside the candidate",
            "Your candidate is turned down by the update gate. It is the reset gate "
            "that stands there.",
            _variant(inner="z"),
        ),
        Mistake(
            "gate order z r n",
            "Your two gates have changed places: the order z, r, n is that of Keras "
            "and ONNX. In this book, and in PyTorch, it is r, z, n.",
            _variant(order="zrn"),
        ),
        Mistake(
            "candidate first",
            "Your blocks begin with the candidate. In this book the order is r, z, n.",
            _variant(order="nrz"),
        ),
        Mistake(
            "nothing written",
            "The old state is kept in part and nothing comes in: the share of the "
            "candidate is missing.",
            _variant(mix=lambda z, n, h: z * h),
        ),
        Mistake(
            "written whole",
            "The candidate enters at full size. What the gate keeps of the old state "
            "it takes from the new.",
            _variant(mix=lambda z, n, h: n + z * h),
        ),
        Mistake(
            "old state whole",
            "The old state enters at full size. The gate keeps a share of it.",
            _variant(mix=lambda z, n, h: (1 - z) * n + h),
        ),
        Mistake(
            "reset state carried on",
            "The state that is kept has been turned down by the reset gate. The reset "
            "acts inside the candidate alone.",
            _kept_after_reset,
        ),
        Mistake(
            "state squashed",
            "The new state has gone through a tanh. A mean of numbers between -1 and 1 "
            "needs none.",
            _variant(mix=lambda z, n, h: np.tanh(_mix(z, n, h))),
        ),
        Mistake(
            "sigmoid candidate",
            "The candidate goes through a sigmoid, so it cannot be negative.",
            _variant(candidate=sigmoid),
        ),
        Mistake(
            "candidate not squashed",
            "The candidate enters without its tanh.",
            _variant(candidate=_as_it_is),
        ),
        Mistake(
            "gates not squashed",
            "The gates are not squashed. A gate lies between 0 and 1.",
            _variant(gate=_as_it_is),
        ),
        Mistake(
            "returned in the wrong order",
            "Both arrays are right, in the wrong order: the new state comes first.",
            lambda *args: _step(*args)[::-1],
        ),
    ),
    hints=(
        "Split each of the two arrays into three along the last axis, in the order r, "
        "z, n. For the gates the two parts of a block are added.",
        "In block n they are not added at once: something multiplies one of them "
        "first.",
        "The new state is a weighted mean of two things. Which of the two does the "
        "update gate stand for in this book?",
    ),
)
