"""`rnnbook.exercises` as a submission finds it while it is graded.

`given` returns the inputs as ever. The answers and the mistakes are not there, and
nothing that `check` could say here counts: the judge is outside.
"""

import copy

from rnnbook.exercises._messages import Hint, Message

GIVEN = {}  # the inputs of each exercise of this assignment, by number


class Graded(Message):
    """What `check` says while a notebook is graded."""

    status, mark, heading = "graded", "·", "graded below."


def find(number):
    raise LookupError("The exercises themselves are not here while you are graded.")


def check(number, *answer):
    return Graded(str(number))


def hint(number):
    return Hint(str(number), ("No hints while you are graded.",))


def given(number):
    if number not in GIVEN:
        return find(number)
    return tuple(copy.deepcopy(value) for value in GIVEN[number][0].values())


def _absent(*_, **__):
    return find("")


class Code:
    __init__ = _absent


Exercise = Experiment = Mistake = Numbers = Code
first = _absent
