"""A deep network as a grid of time and depth, and the ways of a gradient through it."""

from math import comb

from matplotlib.axes import Axes

from rnnbook.viz.palette import COLOUR


def plot_grid(ax: Axes, T: int, layers: int) -> Axes:
    """The gradient's ways from the last output of the top layer to every node.

    A column for each of T steps, the inputs below, a row for each layer above. In each
    node stands the number of ways that lead to it; arrows go as the gradient goes, down
    a layer by U or back a step by W.
    Returns: ax.
    """
    for t in range(1, T + 1):
        for layer in range(layers + 1):
            down, back = layers - layer, T - t
            # At the inputs there is no way back: the last product is that with U.
            last = max(layers - 1, 0) if layer == 0 else down
            _node(ax, t, layer, comb(back + last, last))
            if layer:
                _arrow(ax, (t, layer), (t, layer - 1), "U")
            if layer and t > 1:
                _arrow(ax, (t, layer), (t - 1, layer), "W")
    for layer in range(1, layers + 1):
        ax.text(0.35, layer, f"layer {layer}", ha="right", va="center", fontsize=9)
    ax.text(0.35, 0, "input", ha="right", va="center", fontsize=9)
    for t in range(1, T + 1):
        ax.text(t, -0.62, f"t = {t}", ha="center", fontsize=9, color=COLOUR["muted"])
    ax.set(xlim=(-0.4, T + 0.4), ylim=(-0.75, layers + 0.4), aspect="equal")
    ax.axis("off")
    return ax


def _node(ax: Axes, t: int, layer: int, ways: int) -> None:
    colour = COLOUR["h" if layer else "x"]
    box = {"boxstyle": "circle,pad=0.3", "facecolor": "none", "edgecolor": colour}
    ax.text(t, layer, str(ways), color=colour, ha="center", va="center", bbox=box)


def _arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], name: str
) -> None:
    look = {"arrowstyle": "-|>", "color": COLOUR["backward"], "linewidth": 1.1,
            "linestyle": (0, (3, 1.5)), "shrinkA": 12, "shrinkB": 12}  # fmt: skip
    ax.annotate("", end, xytext=start, arrowprops=look)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    at = (middle[0] - 0.14, middle[1]) if name == "U" else (middle[0], middle[1] + 0.14)
    ax.text(*at, name, color=COLOUR["muted"], ha="center", va="center", fontsize=8)
