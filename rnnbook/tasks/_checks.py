"""The checks of the tasks' arguments."""

import numpy as np

from rnnbook._checks import need_generator, need_rate, need_whole

__all__ = ["need_batch", "need_noise", "need_whole"]


def need_batch(rng: np.random.Generator, B: int) -> int:
    """Refuse a bad generator or batch size; B as an int."""
    need_generator(rng)
    return need_whole("B", B, 1, "the number of sequences, pass B=1 for a single one")


def need_noise(noise: float) -> float:
    """Refuse what is no standard deviation."""
    return need_rate("noise", noise, "the standard deviation of the noise, pass 0.5")
