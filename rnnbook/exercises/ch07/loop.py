"""7.3 in code: the loop back through an LSTM."""

import numpy as np

from rnnbook.cells.lstm import lstm, lstm_backward
from rnnbook.exercises.form import Code


def loop_back(dh, W, steps):
    da = np.empty((*dh.shape[:2], W.shape[1]))
    dh_next = dc_next = np.zeros_like(dh[0])
    for t in reversed(range(len(dh))):
        dstate = dh[t] + dh_next, dc_next
        da[t], _, (_, dc_next) = lstm_backward(dstate, steps[t])
        dh_next = da[t] @ W.T
    return da, dh_next, dc_next


def cases(rng):
    for T, B, H in ((4, 2, 3), (2, 1, 2), (6, 3, 2)):
        W = rng.normal(0, 0.8, (H, 4 * H))
        h = c = rng.normal(size=(B, H))
        steps = []
        for xU in rng.normal(size=(T, B, 4 * H)):
            (h, c), step = lstm(xU, h @ W, (h, c))
            steps.append(step)
        yield {"dh": rng.normal(size=(T, B, H)), "W": W, "steps": tuple(steps)}


LOOP = Code(
    "7.3", "The loop back", loop_back, outputs="da dh_0 dc_0", cases=cases,
    blocks={"da": ("da_i", "da_f", "da_g", "da_o")},
    meaning="Three matrix products more, and you have the gradients of U, W and b.",
    mistakes={
        ("dh[t] +", "dh[t] * (t == len(dh) - 1) +"):
            "Only the last step's own gradient comes in. Each step may have a loss.",
        ("@ W.T", "@ (0 * W.T)"):
            "What the next step says of h does not arrive: the way back through W is "
            "missing. (The first of the pair that the step returns is 0: h enters "
            "through W alone.)",
        ("(_, dc_next)", "_"):
            "What the next step says of c does not arrive: each step begins with a dc "
            "of zero.",
        (("@ W.T", "@ (0 * W.T)"), ("(_, dc_next)", "_")):
            "Each step is on its own: neither h nor c hands a gradient to the step "
            "before.",
        ("reversed(range(len(dh)))", "range(len(dh))"):
            "The loop runs forward in time. A gradient goes from the last step to the "
            "first.",
        ("= da[t] @", "= dh_next + da[t] @"):
            "The gradient of h piles up from step to step. Of what came from later, a "
            "step hands on only what went through it.",
        ("@ W.T", "@ W.T + dh[t]"):
            "A step's own gradient also goes past the step, unchanged, to the one "
            "before. It belongs to this h alone.",
        ("@ W.T", "@ W.T\n        dc_next = dc_next + dstate[1]"):
            "The gradient of c piles up: to what the step hands back you add what came "
            "in. The step has counted it already.",
        ("@ W.T", "@ W.T\n        dc_next = dc_next * steps[t].f"):
            "What the step hands back for c is multiplied by the forget gate once "
            "more. `lstm_backward` has done that.",
        ("@ W.T", "@ (2 * W.T)"):
            "What comes back through W is twice what it should be: `da` and `da` once "
            "more are one gradient, for the two products of the same sum.",
        ("dh[t] + dh_next, dc_next", "dc_next, dh[t] + dh_next"):
            "In the pair that the step gets, h and c have changed places: h is first.",
        ("dh_next = dc_next = ", "dh_next, dc_next = dh[-1], "):
            "The last step's own gradient comes in twice. It is in `dh` already, so "
            "begin with zeros.",
        ("dh[t] +", "dh[len(dh) - 1 - t] +"):
            "The own gradients are paired with the wrong steps: the first of `dh` "
            "belongs to the first step, also on the way back.",
        ("return da", "return da[::-1]"):
            "`da` is listed in the order in which you made it, the last step first. It "
            "was wanted with the first step first.",
        ("da[t] @ W.T", "np.split(da[t], 4, 1)[2] @ np.split(W, 4, 1)[2].T"):
            "The way back through W uses the block of the candidate alone. All four "
            "blocks see h.",
        ("da[t] @ W.T", "np.split(da[t], 4, 1)[0] @ np.split(W, 4, 1)[0].T"):
            "The way back through W uses the first block alone. All four blocks see h.",
        ("da, dh_next, dc_next", "da, *dstate"):
            "`dh_0` and `dc_0` are the gradients of the first new state. The state "
            "that the first step started from was wanted.",
        ("da, dh_next", "da, dh_next + dh[0]"):
            "`dh_0` holds the first step's own gradient. No loss looks at the state "
            "before the first step.",
        ("da, dh_next, dc_next", "da, dc_next, dh_next"):
            "`dh_0` and `dc_0` have changed places.",
    },
    hints=(
        "Begin with two arrays of zeros, for what the step after the last would say of "
        "h and of c. Go from the last step to the first.",
        "A step gets its own gradient of h and, added to it, what came back from the "
        "step after it. `lstm_backward` does the rest of the step.",
        "Of what `lstm_backward` returns, the first is the gradient of the four "
        "pre-activations. Through the transposed W it goes to the h before; the one of "
        "the c before is in the last thing returned.",
    ),
)  # fmt: skip
