"""Runs the generated functions: the arrays, the products, the chunks of steps.

Blocks are (B, H), contiguous, gate by gate; a chunk is as many steps as fit the
processor's cache, so that what is made for a chunk is still there when it is used.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.engine.build import Engine, engine_for
from rnnbook.engine.memory import POOL
from rnnbook.engine.steps import Steps
from rnnbook.plain import Cache

CHUNK = 1 << 16  # numbers in the largest array of a chunk


class Kept(NamedTuple):
    """What a generated forward leaves for its backward.

    engine: what was generated for the cell. blocks: (T, blocks, B, H), what the record
    consists of. states: each part of the state, (T + 1, B, H).
    """

    engine: Engine
    blocks: np.ndarray
    states: dict


def _chunks(T, blocks, B, H):
    """The first and last step of each chunk."""
    n = max(8, CHUNK // (blocks * B * H))
    return [(lo, min(lo + n, T)) for lo in range(0, T, n)], min(n, T)


def _by_block(a, count):
    """(..., B, count H) seen as (..., count, B, H)."""
    *lead, B, width = a.shape
    return a.reshape(*lead, B, count, width // count).swapaxes(-2, -3)


def _ordered(a, gates, H, scale=None):
    """The columns of `a` (n, K), H for each gate, in another order of the gates."""
    a = a.reshape(len(a), -1, H).take(gates, axis=1)
    if scale is not None:
        a *= scale[gates, None]
    return a.reshape(len(a), -1)


def forward(cell, p, x, state, mask=None):
    """What `unroll_plain` does, by the generated functions; the results are the same."""
    engine = engine_for(cell, mask is not None)
    layout, run = engine.layout, engine.forward
    (T, B, D), H, dtype, K = x.shape, len(p.W), x.dtype, len(cell.gates)
    chunks, n = _chunks(T, K, B, H)
    kept = POOL.arrays(
        {"x": x.shape, "kept": (T, run.blocks["kept"], B, H)}
        | {s: (T + 1, B, H) for s in cell.state}, dtype,
    )  # fmt: skip
    kept["x"][...] = x
    for s, part in zip(cell.state, state, strict=True):
        kept[s][0] = part
    states = {s: kept[s] for s in cell.state}
    made = Kept(engine, kept["kept"], states)
    arrays, U, b = _forward_arrays(engine, p, n, B, dtype)
    for lo, hi in chunks:
        xU = arrays["rows"][: (hi - lo) * B]
        np.dot(kept["x"][lo:hi].reshape(-1, D), U, out=xU)
        xU += b
        arrays["xU"] = _by_block(xU.reshape(hi - lo, B, K * H), K)
        if mask is not None:
            arrays["running"] = mask[lo:hi]
        arrays.update(_record_of(made, lo, hi))
        run(arrays, dtype)
    end = tuple(states[s][-1].copy() for s in cell.state)
    h = states[cell.state[0]][1:].copy()
    return h, end, _cache(made, kept["x"], mask)


def _forward_arrays(engine, p, n, B, dtype):
    """What every chunk of `n` steps of the forward is given; U and b for its xU."""
    cell, layout, H, K = engine.cell, engine.layout, len(p.W), len(engine.cell.gates)
    count = K - 1 if cell.inner else K  # gates that W takes from h_prev
    of_h, of_q = layout.W_gates[:count], layout.W_gates[count:]
    arrays = POOL.arrays(
        {"rows": (n * B, K * H), "hW_row": (B, count * H), "hW_q": (B, H),
         "scratch": (engine.forward.blocks["scratch"], B, H)}
        | {f"new_{s}": (B, H) for s in cell.state}, dtype,
    )  # fmt: skip
    half, b = engine.half.astype(dtype), p.b
    arrays.update(_own_weights(cell, p))
    arrays["hW"] = _by_block(arrays["hW_row"], count)
    arrays["W"] = _ordered(p.W, of_h, H, half)
    if cell.inner:
        arrays["W_q"] = _ordered(p.W, of_q, H, half)
    if hasattr(p, "b_h"):
        b = b + (p.b_h.reshape(K, H) * engine.fused[:, None]).reshape(-1).astype(dtype)
        arrays["b_h"] = p.b_h.reshape(K, 1, H)[layout.W_gates]
    U = _ordered(p.U, layout.U_gates, H, half)
    return arrays, U, _ordered(b[None], layout.U_gates, H, half)


def _own_weights(cell, p):
    """The cell's own weights, row by row, ready to meet (B, H)."""
    return {name: getattr(p, name)[:, None] for name in cell.weights}


def _cache(made, x, mask):
    """The Cache of a generated forward, which reads like that of the plain loop."""
    run, layout = _record_of(made, 0, len(x)), made.engine.layout

    def at(home):
        array, k = home
        return run[array][:, k] if array == "kept" else run[array]

    fields = [list(map(at, homes)) for homes in layout.record.values()]
    q = at(layout.q) if layout.q else ()
    h_prev = run[f"{made.engine.cell.state[0]}_prev"]
    return Cache(x, h_prev, Steps(made.engine.step, fields), q, mask, made)


def backward(cell, p, dh, cache, dstate, carry=None):
    """What `unroll_plain_backward` does, by the generated functions."""
    engine, mask = cache.fast.engine, cache.mask
    coefficients, loop = engine.backward(carry is not None)
    (T, B, H), D, dtype = dh.shape, cache.x.shape[2], dh.dtype
    chunks, n = _chunks(T, loop.blocks["da"], B, H)
    arrays, matrices = _backward_arrays(engine, p, dstate, n, B, dtype)
    rows = {name: arrays[name][:, None] for name in cell.weights}
    dx, sums = np.empty((T, B, D), dtype), {}
    for lo, hi in reversed(chunks):
        run = _record_of(cache.fast, lo, hi)
        of_chunk = {name: arrays[name][:, : hi - lo] for name in ("coef", "spare")}
        of_chunk["kept"] = run["kept"].swapaxes(0, 1)
        coefficients({**arrays, **run, **of_chunk, **rows}, dtype)
        da = arrays["rows"][: (hi - lo) * B]
        of_x, of_h, of_q = (da[:, columns] for columns in matrices.columns)
        run["coef"] = of_chunk["coef"].swapaxes(0, 1)
        run["da"] = _by_block(da.reshape(hi - lo, B, -1), loop.blocks["da"])
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
    arrays.update(_own_weights(cell, p))
    W, last = _ordered(p.W, layout.W_gates, H), H if cell.inner else 0
    arrays["W"] = W[:, : K - last].T.copy()
    arrays["W_q"] = W[:, K - last :].T.copy()
    columns = slice(K), slice(width - K, width - last), slice(width - last, width)
    return arrays, Matrices(_ordered(p.U, layout.U_gates, H), columns)


def _record_of(kept, lo, hi):
    """What the forward has kept of the steps from `lo` to before `hi`."""
    run = {"kept": kept.blocks[lo:hi]}
    for s, part in kept.states.items():
        run[s], run[f"{s}_prev"] = part[lo + 1 : hi + 1], part[lo:hi]
    return run


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
        "U": _ordered(total["U"], of_U, H),
        "W": _ordered(dW, of_W, H),
        "b": _ordered(db[:, : len(p.b)], of_U, H)[0],
        "b_h": _ordered(db[:, layout.apart * H :], of_W, H)[0],
    }
    at = 0
    for name, rows in cell.weights.items():
        found[name] = total["own"][at : at + len(rows)]
        at += len(rows)
    return type(p)(**{name: found[name] for name in p._fields})
