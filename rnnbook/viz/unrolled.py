"""The unrolled network as a drawing: the way forward, and the way back."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from matplotlib.axes import Axes

from rnnbook.viz.palette import COLOUR

Point: TypeAlias = tuple[float, float]

LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
ROWS = {"x": 0.0, "h": 1.0, "L": 2.0}
APART = 0.11  # between an arrow forward and the arrow back beside it
BACK = (0, (3, 1.5))  # dashes
THIN, WIDE = 1.1, 2.4
SHARED = -1.35  # the height of the one node of W


def plot_unrolled(
    ax: Axes,
    T: int,
    cuts: Iterable[int] = (),
    asked: Iterable[int] | None = None,
    shared: bool = False,
    path: tuple[int, int] | None = None,
) -> Axes:
    """A vanilla RNN over T steps: forward in ink, backward beside it in colour.

    cuts: steps t whose gradient does not go on to the state before them. asked: the
    steps that have a loss, all of them if None. An arrow back is drawn where there is
    a gradient to carry. shared: W as one node, with an arrow back from each of its
    uses. path: (t, j) for the arrows back from the loss of step t to the use of W at
    step j in heavy lines.
    Returns: ax.
    """
    asked = set(range(1, T + 1) if asked is None else asked)
    reached = _reached(T, set(cuts), asked)
    _at_step(ax, 0, "h")
    for t in range(1, T + 1):
        for kind in "xh":
            _at_step(ax, t, kind)
        _arrow(ax, (t, ROWS["x"]), (t, ROWS["h"]), "U", t in reached)
        on = t in reached and t not in cuts
        heavy = path is not None and path[1] < t <= path[0]
        _arrow(ax, (t - 1, ROWS["h"]), (t, ROWS["h"]), "W", on, heavy)
        if shared and t in reached:
            _to_shared(ax, t, T / 2, path is not None and t == path[1])
        if t in cuts:
            ax.plot([t - 0.5] * 2, [0.68, 1.0], color=COLOUR["ink"], linewidth=1.2)
        if t in asked:
            _at_step(ax, t, "L")
            heavy = path is not None and t == path[0]
            _arrow(ax, (t, ROWS["h"]), (t, ROWS["L"]), "V", True, heavy)
    if shared:
        _node(ax, T / 2, SHARED, "W", "ink")
    low = SHARED if shared else 0.0
    ax.set(xlim=(-0.35, T + 0.35), ylim=(low - 0.3, 2.3), aspect="equal")
    ax.axis("off")
    return ax


def _reached(T: int, cuts: set[int], asked: set[int]) -> set[int]:
    """The steps whose state gets a gradient."""
    reached = set()
    for t in range(T, 0, -1):
        if t in asked or (t + 1 in reached and t + 1 not in cuts):
            reached.add(t)
    return reached


def _node(ax: Axes, x: float, y: float, name: str, role: str) -> None:
    colour = COLOUR[role]
    box = {"boxstyle": "circle,pad=0.25", "facecolor": "none", "edgecolor": colour}
    ax.text(x, y, name, color=colour, ha="center", va="center", bbox=box)


def _at_step(ax: Axes, t: int, kind: str) -> None:
    role = "ink" if kind == "L" else kind
    _node(ax, t, ROWS[kind], f"{kind}{str(t).translate(LOW)}", role)


def _to_shared(ax: Axes, t: int, x: float, heavy: bool) -> None:
    """From the use of W at step t down between two inputs, and on to its one node."""
    turn = (t - 0.5, -0.45)
    bottom = 1 - 1.3 * APART
    look: dict[str, Any] = {"color": COLOUR["backward"], "linestyle": BACK}
    look["linewidth"] = WIDE if heavy else THIN
    ax.plot([turn[0]] * 2, [bottom, turn[1]], **look)
    if heavy:  # from the state to the use
        ax.plot([t - 0.2, turn[0]], [1 - APART] * 2, **look)
    look |= {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 13}
    ax.annotate("", (x, SHARED), xytext=turn, arrowprops=look)


def _arrow(
    ax: Axes, start: Point, end: Point, name: str, back: bool, heavy: bool = False
) -> None:
    """An arrow forward with the name of its matrix, and one back beside it."""
    upward = start[0] == end[0]
    for sign, colour, style in ((-1, "forward", "-"), (1, "backward", BACK)):
        if sign > 0 and not back:
            continue
        a, b = (start, end) if sign < 0 else (end, start)
        shift = (sign * APART, 0) if upward else (0, -sign * APART)
        a, b = ((p[0] + shift[0], p[1] + shift[1]) for p in (a, b))
        look = {"arrowstyle": "-|>", "color": COLOUR[colour], "linestyle": style,
                "linewidth": WIDE if heavy and sign > 0 else THIN,
                "shrinkA": 13, "shrinkB": 13}  # fmt: skip
        ax.annotate("", b, xytext=a, arrowprops=look)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    at = (middle[0] - 0.24, middle[1]) if upward else (middle[0], middle[1] + 0.26)
    ax.text(*at, name, color=COLOUR["muted"], ha="center", va="center", fontsize=9)
