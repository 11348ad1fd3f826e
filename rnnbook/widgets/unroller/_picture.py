"""The picture of the unroller for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets.cell_explorer._values import format_number
from rnnbook.widgets.unroller._settings import SYMBOLS

WIDTH, LEFT, PITCH, LAST, CELL = 700, 40, 132, 96, 61
FACES = (
    '"Source Serif 4 Variable", "Source Serif 4", Charter, Georgia, serif',
    '"Source Code Pro Variable", "Source Code Pro", ui-monospace, monospace',
)
STYLE = f"""
  .rnn-unrolled {{ font-family: {FACES[0]}; font-size: 14.5px; }}
  .rnn-unrolled .num {{ font-family: {FACES[1]}; font-size: 12.5px; }}
  .rnn-unrolled :is(.end, .num) {{ text-anchor: end; }}
  .rnn-unrolled .mid {{ text-anchor: middle; }}
"""
# Symbol, subscript, what it is made of, the array's name in Run, its colour.
ROWS = [
    ("x", "t", "", "x", "x"),
    ("h", "t−1", "", "h_prev", "h"),
    ("x", "t", " U + b", "xU", "ink"),
    ("h", "t−1", " W", "hW", "ink"),
    ("a", "t", " = the sum of both", "a", "g"),
    ("h", "t", " = tanh", "h", "h"),
    ("o", "t", ' = h V + b<tspan dy="4" font-size="10.5">y</tspan>', "o", "o"),
    ("y", "t", " = softmax", "y", "o"),
]
FACTORS = {"W": (("h", "t−1"), "a"), "U": (("x", "t"), "a"), "V": (("h", "t"), "o")}


def text(x, y, words, role="ink", kind="", size=""):
    style = f' class="{kind}"' if kind else ""
    size = f' font-size="{size}"' if size else ""
    return f'<text x="{x}" y="{y}" fill="{COLOUR[role]}"{style}{size}>{words}</text>'


def symbol(letter, below=""):
    under = f'<tspan dy="4" font-size="10.5">{below}</tspan>' if below else ""
    back = '<tspan dy="-4"> </tspan>' if below else ""
    return f'<tspan font-style="italic" font-weight="600">{letter}</tspan>{under}{back}'


def box(x, y, width, height, role, fill=0.0, dashes=False):
    dashed = ' stroke-dasharray="3 2"' if dashes else ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3" '
        f'stroke="{COLOUR[role]}" fill="{COLOUR[role]}" fill-opacity="{fill:.3f}"'
        f"{dashed}/>"
    )


def column(run, notes, k, lit):
    """One step of the strip: loss, probabilities, state, note."""
    x, width = LEFT + k * PITCH, 100
    yield text(x + width / 2, 22, format_number(run.losses[k]), "backward", "mid")
    if lit:
        yield box(x - 8, 4, width + 16, 206, "backward")
    for n, share in enumerate(run.y[k]):
        y = 30 + 22 * n
        bar = width * share
        yield f'<rect x="{x}" y="{y}" width="{bar:.1f}" height="19" fill="'
        yield f'{COLOUR["o"]}" fill-opacity="0.26"/>'
        if notes[k + 1] == n:
            yield box(x, y, width, 19, "ink", dashes=True)
        yield text(x + 5, y + 14, SYMBOLS[n])
        yield text(x + width - 4, y + 14, f"{share:.2f}", kind="num")
    yield text(x + width / 2, 110, "↑ V", "muted", "mid", "12.5")
    for n, value in enumerate(run.h[k]):
        y = 116 + 21 * n
        yield box(x, y, width, 19, "h", 0.36 * abs(value), dashes=value < 0)
        yield text(x + width - 4, y + 14, format_number(value), kind="num")
    yield text(x + width + 16, 140, "→", "muted", "mid")
    bottom = 118 + 21 * run.h.shape[1]
    yield text(x + width / 2, bottom + 12, "↑ U", "muted", "mid", "12.5")
    yield text(x + width / 2, bottom + 32, SYMBOLS[notes[k]], kind="mid")


def strip(run, widget):
    notes = widget.notes
    bottom = 150 + 21 * run.h.shape[1]
    names = (("L", 22, "backward"), ("y", 66, "o"), ("h", 140, "h"), ("x", bottom, "x"))
    for letter, y, role in names:
        yield text(0, y, symbol(letter, "t"), role)
    for k in range(len(run.x)):
        yield from column(run, notes, k, k + 1 == widget.t)
    x = LEFT + len(run.x) * PITCH
    yield text(x + 20, bottom, SYMBOLS[notes[-1]], kind="mid")


def arrays(run, k, notes):
    """Every array of one step, under each other."""
    said, wanted = (SYMBOLS[n] for n in notes[k : k + 2])
    yield text(0, 240, f"Step {k + 1}: reads {said}, should expect {wanted}")
    for n, (letter, below, how, name, role) in enumerate(ROWS):
        y = 264 + 23 * n
        yield text(0, y, symbol(letter, below) + how, role)
        for m, value in enumerate(getattr(run, name)[k]):
            shown = f"{value:g}" if name == "x" else format_number(value)
            yield text(196 + 54 * m, y, shown, kind="num")
    y = 264 + 23 * len(ROWS)
    yield text(0, y, symbol("L", "t") + f" = −ln of {wanted}’s", "backward")
    yield text(196, y, format_number(run.losses[k]), "backward", "num")


def matrix(x, y, values, role, lit=False):
    """A matrix whose upper left corner is at (x, y)."""
    n, m = values.shape
    if lit:
        yield box(x, y, CELL * m + 6, 18 * n + 6, "backward", 0.15)
    else:
        yield box(x, y, CELL * m + 6, 18 * n + 6, "line")
    for r, c in np.ndindex(n, m):
        at = (x + CELL * (c + 1), y + 18 * r + 16)
        yield text(*at, format_number(values[r, c]), role, "num")


def gradient(widget):
    """What each step adds to the gradient of a weight, two in a row, and the sum."""
    parts, (left, right) = widget.parts(), FACTORS[widget.weight]
    T, n, m = parts.shape
    words = f"d{widget.weight}: step {widget.t} adds {symbol(*left)}ᵀ d"
    yield text(360, 240, words + symbol(right, "t"), "backward")
    across = 2 if m < 3 else 1
    for k, values in enumerate([*parts, parts.sum(axis=0)]):
        lit, last = k + 1 == widget.t, k == T
        x = 376 + (CELL * m + 34) * (k % across)
        y = 252 + (18 * n + 14) * (k // across)
        sign = "=" if last else "+" if k else ""
        yield text(x - 8, y + 9 * n + 7, sign, "muted", "end")
        role = "ink" if last else "backward" if lit else "muted"
        yield from matrix(x, y, values, role, lit)


def picture(widget):
    """The strip, the arrays of step t and the gradient, as the text of an SVG."""
    run = widget.run()
    body = [
        *strip(run, widget),
        *arrays(run, widget.t - 1, widget.notes),
        *gradient(widget),
    ]
    width = max(WIDTH, LEFT + PITCH * len(run.x) + LAST)
    T, n, m = widget.parts().shape
    height = max(480, 260 + (18 * n + 14) * (T + 1 if m > 2 else T // 2 + 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="rnn-unrolled" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f"<style>{STYLE}</style>\n" + "\n".join(body) + "\n</svg>\n"
    )
