"""Remember the first input through noise: a relative of the latch problem."""

import numpy as np

from rnnbook._types import Array, Ints
from rnnbook.tasks._checks import need_batch, need_whole


def recall(
    rng: np.random.Generator, T: int, B: int, noise: float = 0.5
) -> tuple[Array, Ints]:
    """Remember the first input: +1 or -1, then T - 1 steps of noise; which was it?

    The input has two columns, the value and a flag that is 1 at the first step alone.
    Guessing is right half the time. A relative of the latch problem of bengio1994.

    Shapes: x (T, B, 2), target (B,) with classes 0 (for -1) and 1 (for +1).
    Raises: ValueError for T or B below 1.
    """
    T = need_whole("T", T, 1, "the number of steps, pass T=40")
    B = need_batch(rng, B)
    target = rng.integers(0, 2, B)
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.normal(0, noise, (T, B))
    x[0, :, 0], x[0, :, 1] = 2 * target - 1, 1
    return x, target


def recall_baseline() -> float:
    """Accuracy of a guess: 1/2."""
    return 1 / 2
