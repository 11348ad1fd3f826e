"""Run a cell along a sequence, and back: where every matrix product lives.

The doors: they check what comes in, once, and hand it to the loop. The loop that the
chapters show is in `rnnbook.plain`.
"""

from rnnbook._explain import explained
from rnnbook._validate import check_backward, check_carry, check_forward, check_mask
from rnnbook.plain import Cache, unroll_plain, unroll_plain_backward

__all__ = ["Cache", "unroll", "unroll_backward"]


def unroll(cell, p, x, state=None, mask=None):
    """Run `cell` over the sequence `x`.

    Shapes: x (T, B, D); state, one (B, H) array for each part, zeros if None; mask
    (T, B), bool, False where a sequence has no step (see `length_mask`): its state
    stays as it was, and so does h.
    Returns: h (T, B, H), the final state, and a Cache for the way back. With a mask,
    the final state is that after the last step that each sequence has.
    Raises: ValueError or TypeError: what came, what was wanted, the remedy.
    """
    state = check_forward(cell, p, x, state)
    return unroll_plain(cell, p, x, state, check_mask(mask, x))


def unroll_backward(cell, p, dh, cache, dstate=None, carry=None):
    """Backpropagation through time: the gradients of everything that went in.

    Shapes: dh (T, B, H), the gradient of the loss for each h_t; dstate, that for the
    final state beyond what dh says of it, zeros if None; carry (T,) or (T, B), the
    share of the gradient that goes on from step t to the state before it, 1 if None
    (see `window_carry` and `random_carry`: truncation is a carry of zeros).
    Returns: gradients of the parameters (of the type of p), of x (T, B, D) and of
    the initial state. Where a mask was False, the gradient of x is zero.
    Raises: ValueError or TypeError: what came, what was wanted, the remedy.
    """
    dstate = check_backward(cell, p, dh, cache, dstate)
    carry = check_carry(carry, dh)
    with explained(cell, p, cache, dstate):
        return unroll_plain_backward(cell, p, dh, cache, dstate, carry)
