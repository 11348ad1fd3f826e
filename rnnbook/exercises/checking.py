"""`check`, `hint` and `given`.

A code exercise runs the reader's function and the right one on a few random
inputs, and every known mistake on the same inputs: a wrong answer is recognised
by its numbers, not by its source. An exercise in numbers (`code=False`) takes the
answers themselves. Nothing here raises, prints or touches a global generator.
"""

import importlib
import re
from typing import Any

from rnnbook.exercises._messages import Hint, Message, Unknown
from rnnbook.exercises._overflow import noted
from rnnbook.exercises._verdict import judge
from rnnbook.exercises.form import Exercise

FAULT = (
    "That is a fault of the book, not yours: please report it, with your answer, in "
    "the issue list of the book's repository. If the chapter's page has a link *Report "
    "an error* at its top, it leads there."
)
_revealed: dict[str, int] = {}  # hints given so far in this session, by number


def find(number: str) -> Exercise:
    """The exercise with this number.

    Raises: LookupError that lists the exercises of the chapter.
    """
    form = re.fullmatch(r"(\d+)\.(\d+)", number) if isinstance(number, str) else None
    if form is None:
        raise LookupError(
            'The number goes in quotes, chapter first: `check("6.3", ...)`.'
        )
    name = f"rnnbook.exercises.ch{int(form[1]):02d}"
    try:
        exercises = importlib.import_module(name).EXERCISES
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise LookupError(f"Chapter {form[1]} has no exercises.") from None
    for exercise in exercises:
        if exercise.number == number:
            return exercise
    known = ", ".join(exercise.number for exercise in exercises)
    raise LookupError(f"The exercises of chapter {form[1]} are {known}.")


def check(number: str, *answer: Any) -> Message:
    """Judge an answer: a function for an exercise in code, else the values themselves.

    Returns: a Message, shown by the notebook; its `status` is "right", "not attempted",
    "unfinished", "mistake", "wrong", "misfit", "error", "mutated" or "unknown".
    """
    try:
        exercise = find(number)
    except LookupError as error:
        return _unknown(number, error)
    try:
        return noted(exercise, answer, judge(exercise, answer))
    except Exception as error:  # the notebook goes on, whatever the answer did
        text = f"The check itself failed on this answer: `{type(error).__name__}`. "
        return Unknown(number, (text + FAULT,))


def hint(number: str) -> Message:
    """The next hint for an exercise; when all have been given, all of them."""
    try:
        hints = find(number).hints
    except LookupError as error:
        return _unknown(number, error)
    count = _revealed.get(number, 0)
    if count == len(hints):
        return Hint(number, (*hints, "There are no more hints."))
    _revealed[number] = count + 1
    left = len(hints) - count - 1
    more = f"{left} more: run `hint` again." if left else "That was the last one."
    return Hint(number, (hints[count], f"Hint {count + 1} of {len(hints)}. {more}"))


def _unknown(number: Any, error: LookupError) -> Unknown:
    shown = number if isinstance(number, str) else "?"
    return Unknown(shown, (str(error.args[0]),))


def given(number: str) -> tuple[Any, ...]:
    """What the exercise starts from: the inputs of the first case, as a tuple.

    Raises: LookupError if there is no such exercise.
    """
    return tuple(find(number).inputs()[0].values())
