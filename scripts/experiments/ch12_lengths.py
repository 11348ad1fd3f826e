"""Sequences of digits said again, by length: what one state carries, and attention.

Encoder-decoders of GRUs that differ in the second half of what the readout sees, and
in nothing else, not even in the number of their parameters: the encoder's last state
("last"), the mean of all its states ("mean"), or attention. Tasks: the digits in their
order ("copy"), backwards ("reverse"), or the last one first and then the others in
their order ("last first"). Lengths 1 to 12 in training, all alike likely; a batch has
one length. Each case is searched over the same rates, ten seeds each.

Measured on fresh sequences of 1 to 20 digits: the share of whole outputs that are
right, their end included; the share of digits right with the network's own outputs
fed back ("free") and with the right ones ("forced"). About seven minutes of one core.
"""

import time

import numpy as np
from _record import write
from _seq2seq import chosen, greedy, start, train
from tqdm import tqdm

SETTINGS = {
    "digits": 10,
    "longest": 12,
    "batch": 32,
    "updates": 1500,
    "max_norm": 1.0,
    "rates": [0.01, 0.03, 0.09],
    "seeds": list(range(10)),
    "tested": 200,
    "lengths": list(range(1, 21)),
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
        free.append(right.mean(axis=(0, 2)))
        told = greedy(p, kind, x, n, K, forced=y)
        forced.append((told == y).mean(axis=(0, 2)))
    return np.array(whole), np.array(free), np.array(forced)


def case(kind, H, task, progress):
    """The rows of one case, one for each rate; the best rate has all it measured."""
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
    size = sum(v[0].size for v in p.values())
    rows = []
    for k, rate in enumerate(rates):
        keep = slice(k * len(seeds), (k + 1) * len(seeds))
        test = [np.random.default_rng(10_000 + seed) for seed in seeds]
        whole, free, forced = measured(chosen(p, keep), kind, task, test)
        row = {"context": kind, "H": H, "task": task, "lr": rate, "parameters": size,
               "loss": losses[-100:, keep].mean(axis=0).round(4).tolist()}  # fmt: skip
        for name, found in (("whole", whole), ("free", free), ("forced", forced)):
            row[name] = found.astype(float).round(3).tolist()
        rows.append(row)
    return rows


def main():
    """All cases, one after another."""
    began, numbers = time.process_time(), []
    with tqdm(total=len(SETTINGS["cases"]) * SETTINGS["updates"]) as progress:
        for kind, H, task in SETTINGS["cases"]:
            numbers += case(kind, H, task, progress)
    write("12_lengths", SETTINGS, time.process_time() - began, numbers)


if __name__ == "__main__":
    main()
