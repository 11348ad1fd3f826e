"""The exercises of chapter 8, a file for each."""

from rnnbook.exercises.ch08.backward import BACKWARD
from rnnbook.exercises.ch08.belt import BELT
from rnnbook.exercises.ch08.by_hand import BY_HAND
from rnnbook.exercises.ch08.converted import CONVERTED
from rnnbook.exercises.ch08.counting import COUNTING
from rnnbook.exercises.ch08.step import STEP

EXERCISES = (COUNTING, BY_HAND, STEP, BACKWARD, CONVERTED, BELT)
