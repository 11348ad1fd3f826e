"""Measures of what a network remembers and of how its gradient travels."""

import numpy as np

from rnnbook.unroll import unroll


def gradient_by_lag(cell, p, x, dh_last):
    """How much of the gradient at the last step arrives at the steps before it.

    Runs `cell` over x (T, B, D) from zeros, feeds dh_last (B, H) in at the last
    output, and walks back.
    Returns: (T,) norms of the gradient for the state of step T, T - 1, ..., 1, all
    parts of the state and the whole batch together: index = lag.
    """
    _, _, cache = unroll(cell, p, x)
    dstate = (dh_last, *(np.zeros_like(dh_last) for _ in cell.state[1:]))
    norms = []
    for step in reversed(cache.steps):
        norms.append(np.sqrt(sum((part**2).sum() for part in dstate)))
        _, dhW, dstate = cell.backward(dstate, step)
        dstate = (dstate[0] + dhW @ p.W.T, *dstate[1:])
    return np.array(norms)


def half_life(f):
    """Steps after which a forget gate held at `f` has left half of a memory.

    ln(1/2) / ln f, elementwise, for f in (0, 1); infinite at f = 1.
    Raises: ValueError outside (0, 1].
    """
    f = np.asarray(f, dtype=np.float64)
    if not ((f > 0) & (f <= 1)).all():
        raise ValueError(
            f"f is {f}, wanted gate values with 0 < f <= 1: a shut gate keeps nothing"
        )
    with np.errstate(divide="ignore"):
        return np.log(2) / np.abs(np.log(f))
