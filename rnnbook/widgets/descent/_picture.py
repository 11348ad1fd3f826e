"""The picture of the descent for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted


@plotted(5.6, 3.0)
def picture(figure, descent):
    """The loss over the weight, and the weights after each update."""
    ax, walk = figure.subplots(), descent.run()
    s, d = np.array(descent.storms["s"]), np.array(descent.storms["d"])
    w = np.linspace(-0.6, 1.3, 120)
    ax.plot(w, np.mean((w[:, None] * s - d) ** 2, axis=1), color=COLOUR["ink"])
    ax.plot(walk.w, walk.loss, "o-", color=COLOUR["backward"], markersize=5)
    ax.annotate(
        "start", (walk.w[0], walk.loss[0]), xytext=(6, -2),
        textcoords="offset points", color=COLOUR["backward"], annotation_clip=True,
    )  # fmt: skip
    ax.set(xlabel="weight w", ylabel="loss", xlim=(-0.6, 1.3), ylim=(-1, 30))
    ax.set_title(f"learning rate {descent.rate:g}, {descent.updates} updates")
