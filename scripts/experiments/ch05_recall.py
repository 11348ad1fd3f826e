"""Recall across lags: which start of a vanilla RNN still finds the first input.

For each cell, start, length and seed: train, then the accuracy on 1,000 fresh
sequences, the norms of the gradients before clipping, and why the training stopped.
With one seed all starts have the same U, the same readout and the same batches, and
"uniform" and "uniform x sqrt(3)" are one draw: what differs is W, and nothing else.
At one length the tanh starts are also run with more units and with other rates, and
the starts of one scale on twenty more seeds. A quarter of an hour or so on one core.
"""

import time

import numpy as np
from _recall import trained
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, identity, init_params, init_readout, orthogonal

SETTINGS = {
    "H": 16,
    "batch": 32,
    "updates": 300,
    "lr": 0.01,
    "max_norm": 1.0,
    "lengths": [10, 20, 40, 80],
    "seeds": list(range(10)),
    "networks": [
        ["rnn", "uniform"],
        ["rnn", "uniform x sqrt(3)"],
        ["rnn", "gaussian"],
        ["rnn", "orthogonal"],
        ["rnn", "orthogonal / sqrt(3)"],
        ["rnn_relu", "uniform"],
        ["rnn_relu", "gaussian x sqrt(2)"],
        ["rnn_relu", "identity"],
    ],
    "controls": {"T": 40, "H": [32], "lr": [0.003, 0.03]},
    "more": {
        "seeds": list(range(10, 30)),
        "lengths": [40, 80],
        "starts": ["uniform x sqrt(3)", "gaussian", "orthogonal"],
    },
}


def drawn(start, uniform, rng):
    """W by the name of its start; `uniform` is the one of the book."""
    H = len(uniform)
    return {
        "uniform": lambda: uniform,
        "uniform x sqrt(3)": lambda: uniform * np.sqrt(3),
        "gaussian": lambda: rng.normal(0, 1 / np.sqrt(H), (H, H)),
        "gaussian x sqrt(2)": lambda: rng.normal(0, np.sqrt(2 / H), (H, H)),
        "orthogonal": lambda: orthogonal(rng, (H, H)),
        "orthogonal / sqrt(3)": lambda: orthogonal(rng, (H, H), 1 / np.sqrt(3)),
        "identity": lambda: identity((H, H)),
    }[start]()


def train(cell, start, T, seed, H, lr):
    """Train one network from `seed`; what became of it."""

    def begin(rng):
        p, head = init_params(cell, 2, H, rng), init_readout(H, 2, rng)
        own = np.random.default_rng(20_000 + seed)  # `rng` goes on to the batches
        return p._replace(W=drawn(start, p.W, own)), head

    return trained(cell, begin, T, seed, {**SETTINGS, "lr": lr})


def cases():
    """Each (cell, start, T, H, lr, seeds) once."""
    H, lr, seeds = SETTINGS["H"], SETTINGS["lr"], SETTINGS["seeds"]
    control, more = SETTINGS["controls"], SETTINGS["more"]
    for net in SETTINGS["networks"]:
        yield from ((*net, T, H, lr, seeds) for T in SETTINGS["lengths"])
        if net[0] == "rnn":
            yield from ((*net, control["T"], n, lr, seeds) for n in control["H"])
            yield from ((*net, control["T"], H, r, seeds) for r in control["lr"])
    for start in more["starts"]:
        yield from (("rnn", start, T, H, lr, more["seeds"]) for T in more["lengths"])


def main():
    """Run all, with a bar, and write the result."""
    began, numbers = time.time(), []
    for name, start, T, H, lr, seeds in tqdm(list(cases())):
        runs = [train(CELLS[name], start, T, seed, H, lr) for seed in seeds]
        row = {"cell": name, "start": start, "T": T, "H": H, "lr": lr, "seeds": seeds}
        row["accuracy"] = [round(run["accuracy"], 3) for run in runs]
        row["largest_norm"] = [float(f"{run['largest_norm']:.3g}") for run in runs]
        row["clipped"] = [round(run["clipped"], 3) for run in runs]
        row["stopped"] = [run["stopped"] for run in runs]
        numbers.append(row)
    write("05_recall", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
