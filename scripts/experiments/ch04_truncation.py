"""Truncated backpropagation through time: the window against the lag, over seeds.

A vanilla RNN reads one long stream in pieces. Its state is carried from piece to
piece, the gradient is cut between them. Each run reads the same amount of stream,
whatever the window: short windows make more updates. Five kinds of run:

window: every piece has `window` steps.
frozen: so too, with a window of the lag; but U, W and b stay as they were drawn, and
the readout alone is trained. What it reaches, the start remembers by itself.
dropped: pieces of 24 steps, without the previous-state term of the gradient.
random: after each step a cut with probability 1 / window; where there is none, the
gradient that goes on is divided by the probability of that.
unweighted: the same cuts, without that factor.

All seeds and all learning rates run side by side, as one more axis in front: (S, B, H).
The cuts of the last two kinds are drawn once for each window, the same for all seeds.
For each run: the accuracy on 200 fresh streams of 50 rounds. Ten minutes or so on one
core.
"""

import functools
import time
from typing import NamedTuple

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    flatten,
    init_params,
    init_readout,
    readout,
    softmax,
    unflatten,
    unroll,
)
from rnnbook.tasks import recall_stream

SETTINGS = {
    "cell": "rnn",
    "H": [16, 32],
    "batch": 32,
    "steps": 6000,
    "lr": [0.01, 0.003, 0.001],
    "max_norm": 1.0,
    "lags": [2, 4, 6, 8, 12],
    "windows": [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 24],
    "windows_with_H_32": "the lag, and twice the lag",
    "random": {"lag": 8, "windows": [2, 3, 4, 6, 8, 12, 16, 24]},
    "dropped": {"lags": [4, 8], "windows": [24]},
    "seeds": list(range(10)),
}
CELL, SEEDS, RATES = CELLS[SETTINGS["cell"]], SETTINGS["seeds"], SETTINGS["lr"]


class Stacked(NamedTuple):
    """Parameters or gradients of all runs, the run as the first axis."""

    U: np.ndarray
    W: np.ndarray
    b: np.ndarray
    V: np.ndarray
    b_y: np.ndarray


def cases():
    """(kind, H, lag, window) of all that is measured."""
    small, wide = SETTINGS["H"]
    lags, rest = SETTINGS["lags"], SETTINGS["random"]
    found = [("window", small, lag, w) for lag in lags for w in SETTINGS["windows"]]
    found += [("window", wide, lag, w) for lag in lags for w in (lag, 2 * lag)]
    found += [("frozen", H, lag, lag) for H in SETTINGS["H"] for lag in lags]
    found += [
        ("dropped", H, lag, w)
        for H in SETTINGS["H"]
        for lag in SETTINGS["dropped"]["lags"]
        for w in SETTINGS["dropped"]["windows"]
    ]
    return found + [
        (kind, small, rest["lag"], w)
        for kind in ("random", "unweighted")
        for w in rest["windows"]
    ]


def pieces(kind, window, steps, rng):
    """(start, stop) of each piece of the stream."""
    start, drawn = 0, kind in ("random", "unweighted")
    while start < steps:
        length = int(rng.geometric(1 / window)) if drawn else window
        yield start, min(start + length, steps)
        start += length


