"""The picture of the reader's own cell for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.language import CellTextError
from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import CODE, plotted

LINES, COLUMNS = 34, 66


@plotted(9.6, 4.4)
def picture(figure, widget):
    """The lines of the cell, and beside them how much of its gradient is left by lag."""
    left, right = figure.subplots(1, 2)
    lines = [line[:COLUMNS] for line in widget.text.splitlines()[:LINES]]
    left.axis("off")
    left.text(
        0, 1, "\n".join(lines), transform=left.transAxes, va="top", family=CODE,
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
    right.semilogy(lag[shown], values[shown], "o", color=COLOUR["backward"], markersize=3)
    right.set(
        title=f"{widget.cell.name}: the gradient by lag",
        xlabel="lag (steps back from the loss)", ylabel="gradient left, relative",
        xlim=(0, widget.T - 1),
    )  # fmt: skip
