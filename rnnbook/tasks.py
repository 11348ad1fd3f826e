"""Tasks that need memory: each draws a batch from an explicit generator."""

import numpy as np


def recall(rng, T, B, noise=0.5):
    """Remember the first input: +1 or -1, then T - 1 steps of noise; which was it?

    The input has two columns, the value and a flag that is 1 at the first step alone.
    Guessing is right half the time. A relative of the latch problem of bengio1994.

    Shapes: x (T, B, 2), target (B,) with classes 0 (for -1) and 1 (for +1).
    Raises: ValueError for T or B below 1.
    """
    if T < 1 or B < 1:
        raise ValueError(f"T and B must be at least 1, not T = {T}, B = {B}")
    target = rng.integers(0, 2, B)
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.normal(0, noise, (T, B))
    x[0, :, 0], x[0, :, 1] = 2 * target - 1, 1
    return x, target
