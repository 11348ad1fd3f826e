"""What to do about an answer of the wrong form: a sentence for each, or nothing."""

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


def number_remedy(got: Any) -> str:
    """For an answer in place of one number."""
    if isinstance(got, str):
        return " Take the quotes away."
    if got is None:
        return " Does the function that you took it from return anything?"
    if isinstance(got, np.ndarray | list | tuple):
        return " Was a sum left out, or is one of its entries the answer?"
    return ""


def type_remedy(got: Any, wanted: np.ndarray) -> str:
    """For an answer in place of an array."""
    if got is None:
        return " Does your function end in a `return`?"
    if isinstance(got, list | tuple) and len(got) == len(wanted):
        return " `np.stack` makes one array of a list of arrays."
    if isinstance(got, list | tuple):
        return " Return an array, not a sequence."
    if is_number(got):
        return " Did you sum, or pick out one entry? Every row and unit keeps its own."
    if callable(got):
        return " Did you leave out the parentheses of a call?"
    return " Work with NumPy arrays throughout."


def shape_remedy(got: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    """For an array of another shape."""
    if len(got) < len(wanted):
        axes = ORDINAL.get(len(wanted), "all axes")
        return f" An axis is gone: {axes} belong here, none summed."
    if len(got) > len(wanted):
        return " There is an axis too many: was something stacked, or broadcast?"
    if got == wanted[::-1]:
        return " Yours is transposed: here rows are what goes in, columns the units."
    if _stacked_on_batch(got, wanted):
        return (
            " Your blocks are stacked along the batch axis; they belong along the last."
        )
    if len(got) == 3 and sorted(got) == sorted(wanted):
        return " The axes have changed places: the order here is time, batch, units."
    if got[:-1] == wanted[:-1] and got[-1]:
        if got[-1] % wanted[-1] == 0:
            n = got[-1] // wanted[-1]
            return (
                f" {n} blocks still lie side by side along the last axis: split them."
            )
        if wanted[-1] % got[-1] == 0:
            n = wanted[-1] // got[-1]
            return f" The last axis has room for {n} such blocks: are some left out?"
    return " Print the shapes on the way to see where they part."


def _stacked_on_batch(got: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    if len(wanted) < 2 or not got[-1] or wanted[-1] % got[-1]:
        return False
    n = wanted[-1] // got[-1]
    return n > 1 and got[:-1] == (*wanted[:-2], n * wanted[-2])


def dtype_remedy(dtype: np.dtype) -> str:
    """For an array of another dtype."""
    if dtype.kind in "iub":
        return " Was it rounded, compared or cast on the way?"
    if dtype.kind == "f":
        return " Make new arrays with the dtype of an input: `np.zeros_like`."
    if dtype.kind == "O":
        return " An array of objects comes from stacking things of unequal shape."
    return ""
