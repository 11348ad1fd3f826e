"""Recall: the same search over start and rate for the vanilla RNN and the LSTM.

For each network, start, rate, length and seed: train, then the accuracy on 1,000 fresh
sequences. The runs of the RNN at a rate of 0.01 are those of `ch05_recall.py`, number
for number. A constant gate reads neither input nor state: only its bias is learned. Six
minutes or so on one core.
"""

import time

import numpy as np
from _recall import trained
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, init_params, init_readout, orthogonal, unroll_backward

SETTINGS = {
    "H": 16,
    "batch": 32,
    "updates": 300,
    "max_norm": 1.0,
    "rates": [0.003, 0.01, 0.03],
    "lengths": [20, 40, 80],
    "seeds": list(range(10)),
    "networks": [
        ["rnn", "uniform"],
        ["rnn", "uniform x sqrt(3)"],
        ["rnn", "orthogonal"],
        ["lstm", "bias 0"],
        ["lstm", "bias 1"],
        ["lstm", "bias 3"],
        ["lstm", "bias 3, gates constant"],
    ],
}


def start(name, kind, H, rng, seed):
    """Parameters and readout before training.

    kind: for the RNN the start of W, for the LSTM the forget bias.
    """
    bias = {"f": float(kind.split()[1].strip(","))} if name == "lstm" else None
    p, head = init_params(CELLS[name], 2, H, rng, bias), init_readout(H, 2, rng)
    if kind == "uniform x sqrt(3)":
        p = p._replace(W=p.W * np.sqrt(3))
    if kind == "orthogonal":
        own = np.random.default_rng(20_000 + seed)  # `rng` goes on to the batches
        p = p._replace(W=orthogonal(own, (H, H)))
    if "constant" in kind:
        p = candidate_only(p)
    return p, head


def candidate_only(p):
    """Parameters, or gradients, of an LSTM whose gates read nothing."""
    keep = np.repeat([0, 0, 1, 0], len(p.W))    # of i f g o the candidate alone
    return p._replace(U=p.U * keep, W=p.W * keep)


def constant_backward(*arguments):
    """The way back of an LSTM whose gates read nothing."""
    dp, dx, dstate = unroll_backward(*arguments)
    return candidate_only(dp), dx, dstate


def accuracy(name, kind, lr, T, seed):
    """Train one network from `seed`; its accuracy on fresh sequences."""
    settings = {**SETTINGS, "lr": lr}

    def begin(rng):
        return start(name, kind, SETTINGS["H"], rng, seed)

    back = constant_backward if "constant" in kind else unroll_backward
    return trained(CELLS[name], begin, T, seed, settings, back)["accuracy"]


def case(net, lr, T):
    """One line of the result: a network over all seeds."""
    scores = [accuracy(*net, lr, T, seed) for seed in SETTINGS["seeds"]]
    row = {"cell": net[0], "start": net[1], "lr": lr, "T": T}
    return row | {"accuracy": [round(score, 3) for score in scores]}


def main():
    """Run all, with a bar, and write the result."""
    began, nets, rates = time.time(), SETTINGS["networks"], SETTINGS["rates"]
    grid = [(T, net, lr) for T in SETTINGS["lengths"] for net in nets for lr in rates]
    numbers = [case(net, lr, T) for T, net, lr in tqdm(grid)]
    write("06_recall", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
