"""Runs a generated backward: the coefficients of a chunk, its steps, its products."""

from typing import NamedTuple

import numpy as np

from rnnbook.loop.generator.memory import POOL
from rnnbook.loop.generator.run import by_block, chunks, ordered, record_of, weight_rows


def backward(cell, p, dh, cache, dstate, carry=None):
    """What `unroll_plain_backward` does, by the generated functions."""
    engine, mask = cache.fast.engine, cache.mask
    coefficients, loop = engine.backward(carry is not None)
    (T, B, H), D, dtype = dh.shape, cache.x.shape[2], dh.dtype
    parts, n = chunks(T, loop.blocks["da"], B, H)
    arrays, matrices = _backward_arrays(engine, p, dstate, n, B, dtype)
    rows = {name: arrays[name][:, None] for name in cell.weights}
    dx, sums = np.empty((T, B, D), dtype), {}
    for lo, hi in reversed(parts):
        run = record_of(cache.fast, lo, hi)
        of_chunk = {name: arrays[name][:, : hi - lo] for name in ("coef", "spare")}
        of_chunk["saved"] = run["saved"].swapaxes(0, 1)
        coefficients({**arrays, **run, **of_chunk, **rows}, dtype)
        da = arrays["rows"][: (hi - lo) * B]
        of_x, of_h, of_q = (da[:, columns] for columns in matrices.columns)
        run["coef"] = of_chunk["coef"].swapaxes(0, 1)
        run["da"] = by_block(da.reshape(hi - lo, B, -1), loop.blocks["da"])
        run["dhW_row"] = of_h.reshape(hi - lo, B, -1)
        run["own"], run["above"] = arrays["own_rows"][: hi - lo], dh[lo:hi]
        if mask is not None:
            run["running"] = mask[lo:hi].astype(dtype)
            run["stopped"] = 1 - run["running"]
        if carry is not None:
            run["carry"] = carry[lo:hi]
        loop({**arrays, **run}, dtype)
        np.dot(of_x, matrices.U.T, out=dx[lo:hi].reshape(-1, D))
        h_prev = cache.h_prev[lo:hi].reshape(-1, H)
        _add(sums, "U", cache.x[lo:hi].reshape(-1, D).T @ of_x)
        _add(sums, "W", h_prev.T @ of_h)
        _add(sums, "b", np.ones((1, len(da)), dtype) @ da)
        if cell.inner:
            _add(sums, "q", cache.q[lo:hi].reshape(-1, H).T @ of_q)
        if cell.weights:
            _add(sums, "own", run["own"].sum(axis=(0, 2)))
    dstart = tuple(arrays[f"d{s}"].copy() for s in cell.state)
    return _gradients(engine, p, sums), dx, dstart


class Matrices(NamedTuple):
    """U with its columns in the order of da, and the columns of da for xU, h W, q W."""

    U: np.ndarray
    columns: tuple


def _backward_arrays(engine, p, dstate, n, B, dtype):
    """What every chunk of `n` steps of the backward is given, and Matrices."""
    cell, layout, H = engine.cell, engine.layout, len(p.W)
    coefficients, loop = engine.backward(False)
    K, width = len(p.b), loop.blocks["da"] * H
    arrays = POOL.arrays(
        {"rows": (n * B, width), "own_rows": (n, loop.blocks["own"], B, H),
         "coef": (coefficients.blocks["coef"], n, B, H),
         "spare": (coefficients.blocks["spare"], n, B, H),
         "scratch": (loop.blocks["scratch"], B, H), "through": (B, H), "dq": (B, H)}
        | {f"{pre}{s}": (B, H) for s in cell.state for pre in ("d", "past_")}, dtype,
    )  # fmt: skip
    for s, part in zip(cell.state, dstate, strict=True):
        arrays[f"d{s}"][...] = part
    arrays.update(weight_rows(cell, p))
    W, last = ordered(p.W, layout.W_gates, H), H if cell.inner else 0
    arrays["W"] = W[:, : K - last].T.copy()
    arrays["W_q"] = W[:, K - last :].T.copy()
    columns = slice(K), slice(width - K, width - last), slice(width - last, width)
    return arrays, Matrices(ordered(p.U, layout.U_gates, H), columns)


def _add(sums, name, more):
    """Add to the sum of that name; the first of them starts it."""
    if name in sums:
        sums[name] += more
    else:
        sums[name] = more


def _gradients(engine, p, total):
    """The sums with their columns in the order of the cell's gates again."""
    cell, layout, H = engine.cell, engine.layout, len(p.W)
    of_U, of_W = np.argsort(layout.U_gates), np.argsort(layout.W_gates)
    dW = np.concatenate([total["W"], total["q"]], axis=1) if cell.inner else total["W"]
    db = total["b"]
    found = {
        "U": ordered(total["U"], of_U, H),
        "W": ordered(dW, of_W, H),
        "b": ordered(db[:, : len(p.b)], of_U, H)[0],
        "b_h": ordered(db[:, layout.apart * H :], of_W, H)[0],
    }
    at = 0
    for name, rows in cell.weights.items():
        found[name] = total["own"][at : at + len(rows)]
        at += len(rows)
    return type(p)(**{name: found[name] for name in p._fields})
