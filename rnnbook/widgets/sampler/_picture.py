"""The picture of the sampler for paper and for pages without JavaScript."""

import textwrap

import numpy as np

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._networks import network
from rnnbook.widgets._svg import plotted

WIDE, LINES, ROWS = 40, 7, 10
SIGNS = str.maketrans({" ": "␣", "\n": "↵"})


@plotted(6.8, 6.2, layout="none")
def picture(figure, widget):
    """What each way wrote, and the bars of the next character of one of them."""
    found = widget.run()
    for n, (method, written) in enumerate(found.items()):
        ax = figure.add_axes((0.02 + 0.5 * (n % 2), 0.67 - 0.32 * (n // 2), 0.47, 0.31))
        _text(ax, widget, method, written)
    _bars(figure.add_axes((0.57, 0.07, 0.4, 0.22)), widget, found[widget.method])


def _text(ax, widget, method, written):
    ax.axis("off")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    size = len(written.text)
    each = f"{written.log_probability / size:.2f}".replace("-", "−") if size else "–"
    ax.text(0, 0.95, method, weight="bold", va="top", fontsize=9)
    facts = f"ln P {each} a character, repeated {written.repeated:.0%}"
    look = {"va": "top", "ha": "right", "fontsize": 7.5, "color": COLOUR["muted"]}
    ax.text(0.99, 0.95, facts, **look)
    lines = [
        line
        for part in (widget.begin + written.text).split("\n")
        for line in textwrap.wrap(part, WIDE, drop_whitespace=False) or [""]
    ]
    shown = lines[:LINES] + (["..."] if len(lines) > LINES else [])
    for n, line in enumerate(shown):
        ax.text(0, 0.82 - 0.1 * n, line, va="top", family="monospace", fontsize=7.5)


def _bars(ax, widget, written):
    symbols = network(widget.network).symbols
    order = np.argsort(-written.before, kind="stable")[:ROWS]
    at = np.arange(len(order))
    ax.bar(at - 0.2, written.before[order], 0.38, fill=False,
           edgecolor=COLOUR["forward"], label="network")  # fmt: skip
    if widget.method != "beam":
        ax.bar(at + 0.2, written.after[order], 0.38, color=COLOUR["accent"],
               label="drawn from")  # fmt: skip
    ax.set_xticks(at, [symbols[k].translate(SIGNS) for k in order])
    ax.legend(loc="upper right", title=f"next character, {widget.method}")
