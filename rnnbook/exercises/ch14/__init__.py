"""The exercises of chapter 14, a file for each."""

from rnnbook.exercises.ch14.by_rounds import BY_ROUNDS
from rnnbook.exercises.ch14.forward import FORWARD
from rnnbook.exercises.ch14.keeping import KEEPING
from rnnbook.exercises.ch14.rounds import ROUNDS
from rnnbook.exercises.ch14.selective import SELECTIVE
from rnnbook.exercises.ch14.short_cut import SHORT_CUT

EXERCISES = (ROUNDS, KEEPING, BY_ROUNDS, SELECTIVE, FORWARD, SHORT_CUT)
