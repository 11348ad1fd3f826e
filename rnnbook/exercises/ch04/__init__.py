"""The exercises of chapter 4, a file for each."""

from rnnbook.exercises.ch04.bptt import BPTT
from rnnbook.exercises.ch04.by_hand import BY_HAND
from rnnbook.exercises.ch04.reach import REACH
from rnnbook.exercises.ch04.scores import SCORES
from rnnbook.exercises.ch04.truncated import TRUNCATED
from rnnbook.exercises.ch04.truncation_error import TRUNCATION_ERROR

EXERCISES = (BY_HAND, REACH, SCORES, BPTT, TRUNCATED, TRUNCATION_ERROR)
