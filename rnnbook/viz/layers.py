"""Networks of layers as drawings: a stack, and two directions side by side."""

from matplotlib.axes import Axes

from rnnbook.viz.palette import COLOUR


def plot_layers(ax: Axes, T: int, layers: int) -> Axes:
    """A stack of vanilla RNNs over T steps: who reads what, and by which matrix.

    A column for each step, the input below, a box for the state of each layer, and
    above the top layer an arrow to the readout. The matrices of a layer stand at its
    first step alone: they are the same at every other one.
    Returns: ax.
    """
    for t in range(1, T + 1):
        _box(ax, t, 0, rf"$x_{t}$", "x")
        for layer in range(1, layers + 1):
            _box(ax, t, layer, rf"$h^{layer}_{t}$", "h")
            _arrow(ax, (t, layer - 1), (t, layer))
            if t > 1:
                _arrow(ax, (t - 1, layer), (t, layer))
        _arrow(ax, (t, layers), (t, layers + 0.85))
    for layer in range(1, layers + 1):
        _name(ax, 0.78, layer - 0.5, f"$U^{layer}$")
        _name(ax, 1.5, layer + 0.17, f"$W^{layer}$")
        ax.text(0.45, layer, f"layer {layer}", ha="right", va="center", fontsize=9)
    ax.text(0.45, 0, "input", ha="right", va="center", fontsize=9)
    ax.text((T + 1) / 2, layers + 0.95, "to the readout", ha="center", fontsize=9)
    ax.set(xlim=(-0.35, T + 0.45), ylim=(-0.35, layers + 1.15))
    ax.axis("off")
    return ax


def plot_directions(ax: Axes, T: int) -> Axes:
    """One layer of two directions over T steps, the two outputs side by side.

    The forward direction goes from step 1 to T, the backward direction, in its colour
    and dashed, from T to 1. Both read the input of their step; v joins the two.
    Returns: ax.
    """
    for t in range(1, T + 1):
        _box(ax, t, 0, rf"$x_{t}$", "x")
        _box(ax, t - 0.22, 1, rf"$\overrightarrow{{h}}_{t}$", "h")
        _box(ax, t + 0.22, 2, rf"$\overleftarrow{{h}}_{t}$", "backward")
        _box(ax, t, 3, rf"$v_{t}$", "ink")
        _arrow(ax, (t, 0), (t - 0.22, 1))
        _arrow(ax, (t, 0), (t + 0.22, 2), "backward")
        _arrow(ax, (t - 0.22, 1), (t, 3))
        _arrow(ax, (t + 0.22, 2), (t, 3), "backward")
        if t > 1:
            _arrow(ax, (t - 1.22, 1), (t - 0.22, 1))
            _arrow(ax, (t + 0.22, 2), (t - 0.78, 2), "backward")
    for y, text in enumerate(("input", "forward →", "← backward", "joined")):
        ax.text(0.35, y, text, ha="right", va="center", fontsize=9)
    ax.set(xlim=(-0.6, T + 0.5), ylim=(-0.35, 3.35))
    ax.axis("off")
    return ax


def _box(ax: Axes, x: float, y: float, text: str, role: str) -> None:
    box = {"boxstyle": "round,pad=0.3", "facecolor": COLOUR["paper"],
           "edgecolor": COLOUR[role]}  # fmt: skip
    ax.text(x, y, text, color=COLOUR[role], ha="center", va="center", bbox=box,
            fontsize=10)  # fmt: skip


def _arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    role: str = "forward",
) -> None:
    dashes = (0, (3, 1.5)) if role == "backward" else "-"
    look = {"arrowstyle": "-|>", "color": COLOUR[role], "linewidth": 1.1,
            "linestyle": dashes, "shrinkA": 11, "shrinkB": 11}  # fmt: skip
    ax.annotate("", end, xytext=start, arrowprops=look, zorder=0)


def _name(ax: Axes, x: float, y: float, text: str) -> None:
    ax.text(x, y, text, color=COLOUR["muted"], ha="center", va="center", fontsize=9)
