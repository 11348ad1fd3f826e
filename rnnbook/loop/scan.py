"""A linear recurrence h_t = lam_t h_{t-1} + u_t, by a scan: log2 T rounds for T steps.

Time comes first: lam and u are (T, ...). Real or complex.
"""

from typing import Any

import numpy as np

from rnnbook._checks import need_array, need_plain

__all__ = ["scan", "scan_backward"]


def scan(lam: Any, u: Any, h_0: Any = None) -> Any:
    """All states of h_t = lam_t h_{t-1} + u_t, in ceil(log2 T) rounds.

    Shapes: lam, u (T, ...), alike; h_0 (...), zeros if None.
    Returns: h (T, ...).
    Raises: ValueError if the shapes differ or there is no step; TypeError for what is
    no array of floating-point or complex numbers.
    Equations: (14.2), (14.3). Source: hillis1986.
    """
    _need_pair("lam u", lam, u, h_0)
    lam, h = lam.copy(), u.copy()
    if h_0 is not None:
        h[0] += lam[0] * h_0
    distance = 1
    while distance < len(h):
        h[distance:] += lam[distance:] * h[:-distance]                 # (14.3)
        lam[distance:] *= lam[:-distance]                              # (14.3)
        distance *= 2
    return h


def scan_backward(
    lam: Any, h: Any, dh: Any, h_0: Any = None
) -> tuple[Any, Any, Any]:
    """The gradients of a scan: a scan in reverse.

    Shapes: lam, h, dh (T, ...): h as `scan` gave it, dh the gradient of the loss for
    each h_t by itself; h_0 as it was given.
    Returns: gradients for lam and u, (T, ...), and for h_0, (...).
    Raises: as `scan`.
    Equations: (14.4), (14.5). Real numbers only.
    """
    _need_pair("lam h", lam, h, h_0)
    _need_pair("lam dh", lam, dh, h_0)
    later = np.concatenate([lam[1:], np.zeros_like(lam[:1])])
    du = scan(later[::-1], dh[::-1])[::-1]                             # (14.4)
    start = np.zeros_like(h[0]) if h_0 is None else h_0
    h_prev = np.concatenate([start[None], h[:-1]])
    return du * h_prev, du, lam[0] * du[0]                             # (14.5)


def _need_pair(names: str, lam: Any, u: Any, h_0: Any) -> None:
    """Refuse two arrays that are not of one shape (T, ...), and a start of another."""
    first, second = names.split()
    for name, value in ((first, lam), (second, u)):
        _need_numbers(name, value)
    if lam.shape != u.shape or not lam.size:
        raise ValueError(
            f"{first} is {lam.shape} and {second} is {u.shape}, wanted the same "
            f"(T, ...) with a step or more: np.broadcast_to(lam, u.shape).copy() "
            f"repeats a fixed lam"
        )
    if h_0 is None:
        return
    _need_numbers("h_0", h_0)
    if h_0.shape != u.shape[1:]:
        raise ValueError(
            f"h_0 is {h_0.shape}, wanted {u.shape[1:]}, one step of {second}: pass "
            f"None for zeros"
        )


def _need_numbers(name: str, value: Any) -> None:
    """Refuse what is no array of floating-point or complex numbers."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "c":
        need_plain(name, value)
    else:
        need_array(name, value)
