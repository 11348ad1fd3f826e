"""The interactive figures of the book: alive in a kernel and in the static page."""

from rnnbook.widgets._base import MIME, WIDGETS, BookWidget, site_bundle
from rnnbook.widgets.cell_explorer import CellExplorer
from rnnbook.widgets.cliff_walker import CliffWalker
from rnnbook.widgets.eigenvalue_disc import EigenvalueDisc
from rnnbook.widgets.gate_mixer import GateMixer
from rnnbook.widgets.gradient_ruler import GradientRuler

__all__ = [
    "MIME",
    "WIDGETS",
    "BookWidget",
    "CellExplorer",
    "CliffWalker",
    "EigenvalueDisc",
    "GateMixer",
    "GradientRuler",
    "site_bundle",
]
