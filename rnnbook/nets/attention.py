"""Attention: a weighted mean of the encoder's states, with weights that are computed.

Each state of the decoder asks; the score of a position is the product of the asking
state with the encoder's state there, and a softmax makes weights of the scores.
"""

import numpy as np

from rnnbook._checks import need_array, need_one_dtype, need_plain, need_shape
from rnnbook._types import Array, Bools
from rnnbook.cells.activations import softmax

__all__ = ["attention", "attention_backward"]


def attention(s: Array, h: Array, mask: Bools | None = None) -> tuple[Array, Array]:
    """The mean of the rows of h for each row of s, weighted by the softmax of s h^T.

    Shapes: s (N, B, H), N states that ask; h (T, B, H); mask (T, B), bool, True at
    the positions that may be seen, all if None (see `length_mask`).
    Returns: the means (N, B, H), and the weights (N, B, T), which add up to 1.
    Raises: ValueError if the shapes do not fit each other, and for a sequence whose
    positions are all masked; TypeError for what is no float array, and mixed dtypes.
    Equations: (12.9) to (12.11). Source: luong2015, the score "dot".
    """
    _need_fit(s, h)
    scores = np.einsum("nbh,tbh->nbt", s, h)                           # (12.9)
    if mask is not None:
        need_mask("mask", mask, h)
        scores = np.where(mask.T, scores, -np.inf)
    weights = softmax(scores)                                          # (12.10)
    return np.einsum("nbt,tbh->nbh", weights, h), weights              # (12.11)


def attention_backward(
    dmean: Array, s: Array, h: Array, weights: Array
) -> tuple[Array, Array]:
    """Gradients of `attention` for s and for h.

    Shapes: dmean (N, B, H), the gradient for the means; s, h and the weights as they
    were. A masked position has weight 0, and its gradient is zero.
    Returns: ds (N, B, H), dh (T, B, H).
    Raises: ValueError or TypeError if the arrays do not fit each other.
    Equations: (12.12) to (12.15).
    """
    _need_fit(s, h)
    need_array("dmean", dmean)
    need_shape("dmean", dmean, s.shape, "like the means that attention gave")
    need_array("weights", weights)
    shape = (*s.shape[:2], len(h))
    need_shape("weights", weights, shape, "(N, B, T), as attention gave them")
    dweights = np.einsum("nbh,tbh->nbt", dmean, h)                     # (12.12)
    along = (weights * dweights).sum(axis=-1, keepdims=True)
    dscores = weights * (dweights - along)                             # (12.13)
    ds = np.einsum("nbt,tbh->nbh", dscores, h)                         # (12.14)
    dh = np.einsum("nbt,nbh->tbh", weights, dmean)                     # (12.15)
    return ds, dh + np.einsum("nbt,nbh->tbh", dscores, s)              # (12.15)


def _need_fit(s: Array, h: Array) -> None:
    for name, value, axes in (("s", s, "(N, B, H)"), ("h", h, "(T, B, H)")):
        need_array(name, value)
        if value.ndim != 3 or not value.size:
            raise ValueError(
                f"{name} has shape {value.shape}, wanted {axes}, none of them 0: this "
                f"book is time-major, one sequence is {name}[:, None]"
            )
    if s.shape[1:] != h.shape[1:]:
        raise ValueError(
            f"s has shape {s.shape} and h {h.shape}, wanted (N, B, H) and (T, B, H) of "
            f"one B and one H: the score is a product of two rows of H numbers"
        )
    need_one_dtype({"s": s, "h": h})


def need_mask(name: str, mask: Bools, h: Array) -> None:
    need_plain(name, mask)
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        raise TypeError(
            f"{name} is {getattr(mask, 'dtype', type(mask).__name__)}, wanted an array "
            f"of bool: length_mask(lengths, T) makes one"
        )
    need_shape(name, mask, h.shape[:2], "(T, B), True where h may be seen")
    if not mask.any(axis=0).all():
        which = int((~mask.any(axis=0)).argmax())
        raise ValueError(
            f"{name} hides all positions of sequence {which}, wanted one or more "
            f"to see: a softmax over nothing is no number"
        )
