"""Backpropagation through a part of the past only: what is cut, and where.

The forward pass is never cut. The carry of `unroll_backward` says how much of the
gradient goes on from step t to the state before it: all of it (1), nothing (0), or
more than all of it now and then, so that the mean is right.
"""

import operator
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._checks import need_array, need_dtype, need_generator, need_whole
from rnnbook._types import Array, DType, Layer, State, Weights
from rnnbook.cells import Cell
from rnnbook.loop.unroll import unroll, unroll_backward

# The steps of a window, h, the state after it, and the cache.
Window: TypeAlias = tuple[slice, Array, State, Any]
STEPS, WINDOW = "the number of steps", "the number of steps of a window"


def window_carry(T: int, window: int, dtype: DType = np.float64) -> Array:
    """The carry of truncation in windows: the gradient stops where a window begins.

    The windows are the steps 0 ... window - 1, window ... 2 window - 1, and so on; the
    last may be shorter. A loss at step t reaches back to the first step of its own
    window, which is t % window steps away: 0 at a window's first step, window - 1 at
    its last.
    Every gradient that would cross from one window to the one before is cut, the whole
    state's. The initial state, before the first window, has its gradient.
    Returns: (T,), 0 at t = window, 2 window, ... and 1 elsewhere.
    Raises: TypeError if T or window is not a whole number, or for another dtype;
    ValueError if one of them is below 1.
    """
    T = need_whole("T", T, 1, STEPS)
    window = need_whole("window", window, 1, WINDOW)
    need_dtype(dtype)
    t = np.arange(T)
    return ((t == 0) | (t % window > 0)).astype(dtype)


def random_carry(
    T: int,
    c: ArrayLike,
    rng: np.random.Generator,
    B: int | None = None,
    dtype: DType = np.float64,
) -> Array:
    """The carry of randomised truncation, whose mean gradient is that of full BPTT.

    Before each step t = 1 ... T - 1 the gradient is cut with probability c_t, and
    multiplied by 1 / (1 - c_t) where it is not, independently of all other steps.
    c: probabilities, 0 <= c < 1: a number, or (T,), of which that of step 0 is not
    used. B: for draws of its own for each sequence of a batch.
    Returns: (T,), or (T, B) if B is given; 1 at t = 0.
    Raises: TypeError if T or B is not a whole number, rng not a Generator, or for
    another dtype; ValueError if a size is below 1, and unless 0 <= c < 1.

    Unbiased is the gradient of everything that goes into `unroll`, at fixed x, states
    and parameters: it is linear in the carry of each step, a path over several steps
    has the product of their carries, and independent carries of mean 1 have products
    of mean 1. What is no linear function of the gradient (clipping, Adam) keeps no
    such promise, nor do parameters that change on the way. The price is variance: a
    path over k steps survives with probability (1 - c)^k and then weighs
    (1 - c)^-k, which is also the mean of the square of its weight.
    Source: tallec2017.
    """
    T = need_whole("T", T, 1, STEPS)
    need_generator(rng)
    need_dtype(dtype)
    c = np.asarray(c)
    if c.dtype.kind not in "iuf" or c.shape not in ((), (T,)):
        raise ValueError(
            f"c is {c.dtype} of shape {c.shape}, wanted a number or (T,) = ({T},) of "
            f"them: 0.1 cuts at every tenth step on average"
        )
    if not ((c >= 0) & (c < 1)).all():
        raise ValueError(
            f"c runs from {c.min()} to {c.max()}, wanted 0 <= c < 1: nothing can make "
            f"up for a gradient that is always cut, window_carry is for that"
        )
    B = B if B is None else need_whole("B", B, 1, "the number of sequences, or None")
    shape = (T,) if B is None else (B, T)
    carry = (rng.random(shape) >= c) / (1.0 - c)
    carry[..., 0] = 1.0                          # nothing is before the initial state
    return np.ascontiguousarray(carry.T, dtype)


def unroll_windows(
    cell: Cell,
    p: Weights | Callable[[], Weights],
    x: Array,
    window: int,
    state: State | None = None,
) -> Iterator[Window]:
    """Run along a stream window by window: the state goes on, the gradient stops.

    Shapes: x (T, B, D); state as for `unroll`. p: the parameters, or a function that
    returns those of the moment, `lambda: p`, if they are trained between two windows.
    Yields: for each window the slice of its steps, h (n, B, H), the state after it, and
    the cache for `unroll_backward`, which then knows nothing of the steps before.
    With one p the gradients of all windows add up to those of `window_carry`.
    Raises: as `unroll`, and ValueError or TypeError for a window below 1.
    """
    window = need_whole("window", window, 1, WINDOW)
    need_array("x", x)
    return _windows(cell, p, np.atleast_1d(x), window, state)


def _windows(
    cell: Cell,
    p: Weights | Callable[[], Weights],
    x: Array,
    window: int,
    state: State | None,
) -> Iterator[Window]:
    for start in range(0, max(len(x), 1), window):   # max: unroll refuses no steps
        steps = slice(start, start + window)
        h, state, cache = unroll(cell, p() if callable(p) else p, x[steps], state)
        yield steps, h, state, cache


def sliding_backward(
    cell: Cell, p: Layer, dh: Array, cache: Any, every: int, reach: int
) -> tuple[Layer, Array, State]:
    """Sliding truncation, BPTT(k1, k2): every loss reaches back about equally far.

    After each `every` steps (k1), the gradient of the loss at these steps alone goes
    back through the last `reach` steps (k2), these included, and is cut before them;
    steps that are missing at the end count as if they were there. With every = reach
    this is `window_carry`, with every = 1 each loss goes back through `reach` steps.
    Shapes: dh, cache as for `unroll_backward`, of which this is a sum of T / every: it
    walks the whole sequence for each, so it is for looking at, not for long streams.
    Returns: gradients of the parameters, of x and of the initial state.
    Raises: as `unroll_backward`, and ValueError unless 1 <= every <= reach.
    Source: williams1990.
    """
    every = need_whole("every", every, 1, "steps whose loss is due together")
    reach = need_whole("reach", reach, 1, "steps that the gradient goes back through")
    if reach < every:
        raise ValueError(
            f"reach is {reach} and every is {every}, wanted every <= reach: a loss "
            f"that is due reaches at least its own step"
        )
    need_array("dh", dh)
    dp, dx, dstart = unroll_backward(cell, p, np.zeros_like(dh), cache)
    for end in range(every, len(dh) + every, every):
        due, carry = np.zeros_like(dh), np.ones(len(dh))
        due[end - every : end] = dh[end - every : end]
        if end > reach:
            carry[end - reach] = 0.0
        dp_due, dx_due, dstart_due = unroll_backward(cell, p, due, cache, None, carry)
        dp = type(dp)(*map(operator.add, dp, dp_due))
        dx, dstart = dx + dx_due, tuple(map(operator.add, dstart, dstart_due))
    return dp, dx, dstart
