"""The picture of a solved task for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted


def tall(widget):
    """Inches: the strip, and a row for each cell."""
    return 1.2 + 0.95 * len(widget.networks[widget.task]["cells"])


@plotted(6.8, tall)
def picture(figure, widget):
    """The inputs, the states of each cell up to the step that is shown, the answer."""
    net, chosen = widget.networks[widget.task], widget._chosen()
    h, c, o = widget.run()
    T, t, H = len(h), widget.step, h.shape[1]
    ratios = [0.5, *[1] * H]
    strip, *panels = figure.subplots(H + 1, 1, sharex=True, height_ratios=ratios)
    for s, symbol in enumerate(chosen["symbols"]):
        colour = COLOUR["ink" if s < t else "muted"]
        strip.text(s + 1, 0, symbol.replace("-", "−"), ha="center", color=colour,
                   fontsize=8 if len(symbol) > 1 else 11)  # fmt: skip
    strip.axis("off")
    strip.set(ylim=(-1, 2), xlim=(0.4, T + 0.6))
    said = f"after step {t}: {widget.answer(o[t - 1])}" if t else "nothing read yet"
    strip.text(0.5, 1.3, f"{net['title']}, {said}", color=COLOUR["ink"], fontsize=9.5)
    for k, (ax, cell) in enumerate(zip(panels, net["cells"], strict=True)):
        if widget.cell == k + 1:
            ax.axvspan(widget.since - 0.5, T + 0.5, color=COLOUR["c"], alpha=0.15)
        steps = np.arange(1, t + 1)
        ax.plot(steps, c[:t, k], color=COLOUR["c"], linewidth=1.6)
        ax.plot(steps, h[:t, k], color=COLOUR["h"], linewidth=1.2, linestyle="--")
        limit = max(cell["limit"], int(np.ceil(abs(c[:, k]).max())))
        ax.set(ylim=(-1.05 * limit, 1.05 * limit), yticks=(-limit, 0, limit))
        ax.set_title(f"cell {k + 1}: {cell['name']}", loc="left", fontsize=9.5)
    panels[-1].set(xlabel="step")
