"""The exercises of chapter 3, a file for each."""

from rnnbook.exercises.ch03.by_hand import BY_HAND
from rnnbook.exercises.ch03.counting import COUNTING
from rnnbook.exercises.ch03.cross_entropy import CROSS_ENTROPY
from rnnbook.exercises.ch03.first_state import FIRST_STATE
from rnnbook.exercises.ch03.forward import FORWARD
from rnnbook.exercises.ch03.masked import MASKED

EXERCISES = (BY_HAND, COUNTING, FORWARD, CROSS_ENTROPY, MASKED, FIRST_STATE)
