"""The size of the first weights: one layer of tanh units learns a surface.

32 tanh units and a linear readout learn sin 3x · sin 3y from 256 points by plain
gradient descent. The first inner weights have a deviation from 0.01 to 100; ten starts
each, trained side by side. For each scale: the mean slope of the units and how far
their weights move; the error on 1,000 fresh points, as a share of the variance, after
so many updates; and the same with the inner weights held still.
Six minutes or so on one core.
"""

import time

import numpy as np
from _record import write

SETTINGS = {
    "units": 32,
    "points": 256,
    "lr": 0.05,
    "starts": 10,
    "scales": [0.01, 0.1, 1, 3, 10, 100],
    "updates": [300, 1000, 3000, 10000, 20000],
}


def surface(rng, n):
    """Points with a 1 beside them, (n, 3), and the heights, (n,)."""
    x = np.concatenate([rng.uniform(-1, 1, (n, 2)), np.ones((n, 1))], axis=1)
    return x, np.sin(3 * x[:, 0]) * np.sin(3 * x[:, 1])


def first(scale):
    """Inputs, heights, and the first weights of each start; S stands in front."""
    sets = []
    for seed in range(SETTINGS["starts"]):
        rng, H = np.random.default_rng(seed), SETTINGS["units"]
        U = scale * rng.normal(size=(3, H))
        v = rng.normal(size=H) / 6
        sets.append((*surface(rng, SETTINGS["points"]), U, v))
    return [np.stack(parts) for parts in zip(*sets, strict=True)]


def train(scale, frozen, updates):
    """Errors after each of the counts, mean slope at the start, mean way moved."""
    x, wanted, U, v = first(scale)
    start = U
    slope = (1 - np.tanh(x @ U) ** 2).mean(axis=(1, 2))
    fresh, truth = surface(np.random.default_rng(9), 1000)
    moved, errors = None, []
    for k in range(1, updates[-1] + 1):
        h = np.tanh(x @ U)
        de = 2 / x.shape[1] * ((h @ v[..., None])[..., 0] - wanted)
        if not frozen:
            da = de[..., None] * v[:, None] * (1 - h**2)
            U = U - SETTINGS["lr"] * (x.swapaxes(1, 2) @ da)
        v = v - SETTINGS["lr"] * (de[:, None] @ h)[:, 0]
        if k in updates:
            guess = (np.tanh(fresh @ U) @ v[..., None])[..., 0]
            share = ((guess - truth) ** 2).mean(axis=1) / truth.var()
            errors.append(share.round(3).tolist())
        if k == 1000:
            moved = np.abs(U - start).mean(axis=(1, 2))
    return errors, slope.round(4).tolist(), moved.round(4).tolist()


if __name__ == "__main__":
    started, found = time.perf_counter(), []
    for scale in SETTINGS["scales"]:
        errors, slope, moved = train(scale, False, SETTINGS["updates"])
        still, _, _ = train(scale, True, [1000])
        found.append(
            {
                "scale": scale,
                "slope": slope,
                "moved": moved,
                "error": errors,
                "error_frozen": still[0],
            }
        )
        print(scale, np.mean(errors, axis=1), np.mean(still), flush=True)
    write("02_scales", SETTINGS, time.perf_counter() - started, found)
