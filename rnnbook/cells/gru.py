"""The GRU cell, with its reset gate after the product or before it.

Two functions, not two names of one: after the product, the gate turns down what W has
made of the old state (PyTorch, cuDNN); before it, the gate turns down the old state
that W is then given (Cho et al.; ONNX, unless told otherwise). In both, z = 1 keeps
the old state. Gates side by side in the order r, z, n.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.activations import sigmoid


class GRUParams(NamedTuple):
    """Weights of a GRU with reset after the product; a gradient is of the same type.

    U: (D, 3H) input to hidden.  W: (H, 3H) hidden to hidden.  b: (3H,) bias.
    b_h: (3H,) bias of the product with W. In its block n it is not redundant: the
    reset gate turns it down together with the product.
    """

    U: np.ndarray
    W: np.ndarray
    b: np.ndarray
    b_h: np.ndarray


class GRUStep(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    r: np.ndarray
    z: np.ndarray
    n: np.ndarray
    hW_n: np.ndarray
    h_prev: np.ndarray


def gru(xU, hW, state):
    """One step of a gated recurrent unit, reset after the product.

    Shapes: xU, hW (B, 3H), hW with the bias b_h in it; state (h,) with h (B, H).
    Returns: new state (h,), record of the step.
    Equations: (8.1) to (8.5). Source: cho2014, with the reset gate where
    PyTorch and cuDNN have it; chung2014 writes z for our 1 - z.
    """
    (h_prev,) = state
    xU_r, xU_z, xU_n = np.split(xU, 3, axis=-1)                        # (8.1)
    hW_r, hW_z, hW_n = np.split(hW, 3, axis=-1)                        # (8.1)
    r = sigmoid(xU_r + hW_r)                                           # (8.2)
    z = sigmoid(xU_z + hW_z)                                           # (8.3)
    n = np.tanh(xU_n + r * hW_n)                                       # (8.4)
    h = (1 - z) * n + z * h_prev                                       # (8.5)
    return (h,), GRUStep(r, z, n, hW_n, h_prev)


def gru_backward(dstate, s):
    """Backward of `gru`: in block n, xU and hW have different gradients.

    Shapes: dstate (dh,) with dh (B, H), the gradient for the new state.
    Returns: gradients for xU and hW, each (B, 3H), and for the old state.
    """
    (dh,) = dstate
    dn, dz, dh_prev = dh * (1 - s.z), dh * (s.h_prev - s.n), dh * s.z  # (8.8)
    da_n = dn * (1 - s.n**2)                                           # (8.9)
    dr, dhW_n = da_n * s.hW_n, da_n * s.r                              # (8.10)
    da_z = dz * s.z * (1 - s.z)                                        # (8.11)
    da_r = dr * s.r * (1 - s.r)                                        # (8.11)
    dxU = np.concatenate([da_r, da_z, da_n], axis=-1)                  # (8.12)
    dhW = np.concatenate([da_r, da_z, dhW_n], axis=-1)                 # (8.12)
    return dxU, dhW, (dh_prev,)


class GRUBeforeStep(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    r: np.ndarray
    z: np.ndarray
    n: np.ndarray
    h_prev: np.ndarray


def reset_state(xU, hW, state):
    """The reset state r h_prev, which the last block of W is given for h_prev.

    Shapes: xU (B, 3H); hW (B, 2H), the blocks r and z; state (h,) with h (B, H).
    Returns: the reset state (B, H). Source: cho2014.
    """
    (h_prev,) = state
    xU_r, _, _ = np.split(xU, 3, axis=-1)
    hW_r, _ = np.split(hW, 2, axis=-1)
    r = sigmoid(xU_r + hW_r)                                           # (8.2)
    return r * h_prev                                                  # (8.18)


def reset_state_backward(dq, s):
    """Backward of `reset_state`, with the record that `gru_before` has kept.

    Shapes: dq (B, H), the gradient for the reset state.
    Returns: gradients for xU (B, 3H), for the blocks r and z of hW (B, 2H), and for
    the old state (h,).
    """
    dr, dh_prev = dq * s.h_prev, dq * s.r                              # (8.21)
    da_r = dr * s.r * (1 - s.r)                                        # (8.11)
    zero = 0 * da_r
    dxU = np.concatenate([da_r, zero, zero], axis=-1)
    dhW = np.concatenate([da_r, zero], axis=-1)
    return dxU, dhW, (dh_prev,)


def gru_before(xU, hW, state):
    """One step of a gated recurrent unit, reset before the product.

    Shapes: xU, hW (B, 3H), block n of hW made from the `reset_state`; state (h,)
    with h (B, H).
    Returns: new state (h,), record of the step.
    Equations: r, z and h as in `gru`, n by (8.18). Source: cho2014.
    """
    (h_prev,) = state
    a_r, a_z, a_n = np.split(xU + hW, 3, axis=-1)
    r = sigmoid(a_r)                                                   # (8.2)
    z = sigmoid(a_z)                                                   # (8.3)
    n = np.tanh(a_n)                                                   # (8.18)
    h = (1 - z) * n + z * h_prev                                       # (8.5)
    return (h,), GRUBeforeStep(r, z, n, h_prev)


def gru_before_backward(dstate, s):
    """Backward of `gru_before`; `reset_state_backward` has the reset gate's gradient.

    Shapes: dstate (dh,) with dh (B, H), the gradient for the new state.
    Returns: gradients for xU and hW, each (B, 3H), and for the old state.
    """
    (dh,) = dstate
    dn, dz, dh_prev = dh * (1 - s.z), dh * (s.h_prev - s.n), dh * s.z  # (8.8)
    da_n = dn * (1 - s.n**2)                                           # (8.9)
    da_z = dz * s.z * (1 - s.z)                                        # (8.11)
    da = np.concatenate([0 * da_n, da_z, da_n], axis=-1)
    return da, da, (dh_prev,)
