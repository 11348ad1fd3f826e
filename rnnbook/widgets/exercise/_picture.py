"""The picture of an exercise's panel, for notebooks that have not run yet."""

from rnnbook.exercises import find
from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted


@plotted(6.8, 1.6)
def picture(figure, panel):
    """Its title, and the ways to answer it."""
    exercise = find(panel.number)
    head = f"Exercise {exercise.number}: {exercise.title}"
    figure.text(0.02, 0.8, head, fontsize=11, weight="bold", color=COLOUR["ink"])
    for k, (_, title, sentence) in enumerate(panel.ways):
        line = f"{title}. {sentence}"
        figure.text(0.02, 0.58 - 0.18 * k, line, fontsize=9.5, color=COLOUR["ink"])
