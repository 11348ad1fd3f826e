"""Run a cell along a sequence, and back: where every matrix product lives.

Time-major: x is (T, B, D), h is (T, B, H). The input product of all steps is one
matrix product before the loop; each weight gradient is one product after it.
"""

from typing import NamedTuple

import numpy as np

from rnnbook._validate import check_backward, check_forward
from rnnbook.params import own_weights


class Cache(NamedTuple):
    """What `unroll` keeps for `unroll_backward`.

    x: (T, B, D).  h_prev: (T, B, H), the states h_0 ... h_{T-1} that the steps
    started from.  steps: the cell's record of each step.  q: the row of each step
    that the last block of W was given in place of h_prev, for cells that make one.
    All of it is the cache's own: what you do to x, h or a state afterwards does not
    reach it.
    """

    x: np.ndarray
    h_prev: np.ndarray
    steps: list
    q: list | tuple = ()


def unroll(cell, p, x, state=None):
    """Run `cell` over the sequence `x`.

    Shapes: x (T, B, D); state, one (B, H) array for each part, zeros if None.
    Returns: h (T, B, H), the final state, and a Cache for the way back.
    Raises: ValueError or TypeError: what came, what was wanted, the remedy.
    """
    state = check_forward(cell, p, x, state)
    xU = x @ p.U + p.b                           # the inputs of all steps at once
    h = np.empty((len(x) + 1, *state[0].shape), xU.dtype)
    h[0], steps, q, own = state[0], [], [], own_weights(cell, p)
    for t, xU_t in enumerate(xU):
        hW = h[t] @ p.W                          # in most cells that is all
        if hasattr(p, "b_h") or cell.inner:      # a GRU has more
            hW = recurrent(cell, p, xU_t, hW, state, q)
        state, step = cell.forward(xU_t, hW, state, *own)
        h[t + 1] = state[0]
        steps.append(step)
    cache = Cache(x.copy(), h[:-1], steps, q)
    return h[1:].copy(), tuple(part.copy() for part in state), cache


def recurrent(cell, p, xU, hW, state, q):
    """The recurrent product of a step with what some cells have besides h_prev W.

    Adds the bias b_h; makes the last block from the cell's own row in place of
    h_prev, and appends that row to `q`. Returns: hW (B, K).
    """
    b_h = getattr(p, "b_h", np.zeros_like(p.b))
    hW = hW + b_h
    if cell.inner:
        H = len(p.W)
        q.append(cell.inner(xU, hW[:, :-H], state))
        hW[:, -H:] = q[-1] @ p.W[:, -H:] + b_h[-H:]
    return hW


def unroll_backward(cell, p, dh, cache, dstate=None):
    """Backpropagation through time: the gradients of everything that went in.

    Shapes: dh (T, B, H), the gradient of the loss for each h_t; dstate, that
    for the final state beyond what dh says of it, zeros if None.
    Returns: gradients of the parameters (of the type of p), of x (T, B, D) and of
    the initial state.
    Raises: ValueError or TypeError: what came, what was wanted, the remedy.
    """
    dstate = check_backward(cell, p, dh, cache, dstate)
    x, h_prev, steps, q = cache
    dxU = np.empty((*dh.shape[:2], p.b.size), dh.dtype)
    dhW = np.empty_like(dxU)
    down = [np.zeros_like(getattr(p, name)) for name in cell.weights]
    for t in reversed(range(len(dh))):
        dstate = (dstate[0] + dh[t], *dstate[1:])
        dxU[t], dhW[t], dstate, own = step_backward(cell, p, dstate, steps[t])
        for total, d in zip(down, own, strict=True):
            total += d.sum(axis=0).reshape(total.shape)
    # One set of weights, used at all steps: its gradients are sums over time.
    dU = np.tensordot(x, dxU, axes=([0, 1], [0, 1]))
    dW = np.tensordot(h_prev, dhW, axes=([0, 1], [0, 1]))
    if cell.inner:
        n = slice(-len(p.W), None)
        dW[:, n] = np.tensordot(q, dhW[..., n], axes=([0, 1], [0, 1]))
    db_h = [dhW.sum(axis=(0, 1))] if hasattr(p, "b_h") else []
    dp = type(p)(dU, dW, dxU.sum(axis=(0, 1)), *db_h, *down)
    return dp, dxU @ p.U.T, dstate


def step_backward(cell, p, dstate, step):
    """One step back, through the cell and then through W to the state before.

    Returns: gradients for xU, hW, the old state, and a list of those for the cell's
    own weights, one row for each sequence.
    """
    dxU, dhW, dstate, *own = cell.backward(dstate, step, *own_weights(cell, p))
    W, through_W = p.W, dhW
    if cell.inner:
        H = len(p.W)
        W, through_W = p.W[:, :-H], dhW[:, :-H]  # the last block leads to q instead
        dq = dhW[:, -H:] @ p.W[:, -H:].T
        dxU_q, dhW_q, dstate_q = cell.inner_backward(dq, step)
        dxU, through_W = dxU + dxU_q, through_W + dhW_q
        dhW = np.concatenate([through_W, dhW[:, -H:]], axis=-1)
        dstate = tuple(d + d_q for d, d_q in zip(dstate, dstate_q, strict=True))
    return dxU, dhW, (dstate[0] + through_W @ W.T, *dstate[1:]), own
