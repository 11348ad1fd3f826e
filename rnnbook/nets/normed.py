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

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import (
    need_array,
    need_cell,
    need_choice,
    need_dtype,
    need_eps,
    need_finite,
    need_iterable,
    need_one_dtype,
    need_shape,
    need_whole,
)
from rnnbook._types import Array, DType, Layer, State, Weights
from rnnbook.cells import Cell
from rnnbook.cells.params import own_weights
from rnnbook.loop._checks import check_backward, check_forward
from rnnbook.loop.plain import Cache, gradients
from rnnbook.nets.norm import EPS, normalise, normalise_backward

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


AXES = {"layer": -1, "batch": 0}
STARTS = {"layer": 1.0, "batch": 0.1}


class Gains(NamedTuple):
    """The gains of x U and of h W, (K,) each. A gradient of them is a `Gains`."""

    x: Array
    h: Array


class Statistics(NamedTuple):
    """Mean and variance of both products over a batch, (T, K) each, step by step."""

    x_mean: Array
    x_variance: Array
    h_mean: Array
    h_variance: Array


def init_gains(
    cell: Cell, H: int, kind: str = "layer", dtype: DType = np.float64
) -> Gains:
    """The gains to start from: 1 for "layer", 0.1 for "batch".

    Returns: Gains.
    Raises: ValueError or TypeError for another kind, and for H below 1.
    Source: cooijmans2017 for the 0.1: with 1, gradients through tanh vanish early.
    """
    need_cell(cell)
    axis_of(kind)
    need_dtype(dtype)
    H = need_whole("H", H, 1, "the width of the state, pass H=8")
    start = np.full(H * len(cell.gates), STARTS[kind], dtype)
    return Gains(start, start.copy())


def mean_statistics(caches: Iterable[Any]) -> Statistics:
    """The mean over batches of what each batch's norms have seen, for testing.

    caches: those of `unroll_normed` with kind "batch", of as many steps each.
    Returns: Statistics. The variances are means of squares, not corrected for the size
    of the batch.
    Raises: ValueError for no caches, and for caches that do not fit each other.
    """
    need_iterable("caches", caches, "pass [cache] of one batch or more")
    found = [_statistics_of(cache) for cache in caches]
    if len({part.shape for each in found for part in each}) != 1:
        shapes = ", ".join(str(each.x_mean.shape) for each in found) or "none"
        raise ValueError(
            f"the caches hold statistics of shapes {shapes}, wanted at least one and "
            f"all alike, (T, K): pass caches of batches of one length"
        )
    return Statistics(*(sum(parts) / len(found) for parts in zip(*found, strict=True)))


def _statistics_of(cache: Any) -> Statistics:
    if getattr(cache, "axis", None) != AXES["batch"]:
        raise ValueError(
            'the cache is not one of a batch-normalised run, wanted kind "batch": '
            'pass what unroll_normed(..., kind="batch") returned third'
        )
    parts = []
    for steps in (cache.x_norms, cache.h_norms):
        for name in ("mean", "variance"):
            rows = [[getattr(norm, name) for norm in step] for step in steps]
            parts.append(np.stack([np.concatenate(row) for row in rows]))
    return Statistics(*parts)


def axis_of(kind: str) -> int:
    """The axis along which a kind of normalisation takes its mean."""
    why = "over the units of a row, or over the batch"
    return AXES[need_choice("kind", kind, tuple(AXES), why)]


def check_gains(cell: Cell, gains: Gains, p: Weights) -> None:
    """Refuse gains that do not fit the parameters."""
    if not isinstance(gains, Gains):
        raise TypeError(
            f"gains is a {type(gains).__name__}, wanted Gains(x, h): init_gains(cell, "
            f"H, kind) makes one"
        )
    for name, value in gains._asdict().items():
        need_array(f"gains.{name}", value)
        why = "one for each column of U and W, init_gains(cell, H, kind) makes them"
        need_shape(f"gains.{name}", value, p.b.shape, why)
        need_finite(f"gains.{name}", value)
    need_one_dtype({"gains.x": gains.x, "gains.h": gains.h, "U": p.U})
    if cell.inner and len(cell.gates) < 2:
        raise ValueError(
            f"the {cell.name} cell makes a row of its own from no gate, wanted two "
            f"gates or more: normalise another cell"
        )


def check_rows(
    x: Array, p: Weights, kind: str, statistics: Statistics | None, eps: float
) -> None:
    """Refuse what has nothing to take a mean over, and statistics that do not fit."""
    need_eps(eps, EPS)
    if kind == "layer" and len(p.W) < 2:
        raise ValueError(
            f"H = {len(p.W)}, wanted at least 2 for 'layer': one unit less its own "
            f"mean is always zero, so take more units, or 'batch'"
        )
    if kind == "layer" and statistics is not None:
        raise ValueError(
            "statistics is given, wanted none for 'layer': each row has its own, in "
            "training and in testing, so leave it out"
        )
    if kind == "batch" and statistics is None and x.shape[1] < 2:
        raise ValueError(
            f"B = {x.shape[1]}, wanted at least 2 for 'batch': one row less its own "
            f"mean is zero, so pass a larger batch, or statistics for testing"
        )
    if statistics is not None:
        _check_statistics(statistics, p)


def _check_statistics(statistics: Statistics, p: Weights) -> None:
    if not isinstance(statistics, Statistics):
        raise TypeError(
            f"statistics is a {type(statistics).__name__}, wanted Statistics: "
            f"mean_statistics(caches) makes one of what training has seen"
        )
    for name, value in statistics._asdict().items():
        need_array(f"statistics.{name}", value)
        steps = len(statistics.x_mean) or 1
        why = "(T, K), a row for each step, at least one"
        need_shape(f"statistics.{name}", value, (steps, p.b.size), why)
        need_finite(f"statistics.{name}", value)
    need_one_dtype({**statistics._asdict(), "U": p.U})
    least = min(statistics.x_variance.min(), statistics.h_variance.min())
    if least < 0:
        raise ValueError(
            f"a variance of the statistics is {least}, wanted none below 0: pass mean "
            f"and variance in the order of Statistics"
        )


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
    Raises: ValueError for another kind or eps, for statistics with "layer", for one row
    a batch without statistics, and as `unroll`; TypeError for gains that are no Gains.
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
    Raises: TypeError if cache is no NormedCache; ValueError if dh, dstate or gains do
    not fit it, or are not finite.
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
