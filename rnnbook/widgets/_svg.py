"""Pictures for paper: SVG by hand in the colours of the book, and by Matplotlib."""

import functools
import io
from html import escape
from importlib.resources import files

from rnnbook.viz.palette import COLOUR

FACE = "Source Serif 4, Source Serif Pro, Georgia, serif"
CODE = "Source Code Pro, Menlo, monospace"


def plotted(width, height, layout="constrained"):
    """Decorate draw(figure, widget): called with a widget, it returns an SVG's text.

    width, height: in inches; height may be a function of the widget.
    """

    def decorate(draw):
        @functools.wraps(draw)
        def picture(widget):
            import matplotlib.style
            from matplotlib.figure import Figure

            high = height(widget) if callable(height) else height
            with matplotlib.style.context(files("rnnbook.viz") / "book.mplstyle"):
                figure = Figure(figsize=(width, high), layout=layout)
                draw(figure, widget)
                text = io.StringIO()
                figure.savefig(text, format="svg", metadata={"Date": None})
            svg = text.getvalue()
            return svg[svg.index("<svg") :]

        return picture

    return decorate


def svg(width, height, inner):
    """The whole drawing."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{FACE}">{inner}</svg>\n'
    )


def box(x, y, width, height, role, stroke=1.0, fill="none", dash=""):
    """A rectangle with an outline in the colour of its role."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="4" fill="{fill}" stroke="{COLOUR[role]}" stroke-width="{stroke}"'
        f"{dashed}/>"
    )


def line(points, role, arrow=False, dash=""):
    """A line through points, with an arrow's head at its end if wanted."""
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    head = ""
    if arrow:
        (x0, y0), (x, y) = points[-2:]
        size = max(abs(x - x0), abs(y - y0)) or 1
        dx, dy = 7 * (x - x0) / size, 7 * (y - y0) / size
        head = (
            f'<path d="M{x:.1f} {y:.1f}L{x - dx - dy / 1.8:.1f} {y - dy + dx / 1.8:.1f}'
            f'L{x - dx + dy / 1.8:.1f} {y - dy - dx / 1.8:.1f}Z" '
            f'fill="{COLOUR[role]}"/>'
        )
    return (
        f'<path d="{path}" fill="none" stroke="{COLOUR[role]}" stroke-width="1.4"'
        f"{dashed}/>{head}"
    )


def text(x, y, words, role, sub="", italic=True, size=15):
    """Words centred at x, a symbol with its subscript if wanted."""
    style = ' font-style="italic"' if italic else ""
    below = f'<tspan font-size="{size * 0.7:.1f}" dy="4">{sub}</tspan>' if sub else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}"'
        f'{style} fill="{COLOUR[role]}">{escape(words)}{below}</text>'
    )


def number(x, y, value):
    """A number with two decimals and a real minus sign."""
    shown = f"{value:.2f}".replace("-", "−")
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="12.5" '
        f'font-family="{CODE}" fill="{COLOUR["ink"]}">{shown}</text>'
    )
