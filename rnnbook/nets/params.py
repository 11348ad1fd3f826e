"""The parameters of a deep or bidirectional network: what hangs where, and its start.

All of it is NamedTuples and tuples of arrays, so that `tree.flatten`, the optimisers
and `store` take it as it is. In a flat view the names say where an array stands:
layers_1_backward_W, norms_0_gain.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import need_choice, need_flag, need_whole
from rnnbook._types import Array, Bias, DType, Ints
from rnnbook.cells import Cell
from rnnbook.cells.params import init_params
from rnnbook.nets.norm import NormCache


class Directions(NamedTuple):
    """What a layer has for each direction: parameters, a state, or a cache.

    backward is () in a layer of one direction.
    """

    forward: Any
    backward: Any = ()


class Norm(NamedTuple):
    """Layer normalisation between two layers: gain and offset, (width,) each."""

    gain: Array
    offset: Array


class Stack(NamedTuple):
    """Weights of a whole network. A gradient of them is a Stack of the same shapes.

    layers: Directions of the cell's parameters for each layer, the lowest first.
    norms: a Norm for each layer but the last, or ().
    """

    layers: tuple[Directions, ...]
    norms: tuple[Norm, ...] = ()


class LayerCache(NamedTuple):
    """What the backward of one layer needs.

    caches: Directions of the caches of `unroll`. norm: that of `layer_norm`, or None.
    factors: what dropout multiplied with, or None. skip: True if what the layer read
    was added to what it gave.
    """

    caches: Directions
    norm: NormCache | None
    factors: Array | None
    skip: bool


class StackCache(NamedTuple):
    """What `unroll_stack` keeps for `unroll_stack_backward`."""

    layers: tuple[LayerCache, ...]
    lengths: Ints | None


def init_stack(
    cell: Cell,
    D: int,
    H: int | Sequence[int],
    rng: np.random.Generator,
    layers: int = 1,
    directions: int = 1,
    norm: bool = False,
    bias: Bias | None = None,
    dtype: DType = np.float64,
) -> Stack:
    """Draw the parameters of a network of `layers` layers, each as `init_params` does.

    H: hidden units of a layer and direction, or one number for each layer.
    directions: 1 or 2. norm: True for layer normalisation between the layers, which
    starts with gains of one and offsets of zero. bias: start values by gate.
    Returns: a Stack. A layer above one of two directions reads both: its D is 2 H.
    Raises: as `init_params`; ValueError for other directions and for widths that are
    not one for each layer.
    """
    need_flag("norm", norm, "True normalises between the layers")
    sizes = _sizes(H, layers, directions)
    drawn, norms = [], []
    for size in sizes:
        ways = [init_params(cell, D, size, rng, bias, dtype) for _ in range(directions)]
        drawn.append(Directions(*ways))
        D = directions * size
        norms.append(Norm(np.ones(D, dtype), np.zeros(D, dtype)))
    return Stack(tuple(drawn), tuple(norms[:-1]) if norm else ())


def _sizes(H: int | Sequence[int], layers: int, directions: int) -> tuple[int, ...]:
    """The width of each layer, once the options are found usable."""
    layers = need_whole("layers", layers, 1, "how many stand one over another, pass 2")
    why = "2 reads every sequence from its end as well"
    need_choice("directions", directions, (1, 2), why)
    given: Any = H
    several = isinstance(H, (list, tuple, range)) or np.ndim(given) == 1
    why = "the width of the hidden state, pass H=8, or one width for each layer"
    each = tuple(given) if several else (given,) * layers
    sizes = tuple(need_whole("H", size, 1, why) for size in each)
    if len(sizes) != layers:
        raise ValueError(
            f"H is {H}, {len(sizes)} numbers, but layers is {layers}, wanted one for "
            f"each layer: pass layers={len(sizes)}, or one number for all"
        )
    return sizes
