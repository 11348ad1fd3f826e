"""Weights to and from other libraries' layouts. No other library is imported here.

Ours: U (D, K), W (H, K), one bias b, and b_h in a GRU with reset after the product;
gates i f g o and r z n. PyTorch: `weight_ih_l0` (K, D), `weight_hh_l0` (K, H), two
biases, gates i f g o and r z n. Keras: kernel (D, K), recurrent kernel (H, K), gates
i f c o (c is our g) and z r h (h is our n). CS231n: one bias, gates i f o g. ONNX: W
(1, K, D), R (1, K, H), B (1, 2K), gates i o f c and z r h.

All of them keep the old state where z = 1, as we do. The reset gate acts after the
product in PyTorch and cuDNN, in Keras unless reset_after=False, and in ONNX only with
linear_before_reset=1.
"""

import numpy as np

from rnnbook._need import need_record
from rnnbook.cells import GRUParams
from rnnbook.params import Params

# By kind of cell: "rnn" for every RNN, "lstm" for every cell with the gates i f g o,
# "gru" for both GRUs.
GATE_ORDERS = {
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


def reorder_gates(array, have, want):
    """Reorder the gate blocks along the last axis, from order `have` to order `want`.

    Shapes: array (..., K), K a multiple of the number of gates. Returns: a new array.
    Raises: ValueError if the orders name different gates or K does not divide.
    """
    if sorted(have) != sorted(want):
        raise ValueError(
            f"the gate orders are {have} and {want}, wanted the same gates in both: "
            f"GATE_ORDERS lists those of the libraries, by cell"
        )
    array = np.asarray(array)
    if array.ndim == 0 or array.shape[-1] % len(have):
        raise ValueError(
            f"the array has shape {array.shape}, wanted a last axis that is a multiple "
            f"of {len(have)}, one block for each of the gates {', '.join(have)}: where "
            f"the gates lie along another axis, transpose first"
        )
    blocks = dict(zip(have, np.split(array, len(have), axis=-1), strict=True))
    return np.concatenate([blocks[gate] for gate in want], axis=-1)


def from_torch(module):
    """The parameters of a one-layer, one-direction torch.nn.RNN, LSTM or GRU.

    Returns: GRUParams for a GRU, with both biases of torch; else Params, with their
    sum, for only the sum acts there. An RNN with nonlinearity="relu" is the cell
    rnn_relu, one with tanh is rnn. A module without bias gives zeros.
    Raises: ValueError for modules of another form.
    """
    _need_plain(module)
    weights = {
        name: value.detach().cpu().numpy() for name, value in module.named_parameters()
    }
    U, W = weights["weight_ih_l0"].T.copy(), weights["weight_hh_l0"].T.copy()
    zeros = np.zeros(U.shape[1], U.dtype)
    b, b_h = (weights.get(f"bias_{kind}_l0", zeros) for kind in ("ih", "hh"))
    if _params_of(module) is GRUParams:
        return GRUParams(U, W, b.copy(), b_h.copy())
    return Params(U, W, b + b_h)


def to_torch(p, module):
    """Copy `p` into a one-layer, one-direction torch.nn.RNN, LSTM or GRU; returns it.

    Our b goes to `bias_ih_l0`, b_h of a GRU to `bias_hh_l0`, which is zero in the
    others. Nothing is copied unless everything fits.
    Raises: ValueError for modules of another form or size, or without bias;
    TypeError for parameters of another type and for another dtype.
    """
    need_record("p", p)
    _need_plain(module)
    wanted = _params_of(module)
    if p._fields != wanted._fields:
        raise TypeError(
            f"p is a {type(p).__name__}({', '.join(p._fields)}), wanted "
            f"{wanted.__name__}({', '.join(wanted._fields)}) for {module}: torch has "
            f"no module for every cell, and its GRU is our gru"
        )
    if not module.bias:
        raise ValueError(
            "the module has bias=False, wanted one with a bias, as p has: make it with "
            "bias=True"
        )
    new = {
        "weight_ih_l0": p.U.T,
        "weight_hh_l0": p.W.T,
        "bias_ih_l0": p.b,
        "bias_hh_l0": getattr(p, "b_h", np.zeros_like(p.b)),
    }
    for name, value in new.items():
        target = getattr(module, name)
        if value.shape != tuple(target.shape):
            raise ValueError(
                f"{name} would have shape {value.shape}, the module has "
                f"{tuple(target.shape)}: make it with input_size={p.U.shape[0]}, "
                f"hidden_size={p.W.shape[0]} for the same cell"
            )
        if str(target.dtype) != f"torch.{value.dtype}":
            raise TypeError(
                f"p is {value.dtype}, the module is {target.dtype}, wanted one dtype: "
                f"call module.double() or module.float(), or cast p"
            )
    for name, value in new.items():
        target = getattr(module, name).data
        target.copy_(target.new_tensor(np.ascontiguousarray(value)))
    return module


def _params_of(module):
    return GRUParams if type(module).__name__ == "GRU" else Params


def _need_plain(module):
    if type(module).__name__ not in ("RNN", "LSTM", "GRU"):
        raise ValueError(
            f"the module is {module!r}, wanted a torch.nn.RNN, torch.nn.LSTM or "
            f"torch.nn.GRU, whole layers: cells of one step have other names inside"
        )
    if (
        module.num_layers != 1
        or module.bidirectional
        or getattr(module, "proj_size", 0)
    ):
        raise ValueError(
            f"the module is {module}, wanted one layer, one direction and no "
            f"projection: convert each layer on its own"
        )
