"""The time of forward and backward of an RNN, an LSTM and a GRU, here and in torch.nn.

One thread, float32. It is measured as in scripts/bench_speed.py, by its own functions:
each library in a process of its own, in turns, the best of all rounds, processor time.
"torch alone" is torch.nn with oneDNN switched off, a library that it hands some of its
work to. Four minutes or so.
"""

import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from _record import write

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench_speed import best, key, measure, torch_nn  # noqa: E402

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
    "libraries": ["rnnbook", "torch", "torch alone"],
    "cells": ["rnn", "gru", "lstm"],
    "torch": version("torch"),
}
SIZES = [tuple(size) for size in SETTINGS["sizes"]]
DTYPE = SETTINGS["dtype"]
CASES = [(cell, DTYPE, size) for cell in SETTINGS["cells"] for size in SIZES]


def alone():
    """Print the times of torch.nn without oneDNN, as JSON."""
    import torch

    with torch.backends.mkldnn.flags(enabled=False):
        found = {key(c, d, s): best(torch_nn(c, s, d)) for c, d, s in CASES}
    print(json.dumps(found))


def seconds(library):
    """The best seconds of every case of one round, in a process of its own."""
    if library != "torch alone":
        return measure(library, SIZES, SETTINGS["threads"])
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    run = subprocess.run(
        [sys.executable, __file__, "--alone"], env={**os.environ, **threads},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(run.stdout)


def main():
    """Measure in turns, and write the best milliseconds of each case."""
    start, libraries = time.time(), SETTINGS["libraries"]
    rounds = range(SETTINGS["rounds"])
    runs = [{library: seconds(library) for library in libraries} for _ in rounds]
    numbers = []
    for library in libraries:
        for cell, dtype, size in CASES:
            least = min(run[library][key(cell, dtype, size)] for run in runs)
            case = {"library": library, "cell": cell, "size": list(size)}
            numbers.append({**case, "milliseconds": round(1000 * least, 3)})
    write("08_speed", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    alone() if sys.argv[1:] == ["--alone"] else main()