@functools.lru_cache(maxsize=2)
def drawn(H, lag):
    """Networks and streams, one for each seed: arrays with the seed in front."""
    nets, streams = [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        nets.append(flatten((init_params(CELL, 2, H, rng), init_readout(H, 2, rng))))
        streams.append(recall_stream(rng, SETTINGS["steps"], SETTINGS["batch"], lag))
    return [[np.stack(a) for a in zip(*rows, strict=True)] for rows in (nets, streams)]


def summed(left, right):
    """The sum over steps and batch of left^T right. (S, n, B, i), (S, n, B, j)."""
    left, right = (a.reshape(len(a), -1, a.shape[-1]) for a in (left, right))
    return left.swapaxes(1, 2) @ right


def gradients(flat, x, target, due, state, factor=1.0):
    """Gradients of U, W, b, V, b_y, and the states. x (S, n, B, D); state (S, B, H)."""
    U, W, b, V, b_y = flat
    into, h = x @ U[:, None] + b[:, None, None], [state]
    for t in range(x.shape[1]):
        h.append(np.tanh(into[:, t] + h[-1] @ W))
    h = np.stack(h, axis=1)
    y = softmax(h[:, 1:] @ V[:, None] + b_y[:, None, None])
    do = (y - np.eye(2)[target]) * due[..., None] / x.shape[2]
    da, dh = np.empty_like(h[:, 1:]), do @ V.swapaxes(1, 2)[:, None]
    back, slope = 0.0, 1 - h[:, 1:] ** 2
    for t in reversed(range(x.shape[1])):
        da[:, t] = (dh[:, t] + back) * slope[:, t]
        back = factor * (da[:, t] @ W.swapaxes(1, 2))
    dU, dW, dV = summed(x, da), summed(h[:, :-1], da), summed(h[:, 1:], do)
    return Stacked(dU, dW, da.sum(axis=(1, 2)), dV, do.sum(axis=(1, 2))), h


def along(values, array):
    """One value for each run, in a shape that multiplies the array of all runs."""
    return np.reshape(values, (-1, *[1] * (array.ndim - 1)))


def clipped(grads):
    """Every run's gradient, cut to the norm of the settings."""
    axes = [tuple(range(1, g.ndim)) for g in grads]
    squares = sum((g**2).sum(axis=a) for g, a in zip(grads, axes, strict=True))
    factor = np.minimum(1.0, SETTINGS["max_norm"] / np.sqrt(squares + 1e-30))
    return Stacked(*(g * along(factor, g) for g in grads))


def adam(flat, grads, moments, rates, due):
    """A step of Adam for the runs in `due`: those with a question in this piece."""
    count, means, squares = moments
    count = count + due
    lean1, lean2 = (1 - beta ** np.maximum(count, 1) for beta in (0.9, 0.999))
    new, new_means, new_squares = [], [], []
    for p, g, m, v in zip(flat, grads, means, squares, strict=True):
        moves = along(due, g)
        m = np.where(moves, 0.9 * m + 0.1 * g, m)
        v = np.where(moves, 0.999 * v + 0.001 * g**2, v)
        step = m / along(lean1, g) / (np.sqrt(v / along(lean2, g)) + 1e-8)
        new.append(p - moves * along(rates, g) * step)
        new_means.append(m)
        new_squares.append(v)
    return Stacked(*new), (count, new_means, new_squares)


def train(kind, H, lag, window, rates=RATES):
    """Rows (rate, seed, network) after reading the stream once."""
    nets, streams = drawn(H, lag)
    seed_of, rate_of = np.tile(SEEDS, len(rates)), np.repeat(rates, len(SEEDS))
    flat = Stacked(*(array[seed_of] for array in nets))
    state = np.zeros((len(seed_of), SETTINGS["batch"], H))
    zeros = [np.zeros_like(array) for array in flat]
    moments = np.zeros(len(seed_of), int), zeros, zeros
    factor = {"random": window / (window - 1) if window > 1 else 1.0, "dropped": 0.0}
    cuts = pieces(kind, window, SETTINGS["steps"], np.random.default_rng(window))
    for start, stop in cuts:
        x, target, asked = (part[:, start:stop][seed_of] for part in streams)
        grads, h = gradients(flat, x, target, asked, state, factor.get(kind, 1.0))
        state, due = h[:, -1], asked.any(axis=(1, 2))
        if kind == "frozen":
            grads = Stacked(*zeros[:3], grads.V, grads.b_y)
        if due.any():
            flat, moments = adam(flat, clipped(grads), moments, rate_of, due)
    rng = np.random.default_rng(0)
    shape = init_params(CELL, 2, H, rng), init_readout(H, 2, rng)
    made = [unflatten(shape, tuple(a[s] for a in flat)) for s in range(len(seed_of))]
    return list(zip(rate_of.tolist(), seed_of.tolist(), made, strict=True))


@functools.lru_cache(maxsize=len(SEEDS))
def fresh(lag, seed):
    """Streams that no network has read."""
    return recall_stream(np.random.default_rng(10_000 + seed), 50 * (lag + 1), 200, lag)


def accuracy(net, lag, seed):
    """How often the answer is right on fresh streams."""
    p, head = net
    x, target, asked = fresh(lag, seed)
    h, _, _ = unroll(CELL, p, x)
    right = readout(head, h).argmax(axis=-1) == target
    return round(float(right[asked].mean()), 4)


def measured(kind, H, lag, window):
    """A row for each learning rate."""
    scores = {rate: [] for rate in RATES}
    for rate, seed, net in train(kind, H, lag, window):
        scores[rate].append(accuracy(net, lag, seed))
    row = {"kind": kind, "H": H, "window": window, "lag": lag}
    return [{**row, "lr": rate, "accuracy": scores[rate]} for rate in RATES]


def main():
    """Run all, with a bar, and write the result."""
    start, numbers = time.time(), []
    for case in tqdm(cases()):
        numbers += measured(*case)
    write("04_truncation", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
