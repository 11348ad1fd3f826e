"""Training with a part of the gradient cut: which ways back does learning need?

The forward pass is whole in every run. On the way back the gradient passes through W
with some of its blocks set to zero: all of them, as the algorithm of 1997 did, that of
the candidate alone, or those of the three gates. Or all of W is there, and the belt is
cut: no step hands its dc to the step before. Or nothing is cut, and the gradients are
not clipped. For each run and seed: the accuracy on 1,000 fresh sequences, and the norms
before clipping. The networks that learned with the whole gradient are then taken apart;
on the way back, the factor q of a trained network and that of its own start (at the
same steps, for the same inputs) also change places.

The seeds of a run are trained side by side, each with its own data and weights, as one
array with an axis in front: the cell is the package's, the products are done for all.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, init_params, init_readout, softmax_cross_entropy
from rnnbook.tasks import recall, temporal_order

SETTINGS = {
    "batch": 32,
    "lr": 0.01,
    "max_norm": 1.0,
    "forget_bias": 3.0,
    "seeds": list(range(10)),
    "dtype": "float32",
    "updates": {"recall": 300, "order": 600, "asked": 600, "turned": 600},
    "lengths": [10, 20, 40, 60],
    "runs": [  # task, cell, what is cut, T, H
        *[
            ["recall", cell, cut, T, 16]
            for cell, cuts in {
                "lstm": ("none", "ifgo", "g", "ifo", "belt"),
                "lstm_1997": ("none", "igo"),
            }.items()
            for cut in cuts
            for T in (10, 20, 40, 60)
        ],
        ["recall", "lstm", "unclipped", 60, 16],
        *[["recall", "lstm", cut, 40, 32] for cut in ("none", "ifgo", "belt")],
        *[
            [task, "lstm", cut, T, 16]
            for task, T in (("order", 30), ("asked", 20), ("turned", 24))
            for cut in ("none", "ifgo", "belt")
        ],
        *[
            [task, "lstm", cut, 60, 16]
            for task in ("order", "asked", "turned")
            for cut in ("none", "ifgo")
        ],
    ],
    "more_seeds": list(range(100, 120)),  # for these runs once more
    "more_runs": [
        [task, "lstm", cut, 60, 16]
        for task in ("recall", "order")
        for cut in ("none", "ifgo")
    ],
    "taken_apart": [["recall", 40], ["order", 30]],
}
CLASSES = {"recall": 2, "order": 4, "asked": 2, "turned": 2}


def asked(rng, T, B):
    """Two marked signs; the first step says which of them is asked at the end.

    Columns: value (noise where nothing is marked), flag of the first step, flag of the
    two signs. Each sign stands somewhere in its own half.
    """
    x = np.zeros((T, B, 3))
    x[:, :, 0] = rng.normal(0, 0.5, (T, B))
    which, signs = rng.integers(0, 2, B), rng.integers(0, 2, (2, B))
    x[0, :, 0], x[0, :, 1] = 2 * which - 1, 1
    rows = np.arange(B)
    for half, sign in enumerate(signs):
        at = rng.integers(1 + half * T // 2, (1 + half) * T // 2, B)
        x[at, rows, 0], x[at, rows, 2] = 2 * sign - 1, 1
    return x, signs[which, rows]


def turned(rng, T, B):
    """A sign at the first step, and one mark later that turns it round or does not.

    Columns as in `asked`. The answer is the product of the two signs.
    """
    x = np.zeros((T, B, 3))
    x[:, :, 0] = rng.normal(0, 0.5, (T, B))
    signs, rows = rng.integers(0, 2, (2, B)), np.arange(B)
    x[0, :, 0], x[0, :, 1] = 2 * signs[0] - 1, 1
    at = rng.integers(T // 4, 3 * T // 4, B)
    x[at, rows, 0], x[at, rows, 2] = 2 * signs[1] - 1, 1
    return x, signs.sum(axis=0) % 2


def drawn(task, rng, T, B):
    """x, the classes, and the last step of each sequence."""
    if task == "order":
        x, target, lengths = temporal_order(rng, T, B)
        longest = np.zeros((T + T // 10, *x.shape[1:]))
        longest[: len(x)] = x
        return longest, target, lengths - 1
    x, target = {"recall": recall, "asked": asked, "turned": turned}[task](rng, T, B)
    return x, target, np.full(B, T - 1)


def together(rngs, task, T, B):
    """A batch for each seed: x (T, S, B, D), targets and last steps (S, B)."""
    x, target, last = zip(*(drawn(task, rng, T, B) for rng in rngs), strict=True)
    x = np.stack(x, axis=1).astype(np.float32)
    return x, np.stack(target), np.stack(last)


def forward(cell, p, x):
    """The hidden states (T, S, B, H), those before them, and the records."""
    U, W, b = p
    h = np.zeros((*x.shape[1:3], W.shape[1]), x.dtype)
    state, before, after, steps = (h, h), [], [], []
    for xU in x @ U + b[:, None]:
        before.append(state[0])
        state, step = cell.forward(xU, state[0] @ W, state)
        after.append(state[0])
        steps.append(step)
    return np.array(after), np.array(before), steps


def backward(cell, W, dh, steps, belt=True):
    """da (T, S, B, K) from dh (T, S, B, H), with the W to go back through."""
    through, dc, da = 0.0, 0 * dh[0], []
    for own, step in zip(dh[::-1], steps[::-1], strict=True):
        d, _, (_, dc) = cell.backward((own + through, dc), step)
        dc = dc if belt else 0 * dc
        through = d @ W.swapaxes(1, 2)
        da.append(d)
    return np.array(da[::-1])


def without_blocks(cell, W, cut):
    """W with the blocks of the gates in `cut` set to zero."""
    blocks = np.split(W, len(cell.gates), axis=-1)
    named = zip(cell.gates, blocks, strict=True)
    return np.concatenate([0 * b if gate in cut else b for gate, b in named], axis=-1)


def at_last(h, last):
    """h (T, S, B, H) at the last step of each sequence: (S, B, H)."""
    S, B = last.shape
    return h[last, np.arange(S)[:, None], np.arange(B)]


def gradients(cell, arrays, batch, cut):
    """The gradients of all five arrays, an axis of seeds in front."""
    U, W, b, V, b_y = arrays
    x, target, last = batch
    h, before, steps = forward(cell, (U, W, b), x)
    seen = at_last(h, last)
    scores = seen @ V + b_y[:, None]
    dy = np.stack([softmax_cross_entropy(*pair)[1]
                   for pair in zip(scores, target, strict=True)])  # fmt: skip
    dh, (S, B) = np.zeros_like(h), last.shape
    dh[last, np.arange(S)[:, None], np.arange(B)] = dy @ V.swapaxes(1, 2)
    gone = "" if cut in ("none", "belt", "unclipped") else cut
    W_back = without_blocks(cell, W, gone)
    da = backward(cell, W_back, dh, steps, belt=cut != "belt")
    dU = (x.swapaxes(2, 3) @ da).sum(axis=0)
    dW = (before.swapaxes(2, 3) @ da).sum(axis=0)
    dV = seen.swapaxes(1, 2) @ dy
    return dU, dW, da.sum(axis=(0, 2)), dV, dy.sum(axis=1)


def started(task, cell, H, rngs):
    """The parameters before training, the forget gate open if there is one."""
    D = {"recall": 2, "order": 8}.get(task, 3)
    bias = {"f": SETTINGS["forget_bias"]} if "f" in cell.gates else None
    nets = []
    for rng in rngs:
        p = init_params(cell, D, H, rng, bias=bias)
        nets.append((*p, *init_readout(H, CLASSES[task], rng)))
    return [np.stack(parts).astype(np.float32) for parts in zip(*nets, strict=True)]


def trained(task, name, cut, T, H, seeds):
    """Train a network for each seed. Returns: its arrays, the norms (updates, S)."""
    cell = CELLS[name]
    rngs = [np.random.default_rng(seed) for seed in seeds]
    arrays = started(task, cell, H, rngs)
    mean = [0 * a for a in arrays]
    square = [0 * a for a in arrays]
    norms = []
    for k in range(1, SETTINGS["updates"][task] + 1):
        batch = together(rngs, task, T, SETTINGS["batch"])
        found = gradients(cell, arrays, batch, cut)
        norm = np.sqrt(sum((d**2).reshape(len(rngs), -1).sum(axis=1) for d in found))
        norms.append(norm)
        limit = np.inf if cut == "unclipped" else SETTINGS["max_norm"]
        factor = np.minimum(1, limit / np.maximum(norm, 1e-300))
        for n, d in enumerate(found):
            d = (d * factor.reshape(-1, *[1] * (d.ndim - 1))).astype(np.float32)
            mean[n] = 0.9 * mean[n] + 0.1 * d
            square[n] = 0.999 * square[n] + 0.001 * d**2
            size = np.sqrt(square[n] / (1 - 0.999**k)) + 1e-8
            arrays[n] = arrays[n] - SETTINGS["lr"] * mean[n] / (1 - 0.9**k) / size
    return arrays, np.array(norms)


def accuracy(task, cell, arrays, T, seeds):
    """Of each seed, on 1,000 fresh sequences."""
    U, W, b, V, b_y = arrays
    rngs = [np.random.default_rng(10_000 + seed) for seed in seeds]
    x, target, last = together(rngs, task, T, 1000)
    h = forward(cell, (U, W, b), x)[0]
    said = (at_last(h, last) @ V + b_y[:, None]).argmax(axis=-1)
    return (said == target).mean(axis=1)


def apart(task, arrays, T, seeds):
    """What the gradient of the last c does in each trained LSTM, by lag.

    Returns: for each seed the norm at each lag of the whole gradient at c, of what
    stayed on the belt, and of what is left with the candidate cut; the mean q, the
    geometric mean of the forget gates, unit by unit. "share": the direct part divided
    by the whole at the largest lag, in the start and in the trained network, each with
    its own q and with that of the other on the way back.
    """
    cell = CELLS["lstm"]
    U, W, b = (array.astype(np.float64) for array in arrays[:3])
    rngs = [np.random.default_rng(20_000 + seed) for seed in seeds]
    x = together(rngs, task, T, 100)[0][:T]
    steps = forward(cell, (U, W, b), x)[2]
    q = np.array([s.o * (1 - s.tanh_c**2) for s in steps])
    f = np.array([s.f for s in steps])

    def norms_by_lag(W_back, steps=steps, q_back=q):
        dh, dc_next, norms = np.ones_like(q[0]), 0 * q[0], []
        for s, q_s in zip(steps[::-1], q_back[::-1], strict=True):
            dc = dc_next + dh * q_s
            norms.append(np.sqrt((dc**2).sum(axis=(1, 2))))
            other = dh * (q_s - s.o * (1 - s.tanh_c**2))  # q_s in the place of its own
            da, _, (_, dc_next) = cell.backward((dh, dc_next + other), s)
            dh = da @ W_back.swapaxes(1, 2)
        return np.array(norms)

    def by_lag(W_back):
        return short(norms_by_lag(W_back).T)

    def share(W, steps, q_back):
        direct, whole = (norms_by_lag(V, steps, q_back)[-1] for V in (0 * W, W))
        return short([direct / whole])[0]

    H = W.shape[1]
    at_first = started(task, cell, H, [np.random.default_rng(seed) for seed in seeds])
    U_0, W_0, b_0 = (array.astype(np.float64) for array in at_first[:3])
    steps_0 = forward(cell, (U_0, W_0, b_0), x)[2]
    q_0 = np.array([s.o * (1 - s.tanh_c**2) for s in steps_0])

    return {
        "share": {
            "start": share(W_0, steps_0, q_0),
            "start, q of trained": share(W_0, steps_0, q),
            "trained": share(W, steps, q),
            "trained, q of start": share(W, steps, q_0),
        },
        "whole": by_lag(W),
        "direct": by_lag(0 * W),
        "without_g": by_lag(without_blocks(cell, W, "g")),
        "without_gates": by_lag(without_blocks(cell, W, "ifo")),
        "q": short(q.mean(axis=(0, 2, 3))),
        "f": short(np.exp(np.log(f).mean(axis=(0, 2)))),
        "size": short(
            np.sqrt([
                [((array**2).mean(axis=(0, 2, 3)))]
                for array in (
                    np.array([s.g * s.i * (1 - s.i) for s in steps]),
                    np.array([s.c_prev * s.f * (1 - s.f) for s in steps]),
                    np.array([s.i * (1 - s.g**2) for s in steps]),
                    np.array([s.tanh_c * s.o * (1 - s.o) for s in steps]),
                )
            ])[:, 0].T
        ),
    }  # fmt: skip


def short(array):
    """Lists of numbers of three digits."""
    return [[float(f"{v:.3g}") for v in np.ravel(row)] for row in array]


def run(task, name, cut, T, H, seeds=SETTINGS["seeds"]):
    """One line of the result, and what was taken apart of it."""
    with np.errstate(all="ignore"):  # without a clip a training may diverge
        arrays, norms = trained(task, name, cut, T, H, seeds)
        scores = accuracy(task, CELLS[name], arrays, T, seeds)
    row = {
        "task": task, "cell": name, "cut": cut, "T": T, "H": H,
        "accuracy": [round(float(score), 3) for score in scores],
        "median_norm": short([np.median(norms, axis=0)])[0],
        "largest_norm": short([norms.max(axis=0)])[0],
    }  # fmt: skip
    if seeds != SETTINGS["seeds"]:
        return {**row, "seeds": seeds}
    if task == "recall" and (cut, T) == ("none", 60) and name == "lstm":
        row["norms"] = short(norms.T)
    if [task, T] in SETTINGS["taken_apart"] and (name, cut, H) == ("lstm", "none", 16):
        row["apart"] = apart(task, arrays, T, seeds)
    return row


if __name__ == "__main__":
    began = time.time()
    numbers = [run(*case) for case in tqdm(SETTINGS["runs"])]
    more = SETTINGS["more_seeds"]
    numbers += [run(*case, more) for case in tqdm(SETTINGS["more_runs"])]
    write("07_paths", SETTINGS, time.time() - began, numbers)
