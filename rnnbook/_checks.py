"""What every check at the door is made of: what came, what was wanted, the remedy."""

import importlib.util
import operator
from collections.abc import Mapping
from typing import Any, SupportsIndex

import numpy as np


def need_array(name: str, value: object) -> None:
    """Refuse what is not an array of float32 or float64."""
    if not isinstance(value, np.ndarray):
        raise TypeError(
            f"{name} is a {type(value).__name__}, wanted a NumPy array: "
            f"pass np.asarray({name}, dtype=np.float64)"
        )
    if value.dtype not in (np.float32, np.float64):
        raise TypeError(
            f"{name} has dtype {value.dtype}, wanted float32 or float64: "
            f"pass {name}.astype(np.float64)"
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
            f"{name} is {value!r}, wanted a whole number of at least {least}: {why}"
        ) from None
    if value < least:
        raise ValueError(f"{name} = {value}, wanted at least {least}: {why}")
    return value


def need_generator(rng: object) -> None:
    """Refuse what is not a generator."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng is a {type(rng).__name__}, wanted a Generator: pass "
            f"np.random.default_rng(0)"
        )


def need_dtype(dtype: object) -> None:
    """Refuse dtypes that the package does not compute in."""
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"dtype is {dtype}, wanted float32 or float64: pass np.float64")
