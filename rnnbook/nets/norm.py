"""Normalisation of rows and of columns, and the gradients of both.

`rnnbook.nets.normed` uses these inside a recurrence; between layers they are used as
they are. The offset is what the papers call the bias beta, the gain their gamma.
"""

from typing import NamedTuple

import numpy as np

from rnnbook._checks import (
    need_array,
    need_eps,
    need_finite,
    need_kind,
    need_one_dtype,
    need_shape,
)
from rnnbook._types import Array

# Why there is an eps.
EPS = "without it a row of equal numbers is divided by zero, and 1e-5 is usual"


class NormCache(NamedTuple):
    """What `layer_norm` and `batch_norm` keep for their backward.

    normed: v less its mean, divided by its deviation, shaped like v.  inverse: one
    over that deviation.  gain: (n,).  mean, variance: those that were used; with
    `batch_norm` (n,), what is averaged over training for use in testing.
    fixed: True if they were given, and so do not depend on v.
    """

    normed: Array
    inverse: Array
    gain: Array
    mean: Array
    variance: Array
    fixed: bool = False


def layer_norm(
    v: Array, gain: Array, offset: Array, eps: float = 1e-5
) -> tuple[Array, NormCache]:
    """Bring each row to mean 0 and variance 1, then scale and shift each unit.

    Shapes: v (..., n), at least two units; gain, offset (n,). eps: what is added to
    the variance, so that a row of equal numbers gives zeros.
    Returns: y, shaped like v, and a NormCache.
    Raises: TypeError if an array is not float32 or float64, or the dtypes are mixed;
    ValueError for rows of one unit, other shapes of gain and offset, numbers that are
    not finite, and eps that is not positive.
    Equations: y = gain (v - mean) / sqrt(variance + eps) + offset, with mean and
    variance (the mean of the squares) over the units of a row. Source: ba2016.
    """
    _checked(v, gain, offset, eps)
    if v.shape[-1] < 2:
        raise ValueError(
            f"v has shape {v.shape}, wanted at least two units: one unit less its own "
            f"mean is always zero, so leave the normalisation out"
        )
    return normalise(v, gain, offset, eps, -1)


def layer_norm_backward(dy: Array, cache: NormCache) -> tuple[Array, Array, Array]:
    """Backward of `layer_norm`.

    Shapes: dy like v.
    Returns: gradients for v, gain and offset.
    Raises: ValueError or TypeError if dy does not fit the cache.
    """
    _check_gradient(dy, cache)
    return normalise_backward(dy, cache, -1)


def batch_norm(
    v: Array,
    gain: Array,
    offset: Array,
    eps: float = 1e-5,
    statistics: tuple[Array, Array] | None = None,
) -> tuple[Array, NormCache]:
    """Bring each unit to mean 0 and variance 1 over the batch, then scale and shift.

    Shapes: v (..., n), all but the last axis are the batch, at least two rows; gain,
    offset (n,). statistics: a mean and a variance, (n,) each, in place of the
    batch's own, for testing: then one row is enough, and rows do not mix.
    Returns: y, shaped like v, and a NormCache with the mean and variance used.
    Raises: TypeError if an array is not float32 or float64, or the dtypes are mixed;
    ValueError for a batch of one row without statistics, other shapes, numbers that
    are not finite, a negative variance, and eps that is not positive.
    Equations: as in `layer_norm`, with mean and variance over the batch.
    Source: ioffe2015.
    """
    _checked(v, gain, offset, eps)
    if statistics is None and v[..., 0].size < 2:
        raise ValueError(
            f"v has shape {v.shape}, wanted at least two rows: one row less its own "
            f"mean is zero, so pass a larger batch, or statistics=(mean, variance)"
        )
    if statistics is not None:
        _checked_statistics(statistics, v)
    axes = tuple(range(v.ndim - 1))
    return normalise(v, gain, offset, eps, axes, statistics)


