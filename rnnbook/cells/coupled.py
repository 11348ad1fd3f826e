"""The LSTM cell with coupled input and forget gate: one step and its backward.

It forgets as much as it writes, f = 1 - i, so the forget gate needs no weights of its
own. Gates side by side in the order i, g, o.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.activations import sigmoid


class CoupledStep(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    i: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c_prev: np.ndarray
    tanh_c: np.ndarray


def lstm_coupled(xU, hW, state):
    """One step of the LSTM with f = 1 - i.

    Shapes: xU, hW (B, 3H); state (h, c), each (B, H).
    Returns: new state (h, c), record of the step.
    Equations: c = (1 - i) c_prev + i g; the rest is that of `lstm`.
    Source: greff2017, the variant CIFG.
    """
    _, c_prev = state
    a_i, a_g, a_o = np.split(xU + hW, 3, axis=-1)
    i = sigmoid(a_i)                                                   # (6.8)
    g = np.tanh(a_g)                                                   # (6.10)
    o = sigmoid(a_o)                                                   # (6.11)
    c = (1 - i) * c_prev + i * g
    tanh_c = np.tanh(c)
    h = o * tanh_c                                                     # (6.13)
    return (h, c), CoupledStep(i, g, o, c_prev, tanh_c)


def lstm_coupled_backward(dstate, s):
    """Backward of `lstm_coupled`: the one gate has two effects, and two gradients.

    Shapes: dstate (dh, dc), each (B, H), the gradients for the new state.
    Returns: gradients for xU and hW, each (B, 3H), and for the old state (h, c).
    """
    dh, dc = dstate
    do, dtanh_c = dh * s.tanh_c, dh * s.o                              # (6.13)
    dc = dc + dtanh_c * (1 - s.tanh_c**2)                              # (6.13)
    di = dc * s.g - dc * s.c_prev
    dg, dc_prev = dc * s.i, dc * (1 - s.i)
    da_o = do * s.o * (1 - s.o)                                        # (6.11)
    da_g = dg * (1 - s.g**2)                                           # (6.10)
    da_i = di * s.i * (1 - s.i)                                        # (6.8)
    da = np.concatenate([da_i, da_g, da_o], axis=-1)
    return da, da, (0.0, dc_prev)
