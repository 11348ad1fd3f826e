"""Hold a number until another is marked: what a gate is made for."""

import numpy as np

from rnnbook._checks import need_number
from rnnbook._types import Array
from rnnbook.tasks._checks import need_batch, need_whole


def latest(
    rng: np.random.Generator, T: int, B: int, marked: float = 0.1
) -> tuple[Array, Array]:
    """Say at every step which number was marked last.

    The input has two columns, a number drawn from [-1, 1) and a mark, 1 at the first
    step and then at each step with the chance `marked`, 0 elsewhere. All numbers are
    drawn alike: the mark alone says which of them counts.

    Shapes: x (T, B, 2), target (T, B, 1).
    Raises: ValueError for T or B below 1, a chance that is none.
    """
    T = need_whole("T", T, 1, "the number of steps, pass T=20")
    B = need_batch(rng, B)
    why = "the chance of a mark at each step, pass 0.1"
    need_number("marked", marked, lambda v: 0 <= v <= 1, "a number in [0, 1]", why)
    number, mark = rng.uniform(-1, 1, (T, B)), rng.random((T, B)) < marked
    mark[0] = True
    last = np.maximum.accumulate(np.where(mark, np.arange(T)[:, None], 0), axis=0)
    target = np.take_along_axis(number, last, axis=0)
    return np.stack([number, mark.astype(float)], axis=-1), target[:, :, None]


def latest_baseline() -> float:
    """Mean squared error of always answering 0, the mean: 1/3."""
    return 1 / 3
