"""Figures, sentences and colours of the chapters."""

from rnnbook.viz.notebook import say, scientific, setup, source
from rnnbook.viz.palette import COLOUR, ROLES, palette_css
from rnnbook.viz.plots import label_end, plot_by_lag, plot_run

__all__ = [
    "COLOUR",
    "ROLES",
    "label_end",
    "palette_css",
    "plot_by_lag",
    "plot_run",
    "say",
    "scientific",
    "setup",
    "source",
]
