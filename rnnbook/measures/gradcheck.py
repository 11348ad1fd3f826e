"""Compare gradients with central differences, and say where they part."""

from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import (
    need_eps,
    need_function,
    need_mapping,
    need_number,
    need_plain,
)
from rnnbook._types import Array


class Row(NamedTuple):
    """One array's comparison: the worst entry and by how much it is off."""

    name: str
    shape: tuple[int, ...]
    error: float
    entry: tuple[int, ...]
    analytic: float
    numeric: float


class GradReport(NamedTuple):
    """The comparison of all arrays; printing it gives a table, worst first."""

    rows: list[Row]
    tol: float

    @property
    def worst(self) -> Row:
        """The row with the largest error."""
        return self.rows[0]

    @property
    def ok(self) -> bool:
        """True if every error is at most `tol`. NaN is not."""
        return all(row.error <= self.tol for row in self.rows)

    def __str__(self) -> str:
        lines = [
            f"{'':6}{'gradient':10}{'shape':14}{'error':>9}  {'worst entry':14}"
            f"{'analytic':>13}{'numeric':>13}"
        ]
        for row in self.rows:
            verdict = "ok" if row.error <= self.tol else "WRONG"
            entry = f"[{', '.join(map(str, row.entry))}]"
            lines.append(
                f"{verdict:6}{row.name:10}{row.shape!s:14}{row.error:9.1e}  {entry:14}"
                f"{row.analytic:13.5e}{row.numeric:13.5e}"
            )
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)


def numeric_gradient(
    f: Callable[[Array], float], value: Array, eps: float = 1e-5
) -> Array:
    """Central differences (f(v + eps) - f(v - eps)) / (2 eps), entry by entry.

    f: a function of an array that returns one number. value: float64, any shape.
    Returns: an array like `value`, which is left as it was.
    Raises: TypeError unless value is a float64 array: float32 rounds more coarsely
    than the step changes f, whole numbers swallow it; and if f returns no number.
    """
    need_function("f", f, "pass a function of an array that returns one number")
    _need_float64("value", value, eps)
    value, grad = value.copy(), np.empty_like(value)
    for k in np.ndindex(value.shape):
        old = value[k]
        value[k] = old + eps
        up = _one_number(f(value))
        value[k] = old - eps
        grad[k] = (up - f(value)) / (2 * eps)
        value[k] = old
    return grad


def _one_number(value: Any) -> Any:
    """What the loss returned, refused if it is not one number."""
    if np.ndim(value) or not isinstance(value, (Real, np.ndarray)):
        shape = f" of shape {np.shape(value)}" if np.ndim(value) else ""
        raise TypeError(
            f"the loss returned a {type(value).__name__}{shape}, wanted one number: "
            f"return a sum over everything, such as (h * weights).sum()"
        )
    return value


def _need_float64(name: str, value: object, eps: float) -> None:
    need_eps(eps, "1e-5 is usual")
    need_plain(name, value)
    if not isinstance(value, np.ndarray) or value.dtype != np.float64:
        kind = getattr(value, "dtype", type(value).__name__)
        raise TypeError(
            f"{name} is {kind}, wanted a float64 array: a step of {eps:g} drowns in a "
            f"coarser type, pass np.asarray({name}, dtype=np.float64)"
        )


def along(
    loss: Callable[..., float], values: Mapping[str, Array], name: str
) -> Callable[[Array], float]:
    """The loss as a function of one of its arrays."""
    return lambda v: loss(**{**values, name: v})


def gradcheck(
    loss: Callable[..., float],
    values: Mapping[str, Array],
    grads: Mapping[str, Array],
    eps: float = 1e-5,
    tol: float = 1e-7,
) -> GradReport:
    """Compare each gradient in `grads` with central differences of `loss`.

    loss: called as loss(**values), returns one number. values: float64 arrays by
    name. grads: the gradients to check, under the same names.
    Returns: GradReport, worst first. The error of an array is its largest difference
    divided by its largest entry in either gradient, so it has no unit. Differences
    resolve about 1e-11 of the loss (its rounding over the step): a gradient that is
    much smaller than 1e-4 of the loss, vanished say, needs a shorter sequence.
    Raises: ValueError for names that are in one dict only and for a shape that does
    not fit; TypeError for values that are not float64 arrays.
    """
    need_function("loss", loss, "pass a function that returns one number")
    for name, given in (("values", values), ("grads", grads)):
        need_mapping(name, given, "pass p._asdict(), or {'W': W}")
    need_number("tol", tol, lambda v: v >= 0, "a number >= 0", "1e-7 is usual")
    if set(values) != set(grads) or not values:
        raise ValueError(
            f"values has {', '.join(values) or 'nothing'}, grads has "
            f"{', '.join(grads) or 'nothing'}, wanted the same names in both, one or "
            f"more: leave out of both what is not to be checked"
        )
    rows = []
    for name, value in values.items():
        _need_float64(name, value, eps)
        analytic = np.asarray(grads[name])
        if analytic.shape != value.shape:
            raise ValueError(
                f"the gradient of {name} has shape {analytic.shape}, wanted that of "
                f"{name} itself, {value.shape}: sum over the axes that were broadcast"
            )
        numeric = numeric_gradient(along(loss, values, name), value, eps)
        gap = np.abs(analytic - numeric)
        at = tuple(int(k) for k in np.unravel_index(np.argmax(gap), gap.shape))
        scale = max(np.abs(analytic).max(), np.abs(numeric).max(), 1e-30)
        rows.append(
            Row(
                name,
                value.shape,
                float(gap[at]) / float(scale),
                at,
                float(analytic[at]),
                float(numeric[at]),
            )
        )
    rows.sort(
        key=lambda row: row.error if row.error == row.error else np.inf, reverse=True
    )
    return GradReport(rows, tol)
