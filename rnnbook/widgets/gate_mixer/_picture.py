"""The picture of the gate mixer for paper and for pages without JavaScript."""

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted

BOUNDS = (0.5, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100)
TRACKS = [  # role, name, height
    ("g", "input pulses g", 1.0),
    ("i", "input gate i", 0.5),
    ("f", "forget gate f", 0.5),
    ("o", "output gate o", 0.5),
    ("c", "cell state c", 2.5),
    ("h", "hidden state h", 1.25),
]
INK = COLOUR["ink"]


def _bounds(values):
    """Round bounds around the values and zero, as the live drawing has them."""
    low, high = -min(0, *values), max(0, *values)

    def enclose(most, other):
        wanted = max(most, other / 8)
        return 0 if most < 1e-9 else next(b for b in BOUNDS if b >= wanted)

    return -enclose(low, high), enclose(high, low) or (1 if low < 1e-9 else 0)


def _scale(ax, low, high):
    """Room for the points at the ends, and a tick at the ends and at zero."""
    room = 0.05 * (high - low)
    ticks = sorted({low, 0, high})
    ax.set_ylim(low - room, high + room)
    ax.set_yticks(ticks, [f"{tick:g}".replace("-", "−") for tick in ticks])


def _band(ax, values, colour):
    """A gate holds its value for the whole of a step: a staircase, filled."""
    edges = np.arange(len(values) + 1) - 0.5
    ax.stairs(values, edges, fill=True, color=colour, alpha=0.16)
    ax.stairs(values, edges, baseline=None, color=colour, linewidth=1.4)
    _scale(ax, 0, 1)


def _pulses(ax, g, i):
    sent = np.flatnonzero(g)
    ax.vlines(sent, 0, g[sent], color=COLOUR["g"], linewidth=1.1)
    ax.plot(sent, g[sent], "o", color=COLOUR["g"], markersize=5)
    ax.vlines(sent, 0, i[sent] * g[sent], color=COLOUR["i"], linewidth=3.2)
    _scale(ax, -1 if (g < 0).any() else 0, 1)


def _line(ax, values, colour):
    ax.plot(values, color=colour, linewidth=0.8, alpha=0.6)
    # Short lines with round ends: one path, where markers would be a hundred elements.
    points = np.repeat(np.stack([np.arange(len(values)), values], axis=1), 2, axis=0)
    points[1::2, 0] += 0.02
    dots = Path(points, np.tile([Path.MOVETO, Path.LINETO], len(values)))
    dots.should_simplify = False
    ax.add_patch(
        PathPatch(
            dots, edgecolor=colour, facecolor="none", linewidth=3.2, capstyle="round"
        )
    )


def _half_life(ax, c, half_life, steps):
    """What (6.15) says of the first pulse that was written, behind the points."""
    written = np.flatnonzero(np.abs(c) > 1e-9)
    if not len(written):
        return
    first = written[0]
    lag = np.arange(steps - first)
    theory = c[first] * 0.5 ** (lag / half_life)
    ax.plot(first + lag, theory, color=COLOUR["c"], alpha=0.17, linewidth=7)
    ax.plot(first + lag, theory, color=INK, linestyle=(0, (4, 3)), linewidth=1)
    up = 1 if c[first] > 0 else -1
    beside = {"textcoords": "offset points", "va": "center"}
    if np.isinf(half_life):
        start = (first, c[first])
        ax.annotate("f = 1: never halves", start, xytext=(8, -13 * up), **beside)
        return
    end, level = min(first + half_life, steps - 1), c[first] / 2
    ax.plot([first, first, end], [c[first], level, level], color=INK, linewidth=0.8)
    inside = first + half_life <= steps - 1
    if inside:
        ax.plot(end, level, "o", color=INK, markerfacecolor=COLOUR["paper"])
    late = end > 0.6 * steps  # then the text stands under the bracket, left of its end
    text = f"half left after {half_life:.1f} steps"
    text = text if inside else f"{text}, beyond the edge"
    at = (-8, -11 * up) if late else (7, 9 * up)
    ax.annotate(text, (end, level), xytext=at, ha="right" if late else "left", **beside)


@plotted(6.8, 5.6, layout="none")
def picture(figure, mixer):
    """The tracks of `mixer` under each other."""
    h, c, gates = mixer.run()
    steps = len(h)
    ratios = [height for *_, height in TRACKS]
    places = {"left": 0.2, "right": 0.985, "top": 0.985, "bottom": 0.09}
    grid = {"height_ratios": ratios, "hspace": 0.28, **places}
    axes = figure.subplots(len(TRACKS), 1, sharex=True, gridspec_kw=grid)
    for ax, (key, name, _) in zip(axes, TRACKS, strict=True):
        beside = {"xycoords": ("figure fraction", "axes fraction"), "va": "center"}
        ax.annotate(name, (0, 0.5), color=COLOUR[key], **beside)
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.tick_params(length=0)
        if key in gates and key != "g":
            _band(ax, gates[key], COLOUR[key])
    _pulses(axes[0], gates["g"], gates["i"])
    _half_life(axes[4], c, mixer.half_life, steps)
    _line(axes[4], c, COLOUR["c"])
    axes[5].plot(np.tanh(c), ":", color=COLOUR["muted"], linewidth=1)
    _line(axes[5], h, COLOUR["h"])
    _scale(axes[4], *_bounds(c))
    _scale(axes[5], -1 if (c < 0).any() else 0, 1)
    axes[5].spines["bottom"].set_visible(True)
    axes[5].set(xlim=(-0.5, steps - 0.5), xlabel="time step")
    axes[5].set_xticks([0, 20, 40, 60, 80, steps - 1])
