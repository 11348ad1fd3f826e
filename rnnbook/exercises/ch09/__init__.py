"""The exercises of chapter 9, a file for each."""

from rnnbook.exercises.ch09.counting import COUNTING
from rnnbook.exercises.ch09.depth import DEPTH
from rnnbook.exercises.ch09.layer_norm import LAYER_NORM
from rnnbook.exercises.ch09.paths import PATHS
from rnnbook.exercises.ch09.reverse import REVERSE
from rnnbook.exercises.ch09.two_layers import TWO_LAYERS

EXERCISES = (COUNTING, PATHS, REVERSE, TWO_LAYERS, LAYER_NORM, DEPTH)
