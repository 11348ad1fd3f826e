"""The vanilla (Elman) RNN cell with tanh, ReLU or sigmoid: one step and its backward.

A cell is elementwise. The unroll computes the two matrix products and hands
over `xU = x_t U + b` and `hW = h_{t-1} W`; see `rnnbook.loop.unroll`.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.activations import sigmoid


class RNNStep(NamedTuple):
    """What one step keeps for its backward, each (B, H)."""

    h: np.ndarray


def rnn(xU, hW, state):
    """One step: h = tanh(x U + h_prev W + b).

    Shapes: xU, hW (B, H); state (h,) with h (B, H).
    Returns: new state (h,), record of the step.
    Equations: (3.1), (3.2). Source: elman1990.
    """
    a = xU + hW                                                        # (3.1)
    h = np.tanh(a)                                                     # (3.2)
    return (h,), RNNStep(h)


def rnn_backward(dstate, s):
    """Backward of `rnn`.

    Shapes: dstate (dh,) with dh (B, H), gradient of the loss for the new state.
    Returns: gradients for xU and hW, (B, H) each, and for the old state: 0.0,
    because h_prev enters through hW alone. Equations: (4.15), (4.1).
    """
    (dh,) = dstate
    da = dh * (1 - s.h**2)                                             # (4.15)
    return da, da, (0.0,)                                              # (4.1)


def rnn_relu(xU, hW, state):
    """One step: h = max(x U + h_prev W + b, 0).

    Shapes: xU, hW (B, H); state (h,) with h (B, H).
    Returns: new state (h,), record of the step. Nothing bounds h: it can grow from
    step to step. Equations: (3.1), then a ReLU for the tanh. Source: le2015.
    """
    a = xU + hW                                                        # (3.1)
    h = np.maximum(a, 0.0)
    return (h,), RNNStep(h)


def rnn_relu_backward(dstate, s):
    """Backward of `rnn_relu`; where a = 0 the derivative is taken to be 0.

    Shapes: dstate (dh,) with dh (B, H).
    Returns: gradients for xU and hW, (B, H) each, and for the old state: 0.0.
    """
    (dh,) = dstate
    da = dh * (s.h > 0)
    return da, da, (0.0,)                                              # (3.1)


def rnn_sigmoid(xU, hW, state):
    """One step: h = sigmoid(x U + h_prev W + b).

    Shapes: xU, hW (B, H); state (h,) with h (B, H).
    Returns: new state (h,), record of the step.
    Equations: (3.1), then a sigmoid for the tanh. Source: elman1990.
    """
    a = xU + hW                                                        # (3.1)
    h = sigmoid(a)
    return (h,), RNNStep(h)


def rnn_sigmoid_backward(dstate, s):
    """Backward of `rnn_sigmoid`, whose derivative is at most 1/4.

    Shapes: dstate (dh,) with dh (B, H).
    Returns: gradients for xU and hW, (B, H) each, and for the old state: 0.0.
    """
    (dh,) = dstate
    da = dh * s.h * (1 - s.h)
    return da, da, (0.0,)                                              # (3.1)
