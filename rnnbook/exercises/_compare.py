"""Comparing what came with what was wanted, in words that help."""

from typing import Any

import numpy as np

ORDINAL = {1: "one axis", 2: "two axes", 3: "three axes"}


def is_number(value: Any) -> bool:
    """Whether `value` is one real number: of Python, of NumPy, or an array of one."""
    if isinstance(value, bool | np.bool_ | str | bytes):
        return False
    if isinstance(value, np.ndarray):
        return value.size == 1 and value.dtype.kind in "iuf"
    return isinstance(value, int | float | np.integer | np.floating)


def close(came: Any, wanted: Any, rtol: float, atol: float) -> bool:
    """Whether two values have the same shape and nearly the same entries."""
    if not all(isinstance(v, np.ndarray) or is_number(v) for v in (came, wanted)):
        return False
    if np.shape(came) != np.shape(wanted) or np.asarray(came).dtype.kind not in "iuf":
        return False
    return bool(np.allclose(came, wanted, rtol=rtol, atol=atol))


def misfit(name: str, came: Any, wanted: Any) -> str | None:
    """What is wrong with the form of an answer: what came, what was wanted, the remedy.

    Returns: a sentence or three, or None if the form is right.
    """
    if not isinstance(wanted, np.ndarray):
        if is_number(came):
            return None
        is_now = f"`{name}` is {describe(came)}. A single number was wanted."
        return is_now + _number_remedy(came)
    want = f"An array of shape {wanted.shape} was wanted"
    if not isinstance(came, np.ndarray):
        return f"`{name}` is {describe(came)}. {want}.{_type_remedy(came, wanted)}"
    if came.shape != wanted.shape:
        remedy = _shape_remedy(came.shape, wanted.shape)
        return f"`{name}` has shape {came.shape}. {want}.{remedy}"
    if came.dtype != wanted.dtype:
        return (
            f"`{name}` has dtype {came.dtype}. {want}, with dtype {wanted.dtype}, "
            f"the dtype of the inputs.{_dtype_remedy(came.dtype)}"
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
    name: str, came: np.ndarray, wanted: np.ndarray, wrong: np.ndarray
) -> str:
    """Where and by how much two arrays of one shape differ.

    wrong: (bool, the same shape) the entries that are not close.
    Returns: a sentence or two that name the entry and the reader's own value.
    """
    if np.isnan(came).any():
        at = tuple(int(k) for k in np.argwhere(np.isnan(came))[0])
        return f"It has NaN, first at {_entry(name, at)}."
    size = np.where(wrong, np.abs(came - wanted), -1.0)
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
        f"{_entry(name, at)}, where yours is {came[at]:.4g}."
    )


def _entry(name: str, at: tuple[int, ...]) -> str:
    return f"`{name}[{', '.join(map(str, at))}]`"


def _number_remedy(came: Any) -> str:
    if isinstance(came, str):
        return " Take the quotes away."
    if came is None:
        return " Does the function that you took it from return anything?"
    if isinstance(came, np.ndarray | list | tuple):
        return " Give the one entry that answers the question."
    return ""


def _type_remedy(came: Any, wanted: np.ndarray) -> str:
    if came is None:
        return " Does your function end in a `return`?"
    if isinstance(came, list | tuple) and len(came) == len(wanted):
        return " `np.stack` makes one array of a list of arrays."
    if isinstance(came, list | tuple):
        return " Return an array, not a sequence."
    if is_number(came):
        return " Did you sum, or pick out one entry? Every row and unit keeps its own."
    if callable(came):
        return " Did you leave out the parentheses of a call?"
    return " Work with NumPy arrays throughout."


def _shape_remedy(came: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    if len(came) < len(wanted):
        axes = ORDINAL.get(len(wanted), "all axes")
        return f" An axis is gone: {axes} belong here, none summed."
    if len(came) > len(wanted):
        return " There is an axis too many: was something stacked, or broadcast?"
    if came == wanted[::-1]:
        return " Yours is transposed: rows are the batch, columns the units."
    if len(came) == 3 and sorted(came) == sorted(wanted):
        return " The axes have changed places: the order here is time, batch, units."
    if came[:-1] == wanted[:-1] and came[-1]:
        if came[-1] % wanted[-1] == 0:
            n = came[-1] // wanted[-1]
            return (
                f" {n} blocks still lie side by side along the last axis: split them."
            )
        if wanted[-1] % came[-1] == 0:
            n = wanted[-1] // came[-1]
            return f" The last axis has room for {n} such blocks: are some left out?"
    return " Print the shapes on the way to see where they part."


def _dtype_remedy(dtype: np.dtype) -> str:
    if dtype.kind in "iub":
        return " Was it rounded, compared or cast on the way?"
    if dtype.kind == "f":
        return " Make new arrays with the dtype of an input: `np.zeros_like`."
    if dtype.kind == "O":
        return " An array of objects comes from stacking things of unequal shape."
    return ""
