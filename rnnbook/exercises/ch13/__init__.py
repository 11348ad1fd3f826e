"""The exercises of chapter 13, a file for each."""

from rnnbook.exercises.ch13.adams import ADAMS
from rnnbook.exercises.ch13.growth import GROWTH
from rnnbook.exercises.ch13.haiku import HAIKU
from rnnbook.exercises.ch13.keras_adam import KERAS_ADAM
from rnnbook.exercises.ch13.leaks import LEAKS
from rnnbook.exercises.ch13.rows import ROWS

EXERCISES = (ROWS, ADAMS, HAIKU, KERAS_ADAM, LEAKS, GROWTH)
