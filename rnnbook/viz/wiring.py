"""The wiring of one step, a drawing: an LSTM or a GRU between two steps of time."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from rnnbook._checks import need_choice
from rnnbook.viz.palette import COLOUR

BELT, MEET, GATE = 5.0, 3.6, 2.1  # heights of the drawing
PAST, INPUT, ASIDE = 0.95, 0.4, 0.16  # of the wires to the gates, kept apart by ASIDE
OLD, NEW = "{t-1}", "t"


def plot_wiring(ax: Axes, cell: str) -> Axes:
    """One step of `cell`, "lstm" or "gru": time goes to the right, the state on top.

    Every wire has the colour and the name of what it carries. A circle is an operation
    entry by entry, a box is a row of units with weights of its own.
    Returns: ax.
    Raises: ValueError for another cell.
    """
    need_choice("cell", cell, ("lstm", "gru"), "these are drawn")
    edge = FancyBboxPatch(
        (0.6, 0.05), 9.0, 5.55, boxstyle="round,pad=0,rounding_size=0.4",
        facecolor="none", edgecolor=COLOUR["line"],
    )  # fmt: skip
    ax.add_patch(edge)
    (_lstm if cell == "lstm" else _gru)(ax)
    ax.set(xlim=(-0.9, 11.4), ylim=(-0.9, 5.8), aspect="equal")
    ax.axis("off")
    return ax


def _lstm(ax: Axes) -> None:
    _wire(ax, [(-0.3, BELT), (10.4, BELT)], "c", 2.4, arrow=True)
    _name(ax, -0.35, BELT, f"$c_{OLD}$", "c", "right")
    _name(ax, 10.6, BELT, f"$c_{NEW}$", "c", "left")
    _name(ax, -0.35, PAST, f"$h_{OLD}$", "h", "right")
    _gates(ax, {"f": 2.0, "i": 3.6, "g": 5.2, "o": 7.0}, [(-0.3, PAST)], 1.2)
    _wire(ax, [(2.0, GATE + 0.4), (2.0, BELT)], "f", arrow=True)
    _wire(ax, [(3.6, GATE + 0.4), (3.6, MEET), (5.2, MEET)], "i", arrow=True)
    _wire(ax, [(5.2, GATE + 0.4), (5.2, BELT)], "g", arrow=True)
    _wire(ax, [(8.5, BELT), (8.5, GATE), (10.4, GATE)], "h", arrow=True)
    _wire(ax, [(7.0, GATE + 0.4), (7.0, 2.95), (8.5, 2.95)], "o", arrow=True)
    _name(ax, 10.6, GATE, f"$h_{NEW}$", "h", "left")
    for x, y, sign, role in ((2.0, BELT, "×", "f"), (5.2, MEET, "×", "i"),
                             (5.2, BELT, "+", "c"), (8.5, 2.95, "×", "o")):  # fmt: skip
        _operation(ax, x, y, sign, role)
    _label(ax, 8.5, 4.1, "tanh", "h")


def _gru(ax: Axes) -> None:
    _wire(ax, [(-0.3, BELT), (10.4, BELT)], "h", 2.4, arrow=True)
    _name(ax, -0.35, BELT, f"$h_{OLD}$", "h", "right")
    _name(ax, 10.6, BELT, f"$h_{NEW}$", "h", "left")
    _gates(ax, {"r": 2.4, "z": 4.4, "n": 7.6}, [(1.2, BELT), (1.2, PAST)], 1.7)
    _wire(ax, [(2.4, GATE + 0.4), (2.4, 3.0), (6.0, 3.0), (6.0, PAST)], "r", arrow=True)
    _wire(ax, [(4.4, GATE + 0.4), (4.4, BELT)], "z", arrow=True)
    _wire(ax, [(4.4, MEET), (7.6, MEET)], "z", arrow=True)
    _wire(ax, [(7.6, GATE + 0.4), (7.6, BELT)], "g", arrow=True)
    for x, y, sign, role in ((4.4, BELT, "×", "z"), (7.6, MEET, "×", "z"),
                             (7.6, BELT, "+", "h"), (6.0, PAST, "×", "r")):  # fmt: skip
        _operation(ax, x, y, sign, role)
    _label(ax, 5.9, MEET, "1 −", "z")


def _gates(
    ax: Axes, places: dict[str, float], past: list[tuple[float, float]], x: float
) -> None:
    """The boxes, and the two wires that feed each: the old state's and the input's."""
    last = max(places.values())
    _wire(ax, [*past, (last - ASIDE, PAST)], "h")
    _wire(ax, [(x, -0.3), (x, INPUT), (last + ASIDE, INPUT)], "x")
    _name(ax, x, -0.4, f"$x_{NEW}$", "x", "center", "top")
    for name, at in places.items():
        _wire(ax, [(at - ASIDE, PAST), (at - ASIDE, GATE)], "h", arrow=True)
        _wire(ax, [(at + ASIDE, INPUT), (at + ASIDE, GATE)], "x", arrow=True)
        _label(ax, at, GATE, f"${name}_{NEW}$", "g" if name == "n" else name)


def _wire(
    ax: Axes,
    points: Sequence[tuple[float, float]],
    role: str,
    width: float = 1.2,
    arrow: bool = False,
) -> None:
    ax.plot(*zip(*points, strict=True), color=COLOUR[role], linewidth=width,
            solid_joinstyle="round", zorder=1)  # fmt: skip
    if arrow:
        look = {"arrowstyle": "-|>", "color": COLOUR[role], "linewidth": width,
                "shrinkA": 0, "shrinkB": 8 if points[-1][0] < 10 else 0}  # fmt: skip
        ax.annotate("", points[-1], xytext=points[-2], arrowprops=look, zorder=1)


def _operation(ax: Axes, x: float, y: float, sign: str, role: str) -> None:
    paint = {"facecolor": COLOUR["paper"], "edgecolor": COLOUR[role], "zorder": 2}
    ax.add_patch(Circle((x, y), 0.33, **paint))
    ax.text(x, y, sign, color=COLOUR[role], ha="center", va="center_baseline", zorder=3)


def _label(ax: Axes, x: float, y: float, text: str, role: str) -> None:
    box = {"boxstyle": "round,pad=0.3", "facecolor": COLOUR["paper"],
           "edgecolor": COLOUR[role]}  # fmt: skip
    ax.text(x, y, text, color=COLOUR[role], ha="center", va="center", fontsize=9,
            bbox=box, zorder=3)  # fmt: skip


def _name(
    ax: Axes, x: float, y: float, text: str, role: str, ha: str, va: str = "center"
) -> None:
    ax.text(x, y, text, color=COLOUR[role], ha=ha, va=va)
