"""From the hidden state to a loss: the readout and two losses with their gradients."""

from typing import NamedTuple

import numpy as np

from rnnbook._checks import (
    is_one_hot,
    is_whole,
    need_array,
    need_choice,
    need_dtype,
    need_finite,
    need_generator,
    need_kind,
    need_numbers,
    need_record,
    need_whole,
)
from rnnbook.cells.activations import softmax
from rnnbook.loop.masks import mask_weights


class Readout(NamedTuple):
    """Weights of o = h V + b. V: (H, O), b: (O,). A gradient of them is a Readout."""

    V: np.ndarray
    b: np.ndarray


def init_readout(H, O, rng, dtype=np.float64):  # noqa: E741
    """Draw a readout, uniform in +-1/sqrt(H), zero bias; V (H, O), b (O,).

    Raises: ValueError for sizes below 1; TypeError for sizes that are not whole, for
    another dtype and for what is no Generator.
    """
    H = need_whole("H", H, 1, "the width of the hidden state, pass H=8")
    O = need_whole("O", O, 1, "the number of outputs, pass O=2")  # noqa: E741
    need_generator(rng)
    need_dtype(dtype)
    bound = 1 / np.sqrt(H)
    return Readout(rng.uniform(-bound, bound, (H, O)).astype(dtype), np.zeros(O, dtype))


def readout(p, h):
    """Outputs o = h V + b: h (..., H) gives o (..., O).

    Equations: (3.3).
    Raises: ValueError or TypeError if p and h do not fit each other.
    """
    _need_fit(p, "h", h, 0)
    return h @ p.V + p.b                                               # (3.3)


def readout_backward(p, h, do):
    """Gradients of `readout`: of p (a Readout, summed over all leading axes) and of h.

    Shapes: h (..., H), do (..., O). Returns: Readout, dh (..., H).
    Raises: ValueError or TypeError if p, h and do do not fit each other.
    """
    _need_fit(p, "h", h, 0)
    _need_fit(p, "do", do, 1)
    if do.shape[:-1] != h.shape[:-1]:
        raise ValueError(
            f"do has shape {do.shape}, wanted {(*h.shape[:-1], p.V.shape[1])}: one row "
            f"for each row of h {h.shape}"
        )
    lead = tuple(range(h.ndim - 1))
    dp = Readout(np.tensordot(h, do, axes=(lead, lead)), do.sum(axis=lead))
    return dp, do @ p.V.T


def _need_fit(p, name, value, axis):
    """Refuse a value that is not as wide as that axis of V."""
    need_kind("p", p, Readout, "init_readout(H, O, rng) makes one")
    need_record("p", p)
    need_array(name, value)
    if p.V.ndim != 2:
        raise ValueError(f"V has shape {p.V.shape}, wanted (H, O): one row a unit")
    width = p.V.shape[axis]
    if value.shape[-1:] != (width,):
        raise ValueError(
            f"{name} has shape {value.shape}, wanted (..., {width}), because V is (H, "
            f"O) = {p.V.shape}: init_readout(H, O, rng) makes one that fits"
        )
    if value.dtype != p.V.dtype or value.dtype != p.b.dtype:
        raise TypeError(
            f"{name} is {value.dtype}, V is {p.V.dtype}, b is {p.b.dtype}, wanted one "
            f"dtype: cast with .astype first"
        )


def _need_scores(name, value):
    need_array(name, value)
    if value.size == 0:
        raise ValueError(
            f"{name} is empty, shape {value.shape}: a loss needs at least one entry, "
            f"so drop empty batches first"
        )
    need_finite(name, value)


def _scale(reduction, count):
    need_choice("reduction", reduction, ("sum", "mean"), "pass one of these two")
    return 1.0 if reduction == "sum" else 1.0 / count


