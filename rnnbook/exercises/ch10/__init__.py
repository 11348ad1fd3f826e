"""The exercises of chapter 10, a file for each."""

from rnnbook.exercises.ch10.clamp import CLAMP
from rnnbook.exercises.ch10.draws import DRAWS
from rnnbook.exercises.ch10.guesses import GUESSES
from rnnbook.exercises.ch10.ladder import LADDER
from rnnbook.exercises.ch10.latch import LATCH
from rnnbook.exercises.ch10.window import WINDOW

EXERCISES = (LADDER, GUESSES, WINDOW, DRAWS, CLAMP, LATCH)
