"""Run a cell along a sequence, and back: where every matrix product lives.

The entry points: they check the arguments, once, and call a loop: the one that the
chapters show, `rnnbook.loop.plain`, or the one that `rnnbook.loop.generator` writes
from the cell's traced graph, which gives the same numbers to rounding, sooner.
"""

from rnnbook.cells import CELLS
from rnnbook.loop._checks import (
    check_backward,
    check_carry,
    check_engine,
    check_forward,
    check_mask,
)
from rnnbook.loop._explain import explained
from rnnbook.loop.generator import run_backward, run_forward
from rnnbook.loop.plain import Cache, unroll_plain, unroll_plain_backward

__all__ = ["Cache", "unroll", "unroll_backward"]


def unroll(cell, p, x, state=None, mask=None, engine=None):
    """Run `cell` over the sequence `x`.

    Shapes: x (T, B, D); state, one (B, H) array for each part, zeros if None; mask
    (T, B), bool, False where a sequence has no step (see `length_mask`): its state
    stays as it was, and so does h.
    engine: "plain" is the loop of the chapters, through the cell's own lines;
    "generated" the fast one, made from the cell's traced graph when it is first asked
    for. None takes the fast one for the cells of CELLS and the plain one for others,
    which may read what changes between calls.
    Returns: h (T, B, H), the final state, and a Cache for the way back. With a mask,
    the final state is that after the last step that each sequence has.
    Raises: ValueError if x is not (T, B, D), if shapes do not fit each other or the
    cell, for numbers that are not finite and for another engine; TypeError for what is
    no float array, Cell or parameters of it, and for mixed dtypes; TraceError if
    "generated" is asked for a cell that cannot be traced.
    """
    state = check_forward(cell, p, x, state)
    mask = check_mask(mask, x)
    if check_engine(engine, CELLS.get(cell.name) is cell) == "generated":
        return run_forward.forward(cell, p, x, state, mask)
    return unroll_plain(cell, p, x, state, mask)


def unroll_backward(cell, p, dh, cache, dstate=None, carry=None):
    """Backpropagation through time: the gradients of everything that went in.

    It goes back by the engine that made the cache, if that knows `cell`.

    Shapes: dh (T, B, H), the gradient of the loss for each h_t; dstate, that for the
    final state beyond what dh says of it, zeros if None; carry (T,) or (T, B), the
    share of the gradient that goes on from step t to the state before it, 1 if None
    (see `window_carry` and `random_carry`: truncation is a carry of zeros).
    Returns: gradients of the parameters (of the type of p), of x (T, B, D) and of
    the initial state. Where a mask was False, the gradient of x is zero.
    Raises: ValueError if dh, dstate or carry do not fit the cache, or are not finite;
    TypeError if cache is not a Cache, and for other dtypes.
    """
    dstate = check_backward(cell, p, dh, cache, dstate)
    carry = check_carry(carry, dh)
    same = cache.fast is not None and cache.fast.engine.cell is cell
    back = run_backward.backward if same else unroll_plain_backward
    with explained(cell, p, cache, dstate):
        return back(cell, p, dh, cache, dstate, carry)
