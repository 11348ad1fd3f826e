"""Weights to and from the tensors of the ONNX operators RNN, LSTM and GRU.

For RNN (activations Tanh, Relu or Sigmoid: our rnn, rnn_relu, rnn_sigmoid), LSTM
(lstm, with the input P lstm_peephole), GRU (linear_before_reset=1 is our gru, 0, the
operator's default, is gru_before), in one direction or two. ONNX is not imported.

The tensors do not say which functions the operator has. LSTM and GRU are meant with its
defaults (Sigmoid for gates, Tanh elsewhere), without `clip` and with input_forget=0;
with others the outputs are not ours. Behind the end of a sequence (sequence_lens) the
operator returns 0, where our h stays at that of the last step.
"""

from typing import Any

import numpy as np

from rnnbook._checks import need_array, need_one_dtype, need_shape
from rnnbook._types import Array
from rnnbook.cells import Cell
from rnnbook.interop.keras import need_layer
from rnnbook.interop.orders import PEEPHOLE_ORDERS, orders_of, reorder_gates
from rnnbook.nets.params import Directions


def from_onnx(
    cell: Cell, W: Array, R: Array, B: Array | None = None, P: Array | None = None
) -> Any:
    """The parameters in the inputs W, R, B and P of an operator, under ONNX's names.

    Shapes: W (n, K, D), R (n, K, H), B (n, 2 K) or None for zeros, P (n, 3 H), for
    n = 1 or 2 directions. P is for lstm_peephole only, where None is zeros too.
    Returns: parameters of the cell if n = 1, else Directions(forward, backward). A
    GRU with linear_before_reset=1 keeps both halves of B; elsewhere only their sum
    acts, and is our b. With direction="reverse", n is 1: run the cell over
    reverse_by_length(x).
    Raises: TypeError if an array is not float32 or float64, or the dtypes are mixed;
    ValueError if the shapes do not fit the cell, for a P that the cell does not have,
    and for a cell that ONNX has no operator for.
    """
    have, want = orders_of(cell, "onnx")
    inputs = {"W": W, "R": R, "B": B, "P": P}
    given = {name: value for name, value in inputs.items() if value is not None}
    _check(cell, given)
    ways = []
    for d in range(len(W)):
        b = B[d] if B is not None else np.zeros(2 * W.shape[1], W.dtype)
        biases = b.reshape(2, -1)
        if "b_h" not in cell.params._fields:
            biases = biases.sum(axis=0, keepdims=True)
        parts = [reorder_gates(v, have, want) for v in (W[d].T, R[d].T, *biases)]
        if cell.weights:
            rows = P[d] if P is not None else np.zeros(3 * R.shape[2], W.dtype)
            orders = PEEPHOLE_ORDERS["onnx"], PEEPHOLE_ORDERS["rnnbook"]
            parts.append(reorder_gates(rows, *orders).reshape(3, -1))
        ways.append(cell.params(*parts))
    return ways[0] if len(ways) == 1 else Directions(*ways)


def to_onnx(cell: Cell, p: Any) -> dict[str, Array]:
    """The inputs W, R, B (and P) of an operator, by name.

    p: parameters of the cell, or Directions of them for direction="bidirectional".
    Returns: a dict of arrays as `from_onnx` takes them. Where only the sum of the
    biases acts, the second half of B is zero. hidden_size is R.shape[2], and a cell
    gru needs linear_before_reset=1.
    Raises: TypeError if p is not the cell's parameters, or Directions of them;
    ValueError for a cell that ONNX has no operator for.
    """
    want, have = orders_of(cell, "onnx")
    if isinstance(p, Directions):
        ways = [to_onnx(cell, way) for way in p if way]
        return {name: np.concatenate([way[name] for way in ways]) for name in ways[0]}
    need_layer(cell, p)
    U, W, b = (reorder_gates(value, have, want) for value in p[:3])
    b_h = reorder_gates(p.b_h, have, want) if hasattr(p, "b_h") else np.zeros_like(b)
    new = {"W": U.T.copy()[None], "R": W.T.copy()[None], "B": np.hstack([b, b_h])[None]}
    if cell.weights:
        orders = PEEPHOLE_ORDERS["rnnbook"], PEEPHOLE_ORDERS["onnx"]
        new["P"] = reorder_gates(p.P.reshape(-1), *orders)[None]
    return new


def _check(cell: Cell, given: dict[str, Array]) -> None:
    """Refuse tensors that do not fit the cell or one another."""
    for name, value in given.items():
        need_array(name, value)
    W, R = given["W"], given["R"]
    if W.ndim != 3 or R.ndim != 3 or len(W) not in (1, 2):
        raise ValueError(
            f"W has shape {W.shape}, R {R.shape}, wanted (n, K, D) and (n, K, H) with "
            f"n = 1 or 2 directions: pass the tensors as the operator has them"
        )
    if "P" in given and not cell.weights:
        raise ValueError(
            f"P came with the cell {cell.name}, wanted no P for it: the LSTM with "
            f"peepholes is lstm_peephole"
        )
    n, H = len(W), R.shape[2]
    K = len(cell.gates) * H
    why = f"n = {n}, H = {H} by R, K = {len(cell.gates)} H for the {cell.name} cell"
    wanted = {"W": (n, K, W.shape[2]), "R": (n, K, H), "B": (n, 2 * K), "P": (n, 3 * H)}
    for name, value in given.items():
        need_shape(name, value, wanted[name], why)
    need_one_dtype(given)
