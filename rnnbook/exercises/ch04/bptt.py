"""4.4 in code: backpropagation through time for the tanh RNN."""

import numpy as np

from rnnbook.exercises.form import Code


def bptt(x, h, U, W, dh):
    da, carried = np.empty_like(dh), np.zeros_like(dh[0])
    for t in reversed(range(len(x))):
        da[t] = (dh[t] + carried) * (1 - h[t + 1] ** 2)
        carried = da[t] @ W.T
    rows = ([0, 1], [0, 1])
    dU, dW = np.tensordot(x, da, rows), np.tensordot(h[:-1], da, rows)
    return dU, dW, da.sum(axis=(0, 1)), carried


def cases(rng):
    found = []
    for T, B, D, H in ((4, 2, 3, 3), (5, 1, 1, 1), (3, 3, 2, 4), (3, 3, 3, 3)):
        U, W = rng.normal(size=(D, H)), rng.normal(size=(H, H))
        x, h = rng.normal(size=(T, B, D)), [np.tanh(rng.normal(size=(B, H)))]
        for x_t in x:
            h.append(np.tanh(x_t @ U + h[-1] @ W))
        dh = rng.normal(size=(T, B, H))
        found.append({"x": x, "h": np.stack(h), "U": U, "W": W, "dh": dh})
    return found


BPTT = Code(
    "4.4", "Back through time", bptt, outputs="dU dW db dh_0", order="db dU dW dh_0",
    cases=cases,
    meaning="That is all of it: one line that waits for the step after, and one "
        "product for each matrix. The loss of a network with your gradients falls for "
        "the right reason.",
    mistakes={
        ("da[t] @ W.T", "0 * da[t]"):
            "Each step knows the loss of that step alone: nothing comes back from the "
            "step after it. This is the mistake of Figure 4.4. Training would hide it.",
        ("da[t] @ W.T", "(dh[t] + carried) @ W.T"):
            "What you hand on has not passed the slope of its own step. The gradient "
            "goes through the tanh first, then through W.",
        ("carried = da[t]", "carried = carried + da[t]"):
            "What you hand on is added up over the steps. Each step hands on only its "
            "own product: what came from later is in it already.",
        ("W.T", "W"): "On the way back you multiply by W. It should be its transpose.",
        (" @ W.T", ""):
            "The gradient goes from step to step without a product with the recurrent "
            "weights.",
        (" * (1 - h[t + 1] ** 2)", ""): "The slope of the tanh is missing.",
        ("h[t + 1]", "h[t]"):
            "The slope is taken at the state before the step. It belongs to the state "
            "that the step made, `h[t + 1]`.",
        ("h[t + 1]", "np.tanh(h[t + 1])"):
            "`h` is a tanh already. You take the tanh of it again for the slope.",
        (" ** 2", ""): "The slope is 1 - h. It should be 1 - h squared.",
        ("(1 - h[t + 1] ** 2)", "h[t + 1] * (1 - h[t + 1])"):
            "The slope is that of a sigmoid. The cell has a tanh.",
        ("h[:-1]", "h[1:]"):
            "In `dW` stands the state that each step made. W was multiplied by the "
            "state before it.",
        ("np.tensordot(h[:-1], da, rows)", "np.tensordot(da, h[:-1], rows)"):
            "`dW` is transposed: its rows belong to the state before, its columns to "
            "the pre-activations.",
        ("    rows", "    da[:-1] = 0\n    rows"):
            "You give the part of the last step. The weights are used at every step, "
            "and the parts add up.",
        ("    rows", "    da[1:] = 0\n    rows"):
            "You give the part of the first step: a sum over time is overwritten at "
            "each step.",
        ("da.sum(axis=(0, 1))", "da[-1].sum(axis=0)"):
            "`db` is the part of the last step. The bias is used at every step.",
        ("    rows", "    da /= x.shape[1]\n    rows"):
            "The parts of the sequences are averaged. Here they add up.",
        ("    rows", "    da /= len(x)\n    rows"):
            "The parts of the steps are averaged. A shared weight adds them up.",
        ("dh[t] + carried", "carried if t + 1 < len(x) else dh[t]"):
            "Of `dh` the last step alone counts: at the others, what comes back takes "
            "its place. Add the two.",
        ("reversed(range(len(x)))", "range(len(x))"):
            "The loop runs from the first step to the last. What comes back to a step "
            "is known only after the step that follows it.",
        (("np.empty_like(dh)", "np.zeros_like(dh)"),
         ("range(len(x))", "range(1, len(x))")):
            "The loop stops before the first step. Its part is missing in every sum, "
            "and `dh_0` comes one step too early.",
        ("(0, 1)), carried", "(0, 1)), carried + dh[0]"):
            "`dh_0` has the first loss in it. `dh[0]` belongs to `h[1]`: no loss looks "
            "at the state before the first step.",
        ("(0, 1)), carried", "(0, 1)), da[0]"):
            "`dh_0` is the gradient of the first pre-activation. Between it and h_0 "
            "stands W.",
    },
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
)  # fmt: skip
