"""Truncated backpropagation through time with windows that overlap, against pieces.

The task and the network are those of ch04_truncation.py, at a lag of 8 steps.
BPTT(h; h') of Williams and Peng (1990): after every h' steps, the loss of these steps
walks back through the last h. Pieces are h' = h, overlapping windows h' = 1. Both read
the same stream of 6000 steps, at the same two learning rates; overlapping takes about
h times the work, and makes more updates on fewer answers each.

All seeds run side by side, as one more axis in front: (S, B, H). For each run: the
accuracy on 200 fresh streams of 50 rounds. Two minutes or so on one core.
"""

import time
from itertools import product
from typing import NamedTuple

import numpy as np
from _record import write
from ch04_truncation import CELL, SETTINGS, accuracy
from tqdm import tqdm

from rnnbook import (
    adam,
    adam_start,
    flatten,
    init_params,
    init_readout,
    softmax,
    unflatten,
)
from rnnbook.tasks import recall_stream

LAG, WINDOWS, RATES, SEEDS = 8, [8, 9, 12], [0.01, 0.003], list(range(10))
KEPT = ("cell", "H", "batch", "steps", "max_norm")


class Stacked(NamedTuple):
    """Parameters or gradients of all seeds, the seed as the first axis."""

    U: np.ndarray
    W: np.ndarray
    b: np.ndarray
    V: np.ndarray
    b_y: np.ndarray


def drawn(seed):
    """A network and a stream, those of ch04_truncation.py."""
    rng, H = np.random.default_rng(seed), SETTINGS["H"]
    net = init_params(CELL, 2, H, rng), init_readout(H, 2, rng)
    return net, recall_stream(rng, SETTINGS["steps"], SETTINGS["batch"], LAG)


def gradients(flat, x, target, due, state):
    """Gradients of U, W, b, V, b_y, and the states. x (S, n, B, D); state (S, B, H)."""
    U, W, b, V, b_y = flat
    h = [state]
    for t in range(x.shape[1]):
        h.append(np.tanh(x[:, t] @ U + h[-1] @ W + b[:, None]))
    h = np.stack(h, axis=1)
    y = softmax(h[:, 1:] @ V[:, None] + b_y[:, None, None])
    do = (y - np.eye(2)[target]) * due[..., None] / x.shape[2]
    da, dh = np.empty_like(h[:, 1:]), do @ V.swapaxes(1, 2)[:, None]
    back = 0.0
    for t in reversed(range(x.shape[1])):
        da[:, t] = (dh[:, t] + back) * (1 - h[:, t + 1] ** 2)
        back = da[:, t] @ W.swapaxes(1, 2)
    summed = [
        np.einsum("stbi,stbj->sij", left, right, optimize=True)
        for left, right in ((x, da), (h[:, :-1], da), (h[:, 1:], do))
    ]
    dU, dW, dV = summed
    return Stacked(dU, dW, da.sum(axis=(1, 2)), dV, do.sum(axis=(1, 2))), h


def clipped(grads):
    """Every seed's gradient, cut to the norm of the settings."""
    axes = [tuple(range(1, g.ndim)) for g in grads]
    squares = sum((g**2).sum(axis=a) for g, a in zip(grads, axes, strict=True))
    factor = np.minimum(1.0, SETTINGS["max_norm"] / np.sqrt(squares + 1e-30))
    return Stacked(*(g * factor.reshape(-1, *[1] * (g.ndim - 1)) for g in grads))


def train(reach, every, rate):
    """Networks, one for each seed, after BPTT(reach; every) along the stream."""
    nets, streams = zip(*map(drawn, SEEDS), strict=True)
    arrays = zip(*map(flatten, nets), strict=True)
    flat = Stacked(*map(np.stack, arrays))
    x, target, asked = (np.stack(part) for part in zip(*streams, strict=True))
    state = np.zeros((len(SEEDS), SETTINGS["batch"], SETTINGS["H"]))
    moments = adam_start(flat)
    for stop in range(every, SETTINGS["steps"] + 1, every):
        start = max(0, stop - reach)
        due = asked[:, start:stop].copy()
        due[:, : stop - start - every] = False
        part = slice(start, stop)
        grads, h = gradients(flat, x[:, part], target[:, part], due, state)
        flat, moments = adam(flat, clipped(grads), moments, lr=rate)
        # The state before the next window, made by the weights of this one.
        state = h[:, max(0, stop + every - reach) - start]
    return [unflatten(net, tuple(a[s] for a in flat)) for s, net in enumerate(nets)]


def main():
    """Run all, with a bar, and write the result."""
    begun, numbers = time.time(), []
    cases = list(product(("pieces", "overlapping"), RATES, WINDOWS))
    for kind, rate, window in tqdm(cases):
        nets = train(window, window if kind == "pieces" else 1, rate)
        scores = [accuracy(net, LAG, s) for net, s in zip(nets, SEEDS, strict=True)]
        numbers.append({"kind": kind, "lr": rate, "window": window, "accuracy": scores})
    settings = {key: SETTINGS[key] for key in KEPT}
    settings |= {"lag": LAG, "windows": WINDOWS, "lr": RATES, "seeds": SEEDS}
    write("04_overlapping", settings, time.time() - begun, numbers)


if __name__ == "__main__":
    main()
