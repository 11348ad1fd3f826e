"""The picture of the cliff walker for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted
from rnnbook.widgets.cliff_walker import B_RANGE, W_RANGE, surface

LEVELS = np.array([0.0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.4, 0.5])


@plotted(6.4, 4.0)
def picture(figure, walker):
    """The error surface from above with both paths."""
    w, b = np.linspace(*W_RANGE, 91), np.linspace(*B_RANGE, 61)
    ax, E, ink = figure.subplots(), surface(w, b), COLOUR["ink"]
    for low, high in zip(LEVELS[:-1], LEVELS[1:], strict=True):
        alpha = 0.55 * np.sqrt(low / LEVELS[-1])
        ax.contourf(w, b, E, [low, high], colors=[COLOUR["backward"]], alpha=alpha)
    for clipped, colour, style, name in (
        (False, COLOUR["accent"], "s--", "without clipping"),
        (True, ink, "o-", f"clipped by {walker.by}"),
    ):
        path = walker.path(clipped)
        ax.plot(*path.T, style, color=colour, ms=3.5, linewidth=1, label=name)
    look = {"color": ink, "markersize": 10, "markerfacecolor": "none"}
    ax.plot(walker.w, walker.b, "o", markeredgewidth=2, **look)
    ax.set(xlabel="weight w", ylabel="bias b", xlim=W_RANGE, ylim=B_RANGE)
    ax.grid(False)
    ax.legend(loc="lower left")
