"""The loop over time as the chapters write it, forward and backward.

`rnnbook.loop.unroll` checks its arguments and calls these lines, or others that give
the same numbers sooner; `engine="plain"` asks for these. Time-major: x is (T, B, D),
h is (T, B, H). The input product of all steps is one matrix product before the loop;
each weight gradient is one product after it.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.cells.params import own_weights


class Cache(NamedTuple):
    """What `unroll` keeps for `unroll_backward`.

    x: (T, B, D).  h_prev: (T, B, H), the states h_0 ... h_{T-1} that the steps
    started from.  steps: the cell's record of each step.  q: the row of each step
    that the last block of W was given in place of h_prev, for cells that make one.
    mask: (T, B, 1), the steps that count, or None. fast: what the generated engine
    keeps, None after the plain loop.
    All of it is the cache's own: what you do to x, h or a state afterwards does not
    reach it.
    """

    x: np.ndarray
    h_prev: np.ndarray
    steps: list
    q: list | tuple = ()
    mask: np.ndarray | None = None
    fast: object = None


def unroll_plain(cell, p, x, state, mask=None):
    """Run `cell` over x (T, B, D), step by step.

    state: one (B, H) array for each part. mask: (T, B, 1), bool, or None.
    Returns: h (T, B, H), the final state, and a Cache for the way back.
    """
    xU = x @ p.U + p.b                           # the inputs of all steps at once
    h = np.empty((len(x) + 1, *state[0].shape), xU.dtype)
    h[0], steps, q, own = state[0], [], [], own_weights(cell, p)
    for t, xU_t in enumerate(xU):
        hW = h[t] @ p.W                          # in most cells that is all
        if hasattr(p, "b_h") or cell.inner:      # a GRU has more
            hW = recurrent(cell, p, xU_t, hW, state, q)
        new, step = cell.forward(xU_t, hW, state, *own)
        state = new if mask is None else choose(mask[t], new, state)
        h[t + 1] = state[0]
        steps.append(step)
    cache = Cache(x.copy(), h[:-1], steps, q, mask)
    return h[1:].copy(), tuple(part.copy() for part in state), cache


def choose(running, new, old):
    """The new state where a sequence is running (B, 1), else the old one: (3.10)."""
    return tuple(np.where(running, n, o) for n, o in zip(new, old, strict=True))


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


def unroll_plain_backward(cell, p, dh, cache, dstate, carry=None):
    """Backpropagation through time, step by step, from the last to the first.

    Shapes: dh (T, B, H), the gradient of the loss for each h_t; dstate, that
    for the final state. carry: (T, B, 1), the share of the gradient that goes
    on from each step to the state before it, all of it if None.
    Returns: gradients of the parameters, of x and of the initial state.
    Equations: (4.14), (4.16), (4.17), (4.22).
    """
    dxU = np.empty((*dh.shape[:2], p.b.size), dh.dtype)
    dhW = np.empty_like(dxU)
    down = [np.zeros_like(getattr(p, name)) for name in cell.weights]
    for t in reversed(range(len(dh))):
        dstate = (dstate[0] + dh[t], *dstate[1:])                 # (4.14)
        through, past = split(cache.mask, t, dstate)
        step = cache.steps[t]
        dxU[t], dhW[t], dstate, own = step_backward(cell, p, through, step)
        dstate = tuple(
            d + d_past for d, d_past in zip(dstate, past, strict=True)
        )
        if carry is not None:
            dstate = tuple(carry[t] * d for d in dstate)          # (4.22)
        for total, d in zip(down, own, strict=True):
            total += d.sum(axis=0).reshape(total.shape)
    dx = dxU @ p.U.T                                              # (4.17)
    return gradients(cell, p, cache, dxU, dhW, down), dx, dstate


def split(mask, t, dstate):
    """The gradient that goes through step t, and that which goes past it.

    A sequence that is not running keeps its state, so its gradient goes past.
    """
    if mask is None:
        return dstate, (0.0,) * len(dstate)
    return tuple(d * mask[t] for d in dstate), tuple(d * ~mask[t] for d in dstate)


def step_backward(cell, p, dstate, step):
    """One step back, through the cell and then through W to the state before.

    Returns: gradients for xU, hW, the old state, and a list of those for the
    cell's own weights, one row for each sequence. Equations: (4.14).
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
    return dxU, dhW, (dstate[0] + through_W @ W.T, *dstate[1:]), own  # (4.14)


def gradients(cell, p, cache, dxU, dhW, own):
    """One set of weights, used at all steps: its gradients are sums over time.

    Shapes: dxU, dhW (T, B, K); own: the gradients of the cell's own weights.
    Returns: gradients of the type of p. Equations: (4.16).
    """
    dU = np.tensordot(cache.x, dxU, axes=([0, 1], [0, 1]))        # (4.16)
    dW = np.tensordot(cache.h_prev, dhW, axes=([0, 1], [0, 1]))   # (4.16)
    if cell.inner:
        n = slice(-len(p.W), None)
        dW[:, n] = np.tensordot(cache.q, dhW[..., n], axes=([0, 1], [0, 1]))
    db_h = [dhW.sum(axis=(0, 1))] if hasattr(p, "b_h") else []
    return type(p)(dU, dW, dxU.sum(axis=(0, 1)), *db_h, *own)     # (4.16)
