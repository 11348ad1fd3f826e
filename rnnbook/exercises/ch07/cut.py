"""7.5 in code: the gradient of 1997, all ways back through W cut."""

import numpy as np

from rnnbook.cells.lstm import lstm, lstm_backward
from rnnbook.exercises.form import Code


def truncated_gradient(x, h_prev, dh, steps):
    da, dc_next = [None] * len(dh), np.zeros_like(dh[0])
    for t in reversed(range(len(dh))):
        da[t], _, (_, dc_next) = lstm_backward((dh[t], dc_next), steps[t])
    da = np.stack(da)
    dU = np.einsum("tbi,tbk->ik", x, da)
    dW = np.einsum("tbi,tbk->ik", h_prev, da)
    return dU, dW, da.sum(axis=(0, 1))


def cases(rng):
    for T, B, D, H in ((4, 2, 3, 2), (3, 3, 2, 4), (6, 1, 1, 2)):
        W, h = rng.normal(0, 0.8, (H, 4 * H)), rng.normal(size=(B, H))
        U, x, c = rng.normal(size=(D, 4 * H)), rng.normal(size=(T, B, D)), 2 * h
        h_prev, steps = np.empty((T, B, H)), []
        for t in range(T):
            h_prev[t] = h
            (h, c), step = lstm(x[t] @ U, h @ W, (h, c))
            steps.append(step)
        dh = rng.normal(size=(T, B, H))
        yield {"x": x, "h_prev": h_prev, "dh": dh, "steps": tuple(steps)}


CUT = Code(
    "7.5", "What 1997 cut", truncated_gradient, outputs="dU dW db", cases=cases,
    meaning="You did not need W: nothing goes back through it. And yet dW is there, "
        "for W was used on the way forward.",
    mistakes={
        ("(_, dc_next)", "_"):
            "The belt is cut as well: no step hands its dc to the step before. It is "
            "the one way that was left.",
        (("(_, dc_next)", "_"), ("steps[t])", "steps[t])\n        "
          "dc_next = dc_next + dh[t] * steps[t].o * (1 - steps[t].tanh_c**2)")):
            "What reaches c goes back unchanged. That is the belt of 1997; the cell "
            "here has a forget gate on it.",
        (("(_, dc_next)", "(_, dc)"), ("steps[t])", "steps[t])\n        "
          "dc_next = dc_next + dc")):
            "The gradient of c piles up: to what the step hands back you add what came "
            "in. The step has counted it already.",
        ("steps[t])", "steps[t])\n        dc_next = dc_next * steps[t].f"):
            "What the step hands back for c is multiplied by the forget gate once "
            "more. `lstm_backward` has done that.",
        ("(dh[t], dc_next)", "(dc_next, dh[t])"):
            "In the pair that the step gets, h and c have changed places: h is first.",
        ("h_prev, da)", "0 * h_prev, da)"):
            "`dW` is zero. What is cut is the way back through W to earlier states. W "
            "itself was used, and learns.",
        ("dU = ", "da[:-1] = 0\n    dU = "):
            "The weights get the part of the last step alone. They were used at every "
            "step.",
        ("dh[t],", "dh[t] * (t == len(dh) - 1),"):
            "Only the last step's own gradient comes in. Each step may have a loss.",
        ("dh[t],", "dh[t:].sum(axis=0),"):
            "A step's h also gets the own gradients of later steps. With every way "
            "through W cut, it gets its own and no other.",
        ("reversed(range(len(dh)))", "range(len(dh))"):
            "The loop runs forward in time. A gradient goes from the last step to the "
            "first.",
        ("np.stack(da)", "np.stack(da[::-1])"):
            "In the sums the gradient of the last step meets the input of the first. "
            "Turn one of the two round.",
        ("h_prev, da)", "np.stack([s.o * s.tanh_c for s in steps]), da)"):
            "In `dW` stands the state that each step made. W multiplied the state that "
            "the step started from.",
        ("da.sum(axis=(0, 1))", "da[-1].sum(axis=0)"):
            "`db` holds the last step alone. The bias was used at every step.",
        ("da.sum(axis=(0, 1))", "da.mean(axis=(0, 1))"):
            "`db` is a mean. The bias was used at every step of every sequence: add "
            "up.",
        ("np.stack(da)", "np.stack(da) / x.shape[1]"):
            "The sums over the batch have become means. Whether the loss is a mean is "
            "in `dh` already.",
        ("np.stack(da)", "np.stack(da) / x.shape[0]"):
            "The sums over the steps have become means. A weight used T times gets T "
            "gradients, added.",
    },
    hints=(
        "Which two things does `lstm_backward` want, and which of them comes from the "
        "step after, if nothing comes back through W?",
        "h of a step gets its own gradient alone; c gets what the belt hands back.",
        "For the weights every step gives one product: of its input, or of the state "
        "that it started from, transposed, with its da. Add them over the steps.",
    ),
)  # fmt: skip
