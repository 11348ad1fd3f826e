"""Which entries count: lengths, masks, and the last step of each sequence."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._checks import (
    need_array,
    need_finite,
    need_iterable,
    need_numbers,
    need_one_dtype,
    need_whole,
    need_wholes,
)
from rnnbook._types import Array, Bools, Ints

STEPS = "the number of steps of the batch, T = len(h)"


def length_mask(lengths: ArrayLike, T: int) -> Bools:
    """True at the steps that a sequence has, False at its padding.

    Shapes: lengths (B,), whole numbers in 1 ... T. T: steps of the padded batch.
    Returns: (T, B), bool; step t of sequence b counts if t < lengths[b].
    Raises: ValueError or TypeError for lengths that do not fit.
    """
    T = need_whole("T", T, 1, STEPS)
    return np.arange(T)[:, None] < _checked(lengths, T)


def pad_sequences(sequences: Sequence[Array]) -> tuple[Array, Ints]:
    """One array for sequences of different lengths, with zeros behind their ends.

    Shapes: sequences, one (T_b, D) each, of one D and one dtype.
    Returns: x (T, B, D) with T the longest length, and lengths (B,), as `length_mask`
    and `unroll_stack` take them. torch's pad_sequence gives the same x.
    Raises: ValueError for no sequence, for another shape and for an empty one;
    TypeError for what is no float array, and for mixed dtypes.
    """
    need_iterable("sequences", sequences, "pass [first, second]")
    parts = {f"sequences[{b}]": part for b, part in enumerate(sequences)}
    for name, part in parts.items():
        need_array(name, part)
        if part.ndim != 2 or not len(part):
            raise ValueError(
                f"{name} has shape {part.shape}, wanted (T, D) with at least one step: "
                f"drop empty sequences; one number a step is part[:, None]"
            )
    widths = {part.shape[1] for part in parts.values()}
    if len(widths) != 1:
        raise ValueError(
            f"sequences have the widths D = {sorted(widths) or 'none'}, wanted one: "
            f"pass one or more sequences of inputs of the same kind"
        )
    need_one_dtype(parts)
    lengths = np.array([len(part) for part in parts.values()])
    first = parts["sequences[0]"]
    x = np.zeros((lengths.max(), len(parts), first.shape[1]), first.dtype)
    for b, part in enumerate(parts.values()):
        x[: len(part), b] = part
    return x, lengths


def last_step(h: Array, lengths: ArrayLike | None = None) -> Array:
    """What stands at the last step of each sequence.

    Shapes: h (T, B, ...); lengths (B,), T for every sequence if None.
    Returns: (B, ...), a copy: h[lengths[b] - 1, b] for each b.
    Raises: ValueError or TypeError if h and lengths do not fit each other.
    """
    need_array("h", h)
    if h.ndim < 2 or not len(h):
        raise ValueError(
            f"h has shape {h.shape}, wanted (T, B, ...) with at least one step: this "
            f"book is time-major, one sequence is h[:, None]"
        )
    return h[_last(lengths, *h.shape[:2])]


def last_step_backward(dlast: Array, T: int, lengths: ArrayLike | None = None) -> Array:
    """Gradient of `last_step` for h: `dlast` at the last steps, zeros elsewhere.

    Shapes: dlast (B, ...); lengths (B,), T for every sequence if None.
    Returns: dh (T, B, ...).
    Raises: ValueError or TypeError if dlast, T and lengths do not fit each other.
    """
    need_array("dlast", dlast)
    T = need_whole("T", T, 1, STEPS)
    if dlast.ndim < 1:
        raise ValueError(
            f"dlast has shape {dlast.shape}, wanted (B, ...): pass the gradient of "
            f"what last_step(h) returned"
        )
    dh = np.zeros((T, *dlast.shape), dlast.dtype)
    dh[_last(lengths, T, len(dlast))] = dlast
    return dh


def reverse_by_length(x: Array, lengths: ArrayLike | None = None) -> Array:
    """Each sequence in reverse; its padding stays where it is, behind.

    Shapes: x (T, B, ...); lengths (B,), T for every sequence if None.
    Returns: a copy: step t of sequence b is x[lengths[b] - 1 - t, b] where it has one.
    The way back is the same call, and so is the gradient: d of x is
    reverse_by_length(d of the result, lengths).
    Raises: ValueError or TypeError if x and lengths do not fit each other.
    Source: schuster1997.
    """
    need_array("x", x)
    if x.ndim < 2 or not len(x):
        raise ValueError(
            f"x has shape {x.shape}, wanted (T, B, ...) with at least one step: this "
            f"book is time-major, one sequence is x[:, None]"
        )
    T, B = x.shape[:2]
    last, t = _last(lengths, T, B)[0], np.arange(T)[:, None]
    return x[np.where(t <= last, last - t, t), np.arange(B)]           # (9.15)


def _last(lengths: ArrayLike | None, T: int, B: int) -> tuple[Ints, Ints]:
    """An index into (T, B, ...) that picks the last step of each sequence."""
    lengths = np.full(B, T) if lengths is None else lengths
    return _checked(lengths, T, B) - 1, np.arange(B)


def _checked(lengths: ArrayLike, T: int, B: int | None = None) -> Ints:
    lengths = need_wholes(
        "lengths", lengths, "whole numbers, the steps of each sequence",
        "a (T, B) mask gives them by mask.sum(axis=0)",
    )  # fmt: skip
    shape = lengths.shape[:1] if B is None else (B,)
    if lengths.ndim != 1 or lengths.shape != shape or not lengths.size:
        why = "one length for each sequence of a batch that is not empty"
        if lengths.shape == (T,) and B is not None:
            why += "; the array looks batch-first, and this book is time-major: "
            why += "swap its first two axes"
        raise ValueError(
            f"lengths has shape {lengths.shape}, wanted (B,) = {shape or '(B,)'}: {why}"
        )
    if lengths.min() < 1 or lengths.max() > T:
        raise ValueError(
            f"lengths run from {lengths.min()} to {lengths.max()}, wanted 1 to T = "
            f"{T}: drop empty sequences, or pad to the longest"
        )
    return lengths.astype(np.intp)


def mask_weights(
    mask: ArrayLike | None, name: str, value: Array, shapes: Sequence[tuple[int, ...]]
) -> tuple[Any, float]:
    """The weight of each entry of a loss, to multiply with, and their sum.

    mask: bool or floats >= 0, of one of `shapes`, or None, where all count once.
    value: (..., n), the array `name` that the loss looks at.
    Returns: an array that broadcasts with value, in its dtype, and a float: the
    sum of the weights, which for a mask over the leading axes is that of its rows.
    Raises: TypeError if mask is neither bool nor float; ValueError if its shape is none
    of `shapes`, or if it has a negative weight, none above zero, or one not finite.
    """
    if mask is None:
        return 1.0, int(np.prod(shapes[0]))
    mask = need_numbers("mask", mask, "length_mask(lengths, T) makes one")
    if mask.dtype.kind not in "bf":
        raise TypeError(
            f"mask has dtype {mask.dtype}, wanted bool or float: True or a weight "
            f"where an entry counts, so pass mask.astype(bool)"
        )
    if mask.shape not in shapes:
        raise ValueError(
            f"mask has shape {mask.shape}, wanted {' or '.join(map(str, shapes))}, "
            f"because {name} has shape {value.shape}: length_mask(lengths, T) makes "
            f"one of shape (T, B)"
        )
    need_finite("mask", mask)
    mask = mask.astype(value.dtype)
    if mask.min() < 0 or not mask.any():
        raise ValueError(
            f"mask runs from {mask.min()} to {mask.max()}, wanted weights >= 0 and at "
            f"least one above: a loss of no entry is no number, drop such batches"
        )
    total = float(mask.sum(dtype=np.float64))
    return (mask if mask.ndim == value.ndim else mask[..., None]), total
