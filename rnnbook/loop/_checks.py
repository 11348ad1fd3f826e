"""The checks of the arguments of `unroll` and `unroll_backward`."""

import numpy as np

from rnnbook._checks import (
    need_array,
    need_cell,
    need_choice,
    need_finite,
    need_one_dtype,
    need_plain,
    need_shape,
)
from rnnbook.cells import CELLS
from rnnbook.cells.params import need_params, shapes, zeros_state

ENGINES = ("plain", "generated")


def _check_params(cell, p):
    need_cell(cell, f"another of {', '.join(CELLS)}")
    need_params(cell, p)
    if p.U.ndim != 2 or p.W.ndim != 2 or p.b.ndim != 1:
        raise ValueError(
            f"U, W, b have shapes {p.U.shape}, {p.W.shape}, {p.b.shape}, wanted "
            f"(D, K), (H, K), (K,): init_params(cell, D, H, rng) makes them"
        )
    H, gates = len(p.W), len(cell.gates)
    if H == gates * p.W.shape[1] != p.W.shape[1]:
        raise ValueError(
            f"W has shape {p.W.shape}, wanted (H, K) = {p.W.shape[::-1]}: it looks "
            f"like the transpose, as torch keeps it, so pass W.T"
        )
    why = f"K = {gates} H for the {cell.name} cell (gates {', '.join(cell.gates)})"
    need_shape("W", p.W, (H, gates * H), why)
    for name, shape in shapes(cell, len(p.U), H).items():
        rows = cell.weights.get(name)
        more = f"a row for each of {', '.join(rows)}" if rows else why
        need_shape(name, getattr(p, name), shape, f"H = {H} by W, and {more}")


def _check_state(cell, state, shape, prefix=""):
    names = [prefix + name for name in cell.state]
    if not isinstance(state, tuple) or len(state) != len(names):
        count = f" of {len(state)}" if isinstance(state, tuple) else ""
        raise TypeError(
            f"{prefix}state is a {type(state).__name__}{count}, wanted a tuple "
            f"({', '.join(names)},) for the {cell.name} cell: leave it out for zeros"
        )
    parts = {f"{prefix}state.{n}": v for n, v in zip(cell.state, state, strict=True)}
    for name, value in parts.items():
        need_array(name, value)
        need_shape(name, value, shape, "one row for each sequence of the batch")
        need_finite(name, value)
    return parts


def check_forward(cell, p, x, state):
    """Refuse what `unroll` could not run truthfully; a copy of the initial state."""
    _check_params(cell, p)
    need_array("x", x)
    D, H = p.U.shape[0], p.W.shape[0]
    if x.ndim != 3:
        raise ValueError(
            f"x has {x.ndim} axes, shape {x.shape}, wanted (T, B, D) = time, batch, "
            f"input: one sequence is x[:, None, :], one number a step x[..., None]"
        )
    T, B, width = x.shape
    if width != D:
        raise ValueError(
            f"x is (T, B, D) = {x.shape}, but U is (D, K) = {p.U.shape}: their D must "
            f"agree, pass inputs of width {D} or make parameters for D = {width}"
        )
    if T == 0 or B == 0:
        raise ValueError(
            f"x is (T, B, D) = {x.shape}, an empty sequence or batch: at least one "
            f"step and one sequence are wanted, so drop empty sequences first"
        )
    if state is None:
        state = zeros_state(cell, B, H, x.dtype)
    elif _rows(state) == T != B:
        raise ValueError(
            f"x is (T, B, D) = {x.shape}, but the state has {T} rows: x looks "
            f"batch-first (B, T, D), and this book is time-major: pass x.swapaxes(0, 1)"
        )
    parts = _check_state(cell, state, (B, H))
    need_finite("x", x)
    for name, value in p._asdict().items():
        need_finite(name, value)
    need_one_dtype({"x": x, **p._asdict(), **parts})
    return tuple(part.copy() for part in state)


def _rows(state):
    """How many rows the first part of a state has, None if it has none."""
    first = state[0] if isinstance(state, tuple) and state else None
    return first.shape[0] if isinstance(first, np.ndarray) and first.ndim == 2 else None


def _check_cache(cell, p, cache):
    if not all(hasattr(cache, name) for name in ("x", "h_prev", "steps")):
        raise TypeError(
            f"cache is a {type(cache).__name__}, wanted the third value that unroll "
            f"returned: h, state, cache = unroll(cell, p, x)"
        )
    D, H = cache.x.shape[2], cache.h_prev.shape[2]
    if (D, H) != (len(p.U), len(p.W)):
        raise ValueError(
            f"the cache is of a forward pass with D = {D}, H = {H}, but p has D = "
            f"{len(p.U)}, H = {len(p.W)}: pass the p that unroll was given"
        )


def check_backward(cell, p, dh, cache, dstate):
    """Refuse gradients that do not fit the forward pass; returns the final dstate."""
    _check_params(cell, p)
    _check_cache(cell, p, cache)
    need_array("dh", dh)
    T, B, H = shape = cache.h_prev.shape
    if dh.shape != shape:
        why = "pass the gradient for every h_t, zeros where the loss does not look"
        if dh.shape == (B, T, H):
            why = "dh looks batch-first, pass dh.swapaxes(0, 1)"
        raise ValueError(f"dh has shape {dh.shape}, wanted (T, B, H) = {shape}: {why}")
    if dstate is None:
        dstate = zeros_state(cell, *shape[1:], dh.dtype)
    parts = _check_state(cell, dstate, shape[1:], prefix="d")
    need_finite("dh", dh)
    need_one_dtype({"dh": dh, **parts, **p._asdict()})
    return dstate


def check_mask(mask, x):
    """The mask as (T, B, 1), bool, a copy; None if there is none."""
    if mask is None:
        return None
    need_plain("mask", mask)
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        kind = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(
            f"mask is of {kind}, wanted a bool array (T, B), True where a sequence has "
            f"a step: length_mask(lengths, T) makes one, weights are for the loss"
        )
    need_shape("mask", mask, x.shape[:2], "(T, B), one entry for each step of x")
    return mask[..., None].copy()


def check_carry(carry, dh):
    """The carry as (T, B or 1, 1) in the dtype of dh; None if there is none."""
    if carry is None:
        return None
    need_array("carry", carry)
    T, B = dh.shape[:2]
    if carry.shape not in ((T,), (T, B)):
        raise ValueError(
            f"carry has shape {carry.shape}, wanted (T,) = ({T},) or (T, B) = ({T}, "
            f"{B}): a factor for each step, see window_carry and random_carry"
        )
    need_finite("carry", carry)
    return carry.reshape(T, -1, 1).astype(dh.dtype)


def check_engine(engine, known):
    """Which engine runs: that which was asked for, by default the fast one if known."""
    if engine is None:
        return "generated" if known else "plain"
    why = "leave it out for the fast one wherever it is known to be the same"
    return need_choice("engine", engine, ENGINES, why, "'plain', 'generated' or None")
