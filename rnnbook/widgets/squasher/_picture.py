"""The picture of the squasher for paper and for pages without JavaScript."""

import io
from importlib.resources import files

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure

from rnnbook.viz.palette import COLOUR

STYLES = {"first": "-", "second": (0, (5, 2)), "third": (0, (1, 1.5))}


def picture(squasher):
    """Values and derivatives layer by layer, as the text of an SVG."""
    run, layer = squasher.run(), np.arange(squasher.layers + 1)
    with matplotlib.style.context(files("rnnbook.viz") / "book.mplstyle"):
        figure = Figure(figsize=(6.8, 2.9), layout="constrained")
        values, slopes = figure.subplots(1, 2)
        for k, (name, style) in enumerate(STYLES.items()):
            look = {"linestyle": style, "marker": "o", "markersize": 3, "label": name}
            values.plot(layer, run.h[:, k], color=COLOUR["h"], **look)
            shown = run.d[:, k] != 0
            slopes.plot(
                layer[shown], np.abs(run.d[shown, k]), color=COLOUR["backward"], **look
            )
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
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]
