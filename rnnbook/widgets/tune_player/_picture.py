"""The picture of the tune player for paper and for pages without JavaScript."""

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted


def lines_of(tune):
    """The lines of the text that hold notes, in their order."""
    return sorted({note.line for note in tune.notes})


@plotted(6.8, lambda w: 0.6 + 0.95 * max(1, len(lines_of(w.run()))))
def picture(figure, widget):
    """Each line of the tune as notes over time."""
    tune, text = widget.run(), widget.played.split("\n")
    lines = lines_of(tune)
    pitches = [note.pitch for note in tune.notes if note.pitch is not None] or [60]
    axes = figure.subplots(max(1, len(lines)), 1, sharey=True, squeeze=False)[:, 0]
    for ax, line in zip(axes, lines, strict=False):
        notes = [note for note in tune.notes if note.line == line]
        start = notes[0].start
        for note in notes:
            if note.pitch is not None:
                ax.barh(note.pitch, note.length - 0.12, 0.9, note.start - start,
                        color=COLOUR["h"])  # fmt: skip
        for bar in tune.bars:
            if bar.line == line:
                colour = COLOUR["line" if bar.full else "backward"]
                ax.axvline(bar.start + bar.length - start, color=colour)
        ax.set(ylim=(min(pitches) - 1.5, max(pitches) + 1.5), yticks=[], xticks=[])
        ax.set_title(text[line], family="monospace", fontsize=8, loc="left")
