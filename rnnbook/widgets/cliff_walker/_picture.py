"""The picture of the cliff walker for paper and for pages without JavaScript."""

import io
from importlib.resources import files

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets.cliff_walker import B_RANGE, W_RANGE, surface

LEVELS = np.array([0.0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.4, 0.5])


def picture(walker):
    """The error surface from above with both paths, as the text of an SVG."""
    w, b = np.linspace(*W_RANGE, 91), np.linspace(*B_RANGE, 61)
    with matplotlib.style.context(files("rnnbook.viz") / "book.mplstyle"):
        figure = Figure(figsize=(6.4, 4.0), layout="constrained")
        ax = figure.subplots()
        E = surface(w, b)
        for low, high in zip(LEVELS[:-1], LEVELS[1:], strict=True):
            alpha = 0.55 * np.sqrt(low / LEVELS[-1])
            ax.contourf(w, b, E, [low, high], colors=[COLOUR["backward"]], alpha=alpha)
        for clipped, colour, style, name in (
            (False, COLOUR["accent"], "s--", "without clipping"),
            (True, COLOUR["ink"], "o-", f"clipped by {walker.by}"),
        ):
            path = walker.path(clipped)
            ax.plot(*path.T, style, color=colour, ms=3.5, linewidth=1, label=name)
        ax.plot(
            walker.w, walker.b, "o", color=COLOUR["ink"], markersize=10,
            markerfacecolor="none", markeredgewidth=2,
        )  # fmt: skip
        ax.set(xlabel="weight w", ylabel="bias b", xlim=W_RANGE, ylim=B_RANGE)
        ax.grid(False)
        ax.legend(loc="lower left")
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]
