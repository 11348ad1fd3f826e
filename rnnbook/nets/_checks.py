"""The checks of the arguments of `unroll_stack`; each layer's are those of `unroll`."""

from contextlib import contextmanager

import numpy as np

from rnnbook._checks import (
    need_array,
    need_cell,
    need_flag,
    need_generator,
    need_plain,
    need_shape,
)
from rnnbook.cells import CELLS
from rnnbook.cells.params import need_params, zeros_state
from rnnbook.loop.masks import length_mask
from rnnbook.nets.dropout import need_share
from rnnbook.nets.params import Directions, Norm, Stack, StackCache


@contextmanager
def at_layer(k, part):
    """Say in a message which layer it is about."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise type(error)(f"in layer {k}, {part}: {error}") from None


def check_forward(cell, p, x, state, lengths, rate, rng, residual):
    """Refuse what the layers could not run truthfully.

    Returns: the initial state, zeros if it was None, and a copy of the lengths.
    """
    widths = _check_params(cell, p)
    need_array("x", x)
    D = len(p.layers[0].forward.U)
    if x.ndim != 3 or x.shape[2] != D or not x.size:
        raise ValueError(
            f"x has shape {x.shape}, wanted (T, B, D) = time, batch, input with D = "
            f"{D}, at least one step and one sequence: the first layer's U has {D} rows"
        )
    if lengths is not None:
        need_plain("lengths", lengths)
        lengths = np.array(lengths)
        why = "one for each sequence of x"
        if lengths.shape == x.shape[:1]:
            why = "x looks batch-first (B, T, D), pass x.swapaxes(0, 1)"
        need_shape("lengths", lengths, x.shape[1:2], why)
        length_mask(lengths, len(x))             # refuses what is no length
    _check_dropout(rate, rng, len(widths))
    need_flag("residual", residual, "True adds what a layer read to what it gives")
    same = [below == above for below, above in zip(widths, widths[1:], strict=False)]
    if residual and not any(same):
        raise ValueError(
            f"residual is {residual}, but no layer is as wide as the one below: the "
            f"layers give {widths} numbers a step, wanted two that follow each other "
            f"and are equal, or residual=False"
        )
    if state is None:
        return _zeros(cell, p, x.shape[1], x.dtype), lengths
    return _checked_state("state", p, state), lengths


def check_backward(cell, p, dh, cache, dstate):
    """Refuse gradients that do not fit the forward pass; returns the final dstate."""
    widths = _check_params(cell, p)
    if not isinstance(cache, StackCache):
        raise TypeError(
            f"cache is a {type(cache).__name__}, wanted the third value that "
            f"unroll_stack returned: h, state, cache = unroll_stack(cell, p, x)"
        )
    have = [bool(kept.caches.backward) for kept in cache.layers]
    norms = sum(kept.norm is not None for kept in cache.layers)
    here = [bool(layer.backward) for layer in p.layers]
    if (have, norms) != (here, len(p.norms)):
        raise ValueError(
            f"the cache is of {len(have)} layers, {sum(have)} of two directions, with "
            f"{norms} norms, p has {len(here)}, {sum(here)} and {len(p.norms)}, wanted "
            f"the same: pass the p that unroll_stack had"
        )
    need_array("dh", dh)
    T, B = cache.layers[0].caches.forward.x.shape[:2]
    why = "(T, B, width), like the h that unroll_stack gave, both directions of it"
    need_shape("dh", dh, (T, B, widths[-1]), why)
    if dstate is None:
        return _zeros(cell, p, B, dh.dtype)
    return _checked_state("dstate", p, dstate)


def _check_params(cell, p):
    """Refuse parameters that do not hang together; the width of each layer."""
    need_cell(cell, f"another of {', '.join(CELLS)}")
    layers = p.layers if isinstance(p, Stack) else ()
    if not isinstance(layers, tuple) or not layers:
        raise TypeError(
            f"p is a {type(p).__name__}, wanted a Stack with at least one layer: "
            f"init_stack(cell, D, H, rng, layers=2) makes one, and "
            f"Stack((Directions(p),)) has the one layer p"
        )
    widths = []
    for k, layer in enumerate(layers):
        D = widths[-1] if k else None
        widths.append(_check_layer(cell, layer, k, D))
    _check_norms(p.norms, widths)
    return widths


def _check_layer(cell, layer, k, D):
    """Refuse a layer that cannot read D numbers a step; how many it gives."""
    if not isinstance(layer, Directions):
        raise TypeError(
            f"layer {k} is a {type(layer).__name__}, wanted Directions(forward) or "
            f"Directions(forward, backward) of {cell.params.__name__}"
        )
    for way, p in layer._asdict().items():
        if way == "backward" and isinstance(p, tuple) and not p:
            return len(layer.forward.W)
        with at_layer(k, way):
            _check_way(cell, p)
        D = len(p.U) if D is None else D
        if len(p.U) != D:
            below = f"layer {k - 1} gives {D}" if k else f"its other direction has {D}"
            raise ValueError(
                f"in layer {k}, {way}: U has shape {p.U.shape}, wanted (D, K) with D = "
                f"{D}: {below} numbers a step, and two directions side by side are "
                f"twice as many"
            )
    H, other = len(layer.forward.W), len(layer.backward.W)
    if H != other:
        raise ValueError(
            f"in layer {k}, W has {H} rows forward and {other} backward, wanted one H "
            f"for both directions: init_stack makes such a layer"
        )
    return 2 * H


def _check_way(cell, p):
    """Refuse what is not the parameters of one layer and direction."""
    need_params(cell, p, "all layers have one cell")
    if p.U.ndim != 2 or p.W.ndim != 2:
        raise ValueError(
            f"U, W have shapes {p.U.shape}, {p.W.shape}, wanted (D, K), (H, K): "
            f"init_stack(cell, D, H, rng) makes them"
        )


def _check_norms(norms, widths):
    if not isinstance(norms, tuple) or not all(isinstance(n, Norm) for n in norms):
        raise TypeError(
            f"norms is {norms!r}, wanted a tuple of Norm(gain, offset): "
            f"init_stack(..., norm=True) makes them, () is a network without"
        )
    if norms and len(norms) != len(widths) - 1:
        raise ValueError(
            f"norms has {len(norms)} entries, wanted {len(widths) - 1} or none: one "
            f"between each two of the {len(widths)} layers"
        )


def _check_dropout(rate, rng, layers):
    need_share(rate)
    if not rate:
        return
    need_generator(rng)
    if layers == 1:
        raise ValueError(
            f"dropout is {rate} in a network of one layer, wanted two layers or more: "
            f"it acts between layers, and for the outputs there is dropout(h, rate, "
            f"rng)"
        )


def _zeros(cell, p, B, dtype):
    def zeros(part):
        return zeros_state(cell, B, len(part.W), dtype) if part else ()

    return tuple(Directions(*map(zeros, layer)) for layer in p.layers)


def _checked_state(name, p, state):
    wanted = [bool(layer.backward) for layer in p.layers]
    right = isinstance(state, tuple) and all(isinstance(s, Directions) for s in state)
    if not right or [bool(s.backward) for s in state] != wanted:
        kinds = ", ".join(
            f"Directions(forward{', backward' if two else ''})" for two in wanted
        )
        found = [type(s).__name__ for s in state] if isinstance(state, tuple) else ""
        raise TypeError(
            f"{name} is a {type(state).__name__} {found}, wanted a tuple of a state "
            f"for each layer and direction, ({kinds},): leave it out for zeros"
        )
    return state
