"""The picture of the playground for paper and for pages without JavaScript."""

import numpy as np

from rnnbook.training.playground import Playground, SettingsError
from rnnbook.viz.palette import COLOUR
from rnnbook.widgets._svg import plotted

LOOKS = (("o", "-"), ("s", "--"), ("^", ":"))
ROLES = ("rnn", "lstm", "gru")


def arriving(settings):
    """The gradient by lag before the first update, its first = 1; None if refused."""
    try:
        by_lag = Playground(**settings).by_lag()
    except (SettingsError, ValueError):
        return None
    return by_lag / by_lag[0] if by_lag[0] > 0 else None


@plotted(6.8, 2.7)
def picture(figure, widget):
    """What arrives of the gradient in each of the networks, before they learn."""
    ax = figure.add_subplot()
    for k, settings in enumerate(widget.networks()):
        share = arriving(settings)
        if share is None:
            continue
        free = [role for role in ROLES if role not in widget.nets]
        role = settings["cell"] if settings["cell"] in ROLES else [*free, "rnn"][0]
        mark, dash = LOOKS[k]
        ax.plot(np.maximum(share, 1e-12), dash, color=COLOUR[role], marker=mark,
                markevery=[-1], label=settings["cell"].upper())  # fmt: skip
        ax.annotate(settings["cell"].upper(), (len(share) - 1, max(share[-1], 1e-12)),
                    xytext=(8, -4 + 9 * (k == 2)), textcoords="offset points",
                    color=COLOUR[role])  # fmt: skip
    ax.set(yscale="log", xlabel="steps before the answer",
           ylabel="gradient at the input")  # fmt: skip
    ax.set_title("Before the first update: how much of the gradient arrives",
                 fontsize=10, loc="left")  # fmt: skip
