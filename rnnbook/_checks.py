"""The checks of arguments: each message has the value, what was wanted, the remedy.

TypeError is for a value of another kind, ValueError for one of the right kind that does
not fit.
"""

import importlib.util
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Arrays that compute by rules of their own: a mask that is forgotten on the way, a `*`
# that is a matrix product.
SUBCLASSES = (np.ma.MaskedArray, np.matrix)


def need_array(name: str, value: object) -> None:
    """Refuse what is not an array of float32 or float64."""
    if not isinstance(value, np.ndarray):
        if isinstance(value, (list, tuple)) and _as_array(value).dtype.kind in "OUS":
            raise TypeError(
                f"{name} is a {type(value).__name__} that makes no array, wanted a "
                f"NumPy array: arrays of different lengths become one by pad_sequences"
            )
        raise TypeError(
            f"{name} is a {type(value).__name__}, wanted a NumPy array: "
            f"pass np.asarray({name}, dtype=np.float64)"
        )
    need_plain(name, value)
    if value.dtype not in (np.float32, np.float64):
        raise TypeError(
            f"{name} has dtype {value.dtype}, wanted float32 or float64: "
            f"pass {name}.astype(np.float64)"
        )


def need_plain(name: str, value: object) -> None:
    """Refuse the subclasses of NumPy's array that compute by rules of their own."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(
            f"{name} is a MaskedArray, wanted a plain NumPy array, because its mask "
            f"would be forgotten on the way: pass {name}.filled(0), and say which "
            f"entries count by mask= where there is such an argument"
        )
    if isinstance(value, np.matrix):
        raise TypeError(
            f"{name} is a matrix, wanted a plain NumPy array, because * means another "
            f"product here: pass np.array({name})"
        )


def need_record(name: str, value: object) -> None:
    """Refuse what is not a NamedTuple of arrays, such as Params or Readout."""
    if not isinstance(value, tuple) or not hasattr(value, "_fields"):
        raise TypeError(
            f"{name} is a {type(value).__name__}, wanted a NamedTuple of arrays, such "
            f"as Params: pass Params(U, W, b)"
        )
    for field, part in zip(value._fields, value, strict=True):
        need_array(f"{name}.{field}", part)


def need_alike(name: str, value: Any, other_name: str, other: Any) -> None:
    """Refuse two NamedTuples of arrays whose arrays differ in shape or dtype."""
    need_record(name, value)
    need_record(other_name, other)
    if len(value) != len(other):
        raise ValueError(
            f"{name} has {len(value)} arrays, {other_name} has {len(other)}, wanted "
            f"one for one: pass gradients of the same type as the parameters"
        )
    for field, a, b in zip(value._fields, value, other, strict=True):
        if (a.shape, a.dtype) != (b.shape, b.dtype):
            raise ValueError(
                f"{name}.{field} is {a.dtype} {a.shape}, {other_name}.{field} is "
                f"{b.dtype} {b.shape}, wanted the same: NumPy would broadcast or cast "
                f"them without a word, so make them agree first"
            )


def need_notebooks(module: str) -> None:
    """Refuse to go on without what the figures need; the small package goes without.

    Raises: ImportError if something of the extra `notebooks` is not installed.
    """
    wanted = ("matplotlib", "anywidget", "ipywidgets")
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        raise ImportError(
            f"{module} draws figures and needs {', '.join(missing)}, which the small "
            f"package goes without: in a copy of the book's repository run "
            f'pip install ".[notebooks]"',
            name=missing[0],
        )


def need_shape(name: str, value: Any, shape: tuple[int, ...], why: str) -> None:
    """Refuse another shape than `shape`; `why` is the remedy."""
    if value.shape != shape:
        raise ValueError(f"{name} has shape {value.shape}, wanted {shape}: {why}")


def need_finite(name: str, value: Any) -> None:
    """Refuse NaN and infinity, and say where the first one is."""
    finite = np.isfinite(value)
    if not finite.all():
        bad = np.argwhere(~finite)
        at = tuple(int(k) for k in bad[0])
        raise ValueError(
            f"{name}[{', '.join(map(str, at))}] is {value[at]} ({len(bad)} of "
            f"{value.size} entries are not finite), wanted finite numbers: clean the "
            f"data, or look for a diverged loss (a smaller learning rate, clipping)"
        )


def need_one_dtype(values: Mapping[str, Any]) -> None:
    """Refuse arrays by name that are not all of one dtype."""
    found = {name: str(value.dtype) for name, value in values.items()}
    if len(set(found.values())) > 1:
        listed = ", ".join(f"{name} {dtype}" for name, dtype in found.items())
        raise TypeError(
            f"dtypes are mixed ({listed}), wanted one: NumPy would turn all of it into "
            f"float64 without a word, so cast with .astype first"
        )


def need_whole(name: str, value: SupportsIndex, least: int, why: str) -> int:
    """`value` as an int; refuse what is not whole or below `least`."""
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        value = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} is {shown(value)}, wanted a whole number of at least {least}: "
            f"{why}"
        ) from None
    if value < least:
        raise ValueError(f"{name} = {value}, wanted at least {least}: {why}")
    return value


def need_wholes(name: str, value: ArrayLike, wanted: str, why: str) -> NDArray[Any]:
    """`value` as an array; refuse what does not consist of whole numbers."""
    need_plain(name, value)
    array = _as_array(value)
    if array.dtype.kind not in "iu":
        if array.dtype.kind == "f" and is_whole(array):
            why = f"pass np.array({name}, int)"
        raise TypeError(f"{name} has dtype {array.dtype}, wanted {wanted}: {why}")
    return array


def is_whole(array: NDArray[Any]) -> bool:
    """Whether all entries are whole numbers, of whatever dtype."""
    return array.dtype.kind in "biuf" and bool((array.astype(float) % 1 == 0).all())


def is_one_hot(array: NDArray[Any], classes: int) -> bool:
    """Whether the last axis has `classes` entries, a single 1 among zeros."""
    right = array.ndim > 0 and array.shape[-1] == classes > 1 and is_whole(array)
    return right and bool(((array != 0).sum(-1) == 1).all() and array.max() == 1)


def need_numbers(name: str, value: ArrayLike, why: str) -> NDArray[Any]:
    """`value` as an array; refuse what does not consist of real numbers."""
    need_plain(name, value)
    array = _as_array(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} is {shown(value)}, wanted numbers, as an array or in lists of one "
            f"length: {why}"
        )
    return array


def _as_array(value: ArrayLike) -> NDArray[Any]:
    """`value` as an array, of dtype object if it has rows of different lengths."""
    try:
        return np.asarray(value)
    except ValueError:
        return np.array(None)


def need_number(
    name: str, value: Any, fits: Callable[[float], bool], wanted: str, why: str
) -> float:
    """`value` as a float; refuse what is no number, and a number that does not fit.

    An array of no axes counts as its number, True and False count as none.
    """
    if isinstance(value, np.ndarray) and not value.ndim:
        value = value[()]
    number = isinstance(value, Real) and not isinstance(value, (bool, np.bool_))
    if not number or not fits(float(value)):
        kind = ValueError if number else TypeError
        raise kind(f"{name} is {shown(value)}, wanted {wanted}: {why}")
    return float(value)


def need_rate(name: str, value: Any, why: str) -> float:
    """`value` as a float; refuse what is no finite number of at least 0."""
    return need_number(
        name, value, lambda v: 0 <= v < np.inf, "a finite number >= 0", why
    )


def need_eps(eps: Any, why: str) -> float:
    """`eps` as a float; refuse what is no small number to add, or to step by."""
    return need_number(
        "eps", eps, lambda v: 0 < v < np.inf, "a small number above 0", why
    )


def need_choice(
    name: str, value: Any, choices: Sequence[Any], why: str, wanted: str = ""
) -> Any:
    """The one of `choices` that `value` is; refuse everything else.

    wanted: how a message lists the choices, if not by their values alone.
    """
    for choice in choices:
        kind = Integral if isinstance(choice, int) else type(choice)
        if isinstance(value, kind) and not isinstance(value, bool) and value == choice:
            return choice
    *most, last = map(repr, choices)
    wanted = wanted or f"{', '.join(most)} or {last}"
    raise ValueError(f"{name} is {shown(value)}, wanted {wanted}: {why}")


def need_flag(name: str, value: Any, why: str) -> bool:
    """`value` as a bool; refuse what is neither True nor False."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} is {shown(value)}, wanted True or False: {why}")
    return bool(value)


