"""Weights to and from Keras: the lists of `layer.get_weights()` and `set_weights`.

For SimpleRNN (with activation tanh, relu or sigmoid: our rnn, rnn_relu, rnn_sigmoid),
LSTM (lstm), GRU (with reset_after=True our gru, with reset_after=False gru_before),
and for a Bidirectional of two of them. Keras is not imported.

A list of weights does not say which functions the layer has. LSTM and GRU are meant
with activation="tanh" and recurrent_activation="sigmoid", their defaults since Keras
2.3. Before that the default was recurrent_activation="hard_sigmoid", which is another
function: its outputs are not ours, to some hundredths.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnbook._checks import (
    need_array,
    need_cell,
    need_flag,
    need_one_dtype,
    need_shape,
)
from rnnbook._types import Array
from rnnbook.cells import Cell
from rnnbook.cells.params import need_params
from rnnbook.interop.orders import orders_of, reorder_gates
from rnnbook.nets.params import Directions

NAMES = ("kernel", "recurrent_kernel", "bias")


def from_keras(
    cell: Cell, weights: Sequence[Array], bidirectional: bool = False
) -> Any:
    """The parameters in a list of arrays as `layer.get_weights()` gives it.

    Shapes: kernel (D, K), recurrent_kernel (H, K) and, unless use_bias=False, bias
    (K,), or (2, K) for the cell gru.
    bidirectional: True for the list of a Bidirectional, which is that of its forward
    layer and then that of its backward layer.
    Returns: parameters of the cell, of the dtype of the arrays; Directions of two
    such with bidirectional=True. Without bias: zeros.
    Raises: TypeError if weights is not a list of 2 or 3 arrays of one float dtype, or
    of 4 or 6 with bidirectional=True; ValueError if their shapes do not fit the cell,
    if the two directions have other sizes, or Keras has no layer for the cell.
    """
    have, want = orders_of(cell, "keras")
    why = "True for the list of a Bidirectional, else leave it out"
    counts = (4, 6) if need_flag("bidirectional", bidirectional, why) else (2, 3)
    if not isinstance(weights, (list, tuple)) or len(weights) not in counts:
        raise _another_list(weights, counts)
    if bidirectional:
        half = len(weights) // 2
        ways = [from_keras(cell, part) for part in (weights[:half], weights[half:])]
        _need_twins(*ways)
        return Directions(*ways)
    named = dict(zip(NAMES, weights, strict=False))
    K, rows = _checked(cell, named)
    U, W = (reorder_gates(named[name], have, want) for name in NAMES[:2])
    both = np.zeros((rows, K), U.dtype)
    both[...] = named.get("bias", both)
    return cell.params(U, W, *reorder_gates(both, have, want))


def to_keras(cell: Cell, p: Any) -> list[Array]:
    """The list of arrays for `layer.set_weights(...)` of a layer with use_bias=True.

    p: parameters of the cell, or Directions of two such for a Bidirectional.
    Returns: kernel (D, K), recurrent_kernel (H, K), bias (K,), or (2, K) for the cell
    gru, all of them copies; for two directions the forward three and the backward.
    Raises: TypeError if p is not the cell's parameters, or Directions of them;
    ValueError if Keras has no layer for the cell.
    """
    want, have = orders_of(cell, "keras")
    if isinstance(p, Directions) and p.backward:
        return to_keras(cell, p.forward) + to_keras(cell, p.backward)
    p = p.forward if isinstance(p, Directions) else p
    need_layer(cell, p)
    U, W, *biases = (reorder_gates(value, have, want) for value in p)
    return [U, W, np.stack(biases) if len(biases) == 2 else biases[0]]


def need_layer(cell: Cell, p: object) -> None:
    """Refuse what is not the parameters of one layer of `cell`."""
    need_cell(cell)
    why = "or Directions of it; a Stack is converted layer by layer, p.layers[0]"
    need_params(cell, p, why)


def _another_list(weights: object, counts: tuple[int, int]) -> TypeError:
    """The error for what is no list of so many arrays."""
    count = f" of {len(weights)}" if isinstance(weights, (list, tuple)) else ""
    what = f"({', '.join(NAMES)})" + " of each direction" * (4 in counts)
    remedy = "pass one layer at a time, layer.get_weights() and not model.get_weights()"
    if count in (" of 4", " of 6"):
        remedy += ", or say bidirectional=True if the layer is a Bidirectional"
    return TypeError(
        f"weights is a {type(weights).__name__}{count}, wanted the list of {counts[0]} "
        f"or {counts[1]} arrays {what} that layer.get_weights() gives: {remedy}"
    )


def _need_twins(forward: Any, backward: Any) -> None:
    """Refuse two directions that cannot be of one Bidirectional."""
    sizes = [(len(way.U), len(way.W)) for way in (forward, backward)]
    if sizes[0] != sizes[1]:
        raise ValueError(
            f"the two halves have (D, H) = {sizes[0]} and {sizes[1]}, wanted one size, "
            f"as the directions of a Bidirectional have it: of two layers pass one "
            f"layer at a time, layer.get_weights()"
        )


def _checked(cell: Cell, named: dict[str, Array]) -> tuple[int, int]:
    """K and the number of rows of the bias, once the arrays fit the cell."""
    for name, value in named.items():
        need_array(name, value)
    kernel, recurrent = named["kernel"], named["recurrent_kernel"]
    gates = len(cell.gates)
    if kernel.ndim != 2 or recurrent.ndim != 2:
        raise ValueError(
            f"kernel has shape {kernel.shape}, recurrent_kernel {recurrent.shape}, "
            f"wanted (D, K) and (H, K): pass what get_weights() gives, as it is"
        )
    H = len(recurrent)
    K, rows = gates * H, len(cell.params._fields) - 2
    why = f"K = {gates} H for the {cell.name} cell, H = {H} by the recurrent_kernel"
    need_shape("recurrent_kernel", recurrent, (H, K), why)
    need_shape("kernel", kernel, (len(kernel), K), why)
    if "bias" in named:
        why += (
            ": reset_after=True has two biases and is our gru, reset_after=False has "
            "one and is gru_before"
        ) * (gates == 3)
        if named["bias"].shape == (2 * K,):
            one = ".sum(axis=0)" * (rows == 1)
            why += f"; CuDNN's one row of both is bias.reshape(2, -1){one}"
        need_shape("bias", named["bias"], (K,) if rows == 1 else (rows, K), why)
    need_one_dtype(named)
    return K, rows
