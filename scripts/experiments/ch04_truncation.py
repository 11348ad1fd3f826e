"""Truncated backpropagation through time: the window against the lag, over seeds.

A vanilla RNN reads one long stream in pieces. Its state is carried from piece to
piece, the gradient is cut between them. Each run reads the same amount of stream,
whatever the window: short windows make more updates. Three ways to cut:

window: every piece has `window` steps.
random: after each step a cut with probability 1 / window; where there is none, the
gradient that goes on is divided by the probability of that.
unweighted: the same cuts, without that factor.

For each run: the accuracy on 200 fresh streams of 50 rounds. Ten minutes or so on one
core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    adam,
    adam_start,
    clip_by_norm,
    flatten,
    init_params,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unflatten,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import recall_stream

SETTINGS = {
    "cell": "rnn",
    "H": 16,
    "batch": 32,
    "steps": 6000,
    "lr": 0.01,
    "max_norm": 1.0,
    "lags": [2, 4, 6, 8],
    "windows": {
        "window": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 24],
        "random": [2, 3, 4, 6, 8, 12, 16, 24],
        "unweighted": [2, 3, 4, 6, 8, 12, 16, 24],
    },
    "seeds": [0, 1, 2, 3, 4],
}
CELL = CELLS[SETTINGS["cell"]]


def pieces(kind, window, steps, rng):
    """(start, stop) of each piece of the stream."""
    start = 0
    while start < steps:
        length = window if kind == "window" else int(rng.geometric(1 / window))
        yield start, min(start + length, steps)
        start += length


def gradients(net, x, target, asked, state, factor):
    """Gradients of one piece, and the state that it ends with; None if none asked."""
    p, head = net
    h, state, cache = unroll(CELL, p, x, state)
    if not asked.any():
        return None, state
    o = readout(head, h)
    _, do = softmax_cross_entropy(o, target, "sum", mask=asked)
    dhead, dh = readout_backward(head, h, do / asked.shape[1])
    dp, _, _ = unroll_backward(CELL, p, dh, cache, carry=np.full(len(x), factor))
    return (dp, dhead), state


def train(kind, window, lag, seed):
    """Parameters and readout after reading the stream once."""
    rng = np.random.default_rng(seed)
    net = init_params(CELL, 2, SETTINGS["H"], rng), init_readout(SETTINGS["H"], 2, rng)
    stream = recall_stream(rng, SETTINGS["steps"], SETTINGS["batch"], lag)
    flat, state = flatten(net), None
    moments = adam_start(flat)
    factor = 1 / (1 - 1 / window) if kind == "random" else 1.0
    for start, stop in pieces(kind, window, SETTINGS["steps"], rng):
        piece = (part[start:stop] for part in stream)
        grads, state = gradients(unflatten(net, flat), *piece, state, factor)
        if grads is not None:
            clipped, _ = clip_by_norm(flatten(grads), SETTINGS["max_norm"])
            flat, moments = adam(flat, clipped, moments, lr=SETTINGS["lr"])
    return unflatten(net, flat)


def accuracy(net, lag, seed):
    """How often the answer is right on fresh streams."""
    p, head = net
    rng = np.random.default_rng(10_000 + seed)
    x, target, asked = recall_stream(rng, 50 * (lag + 1), 200, lag)
    h, _, _ = unroll(CELL, p, x)
    right = readout(head, h).argmax(axis=-1) == target
    return round(float(right[asked].mean()), 4)


def main():
    """Run all, with a bar, and write the result."""
    start, numbers = time.time(), []
    cases = [
        (kind, window, lag)
        for kind, windows in SETTINGS["windows"].items()
        for lag in SETTINGS["lags"]
        for window in windows
    ]
    for kind, window, lag in tqdm(cases):
        seeds = SETTINGS["seeds"]
        scores = [accuracy(train(kind, window, lag, s), lag, s) for s in seeds]
        numbers.append(
            {"kind": kind, "window": window, "lag": lag, "accuracy": scores}
        )
    write("04_truncation", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
