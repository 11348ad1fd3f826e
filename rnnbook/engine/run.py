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

CHUNK = 1 << 18  # numbers in the largest array of a chunk


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
    arrays, U, b = _forward_arrays(engine, p, n, B, dtype)
    for lo, hi in chunks:
        xU = arrays["rows"][: (hi - lo) * B]
        np.dot(kept["x"][lo:hi].reshape(-1, D), U, out=xU)
        xU += b
        arrays["xU"] = _by_block(xU.reshape(hi - lo, B, K * H), K)
        arrays["kept"] = kept["kept"][lo:hi]
        if mask is not None:
            arrays["running"] = mask[lo:hi]
        for s in cell.state:
            arrays[s], arrays[f"{s}_prev"] = kept[s][lo + 1 : hi + 1], kept[s][lo:hi]
        run(arrays, dtype)
    states = {s: kept[s] for s in cell.state}
    end = tuple(states[s][-1].copy() for s in cell.state)
    h = states[cell.state[0]][1:].copy()
    return h, end, _cache(engine, kept, states, mask)


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


def _cache(engine, kept, states, mask):
    """The Cache of a generated forward, which reads like that of the plain loop."""
    blocks = kept["kept"]
    arrays = {f"{s}_prev": part[:-1] for s, part in states.items()}
    arrays |= {s: part[1:] for s, part in states.items()}

    def at(home):
        array, k = home
        return blocks[:, k] if array == "kept" else arrays[array]

    layout, h = engine.layout, states[engine.cell.state[0]]
    steps = Steps(engine.step, [list(map(at, homes)) for homes in layout.record.values()])
    q = at(layout.q) if layout.q else ()
    return Cache(kept["x"], h[:-1], steps, q, mask, Kept(engine, blocks, states))


def backward(cell, p, dh, cache, dstate, carry=None):
    """What `unroll_plain_backward` does, by the generated functions."""
    engine, blocks, states = cache.fast
    layout, mask = engine.layout, cache.mask
    coefficients, loop = engine.backward(carry is not None)
    (T, B, H), D, dtype = dh.shape, cache.x.shape[2], dh.dtype
    K, apart = len(cell.gates), layout.apart
    width = {**coefficients.blocks, **loop.blocks}
    chunks, n = _chunks(T, width["da"], B, H)
    work = POOL.arrays(
        {"da": (n * B, width["da"] * H), "scratch": (width["scratch"], B, H),
         "coef": (n, width["coef"], B, H), "spare": (n, width["spare"], B, H),
         "own": (n, width["own"], B, H), "through": (B, H), "dq": (B, H)}
        | {f"{pre}{s}": (B, H) for s in cell.state for pre in ("d", "past_")}, dtype,
    )  # fmt: skip
    for s, part in zip(cell.state, dstate, strict=True):
        work[f"d{s}"][...] = part
    U, W = _ordered(p.U, layout.U_gates, H), _ordered(p.W, layout.W_gates, H)
    arrays, own_weights = dict(work), _own_weights(cell, p)
    h_columns = W.shape[1] - H if cell.inner else W.shape[1]
    arrays["W"], arrays["W_q"] = W[:, :h_columns].T.copy(), W[:, h_columns:].T.copy()
    dx, sums = np.empty((T, B, D), dtype), Sums()
    for lo, hi in reversed(chunks):
        m = hi - lo
        da = work["da"][: m * B]
        of_x, of_h = da[:, : K * H], da[:, apart * H :]
        arrays["kept"] = blocks[lo:hi].swapaxes(0, 1)
        for s in cell.state:
            arrays[s], arrays[f"{s}_prev"] = states[s][lo + 1 : hi + 1], states[s][lo:hi]
        arrays["coef"], arrays["spare"] = (
            work[name][:m].swapaxes(0, 1) for name in ("coef", "spare")
        )
        arrays.update({name: w[:, None] for name, w in own_weights.items()})
        coefficients(arrays, dtype)
        arrays["kept"], arrays["coef"] = blocks[lo:hi], work["coef"][:m]
        arrays["own"], arrays["above"] = work["own"][:m], dh[lo:hi]
        arrays["da"] = _by_block(da.reshape(m, B, -1), width["da"])
        arrays["dhW_row"] = of_h[:, :h_columns].reshape(m, B, -1)
        arrays.update(own_weights)
        if mask is not None:
            arrays["running"] = mask[lo:hi].astype(dtype)
            arrays["stopped"] = 1 - arrays["running"]
        if carry is not None:
            arrays["carry"] = carry[lo:hi]
        loop(arrays, dtype)
        np.dot(of_x, U.T, out=dx[lo:hi].reshape(-1, D))
        sums.add("U", cache.x[lo:hi].reshape(-1, D).T, of_x)
        sums.add("W", states[cell.state[0]][lo:hi].reshape(-1, H).T, of_h[:, :h_columns])
        sums.add("b", np.ones((1, m * B), dtype), da)
        if cell.inner:
            sums.add("q", cache.q[lo:hi].reshape(-1, H).T, of_h[:, h_columns:])
        if width["own"]:
            sums.total["own"] = sums.total.get("own", 0) + arrays["own"].sum(axis=(0, 2))
    dstart = tuple(work[f"d{s}"].copy() for s in cell.state)
    return _gradients(engine, p, sums.total), dx, dstart


class Sums:
    """Products of all chunks, added up."""

    def __init__(self):
        self.total = {}

    def add(self, name, a, b):
        """Add a @ b to the total of `name`."""
        product = np.dot(a, b)
        if name in self.total:
            self.total[name] += product
        else:
            self.total[name] = product


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
