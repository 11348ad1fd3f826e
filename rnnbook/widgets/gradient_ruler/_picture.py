"""The picture of the gradient ruler for paper and for pages without JavaScript."""

import io
from importlib.resources import files

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure

from rnnbook.viz.palette import COLOUR


def picture(ruler):
    """The gradient by lag with the lines of the theory, as the text of an SVG."""
    run = ruler.run()
    lag = np.arange(ruler.T)
    cell = next(c for c in ruler.cells if c["key"] == ruler.cell)
    biases = [f", b_{gate} = {ruler.biases.get(gate, 0):g}" for gate in cell["knobs"]]
    with matplotlib.style.context(files("rnnbook.viz") / "book.mplstyle"):
        figure = Figure(figsize=(6.4, 3.2), layout="constrained")
        ax = figure.subplots()
        shown = run.left > 0
        ax.semilogy(
            lag[shown], run.left[shown], "o", color=COLOUR["backward"], markersize=3,
            label="measured",
        )  # fmt: skip
        low, high = ax.get_ylim()
        if run.expected is not None:
            ax.semilogy(
                lag, run.expected, color=COLOUR["ink"], linewidth=1.2,
                label="expected (5.6)",
            )  # fmt: skip
            ax.semilogy(
                lag, run.bound, color=COLOUR["muted"], linestyle=(0, (4, 3)),
                linewidth=1.2, label="bound (5.7)",
            )  # fmt: skip
        if run.direct is not None:
            low = min(low, run.direct[run.direct > 0].min())
            ax.semilogy(
                lag, run.direct, color=COLOUR["f"], linewidth=1.2,
                label=f"direct path ({cell['direct']})",
            )  # fmt: skip
        ax.axhline(1, color=COLOUR["muted"], linewidth=0.8)
        ax.set(
            title=f"{cell['name']}, W {ruler.start}, spectral radius {ruler.radius:g}"
            + "".join(biases),
            xlabel="lag (steps back from the loss)", ylabel="gradient left, relative",
            xlim=(0, ruler.T - 1), ylim=(low / 10, max(high, 1) * 10),
        )  # fmt: skip
        ax.legend(loc="lower left")
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]
