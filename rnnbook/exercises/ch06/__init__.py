"""The exercises of chapter 6, a file for each."""

from rnnbook.exercises.ch06.backward import BACKWARD
from rnnbook.exercises.ch06.counting import COUNTING
from rnnbook.exercises.ch06.coupled import COUPLED
from rnnbook.exercises.ch06.forget_bias import FORGET_BIAS
from rnnbook.exercises.ch06.half_life import HALF_LIFE
from rnnbook.exercises.ch06.step import STEP

EXERCISES = (COUNTING, HALF_LIFE, STEP, BACKWARD, COUPLED, FORGET_BIAS)
