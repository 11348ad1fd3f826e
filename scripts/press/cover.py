"""The cover of the EPUB: what a network of two units does when nothing comes in.

Its state goes round. From outside and from near the middle, all ways come to one ring:
tanh holds them back outside, and W, which stretches by a little, drives out inside.
"""

import numpy as np

WIDTH, HEIGHT = 1600, 2400
SIDE = 1130  # how far a state of 1 is from the middle
MIDDLE = (830, 1520)
STRETCH, TURN, STEPS, WAYS = 1.045, 0.055, 150, 30
COLOURS = ("o", "g", "h", "i", "c", "f")
ALT = (
    "Cover: Recurrent networks, from the inside. Below the title, sixty coloured "
    "lines: the state of a network of two units, from sixty starts. The lines turn "
    "round the "
    "middle and come to one ring."
)
TEXT = """
<text x="150" y="330" class="big">{0}</text>
<text x="150" y="452" class="small">{1}</text>
<text x="150" y="2262" class="author">{author}</text>
"""
SHEET = """
body { margin: 0; } svg { display: block; }
.cover { font-family: "Source Serif 4", serif; fill: var(--rnn-ink); }
text { paint-order: stroke; stroke: var(--rnn-paper); stroke-width: 40px; }
.big { font-size: 141px; font-weight: 500; letter-spacing: -2px; }
.small { font-size: 92px; font-style: italic; }
.author { font-size: 54px; fill: var(--rnn-muted); }
.way { fill: none; stroke-width: 3.4; stroke-linecap: round; }
.start { stroke: none; }
"""
SHOWN = """async ([sheet, svg]) => {
  document.body.innerHTML = `<style>${sheet}</style>${svg}`;
  await document.fonts.load('100px "Source Serif 4"');
  await document.fonts.load('italic 100px "Source Serif 4"');
  await document.fonts.ready;
}"""


def ways():
    """(2 * WAYS, STEPS + 1, 2): states from a wide ring and from a narrow one."""
    cos, sin = np.cos(TURN), np.sin(TURN)
    W = STRETCH * np.array([[cos, -sin], [sin, cos]])
    angles = np.linspace(0, 2 * np.pi, WAYS, endpoint=False)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    h = np.concatenate([0.92 * ring, 0.02 * ring])
    states = [h]
    for _ in range(STEPS):
        h = np.tanh(h @ W.T)
        states.append(h)
    return np.stack(states, axis=1)


def line(points, colour):
    """One way as SVG: a smooth line, and a dot where it begins."""
    x, y = np.round(MIDDLE + SIDE * points * (1, -1), 1).T
    path = " ".join(f"{a:g},{b:g}" for a, b in zip(x, y, strict=True))
    paint = f"var(--rnn-{colour})"
    return (
        f'<polyline class="way" points="{path}" style="stroke: {paint}"/>'
        f'<circle class="start" cx="{x[0]:g}" cy="{y[0]:g}" r="9" '
        f'style="fill: {paint}"/>'
    )


def drawing(title, author):
    """The cover as SVG."""
    first, _, rest = title.partition(", ")
    drawn = [
        line(way, COLOURS[k * len(COLOURS) // WAYS % len(COLOURS)])
        for k, way in enumerate(ways())
    ]
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cover" {size}>'
        f'<rect {size} style="fill: var(--rnn-paper)"/>{"".join(drawn)}'
        + TEXT.format(first, rest, author=author)
        + "</svg>"
    )


def photograph(page, title, author):
    """The cover as a JPEG, drawn by Chromium with the faces of the book."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.evaluate(SHOWN, [SHEET, drawing(title, author)])
    return page.screenshot(type="jpeg", quality=90)
