"""The picture of gates while reading for paper and for pages without JavaScript."""

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._networks import network
from rnnbook.widgets._svg import plotted

WIDE, LEVELS = 64, 4
SIGNS = str.maketrans({" ": "␣", "\n": "↵"})
ROLES = {"n": "g"}


@plotted(6.8, 5.2, layout="none")
def picture(figure, widget):
    """A map of all units around a character, and the predictions there."""
    found = widget.run()
    text, at = widget.read, min(widget.at, len(widget.read) - 1)
    count = min(WIDE, len(text))
    start = int(np.clip(at - count // 2, 0, len(text) - count))
    part = slice(start, start + count)
    _map(figure.add_axes((0.07, 0.36, 0.91, 0.58)), widget, found, text, part, at)
    _bars(figure.add_axes((0.07, 0.07, 0.91, 0.2)), widget, found, at)


def _map(ax, widget, found, text, part, at):
    largest = np.abs(found.values).max(axis=0) if widget.show == "c" else 1.0
    shade = (found.values / largest)[part].T[found.order]
    role = ROLES.get(widget.show, widget.show)
    points = ax.get_position().height * ax.figure.get_figheight() * 72 / len(shade)
    for sign, colour in ((1, role), (-1, "backward")):
        levels = np.round(np.clip(sign * shade, 0, 1) * LEVELS)
        for level in range(1, LEVELS + 1):
            path = _runs(levels == level)
            if len(path.vertices):
                ax.add_patch(PathPatch(path, fill=False, linewidth=points,
                             capstyle="butt", edgecolor=COLOUR[colour],
                             alpha=level / LEVELS))  # fmt: skip
    ax.set(xlim=(-0.5, shade.shape[1] - 0.5), ylim=(len(shade) - 0.5, -0.5))
    here = at - part.start
    ax.axvspan(here - 0.5, here + 0.5, fill=False, edgecolor=COLOUR["ink"])
    row = found.order.index(widget.unit)
    ax.axhline(row, color=COLOUR["ink"], linewidth=0.8, linestyle=(0, (2, 3)))
    letters = [c.translate(SIGNS) for c in text[part]]
    ax.set_xticks(range(len(letters)), letters, family="monospace", fontsize=7)
    ax.tick_params(length=0)
    ax.xaxis.tick_top()
    ax.set_ylabel(f"{widget.show} of each unit")


def _runs(shown):
    """A line along each run of cells that are shown, row by row."""
    edges = np.diff(np.pad(shown.astype(int), ((0, 0), (1, 1))), axis=1)
    rows, start = np.nonzero(edges == 1)
    _, end = np.nonzero(edges == -1)
    ends = np.stack([start, end], axis=1).ravel() - 0.5
    vertices = np.stack([ends, np.repeat(rows, 2)], axis=1)
    return Path(vertices, [Path.MOVETO, Path.LINETO] * len(rows))


def _bars(ax, widget, found, at):
    symbols = network(widget.network).symbols
    y, held = np.exp(found.log_y[at]), np.exp(found.held[at])
    order = np.argsort(-np.maximum(y, held), kind="stable")[:16]
    place = np.arange(len(order))
    ax.bar(place - 0.2, y[order], 0.38, fill=False, edgecolor=COLOUR["forward"],
           label="free")  # fmt: skip
    if widget.clamped:
        said = f"unit {widget.unit} held at {widget.hold:g}"
        ax.bar(place + 0.2, held[order], 0.38, color=COLOUR["accent"], label=said)
    ax.set_xticks(place, [symbols[k].translate(SIGNS) for k in order])
    ax.legend(loc="upper right", title="next character")
