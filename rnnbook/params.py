"""The parameters of a recurrent layer: what they are called and how they start."""

from typing import NamedTuple

import numpy as np


class Params(NamedTuple):
    """Weights of one layer. A gradient of them is a `Params` of the same shapes.

    U: (D, K) input to hidden.  W: (H, K) hidden to hidden.  b: (K,) bias.
    K is H times the number of the cell's gates.
    """

    U: np.ndarray
    W: np.ndarray
    b: np.ndarray


def init_params(cell, D, H, rng, bias=None, dtype=np.float64):
    """Draw the parameters of one layer, uniform in +-1/sqrt(H); biases are zero.

    bias: start values by gate, for instance {"f": 1.0} for the forget gate.
    Returns: Params with U (D, K), W (H, K), b (K,).
    Raises: ValueError for sizes below 1 and for a gate that the cell does not have.
    """
    if D < 1 or H < 1:
        raise ValueError(
            f"D = {D}, H = {H}, wanted at least 1 each: D is the width of the input, H "
            f"that of the hidden state"
        )
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng is a {type(rng).__name__}, wanted a Generator: pass "
            f"np.random.default_rng(0)"
        )
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"dtype is {dtype}, wanted float32 or float64: pass np.float64")
    K, bound = H * len(cell.gates), 1 / np.sqrt(H)
    U = rng.uniform(-bound, bound, (D, K)).astype(dtype)
    W = rng.uniform(-bound, bound, (H, K)).astype(dtype)
    b = np.zeros(K, dtype)
    for gate, value in (bias or {}).items():
        if gate not in cell.gates:
            raise ValueError(
                f"bias names the gate {gate!r}, wanted one of {', '.join(cell.gates)}: "
                f"the {cell.name} cell has no other"
            )
        k = cell.gates.index(gate)
        b[k * H : (k + 1) * H] = value
    return Params(U, W, b)


def zeros_state(cell, B, H, dtype=np.float64):
    """The state that a sequence starts from if none is given: zeros, (B, H) each."""
    return tuple(np.zeros((B, H), dtype) for _ in cell.state)
