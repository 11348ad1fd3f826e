"""The LSTM cell of 1997, which has no forget gate: one step and its backward.

Only the input gate decides what the cell state takes in; nothing ever leaves it.
Gates side by side in the order i, g, o. The paper scales its two squashing functions
to (-2, 2) and (-1, 1), and cuts the gradient off at the gates; here both are tanh,
and the gradient is whole.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.activations import sigmoid


class LSTM1997Step(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    i: np.ndarray
    g: np.ndarray
    o: np.ndarray
    tanh_c: np.ndarray


def lstm_1997(xU, hW, state):
    """One step of the LSTM without forget gate.

    Shapes: xU, hW (B, 3H); state (h, c), each (B, H).
    Returns: new state (h, c), record of the step.
    Equations: c = c_prev + i g is (6.6); the rest is that of `lstm`.
    Source: hochreiter1997.
    """
    _, c_prev = state
    a_i, a_g, a_o = np.split(xU + hW, 3, axis=-1)
    i = sigmoid(a_i)                                                   # (6.8)
    g = np.tanh(a_g)                                                   # (6.10)
    o = sigmoid(a_o)                                                   # (6.11)
    c = c_prev + i * g                                                 # (6.6)
    tanh_c = np.tanh(c)
    h = o * tanh_c                                                     # (6.13)
    return (h, c), LSTM1997Step(i, g, o, tanh_c)


def lstm_1997_backward(dstate, s):
    """Backward of `lstm_1997`: the gradient for c goes back unchanged.

    Shapes: dstate (dh, dc), each (B, H), the gradients for the new state.
    Returns: gradients for xU and hW, each (B, 3H), and for the old state (h, c).
    """
    dh, dc = dstate
    do, dtanh_c = dh * s.tanh_c, dh * s.o                              # (6.13)
    dc = dc + dtanh_c * (1 - s.tanh_c**2)                              # (6.13)
    di, dg = dc * s.g, dc * s.i                                        # (6.6)
    da_o = do * s.o * (1 - s.o)                                        # (6.11)
    da_g = dg * (1 - s.g**2)                                           # (6.10)
    da_i = di * s.i * (1 - s.i)                                        # (6.8)
    da = np.concatenate([da_i, da_g, da_o], axis=-1)
    return da, da, (0.0, dc)                                           # (6.6)
