"""Remember one input through noise: a relative of the latch problem."""

import numpy as np

from rnnbook._types import Array, Bools, Ints
from rnnbook.tasks._checks import need_batch, need_noise, need_whole


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
    B, noise = need_batch(rng, B), need_noise(noise)
    target = rng.integers(0, 2, B)
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.normal(0, noise, (T, B))
    x[0, :, 0], x[0, :, 1] = 2 * target - 1, 1
    return x, target


def recall_baseline() -> float:
    """Accuracy of a guess: 1/2."""
    return 1 / 2


def recall_stream(
    rng: np.random.Generator, T: int, B: int, lag: int, noise: float = 0.5
) -> tuple[Array, Ints, Bools]:
    """Recall without end: +1 or -1, `lag` steps later the question which, and again.

    Rounds of lag + 1 steps follow each other: the first step of a round holds a sign
    (and a flag of 1 in the second column), the others noise; at its last step the sign
    is asked for. Each sequence is somewhere else in its round when the stream begins,
    so a cut of the stream falls at every place of a round equally often.

    Shapes: x (T, B, 2), target (T, B) with classes 0 (for -1) and 1 (for +1), asked
    (T, B), True where the answer counts. What was shown before the stream began is
    not asked for.
    Raises: ValueError for a lag, T or B below 1.
    """
    why = "the number of steps from the sign to the question, pass lag=8"
    lag = need_whole("lag", lag, 1, why)
    T = need_whole("T", T, 1, "the number of steps, pass T=1000")
    B, noise = need_batch(rng, B), need_noise(noise)
    step = np.arange(T)[:, None] + rng.integers(0, lag + 1, B)
    turn, place = step // (lag + 1), step % (lag + 1)
    signs = rng.integers(0, 2, (turn.max() + 1, B))
    target = np.take_along_axis(signs, turn, axis=0)
    shown = place == 0
    x = np.zeros((T, B, 2))
    x[:, :, 0] = np.where(shown, 2 * target - 1, rng.normal(0, noise, (T, B)))
    x[:, :, 1] = shown
    seen = np.maximum.accumulate(shown, axis=0)
    return x, target, (place == lag) & seen
