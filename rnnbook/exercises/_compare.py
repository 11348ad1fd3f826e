"""Comparing an answer with the right one, in words that help."""

from typing import Any

import numpy as np

from rnnbook._checks import SUBCLASSES
from rnnbook.exercises._remedies import (
    dtype_remedy,
    is_number,
    number_remedy,
    shape_remedy,
    type_remedy,
)

FLOAT32 = 3e-6  # what the rounding of float32 makes of numbers near 1 in a few steps
TINY = 1e-300  # what is smaller was not lost by rounding to float32
CLOSE = 0.03  # a number as near as this was perhaps rounded too early


def close(got: Any, wanted: Any, rtol: float, atol: float) -> bool:
    """Whether two values have the same shape and nearly the same entries."""
    if not all(isinstance(v, np.ndarray) or is_number(v) for v in (got, wanted)):
        return False
    if isinstance(got, SUBCLASSES):  # they compare by rules of their own
        return False
    if np.shape(got) != np.shape(wanted) or np.asarray(got).dtype.kind not in "iuf":
        return False
    # A right answer has no NaN; a known mistake may be known by its NaNs.
    return bool(np.allclose(got, wanted, rtol=rtol, atol=atol, equal_nan=True))


def misfit(name: str, got: Any, wanted: Any, maker: str = "") -> str | None:
    """What is wrong with the form of an answer, with what was wanted and the remedy.

    maker: the reader's function that fills `got` entry by entry, if there is one.
    Returns: a sentence or three, or None if the form is right.
    """
    if _holds_none(got):
        kind = "array" if isinstance(got, np.ndarray) else type(got).__name__
        who = f"`{maker}`" if maker else "the function that fills it"
        return f"Your {kind} holds None: does {who} return anything?"
    if isinstance(got, SUBCLASSES):
        kind = type(got).__name__
        return (
            f"`{name}` is a {kind}, which computes by other rules. A plain NumPy array "
            f"was wanted: `np.array({name})` makes one."
        )
    if not isinstance(wanted, np.ndarray):
        if is_number(got):
            return None
        is_now = f"`{name}` is {describe(got)}. A single number was wanted."
        return is_now + number_remedy(got)
    want = f"An array of shape {wanted.shape} was wanted"
    if not isinstance(got, np.ndarray):
        return f"`{name}` is {describe(got)}. {want}.{type_remedy(got, wanted)}"
    if got.shape != wanted.shape:
        remedy = shape_remedy(got.shape, wanted.shape)
        return f"`{name}` has shape {got.shape}. {want}.{remedy}"
    whole = got.dtype.kind in "iu" and np.array_equal(got, wanted)
    if got.dtype != wanted.dtype and not whole:
        return (
            f"`{name}` has dtype {got.dtype}. {want}, with dtype {wanted.dtype}, "
            f"the dtype of the inputs.{dtype_remedy(got.dtype)}"
            f"{rounding(got, wanted)}"
        )
    return None


def describe(value: Any) -> str:
    """What `value` is, in a few words."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)}"
    if is_number(value):
        return f"the number {value:.6g}"
    if callable(value):
        return "a function"
    return f"of type {type(value).__name__}"


def difference(
    name: str, got: np.ndarray, wanted: np.ndarray, wrong: np.ndarray
) -> str:
    """Where and by how much two arrays of one shape differ.

    wrong: (bool, the same shape) the entries that are not close.
    Returns: a sentence or two that name the entry and the reader's own value.
    """
    if np.isnan(got).any():
        at = tuple(int(k) for k in np.argwhere(np.isnan(got))[0])
        return f"It has NaN, first at {_entry(name, at)}."
    size = np.where(wrong, np.abs(got - wanted), -1.0)
    at = tuple(int(k) for k in np.unravel_index(np.argmax(size), size.shape))
    count, total = int(wrong.sum()), wrong.size
    many = (
        f"All {total} entries differ"
        if count == total
        else f"{count} of {total} entries differ"
    )
    first = int(np.argwhere(wrong)[0][0])
    steps = f"The first wrong step is {first}. " if wrong.ndim == 3 else ""
    return (
        f"{steps}{many}; the largest difference, {size[at]:.2g}, is at "
        f"{_entry(name, at)}, where yours is {got[at]:.4g}."
    )


def rounding(got: np.ndarray, wanted: np.ndarray) -> str:
    """A sentence if two arrays of one shape differ as float32 and float64 do."""
    size = FLOAT32 * np.maximum(1, np.abs(wanted))
    tiny = (wanted != 0) & (np.abs(wanted) < TINY) & (got != wanted)
    if tiny.any():      # float32 has no such numbers: what went wrong there is another
        return ""
    if got.dtype.kind == "f" and (np.abs(got - wanted) <= size).all():
        return " The difference is of the size of float32 rounding."
    return ""


def nearly(got: float, wanted: float) -> str:
    """A sentence if a number is near the right one, and neither is a count."""
    if isinstance(wanted, int) or not 0 < abs(got - wanted) <= CLOSE * abs(wanted):
        return ""
    return " It is close: was a number rounded too early? Keep four digits on the way."


def repeated(got: np.ndarray, wanted: np.ndarray) -> str:
    """A sentence if all rows of an array are the same, where they should differ."""
    if len(got) < 2 or got.ndim < 2 or not (got == got[0]).all():
        return ""
    if (wanted == wanted[0]).all():
        return ""
    return (
        " All its rows are the same: is it one array, put into the list again and "
        "again, and changed in place?"
    )


def _holds_none(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype == object and any(entry is None for entry in value.flat)
    return isinstance(value, list | tuple) and any(entry is None for entry in value)


def _entry(name: str, at: tuple[int, ...]) -> str:
    return f"`{name}[{', '.join(map(str, at))}]`"
