"""One step of a normalised recurrence, there and back: its products in blocks."""

import numpy as np

from rnnbook.norm import normalise_backward
from rnnbook.params import own_weights


def blocks_of(cell, H):
    """The slices of columns of U and W that are normalised together."""
    K, apart = H * len(cell.gates), cell.inner or "b_h" in cell.params._fields
    if not apart or K == H:
        return [slice(0, K)]
    return [slice(0, K - H), slice(K - H, K)]


def given_at(statistics, first, t, k):
    """Mean and variance that were given for a step, in the columns k."""
    if statistics is None:
        return None
    t = min(t, len(statistics.x_mean) - 1)
    return statistics[first][t, k], statistics[first + 1][t, k]


def joined(parts):
    """Outputs side by side, and the list of their caches."""
    outs, caches = zip(*parts, strict=True)
    return np.concatenate(outs, axis=-1), list(caches)


def recurrent(cell, p, xU, state, q, blocks, norm):
    """h_prev W, block by block; the last one from the cell's own row, if it has one."""
    parts, row = [], state[0]
    for k in blocks:
        if cell.inner and k == blocks[-1]:
            row = cell.inner(xU, parts[0][0], state)
            q.append(row)
        parts.append(norm(k, row @ p.W[:, k]))
    return joined(parts)


def blocks_backward(d, norms, blocks, axis):
    """Gradients for the product, the gain and the offset, all blocks side by side."""
    pairs = zip(blocks, norms, strict=True)
    each = [normalise_backward(d[:, k], norm, axis) for k, norm in pairs]
    return [np.concatenate(parts, axis=-1) for parts in zip(*each, strict=True)]


def step_backward(cell, p, dstate, step, norms, blocks, axis):
    """One step back: through the cell, the norms of h W, and W.

    Returns: the gradient for xU; those for h W before its norm, its gain and offset;
    that for the old state; those for the cell's own weights.
    """
    dxU, dhW, dstate, *own = cell.backward(dstate, step, *own_weights(cell, p))
    first, last = blocks[0], blocks[-1]
    if cell.inner:                               # its product first: it led to q
        dq = normalise_backward(dhW[:, last], norms[-1], axis)[0] @ p.W[:, last].T
        dxU_q, dhW_q, dstate_q = cell.inner_backward(dq, step)
        dxU = dxU + dxU_q
        dhW = np.concatenate([dhW[:, first] + dhW_q, dhW[:, last]], axis=-1)
        dstate = tuple(d + d_q for d, d_q in zip(dstate, dstate_q, strict=True))
    grads = blocks_backward(dhW, norms, blocks, axis)
    direct = first if cell.inner else slice(None)
    through_W = grads[0][:, direct] @ p.W[:, direct].T
    return dxU, grads, (dstate[0] + through_W, *dstate[1:]), own
