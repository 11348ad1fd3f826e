"""Many networks of one cell at once: the loop of `unroll` with one more axis.

S networks of the same sizes, from other seeds or trained at other rates, are stacked:
weights (S, H, K), sequences (S, T, B, D). A matrix product is one call for all of
them. A cell is elementwise, so it sees S B rows as if they were one large batch: its
own lines, also those of a cell that a reader wrote, work as they are.
"""

from typing import Any

import numpy as np

from rnnbook._types import Array
from rnnbook.cells import Cell


def stack(trees: list[Any]) -> Any:
    """Records of arrays, all of one type and shape, as one record with an axis more."""
    return type(trees[0])(*(np.stack(arrays) for arrays in zip(*trees, strict=True)))


def take(record: Any, index: Any) -> Any:
    """Some of the stacked networks: a record of the same type."""
    return type(record)(*(array[index] for array in record))


def unroll_stacked(cell: Cell, p: Any, x: Array) -> tuple[Array, Any]:
    """Run S networks of `cell`, each over its own batch, from a state of zeros.

    Shapes: each array of p with S in front; x (S, T, B, D).
    Returns: h (S, T, B, H) and a cache for `unroll_stacked_backward`.
    """
    S, T, B, D = x.shape
    H, K = p.W.shape[1:]
    flat = np.matmul(x.reshape(S, T * B, D), p.U) + p.b[:, None]
    xU = np.ascontiguousarray(flat.reshape(S, T, B, K).swapaxes(0, 1))
    own = _own(cell, p, B)
    state = tuple(np.zeros((S * B, H), x.dtype) for _ in cell.state)
    h, steps, rows = np.zeros((S, T + 1, B, H), x.dtype), [], []
    for t in range(T):
        h_prev = state[0].reshape(S, B, H)
        hW = np.matmul(h_prev, p.W)
        if hasattr(p, "b_h"):
            hW += p.b_h[:, None]
        hW, xU_t = hW.reshape(S * B, K), xU[t].reshape(S * B, K)
        if cell.inner:                           # the last block is made of a row q
            q = cell.inner(xU_t, hW[:, :-H], state)
            hW[:, -H:] = np.matmul(q.reshape(S, B, H), p.W[:, :, -H:]).reshape(-1, H)
            if hasattr(p, "b_h"):
                hW[:, -H:] += np.repeat(p.b_h[:, -H:], B, axis=0)
            rows.append(q.reshape(S, B, H))
        state, step = cell.forward(xU_t, hW, state, *own)
        h[:, t + 1] = state[0].reshape(S, B, H)
        steps.append(step)
    return h[:, 1:], (x, h[:, :-1], steps, rows)


def unroll_stacked_backward(cell: Cell, p: Any, dh: Array, cache: Any) -> Any:
    """The gradients of all S networks, each array with S in front, of the type of p.

    Shapes: dh (S, T, B, H), the gradient of the S losses for each h_t.
    """
    x, h_prev, steps, rows = cache
    S, T, B, H = dh.shape
    K, own = p.W.shape[-1], _own(cell, p, B)
    dxU = np.empty((S, T, B, K), dh.dtype)
    dhW = np.empty_like(dxU)
    down = [np.zeros_like(getattr(p, name)) for name in cell.weights]
    across = np.ascontiguousarray(p.W.swapaxes(1, 2))
    later = np.ascontiguousarray(dh.swapaxes(0, 1)).reshape(T, S * B, H)
    state: Any = (0.0,) * len(cell.state)
    for t in reversed(range(T)):
        through = tuple(np.broadcast_to(d, (S * B, H)) for d in state)
        through = (through[0] + later[t], *through[1:])
        dxU_t, dhW_t, state, *down_t = cell.backward(through, steps[t], *own)
        if cell.inner:
            dq = np.matmul(dhW_t[:, -H:].reshape(S, B, H), across[:, -H:])
            dxU_q, dhW_q, state_q = cell.inner_backward(  # type: ignore[misc]  # only where there is one
                dq.reshape(S * B, H), steps[t]
            )
            dxU_t = dxU_t + dxU_q
            dhW_t = np.concatenate([dhW_t[:, :-H] + dhW_q, dhW_t[:, -H:]], axis=-1)
            state = tuple(d + d_q for d, d_q in zip(state, state_q, strict=True))
        n = K - H if cell.inner else K           # these blocks are made of h_prev
        back = np.matmul(dhW_t[:, :n].reshape(S, B, n), across[:, :n])
        state = (state[0] + back.reshape(S * B, H), *state[1:])
        dxU[:, t], dhW[:, t] = dxU_t.reshape(S, B, K), dhW_t.reshape(S, B, K)
        for total, d in zip(down, down_t, strict=True):
            total += d.reshape(S, B, -1).sum(axis=1).reshape(total.shape)
    dU, dW = _product(x, dxU), _product(h_prev, dhW)
    if cell.inner:
        dW[:, :, -H:] = _product(np.stack(rows, axis=1), dhW[..., -H:])
    db_h = [dhW.sum(axis=(1, 2))] if hasattr(p, "b_h") else []
    return type(p)(dU, dW, dxU.sum(axis=(1, 2)), *db_h, *down)


def readout_stacked(head: Any, h: Array) -> Array:
    """Outputs o = h V + b of S networks: h (S, ..., H) gives o (S, ..., O)."""
    S, H = len(h), h.shape[-1]
    o = np.matmul(h.reshape(S, -1, H), head.V) + head.b[:, None]
    return o.reshape(*h.shape[:-1], -1)


def readout_stacked_backward(head: Any, h: Array, do: Array) -> tuple[Any, Array]:
    """Gradients of `readout_stacked`: of the S readouts and of h."""
    flat = do.reshape(len(do), -1, do.shape[-1])
    dh = np.matmul(flat, head.V.swapaxes(1, 2)).reshape(h.shape)
    return type(head)(_product(h, do), flat.sum(axis=1)), dh


def clip_stacked(grads: tuple[Any, ...], max_norm: float) -> tuple[Any, Array]:
    """`clip_by_norm` of each network by itself.

    grads: a tuple of arrays with S in front. Returns: the clipped ones, and the norms
    (S,) before; not finite if a gradient is not, and then that network's are zeros.
    """
    flat = [d.reshape(len(d), -1).astype(np.float64) for d in grads]
    norm = np.sqrt(sum((d**2).sum(axis=1) for d in flat))
    good = np.isfinite(norm)
    factor = np.where(norm > max_norm, max_norm / np.where(norm > 0, norm, 1), 1.0)
    fresh = []
    for d in grads:
        each = (-1,) + (1,) * (d.ndim - 1)
        scaled = d * factor.astype(d.dtype).reshape(each)
        fresh.append(np.where(good.reshape(each), scaled, 0))
    return type(grads)(*fresh) if hasattr(grads, "_fields") else tuple(fresh), norm


def _own(cell: Cell, p: Any, B: int) -> tuple[Array, ...]:
    """The weights that go to the cell itself, one row for each of the S B rows."""
    flat = (getattr(p, name).reshape(len(p.W), -1) for name in cell.weights)
    return tuple(np.repeat(rows, B, axis=0) for rows in flat)


def _product(a: Array, b: Array) -> Array:
    """Sum over steps and sequences of the outer products: (S, n, m)."""
    S = len(a)
    return np.matmul(
        a.reshape(S, -1, a.shape[-1]).swapaxes(1, 2), b.reshape(S, -1, b.shape[-1])
    )
