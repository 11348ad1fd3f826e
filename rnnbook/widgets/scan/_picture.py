"""The picture of the scan for paper and for pages without JavaScript."""

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted

T, ROUNDS = 16, 4


@plotted(6.8, 2.9)
def picture(figure, widget):
    """The loop above; below it the rounds, with what the chosen pair is made of."""
    ax = figure.subplots()
    done, step = min(widget.clock, ROUNDS), widget.step
    for t in range(1, T + 1):
        ready = t <= widget.clock
        face = COLOUR["h"] if ready else "none"
        ax.plot(t, 1, "s", ms=11, color=COLOUR["h"], mfc=face)
        for k in range(ROUNDS + 1):
            full = t <= 2**k
            colour = COLOUR["h"] if full else COLOUR["forward"]
            face = colour if k <= done else "none"
            ax.plot(t, -k, "o", ms=9, color=colour, mfc=face)
    for k, t, below in tree(done, step):
        ax.plot([t, below], [-k, -k + 1], color=COLOUR["accent"], lw=1.5, zorder=0)
    ax.plot(step, -done, "o", ms=14, mfc="none", color=COLOUR["accent"])
    names = ["loop", "pairs", *(f"round {k}" for k in range(1, ROUNDS + 1))]
    ax.set(xticks=range(1, T + 1), xlabel="step",
           yticks=[1, *range(0, -ROUNDS - 1, -1)], yticklabels=names,
           xlim=(0.3, T + 0.7), ylim=(-ROUNDS - 0.6, 1.6))
    ax.grid(False)


def tree(k, t):
    """(round, step, step of the round before) of all that a pair is made of."""
    if k == 0:
        return
    for before in (t, t - 2 ** (k - 1)):
        if before >= 1:
            yield k, t, before
            yield from tree(k - 1, before)
