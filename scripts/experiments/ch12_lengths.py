"""Sequences of digits said again, by length: what one state carries, and attention.

Encoder-decoders of GRUs that differ in the second half of what the readout sees, and
in nothing else, not even in the number of their parameters: the encoder's last state
("last"), the mean of all its states ("mean"), or attention. Tasks: the digits in their
order ("copy"), backwards ("reverse"), or the last one first and then the others in
their order ("last first"). Lengths 1 to 12 in training, all alike likely; a batch has
one length. Each case is searched over the same rates, ten seeds each; the rate with the
lowest mean loss over the last 100 updates is measured.

Measured on fresh sequences of 1 to 20 digits: the share of whole outputs that are
right, their end included; at a few lengths also the share of digits that are right with
the network's own outputs fed back ("free") and with the right ones ("forced"). Five
minutes of one core or so; `ch12_lengths.py 2` runs two of the cases that are left.
"""

import sys

import numpy as np
from _record import write
from _seq2seq import chosen, greedy, resumed, start, train

SETTINGS = {
    "digits": 10,
    "longest": 12,
    "batch": 16,
    "updates": 1200,
    "max_norm": 1.0,
    "rates": [0.01, 0.03],
    "seeds": list(range(10)),
    "tested": 100,
    "lengths": list(range(1, 21)),
    "by_digit": [4, 8, 12, 16],
    "cases": [  # second half of what the readout sees, H, task
        ["last", 16, "copy"],
        ["last", 32, "copy"],
        ["last", 64, "copy"],
        ["attention", 16, "copy"],
        ["attention", 32, "copy"],
        ["mean", 16, "copy"],
        ["mean", 32, "copy"],
        ["last", 16, "reverse"],
        ["last", 32, "reverse"],
        ["last", 16, "last first"],
        ["last", 32, "last first"],
    ],
}


def ordered(x, task):
    """The digits that are asked for: x (n, S, B)."""
    if task == "reverse":
        return x[::-1]
    return x if task == "copy" else np.concatenate([x[-1:], x[:-1]])


def measured(p, kind, task, rngs):
    """Shares right by length, each (lengths, networks)."""
    K, B = SETTINGS["digits"], SETTINGS["tested"]
    whole, free, forced = [], [], []
    for n in SETTINGS["lengths"]:
        x = np.stack([rng.integers(0, K, (n, B)) for rng in rngs], axis=1)
        y = ordered(x, task)
        out = greedy(p, kind, x, n + 1, K)
        right = out[:n] == y
        whole.append((right.all(axis=0) & (out[n] == K)).mean(axis=-1))
        if n in SETTINGS["by_digit"]:
            free.append(right.mean(axis=(0, 2)))
            told = greedy(p, kind, x, n, K, forced=y)
            forced.append((told == y).mean(axis=(0, 2)))
    return {"whole": whole, "free": free, "forced": forced}


def case(kind, H, task, progress):
    """What one case gives: the losses at all rates, the shares at the best one."""
    K, seeds, rates = SETTINGS["digits"], SETTINGS["seeds"], SETTINGS["rates"]
    rngs = [np.random.default_rng(seed) for seed in seeds]
    common = np.random.default_rng(1_000_000)
    one = start(K, K + 1, H, rngs)
    p = {name: np.concatenate([v] * len(rates)) for name, v in one.items()}

    def draw():
        n = common.integers(1, SETTINGS["longest"] + 1)
        x = np.stack([rng.integers(0, K, (n, SETTINGS["batch"])) for rng in rngs], 1)
        x = np.concatenate([x] * len(rates), axis=1)
        return x, ordered(x, task)

    each = np.repeat(rates, len(seeds))
    p, losses = train(p, kind, each, draw, SETTINGS["updates"], K,
                      SETTINGS["max_norm"], progress)  # fmt: skip
    last = losses[-100:].mean(axis=0).reshape(len(rates), len(seeds))
    best = int(last.mean(axis=1).argmin())
    keep = slice(best * len(seeds), (best + 1) * len(seeds))
    test = [np.random.default_rng(10_000 + seed) for seed in seeds]
    found = measured(chosen(p, keep), kind, task, test)
    size = sum(v[0].size for v in p.values())
    row = {"lr": rates[best], "parameters": size, "loss": last.astype(float)}
    row |= {name: np.array(values).astype(float) for name, values in found.items()}
    return {
        name: v.round(3).tolist() if isinstance(v, np.ndarray) else v
        for name, v in row.items()
    }


if __name__ == "__main__":
    most = int(sys.argv[1]) if len(sys.argv) > 1 else None
    resumed("12_lengths", SETTINGS, case, most, write)
