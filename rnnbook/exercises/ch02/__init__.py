"""The exercises of chapter 2, a file for each."""

from rnnbook.exercises.ch02.best_factor import BEST_FACTOR
from rnnbook.exercises.ch02.coats import COATS
from rnnbook.exercises.ch02.fixed_point import FIXED_POINT
from rnnbook.exercises.ch02.gate import GATE
from rnnbook.exercises.ch02.layers import LAYERS
from rnnbook.exercises.ch02.safe import SAFE

EXERCISES = (COATS, FIXED_POINT, LAYERS, GATE, SAFE, BEST_FACTOR)
