"""Weights to and from the forms in which texts write a cell.

Columns:        a = W x + U h + b, vectors stand up, the letters change places.
Concatenation:  a = [h, x] W + b or [x, h] W + b, one tall matrix.
Update gate:    h = (1 - z) h_prev + z n, z for our 1 - z (chung2014).

The order of the gates is ours, i f g o and r z n; `reorder_gates` is for others.
"""

from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import (
    need_array,
    need_cell,
    need_choice,
    need_one_dtype,
    need_shape,
)
from rnnbook._types import Array
from rnnbook.cells import Cell
from rnnbook.interop.keras import need_layer


class Form(NamedTuple):
    """A way to write the pre-activations: its equation, and its arrays with axes."""

    name: str
    equation: str
    arrays: dict[str, str]


FORMS = (
    Form("this book", "x U + h W + b", {"U": "D K", "W": "H K", "b": "K"}),
    Form("columns", "W x + U h + b", {"W": "K D", "U": "K H", "b": "K"}),
    Form("[h, x]", "[h, x] W + b", {"W": "H+D K", "b": "K"}),
    Form("[x, h]", "[x, h] W + b", {"W": "D+H K", "b": "K"}),
)


def from_columns(
    cell: Cell, W: Array, U: Array, b: Array, b_h: Array | None = None
) -> Any:
    """The parameters in a = W x + U h + b with column vectors.

    Shapes: W (K, D) for the input, U (K, H) for the state, b (K,); b_h (K,), zeros if
    None, for the cell gru alone, where it stands in U h + b_h.
    Returns: parameters of the cell. Our U is the transpose of W, our W that of U.
    Raises: TypeError if an array is not float32 or float64, or the dtypes are mixed;
    ValueError if the shapes do not fit the cell, for a b_h that the cell does not have,
    and for a cell that has no such form.
    """
    need_cell(cell)
    given = {"W": W, "U": U, "b": b}
    if b_h is not None:
        if "b_h" not in cell.params._fields:
            raise ValueError(
                f"b_h came with the cell {cell.name}, wanted none for it: only its sum "
                f"with b acts there, so pass b + b_h as b"
            )
        given["b_h"] = b_h
    _need_text_form(cell)
    for name, value in given.items():
        need_array(name, value)
    if U.ndim != 2 or W.ndim != 2:
        raise ValueError(
            f"W has shape {W.shape}, U {U.shape}, wanted (K, D) and (K, H): stack the "
            f"blocks of the gates on one another"
        )
    H, gates = U.shape[1], len(cell.gates)
    why = f"K = {gates} H for the {cell.name} cell, H = {H} by U, the state's"
    need_shape("U", U, (gates * H, H), why)
    need_shape("W", W, (gates * H, W.shape[1]), why)
    for name in ("b", "b_h")[: len(given) - 2]:
        need_shape(name, given[name], (gates * H,), why)
    need_one_dtype(given)
    biases = [b.copy()]
    if "b_h" in cell.params._fields:
        biases.append(np.zeros_like(b) if b_h is None else b_h.copy())
    return cell.params(W.T.copy(), U.T.copy(), *biases)


def to_columns(cell: Cell, p: Any) -> dict[str, Array]:
    """The arrays of a = W x + U h + b with column vectors, by name.

    Returns: W (K, D), U (K, H), b (K,), and b_h (K,) for the cell gru: a dict of
    copies, as `from_columns` takes them.
    Raises: TypeError if p is not the cell's parameters; ValueError for a cell that has
    no such form.
    """
    _need_text_form(cell)
    need_layer(cell, p)
    biases = {name: getattr(p, name).copy() for name in cell.params._fields[2:]}
    return {"W": p.U.T.copy(), "U": p.W.T.copy(), **biases}


