"""The picture of the unfolding for paper and for pages without JavaScript."""

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import box, line, number, svg, text

WIDTH, ROW, TOP = 720, 21, 44
PLATE, CELL = 58, 64


def picture(widget):
    """The SVG: one column for each word, as far apart as `unrolled` says."""
    words, states, t, s = widget.words, widget.states, widget.t, widget.unrolled
    T, H = len(words), states.shape[1]
    pitch, centre = WIDTH / (T + 1), WIDTH / 2
    middle = TOP + H * ROW + 50  # the height of the cells
    parts = [loop(centre, middle, 1 - s)] if s < 1 else []

    def spread(k):
        return centre + (pitch * (k + 0.5) - centre) * s

    for k in range(T + 1):
        x, read = spread(k), 1.0 if k == t else 0.8 if k < t else 0.3
        shown = (1 - s) * (k == t) + s * read
        if shown < 0.01:
            continue
        drawn = plate(x, states[k] if k <= t else [None] * H, f"{k}")
        if k:
            tape = centre + (k - max(t, 1)) * 90
            drawn += column(x, middle, k == t)
            start = spread(k - 1) + (CELL / 2 if k > 1 else 0)
            if x - CELL / 2 - start > 8:  # else the cells overlap
                way = [(start, middle), (x - CELL / 2, middle)]
                drawn += line(way, "h", arrow=True)
            at = tape + (pitch * (k + 0.5) - tape) * s
            drawn += word(at, middle, words[k - 1], k)
        else:
            drawn += line([(x, TOP + H * ROW), (x, middle)], "h")
        parts.append(f'<g opacity="{shown:.2f}">{drawn}</g>')
    for k in range(1, T + 1):  # the tape of words under the loop
        if s == 0 and k != t:
            x = centre + (k - max(t, 1)) * 90
            shown = word(x, middle, words[k - 1], k)
            parts.append(f'<g opacity="0.6">{shown}</g>')
    return svg(WIDTH, middle + 116, "".join(parts))


def plate(x, values, index):
    """A state: one row for each unit, with a bar from zero and its number."""
    drawn = text(x, TOP - 9, "h", "h", sub=index)
    for k, value in enumerate(values):
        y = TOP + k * ROW
        drawn += box(x - PLATE / 2, y, PLATE, ROW, "h")
        if value is not None:
            width = abs(value) * PLATE / 2
            left = x if value > 0 else x - width
            drawn += (
                f'<rect x="{left:.1f}" y="{y + 1}" width="{width:.1f}" '
                f'height="{ROW - 2}" fill="{COLOUR["h"]}" fill-opacity="0.25"/>'
            )
            drawn += number(x, y + 15, value)
    return drawn


def column(x, middle, now):
    """The cell with the arrow that enters it and the one that leaves it."""
    drawn = box(x - CELL / 2, middle - 20, CELL, 40, "rnn", 2.4 if now else 1.2)
    drawn += text(x, middle + 6, "f", "rnn", size=18)
    drawn += line([(x, middle - 20), (x, middle - 50)], "h", arrow=True)
    drawn += line([(x, middle + 60), (x, middle + 20)], "x", arrow=True)
    return drawn


def word(x, middle, word, k):
    """A word under its arrow."""
    return text(x, middle + 78, word, "ink", italic=False) + text(
        x, middle + 100, "x", "x", sub=str(k)
    )


def loop(x, middle, opacity):
    """The state's way from the cell back into it."""
    far, high = CELL / 2 + 40, 8
    way = [(x + CELL / 2, middle), (x + far, middle), (x + far, high)]
    way += [(x - far, high), (x - far, middle), (x - CELL / 2, middle)]
    drawn = line(way, "h", arrow=True)
    drawn += text(x - far - 20, middle - 22, "h", "h", sub="t−1")
    return f'<g opacity="{opacity:.2f}">{drawn}</g>'
