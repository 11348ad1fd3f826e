"""Plots of what runs along time: inputs, states, gates, and a training.

Each takes an Axes, draws on it and returns it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from numpy.typing import ArrayLike

from rnnbook._checks import need_plain
from rnnbook._types import Array
from rnnbook.viz.palette import COLOUR
from rnnbook.viz.plots import label_end

# Below zero one ink, above zero another; zero shows the page.
BANDS: dict[Any, Any] = {
    band: [(0, *2 * (to_rgba(COLOUR["f"])[k],)),
           (0.5, to_rgba(COLOUR["f"])[k], to_rgba(COLOUR["h"])[k]),
           (1, *2 * (to_rgba(COLOUR["h"])[k],))]
    for k, band in enumerate(("red", "green", "blue"))
}  # fmt: skip
BANDS["alpha"] = [(0, 1, 1), (0.5, 0, 0), (1, 1, 1)]
SIGNED = LinearSegmentedColormap("rnnbook_signed", BANDS)


def plot_states(
    ax: Axes,
    values: ArrayLike,
    ticks: Sequence[str] | None = None,
    limit: float | None = None,
) -> Axes:
    """Units over time as a heat map: a column for each step, a row for each unit.

    Clear is zero, one colour is above it and one below. values: (T, H), for instance
    h[:, b] of one sequence. ticks: T names of the steps. limit: the size that gets the
    full colour, the largest |value| if None.
    Raises: ValueError unless values is finite and (T, H), with a name for each step.
    """
    values = _need_rows(values, ticks)
    T, H = values.shape
    limit = limit or np.abs(values).max() or 1.0
    across, down = np.arange(T + 1) + 0.5, np.arange(H + 1) + 0.5
    mesh = ax.pcolormesh(across, down, values.T, cmap=SIGNED, vmin=-limit, vmax=limit)
    mesh.set_rasterized(False)
    ax.set(xlabel="step", ylabel="unit", xlim=(0.5, T + 0.5), ylim=(H + 0.5, 0.5))
    ax.grid(False)
    if ticks is not None:
        ax.set_xticks(range(1, T + 1), list(ticks))
    return ax


def plot_sequence(ax: Axes, x: ArrayLike, names: Sequence[str] | None = None) -> Axes:
    """The columns of one input over time, each a line of steps above the one before.

    x: (T, D), one sequence of a batch. names: D names, written at the left.
    Raises: ValueError unless x is finite and (T, D), with a name for each column.
    """
    x = _need_rows(x, None, "x")
    if names is not None and len(names) != x.shape[1]:
        raise ValueError(
            f"names has {len(names)} names, wanted {x.shape[1]}, one for each column "
            f"of x {x.shape}: leave it out for none"
        )
    steps = np.arange(1, len(x) + 1)
    tall = 2.2 * (np.abs(x).max() or 1.0)
    for k, column in enumerate(x.T):
        ax.axhline(-tall * k, color=COLOUR["line"], linewidth=0.6)
        ax.vlines(steps, -tall * k, column - tall * k, color=COLOUR["x"], linewidth=1.4)
    ax.set_yticks([-tall * k for k in range(x.shape[1])], names or [""] * x.shape[1])
    ax.set(xlabel="step", xlim=(0.5, len(x) + 0.5))
    ax.set_ylim(-tall * (x.shape[1] - 0.5), tall / 2)
    ax.grid(False)
    return ax


def plot_gates(
    ax: Axes, steps: Sequence[Any], names: Sequence[str], b: int = 0, unit: int = 0
) -> Axes:
    """Gates of one unit over time, each in its colour and named at its end.

    steps: the records of a run, `cache.steps`. names: fields of a record, "i", "f",
    "o" or "r", "z". b, unit: which sequence of the batch, which unit.
    Raises: ValueError for a name that the record does not have.
    """
    fields = steps[0]._fields
    if wrong := [name for name in names if name not in fields]:
        raise ValueError(
            f"the record has no {', '.join(wrong)}, wanted some of "
            f"{', '.join(fields)}: the fields of a step of this cell"
        )
    across = np.arange(1, len(steps) + 1)
    ends = _apart([float(getattr(steps[-1], name)[b, unit]) for name in names])
    for name, dy in zip(names, ends, strict=True):
        values = [getattr(step, name)[b, unit] for step in steps]
        colour = COLOUR.get(name, COLOUR["ink"])
        ax.plot(across, values, color=colour)
        label_end(ax, across[-1], values[-1], name, colour, dy)
    ax.set(xlabel="step", ylabel="gate", ylim=(-0.05, 1.05), xlim=(1, across[-1]))
    return ax


def plot_history(
    ax: Axes,
    done: Any,
    baseline: float | None = None,
    label: str = "loss",
    cell: str = "lstm",
) -> Axes:
    """The loss of a training over its updates, the validations, and the baseline.

    done: what `fit` returned. baseline: what guessing reaches, in the same unit.
    Raises: ValueError if no update was done.
    """
    n = len(done.loss)
    if n == 0:
        raise ValueError(
            "the training has no update, wanted one or more: see why it stopped in "
            f"done.stopped = {done.stopped!r}"
        )
    colour = COLOUR[cell]
    ax.plot(np.arange(1, n + 1), done.loss, color=colour, linewidth=0.9)
    label_end(ax, n, done.loss[-1], label, colour)
    if len(done.validation):
        ax.plot(*done.validation.T, "o", color=colour, markersize=3.5)
    if baseline is not None:
        ax.axhline(baseline, color=COLOUR["muted"], linewidth=0.8)
        label_end(ax, n, baseline, "baseline", COLOUR["muted"])
    ax.set(xlabel="update", xlim=(1, max(n, 2)))
    return ax


def _need_rows(
    values: ArrayLike, ticks: Sequence[str] | None, name: str = "values"
) -> Array:
    need_plain(name, values)
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2 or not values.size or not np.isfinite(values).all():
        raise ValueError(
            f"{name} has shape {values.shape}, wanted finite numbers (T, units), one "
            f"sequence: take one of a batch by h[:, b]"
        )
    if ticks is not None and len(ticks) != len(values):
        raise ValueError(
            f"ticks has {len(ticks)} names, wanted {len(values)}, one for each step of "
            f"{name} {values.shape}: pass the symbols that were read"
        )
    return values


def _apart(
    ends: Sequence[float], least: float = 9.0, tall: float = 100.0
) -> list[float]:
    """Shifts in points that keep the labels of lines apart that end close together."""
    order, shifts, last = np.argsort(ends), [0.0] * len(ends), -np.inf
    for k in order:
        at = max(ends[k] * tall, last + least)
        shifts[k], last = at - ends[k] * tall, at
    return shifts
