"""The picture of the eigenvalue disc for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.viz.palette import COLOUR
from rnnbook.viz.plots import label_end, plot_eigenvalues
from rnnbook.widgets._svg import plotted


@plotted(6.8, 3.4)
def picture(figure, disc):
    """The plane of the eigenvalues, the states and the products."""
    run, ink, muted = disc.run(), COLOUR["ink"], COLOUR["muted"]
    k = np.arange(len(run.product))
    layout = figure.subplot_mosaic([["plane", "h"], ["plane", "product"]])
    plane, h, product = layout["plane"], layout["h"], layout["product"]
    plot_eigenvalues(plane, disc.W)
    plane.lines[-1].set_markersize(8)
    plane.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), title="eigenvalues of W")
    for unit, style in ((0, "-"), (1, (0, (4, 2)))):
        h.plot(run.h[:, unit], color=COLOUR["h"], linestyle=style)
        name = f"h{'₁₂'[unit]}"
        label_end(h, 40, run.h[-1, unit], name, COLOUR["h"], 8 - 16 * unit)
    h.set(title="state h", xlim=(0, 40))
    product.semilogy(k, run.product, "o", color=COLOUR["backward"], markersize=3)
    product.semilogy(k, run.radius**k, color=ink, linewidth=1)
    product.semilogy(k, run.largest**k, color=muted, linewidth=1, linestyle="--")
    product.set(title="gradient: norm of the product", xlim=(0, 40), xlabel="steps")
