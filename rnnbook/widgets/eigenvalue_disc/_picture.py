"""The picture of the eigenvalue disc for paper and for pages without JavaScript."""

import io
from importlib.resources import files

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure

from rnnbook.viz.palette import COLOUR
from rnnbook.viz.plots import label_end, plot_eigenvalues


def picture(disc):
    """The plane of the eigenvalues, the states and the products, as an SVG's text."""
    run, k = disc.run(), np.arange(len(disc.run().product))
    with matplotlib.style.context(files("rnnbook.viz") / "book.mplstyle"):
        figure = Figure(figsize=(6.8, 3.4), layout="constrained")
        layout = figure.subplot_mosaic([["plane", "h"], ["plane", "product"]])
        plane, h, product = layout["plane"], layout["h"], layout["product"]
        plot_eigenvalues(plane, disc.W)
        plane.lines[-1].set_markersize(8)
        plane.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), title="eigenvalues of W")
        for unit, style in ((0, "-"), (1, (0, (4, 2)))):
            h.plot(run.h[:, unit], color=COLOUR["h"], linestyle=style)
            label_end(
                h, 40, run.h[-1, unit], f"h{'₁₂'[unit]}", COLOUR["h"], 8 - 16 * unit
            )
        h.set(title="state h", xlim=(0, 40))
        product.semilogy(k, run.product, "o", color=COLOUR["backward"], markersize=3)
        product.semilogy(k, run.radius**k, color=COLOUR["ink"], linewidth=1)
        product.semilogy(
            k, run.largest**k, color=COLOUR["muted"], linewidth=1, linestyle="--"
        )
        product.set(title="gradient: norm of the product", xlim=(0, 40), xlabel="steps")
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]
