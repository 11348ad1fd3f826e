"""The picture of the squasher for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted

STYLES = {"first": "-", "second": (0, (5, 2)), "third": (0, (1, 1.5))}


@plotted(6.8, 2.9)
def picture(figure, squasher):
    """Values and derivatives layer by layer."""
    run, layer = squasher.run(), np.arange(squasher.layers + 1)
    values, slopes = figure.subplots(1, 2)
    for k, (name, style) in enumerate(STYLES.items()):
        look = {"linestyle": style, "marker": "o", "markersize": 3, "label": name}
        values.plot(layer, run.h[:, k], color=COLOUR["h"], **look)
        shown = run.d[:, k] != 0
        size = np.abs(run.d[shown, k])
        slopes.plot(layer[shown], size, color=COLOUR["backward"], **look)
    if np.abs(run.h).max() > 1.25:
        values.set_yscale("symlog", linthresh=1)
    else:
        values.set_ylim(-1.25, 1.25)
    slopes.set_yscale("log")
    slopes.axhline(1, color=COLOUR["muted"], linewidth=0.8)
    how = "" if squasher.activation == "none" else f", then {squasher.activation}"
    values.set(title=f"values: times {squasher.factor:g}{how}", xlabel="layer")
    slopes.set(title="derivatives with respect to the start", xlabel="layer")
    values.legend(loc="best")
