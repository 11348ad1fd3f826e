"""The linear recurrent unit: a complex diagonal as two real states, and its backward.

Blocks side by side in the order u, v: the real and the imaginary part of the input.
"""

from typing import NamedTuple

import numpy as np


class LRUParams(NamedTuple):
    """Weights of a layer of linear recurrent units; a gradient is of the same type.

    U: (D, 2H) input to hidden.  W: (H, 2H) hidden to hidden, zeros in an LRU.
    b: (2H,) bias.  P: (2, H) the logarithms of the decay and of the angle of each unit.
    """

    U: np.ndarray
    W: np.ndarray
    b: np.ndarray
    P: np.ndarray


class LRUStep(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    u: np.ndarray
    v: np.ndarray
    h_prev: np.ndarray
    k_prev: np.ndarray


def eigenvalues(P):
    """Size, cosine and sine of each unit's eigenvalue, and its gain gamma, (1, H)."""
    nu, theta = np.split(P, 2, axis=-1)
    size = np.exp(-np.exp(nu))                                         # (14.9)
    angle = np.exp(theta)                                              # (14.9)
    t = np.tanh(np.exp(nu))          # 1 - size**2, with all its digits near size 1
    return size, np.cos(angle), np.sin(angle), (2 * t / (1 + t)) ** 0.5    # (14.10)


def lru(xU, hW, state, P):
    """One step of the LRU, whose W is zero: h is the real part of the state.

    Shapes: xU, hW (B, 2H); state (h, k), each (B, H); P (1, 2H), nu and theta.
    Returns: new state (h, k), record of the step.
    Equations: (14.8), (14.9), (14.10). Source: orvieto2023, which also learns gamma.
    """
    h_prev, k_prev = state
    u, v = np.split(xU + hW, 2, axis=-1)
    size, cos, sin, gamma = eigenvalues(P)
    h = size * (cos * h_prev - sin * k_prev) + gamma * u               # (14.8)
    k = size * (sin * h_prev + cos * k_prev) + gamma * v               # (14.8)
    return (h, k), LRUStep(u, v, h_prev, k_prev)


def lru_backward(dstate, s, P):
    """Backward of `lru`: the eigenvalue turns the gradient the other way.

    Shapes: dstate (dh, dk), each (B, H), the gradients for the new state; P (1, 2H).
    Returns: gradients for xU and hW, each (B, 2H), for the old state (h, k), and for
    P, (B, 2H): a row for each sequence.
    """
    dh, dk = dstate
    nu, theta = np.split(P, 2, axis=-1)
    size, cos, sin, gamma = eigenvalues(P)
    along = dh * s.h_prev + dk * s.k_prev                     # for the real part
    across = dk * s.h_prev - dh * s.k_prev                    # for the imaginary part
    dgamma = dh * s.u + dk * s.v
    dsize = cos * along + sin * across - dgamma * size / gamma         # (14.10)
    dangle = size * (cos * across - sin * along)
    dnu, dtheta = -dsize * size * np.exp(nu), dangle * np.exp(theta)   # (14.9)
    dP = np.concatenate([dnu, dtheta], axis=-1)
    dh_prev = size * (cos * dh + sin * dk)                             # (14.8)
    dk_prev = size * (cos * dk - sin * dh)                             # (14.8)
    da = np.concatenate([gamma * dh, gamma * dk], axis=-1)
    return da, da, (dh_prev, dk_prev), dP