def from_concatenated(cell: Cell, W: Array, b: Array, first: str = "h") -> Any:
    """The parameters in a = [h, x] W + b, or in [x, h] W + b with first="x".

    Shapes: W (H + D, K), b (K,). Where a text has columns, W [h; x] + b, pass W.T.
    In the block n of gru_before the row is [r h, x].
    TensorFlow 1's LSTMCell has [x, h], the order i j f o (j is our g), and adds its
    forget_bias (1 unless said) when it runs: reorder_gates(kernel, "igfo", "ifgo"),
    the same for the bias, then add forget_bias to the block f of b.
    Returns: parameters of the cell: our W and our U, cut out of the tall matrix.
    Raises: ValueError for the cell gru, which has no such form, for another `first`,
    and if shapes do not fit the cell; TypeError for other arrays or parameters.
    """
    need_h_or_x(first)
    _need_one_product(cell)
    need_array("W", W)
    need_array("b", b)
    gates = len(cell.gates)
    if W.ndim != 2 or W.shape[1] % gates or len(W) <= W.shape[1] // gates:
        raise ValueError(
            f"W has shape {W.shape}, wanted (H + D, K) with K = {gates} H for the "
            f"{cell.name} cell and D at least 1: the blocks of the gates stand side by "
            f"side; pass W.T where the text writes columns"
        )
    H = W.shape[1] // gates
    need_shape("b", b, (gates * H,), f"K = {gates} H, H = {H} by W")
    need_one_dtype({"W": W, "b": b})
    top, bottom = (W[:H], W[H:]) if first == "h" else (W[-H:], W[:-H])
    return cell.params(bottom.copy(), top.copy(), b.copy())


def to_concatenated(cell: Cell, p: Any, first: str = "h") -> dict[str, Array]:
    """The arrays of a = [h, x] W + b, or of [x, h] W + b with first="x", by name.

    Returns: W (H + D, K) and b (K,), copies.
    Raises: ValueError for the cell gru, which has no such form, for another `first`,
    and if shapes do not fit the cell; TypeError for other arrays or parameters.
    """
    need_h_or_x(first)
    _need_one_product(cell)
    need_layer(cell, p)
    parts = [p.W, p.U] if first == "h" else [p.U, p.W]
    return {"W": np.concatenate(parts), "b": p.b.copy()}


def flip_update_gate(cell: Cell, p: Any) -> Any:
    """A GRU's weights for z in place of 1 - z: the block z with its sign turned.

    It goes both ways, because 1 - sigmoid(a) = sigmoid(-a). Weights of a GRU that
    computes h = (1 - z) h_prev + z n become those of ours, which keeps where z = 1.
    Returns: parameters of the cell, copies.
    Raises: ValueError for a cell that is no GRU; TypeError for other parameters.
    Source: chung2014, cho2014.
    """
    need_cell(cell)
    if "z" not in cell.gates:
        raise ValueError(
            f"the cell is {cell.name}, wanted gru or gru_before: no other has an "
            f"update gate z"
        )
    need_layer(cell, p)
    k, H = cell.gates.index("z"), len(p.W)
    sign = np.ones(H * len(cell.gates), p.W.dtype)
    sign[k * H : (k + 1) * H] = -1
    return cell.params(*(value * sign for value in p))


def need_h_or_x(first: str) -> None:
    """Refuse what is not the name of a part of the row."""
    need_choice(
        "first", first, ("h", "x"), "say which of the two stands first",
        "'h' for [h, x] or 'x' for [x, h]",
    )  # fmt: skip


def _need_text_form(cell: Cell) -> None:
    need_cell(cell)
    if cell.weights:
        raise ValueError(
            f"the cell is {cell.name}, wanted one whose weights are U, W and biases: "
            f"its {', '.join(cell.weights)} acts by the element, so keep it as it is "
            f"and convert the rest with the cell that lacks it"
        )


def _need_one_product(cell: Cell) -> None:
    _need_text_form(cell)
    if "b_h" in cell.params._fields:
        raise ValueError(
            f"the cell is {cell.name}, wanted one whose pre-activation is a sum: its "
            f"reset gate turns down h W alone, which [h, x] W does not show apart; "
            f"from_columns takes its two products"
        )
