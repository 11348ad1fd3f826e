"""Steps of gradient descent on NamedTuples of arrays: each is a `zip`.

Parameters and their gradients are of one type, so nothing here knows the cells.
`tree.flatten` makes one NamedTuple of the parameters of a whole network.
"""

from typing import NamedTuple

import numpy as np

from rnnbook._checks import need_alike, need_finite, need_number, need_rate, need_record
from rnnbook._types import Array, Record


class SGDState(NamedTuple):
    """The velocity: all gradients so far, fainter by the factor `momentum` a step."""

    velocity: tuple[Array, ...]


def sgd_start(params: NamedTuple) -> SGDState:
    """The state before the first step: zeros like each array of `params`."""
    need_record("params", params)
    return SGDState(tuple(np.zeros_like(p) for p in params))


def sgd(
    params: Record,
    grads: Record,
    state: SGDState,
    lr: float = 0.1,
    momentum: float = 0.0,
) -> tuple[Record, SGDState]:
    """One step of gradient descent: v = momentum v + gradient, p = p - lr v.

    lr: learning rate, >= 0. momentum: in [0, 1); 0 is plain descent. Under a constant
    gradient the steps grow to lr / (1 - momentum) times it.
    Returns: new parameters (same type), new state. Nothing is changed in place.
    Raises: ValueError or TypeError if params, grads and state do not fit each other;
    ValueError for lr or momentum out of range. Source: polyak1964.
    """
    need_alike("grads", grads, "params", params)
    _need_state(state, SGDState, "sgd_start", params)
    # Both as float: a NumPy number of float64 would turn float32 arrays into float64.
    lr, momentum = _rate(lr), _share("momentum", momentum, 0.9)
    pairs = zip(state.velocity, grads, strict=True)
    velocity = tuple(momentum * v + d for v, d in pairs)
    fresh = [p - lr * v for p, v in zip(params, velocity, strict=True)]
    return type(params)(*fresh), SGDState(velocity)


class AdamState(NamedTuple):
    """Running means of the gradients and of their squares, after `t` steps."""

    t: int
    mean: tuple[Array, ...]
    square: tuple[Array, ...]


def adam_start(params: NamedTuple) -> AdamState:
    """The state before the first step: zeros like each array of `params`."""
    need_record("params", params)
    zeros = tuple(np.zeros_like(p) for p in params)
    return AdamState(0, zeros, zeros)


def adam(
    params: Record,
    grads: Record,
    state: AdamState,
    lr: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[Record, AdamState]:
    """One step of Adam. Returns: new parameters (same type), new state.

    lr: learning rate, >= 0, about the length of the first steps of each entry.
    Nothing is changed in place.
    Raises: ValueError or TypeError if params, grads and state do not fit each other,
    ValueError for lr out of range.
    Source: kingma2015, algorithm 1.
    """
    need_alike("grads", grads, "params", params)
    _need_state(state, AdamState, "adam_start", params)
    t, lr = state.t + 1, _rate(lr)
    beta1, beta2 = _share("beta1", beta1, 0.9), _share("beta2", beta2, 0.999)
    eps = need_rate("eps", eps, "1e-8 is usual")
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


def clip_by_norm(grads: Record, max_norm: float) -> tuple[Record, float]:
    """Scale all gradients by one factor so that their joint norm is at most `max_norm`.

    Returns: the gradients (same type) and the norm that they had before.
    Raises: ValueError if max_norm is not positive, or if a gradient is not finite: no
    factor would make it usable. Source: pascanu2013, algorithm 1.
    """
    norm = _norm(grads, max_norm=max_norm)
    factor = min(1.0, float(max_norm) / norm) if norm > 0 else 1.0
    return type(grads)(*(d * factor for d in grads)), norm


def clip_by_element(grads: Record, limit: float) -> tuple[Record, float]:
    """Cut every entry off at -limit and limit; unlike clip_by_norm this turns the step.

    Returns: the gradients (same type) and the joint norm that they had before.
    Raises: ValueError if limit is not positive, or if a gradient is not finite.
    """
    norm, limit = _norm(grads, limit=limit), float(limit)
    return type(grads)(*(d.clip(-limit, limit) for d in grads)), norm


def _norm(grads: NamedTuple, **bound: float) -> float:
    """The joint norm of all gradients, once grads and the bound are found usable."""
    need_record("grads", grads)
    ((name, value),) = bound.items()
    need_norm(name, value)
    for field, d in zip(grads._fields, grads, strict=True):
        need_finite(f"grads.{field}", d)
    # In units of the largest entry: the square of a large gradient may overflow.
    unit = max(float(np.abs(d).max(initial=0)) for d in grads) or 1.0
    return unit * float(
        np.sqrt(sum(((d.astype(np.float64) / unit) ** 2).sum() for d in grads))
    )


def need_norm(name: str, value: float) -> None:
    """Refuse what gradients cannot be clipped to."""
    why = "1.0 is a usual choice"
    need_number(name, value, lambda v: v > 0, "a positive number", why)


def _rate(lr: float) -> float:
    fits, why = lambda v: 0 <= v < np.inf, "try 0.01 and look at the loss"
    return need_number("lr", lr, fits, "a finite learning rate >= 0", why)


def _share(name: str, value: float, usual: float) -> float:
    fits, why = lambda v: 0 <= v < 1, "with 1 no gradient is ever forgotten"
    why = f"{usual} is a usual choice, {why}"
    return need_number(name, value, fits, f"0 <= {name} < 1", why)


def _need_state(
    state: NamedTuple, kind: type[NamedTuple], start: str, params: NamedTuple
) -> None:
    """Refuse a state of another optimiser, or one of other parameters."""
    if not isinstance(state, kind):
        raise TypeError(
            f"state is a {type(state).__name__}, wanted the {kind.__name__} of the "
            f"step before: {start}(params) makes the first one"
        )
    for name, parts in state._asdict().items():
        if name == "t":
            continue
        if len(parts) != len(params):
            raise ValueError(
                f"state.{name} has {len(parts)} arrays, params has {len(params)}, "
                f"wanted one for one: {start}(params) makes a state that fits"
            )
        need_alike(f"state.{name}", type(params)(*parts), "params", params)
