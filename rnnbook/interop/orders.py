"""The order in which libraries keep the blocks of the gates, and the change of it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._checks import need_cell, need_plain
from rnnbook._types import Array
from rnnbook.cells import Cell

# By kind of cell: "rnn" for every RNN, "lstm" for every cell with the gates i f g o,
# "gru" for both GRUs. In our letters; LAYOUTS has those of the libraries.
GATE_ORDERS: dict[str, dict[str, tuple[str, ...]]] = {
    "rnn": {
        "rnnbook": ("a",),
        "torch": ("a",),
        "keras": ("a",),
        "cs231n": ("a",),
        "onnx": ("a",),
    },
    "lstm": {
        "rnnbook": ("i", "f", "g", "o"),
        "torch": ("i", "f", "g", "o"),
        "keras": ("i", "f", "g", "o"),
        "cs231n": ("i", "f", "o", "g"),
        "onnx": ("i", "o", "f", "g"),
    },
    "gru": {
        "rnnbook": ("r", "z", "n"),
        "torch": ("r", "z", "n"),
        "keras": ("z", "r", "n"),
        "onnx": ("z", "r", "n"),
    },
}
# The peepholes have rows in an order of their own.
PEEPHOLE_ORDERS = {"rnnbook": ("i", "f", "o"), "onnx": ("i", "o", "f")}


def reorder_gates(array: ArrayLike, have: Sequence[str], want: Sequence[str]) -> Array:
    """Reorder the gate blocks along the last axis, from order `have` to order `want`.

    Shapes: array (..., K), K a multiple of the number of gates. Returns: a new array.
    Raises: ValueError if the orders name different gates or K does not divide.
    """
    if sorted(have) != sorted(want):
        raise ValueError(
            f"the gate orders are {have} and {want}, wanted the same gates in both: "
            f"GATE_ORDERS lists those of the libraries, by cell"
        )
    need_plain("array", array)
    array = np.asarray(array)
    if array.ndim == 0 or array.shape[-1] % len(have):
        raise ValueError(
            f"the array has shape {array.shape}, wanted a last axis that is a multiple "
            f"of {len(have)}, one block for each of the gates {', '.join(have)}: where "
            f"the gates lie along another axis, transpose first"
        )
    blocks = dict(zip(have, np.split(array, len(have), axis=-1), strict=True))
    return np.concatenate([blocks[gate] for gate in want], axis=-1)


def orders_of(cell: Cell, library: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The order of the gates of `cell` in `library`, and ours.

    Raises: TypeError for what is no cell, ValueError for a cell that the library has
    no layer for.
    """
    need_cell(cell, f"another that {library} has")
    known = CELLS_OF[library]
    if cell.name not in known:
        raise ValueError(
            f"the cell is {cell.name}, wanted one of {', '.join(known)}: {library} has "
            f"no layer of another"
        )
    orders = GATE_ORDERS[cell.name.split("_")[0]]
    return orders[library], orders["rnnbook"]


RNNS = ("rnn", "rnn_relu", "rnn_sigmoid")
CELLS_OF = {
    "torch": ("rnn", "rnn_relu", "lstm", "gru"),
    "keras": (*RNNS, "lstm", "gru", "gru_before"),
    "onnx": (*RNNS, "lstm", "lstm_peephole", "gru", "gru_before"),
}
