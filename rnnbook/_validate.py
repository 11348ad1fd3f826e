"""The checks at the door: what came, what was wanted, the remedy."""

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.params import shapes, zeros_state


def need_array(name, value):
    """Refuse what is not an array of float32 or float64."""
    if not isinstance(value, np.ndarray):
        raise TypeError(
            f"{name} is a {type(value).__name__}, wanted a NumPy array: "
            f"pass np.asarray({name}, dtype=np.float64)"
        )
    if value.dtype not in (np.float32, np.float64):
        raise TypeError(
            f"{name} has dtype {value.dtype}, wanted float32 or float64: "
            f"pass {name}.astype(np.float64)"
        )


def need_record(name, value):
    """Refuse what is not a NamedTuple of arrays, such as Params or Readout."""
    if not isinstance(value, tuple) or not hasattr(value, "_fields"):
        raise TypeError(
            f"{name} is a {type(value).__name__}, wanted a NamedTuple of arrays, such "
            f"as Params: pass Params(U, W, b)"
        )
    for field, part in zip(value._fields, value, strict=True):
        need_array(f"{name}.{field}", part)


def need_alike(name, value, other_name, other):
    """Refuse two NamedTuples of arrays whose arrays differ in shape or dtype."""
    need_record(name, value)
    need_record(other_name, other)
    if len(value) != len(other):
        raise ValueError(
            f"{name} has {len(value)} arrays, {other_name} has {len(other)}, wanted "
            f"one for one: pass gradients of the same type as the parameters"
        )
    for field, a, b in zip(value._fields, value, other, strict=True):
        if (a.shape, a.dtype) != (b.shape, b.dtype):
            raise ValueError(
                f"{name}.{field} is {a.dtype} {a.shape}, {other_name}.{field} is "
                f"{b.dtype} {b.shape}, wanted the same: NumPy would broadcast or cast "
                f"them without a word, so make them agree first"
            )


def _need_shape(name, value, shape, why):
    if value.shape != shape:
        raise ValueError(f"{name} has shape {value.shape}, wanted {shape}: {why}")


def need_finite(name, value):
    """Refuse NaN and infinity, and say where the first one is."""
    finite = np.isfinite(value)
    if not finite.all():
        bad = np.argwhere(~finite)
        at = tuple(int(k) for k in bad[0])
        raise ValueError(
            f"{name}[{', '.join(map(str, at))}] is {value[at]} ({len(bad)} of "
            f"{value.size} entries are not finite), wanted finite numbers: clean the "
            f"data, or look for a diverged loss (a smaller learning rate, clipping)"
        )


def _need_one_dtype(values):
    found = {name: str(value.dtype) for name, value in values.items()}
    if len(set(found.values())) > 1:
        listed = ", ".join(f"{name} {dtype}" for name, dtype in found.items())
        raise TypeError(
            f"dtypes are mixed ({listed}), wanted one: NumPy would turn all of it into "
            f"float64 without a word, so cast with .astype first"
        )


def _check_params(cell, p):
    if not hasattr(cell, "gates"):
        raise TypeError(
            f"cell is a {type(cell).__name__}, wanted a Cell: pass CELLS['lstm'], or "
            f"another of {', '.join(CELLS)}"
        )
    if not isinstance(p, cell.params):
        raise TypeError(
            f"p is a {type(p).__name__}, wanted {cell.params.__name__}("
            f"{', '.join(cell.params._fields)}): init_params(cell, D, H, rng) makes one"
        )
    for name, value in p._asdict().items():
        need_array(name, value)
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
    _need_shape("W", p.W, (H, gates * H), why)
    for name, shape in shapes(cell, len(p.U), H).items():
        rows = cell.weights.get(name)
        more = f"a row for each of {', '.join(rows)}" if rows else why
        _need_shape(name, getattr(p, name), shape, f"H = {H} by W, and {more}")


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
        _need_shape(name, value, shape, "one row for each sequence of the batch")
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
    _need_one_dtype({"x": x, **p._asdict(), **parts})
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
    _need_one_dtype({"dh": dh, **parts, **p._asdict()})
    return dstate
