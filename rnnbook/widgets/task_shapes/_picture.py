"""The picture of the shapes of tasks for paper and for pages without JavaScript."""

from rnnbook.widgets._svg import box, line, svg, text

WIDTH, HEIGHT, MIDDLE, CELL = 720, 236, 116, 52


def picture(widget):
    """The SVG: a column for each step, the one in play with thicker lines."""
    steps, t = widget.steps, widget.t
    pitch, parts = WIDTH / len(steps), []
    for k, step in enumerate(steps, start=1):
        x = pitch * (k - 0.5)
        drawn = box(x - CELL / 2, MIDDLE - 20, CELL, 40, "rnn", 3 if k == t else 1.2)
        drawn += text(x, MIDDLE + 6, "h", "h", sub=str(k), size=17)
        start = x - pitch + CELL / 2 if k > 1 else 2
        drawn += line([(start, MIDDLE), (x - CELL / 2, MIDDLE)], "h", arrow=True)
        if step["reads"]:
            drawn += line([(x, MIDDLE + 66), (x, MIDDLE + 20)], "x", arrow=True)
            drawn += text(x, MIDDLE + 84, step["reads"], "ink", italic=False)
        if step["says"]:
            drawn += line([(x, MIDDLE - 20), (x, MIDDLE - 60)], "forward", arrow=True)
            drawn += text(x, MIDDLE - 68, step["says"], "ink", italic=False)
        if step["fed"]:
            drawn += fed_back(x - pitch, x, pitch)
        shown = 1 if k == t else 0.8 if k < t else 0.35
        parts.append(f'<g opacity="{shown}">{drawn}</g>')
    title = text(WIDTH / 2, 18, f"{widget.task}: {widget.shape}", "muted")
    return svg(WIDTH, HEIGHT, title + "".join(parts))


def fed_back(x_from, x_to, pitch):
    """The way of an output into the next step's input."""
    between = x_from + pitch / 2 + 2
    way = [(x_from + 6, MIDDLE - 40), (between, MIDDLE - 40)]
    way += [(between, MIDDLE + 46), (x_to - 3, MIDDLE + 46)]
    return line(way, "forward", arrow=True, dash="4 3")
