"""The minimal GRU: gate and candidate read the input alone; a step and its backward.

Blocks side by side in the order z, n.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.activations import sigmoid


class MinGRUStep(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    z: np.ndarray
    n: np.ndarray
    h_prev: np.ndarray


def min_gru(xU, hW, state):
    """One step of the minimal GRU, whose W is zero. With another W it is no scan.

    Shapes: xU, hW (B, 2H); state (h,), (B, H).
    Returns: new state (h,), record of the step.
    Equations: (14.6), (14.7); z keeps the old state, as in `gru`. Source: feng2024.
    """
    (h_prev,) = state
    a_z, n = np.split(xU + hW, 2, axis=-1)                             # (14.6)
    z = sigmoid(a_z)                                                   # (14.6)
    h = z * h_prev + (1 - z) * n                                       # (14.7)
    return (h,), MinGRUStep(z, n, h_prev)


def min_gru_backward(dstate, s):
    """Backward of `min_gru`.

    Shapes: dstate (dh,), (B, H), the gradient for the new state.
    Returns: gradients for xU and hW, each (B, 2H), and for the old state (h,).
    """
    (dh,) = dstate
    dz, dn = dh * (s.h_prev - s.n), dh * (1 - s.z)                     # (14.7)
    da = np.concatenate([dz * s.z * (1 - s.z), dn], axis=-1)           # (14.6)
    return da, da, (dh * s.z,)
