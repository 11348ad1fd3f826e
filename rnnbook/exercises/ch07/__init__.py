"""The exercises of chapter 7, a file for each."""

from rnnbook.exercises.ch07.balance import BALANCE
from rnnbook.exercises.ch07.blocks import BLOCKS
from rnnbook.exercises.ch07.counting import PATHS
from rnnbook.exercises.ch07.cut import CUT
from rnnbook.exercises.ch07.factors import FACTORS
from rnnbook.exercises.ch07.loop import LOOP

EXERCISES = (FACTORS, PATHS, LOOP, BLOCKS, CUT, BALANCE)
