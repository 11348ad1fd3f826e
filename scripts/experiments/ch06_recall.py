"""Recall across lags: which network still finds the first input, over seeds.

For each network, length and seed: train, then the accuracy on 1,000 fresh sequences.
Five minutes or so on two cores.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, readout, unroll
from rnnbook.tasks import recall
from rnnbook.training.recipes import fit_last

SETTINGS = {
    "H": 16,
    "batch": 32,
    "updates": 300,
    "lr": 0.01,
    "lengths": [5, 10, 20, 40, 60],
    "seeds": [0, 1, 2, 3, 4],
    "networks": [["rnn", 0], ["lstm", 0], ["lstm", 1], ["lstm", 3]],
}


def accuracy(name, forget_bias, T, seed):
    """Train one network from `seed`; its accuracy on fresh sequences."""
    rng = np.random.default_rng(seed)
    bias = {"f": float(forget_bias)} if name == "lstm" else None
    net = fit_last(
        CELLS[name],
        lambda rng: recall(rng, T, SETTINGS["batch"]),
        H=SETTINGS["H"],
        updates=SETTINGS["updates"],
        rng=rng,
        bias=bias,
        lr=SETTINGS["lr"],
    )
    x, target = recall(np.random.default_rng(10_000 + seed), T, 1000)
    h, _, _ = unroll(CELLS[name], net.p, x)
    return float((readout(net.head, h[-1]).argmax(axis=-1) == target).mean())


def main():
    """Run all, with a bar, and write the result."""
    start, numbers = time.time(), []
    cases = [(*net, T) for net in SETTINGS["networks"] for T in SETTINGS["lengths"]]
    for name, forget_bias, T in tqdm(cases):
        scores = [accuracy(name, forget_bias, T, seed) for seed in SETTINGS["seeds"]]
        numbers.append(
            {"cell": name, "forget_bias": forget_bias, "T": T, "accuracy": scores}
        )
    write("06_recall", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
