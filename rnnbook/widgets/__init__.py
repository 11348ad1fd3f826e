"""The interactive figures of the book: alive in a kernel and in the static page."""

from rnnbook._checks import need_notebooks

need_notebooks(__name__)

from rnnbook.widgets._base import MIME, WIDGETS, BookWidget, site_bundle, site_widgets
from rnnbook.widgets._networks import site_networks
from rnnbook.widgets._texts import site_texts
from rnnbook.widgets.backprop_debugger import BackpropDebugger
from rnnbook.widgets.cell_explorer import CellExplorer
from rnnbook.widgets.cliff_walker import CliffWalker
from rnnbook.widgets.descent import Descent
from rnnbook.widgets.eigenvalue_disc import EigenvalueDisc
from rnnbook.widgets.gate_mixer import GateMixer
from rnnbook.widgets.gates_reading import GatesReading
from rnnbook.widgets.gradient_ruler import GradientRuler
from rnnbook.widgets.gru_conventions import GRUConventions
from rnnbook.widgets.microscope import Microscope
from rnnbook.widgets.own_cell import OwnCell
from rnnbook.widgets.playground import PlaygroundFigure
from rnnbook.widgets.sampler import Sampler
from rnnbook.widgets.scan import Scan
from rnnbook.widgets.solved_tasks import SolvedTasks
from rnnbook.widgets.squasher import Squasher
from rnnbook.widgets.task_shapes import TaskShapes
from rnnbook.widgets.three_cells import ThreeCells
from rnnbook.widgets.translator import Translator
from rnnbook.widgets.truncation_window import TruncationWindow
from rnnbook.widgets.tune_player import TunePlayer
from rnnbook.widgets.two_directions import TwoDirections
from rnnbook.widgets.unfolding import Unfolding
from rnnbook.widgets.unroller import Unroller
from rnnbook.widgets.what_mattered import WhatMattered

__all__ = [
    "MIME",
    "WIDGETS",
    "BackpropDebugger",
    "BookWidget",
    "CellExplorer",
    "CliffWalker",
    "Descent",
    "EigenvalueDisc",
    "GRUConventions",
    "GateMixer",
    "GatesReading",
    "GradientRuler",
    "PlaygroundFigure",
    "OwnCell",
    "Microscope",
    "Sampler",
    "Scan",
    "SolvedTasks",
    "Squasher",
    "TaskShapes",
    "ThreeCells",
    "Translator",
    "TruncationWindow",
    "TunePlayer",
    "TwoDirections",
    "Unfolding",
    "Unroller",
    "WhatMattered",
    "site_bundle",
    "site_networks",
    "site_texts",
    "site_widgets",
]
