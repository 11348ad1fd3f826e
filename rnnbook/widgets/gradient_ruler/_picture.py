"""The picture of the gradient ruler for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted


@plotted(6.4, 3.2)
def picture(figure, ruler):
    """The gradient by lag with the lines of the theory."""
    run, lag = ruler.run(), np.arange(ruler.T)
    cell = next(c for c in ruler.cells if c["key"] == ruler.cell)
    ax, shown = figure.subplots(), run.left > 0

    def line(values, role, label, **look):
        ax.semilogy(lag, values, color=COLOUR[role], linewidth=1.2, label=label, **look)

    seen = {"color": COLOUR["backward"], "markersize": 3, "label": "measured"}
    ax.semilogy(lag[shown], run.left[shown], "o", **seen)
    low, high = ax.get_ylim()
    if run.expected is not None:
        line(run.expected, "ink", "expected (5.8)")
        line(run.bound, "muted", "bound (5.9)", linestyle=(0, (4, 3)))
    if run.direct is not None:
        low = min(low, run.direct[run.direct > 0].min())
        line(run.direct, "f", f"direct path ({cell['direct']})")
    ax.axhline(1, color=COLOUR["muted"], linewidth=0.8)
    biases = [f", b_{gate} = {ruler.biases.get(gate, 0):g}" for gate in cell["knobs"]]
    title = f"{cell['name']}, W {ruler.start}, spectral radius {ruler.radius:g}"
    ax.set(
        title=title + "".join(biases),
        xlabel="lag (steps back from the loss)", ylabel="gradient left, relative",
        xlim=(0, ruler.T - 1), ylim=(low / 10, max(high, 1) * 10),
    )  # fmt: skip
    ax.legend(loc="lower left")
