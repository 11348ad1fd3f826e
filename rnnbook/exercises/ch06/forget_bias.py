"""6.6, an experiment: the forget bias that keeps a gradient alive."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import init_params
from rnnbook.exercises.form import Experiment, first
from rnnbook.loop.unroll import unroll, unroll_backward

BIASES = np.arange(0, 5.25, 0.25)


def cases(rng):
    T, B, D, H = 50, 8, 4, 16
    p = init_params(CELLS["lstm"], D, H, rng)
    dh = np.zeros((T, B, H))
    dh[-1] = rng.normal(size=(B, H))
    return [{"p": p, "x": rng.normal(size=(T, B, D)), "dh": dh}]


def gradient_ratios(p, x, dh):
    H, b, ratios = dh.shape[-1], p.b.copy(), []
    for bias in BIASES:
        b[H : 2 * H] = bias
        q = p._replace(b=b)
        _, _, cache = unroll(CELLS["lstm"], q, x)
        _, _, (early, dc_0) = unroll_backward(CELLS["lstm"], q, dh, cache)
        ratios.append(np.linalg.norm(early) / np.linalg.norm(dh[-1]))
    return np.array(ratios)


def answer(measured, p, x, dh):
    ratios = measured
    return ratios, first(BIASES, ratios >= 0.1)


FORGET_BIAS = Experiment(
    "6.6", "How much forget bias?", gradient_ratios, answer,
    outputs="ratios smallest_bias", made_by={"ratios": "gradient_ratio"}, cases=cases,
    meaning="With bias 0 less than 1e-11 of the gradient comes through 50 steps. A "
        "bias that costs nothing brings it back. How large it must be depends on the "
        "lag: try 200 steps.",
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
        ("b[H : 2 * H]", "b[:]"): "You set the bias of all four blocks.",
        ("norm(early)", "norm(dc_0)"):
            "You measure the gradient for the initial cell state. Here the question is "
            "about h.",
        ("norm(early)", "norm(np.stack([early, dc_0]))"):
            "You measure the gradient for h and c together. Here the question is about "
            "h alone.",
        ("np.linalg.norm(early) / np.linalg.norm(dh[-1])",
         "np.abs(early).mean() / np.abs(dh[-1]).mean()"):
            "You compare mean sizes of the entries. The ratio of the norms was wanted.",
        (("_, _, (early, dc_0) =", "_, early, _ ="), ("norm(early)", "norm(early[0])")):
            "You measure the gradient for the first input. Here the question is about "
            "the state before it.",
        ("= measured", "= 1 / (1 + np.exp(-BIASES)) ** len(x)"):
            "This is the prediction. The measured ratio was wanted.",
        ("= measured", "= measured**2"): "This is the ratio of the squared norms.",
        ("= measured", "= 1 / measured"):
            "The ratio is upside down: the early gradient belongs above.",
        ("= measured", "= measured * np.linalg.norm(dh[-1])"):
            "This is the norm of the early gradient. Divide it by that of the last "
            "one.",
        ("b[H : 2 * H] =", "b[H : 2 * H] +="):
            "The biases add up from one run to the next. Start each run from the `p` "
            "that was given.",
        ("return ratios", "return np.full(len(BIASES), ratios[0])"):
            "All ratios are alike: that of bias 0. The bias that you set does not "
            "reach both `unroll` and `unroll_backward`.",
        (">= 0.1)", ">= 0.1) - 0.25"):
            "At this bias the ratio is still below the threshold.",
        ("first(BIASES,", "first(np.arange(21),"):
            "This is the position in the list. The bias at that position was wanted.",
        ("ratios >= 0.1", "ratios == ratios.max()"):
            "This is the bias with the largest ratio. The smallest bias was wanted "
            "whose ratio reaches the threshold.",
        ("first(BIASES,", "first(ratios,"):
            "This is the ratio. The bias that gives it was wanted.",
        (">= 0.1", ">= 0.01"):
            "This is where a hundredth of the gradient is left. A tenth was asked for.",
    },
    hints=(
        "`p.b` has four blocks of width H. Change a copy of it. `p` is a NamedTuple: "
        "its `_replace` makes parameters that differ from `p` in one field.",
        "`unroll` and then `unroll_backward`, with the `dh` that is given. The last "
        "thing that `unroll_backward` returns holds the gradients of the initial "
        "state, h first.",
        "`dh` is zero except at its last step, so that step alone is the gradient at "
        "h_50. `np.linalg.norm` takes a whole (B, H) array.",
    ),
)  # fmt: skip
