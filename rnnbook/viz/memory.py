"""The map of the memory tests: task by cell, who has learned what, and how soon."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.patches import Rectangle

from rnnbook.viz.palette import COLOUR

LEARNT = LinearSegmentedColormap.from_list(
    "rnnbook_learnt", [to_rgba(COLOUR["lstm"], alpha) for alpha in (0, 0.55)]
)


def plot_memory_map(
    ax: Axes, rows: Iterable[Mapping[str, Any]], mine: str | None = None
) -> Axes:
    """Draw the map: a line for each task, a column for each contender.

    rows: those of results of `memory_suite`, or stored ones, several together. In each
    field stands how many of the networks have learned the task, and below it the
    median of the updates that these needed, in round numbers. The fuller its colour,
    the larger the share. A field that the budget or Ctrl-C cut short is hatched.
    mine: the contender whose column is framed.
    Returns: ax.
    Raises: ValueError if there is no row, or none of `mine`.
    """
    rows = list(rows)
    tasks = list(dict.fromkeys(row["task"] for row in rows))
    names = list(dict.fromkeys(row["contender"] for row in rows))
    if not rows:
        raise ValueError("rows is empty, wanted one or more: pass mine.rows")
    if mine is not None and mine not in names:
        raise ValueError(
            f"mine is {mine!r}, wanted one of {', '.join(names)}: pass the name of "
            f"your contender, and its rows with the others"
        )
    titles = {row["task"]: row["title"] for row in rows}
    for row in rows:
        _field(ax, names.index(row["contender"]), tasks.index(row["task"]), row)
    if mine is not None:
        frame = Rectangle(
            (names.index(mine) - 0.5, -0.5), 1, len(tasks), fill=False,
            edgecolor=COLOUR["accent"], linewidth=2, clip_on=False, zorder=3,
        )  # fmt: skip
        ax.add_patch(frame)
    ax.set(xlim=(-0.5, len(names) - 0.5), ylim=(len(tasks) - 0.5, -0.5))
    shown = [name.replace(" ", "\n").replace("=-", "=−") for name in names]
    ax.set_xticks(range(len(names)), shown)
    ax.set_yticks(range(len(tasks)), [titles[task] for task in tasks])
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax


def _field(ax: Axes, column: int, line: int, row: Mapping[str, Any]) -> None:
    """One field: the share as strength of the ink and in words."""
    needed = [updates for updates in row["updates"] if updates is not None]
    n = len(row["seeds"])
    cut = not row.get("finished", True)
    field = Rectangle(
        (column - 0.48, line - 0.46), 0.96, 0.92,
        facecolor=LEARNT(len(needed) / n), edgecolor=COLOUR["line"], linewidth=0.8,
        hatch="///" if cut else None,
    )  # fmt: skip
    ax.add_patch(field)
    said = f"{len(needed)}/{n}"
    if needed:
        said += f"\n{np.median(needed):.0f}"
    if cut:
        said += "\nso far"
    ax.text(column, line, said, ha="center", va="center", fontsize=8)
