"""The picture of the two directions for paper and for pages without JavaScript."""

from rnnbook.widgets._svg import box, line, svg, text

WIDTH, PITCH, PANEL = 720, 118, 150
NAMES = {"by length": "by length", "padded": "over the padded length", "not": "not"}


def picture(widget):
    """The SVG: for each sentence its words, and above each the output beside it."""
    said = f"turned {NAMES[widget.turn]}, turned back {NAMES[widget.back]}"
    parts = [text(WIDTH / 2, 18, f"Backward outputs: {said}", "muted", italic=False)]
    for b, (words, pairs) in enumerate(
        zip(widget.sentences, widget.pairs, strict=True)
    ):
        parts.append(panel(30 + b * PANEL, words, pairs, len(widget.sentences[0])))
    return svg(WIDTH, 30 + 2 * PANEL, "".join(parts))


def panel(top, words, pairs, T):
    """One sentence: words below, the outputs of the backward direction above."""
    x = [(WIDTH - T * PITCH) / 2 + PITCH * (k + 0.5) for k in range(T)]
    drawn = ""
    for k in range(T):
        word = words[k] if k < len(words) else "padding"
        dash = "" if k < len(words) else "3 3"
        drawn += box(x[k] - 44, top + 96, 88, 30, "x", dash=dash)
        role = "ink" if k < len(words) else "muted"
        drawn += text(x[k], top + 116, word, role, italic=False)
    for pair in pairs:
        at, bad = x[pair.step - 1], pair.wrong or pair.padding
        role = "backward" if bad else "forward"
        dash = "5 4" if pair.wrong else "1.5 3" if pair.padding else ""
        drawn += box(at - 44, top + 12, 88, 30, role, 2 if bad else 1)
        drawn += text(at - 12, top + 32, "h", "h", sub=str(pair.step))
        mark = "✗" if pair.wrong else "~" if pair.padding else "✓"
        drawn += text(at + 16, top + 32, mark, role, italic=False)
        last = x[pair.last - 1]
        drawn += line([(last, top + 96), (at, top + 42)], role, dash=dash)
    return drawn
