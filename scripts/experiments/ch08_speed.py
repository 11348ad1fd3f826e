"""The time of forward and backward of an RNN, an LSTM and a GRU, here and in torch.nn.

One thread, float32. It is measured as in scripts/bench_speed.py, by its own functions:
each library in a process of its own, in turns, the best of all rounds, processor time.
Three minutes or so.
"""

import sys
import time
from importlib.metadata import version
from pathlib import Path

from _record import write

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench_speed import key, measure  # noqa: E402

SETTINGS = {
    "sizes": [
        [1, 100, 64, 64],
        [16, 50, 32, 64],
        [32, 100, 64, 128],
        [32, 100, 128, 256],
    ],
    "axes": "B, T, D, H",
    "dtype": "float32",
    "threads": 1,
    "rounds": 3,
    "libraries": ["rnnbook", "torch"],
    "cells": ["rnn", "gru", "lstm"],
    "torch": version("torch"),
}


def main():
    """Measure in turns, and write the best milliseconds of each case."""
    start, sizes = time.time(), [tuple(size) for size in SETTINGS["sizes"]]
    libraries, threads = SETTINGS["libraries"], SETTINGS["threads"]
    runs = [
        {library: measure(library, sizes, threads) for library in libraries}
        for _ in range(SETTINGS["rounds"])
    ]
    numbers = []
    for library in libraries:
        for cell in SETTINGS["cells"]:
            for size in sizes:
                case = key(cell, SETTINGS["dtype"], size)
                best = min(run[library][case] for run in runs)
                numbers.append(
                    {"library": library, "cell": cell, "size": list(size),
                     "milliseconds": round(1000 * best, 3)}
                )  # fmt: skip
    write("08_speed", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
