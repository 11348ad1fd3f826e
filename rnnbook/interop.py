"""Weights to and from other libraries' layouts. No other library is imported here.

Ours: U (D, K), W (H, K), one bias, gates i f g o. PyTorch: `weight_ih_l0` (K, D),
`weight_hh_l0` (K, H), two biases that are added, gates i f g o. CS231n: one bias,
gates i f o g. ONNX: W (1, K, D), R (1, K, H), B (1, 2K), gates i o f c.
"""

import numpy as np

from rnnbook._validate import need_record
from rnnbook.params import Params

GATE_ORDERS = {
    "rnn": {"rnnbook": ("a",), "torch": ("a",), "cs231n": ("a",), "onnx": ("a",)},
    "lstm": {
        "rnnbook": ("i", "f", "g", "o"),
        "torch": ("i", "f", "g", "o"),
        "cs231n": ("i", "f", "o", "g"),
        "onnx": ("i", "o", "f", "g"),
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
    """Params of a one-layer, one-direction torch.nn.RNN (tanh) or torch.nn.LSTM.

    The two biases of torch become their sum: in these cells only the sum acts.
    Raises: ValueError for modules of another form.
    """
    _need_plain(module)
    weights = {
        name: value.detach().cpu().numpy() for name, value in module.named_parameters()
    }
    U, W = weights["weight_ih_l0"].T.copy(), weights["weight_hh_l0"].T.copy()
    if module.bias:
        return Params(U, W, weights["bias_ih_l0"] + weights["bias_hh_l0"])
    return Params(U, W, np.zeros(U.shape[1], U.dtype))


def to_torch(p, module):
    """Copy `p` into a one-layer, one-direction torch.nn.RNN (tanh) or LSTM; returns it.

    Our bias goes to `bias_ih_l0`; `bias_hh_l0` becomes zero. Nothing is copied
    unless everything fits.
    Raises: ValueError for modules of another form or size, or without bias;
    TypeError for another dtype.
    """
    need_record("p", p)
    _need_plain(module)
    if not module.bias:
        raise ValueError(
            "the module has bias=False, wanted one with a bias, as p has: make it with "
            "bias=True"
        )
    new = {
        "weight_ih_l0": p.U.T,
        "weight_hh_l0": p.W.T,
        "bias_ih_l0": p.b,
        "bias_hh_l0": np.zeros_like(p.b),
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


def _need_plain(module):
    relu = getattr(module, "nonlinearity", "tanh") == "relu"
    if type(module).__name__ not in ("RNN", "LSTM") or relu:
        raise ValueError(
            f"the module is {module!r}{' with relu' if relu else ''}, wanted a "
            f"torch.nn.RNN (tanh) or torch.nn.LSTM, whole layers: cells of one step "
            f"have other names inside"
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
