"""Reading an answer: from what the reader gave to quantities by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnbook.exercises import _run
from rnnbook.exercises._compare import describe
from rnnbook.exercises._messages import Message, Misfit

if TYPE_CHECKING:
    from rnnbook.exercises.form import Exercise

Values = Mapping[str, Any]  # quantities by name


def read(
    exercise: Exercise, answer: tuple, inputs: Sequence[Values]
) -> list[Values] | Message:
    """The reader's quantities for each case, or what kept them from coming.

    What is still to be written is there as `...`.
    """
    number, names = exercise.number, exercise.outputs
    if not exercise.code:
        if len(answer) != len(names):
            want = f'`check("{number}", {", ".join(names)})`'
            count = "1 value" if len(answer) == 1 else f"{len(answer)} values"
            return Misfit(number, (f"{count} came. Wanted: {want}.",))
        right = named(exercise, exercise.right(*inputs[0].values()))
        return [{n: as_wanted(v, right[n]) for n, v in zip(names, answer, strict=True)}]
    nothing = dict.fromkeys(names, ...)
    if len(answer) == 1 and answer[0] is ...:
        return [nothing]
    if problem := _run.uncallable(number, answer, inputs[0]):
        return problem
    answers = []
    for k, case in enumerate(inputs):
        result = _run.call(number, answer[0], case, quiet=k > 0)
        if isinstance(result, Message):
            return result
        if result is ... or (result is None and _run.is_empty(answer[0])):
            return [nothing]
        values = named(exercise, result)
        if isinstance(values, str):
            return Misfit(number, (values,))
        answers.append(values)
    return answers


def named(exercise: Exercise, result: Any) -> Any:
    """What a function returned, by name; a sentence if it is not what was wanted."""
    names = exercise.outputs
    if len(names) == 1:
        return {names[0]: result}
    if isinstance(result, tuple | list) and len(result) == len(names):
        return dict(zip(names, result, strict=True))
    end = f"It should end in `return {', '.join(names)}`."
    return f"Your function returns {describe(result)}. {end}"


def parts(exercise: Exercise, values: Values) -> Values:
    """The quantities that are there, with the named blocks of those that have some."""
    found = {}
    for name, value in values.items():
        blocks = exercise.blocks.get(name)
        if blocks and isinstance(value, np.ndarray) and value.ndim:
            pieces = np.array_split(value, len(blocks), axis=-1)
            found |= zip(blocks, pieces, strict=True)
        elif value is not ...:
            found[name] = value
    return found


def as_wanted(value: Any, wanted: Any) -> Any:
    """An answer in numbers as the kind of thing that it is compared with, if it can."""
    if isinstance(wanted, np.ndarray):
        if isinstance(value, list | tuple):
            if value and all(entry is ... for entry in value):
                return ...
            if any(entry is None for entry in value):  # NumPy would make NaN of it
                return value
            try:
                return np.asarray(value, dtype=wanted.dtype)
            except (TypeError, ValueError):
                return value
        if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
            return value.astype(wanted.dtype)  # counts are whole numbers
    elif isinstance(value, np.ndarray) and value.size == 1:
        return value.item()
    elif isinstance(value, int) and value.bit_length() > 63:  # too long for NumPy
        return float(value) if value.bit_length() < 1024 else np.inf
    return value
