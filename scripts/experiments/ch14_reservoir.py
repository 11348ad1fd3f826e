"""Reservoirs on the tasks of the book: nothing is learned but the readout.

A reservoir of 100 tanh units with a random W of a set spectral radius and random input
weights; a readout by ridge regression on the states. Its radius, input scale and ridge
are chosen on 500 sequences apart, for each seed by itself; measured on 1,000 more. The
tasks: recall (the sign of the first input after T steps), the delayed input of one
number, latest (the number that was marked last), parity of the last three bits, and
parity of all bits. "squares" adds the squares of the states to what the readout sees.
The control is a readout on the last inputs themselves, as many as there are units.
Three minutes or so on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook.tasks import latest, recall

SETTINGS = {
    "H": 100,
    "radii": [0.5, 0.9, 0.99, 1.1],
    "scales": [0.1, 1.0],
    "ridges": [1e-8, 1e-4, 1e-1],
    "seeds": list(range(10)),
    "train": 1000, "choose": 500, "test": 1000,
    "tasks": ["recall 10", "recall 20", "recall 40", "delay 10", "delay 20",
              "latest 20", "parity of 3", "parity of 10"],
}  # fmt: skip


def drawn(task, rng, B):
    """x (T, B, D) and a target (B,), a number or a sign."""
    kind, n = task.split()[0], int(task.split()[-1])
    if kind == "recall":
        x, target = recall(rng, n, B)
        return x, 2.0 * target - 1
    if kind == "latest":
        x, target = latest(rng, n, B, 0.1)
        return x, target[-1, :, 0]
    if kind == "delay":
        x = rng.uniform(-1, 1, (40, B, 1))
        return x, x[-1 - n, :, 0]
    x = rng.choice([-1.0, 1.0], (20, B, 1))
    return x, x[-n:, :, 0].prod(axis=0)


def reservoir(rng, D, radius, scale):
    """Random weights that nobody trains."""
    H = SETTINGS["H"]
    W = rng.normal(size=(H, H))
    W *= radius / np.abs(np.linalg.eigvals(W)).max()
    return scale * rng.uniform(-1, 1, (D, H)), W, scale * rng.uniform(-0.5, 0.5, H)


def states(weights, x):
    """The last states, (B, H)."""
    U, W, b = weights
    h = np.zeros((x.shape[1], len(W)))
    for x_t in x:
        h = np.tanh(x_t @ U + h @ W + b)
    return h


def ridge(X, y, amount):
    """The readout with the least squared error plus amount times its squares."""
    X = np.concatenate([X, np.ones((len(X), 1))], axis=1)
    penalty = amount * len(X) * np.eye(X.shape[1])
    return np.linalg.solve(X.T @ X + penalty, X.T @ y)


def error(V, X, y):
    """Squared error over the variance, and the share of right signs."""
    o = X @ V[:-1] + V[-1]
    return float(((o - y) ** 2).mean() / y.var()), float(((o > 0) == (y > 0)).mean())


def features(kind, weights, x):
    """What the readout sees, (B, numbers)."""
    if kind == "window":
        steps = min(len(x), SETTINGS["H"] // x.shape[2])
        return x[-steps:].swapaxes(0, 1).reshape(x.shape[1], -1)
    h = states(weights, x)
    return np.concatenate([h, h**2], axis=1) if kind == "squares" else h


def case(task, kind, seed):
    """The settings with the least error on sequences apart; the error on fresh ones."""
    rng = np.random.default_rng(seed)
    sets = [drawn(task, rng, SETTINGS[name]) for name in ("train", "choose", "test")]
    D, best = sets[0][0].shape[2], (np.inf,)
    plain = kind == "window"
    for radius in SETTINGS["radii"][: 1 if plain else None]:
        for scale in SETTINGS["scales"][: 1 if plain else None]:
            weights = reservoir(np.random.default_rng(1000 + seed), D, radius, scale)
            X = [features(kind, weights, x) for x, _ in sets]
            for amount in SETTINGS["ridges"]:
                V = ridge(X[0], sets[0][1], amount)
                chosen = error(V, X[1], sets[1][1])[0]
                if chosen < best[0]:
                    best = (chosen, radius, *error(V, X[2], sets[2][1]))
    return best[1:]


def main():
    """Every task with every readout and seed."""
    began, numbers = time.time(), []
    for task in tqdm(SETTINGS["tasks"]):
        for kind in ("states", "squares", "window"):
            runs = [case(task, kind, seed) for seed in SETTINGS["seeds"]]
            radius, squared, right = map(list, zip(*runs, strict=True))
            numbers.append({"task": task, "readout": kind, "radius": radius,
                            "error": [float(f"{e:.2g}") for e in squared],
                            "right": [round(r, 3) for r in right]})
            print(task, kind, radius, numbers[-1]["error"], numbers[-1]["right"])
    write("14_reservoir", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
