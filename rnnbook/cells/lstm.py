"""The LSTM cell with forget gate and without peepholes: one step and its backward.

A cell is elementwise. The unroll computes the two matrix products and hands
over `xU = x_t U + b` and `hW = h_{t-1} W`, with the gates side by side in the
order i, f, g, o along the last axis; see `rnnbook.loop.unroll`.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.activations import sigmoid


class LSTMStep(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c_prev: np.ndarray
    tanh_c: np.ndarray


def lstm(xU, hW, state):
    """One step of a long short-term memory.

    Shapes: xU, hW (B, 4H); state (h, c), each (B, H).
    Returns: new state (h, c), record of the step.
    Equations: (6.7) to (6.13). Source: hochreiter1997, gers2000.
    """
    _, c_prev = state
    a_i, a_f, a_g, a_o = np.split(xU + hW, 4, axis=-1)                 # (6.7)
    i = sigmoid(a_i)                                                   # (6.8)
    f = sigmoid(a_f)                                                   # (6.9)
    g = np.tanh(a_g)                                                   # (6.10)
    o = sigmoid(a_o)                                                   # (6.11)
    c = f * c_prev + i * g                                             # (6.12)
    tanh_c = np.tanh(c)
    h = o * tanh_c                                                     # (6.13)
    return (h, c), LSTMStep(i, f, g, o, c_prev, tanh_c)


def lstm_backward(dstate, s):
    """Backward of `lstm`: the equations above in reverse.

    Shapes: dstate (dh, dc), each (B, H), the gradients for the new state.
    Returns: gradients for xU and hW, each (B, 4H), and for the old state (h, c):
    for h it is 0.0, because h_prev enters through hW alone.
    Equations: (7.1) to (7.9).
    """
    dh, dc = dstate
    do, dtanh_c = dh * s.tanh_c, dh * s.o                       # (6.13), (7.1)
    dc = dc + dtanh_c * (1 - s.tanh_c**2)                       # (6.13), (7.2)
    df, dc_prev = dc * s.c_prev, dc * s.f                       # (6.12), (7.3)
    di, dg = dc * s.g, dc * s.i                                 # (6.12), (7.4)
    da_o = do * s.o * (1 - s.o)                                 # (6.11), (7.5)
    da_g = dg * (1 - s.g**2)                                    # (6.10), (7.6)
    da_f = df * s.f * (1 - s.f)                                 # (6.9), (7.7)
    da_i = di * s.i * (1 - s.i)                                 # (6.8), (7.8)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=-1)      # (6.7), (7.9)
    return da, da, (0.0, dc_prev)
