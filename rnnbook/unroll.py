"""Run a cell along a sequence, and back: where every matrix product lives.

Time-major: x is (T, B, D), h is (T, B, H). The input product of all steps is one
matrix product before the loop; each weight gradient is one product after it.
"""

from typing import NamedTuple

import numpy as np

from rnnbook._validate import check_backward, check_forward
from rnnbook.params import Params


class Cache(NamedTuple):
    """What `unroll` keeps for `unroll_backward`.

    x: (T, B, D).  h_prev: (T, B, H), the states h_0 ... h_{T-1} that the steps
    started from.  steps: the cell's record of each step. All of it is the cache's
    own: what you do to x, h or a state afterwards does not reach it.
    """

    x: np.ndarray
    h_prev: np.ndarray
    steps: list


def unroll(cell, p, x, state=None):
    """Run `cell` over the sequence `x`.

    Shapes: x (T, B, D); state, one (B, H) array for each part, zeros if None.
    Returns: h (T, B, H), the final state, and a Cache for the way back.
    Raises: ValueError or TypeError: what came, what was wanted, the remedy.
    """
    state = check_forward(cell, p, x, state)
    xU = x @ p.U + p.b                           # the inputs of all steps at once
    h = np.empty((len(x) + 1, *state[0].shape), xU.dtype)
    h[0], steps = state[0], []
    for t, xU_t in enumerate(xU):
        state, step = cell.forward(xU_t, h[t] @ p.W, state)
        h[t + 1] = state[0]
        steps.append(step)
    cache = Cache(x.copy(), h[:-1], steps)
    return h[1:].copy(), tuple(part.copy() for part in state), cache


def unroll_backward(cell, p, dh, cache, dstate=None):
    """Backpropagation through time: the gradients of everything that went in.

    Shapes: dh (T, B, H), the gradient of the loss for each h_t; dstate, that
    for the final state beyond what dh says of it, zeros if None.
    Returns: gradients of the parameters (a Params), of x (T, B, D) and of the
    initial state.
    Raises: ValueError or TypeError: what came, what was wanted, the remedy.
    """
    dstate = check_backward(cell, p, dh, cache, dstate)
    x, h_prev, steps = cache
    dxU = np.empty((*dh.shape[:2], p.b.size), dh.dtype)
    dhW = np.empty_like(dxU)
    for t in reversed(range(len(dh))):
        dstate = (dstate[0] + dh[t], *dstate[1:])
        dxU[t], dhW[t], dstate = cell.backward(dstate, steps[t])
        dstate = (dstate[0] + dhW[t] @ p.W.T, *dstate[1:])
    # One set of weights, used at all steps: its gradients are sums over time.
    dU = np.tensordot(x, dxU, axes=([0, 1], [0, 1]))
    dW = np.tensordot(h_prev, dhW, axes=([0, 1], [0, 1]))
    return Params(dU, dW, dxU.sum(axis=(0, 1))), dxU @ p.U.T, dstate
