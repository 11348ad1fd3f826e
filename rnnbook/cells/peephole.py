"""The LSTM cell with peepholes: one step and its backward.

The gates see the cell state too, through one weight for each unit: i and f the old
one, o the new one. Gates side by side in the order i, f, g, o.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.activations import sigmoid


class PeepholeParams(NamedTuple):
    """Weights of a layer with peepholes; a gradient of them is of the same type.

    U: (D, 4H) input to hidden.  W: (H, 4H) hidden to hidden.  b: (4H,) bias.
    P: (3, H) cell state to the gates i, f, o, a row each.
    """

    U: np.ndarray
    W: np.ndarray
    b: np.ndarray
    P: np.ndarray


class PeepholeStep(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c_prev: np.ndarray
    c: np.ndarray
    tanh_c: np.ndarray


def lstm_peephole(xU, hW, state, P):
    """One step of the LSTM with peepholes.

    Shapes: xU, hW (B, 4H); state (h, c), each (B, H); P (1, 3H), the weights of i, f
    and o side by side.
    Returns: new state (h, c), record of the step.
    Equations: (6.17); the rest is that of `lstm`. Source: gers2000peephole.
    """
    _, c_prev = state
    a_i, a_f, a_g, a_o = np.split(xU + hW, 4, axis=-1)                 # (6.7)
    p_i, p_f, p_o = np.split(P, 3, axis=-1)
    i = sigmoid(a_i + p_i * c_prev)                                    # (6.17)
    f = sigmoid(a_f + p_f * c_prev)                                    # (6.17)
    g = np.tanh(a_g)                                                   # (6.10)
    c = f * c_prev + i * g                                             # (6.12)
    o = sigmoid(a_o + p_o * c)                                         # (6.17)
    tanh_c = np.tanh(c)
    h = o * tanh_c                                                     # (6.13)
    return (h, c), PeepholeStep(i, f, g, o, c_prev, c, tanh_c)


def lstm_peephole_backward(dstate, s, P):
    """Backward of `lstm_peephole`: c is reached through the output gate as well.

    Shapes: dstate (dh, dc), each (B, H), the gradients for the new state; P (1, 3H).
    Returns: gradients for xU and hW, each (B, 4H), for the old state (h, c), and for
    P, (B, 3H): a row for each sequence.
    """
    dh, dc = dstate
    p_i, p_f, p_o = np.split(P, 3, axis=-1)
    do, dtanh_c = dh * s.tanh_c, dh * s.o                              # (6.13)
    da_o = do * s.o * (1 - s.o)                                        # (6.17)
    dc = dc + dtanh_c * (1 - s.tanh_c**2) + da_o * p_o         # (6.13), (6.17)
    di, dg, df = dc * s.g, dc * s.i, dc * s.c_prev                     # (6.12)
    da_g = dg * (1 - s.g**2)                                           # (6.10)
    da_f = df * s.f * (1 - s.f)                                        # (6.17)
    da_i = di * s.i * (1 - s.i)                                        # (6.17)
    dc_prev = dc * s.f + da_i * p_i + da_f * p_f               # (6.12), (6.17)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=-1)             # (6.7)
    dP = np.concatenate([da_i * s.c_prev, da_f * s.c_prev, da_o * s.c], axis=-1)
    return da, da, (0.0, dc_prev), dP
