"""Deep and bidirectional networks: layers of `unroll`, one over another.

The first layer reads x, each other layer reads the outputs of the layer below at the
same steps. A layer with two directions is two layers side by side: one reads from the
first step to the last, the other from the last to the first.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._types import Array, Bools, Ints
from rnnbook.cells import Cell
from rnnbook.loop.masks import length_mask, reverse_by_length
from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.nets._checks import at_layer, check_backward, check_forward
from rnnbook.nets.dropout import dropout as drop_some
from rnnbook.nets.norm import layer_norm, layer_norm_backward
from rnnbook.nets.params import (
    Directions,
    LayerCache,
    Norm,
    Stack,
    StackCache,
    init_stack,
)

__all__ = [
    "Directions",
    "Norm",
    "Stack",
    "StackCache",
    "init_stack",
    "unroll_stack",
    "unroll_stack_backward",
]

# The state of each layer: Directions of that of the cell.
StackState: TypeAlias = tuple[Directions, ...]


def unroll_stack(
    cell: Cell,
    p: Stack,
    x: Array,
    state: StackState | None = None,
    lengths: ArrayLike | None = None,
    dropout: float = 0.0,
    rng: np.random.Generator | None = None,
    variational: bool = False,
    residual: bool = False,
) -> tuple[Array, StackState, StackCache]:
    """Run a network of layers over the sequence `x`.

    Shapes: x (T, B, D); state, for each layer Directions of the cell's state, zeros
    if None; lengths (B,), T for every sequence if None. dropout: the share of numbers
    that each layer but the last loses on the way up, drawn from `rng`; variational:
    see `dropout`. residual: True adds what a layer read to what it gives, in every
    layer but the first that has as many outputs as inputs.
    Returns: h (T, B, width of the last layer), both directions side by side, the
    forward one first; the final state, like `state`; a StackCache. After its end a
    sequence keeps its state, and each direction of each layer stays at its last h, as
    in `unroll`: no layer reads what stands there, and a loss should not.
    Raises: ValueError or TypeError: what came, what was wanted, the remedy.
    Equations: (9.1), (9.5), (9.14); v = x for the first layer, then v =
    dropout(norm(layer(v))) [+ v]; the last layer has neither norm nor dropout.
    Source: schuster1997, zaremba2014, ba2016; residuals, wu2016.
    """
    state, steps = check_forward(cell, p, x, state, lengths, dropout, rng, residual)
    mask = None if steps is None else length_mask(steps, len(x))
    v, ends, kept, last = x, [], [], len(p.layers) - 1
    for k, (layer, start) in enumerate(zip(p.layers, state, strict=True)):
        h, end, caches = _layer(cell, layer, v, start, steps, mask, k) # (9.1)
        norm = factors = None
        if p.norms and k < last:
            with at_layer(k, "norm"):
                h, norm = layer_norm(h, *p.norms[k])
        if dropout and k < last:
            assert rng is not None               # check_forward has refused it
            h, factors = drop_some(h, dropout, rng, variational)
        skip = bool(residual) and k > 0 and h.shape == v.shape
        v = h + v if skip else h                                       # (9.5)
        ends.append(end)
        kept.append(LayerCache(caches, norm, factors, skip))
    return v, tuple(ends), StackCache(tuple(kept), steps)


def unroll_stack_backward(
    cell: Cell, p: Stack, dh: Array, cache: StackCache, dstate: StackState | None = None
) -> tuple[Stack, Array, StackState]:
    """Backpropagation through time and layers: the gradients of all that went in.

    Shapes: dh (T, B, width of the last layer), the gradient of the loss for each
    output; dstate, that for the final state beyond what dh says of it, zeros if None.
    Returns: gradients of the parameters (a Stack), of x (T, B, D) and of the initial
    state. Dropout is that of the forward pass.
    Raises: ValueError if dh or dstate do not fit the cache, or are not finite;
    TypeError if cache is no StackCache, and for other dtypes.
    """
    dstate = check_backward(cell, p, dh, cache, dstate)
    dlayers, dnorms, dstarts, dv = [], [], [], dh
    for k in reversed(range(len(p.layers))):
        kept, d = cache.layers[k], dv
        if kept.factors is not None:
            d = d * kept.factors
        if kept.norm is not None:
            d, dgain, doffset = layer_norm_backward(d, kept.norm)
            dnorms.append(Norm(dgain, doffset))
        dlayer, d, dstart = _layer_backward(
            cell, p.layers[k], d, kept.caches, dstate[k], cache.lengths, k
        )
        dv = d + dv if kept.skip else d          # the residual's path   (9.6)
        dlayers.append(dlayer)
        dstarts.append(dstart)
    return Stack(tuple(dlayers[::-1]), tuple(dnorms[::-1])), dv, tuple(dstarts[::-1])


def _layer(
    cell: Cell,
    layer: Directions,
    v: Array,
    start: Directions,
    lengths: Ints | None,
    mask: Bools | None,
    k: int,
) -> tuple[Array, Directions, Directions]:
    """One layer in its directions. Returns: h, the final state, the caches."""
    with at_layer(k, "forward"):
        h, end, cache = unroll(cell, layer.forward, v, start.forward, mask)
    if not layer.backward:
        return h, Directions(end), Directions(cache)
    with at_layer(k, "backward"):
        turned = reverse_by_length(v, lengths)
        h_b, end_b, cache_b = unroll(cell, layer.backward, turned, start.backward, mask)
    h_b = reverse_by_length(h_b, lengths)        # t beside t again     (9.15)
    both = np.concatenate([h, h_b], axis=-1)                           # (9.14)
    return both, Directions(end, end_b), Directions(cache, cache_b)


def _layer_backward(
    cell: Cell,
    layer: Directions,
    dh: Array,
    caches: Directions,
    dend: Directions,
    lengths: Ints | None,
    k: int,
) -> tuple[Directions, Array, Directions]:
    """Backward of `_layer`: gradients of its parameters, of v, of its first state."""
    H = len(layer.forward.W)
    with at_layer(k, "forward"):
        dp, dv, dstart = unroll_backward(
            cell, layer.forward, dh[..., :H], caches.forward, dend.forward
        )
    if not layer.backward:
        return Directions(dp), dv, Directions(dstart)
    with at_layer(k, "backward"):
        turned = reverse_by_length(dh[..., H:], lengths)
        dp_b, dv_b, dstart_b = unroll_backward(
            cell, layer.backward, turned, caches.backward, dend.backward
        )
    dv = dv + reverse_by_length(dv_b, lengths)                         # (9.16)
    return Directions(dp, dp_b), dv, Directions(dstart, dstart_b)
