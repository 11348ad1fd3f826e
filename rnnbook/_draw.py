"""The checks of what draws numbers: what came, what was wanted, the remedy."""

import numpy as np


def need_generator(rng: object) -> None:
    """Refuse what is not a generator."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng is a {type(rng).__name__}, wanted a Generator: pass "
            f"np.random.default_rng(0)"
        )


def need_dtype(dtype: object) -> None:
    """Refuse dtypes that the package does not compute in."""
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"dtype is {dtype}, wanted float32 or float64: pass np.float64")