def _need_classes(o, target):
    """`target` as an array of whole numbers, one for each row of o."""
    given = need_numbers("target", target, "pass one class number for each row of o")
    rows, whole = o.shape[:-1], given.dtype.kind in "iu"
    if whole and given.shape == rows:
        return given
    as_int = "" if whole else ".astype(int)"
    if given.shape == o.shape and is_one_hot(given, o.shape[-1]):
        why = "one-hot rows become numbers by target.argmax(axis=-1)"
    elif not is_whole(given):
        why = "this loss takes the number of a class, and no shares of classes"
    elif given.shape == rows:
        why = "pass target.astype(int)"
    elif given.shape == (*rows, 1):
        why = f"drop the last axis, pass target[..., 0]{as_int}"
    elif given.ndim == 2 and given.shape == rows[::-1]:
        why = f"target looks batch-first, pass target.T{as_int}"
    elif given.shape == (np.prod(rows, dtype=int),):
        why = (
            f"if its order is that of the rows of o, pass target.reshape{rows}{as_int}"
        )
    else:
        why = "pass one class number for each of these rows"
    kind = ValueError if whole else TypeError
    raise kind(
        f"target has dtype {given.dtype} and shape {given.shape}, wanted class numbers "
        f"of shape {rows}, one for each row of o {o.shape}: {why}"
    )


def _need_in_range(o, target, at):
    """Refuse classes that o has no score for; `at`: the classes that count."""
    classes = o.shape[-1]
    if 0 <= at.min() and at.max() < classes:
        return
    off = np.unique(at[(at < 0) | (at >= classes)])
    why = "number them from 0, or give the readout one output for each"
    if len(off) == 1 and (off[0] < 0 or off[0] == 255):
        why = f"if {off[0]} stands for padding, pass mask=target != {off[0]}"
    elif at.min() == 1 and at.max() == classes:
        why = "number them from 0, pass target - 1"
    raise ValueError(
        f"target runs from {at.min()} to {at.max()}, wanted 0 to {classes - 1}, "
        f"because o has {classes} classes: {why}"
    )


def softmax_cross_entropy(o, target, reduction="mean", mask=None):
    """Loss -log softmax(o)[target], in nats, and its gradient softmax(o) - one_hot.

    Shapes: o (..., O); target (...), whole numbers in 0 ... O-1; mask (...), bool or
    weights >= 0, all count once if None. Where it is 0 the target is not looked at
    (padding may hold any whole number) and the gradient is 0.
    reduction: "sum" adds weight times loss over all leading axes, "mean" divides this
    by the sum of the weights: the loss of a counted entry, in nats.
    Returns: the loss, a number, and do (..., O).
    Raises: ValueError for a target or mask that does not fit o, for a mask that counts
    nothing; TypeError if targets are not whole.
    Equations: (3.12), which is (3.5) without its overflow; "sum" is (3.6), "mean" is
    (3.9), with a mask (3.11).
    """
    _need_scores("o", o)
    target = _need_classes(o, target)
    weight, total = mask_weights(mask, "o", o, (target.shape,))
    at = np.where(weight, target[..., None], 0)      # padding is not looked at
    _need_in_range(o, target, at)
    scale = _scale(reduction, total)
    shifted = o - o.max(axis=-1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))      # (3.12)
    losses = log_sum - np.take_along_axis(shifted, at, axis=-1)        # (3.12)
    do = softmax(o)
    np.put_along_axis(do, at, np.take_along_axis(do, at, axis=-1) - 1, axis=-1)
    return (losses * weight).sum() * scale, do * weight * scale        # (3.11)


def squared_error(y, target, reduction="mean", mask=None):
    """Loss (y - target)^2, without a factor 1/2, and its gradient 2 (y - target).

    Shapes: y and target the same, any; mask that of y or without its last axis, bool
    or weights >= 0, all count once if None. Where it is 0 the target is not looked at
    (padding may be NaN) and the gradient is 0.
    reduction: "sum" adds weight times loss over all entries, "mean" divides this by
    the sum of the entries' weights: the loss of a counted entry.
    Returns: the loss, a number, and dy, shaped like y.
    Raises: ValueError if the shapes differ (NumPy would broadcast without a word), if
    something is not finite, or if the mask counts nothing.
    """
    _need_scores("y", y)
    target = need_numbers("target", target, "pass one for each entry of y")
    target = target.astype(y.dtype)
    if target.shape != y.shape:
        raise ValueError(
            f"target has shape {target.shape}, wanted that of y, {y.shape}: NumPy "
            f"would broadcast the two, so reshape one of them"
        )
    weight, total = mask_weights(mask, "y", y, (y.shape, y.shape[:-1]))
    target = np.where(weight, target, y)             # padding is not looked at
    need_finite("target", target)
    rows = y.size // np.size(weight) if mask is not None else 1
    scale, gap = _scale(reduction, total * rows), y - target
    return (gap**2 * weight).sum() * scale, 2 * scale * weight * gap
