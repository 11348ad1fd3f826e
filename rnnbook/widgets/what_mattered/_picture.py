"""The picture of what mattered for paper and for pages without JavaScript."""

import numpy as np
from matplotlib.patches import Rectangle

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._networks import label_of, network
from rnnbook.widgets._svg import plotted

WIDE, LINES = 62, 3
SIGNS = str.maketrans({" ": "␣", "\n": "↵"})
STYLES = (("backward", "-"), ("lstm", (0, (6, 3))))


@plotted(6.8, 3.9, layout="none")
def picture(figure, widget):
    """The last lines before the character in shades, and influence against lag."""
    found = widget.run()
    at = min(widget.at, len(widget.read) - 1)
    _text(figure.add_axes((0.02, 0.66, 0.96, 0.32)), widget, found[0], at)
    ax = figure.add_axes((0.1, 0.13, 0.87, 0.45))
    names = [widget.network, widget.other]
    for each, name, (role, style) in zip(found, names, STYLES, strict=False):
        by_lag = np.where(each.influence > 0, each.influence, np.nan)[::-1]
        label = label_of(network(name))
        ax.plot(by_lag, color=COLOUR[role], linestyle=style, label=label)
    by = {"gradient": "gradient of ln P", "another character": "change of ln P"}
    ax.set(yscale="log", xlabel="characters back", ylabel=by[widget.measure])
    ax.legend(loc="best")


def _text(ax, widget, found, at):
    ax.axis("off")
    ax.set(xlim=(0, WIDE), ylim=(LINES + 1, -0.2))
    most, first = found.influence.max(), max(0, at + 1 - WIDE * LINES)
    for k in range(first, at + 1):
        row, column = divmod(k - first, WIDE)
        part = max(0.0, 1 + float(np.log10(found.influence[k] / most + 1e-9)) / 3)
        alpha = round(0.6 * part, 2)
        box = {"facecolor": COLOUR["backward"], "alpha": alpha, "linewidth": 0}
        ax.add_patch(Rectangle((column, row), 1, 1, **box))
        letter = widget.read[k].translate(SIGNS)
        ax.text(column + 0.5, row + 0.5, letter, ha="center", va="center",
                family="monospace", fontsize=8.5)  # fmt: skip
    said = f"expected next: “{found.next.translate(SIGNS)}”, {found.probability:.2f}"
    ax.text(0, LINES + 0.5, said, va="center", fontsize=9, color=COLOUR["muted"])
