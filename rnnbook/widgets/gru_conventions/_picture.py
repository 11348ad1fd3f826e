"""The picture of the two GRUs for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted


@plotted(6.4, lambda widget: 0.9 + 1.1 * widget.units)
def picture(figure, widget):
    """h of each unit in both GRUs over the steps."""
    book, other = widget.run()
    step, units = np.arange(1, len(book.h) + 1), widget.units
    rows = figure.subplots(units, 1, sharex=True, squeeze=False)[:, 0]
    new = {"color": COLOUR["accent"], "markersize": 5, "fillstyle": "none"}
    for j, ax in enumerate(rows):
        here, there = book.h[:, j], other.h[:, j]
        apart = np.abs(here - there) > 1e-12
        ax.vlines(step[apart], here[apart], there[apart], linewidth=5,
                  color=COLOUR["backward"], alpha=0.28)  # fmt: skip
        ax.plot(step, here, "o-", color=COLOUR["gru"], markersize=3, label="this book")
        ax.plot(step, there, "s--", linewidth=1.2, label="the other", **new)
        ax.set(ylim=(-1.05, 1.05), ylabel=f"h of unit {j + 1}")
    rows[0].legend(loc="upper right", ncols=2)
    signs = ", weights of z negated" if widget.negated else ""
    told = "the same function" if widget.same else "different functions"
    title = f"z the share of the {widget.share}{signs}, reset {widget.reset}: {told}"
    rows[0].set_title(title, loc="left", fontsize=10)
    rows[-1].set(xlabel="step", xlim=(0.5, len(step) + 0.5))
