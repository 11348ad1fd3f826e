"""The picture of the microscope for paper and for pages without JavaScript."""

import numpy as np
from matplotlib.patches import Rectangle

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._networks import label_of, network
from rnnbook.widgets._svg import plotted

WIDE, LINES, ROWS, MOST = 64, 6, 10, 6.0
SIGNS = str.maketrans({" ": "␣", "\n": "↵"})


@plotted(6.8, 4.4, layout="none")
def picture(figure, widget):
    """The text in shades of surprise, and the bars of what comes after a character."""
    found, text, at = widget.run(), widget.read, widget.here
    _text(figure.add_axes((0.02, 0.42, 0.96, 0.5)), text, found.surprise, at)
    _bars(figure.add_axes((0.06, 0.09, 0.92, 0.22)), widget, found.log_y[at])
    said = f"{label_of(network(widget.network))}: surprise of each letter"
    figure.text(0.02, 0.95, said, fontsize=9, color=COLOUR["muted"])


def _rows(text):
    """The text in lines of at most WIDE characters, its line breaks shown."""
    row = column = 0
    for k, ch in enumerate(text):
        if column >= WIDE:
            row, column = row + 1, 0
        yield k, row, column, ch
        row, column = (row + 1, 0) if ch == "\n" else (row, column + 1)


def _text(ax, text, surprise, at):
    ax.axis("off")
    ax.set(xlim=(0, WIDE), ylim=(LINES, -0.2))
    for k, row, column, ch in _rows(text):
        if row >= LINES:
            break
        part = 0.0 if np.isnan(surprise[k]) else min(1.0, surprise[k] / MOST)
        look = {"facecolor": COLOUR["backward"], "alpha": round(0.6 * part, 2)}
        ax.add_patch(Rectangle((column, row), 1, 0.9, linewidth=0, **look))
        if k == at:
            edge = {"fill": False, "edgecolor": COLOUR["ink"]}
            ax.add_patch(Rectangle((column, row), 1, 0.9, **edge))
        ax.text(column + 0.5, row + 0.48, ch.translate(SIGNS), ha="center",
                va="center", family="monospace", fontsize=8)  # fmt: skip


def _bars(ax, widget, log_y):
    symbols = network(widget.network).symbols
    order = np.argsort(-log_y, kind="stable")[:ROWS]
    ax.bar(np.arange(ROWS), np.exp(log_y[order]), 0.6, fill=False,
           edgecolor=COLOUR["forward"])  # fmt: skip
    ax.set_xticks(range(ROWS), [symbols[k].translate(SIGNS) for k in order])
    before = widget.read[max(0, widget.here - 9) : widget.here + 1].translate(SIGNS)
    ax.set_title(f"expected after “{before}”", loc="left", fontsize=9)
