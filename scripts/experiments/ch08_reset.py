"""What the reset gate is for: GRUs beside GRUs whose reset gate is held at 1.

Tasks: recall and adding (chapter 8), and two that have to start anew in the middle.
"toggle": at each step a bit says flip or not, and now and then a mark says "off"; the
answer at each step is on or off. "signed": a mark brings a number between -1 and 1 to
be held, a flip turns its sign; the answer at each step is that number. 20 steps each,
a mark in 15% of them and at the first.

A GRU with r = 1 is a cell with one gate, two blocks of weights for three. It runs with
as many units, and, where that is slower, with about as many parameters. Learned: 20
batches in a row, together, have 95% of the answers of recall right, 98% of those of
toggle, a mean squared error below 0.02 in adding, and below half a percent of the
target's mean square in signed. For signed the reset gate of the learned network is
read: its mean at marks, flips and other steps. Then r is replaced at one kind of step,
and the error measured: see `reset_gate_of`. How far the weights have grown is noted
too: scale_U and scale_W, their standard deviations over those at the start.

"also" asks for the cause: r held at one half ("gru_half"), a reset gate that starts
open (a reset bias of 3), and signed at other learning rates. What the result holds
already, from the same settings, is not run again. Eight minutes or so on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    Cell,
    adam,
    adam_start,
    clip_by_norm,
    flatten,
    init_params,
    init_readout,
    last_step_backward,
    readout,
    readout_backward,
    sigmoid,
    softmax_cross_entropy,
    squared_error,
    unflatten,
    unroll,
    unroll_backward,
)
from rnnbook.results import load
from rnnbook.tasks import adding, recall

SETTINGS = {
    "batch": 32,
    "updates": 1500,
    "max_norm": 1.0,
    "lr": 0.01,
    "window": 20,
    "learned": {"recall": 0.95, "toggle": 0.98, "adding": 0.02, "signed": 0.005},
    "seeds": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    "columns": "task, T, bias of z, units of the GRU, of r = 1, of r = 1 again",
    "tasks": [
        ["recall", 20, 3.0, 16, 16],
        ["recall", 20, 3.0, 32, 32],
        ["adding", 40, 1.0, 16, 16, 20],
        ["adding", 40, 1.0, 32, 32],
        ["toggle", 20, 0.0, 8, 8],
        ["toggle", 20, 0.0, 16, 16],
        ["signed", 20, 0.0, 8, 8, 11],
        ["signed", 20, 0.0, 16, 16, 20],
    ],
    "also": [
        {"task": "recall", "cell": "gru_half", "H": 16},
        {"task": "recall", "cell": "gru_half", "H": 32},
        {"task": "recall", "cell": "gru", "H": 16, "reset bias": 3.0},
        {"task": "recall", "cell": "gru", "H": 32, "reset bias": 3.0},
        {"task": "adding", "cell": "gru_half", "H": 16},
        {"task": "adding", "cell": "gru_half", "H": 32},
        {"task": "signed", "cell": "gru_half", "H": 8},
        {"task": "signed", "cell": "gru_half", "H": 16},
        {"task": "signed", "cell": "gru", "H": 8, "lr": 0.03},
        {"task": "signed", "cell": "gru_open", "H": 8, "lr": 0.03},
        {"task": "signed", "cell": "gru", "H": 16, "lr": 0.03},
        {"task": "signed", "cell": "gru_open", "H": 16, "lr": 0.03},
        {"task": "signed", "cell": "gru", "H": 16, "lr": 0.003},
        {"task": "signed", "cell": "gru_open", "H": 16, "lr": 0.003},
    ],
}
SAME = "batch updates max_norm lr window learned".split()


def one_gate(xU, hW, state):
    """A GRU with r = 1: blocks z and n."""
    (h_prev,) = state
    a_z, a_n = np.split(xU + hW, 2, axis=-1)
    z, n = sigmoid(a_z), np.tanh(a_n)
    return ((1 - z) * n + z * h_prev,), (z, n, h_prev)


def one_gate_backward(dstate, s):
    """Backward of `one_gate`."""
    (dh,), (z, n, h_prev) = dstate, s
    da_z = dh * (h_prev - n) * z * (1 - z)
    da_n = dh * (1 - z) * (1 - n**2)
    da = np.concatenate([da_z, da_n], axis=-1)
    return da, da, (dh * z,)


def half(xU, hW, state):
    """A GRU with r = 1/2: blocks z and n."""
    (hW_z, hW_n) = np.split(hW, 2, axis=-1)
    return one_gate(xU, np.concatenate([hW_z, hW_n / 2], axis=-1), state)


def half_backward(dstate, s):
    """Backward of `half`."""
    dxU, _, dh_prev = one_gate_backward(dstate, s)
    da_z, da_n = np.split(dxU, 2, axis=-1)
    return dxU, np.concatenate([da_z, da_n / 2], axis=-1), dh_prev


OPEN = Cell("gru_open", one_gate, one_gate_backward, ("z", "n"), ("h",))
HALF = Cell("gru_half", half, half_backward, ("z", "n"), ("h",))
CELL = {"gru": CELLS["gru"], "gru_open": OPEN, "gru_half": HALF}


def toggle(rng, T, B):
    """x: flip, mark (T, B, 2); whether it is on (T, B)."""
    mark, flip = marks_and_flips(rng, T, B)
    on, y = np.zeros(B, bool), np.zeros((T, B), int)
    for t in range(T):
        on = ~mark[t] & (on ^ flip[t])
        y[t] = on
    return np.stack([flip, mark], axis=-1).astype(float), y


def signed(rng, T, B):
    """x: flip, mark, number (T, B, 3); the number with its sign (T, B, 1)."""
    mark, flip = marks_and_flips(rng, T, B)
    number = np.where(mark, rng.uniform(-1, 1, (T, B)), 0.0)
    held, y = np.zeros(B), np.zeros((T, B))
    for t in range(T):
        held = np.where(mark[t], number[t], np.where(flip[t], -held, held))
        y[t] = held
    return np.stack([flip, mark, number], axis=-1), y[..., None]


def marks_and_flips(rng, T, B):
    mark = rng.random((T, B)) < 0.15
    mark[0] = True
    return mark, (rng.random((T, B)) < 0.5) & ~mark


def batch(task, rng, T):
    """x and target of one fresh batch."""
    draw = {"recall": recall, "adding": adding, "toggle": toggle, "signed": signed}
    return draw[task](rng, T, SETTINGS["batch"])[:2]


def outputs_of(task, head, h):
    """At the last step, or at every step."""
    return readout(head, h[-1] if task in ("recall", "adding") else h)


def score_and_gradient(task, y, target):
    """What is watched of a batch, and the gradient for y."""
    if task in ("recall", "toggle"):
        _, dy = softmax_cross_entropy(y, target)
        return float((y.argmax(axis=-1) == target).mean()), dy
    loss, dy = squared_error(y, target)
    if task == "signed":
        loss = ((y - target) ** 2).mean() / (target**2).mean()
    return float(loss), dy


def is_learned(task, scores):
    n, enough = SETTINGS["window"], SETTINGS["learned"][task]
    mean = np.mean(scores[-n:])
    good = mean >= enough if task in ("recall", "toggle") else mean <= enough
    return len(scores) >= n and good


def trained(cell, task, T, H, bias, seed, lr):
    """Updates until the task is learned, None if it is not; network, and its start."""
    rng = np.random.default_rng(seed)
    x, _ = batch(task, np.random.default_rng(0), T)
    classes = 2 if task in ("recall", "toggle") else 1
    net = (init_params(cell, x.shape[-1], H, rng, bias),
           init_readout(H, classes, rng))  # fmt: skip
    flat, scores = flatten(net), []
    moments = adam_start(flat)
    for update in range(SETTINGS["updates"]):
        p, head = unflatten(net, flat)
        x, target = batch(task, rng, T)
        h, _, cache = unroll(cell, p, x)
        y = outputs_of(task, head, h)
        score, dy = score_and_gradient(task, y, target)
        scores.append(score)
        if is_learned(task, scores):
            return update, (p, head), net
        seen = h[-1] if y.ndim == 2 else h
        dhead, dh = readout_backward(head, seen, dy)
        dh = last_step_backward(dh, T) if y.ndim == 2 else dh
        dp, _, _ = unroll_backward(cell, p, dh, cache)
        grads, _ = clip_by_norm(flatten((dp, dhead)), SETTINGS["max_norm"])
        flat, moments = adam(flat, grads, moments, lr=lr)
    return None, unflatten(net, flat), net


def reset_gate_of(net, T):
    """For signed: the mean of r by kind of step, and the error with r replaced there.

    error_mark, error_flip: each unit's r is its own mean over the other steps, at all
    marks or at all flips. error_shut: r = 0 at marks. error_opened: r = 1 everywhere.
    error_before: the same weights with the reset before the product.
    """
    x, target = signed(np.random.default_rng(10_000), T, 1000)
    later = np.arange(T)[:, None] > 0                # at the first step h is zero
    mark, flip = (x[..., 1] > 0) & later, x[..., 0] > 0
    other = ~mark & ~flip & later
    _, r = with_reset(net, x)
    usual = r[other].mean(axis=0)

    def error(*change, before=False):
        y, _ = with_reset(net, x, *change, before=before)
        return ((y - target) ** 2).mean() / (target**2).mean()

    return {"r_mark": r[mark].mean(), "r_flip": r[flip].mean(),
            "r_other": r[other].mean(), "error": error(),
            "error_mark": error(mark, usual), "error_flip": error(flip, usual),
            "error_shut": error(mark, 0.0),
            "error_opened": error(mark | True, 1.0),
            "error_before": error(before=True)}  # fmt: skip


def with_reset(net, x, where=None, value=0.0, before=False):
    """Answers, and r of every step, with r = value at the steps `where` (T, B)."""
    p, head = net
    (T, B, _), H = x.shape, len(p.W)
    h, answers, gates = np.zeros((B, H)), [], []
    for t in range(T):
        xU, hW = x[t] @ p.U + p.b, h @ p.W + p.b_h
        r, z = sigmoid(xU[:, : 2 * H] + hW[:, : 2 * H]).reshape(B, 2, H).swapaxes(0, 1)
        if where is not None:
            r = np.where(where[t][:, None], value, r)
        past = r * hW[:, 2 * H :]
        if before:
            past = (r * h) @ p.W[:, 2 * H :] + p.b_h[2 * H :]
        n = np.tanh(xU[:, 2 * H :] + past)
        h = (1 - z) * n + z * h
        answers.append(readout(head, h))
        gates.append(r)
    return np.array(answers), np.array(gates)


def cases():
    """What to run: a row without its numbers for each case."""
    of = {task: {"T": T, "bias": bias} for task, T, bias, *_ in SETTINGS["tasks"]}
    main = [
        {"task": task, "cell": cell, "H": H}
        for task, _, _, *units in SETTINGS["tasks"]
        for cell, H in zip(["gru", "gru_open", "gru_open"], units, strict=False)
    ]
    return [case | of[case["task"]] for case in main + SETTINGS["also"]]


def already_run():
    """Rows by case, from a result that was made with the same settings."""
    kept = load("08_reset")
    if any(kept["settings"][name] != SETTINGS[name] for name in SAME):
        return {}
    return {key_of(row): row for row in kept["numbers"]}


def key_of(row):
    """What tells the rows apart."""
    names = "task", "T", "bias", "cell", "H", "reset bias", "lr"
    return tuple(row.get(name) for name in names)


def run(case):
    """The row of one case: the updates of each seed, and what `signed` is read for."""
    bias = {"z": case["bias"]}
    if "reset bias" in case:
        bias["r"] = case["reset bias"]
    runs = [
        trained(CELL[case["cell"]], case["task"], case["T"], case["H"], bias, seed,
                case.get("lr", SETTINGS["lr"]))
        for seed in SETTINGS["seeds"]
    ]  # fmt: skip
    size = sum(v.size for v in runs[0][1][0])
    row = case | {"parameters": size, "updates": [needed for needed, *_ in runs]}
    if case["task"] == "signed" and case["cell"] == "gru" and "lr" not in case:
        read = [
            reset_gate_of(net, case["T"])
            | {f"scale_{k}": getattr(net[0], k).std() / getattr(start[0], k).std()
               for k in "UW"}
            for _, net, start in runs
        ]  # fmt: skip
        row |= {k: [round(float(r[k]), 4) for r in read] for k in read[0]}
    return row


def main():
    """Run what is missing, with a bar, and write the result."""
    start, kept = time.time(), already_run()
    numbers = [kept.get(key_of(case)) or run(case) for case in tqdm(cases())]
    seconds = load("08_reset")["seconds"] + time.time() - start
    write("08_reset", SETTINGS, seconds, numbers)


if __name__ == "__main__":
    main()
