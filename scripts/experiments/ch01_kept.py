"""What the last state holds of each input, before and after training, over seeds.

The networks of chapter 1 that learn to recall the first of some signs: for each seed
and size, the squared correlation of a linear readout with the input k steps back. Then
the small networks once more, on sequences twice as long. A minute on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, spectral_radius, unroll
from rnnbook.tasks import recall
from rnnbook.training.recipes import fit_last

SETTINGS = {
    "cell": "rnn",
    "T_H": [[12, 8], [12, 16], [24, 8]],
    "batch": 32,
    "updates": 600,
    "lr": 0.01,
    "measured_on": 4000,
    "seeds": list(range(1, 11)),
}


def r_squared(h, x):
    """As in chapter 1, with the fit on the first half: h (N, H), x (N,)."""
    h = np.column_stack([h, np.ones(len(h))])
    half = len(x) // 2
    v, *_ = np.linalg.lstsq(h[:half], x[:half], rcond=None)
    return float(np.corrcoef(h[half:] @ v, x[half:])[0, 1] ** 2)


def kept(p, x):
    """One number for each lag, 0 the last input: x (T, B, 2)."""
    end = unroll(CELLS["rnn"], p, x)[0][-1]
    return [r_squared(end, x[-1 - k, :, 0]) for k in range(len(x))]


def main():
    """Run all, with a bar, and write the result."""
    start, numbers = time.time(), []
    cases = [(*sizes, seed) for sizes in SETTINGS["T_H"] for seed in SETTINGS["seeds"]]
    for T, H, seed in tqdm(cases):
        x, _ = recall(np.random.default_rng(5), T=T, B=SETTINGS["measured_on"])
        found = {"T": T, "H": H, "seed": seed}
        for name, updates, lr in (
            ("before", 1, 0.0),
            ("after", SETTINGS["updates"], SETTINGS["lr"]),
        ):
            net = fit_last(
                CELLS["rnn"], lambda rng, T=T: recall(rng, T=T, B=SETTINGS["batch"]),
                H=H, updates=updates, rng=np.random.default_rng(seed), lr=lr,
            )  # fmt: skip
            found[name] = kept(net.p, x)
            found[f"radius_{name}"] = float(spectral_radius(net.p.W))
        found["accuracy"] = float(net.accuracy[-50:].mean())
        numbers.append(found)
    write("01_kept", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
