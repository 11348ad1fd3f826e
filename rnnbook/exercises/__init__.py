"""The exercises: checks that recognise mistakes, and hints one at a time.

    check("6.3", lstm_step)      right, not attempted, or which mistake it looks like
    hint("6.3")                  the next hint
    given("6.3")                 the arrays that the exercise starts from

A chapter's exercises are the tuple `EXERCISES` of a module `chNN`, found by the
number: "7.2" in `ch07`, a folder with a file for each exercise. An exercise is written
in one of the forms of `form`: as a model take `ch06/step.py` for `Code`,
`ch06/half_life.py` for `Numbers` and `ch06/forget_bias.py` for `Experiment`.
"""

from rnnbook.exercises.checking import check, find, given, hint
from rnnbook.exercises.form import Code, Exercise, Experiment, Mistake, Numbers, first

__all__ = [
    "Code",
    "Exercise",
    "Experiment",
    "Mistake",
    "Numbers",
    "check",
    "find",
    "first",
    "given",
    "hint",
]
