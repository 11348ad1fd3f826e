"""Dropout: some numbers become zero at random, the others grow to make up for it."""

from typing import Any

import numpy as np

from rnnbook._checks import need_array, need_flag, need_generator, need_number
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
    need_share(rate)
    need_generator(rng)
    need_flag("variational", variational, "True draws once for all steps")
    if v.ndim < 2:
        raise ValueError(
            f"v has shape {v.shape}, wanted (T, B, ...): this book is time-major, one "
            f"sequence is v[:, None]"
        )
    shape = (1, *v.shape[1:]) if variational else v.shape
    factors = (rng.random(shape) >= rate).astype(v.dtype) / (1 - float(rate))   # (9.7)
    return v * factors, factors


def need_share(rate: Any) -> None:
    """Refuse what is no share of entries to drop."""
    need_number(
        "the dropout rate", rate, lambda v: 0 <= v < 1, "a number, 0 <= rate < 1",
        "it is the share that is dropped, not that which is kept, and 0 is none",
    )  # fmt: skip
