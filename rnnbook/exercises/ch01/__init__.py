"""The exercises of chapter 1, a file for each."""

from rnnbook.exercises.ch01.bigram import BIGRAM
from rnnbook.exercises.ch01.feedback import FEEDBACK
from rnnbook.exercises.ch01.memory import MEMORY
from rnnbook.exercises.ch01.perplexity import PERPLEXITY
from rnnbook.exercises.ch01.register import REGISTER
from rnnbook.exercises.ch01.sizes import SIZES

EXERCISES = (SIZES, PERPLEXITY, BIGRAM, REGISTER, FEEDBACK, MEMORY)
