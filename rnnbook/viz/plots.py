"""Plots of the book. Each takes an Axes, draws on it and returns it."""

import numpy as np

from rnnbook.viz.palette import COLOUR

DASHES = {"rnn": (0, (4, 2)), "lstm": "-", "gru": (0, (1, 1.2))}


def label_end(ax, x, y, text, colour, dy=0):
    """Write `text` just right of the point (x, y), in points `dy` above it."""
    ax.annotate(
        text, (x, y), xytext=(5, dy), textcoords="offset points", color=colour,
        va="center", annotation_clip=False,
    )
    return ax


def plot_by_lag(ax, norms, label=None, colour=COLOUR["ink"], linestyle="-", dy=0):
    """Gradient norms against lag, on a log scale, named at the right end.

    norms: (T,), the norm at lag 0, 1, ..., T - 1.
    """
    lag = np.arange(len(norms))
    ax.semilogy(lag, norms, color=colour, linestyle=linestyle)
    ax.set(xlabel="lag (steps back from the loss)", xlim=(0, len(norms) - 1))
    if label:
        label_end(ax, lag[-1], norms[-1], label, colour, dy)
    return ax


def plot_run(ax, values, label=None, cell="lstm", every=1, dy=0):
    """A quantity over the updates of a training run, in the colour of its cell."""
    updates = np.arange(1, len(values) + 1) * every
    ax.plot(updates, values, color=COLOUR[cell], linestyle=DASHES[cell])
    ax.set(xlabel="update", xlim=(0, updates[-1]))
    if label:
        label_end(ax, updates[-1], values[-1], label, COLOUR[cell], dy)
    return ax
