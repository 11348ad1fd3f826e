"""Dead ReLU units: how many a training leaves, and how many of them come back.

For each size, rate and seed: train a ReLU network on recall, look every 20 updates at
200 fresh sequences which units are never active on them. Of the units that are never
active after 200 updates, those that are active at a later look have come back.
A minute or so on one core.
"""

import time

import numpy as np
from _recall import gradients_of
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, init_params, init_readout, unroll
from rnnbook.tasks import recall
from rnnbook.training.fit import fit

SETTINGS = {
    "T": 20,
    "batch": 32,
    "max_norm": 1.0,
    "updates": 200,
    "more": 400,
    "every": 20,
    "sizes": [16, 32],
    "rates": [0.003, 0.01, 0.03],
    "seeds": list(range(10)),
}


def silent(cell, p, fresh):
    """Which units are never active: (H,)."""
    h, _, _ = unroll(cell, p, fresh)
    return h.max(axis=(0, 1)) == 0


def run(H, lr, seed):
    """Units never active before, after `updates`, and how many of these come back."""
    cell, s = CELLS["rnn_relu"], SETTINGS
    rng = np.random.default_rng(seed)
    net = init_params(cell, 2, H, rng), init_readout(H, 2, rng)
    fresh, _ = recall(np.random.default_rng(10_000 + seed), s["T"], 200)
    gradients = gradients_of(cell, s["T"], s["batch"], rng)
    before = silent(cell, net[0], fresh)

    options = {"max_norm": s["max_norm"], "progress": False}
    done = fit(net, gradients, s["updates"], lr, **options)
    dead = silent(cell, done.params[0], fresh)
    back = np.zeros(H, bool)
    for _ in range(s["more"] // s["every"]):
        done = fit(
            done.params, gradients, s["every"], lr, resume=done.resume, **options
        )
        back |= dead & ~silent(cell, done.params[0], fresh)
    return int(before.sum()), int(dead.sum()), int(back.sum())


def main():
    """Run all, with a bar, and write the result."""
    began, numbers = time.time(), []
    cases = [(H, lr) for H in SETTINGS["sizes"] for lr in SETTINGS["rates"]]
    for H, lr in tqdm(cases):
        runs = [run(H, lr, seed) for seed in SETTINGS["seeds"]]
        before, dead, back = (list(column) for column in zip(*runs, strict=True))
        row = {"H": H, "lr": lr, "before": before, "dead": dead, "back": back}
        numbers.append(row)
    write("05_dead", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
