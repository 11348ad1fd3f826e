"""The GRU in four conventions: where the reset gate stands, and whose share z is.

Two of the cells are the book's. The other two let the new in where z = 1, as
chung2014 writes it.
"""

import numpy as np

from rnnbook.cells import CELLS, Cell
from rnnbook.cells.gru import (
    GRUParams,
    gru,
    gru_backward,
    gru_before,
    gru_before_backward,
    reset_state,
    reset_state_backward,
)

H, RZN = ("h",), ("r", "z", "n")


def gru_new(xU, hW, state):
    """One step of `gru`, but z is the share of the candidate: (8.16)."""
    _, s = gru(xU, hW, state)
    h = (1 - s.z) * s.h_prev + s.z * s.n                               # (8.16)
    return (h,), s


def gru_new_backward(dstate, s):
    """Backward of `gru_new`: that of `gru` at 1 - z, with the slope of z negated."""
    dxU, dhW, dstate = gru_backward(dstate, s._replace(z=1 - s.z))
    return _z_negated(dxU), _z_negated(dhW), dstate


def gru_before_new(xU, hW, state):
    """One step of `gru_before`, but z is the share of the candidate: (8.16)."""
    _, s = gru_before(xU, hW, state)
    h = (1 - s.z) * s.h_prev + s.z * s.n                               # (8.16)
    return (h,), s


def gru_before_new_backward(dstate, s):
    """Backward of `gru_before_new`."""
    dxU, dhW, dstate = gru_before_backward(dstate, s._replace(z=1 - s.z))
    return _z_negated(dxU), _z_negated(dhW), dstate


def _z_negated(blocks):
    r, z, n = np.split(blocks, 3, axis=-1)
    return np.concatenate([r, -z, n], axis=-1)


# By what the reader chooses: where r stands, then whose share z is.
FOUR = {
    "after": {
        "old": CELLS["gru"],
        "new": Cell("gru_new", gru_new, gru_new_backward, RZN, H, params=GRUParams),
    },
    "before": {
        "old": CELLS["gru_before"],
        "new": Cell("gru_before_new", gru_before_new, gru_before_new_backward, RZN, H,
                    inner=reset_state, inner_backward=reset_state_backward),
    },
}  # fmt: skip
