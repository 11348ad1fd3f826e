"""Recall across lags: which start of a vanilla RNN still finds the first input.

For each cell, start, length and seed: train, then the accuracy on 1,000 fresh
sequences, the norms of the gradients before clipping, and why the training stopped.
A few minutes on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    identity,
    init_params,
    init_readout,
    last_step,
    last_step_backward,
    orthogonal,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import recall
from rnnbook.train import fit

SETTINGS = {
    "H": 16,
    "batch": 32,
    "updates": 300,
    "lr": 0.01,
    "max_norm": 1.0,
    "lengths": [5, 10, 20, 40, 80],
    "seeds": [0, 1, 2, 3, 4],
    "networks": [
        ["rnn", "uniform"],
        ["rnn", "orthogonal"],
        ["rnn_relu", "uniform"],
        ["rnn_relu", "identity"],
    ],
}


def start(cell, W, rng):
    """The parameters before training: those of the book, W by name."""
    H = SETTINGS["H"]
    p, head = init_params(cell, 2, H, rng), init_readout(H, 2, rng)
    if W == "orthogonal":
        p = p._replace(W=orthogonal(rng, (H, H)))
    if W == "identity":
        p = p._replace(W=identity((H, H)))
    return p, head


def gradients_of(cell, T, rng):
    """Loss and gradients of a fresh batch; the loss looks at the last step alone."""

    def gradients(net):
        p, head = net
        x, target = recall(rng, T, SETTINGS["batch"])
        h, _, cache = unroll(cell, p, x)
        loss, dy = softmax_cross_entropy(readout(head, last_step(h)), target)
        dhead, dh_T = readout_backward(head, last_step(h), dy)
        dp, _, _ = unroll_backward(cell, p, last_step_backward(dh_T, T), cache)
        return loss, (dp, dhead)

    return gradients


def train(name, W, T, seed):
    """Train one network from `seed`; what became of it."""
    cell, rng = CELLS[name], np.random.default_rng(seed)
    done = fit(
        start(cell, W, rng),
        gradients_of(cell, T, rng),
        SETTINGS["updates"],
        SETTINGS["lr"],
        max_norm=SETTINGS["max_norm"],
        progress=False,
    )
    p, head = done.params
    x, target = recall(np.random.default_rng(10_000 + seed), T, 1000)
    with np.errstate(all="ignore"):
        h, _, _ = unroll(cell, p, x)
        right = readout(head, h[-1]).argmax(axis=-1) == target
    return {
        "accuracy": float(right.mean()),
        "median_norm": float(np.median(done.norm)),
        "largest_norm": float(done.norm.max()),
        "stopped": done.stopped,
    }


def main():
    """Run all, with a bar, and write the result."""
    began, numbers = time.time(), []
    cases = [(*net, T) for net in SETTINGS["networks"] for T in SETTINGS["lengths"]]
    for name, W, T in tqdm(cases):
        runs = [train(name, W, T, seed) for seed in SETTINGS["seeds"]]
        columns = {key: [run[key] for run in runs] for key in runs[0]}
        numbers.append({"cell": name, "start": W, "T": T, **columns})
    write("05_recall", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