def batch_norm_backward(dy: Array, cache: NormCache) -> tuple[Array, Array, Array]:
    """Backward of `batch_norm`: through the mean and the variance too, unless given.

    Shapes: dy like v.
    Returns: gradients for v, gain and offset.
    Raises: ValueError or TypeError if dy does not fit the cache.
    """
    _check_gradient(dy, cache)
    return normalise_backward(dy, cache, tuple(range(cache.normed.ndim - 1)))


def normalise(
    v: Array,
    gain: Array,
    offset: Array,
    eps: float,
    axis: int | tuple[int, ...],
    statistics: tuple[Array, Array] | None = None,
) -> tuple[Array, NormCache]:
    """Normalise v along `axis`, without a check, for loops that have checked.

    axis: -1 for the units of each row, all the others for the rows of each unit.
    statistics: (mean, variance) to be used in place of those of v, or None.
    Returns: y, shaped like v, and a NormCache.
    """
    if statistics is None:
        mean = v.mean(axis=axis, keepdims=True)
        variance = ((v - mean) ** 2).mean(axis=axis, keepdims=True)
    else:
        mean, variance = statistics
    inverse = 1 / np.sqrt(variance + float(eps))
    normed = (v - mean) * inverse                                      # (9.10)
    if axis != -1:                               # (n,) for the one who averages them
        mean, variance = mean.reshape(-1), variance.reshape(-1)
    cache = NormCache(normed, inverse, gain, mean, variance, statistics is not None)
    return gain * normed + offset, cache                               # (9.10)


def normalise_backward(
    dy: Array, cache: NormCache, axis: int | tuple[int, ...]
) -> tuple[Array, Array, Array]:
    """Backward of `normalise`. Returns: gradients for v, gain and offset."""
    lead = tuple(range(dy.ndim - 1))
    dgain, doffset = (dy * cache.normed).sum(axis=lead), dy.sum(axis=lead)      # (9.13)
    d = dy * cache.gain
    if not cache.fixed:                          # every entry moves mean and variance
        along = (d * cache.normed).mean(axis=axis, keepdims=True)
        d = d - d.mean(axis=axis, keepdims=True) - cache.normed * along         # (9.12)
    return d * cache.inverse, dgain, doffset


def _check_gradient(dy: Array, cache: NormCache) -> None:
    need_kind("cache", cache, NormCache, "the second value that the forward returned")
    need_array("dy", dy)
    need_shape("dy", dy, cache.normed.shape, "one number for each entry of v")
    need_one_dtype({"dy": dy, "v": cache.normed})
    need_finite("dy", dy)


def _checked(v: Array, gain: Array, offset: Array, eps: float) -> None:
    values = {"v": v, "gain": gain, "offset": offset}
    for name, value in values.items():
        need_array(name, value)
    if v.ndim < 1 or not v.size:
        raise ValueError(
            f"v has shape {v.shape}, wanted (..., n) with at least one row: the units "
            f"are the last axis, so drop empty batches"
        )
    for name in ("gain", "offset"):
        need_shape(name, values[name], v.shape[-1:], "one number for each unit of v")
    need_one_dtype(values)
    for name, value in values.items():
        need_finite(name, value)
    need_eps(eps, EPS)


def _checked_statistics(statistics: object, v: Array) -> None:
    if not isinstance(statistics, tuple) or len(statistics) != 2:
        raise TypeError(
            f"statistics is a {type(statistics).__name__}, wanted (mean, variance): "
            f"average those that the caches of the training batches hold"
        )
    named = dict(zip(("mean", "variance"), statistics, strict=True))
    for name, value in named.items():
        need_array(name, value)
        need_shape(name, value, v.shape[-1:], "one number for each unit of v")
        need_finite(name, value)
    need_one_dtype({"v": v, **named})
    if named["variance"].min() < 0:
        raise ValueError(
            f"the variance goes down to {named['variance'].min()}, wanted none below "
            f"0: pass (mean, variance) in this order"
        )
