"""7.5 in code: the gradient of 1997, all ways back through W cut."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.form import OldMistake as Mistake

LSTM = CELLS["lstm"]


def _cut(
    x,
    h_prev,
    dh,
    steps,
    past=lambda dc, new: new,
    later=lambda dh, t: 0.0,
    own=lambda dh, t: dh[t],
    order=reversed,
    add_up=lambda left, da: np.einsum("tbi,tbk->ik", left, da),
    db=lambda da: da.sum(axis=(0, 1)),
):
    """The gradients with one piece replaced.

    past: what the step before gets of c, of what came in and what goes out; later:
    what comes to h from later steps; own: a step's own gradient; add_up: the sums.
    """
    dc, da = np.zeros_like(dh[0]), np.zeros((*dh.shape[:2], 4 * dh.shape[2]))
    for t in order(range(len(dh))):
        da[t], _, (_, new) = LSTM.backward((own(dh, t) + later(dh, t), dc), steps[t])
        dc = past(dc, new)
    return add_up(x, da), add_up(h_prev, da), db(da)


def _variant(**pieces):
    return lambda x, h_prev, dh, steps: _cut(x, h_prev, dh, steps, **pieces)


def _no_forget_gate(x, h_prev, dh, steps):
    """The belt of 1997 itself: what reaches c goes on unchanged."""
    dc, da = np.zeros_like(dh[0]), np.zeros((*dh.shape[:2], 4 * dh.shape[2]))
    for t in reversed(range(len(dh))):
        da[t], _, _ = LSTM.backward((dh[t], dc), steps[t])
        dc = dc + dh[t] * steps[t].o * (1 - steps[t].tanh_c ** 2)
    sums = (np.einsum("tbi,tbk->ik", left, da) for left in (x, h_prev))
    return (*sums, da.sum(axis=(0, 1)))


def _scaled(axis):
    """The sums made means over the axis of x."""

    def wrong(x, h_prev, dh, steps):
        return tuple(part / x.shape[axis] for part in _cut(x, h_prev, dh, steps))

    return wrong


def _state_after(x, h_prev, dh, steps):
    """dW with the state that each step made in place of that which it started from."""
    after = np.stack([s.o * s.tanh_c for s in steps])
    return {"dW": _cut(x, after, dh, steps)[1]}


def _backwards(left, da):
    return np.einsum("tbi,tbk->ik", left, da[::-1])


def _last_step(left, da):
    return left[-1].T @ da[-1]


def _cases(rng):
    cases = []
    for T, B, D, H in ((4, 2, 3, 2), (3, 3, 2, 4), (6, 1, 1, 2)):
        W, h = rng.normal(0, 0.8, (H, 4 * H)), rng.normal(size=(B, H))
        U, x, c = rng.normal(size=(D, 4 * H)), rng.normal(size=(T, B, D)), 2 * h
        steps, h_prev = [], []
        for x_t in x:
            h_prev.append(h)
            (h, c), step = LSTM.forward(x_t @ U, h @ W, (h, c))
            steps.append(step)
        dh = rng.normal(size=(T, B, H))
        cases.append(
            {"x": x, "h_prev": np.stack(h_prev), "dh": dh, "steps": tuple(steps)}
        )
    return cases


CUT = Exercise(
    number="7.5",
    title="What 1997 cut",
    outputs=("dU", "dW", "db"),
    right=lambda *inputs: _cut(*inputs),
    cases=_cases,
    meaning="You did not need W: nothing goes back through it. And yet dW is there, "
    "for W was used on the way forward.",
    mistakes=(
        Mistake(
            "belt cut too",
            "The belt is cut as well: no step hands its dc to the step before. It is "
            "the one way that was left.",
            _variant(past=lambda dc, new: 0 * new),
        ),
        Mistake(
            "belt without its gate",
            "What reaches c goes back unchanged. That is the belt of 1997; the cell "
            "here has a forget gate on it.",
            _no_forget_gate,
        ),
        Mistake(
            "gradient of c piles up",
            "The gradient of c piles up: to what the step hands back you add what came "
            "in. The step has counted it already.",
            _variant(past=lambda dc, new: dc + new),
        ),
        Mistake(
            "no gradient of W",
            "`dW` is zero. What is cut is the way back through W to earlier states. W "
            "itself was used, and learns.",
            lambda x, h_prev, dh, steps: {"dW": 0 * _cut(x, h_prev, dh, steps)[1]},
        ),
        Mistake(
            "last step alone",
            "The weights get the part of the last step alone. They were used at every "
            "step.",
            _variant(add_up=_last_step, db=lambda da: da[-1].sum(axis=0)),
        ),
        Mistake(
            "last loss alone",
            "Only the last step's own gradient comes in. Each step may have a loss.",
            _variant(own=lambda dh, t: dh[t] * (t == len(dh) - 1)),
        ),
        Mistake(
            "losses pile up",
            "A step's h also gets the own gradients of later steps. With every way "
            "through W cut, it gets its own and no other.",
            _variant(later=lambda dh, t: dh[t + 1 :].sum(axis=0)),
        ),
        Mistake(
            "forward in time",
            "The loop runs forward in time. A gradient goes from the last step to the "
            "first.",
            _variant(order=list),
        ),
        Mistake(
            "sums paired the wrong way round",
            "In the sums the gradient of the last step meets the input of the first. "
            "Turn one of the two round.",
            _variant(add_up=_backwards),
        ),
        Mistake(
            "state after the step",
            "In `dW` stands the state that each step made. W multiplied the state that "
            "the step started from.",
            _state_after,
        ),
        Mistake(
            "bias of the last step",
            "`db` holds the last step alone. The bias was used at every step.",
            _variant(db=lambda da: da[-1].sum(axis=0)),
        ),
        Mistake(
            "bias averaged",
            "`db` is a mean. The bias was used at every step of every sequence: add "
            "up.",
            _variant(db=lambda da: da.mean(axis=(0, 1))),
        ),
        Mistake(
            "mean over the batch",
            "The sums over the batch have become means. Whether the loss is a mean is "
            "in `dh` already.",
            _scaled(1),
        ),
        Mistake(
            "mean over time",
            "The sums over the steps have become means. A weight used T times gets T "
            "gradients, added.",
            _scaled(0),
        ),
    ),
    hints=(
        "Which two things does `lstm_backward` want, and which of them comes from the "
        "step after, if nothing comes back through W?",
        "h of a step gets its own gradient alone; c gets what the belt hands back.",
        "For the weights every step gives one product: of its input, or of the state "
        "that it started from, transposed, with its da. Add them over the steps.",
    ),
)
