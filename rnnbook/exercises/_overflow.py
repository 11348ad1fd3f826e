"""What NumPy warned of while the reader's function ran, told in a check."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rnnbook.exercises import _run
from rnnbook.exercises._messages import Differs, LooksLike, Message, Right

if TYPE_CHECKING:
    from rnnbook.exercises.form import Exercise

OVERFLOWED = "An exponential overflowed on the way: NumPy warned of it."


def noted(exercise: Exercise, answer: tuple, message: Message) -> Message:
    """The message, with a word on an exponential that overflowed, if one did.

    Where the exercise forbids that, right numbers alone are not a right answer.
    """
    if not exercise.code or not isinstance(message, Right | Differs | LooksLike):
        return message
    told = any("overflow" in line for line in message.text)
    right = isinstance(message, Right)
    if (right and not exercise.overflow) or (told and not right):
        return message
    if not any(_overflows(answer[0], case) for case in exercise.inputs()):
        return message
    if right:
        text = (exercise.overflow,)
        return LooksLike(exercise.number, text, mistake=exercise.overflow)
    return replace(message, text=(*message.text[:-1], OVERFLOWED, message.text[-1]))


def _overflows(function: Callable, case: Mapping[str, Any]) -> bool:
    """Whether an exponential overflows when the reader's function is called."""
    copies = [_run.copy(value) for value in case.values()]
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
            function(*copies)
    return any("overflow encountered in exp" in str(each.message) for each in seen)
