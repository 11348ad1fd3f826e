"""The picture of the truncation window for paper and for pages without JavaScript."""

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted
from rnnbook.widgets.truncation_window import rounds


@plotted(6.8, 4.4, layout="none")
def picture(figure, widget):
    """The stream, and under it accuracy against window."""
    _stream(figure.add_axes((0.02, 0.63, 0.96, 0.35)), widget)
    _runs(figure.add_axes((0.1, 0.12, 0.87, 0.45)), widget)


def _stream(ax, widget):
    steps = widget.steps
    ax.axis("off")
    ax.set(xlim=(-0.8, steps - 0.2), ylim=(-1.1, 2.4))
    ax.plot(range(steps), [0] * steps, ".", color=COLOUR["muted"], markersize=4)
    for cut in range(widget.cut % widget.window, steps, widget.window):
        ax.plot([cut - 0.5] * 2, [-0.5, 1.9], color=COLOUR["ink"], linewidth=1)
    for sign, question, first in rounds(widget.lag, widget.window, widget.cut, steps):
        arrives = first <= sign
        colour = COLOUR["backward" if arrives else "muted"]
        look = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.5,
                "linestyle": "-" if arrives else (0, (2, 2))}  # fmt: skip
        end = sign if arrives else first
        ax.annotate("", (end - 0.1, 1.1), xytext=(question + 0.1, 1.1), arrowprops=look)
        ax.text(sign, -0.55, "±1", ha="center", va="top", fontsize=8.5)
        ax.text(question, 0.15, "?", ha="center", va="bottom", weight="bold")
    ax.text(-0.5, 2.2, "bars: where the stream is cut; arrows: how far a gradient goes",
            va="center", fontsize=8.5, color=COLOUR["muted"])  # fmt: skip


def _runs(ax, widget):
    runs = widget.runs[str(widget.lag)]
    for window, scores, _ in runs:
        here = window == widget.window
        ax.plot([window] * len(scores), scores, "o", ms=4 if here else 2.5,
                color=COLOUR["backward" if here else "rnn"], alpha=0.7)  # fmt: skip
    mean = [sum(scores) / len(scores) for _, scores, _ in runs]
    ax.plot([window for window, _, _ in runs], mean, color=COLOUR["rnn"], linewidth=1.2)
    ax.axhline(0.5, color=COLOUR["muted"], linewidth=0.8, linestyle=":")
    alone = widget.alone[str(widget.lag)]
    ax.axhline(alone, color=COLOUR["forward"], linewidth=1, linestyle=(0, (9, 3)))
    ax.annotate("readout alone", (20, alone), xytext=(0, -11 if alone > 0.75 else 4),
                textcoords="offset points", fontsize=8.5, ha="center")  # fmt: skip
    ax.axvline(widget.lag, color=COLOUR["ink"], linewidth=0.8, linestyle=(0, (4, 3)))
    ax.annotate(f"lag {widget.lag}", (widget.lag, 0.43), xytext=(4, 0),
                textcoords="offset points", fontsize=9)  # fmt: skip
    ax.set(xlabel="window", ylabel="accuracy", xlim=(0, 25), ylim=(0.4, 1.04))
    said = f"window {widget.window}: {widget.share:.0%} of the gradients arrive"
    ax.annotate(said, (0.99, 0.3), xycoords="axes fraction", ha="right")