def need_kind(name: str, value: object, kind: type[Any], why: str) -> None:
    """Refuse what is not of the class `kind`."""
    if not isinstance(value, kind):
        raise TypeError(
            f"{name} is a {type(value).__name__}, wanted a {kind.__name__}: {why}"
        )


def need_mapping(name: str, value: object, why: str) -> None:
    """Refuse what is no dict, or has keys that are no str."""
    if not isinstance(value, Mapping) or not all(isinstance(k, str) for k in value):
        raise TypeError(
            f"{name} is {shown(value)}, wanted a dict with names for keys: {why}"
        )


def need_iterable(name: str, value: object, why: str) -> None:
    """Refuse what a loop cannot go through."""
    if not isinstance(value, Iterable):
        raise TypeError(f"{name} is {shown(value)}, wanted several in a list: {why}")


def need_text(name: str, value: object, why: str) -> None:
    """Refuse what is not a str."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is a {type(value).__name__}, wanted a str: {why}")


def need_function(name: str, value: object, why: str) -> None:
    """Refuse what cannot be called."""
    if not callable(value):
        raise TypeError(f"{name} is {shown(value)}, wanted a function: {why}")


def need_generator(rng: object) -> None:
    """Refuse what is not a generator."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng is a {type(rng).__name__}, wanted a Generator: pass "
            f"np.random.default_rng(0)"
        )


def need_dtype(dtype: object) -> None:
    """Refuse dtypes that the package does not compute in, and names of dtypes."""
    known = isinstance(dtype, (type, np.dtype)) and dtype in (np.float32, np.float64)
    if not known:
        single = isinstance(dtype, str) and dtype in ("float32", "f4", "single")
        raise TypeError(
            f"dtype is {shown(dtype)}, wanted float32 or float64, NumPy's types and "
            f"not their names: pass np.{'float32' if single else 'float64'}"
        )


def need_cell(cell: object, others: str = "another of CELLS") -> None:
    """Refuse what is not a cell; `others`: which cells would do as well."""
    if isinstance(cell, type) or not hasattr(cell, "gates"):
        raise TypeError(
            f"cell is a {type(cell).__name__}, wanted a Cell: pass CELLS['lstm'], or "
            f"{others}"
        )


def shown(value: object) -> str:
    """`value` as a message shows it: on one line, and not without end."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:56]} ..."
