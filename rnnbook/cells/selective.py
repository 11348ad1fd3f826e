"""A selective recurrence: the input says how much time passes; a step and its backward.

Blocks side by side in the order d, n: the time step before its softplus, the input.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.activations import sigmoid


class SelectiveParams(NamedTuple):
    """Weights of a selective layer; a gradient of them is of the same type.

    U: (D, 2H) input to hidden.  W: (H, 2H) hidden to hidden, zeros in the paper.
    b: (2H,) bias.  A: (1, H) the logarithm of each unit's rate of decay.
    """

    U: np.ndarray
    W: np.ndarray
    b: np.ndarray
    A: np.ndarray


class SelectiveStep(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    slope: np.ndarray
    delta: np.ndarray
    z: np.ndarray
    n: np.ndarray
    h_prev: np.ndarray


def selective(xU, hW, state, A):
    """One step of a selective recurrence with one state a unit, whose W is zero.

    Shapes: xU, hW (B, 2H); state (h,), (B, H); A (1, H).
    Returns: new state (h,), record of the step.
    Equations: (14.12), (14.13). Source: gu2023.
    """
    (h_prev,) = state
    a_d, n = np.split(xU + hW, 2, axis=-1)
    rate = np.exp(A)
    small = np.exp(-np.maximum(a_d, -a_d))
    delta = np.maximum(a_d, 0.0) + np.log(1 + small)                   # (14.13)
    z = np.exp(-delta * rate)                                          # (14.12)
    h = z * h_prev + (1 - z) / rate * n                                # (14.12)
    return (h,), SelectiveStep(sigmoid(a_d), delta, z, n, h_prev)


def selective_backward(dstate, s, A):
    """Backward of `selective`: the rate acts through z, and divides.

    Shapes: dstate (dh,), (B, H), the gradient for the new state; A (1, H).
    Returns: gradients for xU and hW, each (B, 2H), for the old state (h,), and for A,
    (B, H): a row for each sequence.
    """
    (dh,) = dstate
    rate = np.exp(A)
    dn = dh * (1 - s.z) / rate                                         # (14.12)
    dz = dh * (s.h_prev - s.n / rate)                                  # (14.12)
    ddelta = -dz * s.z * rate                                          # (14.12)
    dA = -dn * s.n + ddelta * s.delta         # as rate = exp(A), drate times rate
    da = np.concatenate([ddelta * s.slope, dn], axis=-1)               # (14.13)
    return da, da, (dh * s.z,), dA
