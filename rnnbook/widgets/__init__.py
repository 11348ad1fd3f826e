"""The interactive figures of the book: alive in a kernel and in the static page."""

from rnnbook.widgets._base import MIME, WIDGETS, BookWidget, site_bundle
from rnnbook.widgets.cell_explorer import CellExplorer
from rnnbook.widgets.gate_mixer import GateMixer
from rnnbook.widgets.squasher import Squasher

__all__ = [
    "MIME",
    "WIDGETS",
    "BookWidget",
    "CellExplorer",
    "GateMixer",
    "Squasher",
    "site_bundle",
]
