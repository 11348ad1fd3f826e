"""8.6, an experiment: how much of the gradient comes along the kept share."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import init_params
from rnnbook.exercises.form import Experiment, first
from rnnbook.loop.unroll import unroll, unroll_backward

BIASES = np.arange(0, 5.5, 0.5)


def cases(rng):
    T, B, D, H = 50, 8, 4, 16
    p = init_params(CELLS["gru"], D, H, rng)
    dh = np.zeros((T, B, H))
    dh[-1] = rng.normal(size=(B, H))
    return [{"p": p, "x": rng.normal(size=(T, B, D)), "dh": dh}]


def gradient_ratios(p, x, dh):
    H, b, full, direct = len(p.W), p.b.copy(), [], []
    for bias in BIASES:
        b[H : 2 * H] = bias
        at = p._replace(b=b)
        _, _, cache = unroll(CELLS["gru"], at, x)
        _, _, (dh_0,) = unroll_backward(CELLS["gru"], at, dh, cache)
        kept = np.prod([s.z for s in cache.steps], axis=0)
        full.append(np.linalg.norm(dh_0) / np.linalg.norm(dh[-1]))
        direct.append(np.linalg.norm(dh[-1] * kept) / np.linalg.norm(dh[-1]))
    return np.array([full, direct])


def answer(measured, p, x, dh):
    full, direct = measured
    return full, direct, first(BIASES, full >= 0.02)


BELT = Experiment(
    "8.6", "How much comes along the direct path?", gradient_ratios, answer,
    outputs="full direct smallest_bias", cases=cases,
    made_by={"full": "full_ratio", "direct": "direct_ratio"},
    meaning="At small biases nearly all that arrives has come through the candidate "
        "and the gates, and it is next to nothing. The open gate makes the direct path "
        "carry, and then the two numbers are of one size.",
    mistakes={
        ("b[H : 2 * H]", "b[:H]"):
            "You set the bias of the reset gate. The blocks are in the order r, z, n.",
        ("b[H : 2 * H]", "b[2 * H :]"):
            "You set the bias of the candidate. The blocks are in the order r, z, n.",
        ("b[H : 2 * H]", "b[:]"): "You set the bias of all three blocks.",
        ("b=b)", "b=b, b_h=b)"):
            "You set `b` and `b_h`. In a gate they are added: the bias is twice what "
            "you meant.",
        ("b[H : 2 * H] =", "b[H : 2 * H] +="):
            "The biases add up from one run to the next. Start each run from the `p` "
            "that was given.",
        ("= measured", "= measured**2"): "These are the ratios of the squared norms.",
        ("= measured", "= 1 / measured"):
            "The ratios are upside down: the early gradient belongs above.",
        ("= measured", "= measured * np.linalg.norm(dh[-1])"):
            "This is the norm of the early gradient by itself. Its ratio to the norm "
            "at the last step was wanted.",
        ("= measured", "= measured[::-1]"):
            "The gradient in full and that of the direct path have changed places.",
        ("full, direct, first", "full, 1 / (1 + np.exp(-BIASES)) ** len(x), first"):
            "This is the sigmoid of the bias to the power of 50. The gates that the "
            "run really had were wanted: they depend on the input and the state.",
        ("norm(dh[-1] * kept) / np.linalg.norm(dh[-1])", "norm(kept)"):
            "This is the product of the gates by itself. Multiply the gradient at the "
            "last step by it, entry by entry, before you take the norm.",
        ("cache.steps]", "cache.steps[1:]]"):
            "One gate is missing: from the last state to the initial one the gradient "
            "passes fifty.",
        ("np.prod([s.z for s in cache.steps], axis=0)",
         "np.mean([s.z for s in cache.steps]) ** len(x)"):
            "This is a mean gate to the power of 50. Each unit has its own gate at "
            "each step: multiply those.",
        ("np.prod([s.z for s in cache.steps], axis=0)",
         "np.mean([s.z for s in cache.steps], axis=0) ** len(x)"):
            "This is the mean gate of each unit to the power of 50. The product of "
            "numbers is smaller than that power of their mean.",
        ("full >= 0.02)", "direct >= 0.02)"):
            "This is where the direct path alone reaches the threshold. What arrives "
            "in full was asked for.",
        ("full >= 0.02)", "full >= 0.02) - 0.5"):
            "At this bias the ratio is still below the threshold.",
        ("first(BIASES", "first(np.arange(len(BIASES))"):
            "This is the position in the list. The bias at that position was wanted.",
        ("full >= 0.02", "full >= 0.2"):
            "This is where a fifth of the gradient is left. A fiftieth was asked for.",
    },
    hints=(
        "`p.b` has three blocks of width H. Change a copy of it. `p` is a NamedTuple: "
        "its `_replace` makes parameters that differ from `p` in one field.",
        "`unroll` and then `unroll_backward`, with the `dh` that is given. The last "
        "thing that `unroll_backward` returns holds the gradient of the initial state.",
        "The cache of `unroll` has the record of every step, and the record has the "
        "gate. The direct path multiplies by one gate after the other: `np.prod`.",
    ),
)  # fmt: skip
