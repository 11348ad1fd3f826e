"""7.6, an experiment: forget bias and size of W at which a gradient survives."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import init_params
from rnnbook.exercises.form import Experiment
from rnnbook.loop.unroll import unroll, unroll_backward

BIASES = np.arange(0.0, 4.0)
SCALES = np.arange(2, 13) / 2


def cases(rng):
    T, B, D, H = 50, 8, 4, 16
    p = init_params(CELLS["lstm"], D, H, rng)
    dh = np.zeros((T, B, H))
    dh[-1] = rng.normal(size=(B, H))
    return [{"p": p, "x": rng.normal(size=(T, B, D)), "dh": dh}]


def gradient_ratios(p, x, dh):
    H, b, ratios = len(p.W), p.b.copy(), np.empty((len(BIASES), len(SCALES)))
    for k, bias in enumerate(BIASES):
        b[H : 2 * H] = bias
        for n, scale in enumerate(SCALES):
            changed = p._replace(W=scale * p.W, b=b)
            _, _, cache = unroll(CELLS["lstm"], changed, x)
            _, _, (dh_0, dc_0) = unroll_backward(CELLS["lstm"], changed, dh, cache)
            ratios[k, n] = np.linalg.norm(dh_0) / np.linalg.norm(dh[-1])
    return ratios


def answer(measured, p, x, dh):
    ratios = measured
    balance = SCALES[np.argmax(ratios >= 1, axis=1)]
    return ratios, balance


def predicted(p):
    """The scales at which the factor per step is 1, with means of one half."""
    W_g = np.split(p.W, 4, axis=1)[2]
    return 4 / (1 + np.exp(BIASES)) / np.linalg.eigvals(W_g).real.max()


BALANCE = Experiment(
    "7.6", "Gate and matrix", gradient_ratios, answer, outputs="ratios balance",
    made_by={"ratios": "gradient_ratios"}, cases=cases, rtol=1e-5,
    meaning="The further the gate is open, the smaller is the W that brings the "
        "gradient back to its size: the belt and the ways through W add up. Beyond "
        "that it grows, and nothing in the cell stops it.",
    mistakes={
        ("b[H : 2 * H]", "b[:H]"):
            "You set the bias of the input gate. The blocks are in the order i, f, g, "
            "o.",
        ("b[H : 2 * H]", "b[2 * H : 3 * H]"):
            "You set the bias of the candidate. The blocks are in the order i, f, g, "
            "o.",
        ("b[H : 2 * H]", "b[3 * H :]"):
            "You set the bias of the output gate. The blocks are in the order i, f, g, "
            "o.",
        ("b[H : 2 * H]", "b[:]"):
            "You set the biases of all four blocks. Only the forget gate's was meant.",
        ("changed, x)", "changed._replace(W=p.W), x)"):
            "The scaled W is used on the way back and the unscaled one on the way "
            "forward. Make one set of parameters and give it to both.",
        ("changed, dh, cache)", "changed._replace(W=p.W), dh, cache)"):
            "The scaled W is used on the way forward and the unscaled one on the way "
            "back. Make one set of parameters and give it to both.",
        ("W=scale * p.W", "W=p.W * np.repeat([1, scale, 1, 1], H)"):
            "You scale the forget gate's block of W alone. All of W was meant.",
        ("W=scale * p.W", "W=scale * p.W, U=scale * p.U"):
            "You scale U as well. Only W was meant: the inputs stay as they are.",
        ("in enumerate(SCALES)", "in enumerate(np.cumprod(SCALES))"):
            "The scales multiply each other: each new W is made of the last one. Make "
            "it of the first `p.W` every time.",
        ("np.linalg.norm(dh_0)", "np.hypot(*map(np.linalg.norm, (dh_0, dc_0)))"):
            "You measure the gradients for h and for c together. Here the question is "
            "about h alone.",
        ("norm(dh_0)", "norm(dc_0)"):
            "You measure the gradient for the initial cell state. Here the question is "
            "about h.",
        ("= measured", "= measured**2"): "This is the ratio of the squared norms.",
        ("= measured", "= 1 / measured"):
            "The ratio is upside down: the early gradient belongs above.",
        ("= measured", "= measured * np.linalg.norm(dh[-1])"):
            "This is the norm of the early gradient. Divide it by the norm of the last "
            "one.",
        ("ratios, balance", "np.tile(ratios[0], (len(BIASES), 1)), balance"):
            "All rows are that of bias 0: the bias that you set does not reach both "
            "`unroll` and `unroll_backward`.",
        ("SCALES[np.argmax(ratios >= 1, axis=1)]", "predicted(p)"):
            "These are the scales that you predicted. What was measured is wanted: "
            "read it off the ratios.",
        ("SCALES[np.argmax(ratios >= 1, axis=1)]", "np.ceil(2 * predicted(p)) / 2"):
            "These are the predicted scales, rounded up. What was measured is wanted: "
            "read it off the ratios.",
        ("ratios, balance", "ratios, balance - 0.5"):
            "At these scales the ratio is still below 1.",
        ("SCALES[np.argmax(ratios >= 1, axis=1)]",
         "np.argmax(ratios >= 1, axis=1).astype(float)"):
            "These are positions in the list. The scales at those positions were "
            "wanted.",
        ("np.argmax(ratios >= 1, axis=1)", "np.argmax(ratios, axis=1)"):
            "These are the scales with the largest ratio. Wanted were the smallest at "
            "which it is at least 1.",
    },
    hints=(
        "`p.b` has four blocks of width H, in the order i, f, g, o: change a copy of "
        "it. `p._replace(W=..., b=...)` makes new parameters.",
        "`unroll` and then `unroll_backward`, both with the new parameters. The last "
        "thing that `unroll_backward` returns holds the gradients of the initial "
        "state, h first.",
        "`ratios >= 1` is an array of truths. `np.argmax` along its last axis finds "
        "the first true one of each row.",
    ),
)  # fmt: skip
