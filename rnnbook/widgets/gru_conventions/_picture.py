"""The picture of the two GRUs for paper and for pages without JavaScript."""

import io
from importlib.resources import files

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure

from rnnbook.viz.palette import COLOUR


def picture(widget):
    """h of each unit in both GRUs over the steps, as the text of an SVG."""
    book, other = widget.run()
    step, units = np.arange(1, len(book.h) + 1), widget.units
    with matplotlib.style.context(files("rnnbook.viz") / "book.mplstyle"):
        figure = Figure(figsize=(6.4, 0.9 + 1.1 * units), layout="constrained")
        rows = figure.subplots(units, 1, sharex=True, squeeze=False)[:, 0]
        for j, ax in enumerate(rows):
            here, there = book.h[:, j], other.h[:, j]
            apart = np.abs(here - there) > 1e-12
            ax.vlines(step[apart], here[apart], there[apart], linewidth=5,
                      color=COLOUR["backward"], alpha=0.28)  # fmt: skip
            ax.plot(step, here, "o-", color=COLOUR["gru"], markersize=3,
                    label="this book")  # fmt: skip
            ax.plot(step, there, "s--", color=COLOUR["accent"], markersize=5,
                    fillstyle="none", linewidth=1.2, label="the other")  # fmt: skip
            ax.set(ylim=(-1.05, 1.05), ylabel=f"h of unit {j + 1}")
        rows[0].legend(loc="upper right", ncols=2)
        rows[0].set_title(_title(widget), loc="left", fontsize=10)
        rows[-1].set(xlabel="step", xlim=(0.5, len(step) + 0.5))
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]


def _title(widget):
    signs = ", weights of z negated" if widget.negated else ""
    told = "the same function" if widget.same else "different functions"
    return (
        f"z the share of the {widget.share}{signs}, reset {widget.reset}: {told}"
    )
