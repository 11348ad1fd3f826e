"""Dropout: some numbers become zero at random, the others grow to make up for it."""

from typing import Any

import numpy as np

from rnnbook._checks import need_array, need_generator
from rnnbook._types import Array


def dropout(
    v: Array, rate: float, rng: np.random.Generator, variational: bool = False
) -> tuple[Array, Array]:
    """Set entries of `v` to zero, each with probability `rate`; scale the rest up.

    Shapes: v (T, B, ...). rate: in [0, 1). variational: one draw for a sequence, the
    same at all its steps, in place of one for each step. The entries that stay are
    divided by 1 - rate ("inverted" dropout), so that the mean is that of v and nothing
    changes when dropout is left out, in testing.
    Returns: out like v, and the factors that v was multiplied with, (T, B, ...), or
    (1, B, ...) if variational. The gradient of v is dout times the factors.
    Raises: TypeError if v is not a float array or rng not a Generator; ValueError
    unless 0 <= rate < 1, and if v has no batch axis.
    Source: srivastava2014; between the layers only, zaremba2014; one draw for all
    steps, gal2016, where the recurrent products have one too.
    """
    need_array("v", v)
    need_rate(rate)
    need_generator(rng)
    if v.ndim < 2:
        raise ValueError(
            f"v has shape {v.shape}, wanted (T, B, ...): this book is time-major, one "
            f"sequence is v[:, None]"
        )
    shape = (1, *v.shape[1:]) if variational else v.shape
    factors = (rng.random(shape) >= rate).astype(v.dtype) / (1 - float(rate))   # (9.7)
    return v * factors, factors


def need_rate(rate: Any) -> None:
    """Refuse what is no share of entries to drop."""
    number = isinstance(rate, (int, float, np.number)) and not isinstance(rate, bool)
    if not number or not 0 <= rate < 1:
        raise ValueError(
            f"the dropout rate is {rate!r}, wanted a number, 0 <= rate < 1: it is the "
            f"share that is dropped, not that which is kept, and 0 is none"
        )
