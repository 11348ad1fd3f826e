"""Truncated backpropagation through time with windows that overlap, against pieces.

The task and the network are those of ch04_truncation.py, at a lag of 8 steps.
BPTT(tau; tau') of Williams and Peng (1990), who write h and h': after every tau' steps,
the loss of these steps walks back through the last tau. Pieces are tau' = tau,
overlapping windows tau' = 1. Both read the same stream of 6000 steps, at the same three
learning rates; overlapping takes about tau times the work, and makes more updates on
fewer answers each.

All seeds run side by side, as one more axis in front: (S, B, H). For each run: the
accuracy on 200 fresh streams of 50 rounds. Four minutes or so on one core.
"""

import time
from itertools import product

import numpy as np
from _record import write
from ch04_truncation import CELL, SETTINGS, Stacked, accuracy, clipped, gradients
from tqdm import tqdm

from rnnbook import (
    adam,
    adam_start,
    flatten,
    init_params,
    init_readout,
    unflatten,
)
from rnnbook.tasks import recall_stream

LAG, H, WINDOWS, RATES = 8, 16, [8, 9, 12], [0.01, 0.003, 0.001]
SEEDS = list(range(10))
KEPT = ("cell", "batch", "steps", "max_norm")


def drawn(seed):
    """A network and a stream, those of ch04_truncation.py."""
    rng = np.random.default_rng(seed)
    net = init_params(CELL, 2, H, rng), init_readout(H, 2, rng)
    return net, recall_stream(rng, SETTINGS["steps"], SETTINGS["batch"], LAG)


def train(reach, every, rate):
    """Networks, one for each seed, after BPTT(reach; every) along the stream."""
    nets, streams = zip(*map(drawn, SEEDS), strict=True)
    arrays = zip(*map(flatten, nets), strict=True)
    flat = Stacked(*map(np.stack, arrays))
    x, target, asked = (np.stack(part) for part in zip(*streams, strict=True))
    state = np.zeros((len(SEEDS), SETTINGS["batch"], H))
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
    settings |= {"H": H, "lag": LAG, "windows": WINDOWS, "lr": RATES, "seeds": SEEDS}
    write("04_overlapping", settings, time.time() - begun, numbers)


if __name__ == "__main__":
    main()
