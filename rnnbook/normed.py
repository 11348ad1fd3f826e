"""Normalisation inside a recurrence: of x U and of h W, before they add up.

A cell sees norm(x U) gain_x + b and norm(h W) gain_h, plus b_h where it has one: b and
b_h are the offsets. "layer" normalises each row over its units (ba2016), "batch" each
unit over the batch, at each step by itself (cooijmans2017).

With "layer" a row is normalised over all gates at once, as in the LSTM of ba2016. The
last gate is by itself in cells that use its product by itself, the GRUs, as in the
GRU of that paper. Two things differ: the LSTM of both papers normalises c too, on its
way into h, which no loop can do around a cell that makes h from c in one step; and in
a plain RNN ba2016 normalises the sum of both products, not each of them.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from rnnbook._types import Array, Layer, State, Weights
from rnnbook._validate import check_backward, check_forward
from rnnbook.cells import Cell
from rnnbook.gains import (
    Gains,
    Statistics,
    axis_of,
    check_gains,
    check_rows,
    init_gains,
    mean_statistics,
)
from rnnbook.norm import normalise, normalise_backward
from rnnbook.params import own_weights
from rnnbook.plain import Cache, gradients

__all__ = [
    "Gains",
    "NormedCache",
    "Statistics",
    "blocks_of",
    "init_gains",
    "mean_statistics",
    "unroll_normed",
    "unroll_normed_backward",
]


class NormedCache(NamedTuple):
    """What `unroll_normed` keeps for its backward.

    run: the Cache of the loop. x_norms, h_norms: for each step a list, with a NormCache
    for each block of columns. axis: along which the means were taken.
    """

    run: Cache
    x_norms: list
    h_norms: list
    axis: int


def blocks_of(cell: Cell, H: int) -> list[slice]:
    """The slices of columns of U and W that are normalised together."""
    K, apart = H * len(cell.gates), cell.inner or "b_h" in cell.params._fields
    if not apart or K == H:
        return [slice(0, K)]
    return [slice(0, K - H), slice(K - H, K)]


def unroll_normed(
    cell: Cell, p: Weights, gains: Gains, x: Array, state: State | None = None,
    kind: str = "layer", statistics: Statistics | None = None, eps: float = 1e-5,
) -> tuple[Array, State, NormedCache]:  # fmt: skip
    """Run `cell` over x with both products normalised at each step.

    Shapes: as for `unroll`; gains, see `init_gains`. statistics: with "batch", those to
    use in place of the batch's own, for testing, see `mean_statistics`; beyond their
    last step that step's go on. No mask: padding would count in the means of a batch.
    Returns: h (T, B, H), the final state, and a NormedCache.
    Raises: ValueError or TypeError: what came, what was wanted, the remedy.
    Where all rows of h_0 are alike, as zeros are, "batch" finds variance 0 at step 0:
    the product counts for nothing there, and 1 / sqrt(eps) multiplies h_0's gradient.
    Source: ba2016, cooijmans2017.
    """
    state, axis = check_forward(cell, p, x, state), axis_of(kind)
    check_gains(cell, gains, p)
    check_rows(x, p, kind, statistics, eps)
    blocks, own = blocks_of(cell, len(p.W)), own_weights(cell, p)
    offsets = p.b, getattr(p, "b_h", np.zeros_like(p.b))

    def norm(which, t, k, product):
        known = _known(statistics, 2 * which, t, k)
        return normalise(product, gains[which][k], offsets[which][k], eps, axis, known)

    h = np.empty((len(x) + 1, *state[0].shape), x.dtype)
    h[0], steps, q, x_norms, h_norms = state[0], [], [], [], []
    for t, product in enumerate(x @ p.U):
        xU, seen = _joined([norm(0, t, k, product[:, k]) for k in blocks])
        x_norms.append(seen)
        hW, seen = _recurrent(cell, p, xU, state, q, blocks, partial(norm, 1, t))
        h_norms.append(seen)
        state, step = cell.forward(xU, hW, state, *own)
        h[t + 1] = state[0]
        steps.append(step)
    run = Cache(x.copy(), h[:-1], steps, q)
    state = tuple(part.copy() for part in state)
    return h[1:].copy(), state, NormedCache(run, x_norms, h_norms, axis)


def _known(statistics, first, t, k):
    """Mean and variance that were given for a step, in the columns k."""
    if statistics is None:
        return None
    t = min(t, len(statistics.x_mean) - 1)
    return statistics[first][t, k], statistics[first + 1][t, k]


def _joined(parts):
    """Outputs side by side, and the list of their caches."""
    outs, caches = zip(*parts, strict=True)
    return np.concatenate(outs, axis=-1), list(caches)


def _recurrent(cell, p, xU, state, q, blocks, norm):
    """h_prev W, block by block; the last one from the cell's own row, if it has one."""
    parts, row = [], state[0]
    for k in blocks:
        if cell.inner and k == blocks[-1]:
            row = cell.inner(xU, parts[0][0], state)
            q.append(row)
        parts.append(norm(k, row @ p.W[:, k]))
    return _joined(parts)


