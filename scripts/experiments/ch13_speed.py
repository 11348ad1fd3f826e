"""Where the time of an LSTM goes: forward and backward, here and in PyTorch.

Four ways to run one layer: "plain" is the loop of the chapters, "generated" the loop
that the package makes from the cell's graph, "torch.nn" the layer torch.nn.LSTM, and
"torch cell" a loop in Python around torch.nn.LSTMCell. "torch alone" is torch.nn with
oneDNN switched off. One thread, processor time, each way in a process of its own, in
turns; the best of all rounds. "products" is NumPy's time for the matrix products of
the same pass alone, those inside the loop and those outside of it. Three minutes or so.
"""

import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from _record import write
from tqdm import tqdm

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from bench_speed import best, ours, plain, torch_nn  # noqa: E402

SETTINGS = {
    "cell": "lstm",
    "axes": "B, T, D, H",
    "by batch": [[B, 50, 64, 64] for B in (1, 4, 16, 64, 256)],
    "by units": [[16, 50, H, H] for H in (16, 32, 64, 128, 256)],
    "fixed work": [[B, 3200 // B, 64, 64] for B in (1, 4, 16, 64, 320)],
    "dtypes": ["float32", "float64"],
    "both dtypes at": [[1, 50, 64, 64], [16, 50, 64, 64], [16, 50, 256, 256]],
    "threads": 1,
    "rounds": 3,
    "seconds a case and round": 0.15,
    "ways": ["plain", "generated", "torch.nn", "torch alone", "torch cell", "products"],
    "torch": version("torch"),
}
SIZES = sorted({tuple(s) for name in ("by batch", "by units", "fixed work")
                for s in SETTINGS[name]})  # fmt: skip
CASES = [("float32", size) for size in SIZES]
CASES += [("float64", tuple(size)) for size in SETTINGS["both dtypes at"]]


def torch_alone(cell, size, dtype):
    """torch.nn without oneDNN."""
    import torch

    once = torch_nn(cell, size, dtype)

    def alone():
        with torch.backends.mkldnn.flags(enabled=False):
            once()

    return alone


def torch_cell(cell, size, dtype):
    """A loop in Python around torch.nn.LSTMCell."""
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    B, T, D, H = size
    net = torch.nn.LSTMCell(D, H, dtype=getattr(torch, dtype))
    x = torch.randn(T, B, D, dtype=net.weight_hh.dtype, requires_grad=True)
    dh = torch.randn(T, B, H, dtype=x.dtype)

    def once():
        net.zero_grad()
        x.grad, state, hs = None, None, []
        for x_t in x:
            state = net(x_t, state)
            hs.append(state[0])
        torch.stack(hs).backward(dh)

    return once


def products(cell, size, dtype):
    """The matrix products of the same pass, and nothing else."""
    import numpy as np

    B, T, D, H = size
    x, h, da, U, W = (np.ones(shape, dtype) for shape in
                      ((T * B, D), (T * B, H), (T * B, 4 * H), (D, 4 * H),
                       (H, 4 * H)))  # fmt: skip
    h_t, a_t, back = h[:B].copy(), da[:B].copy(), np.ascontiguousarray(W.T)

    def once():
        x @ U, da @ U.T, x.T @ da, h.T @ da
        for _ in range(T):
            np.dot(h_t, W), np.dot(a_t, back)

    return once


WAYS = {"plain": plain, "generated": ours, "torch.nn": torch_nn,
        "torch alone": torch_alone, "torch cell": torch_cell,
        "products": products}  # fmt: skip


def worker(way):
    """Print the best milliseconds of every case, as JSON."""
    seconds = SETTINGS["seconds a case and round"]
    found = [best(WAYS[way]("lstm", s, d), seconds) for d, s in CASES]
    print(json.dumps([1000 * t for t in found]))


def measured(way):
    """What a process of its own prints."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    env = dict.fromkeys(names, str(SETTINGS["threads"])) | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, __file__, "--way", way], env={**os.environ, **env},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(run.stdout)


def main():
    """Measure in turns, and write the best milliseconds of each case."""
    began, numbers = time.time(), []
    runs = [(way, measured(way)) for way in tqdm(SETTINGS["rounds"] * SETTINGS["ways"])]
    for way in SETTINGS["ways"]:
        rounds = [found for name, found in runs if name == way]
        for k, (dtype, size) in enumerate(CASES):
            least = min(found[k] for found in rounds)
            case = {"way": way, "dtype": dtype, "size": list(size)}
            numbers.append({**case, "milliseconds": float(f"{least:.4g}")})
    write("13_speed", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    worker(sys.argv[2]) if sys.argv[1:2] == ["--way"] else main()
