"""The picture of the translator for paper and for pages without JavaScript."""

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted


@plotted(6.8, lambda widget: 1.2 + 0.24 * max(len(widget.run()["output"]) + 1, 6))
def picture(figure, widget):
    """The source above, a row of weights for each symbol that is written."""
    ax = figure.subplots()
    found, source = widget.run(), widget.source
    written = list(found["output"]) + ["end"] * found["ended"]
    for t, symbol in enumerate(written[: widget.step]):
        y = -t
        if widget.attend:
            for j, weight in enumerate(found["weights"][t]):
                ax.plot(j, y, "s", ms=10, color=COLOUR["h"], alpha=max(weight, 0.03),
                        markeredgewidth=0)  # fmt: skip
            top = max(range(len(source)), key=found["weights"][t].__getitem__)
        else:
            top = len(source) - 1
        ax.plot(top, y, "s", ms=12, mfc="none", mec=COLOUR["ink"])
        ax.text(len(source) + 0.2, y, symbol, va="center", family="monospace")
    for j, symbol in enumerate(source):
        gone = j + 1 == widget.hidden
        ax.text(j, 1, "×" if gone else symbol.replace(" ", "␣"), ha="center",
                va="center", family="monospace",
                color=COLOUR["backward" if gone else "ink"])  # fmt: skip
    how = "with attention" if widget.attend else "the last state alone"
    ax.text(-0.5, 2.1, f"{how}; output: {found['output']}", fontsize=9,
            color=COLOUR["muted"])  # fmt: skip
    ax.set(xlim=(-1, len(source) + 2), ylim=(-max(len(written), 6), 2.8))
    ax.axis("off")
