"""Tagging, the control: one layer, and a hidden layer in the readout.

The task, the parameters and the updates are those of `ch09_tagging.py`. What changes
is the readout: a layer of 8 tanh units stands between the states and the scores. With
two directions it reads both halves of one layer; with one direction it is there to show
what the hidden layer alone does. Five minutes or so on one core.
"""

import time

import numpy as np
from _record import write
from ch09_tagging import SETTINGS as TAGGING
from tqdm import tqdm

from rnnbook import CELLS, flatten, init_readout, init_stack
from rnnbook.tasks import TAGGING_SYMBOLS, tagging
from rnnbook.training.recipes import fit_tagger, scores

SETTINGS = {
    **{name: value for name, value in TAGGING.items() if name != "few"},
    "hidden": 8,
}
CASES = [("rnn", 2), ("gru", 2), ("lstm", 2), ("gru", 1)]  # cell, directions


def count(cell, H, directions):
    """The parameters of one layer and a readout with its hidden layer."""
    rng, hidden = np.random.default_rng(0), SETTINGS["hidden"]
    net = (
        init_stack(CELLS[cell], 5, H, rng, 1, directions),
        init_readout(directions * H, hidden, rng),
        init_readout(hidden, 2, rng),
    )
    return sum(array.size for array in flatten(net))


def run(cell, H, directions, seed):
    """Train one network from `seed`; its accuracies on fresh sequences."""
    T, B, gap = (SETTINGS[name] for name in ("T", "batch", "gap"))
    net = fit_tagger(
        CELLS[cell], lambda rng: tagging(rng, T, B, gap), H, SETTINGS["updates"],
        np.random.default_rng(seed), directions=directions, lr=SETTINGS["lr"],
        bias={"f": 1.0} if cell == "lstm" else None, hidden=SETTINGS["hidden"],
    )  # fmt: skip
    batch = tagging(np.random.default_rng(10_000 + seed), T, SETTINGS["fresh"], gap)
    right = scores(CELLS[cell], net, batch.x, batch.lengths).argmax(-1) == batch.target
    return {
        symbol: round(float(right[batch.mask & (batch.x[..., k] == 1)].mean()), 4)
        for k, symbol in enumerate(TAGGING_SYMBOLS)
        if k > 1
    }


def main():
    """Run all, with a bar, and write the result."""
    start, numbers = time.time(), []
    for cell, directions in tqdm(CASES):
        sizes = {H: count(cell, H, directions) for H in range(2, 100)}
        H = max(H for H, size in sizes.items() if size <= SETTINGS["parameters"])
        runs = [run(cell, H, directions, seed) for seed in SETTINGS["seeds"]]
        numbers.append(
            {
                "cell": cell,
                "layers": 1,
                "directions": directions,
                "H": H,
                "parameters": sizes[H],
                **{key: [each[key] for each in runs] for key in runs[0]},
            }  # fmt: skip
        )
    write("09_readout", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
