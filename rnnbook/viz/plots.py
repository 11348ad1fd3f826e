"""Plots of the book. Each takes an Axes, draws on it and returns it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from numpy.typing import ArrayLike

from rnnbook._checks import need_plain
from rnnbook._types import Array
from rnnbook.measures.diagnostics import half_life, singular_values
from rnnbook.viz.palette import COLOUR

DASHES = {"rnn": (0, (4, 2)), "lstm": "-", "gru": (0, (1, 1.2))}
# One ink, from clear to full: on a dark page it is the page that shows through.
STRENGTH = LinearSegmentedColormap.from_list(
    "rnnbook_strength", [to_rgba(COLOUR["backward"], alpha) for alpha in (0, 1)]
)


def label_end(
    ax: Axes, x: float, y: float, text: str, colour: str, dy: float = 0
) -> Axes:
    """Write `text` just right of the point (x, y), in points `dy` above it."""
    ax.annotate(
        text, (x, y), xytext=(5, dy), textcoords="offset points", color=colour,
        va="center", annotation_clip=False,
    )
    return ax


def plot_by_lag(
    ax: Axes,
    norms: Sequence[float] | Array,
    label: str | None = None,
    colour: str = COLOUR["ink"],
    linestyle: Any = "-",
    dy: float = 0,
) -> Axes:
    """Gradient norms against lag, on a log scale, named at the right end.

    norms: (T,), the norm at lag 0, 1, ..., T - 1.
    """
    lag = np.arange(len(norms))
    ax.semilogy(lag, norms, color=colour, linestyle=linestyle)
    ax.set(xlabel="lag (steps back from the loss)", xlim=(0, len(norms) - 1))
    if label:
        label_end(ax, lag[-1], norms[-1], label, colour, dy)
    return ax


def plot_run(
    ax: Axes,
    values: Sequence[float] | Array,
    label: str | None = None,
    cell: str = "lstm",
    every: int = 1,
    dy: float = 0,
) -> Axes:
    """A quantity over the updates of a training run, in the colour of its cell."""
    updates = np.arange(1, len(values) + 1) * every
    ax.plot(updates, values, color=COLOUR[cell], linestyle=DASHES[cell])
    ax.set(xlabel="update", xlim=(0, updates[-1]))
    if label:
        label_end(ax, updates[-1], values[-1], label, COLOUR[cell], dy)
    return ax


def plot_eigenvalues(
    ax: Axes, W: ArrayLike, label: str | None = None, colour: str = COLOUR["backward"]
) -> Axes:
    """Eigenvalues of W (n, n) in the complex plane, with the unit circle around them.

    Inside the circle powers of W shrink, outside they grow.
    Raises: ValueError unless W is a square matrix.
    """
    need_plain("W", W)
    W = np.asarray(W)
    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError(
            f"W has shape {W.shape}, wanted a square matrix (n, n): take one gate's "
            f"block of the recurrent weights"
        )
    values, turn = np.linalg.eigvals(W), np.linspace(0, 2 * np.pi, 200)
    ax.plot(np.cos(turn), np.sin(turn), color=COLOUR["muted"], linewidth=0.8)
    ax.plot(values.real, values.imag, "o", color=colour, markersize=3, label=label)
    ax.set(xlabel="real part", ylabel="imaginary part", aspect="equal")
    ax.grid(axis="x")
    return ax


def plot_singular_values(
    ax: Axes, W: ArrayLike, label: str | None = None, colour: str = COLOUR["backward"]
) -> Axes:
    """Singular values of W (n, m), largest first, on a log scale; a line at 1.

    Raises: ValueError unless W is one matrix.
    """
    need_plain("W", W)
    W = np.asarray(W)
    if W.ndim != 2:
        raise ValueError(
            f"W has shape {W.shape}, wanted one matrix (n, m): plot those of several "
            f"one by one, on the same Axes"
        )
    values = singular_values(W)
    place = np.arange(1, len(values) + 1)
    ax.axhline(1, color=COLOUR["muted"], linewidth=0.8)
    ax.semilogy(place, values, ".-", color=colour)
    ax.set(xlabel="place, largest first", ylabel="singular value")
    if label:
        label_end(ax, place[-1], values[-1], label, colour)
    return ax


def plot_connectivity(
    ax: Axes, norms: ArrayLike, ticks: Sequence[str] | None = None
) -> Axes:
    """The matrix of `connectivity`: row t the output, column s the input it sees.

    norms: (T, T). Each row is divided by its largest entry, so that rows compare by
    where they look and not by how strongly. ticks: T names of the steps, for instance
    the characters of a text.
    Raises: ValueError unless norms is square, and ticks has one name for each step.
    """
    need_plain("norms", norms)
    norms = np.asarray(norms, dtype=np.float64)
    T = len(norms)
    if norms.shape != (T, T):
        raise ValueError(
            f"norms has shape {norms.shape}, wanted (T, T): pass what connectivity "
            f"returned"
        )
    if ticks is not None and len(ticks) != T:
        raise ValueError(
            f"ticks has {len(ticks)} names, wanted {T}, one for each step of norms "
            f"{norms.shape}: pass the {T} symbols that were read"
        )
    largest = norms.max(axis=1, keepdims=True, initial=0.0)
    shares = np.divide(norms, largest, out=np.zeros_like(norms), where=largest > 0)
    edges = np.arange(T + 1) - 0.5
    ax.pcolormesh(edges, edges, shares, cmap=STRENGTH, vmin=0, vmax=1)
    ax.set(xlabel="input step s", ylabel="output step t", aspect="equal")
    ax.set(xlim=(-0.5, T - 0.5), ylim=(T - 0.5, -0.5))
    ax.grid(False)
    if ticks is not None:
        ax.set_xticks(range(T), list(ticks))
        ax.set_yticks(range(T), list(ticks))
    return ax


def plot_half_life(ax: Axes, f: ArrayLike, colour: str = COLOUR["f"]) -> Axes:
    """What a forget gate held at each value of `f` keeps, over the half-life's steps.

    f: gate values, strictly between 0 and 1, one line each, named at its half-life.
    Raises: ValueError for a value outside.
    """
    need_plain("f", f)
    f = np.atleast_1d(np.asarray(f, dtype=np.float64))
    if f.size == 0 or not ((f > 0) & (f < 1)).all():
        raise ValueError(
            f"f is {f}, wanted gate values with 0 < f < 1, one or more: a gate at 1 "
            f"keeps everything and has no half-life to draw"
        )
    half = half_life(f)
    steps = np.linspace(0, 1.5 * half.max(), 300)
    for value, at in zip(f, half, strict=True):
        ax.plot(steps, value**steps, color=colour)
        ax.plot(at, 0.5, "o", color=colour, markersize=4)
        label_end(ax, at, 0.5, f"f = {value:g}", colour, dy=6)
    ax.set(xlabel="steps", ylabel="share that is kept", ylim=(0, 1))
    ax.set_xlim(0, steps[-1])
    return ax
