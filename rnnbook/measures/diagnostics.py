"""Measures of what a network remembers and of how its gradient travels."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._checks import need_array, need_finite, need_numbers, need_shape
from rnnbook._types import Array, State, Weights
from rnnbook.cells import Cell
from rnnbook.loop.plain import step_backward
from rnnbook.loop.unroll import unroll


def gradient_by_lag(cell: Cell, p: Weights, x: Array, dh_last: Array) -> Array:
    """How much of the gradient at the last step arrives at the steps before it.

    Runs `cell` over x (T, B, D) from zeros, feeds dh_last (B, H) in at the last
    output, and walks back.
    Returns: (T,) norms of the gradient for the state of step T, T - 1, ..., 1, all
    parts of the state and the whole batch together: index = lag.
    """
    _, _, cache = unroll(cell, p, x)
    need_array("dh_last", dh_last)
    shape = (x.shape[1], len(p.W))
    need_shape("dh_last", dh_last, shape, "one row for each sequence of x")
    dstate = (dh_last, *(np.zeros_like(dh_last) for _ in cell.state[1:]))
    norms = []
    for step in reversed(cache.steps):
        norms.append(np.sqrt(sum((part**2).sum() for part in dstate)))
        _, _, dstate, _ = step_backward(cell, p, dstate, step)
    return np.array(norms)


def jacobian(cell: Cell, p: Weights, x: Array, state: State | None = None) -> Array:
    """Derivative of the state after all of x for the state before it.

    Shapes: x (T, D), one sequence; state, one (H,) array for each part, zeros if None.
    Returns: (S, S), S = H times the parts of the state, the parts side by side in the
    order of cell.state: entry [a, b] is d new[a] / d old[b]. A gradient, a row, goes
    back by drow @ J. It is the cell's backward on the rows of the identity.
    Raises: ValueError if x is not (T, D), or shapes do not fit each other or the cell;
    TypeError for what is no Cell, no parameters of it or no float array.
    """
    steps = _record(cell, p, x, state).steps
    rows = _unit_rows(cell, p)
    for step in reversed(steps):
        _, _, rows, _ = step_backward(cell, p, rows, step)
    return np.concatenate(rows, axis=1)


def step_jacobians(
    cell: Cell, p: Weights, x: Array, state: State | None = None
) -> Array:
    """The Jacobian of each step by itself: their product, last first, is `jacobian`.

    Shapes: x (T, D), state as for `jacobian`.
    Returns: (T, S, S); entry [t] is that of the step that reads x[t].
    Raises: ValueError if x is not (T, D), or shapes do not fit each other or the cell;
    TypeError for what is no Cell, no parameters of it or no float array.
    """
    steps, unit = _record(cell, p, x, state).steps, _unit_rows(cell, p)
    each = [step_backward(cell, p, unit, step)[2] for step in steps]
    return np.stack([np.concatenate(rows, axis=1) for rows in each])


def connectivity(
    cell: Cell, p: Weights, x: Array, V: Array | None = None, state: State | None = None
) -> Array:
    """What the output at each step depends on: norm of d o_t / d x_s.

    o_t is h_t V, or h_t itself if V is None; the norm is over all its entries and all
    of x_s (Frobenius). It is a derivative at this very sequence: what would change if
    x_s moved a little, not what happens if it is left out.

    Shapes: x (T, D), one sequence; V (H, O); state as for `jacobian`.
    Returns: (T, T), entry [t, s]; zero for s > t, for no output sees the future.
    Raises: ValueError if x is not (T, D), or shapes do not fit each other or the cell;
    TypeError for what is no Cell, no parameters of it or no float array.
    """
    steps, H = _record(cell, p, x, state).steps, len(p.W)
    seeds = np.eye(H, dtype=p.W.dtype) if V is None else _checked_V(V, p).T
    T, n = len(steps), len(seeds)
    norms = np.zeros((T, T), p.W.dtype)
    rows = tuple(np.zeros((T * n, H), p.W.dtype) for _ in cell.state)
    for s in reversed(range(T)):
        rows[0][s * n : (s + 1) * n] += seeds          # the output at step s itself
        dxU, _, rows, _ = step_backward(cell, p, rows, steps[s])
        dx = (dxU @ p.U.T).reshape(T, -1)              # one row for each output step
        norms[:, s] = np.sqrt((dx**2).sum(axis=1))
    return norms


def spectral_radius(W: ArrayLike) -> Array:
    """Largest |eigenvalue| of each matrix: W (..., n, n) gives (...).

    The rate at which a power of the matrix grows or shrinks in the end. What a single
    product can do is bounded by the largest singular value, which is never smaller.
    Raises: ValueError unless the matrices are square and finite.
    """
    W = _need_matrices(W)
    if W.shape[-1] != W.shape[-2]:
        raise ValueError(
            f"W has shape {W.shape}, wanted square matrices (..., n, n): take one "
            f"gate's block of W, W[:, k * H : (k + 1) * H], or a Jacobian"
        )
    return np.abs(np.linalg.eigvals(W)).max(axis=-1)


def singular_values(W: ArrayLike) -> Array:
    """Singular values of each matrix, largest first: W (..., n, m) gives (..., k).

    k is the smaller of n and m. A row times the matrix grows at most by the first
    and, if n <= m, at least by the last.
    Raises: ValueError unless W holds finite matrices.
    """
    return np.linalg.svd(_need_matrices(W), compute_uv=False)


def half_life(f: ArrayLike) -> Array:
    """Steps after which a forget gate held at `f` has left half of a memory.

    ln(1/2) / ln f, elementwise, for f in (0, 1); infinite at f = 1.
    Raises: ValueError outside (0, 1].
    """
    f = need_numbers("f", f, "values of a gate, pass 0.9").astype(np.float64)
    if not ((f > 0) & (f <= 1)).all():
        raise ValueError(
            f"f is {f}, wanted gate values with 0 < f <= 1: a shut gate keeps nothing"
        )
    with np.errstate(divide="ignore"):
        return np.log(2) / np.abs(np.log(f))


def _record(cell: Cell, p: Weights, x: Array, state: State | None) -> Any:
    """The cache of one sequence, run as a batch of one."""
    need_array("x", x)
    if x.ndim != 2:
        raise ValueError(
            f"x has {x.ndim} axes, shape {x.shape}, wanted (T, D), one sequence: take "
            f"one of a batch by x[:, b]"
        )
    if isinstance(state, tuple):
        if any(np.ndim(part) != 1 for part in state):
            raise ValueError(
                f"state has parts of shape {', '.join(str(np.shape(s)) for s in state)}"
                f", wanted (H,) each, one sequence: take one of a batch by part[b]"
            )
        state = tuple(np.asarray(part)[None] for part in state)
    return unroll(cell, p, x[:, None], state)[2]


def _unit_rows(cell: Cell, p: Weights) -> State:
    """A gradient of 1 for each entry of the state by itself, as rows, by parts."""
    n = len(cell.state)
    return tuple(np.split(np.eye(n * len(p.W), dtype=p.W.dtype), n, axis=1))


def _checked_V(V: Array, p: Weights) -> Array:
    need_array("V", V)
    if V.ndim != 2 or len(V) != len(p.W) or V.dtype != p.W.dtype:
        raise ValueError(
            f"V is {V.dtype} {V.shape}, wanted {p.W.dtype} (H, O) with H = {len(p.W)}: "
            f"pass the V of the readout that belongs to p"
        )
    need_finite("V", V)
    return V


def _need_matrices(W: ArrayLike) -> Array:
    W = need_numbers("W", W, "pass a block of weights or a Jacobian")
    if W.ndim < 2 or 0 in W.shape[-2:]:
        raise ValueError(
            f"W has shape {W.shape}, wanted one matrix or more, (..., n, m): pass a "
            f"block of weights or a Jacobian"
        )
    need_finite("W", W)
    return W
