"""Figures, sentences and colours of the chapters."""

from rnnbook._checks import need_notebooks

need_notebooks(__name__)

from rnnbook.viz.grid import plot_grid
from rnnbook.viz.layers import plot_directions, plot_layers
from rnnbook.viz.memory import plot_memory_map
from rnnbook.viz.notebook import say, scientific, setup, source
from rnnbook.viz.palette import COLOUR, ROLES, palette_css
from rnnbook.viz.plots import (
    label_end,
    plot_by_lag,
    plot_connectivity,
    plot_eigenvalues,
    plot_half_life,
    plot_run,
    plot_singular_values,
)
from rnnbook.viz.sequences import plot_gates, plot_history, plot_sequence, plot_states
from rnnbook.viz.tasks import plot_task
from rnnbook.viz.unrolled import plot_unrolled
from rnnbook.viz.wiring import plot_wiring

__all__ = [
    "COLOUR",
    "ROLES",
    "label_end",
    "palette_css",
    "plot_by_lag",
    "plot_connectivity",
    "plot_directions",
    "plot_eigenvalues",
    "plot_gates",
    "plot_grid",
    "plot_half_life",
    "plot_history",
    "plot_layers",
    "plot_memory_map",
    "plot_run",
    "plot_sequence",
    "plot_singular_values",
    "plot_states",
    "plot_task",
    "plot_unrolled",
    "plot_wiring",
    "say",
    "scientific",
    "setup",
    "source",
]
