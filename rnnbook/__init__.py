"""Recurrent networks, written once: the equations of the book as NumPy that runs.

    cell, rng = CELLS["lstm"], np.random.default_rng(0)
    p = init_params(cell, D=3, H=8, rng=rng, bias={"f": 1.0})
    h, state, cache = unroll(cell, p, x)                  # x is (T, B, D)
    dp, dx, dstate0 = unroll_backward(cell, p, dh, cache)
"""

from rnnbook.activations import sigmoid, softmax
from rnnbook.cells import CELLS, Cell
from rnnbook.diagnostics import gradient_by_lag, half_life
from rnnbook.gradcheck import gradcheck, numeric_gradient
from rnnbook.heads import (
    Readout,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
    squared_error,
)
from rnnbook.optim import adam, adam_start, clip_by_norm
from rnnbook.params import Params, init_params, zeros_state
from rnnbook.trace import TraceError, trace
from rnnbook.unroll import unroll, unroll_backward

__version__ = "0.1.0"

__all__ = [
    "CELLS",
    "Cell",
    "Params",
    "Readout",
    "TraceError",
    "adam",
    "adam_start",
    "clip_by_norm",
    "gradcheck",
    "gradient_by_lag",
    "half_life",
    "init_params",
    "init_readout",
    "numeric_gradient",
    "readout",
    "readout_backward",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "squared_error",
    "trace",
    "unroll",
    "unroll_backward",
    "zeros_state",
]
