"""The sLSTM: an LSTM whose gates i and f are exponentials; a step and its backward.

Gates side by side in the order i, f, g, o. Besides h and c the state has the
normaliser n, and the stabiliser m: c and n are kept divided by exp(m).
"""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.activations import sigmoid


class SLSTMStep(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c_prev: np.ndarray
    n_prev: np.ndarray
    c: np.ndarray
    n: np.ndarray
    lead: np.ndarray


def slstm(xU, hW, state):
    """One step of the sLSTM with an exponential forget gate. n starts from 0 or more.

    While n is 0, nothing has come in, and every m gives the same h. There m stays at
    most 20 above a_i: i alone makes the new n, and must not round to 0.

    Shapes: xU, hW (B, 4H); state (h, c, n, m), each (B, H).
    Returns: new state (h, c, n, m), record of the step.
    Equations: (14.14) with (14.15). Source: beck2024.
    """
    _, c_prev, n_prev, m_prev = state
    a_i, a_f, a_g, a_o = np.split(xU + hW, 4, axis=-1)
    past = a_f + m_prev
    over = np.maximum(past - a_i - 20.0, 0.0)
    cut = over - over * (n_prev > 0)                  # 0 as soon as n is above 0
    past = past - cut
    m = np.maximum(past, a_i)                                          # (14.15)
    i = np.exp(a_i - m)                                                # (14.15)
    f = np.exp(past - m)                                               # (14.15)
    g = np.tanh(a_g)
    o = sigmoid(a_o)
    c = f * c_prev + i * g                                             # (14.14)
    n = f * n_prev + i                                                 # (14.14)
    h = o * c / n                                                      # (14.14)
    lead = (past - a_i) - (past - a_i) * (cut > 0)         # then m is made of a_i
    return (h, c, n, m), SLSTMStep(i, f, g, o, c_prev, n_prev, c, n, lead)


def slstm_backward(dstate, s):
    """Backward of `slstm`: m is in i and f, and is made of one of the two.

    Shapes: dstate (dh, dc, dn, dm), each (B, H), the gradients for the new state.
    Returns: gradients for xU and hW, each (B, 4H), and for the old state (h, c, n, m).
    """
    dh, dc, dn, dm = dstate
    do = dh * s.c / s.n                                                # (14.14)
    dc = dc + dh * s.o / s.n                                           # (14.14)
    dn = dn - dh * s.o * s.c / s.n**2                                  # (14.14)
    df = (dc * s.c_prev + dn * s.n_prev) * s.f        # for a_f + m_prev, m held
    di = (dc * s.g + dn) * s.i                        # for a_i, m held
    dm = dm - df - di                                                  # (14.15)
    through = dm * (s.lead > 0)                       # m comes from the past
    df, di = df + through, di + dm - through
    dg = dc * s.i
    da_g, da_o = dg * (1 - s.g**2), do * s.o * (1 - s.o)
    da = np.concatenate([di, df, da_g, da_o], axis=-1)
    return da, da, (0.0, dc * s.f, dn * s.f, df)
