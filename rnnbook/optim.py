"""Steps of gradient descent on NamedTuples of arrays: each is a `zip`.

Parameters and their gradients are of one type, so nothing here knows the cells.
"""

from typing import NamedTuple

import numpy as np

from rnnbook._validate import need_alike, need_finite, need_record


class AdamState(NamedTuple):
    """Running means of the gradients and of their squares, after `t` steps."""

    t: int
    mean: tuple
    square: tuple


def adam_start(params):
    """The state before the first step: zeros like each array of `params`."""
    need_record("params", params)
    zeros = tuple(np.zeros_like(p) for p in params)
    return AdamState(0, zeros, zeros)


def adam(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam. Returns: new parameters (same type), new state.

    Nothing is changed in place.
    Raises: ValueError or TypeError if params, grads and state do not fit each other.
    Source: kingma2015, algorithm 1.
    """
    need_alike("grads", grads, "params", params)
    need_alike("state.mean", type(params)(*state.mean), "params", params)
    t = state.t + 1
    means = zip(state.mean, grads, strict=True)
    mean = tuple(beta1 * m + (1 - beta1) * d for m, d in means)
    squares = zip(state.square, grads, strict=True)
    square = tuple(beta2 * v + (1 - beta2) * d**2 for v, d in squares)
    # Both means start at zero; dividing takes the lean towards zero out.
    lean1, lean2 = 1 - beta1**t, 1 - beta2**t
    fresh = [
        p - lr * (m / lean1) / (np.sqrt(v / lean2) + eps)
        for p, m, v in zip(params, mean, square, strict=True)
    ]
    return type(params)(*fresh), AdamState(t, mean, square)


def clip_by_norm(grads, max_norm):
    """Scale all gradients by one factor so that their joint norm is at most `max_norm`.

    Returns: the gradients (same type) and the norm that they had before.
    Raises: ValueError if max_norm is not positive, or if a gradient is not finite: no
    factor would make it usable. Source: pascanu2013, algorithm 1.
    """
    need_record("grads", grads)
    if not max_norm > 0:
        raise ValueError(
            f"max_norm is {max_norm}, wanted a positive number: 1.0 is a usual choice"
        )
    for name, d in zip(grads._fields, grads, strict=True):
        need_finite(f"grads.{name}", d)
    # In units of the largest entry: the square of a large gradient may overflow.
    unit = max(float(np.abs(d).max(initial=0)) for d in grads) or 1.0
    norm = unit * float(
        np.sqrt(sum(((d.astype(np.float64) / unit) ** 2).sum() for d in grads))
    )
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return type(grads)(*(d * factor for d in grads)), norm
