"""The adding problem: two numbers of a long sequence are marked; what is their sum?"""

import numpy as np

from rnnbook._checks import need_number
from rnnbook.tasks._checks import need_batch, need_whole
from rnnbook.tasks._codes import Batch


def adding(
    rng: np.random.Generator, T: int, B: int, low: float = 0.0, high: float = 1.0
) -> Batch:
    """Add the two marked numbers: one stands in each half of the sequence.

    The input has two columns, a number drawn from [low, high) and a mark, 1 at two
    steps and 0 elsewhere. The form with one mark in each half is that of
    arjovsky2016; see `adding_1997` for the first one.

    Shapes: x (T, B, 2), target (B, 1), the sum itself, lengths (B,), all T.
    Raises: ValueError for T below 2, B below 1, an empty interval.
    Source: arjovsky2016.
    """
    T = need_whole("T", T, 2, "two steps are marked, pass T=100 for a long sequence")
    B = need_batch(rng, B)
    _need_interval(low, high)
    first, second = rng.integers(0, T // 2, B), rng.integers(T // 2, T, B)
    x, each = np.zeros((T, B, 2)), np.arange(B)
    x[:, :, 0] = rng.uniform(low, high, (T, B))
    x[first, each, 1] = x[second, each, 1] = 1
    target = (x[:, :, 0] * x[:, :, 1]).sum(axis=0)
    return Batch(x, target[:, None], np.full(B, T))


def adding_baseline(low: float = 0.0, high: float = 1.0) -> float:
    """Mean squared error of always predicting the mean sum, low + high.

    It is the variance of two uniform numbers, 2 (high - low)^2 / 12: 1/6 for [0, 1],
    2/3 for [-1, 1]. Sources that give 0.167 use the one, 0.667 the other.
    Raises: ValueError for an empty interval.
    """
    _need_interval(low, high)
    return (high - low) ** 2 / 6


def adding_1997(rng: np.random.Generator, T: int, B: int) -> Batch:
    """The adding problem as it was first posed, experiment 4 of hochreiter1997.

    Numbers in [-1, 1); lengths from T to T + T/10, each equally likely. One of the
    first ten steps is marked, then one of the first T/2 - 1 that are still unmarked.
    Marks are 1, at the first and last step -1, elsewhere 0. If the first step is drawn
    its mark stays -1 and its number counts as 0 (the paper says so of the first draw,
    and nothing of the second). The paper takes an error below 0.04 as correct.

    Shapes: x (T + T//10 at most, B, 2), padded with zeros behind each end; target
    (B, 1), 0.5 + (X1 + X2) / 4; lengths (B,).
    Raises: ValueError for T below 20 or B below 1.
    Source: hochreiter1997.
    """
    T, B = _need_1997(T), need_batch(rng, B)
    lengths, each = rng.integers(T, T + T // 10 + 1, B), np.arange(B)
    first, second = rng.integers(0, 10, B), rng.integers(0, T // 2 - 1, B)
    second += second >= first                      # counts unmarked steps alone
    x = np.zeros((lengths.max(), B, 2))
    x[:, :, 0] = rng.uniform(-1, 1, x.shape[:2])
    x[first, each, 1] = x[second, each, 1] = 1
    x[0, :, 1] = x[lengths - 1, each, 1] = -1
    x[np.arange(len(x))[:, None] >= lengths] = 0
    target = (x[:, :, 0] * (x[:, :, 1] == 1)).sum(axis=0)
    return Batch(x, 0.5 + target[:, None] / 4, lengths)


def adding_1997_baseline(T: int) -> float:
    """Mean squared error of always predicting 1/2 in `adding_1997`: near 1/24.

    A number has the variance 1/3; with the chance that the first step is drawn only
    one of them counts; the target holds a quarter of the sum.
    Raises: ValueError for T below 20.
    """
    T = _need_1997(T)
    first_step = 1 / 10 + (9 / 10) / (T // 2 - 1)
    return (2 - first_step) / 3 / 16


def _need_interval(low: float, high: float) -> None:
    why = "leave both out for [0, 1]"
    for name, value in (("low", low), ("high", high)):
        need_number(name, value, lambda v: True, "a finite number", why)
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(
            f"low = {low}, high = {high}, wanted two finite numbers, low below high: "
            f"leave them out for [0, 1]"
        )


def _need_1997(T: int) -> int:
    why = "the first mark stands in the first ten steps, the second in the first half"
    return need_whole("T", T, 20, f"{why}, use adding for shorter sequences")
