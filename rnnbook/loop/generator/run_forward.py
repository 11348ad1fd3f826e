"""Runs a generated forward: one product for the inputs of a chunk, then its steps."""

import numpy as np

from rnnbook.loop.generator.build import engine_for
from rnnbook.loop.generator.memory import POOL
from rnnbook.loop.generator.run import (
    Saved,
    by_block,
    chunks,
    ordered,
    record_of,
    weight_rows,
)
from rnnbook.loop.generator.steps import Steps
from rnnbook.loop.plain import Cache


def forward(cell, p, x, state, mask=None):
    """What `unroll_plain` does, by the generated functions."""
    engine = engine_for(cell, mask is not None)
    run = engine.forward
    (T, B, D), H, dtype, K = x.shape, len(p.W), x.dtype, len(cell.gates)
    parts, n = chunks(T, K, B, H)
    saved = POOL.arrays(
        {"x": x.shape, "saved": (T, run.blocks["saved"], B, H)}
        | {s: (T + 1, B, H) for s in cell.state}, dtype,
    )  # fmt: skip
    saved["x"][...] = x
    for s, part in zip(cell.state, state, strict=True):
        saved[s][0] = part
    states = {s: saved[s] for s in cell.state}
    made = Saved(engine, saved["saved"], states)
    arrays, U, b = _forward_arrays(engine, p, n, B, dtype)
    for lo, hi in parts:
        xU = arrays["rows"][: (hi - lo) * B]
        np.dot(saved["x"][lo:hi].reshape(-1, D), U, out=xU)
        xU += b
        arrays["xU"] = by_block(xU.reshape(hi - lo, B, K * H), K)
        if mask is not None:
            arrays["running"] = mask[lo:hi]
        arrays.update(record_of(made, lo, hi))
        run(arrays, dtype)
    end = tuple(states[s][-1].copy() for s in cell.state)
    h = states[cell.state[0]][1:].copy()
    return h, end, _cache(made, saved["x"], mask)


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
    arrays.update(weight_rows(cell, p))
    arrays["hW"] = by_block(arrays["hW_row"], count)
    arrays["W"] = ordered(p.W, of_h, H, half)
    if cell.inner:
        arrays["W_q"] = ordered(p.W, of_q, H, half)
    if hasattr(p, "b_h"):
        b = b + (p.b_h.reshape(K, H) * engine.fused[:, None]).reshape(-1).astype(dtype)
        arrays["b_h"] = p.b_h.reshape(K, 1, H)[layout.W_gates]
    U = ordered(p.U, layout.U_gates, H, half)
    return arrays, U, ordered(b[None], layout.U_gates, H, half)


def _cache(made, x, mask):
    """The Cache of a generated forward, which reads like that of the plain loop."""
    run, layout = record_of(made, 0, len(x)), made.engine.layout

    def at(slot):
        array, k = slot
        return run[array][:, k] if array == "saved" else run[array]

    fields = [list(map(at, slots)) for slots in layout.record.values()]
    q = at(layout.q) if layout.q else ()
    h_prev = run[f"{made.engine.cell.state[0]}_prev"]
    return Cache(x, h_prev, Steps(made.engine.step, fields), q, mask, made)
