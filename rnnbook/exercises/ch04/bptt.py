"""4.4 in code: backpropagation through time for the tanh RNN."""

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake


def _bptt(
    x,
    h,
    U,
    W,
    dh,
    back=lambda da, W: da @ W.T,
    slope=lambda h, t: 1 - h[t + 1] ** 2,
    state=lambda h: h[:-1],
    steps=slice(None),
    scale=1.0,
):
    """All gradients, with switches for what goes wrong in them."""
    da, carried = np.empty_like(dh), np.zeros_like(dh[0])
    for t in reversed(range(len(x))):
        da[t] = (dh[t] + carried) * slope(h, t)
        carried = back(da[t], W)
    rows = ([0, 1], [0, 1])
    dU = np.tensordot(x[steps], da[steps], rows) * scale
    dW = np.tensordot(state(h)[steps], da[steps], rows) * scale
    return dU, dW, da[steps].sum(axis=(0, 1)) * scale, carried


def _variant(**switches):
    return lambda x, h, U, W, dh: _bptt(x, h, U, W, dh, **switches)


def _bias_of_last(x, h, U, W, dh):
    return {"db": _bptt(x, h, U, W, dh, steps=slice(-1, None))[2]}


def _mean(x, h, U, W, dh):
    return _bptt(x, h, U, W, dh, scale=1 / x.shape[1])


def _last_loss_alone(x, h, U, W, dh):
    return _bptt(x, h, U, W, dh * (np.arange(len(x)) == len(x) - 1)[:, None, None])


def _from_the_front(x, h, U, W, dh):
    da, carried = np.empty_like(dh), np.zeros_like(dh[0])
    for t in range(len(x)):
        da[t] = (dh[t] + carried) * (1 - h[t + 1] ** 2)
        carried = da[t] @ W.T
    rows = ([0, 1], [0, 1])
    dW = np.tensordot(h[:-1], da, rows)
    return np.tensordot(x, da, rows), dW, da.sum(axis=(0, 1)), carried


def _da_of_first(x, h, U, W, dh):
    """dh_0 without its product with W transposed."""
    carried, da = np.zeros_like(dh[0]), None
    for t in reversed(range(len(x))):
        da = (dh[t] + carried) * (1 - h[t + 1] ** 2)
        carried = da @ W.T
    return {"dh_0": da}


def _cases(rng):
    cases = []
    for T, B, D, H in ((4, 2, 3, 3), (5, 1, 1, 1), (3, 3, 2, 4), (3, 3, 3, 3)):
        U, W = rng.normal(size=(D, H)), rng.normal(size=(H, H))
        x, h = rng.normal(size=(T, B, D)), [np.tanh(rng.normal(size=(B, H)))]
        for x_t in x:
            h.append(np.tanh(x_t @ U + h[-1] @ W))
        dh = rng.normal(size=(T, B, H))
        cases.append({"x": x, "h": np.stack(h), "U": U, "W": W, "dh": dh})
    return cases


BPTT = Exercise(
    number="4.4",
    title="Back through time",
    outputs=("dU", "dW", "db", "dh_0"),
    order=("db", "dU", "dW", "dh_0"),
    right=_bptt,
    cases=_cases,
    meaning="That is all of it: one line that waits for the step after, and one "
    "product for each matrix. The loss of a network with your gradients falls for the "
    "right reason.",
    mistakes=(
        Mistake(
            "previous-state term dropped",
            "Each step knows the loss of that step alone: nothing comes back from the "
            "step after it. This is the mistake of Figure 4.4. Training would hide it.",
            _variant(back=lambda da, W: 0 * da),
        ),
        Mistake(
            "W not transposed",
            "On the way back you multiply by W. It should be its transpose.",
            _variant(back=lambda da, W: da @ W),
        ),
        Mistake(
            "no W on the way back",
            "The gradient goes from step to step without a product with the recurrent "
            "weights.",
            _variant(back=lambda da, W: da),
        ),
        Mistake(
            "no slope",
            "The slope of the tanh is missing.",
            _variant(slope=lambda h, t: 1.0),
        ),
        Mistake(
            "slope of the state before",
            "The slope is taken at the state before the step. It belongs to the state "
            "that the step made, `h[t + 1]`.",
            _variant(slope=lambda h, t: 1 - h[t] ** 2),
        ),
        Mistake(
            "tanh twice",
            "`h` is a tanh already. You take the tanh of it again for the slope.",
            _variant(slope=lambda h, t: 1 - np.tanh(h[t + 1]) ** 2),
        ),
        Mistake(
            "slope not squared",
            "The slope is 1 - h. It should be 1 - h squared.",
            _variant(slope=lambda h, t: 1 - h[t + 1]),
        ),
        Mistake(
            "slope of a sigmoid",
            "The slope is that of a sigmoid. The cell has a tanh.",
            _variant(slope=lambda h, t: h[t + 1] * (1 - h[t + 1])),
        ),
        Mistake(
            "new state in dW",
            "In `dW` stands the state that each step made. W was multiplied by the "
            "state before it.",
            lambda *inputs: {"dW": _bptt(*inputs, state=lambda h: h[1:])[1]},
        ),
        Mistake(
            "last step alone",
            "You give the part of the last step. The weights are used at every step, "
            "and the parts add up.",
            _variant(steps=slice(-1, None)),
        ),
        Mistake(
            "first step alone",
            "You give the part of the first step: a sum over time is overwritten at "
            "each step.",
            _variant(steps=slice(0, 1)),
        ),
        Mistake(
            "bias of the last step",
            "`db` is the part of the last step. The bias is used at every step.",
            _bias_of_last,
        ),
        Mistake(
            "mean over the batch",
            "The parts of the sequences are averaged. Here they add up.",
            _mean,
        ),
        Mistake(
            "mean over time",
            "The parts of the steps are averaged. A shared weight adds them up.",
            lambda x, *rest: _bptt(x, *rest, scale=1 / len(x)),
        ),
        Mistake(
            "losses overwritten",
            "Of `dh` the last step alone counts: at the others, what comes back takes "
            "its place. Add the two.",
            _last_loss_alone,
        ),
        Mistake(
            "from the front",
            "The loop runs from the first step to the last. What comes back to a step "
            "is known only after the step behind it.",
            _from_the_front,
        ),
        Mistake(
            "dh_0 before its product",
            "`dh_0` is the gradient of the first pre-activation. Between it and h_0 "
            "stands W.",
            _da_of_first,
        ),
    ),
    hints=(
        "Loop over `reversed(range(T))`, and keep one array that the step after hands "
        "to the step before: zeros at the start.",
        "At step t: add what the loss says and what came from the step after; multiply "
        "by the slope at `h[t + 1]`; hand on the product with W transposed.",
        "Keep all `da`, and form the sums after the loop: `np.tensordot` with the axes "
        "`([0, 1], [0, 1])` sums over time and batch. All of `h` but its last row are "
        "the states before each step.",
        "What the first step hands on is `dh_0`.",
    ),
)
