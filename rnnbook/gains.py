"""What a normalised recurrence is given: its gains, its statistics, their checks."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from rnnbook._draw import need_dtype
from rnnbook._need import need_array, need_finite, need_one_dtype, need_shape
from rnnbook._types import Array, DType, Weights
from rnnbook.cells import Cell

AXES = {"layer": -1, "batch": 0}
STARTS = {"layer": 1.0, "batch": 0.1}


class Gains(NamedTuple):
    """The gains of x U and of h W, (K,) each. A gradient of them is a `Gains`."""

    x: Array
    h: Array


class Statistics(NamedTuple):
    """Mean and variance of both products over a batch, (T, K) each, step by step."""

    x_mean: Array
    x_variance: Array
    h_mean: Array
    h_variance: Array


def init_gains(
    cell: Cell, H: int, kind: str = "layer", dtype: DType = np.float64
) -> Gains:
    """The gains to start from: 1 for "layer", 0.1 for "batch".

    Returns: Gains.
    Raises: ValueError or TypeError for another kind, and for H below 1.
    Source: cooijmans2017 for the 0.1: with 1, gradients through tanh vanish early.
    """
    axis_of(kind)
    need_dtype(dtype)
    if H < 1:
        raise ValueError(f"H = {H}, wanted at least 1: it is the width of the state")
    start = np.full(H * len(cell.gates), STARTS[kind], dtype)
    return Gains(start, start.copy())


def mean_statistics(caches: Iterable[Any]) -> Statistics:
    """The mean over batches of what each batch's norms have seen, for testing.

    caches: those of `unroll_normed` with kind "batch", of as many steps each.
    Returns: Statistics. The variances are means of squares, not corrected for the size
    of the batch.
    Raises: ValueError for no caches, and for caches that do not fit each other.
    """
    found = [_statistics_of(cache) for cache in caches]
    if len({part.shape for each in found for part in each}) != 1:
        shapes = ", ".join(str(each.x_mean.shape) for each in found) or "none"
        raise ValueError(
            f"the caches hold statistics of shapes {shapes}, wanted at least one and "
            f"all alike, (T, K): pass caches of batches of one length"
        )
    return Statistics(*(sum(parts) / len(found) for parts in zip(*found, strict=True)))


def _statistics_of(cache: Any) -> Statistics:
    if getattr(cache, "axis", None) != AXES["batch"]:
        raise ValueError(
            'the cache is not one of a batch-normalised run, wanted kind "batch": '
            'pass what unroll_normed(..., kind="batch") returned third'
        )
    parts = []
    for steps in (cache.x_norms, cache.h_norms):
        for name in ("mean", "variance"):
            rows = [[getattr(norm, name) for norm in step] for step in steps]
            parts.append(np.stack([np.concatenate(row) for row in rows]))
    return Statistics(*parts)


def axis_of(kind: str) -> int:
    """The axis along which a kind of normalisation takes its mean."""
    if kind not in AXES:
        raise ValueError(
            f"kind is {kind!r}, wanted 'layer' or 'batch': over the units of a row, or "
            f"over the batch"
        )
    return AXES[kind]


def check_gains(cell: Cell, gains: Gains, p: Weights) -> None:
    """Refuse gains that do not fit the parameters."""
    if not isinstance(gains, Gains):
        raise TypeError(
            f"gains is a {type(gains).__name__}, wanted Gains(x, h): init_gains(cell, "
            f"H, kind) makes one"
        )
    for name, value in gains._asdict().items():
        need_array(f"gains.{name}", value)
        why = "one for each column of U and W, init_gains(cell, H, kind) makes them"
        need_shape(f"gains.{name}", value, p.b.shape, why)
        need_finite(f"gains.{name}", value)
    need_one_dtype({"gains.x": gains.x, "gains.h": gains.h, "U": p.U})
    if cell.inner and len(cell.gates) < 2:
        raise ValueError(
            f"the {cell.name} cell makes a row of its own from no gate, wanted two "
            f"gates or more: normalise another cell"
        )


def check_rows(
    x: Array, p: Weights, kind: str, statistics: Statistics | None, eps: float
) -> None:
    """Refuse what has nothing to take a mean over, and statistics that do not fit."""
    if not 0 < eps < np.inf:
        raise ValueError(
            f"eps is {eps}, wanted a small number above 0: without it a row of equal "
            f"numbers is divided by zero, and 1e-5 is usual"
        )
    if kind == "layer" and len(p.W) < 2:
        raise ValueError(
            f"H = {len(p.W)}, wanted at least 2 for 'layer': one unit less its own "
            f"mean is always zero, so take more units, or 'batch'"
        )
    if kind == "layer" and statistics is not None:
        raise ValueError(
            "statistics is given, wanted none for 'layer': each row has its own, in "
            "training and in testing, so leave it out"
        )
    if kind == "batch" and statistics is None and x.shape[1] < 2:
        raise ValueError(
            f"B = {x.shape[1]}, wanted at least 2 for 'batch': one row less its own "
            f"mean is zero, so pass a larger batch, or statistics for testing"
        )
    if statistics is not None:
        _check_statistics(statistics, p)


def _check_statistics(statistics: Statistics, p: Weights) -> None:
    if not isinstance(statistics, Statistics):
        raise TypeError(
            f"statistics is a {type(statistics).__name__}, wanted Statistics: "
            f"mean_statistics(caches) makes one of what training has seen"
        )
    for name, value in statistics._asdict().items():
        need_array(f"statistics.{name}", value)
        steps = len(statistics.x_mean) or 1
        why = "(T, K), a row for each step, at least one"
        need_shape(f"statistics.{name}", value, (steps, p.b.size), why)
        need_finite(f"statistics.{name}", value)
    need_one_dtype({**statistics._asdict(), "U": p.U})
    least = min(statistics.x_variance.min(), statistics.h_variance.min())
    if least < 0:
        raise ValueError(
            f"a variance of the statistics is {least}, wanted none below 0: pass mean "
            f"and variance in the order of Statistics"
        )
