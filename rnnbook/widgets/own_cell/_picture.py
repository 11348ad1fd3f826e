"""The picture of the reader's own cell for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.language import CellTextError
from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted
from rnnbook.widgets.own_cell._presets import BESIDE

LINES, COLUMNS = 34, 66
NAMES = {"lstm": "LSTM", "rnn": "vanilla RNN"}
DASHES = {"lstm": "-", "rnn": "--"}


@plotted(9.6, 4.4)
def picture(figure, widget):
    """The lines of the cell, and beside them how much gradient is left by lag."""
    left, right = figure.subplots(1, 2)
    lines = [line[:COLUMNS] for line in widget.text.splitlines()[:LINES]]
    lines = [line.replace(" ", "\N{NO-BREAK SPACE}") for line in lines]
    left.axis("off")
    left.text(
        0, 1, "\n".join(lines), transform=left.transAxes, va="top", family="monospace",
        fontsize=7.5, linespacing=1.45, color=COLOUR["ink"], parse_math=False,
    )  # fmt: skip
    try:
        values = widget.left()
    except CellTextError as error:
        right.axis("off")
        right.text(0, 1, f"line {error.line}: {error.says}", transform=right.transAxes,
                   va="top", wrap=True, parse_math=False)  # fmt: skip
        return
    lag, shown = np.arange(widget.T), values > 0
    right.axhline(1, color=COLOUR["muted"], linewidth=0.8)
    for name, cell in BESIDE.items():
        look = {"color": COLOUR[name], "linewidth": 1.2, "label": NAMES[name]}
        right.semilogy(lag, widget.left(cell), **look, linestyle=DASHES[name])
    look = {"color": COLOUR["backward"], "markersize": 3, "label": "your cell"}
    right.semilogy(lag[shown], values[shown], "o", **look)
    right.legend(loc="lower left")
    right.set(
        title=f"{widget.cell.name}: the gradient by lag",
        xlabel="lag (steps back from the loss)", ylabel="gradient left, relative",
        xlim=(0, widget.T - 1),
    )  # fmt: skip
