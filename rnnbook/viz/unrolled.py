"""The unrolled network as a drawing: the way forward, and the way back."""

from collections.abc import Iterable
from typing import TypeAlias

from matplotlib.axes import Axes

from rnnbook.viz.palette import COLOUR

Point: TypeAlias = tuple[float, float]

LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
ROWS = {"x": 0.0, "h": 1.0, "L": 2.0}
APART = 0.11  # between an arrow forward and the arrow back beside it


def plot_unrolled(
    ax: Axes, T: int, cuts: Iterable[int] = (), asked: Iterable[int] | None = None
) -> Axes:
    """A vanilla RNN over T steps: forward in ink, backward beside it in colour.

    cuts: steps t whose gradient does not go on to the state before them. asked: the
    steps that have a loss, all of them if None. An arrow back is drawn where there is
    a gradient to carry.
    Returns: ax.
    """
    asked = set(range(1, T + 1) if asked is None else asked)
    reached = _reached(T, set(cuts), asked)
    _node(ax, 0, "h", 0)
    for t in range(1, T + 1):
        for kind in "xh":
            _node(ax, t, kind, t)
        _arrow(ax, (t, ROWS["x"]), (t, ROWS["h"]), "U", t in reached)
        on = t in reached and t not in cuts
        _arrow(ax, (t - 1, ROWS["h"]), (t, ROWS["h"]), "W", on)
        if t in cuts:
            ax.plot([t - 0.5] * 2, [0.68, 1.0], color=COLOUR["ink"], linewidth=1.2)
        if t in asked:
            _node(ax, t, "L", t)
            _arrow(ax, (t, ROWS["h"]), (t, ROWS["L"]), "V", True)
    ax.set(xlim=(-0.35, T + 0.35), ylim=(-0.3, 2.3), aspect="equal")
    ax.axis("off")
    return ax


def _reached(T: int, cuts: set[int], asked: set[int]) -> set[int]:
    """The steps whose state gets a gradient."""
    reached = set()
    for t in range(T, 0, -1):
        if t in asked or (t + 1 in reached and t + 1 not in cuts):
            reached.add(t)
    return reached


def _node(ax: Axes, x: float, kind: str, t: int) -> None:
    colour = {"x": COLOUR["x"], "h": COLOUR["h"], "L": COLOUR["ink"]}[kind]
    box = {"boxstyle": "circle,pad=0.25", "facecolor": "none", "edgecolor": colour}
    text = f"{kind}{str(t).translate(LOW)}"
    ax.text(x, ROWS[kind], text, color=colour, ha="center", va="center", bbox=box)


def _arrow(ax: Axes, start: Point, end: Point, name: str, back: bool) -> None:
    """An arrow forward with the name of its matrix, and one back beside it."""
    upward = start[0] == end[0]
    for sign, colour, style in ((-1, "forward", "-"), (1, "backward", (0, (3, 1.5)))):
        if sign > 0 and not back:
            continue
        a, b = (start, end) if sign < 0 else (end, start)
        shift = (sign * APART, 0) if upward else (0, -sign * APART)
        a, b = ((p[0] + shift[0], p[1] + shift[1]) for p in (a, b))
        look = {"arrowstyle": "-|>", "color": COLOUR[colour], "linestyle": style,
                "shrinkA": 13, "shrinkB": 13, "linewidth": 1.1}  # fmt: skip
        ax.annotate("", b, xytext=a, arrowprops=look)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    at = (middle[0] - 0.24, middle[1]) if upward else (middle[0], middle[1] + 0.26)
    ax.text(*at, name, color=COLOUR["muted"], ha="center", va="center", fontsize=9)
