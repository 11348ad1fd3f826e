"""The picture of the debugger for paper and for pages without JavaScript."""

import math

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted

LOWEST = 7  # bars run from 1e-7 to 1


@plotted(6.8, 4.6, layout="none")
def picture(figure, debugger):
    """The terms, and under them a bar for each gradient."""
    _terms(figure.add_axes((0.02, 0.52, 0.96, 0.46)), debugger.terms, debugger.off)
    below = figure.add_axes((0.14, 0.1, 0.58, 0.38))
    shapes = dict(debugger.arrays)
    shapes["x"] = [debugger.steps, *shapes["x"][1:]]
    _bars(below, shapes, debugger.errors, debugger.wrong_blocks)


def _terms(ax, terms, off):
    ax.axis("off")
    ax.set(xlim=(0, 1), ylim=(len(terms), 0))
    for row, term in enumerate(terms):
        gone = term["key"] in off
        colour = COLOUR["backward"] if gone else COLOUR["ink"]
        line = f"{term['before']}{term['new' if gone else 'old']}{term['after']}"
        mark = "off" if gone else "on"
        ax.text(0, row + 0.3, mark, color=colour, va="center", fontsize=9)
        name = f"{term['label']} ({term['equation']})"
        ax.text(0.06, row + 0.3, name, color=colour, va="center", fontsize=9)
        ax.text(0.06, row + 0.72, line, color=COLOUR["muted"], va="center",
                fontsize=7.5, family="monospace")  # fmt: skip


def _bars(ax, shapes, errors, blocks):
    for row, (name, error) in enumerate(errors.items()):
        wide = 0.0 if error == 0 else max(LOWEST + math.log10(error), 0)
        colour = COLOUR["backward" if error else "forward"]
        ax.barh(row, wide, color=colour, height=0.55)
        where = f" in {blocks[name]}" if blocks.get(name) else ""
        said = f"WRONG {error:.2g}{where}" if error else "ok"
        ax.annotate(said, (1.04, row), xycoords=("axes fraction", "data"),
                    va="center", color=colour)  # fmt: skip
    names = [f"d{name} {tuple(shapes[name])}" for name in errors]
    ax.set_yticks(range(len(names)), names, fontsize=8)
    ax.set(xlim=(0, LOWEST + 0.3), ylim=(len(names) - 0.5, -0.5))
    ax.set_xticks([0, 2, 4, 6, 7], ["1e-7", "1e-5", "0.001", "0.1", "1"])
    ax.set_xlabel("relative error against differences")
    ax.grid(axis="x")
    ax.grid(False, axis="y")