def unroll_normed_backward(
    cell: Cell, p: Layer, gains: Gains, dh: Array, cache: NormedCache,
    dstate: State | None = None,
) -> tuple[Layer, Gains, Array, State]:  # fmt: skip
    """Backpropagation through time and through every normalisation on the way.

    Shapes: gains as `unroll_normed` was given; dh, dstate as for `unroll_backward`.
    Returns: gradients of the parameters, of the gains, of x, of the initial state.
    Raises: ValueError or TypeError: what came, what was wanted, the remedy.
    """
    if not isinstance(cache, NormedCache):
        raise TypeError(
            f"cache is a {type(cache).__name__}, wanted the third value that "
            f"unroll_normed returned: unroll_backward is for those of unroll"
        )
    run = cache.run
    dstate = check_backward(cell, p, dh, run, dstate)
    check_gains(cell, gains, p)
    blocks, axis = blocks_of(cell, len(p.W)), cache.axis
    dxU = np.empty((*dh.shape[:2], p.b.size), dh.dtype)
    dhW = np.empty_like(dxU)
    # Gain and offset of x U, then those of h W.
    dx_norm, dh_norm = np.zeros((2, 2, p.b.size), dh.dtype)
    down = [np.zeros_like(getattr(p, name)) for name in cell.weights]
    for t in reversed(range(len(dh))):
        dstate = (dstate[0] + dh[t], *dstate[1:])
        d, (dhW[t], *d_norm), dstate, own = _step_backward(
            cell, p, dstate, run.steps[t], cache.h_norms[t], blocks, axis
        )
        dh_norm += d_norm
        dxU[t], *d_norm = _blocks_backward(d, cache.x_norms[t], blocks, axis)
        dx_norm += d_norm
        for total, d in zip(down, own, strict=True):
            total += d.sum(axis=0).reshape(total.shape)
    dp = gradients(cell, p, run, dxU, dhW, down)._replace(b=dx_norm[1])
    if hasattr(p, "b_h"):
        dp = dp._replace(b_h=dh_norm[1])
    return dp, Gains(dx_norm[0], dh_norm[0]), dxU @ p.U.T, dstate


def _blocks_backward(d, norms, blocks, axis):
    """Gradients for the product, the gain and the offset, all blocks side by side."""
    pairs = zip(blocks, norms, strict=True)
    each = [normalise_backward(d[:, k], norm, axis) for k, norm in pairs]
    return [np.concatenate(parts, axis=-1) for parts in zip(*each, strict=True)]


def _step_backward(cell, p, dstate, step, norms, blocks, axis):
    """One step back: through the cell, the norms of h W, and W.

    Returns: the gradient for xU; those for h W before its norm, its gain and offset;
    that for the old state; those for the cell's own weights.
    """
    dxU, dhW, dstate, *own = cell.backward(dstate, step, *own_weights(cell, p))
    first, last = blocks[0], blocks[-1]
    if cell.inner:                               # its product first: it led to q
        dq = normalise_backward(dhW[:, last], norms[-1], axis)[0] @ p.W[:, last].T
        dxU_q, dhW_q, dstate_q = cell.inner_backward(dq, step)
        dxU = dxU + dxU_q
        dhW = np.concatenate([dhW[:, first] + dhW_q, dhW[:, last]], axis=-1)
        dstate = tuple(d + d_q for d, d_q in zip(dstate, dstate_q, strict=True))
    grads = _blocks_backward(dhW, norms, blocks, axis)
    direct = first if cell.inner else slice(None)
    through_W = grads[0][:, direct] @ p.W[:, direct].T
    return dxU, grads, (dstate[0] + through_W, *dstate[1:]), own
