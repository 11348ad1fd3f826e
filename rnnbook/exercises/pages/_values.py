"""Answers as JSON: numbers, and arrays as the bytes of their float64."""

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnbook.exercises._answers import named
from rnnbook.exercises._remedies import is_number

if TYPE_CHECKING:
    from rnnbook.exercises.form import Exercise, Function

Encoded = dict[str, Any]  # values by name; one that is not there is right


def encoded(value: Any) -> Any:
    """A number; an array as {shape, data}; what is neither as {other: true}.

    An array whose dtype is not float64 says so in `dtype`.
    """
    if isinstance(value, np.ndarray) and value.ndim and value.dtype.kind in "iuf":
        data = base64.b64encode(np.asarray(value, "<f8").tobytes()).decode()
        kind = {} if value.dtype == np.float64 else {"dtype": str(value.dtype)}
        return {"shape": list(value.shape), "data": data, **kind}
    if is_number(value):
        number = value if isinstance(value, int) else float(value)
        return number if np.isfinite(number) else str(number)
    return {"other": True}


def values_of(
    exercise: "Exercise", function: "Function", inputs: Sequence[Mapping[str, Any]]
) -> list[Encoded]:
    """What `function` gives in each case, by the names of the outputs."""
    with np.errstate(all="ignore"):
        answers = [function(*case.values()) for case in inputs]
    return [
        {
            name: encoded(value)
            for name, value in named(exercise, answer).items()
            if value is not ...
        }
        for answer in answers
    ]


def judgement(exercise: "Exercise") -> dict[str, Any]:
    """What judging by numbers needs: the right ones and those of each known mistake.

    Of a mistake only what is not right: `values` has a dict for each case.
    """
    inputs = exercise.inputs()
    right = values_of(exercise, exercise.right, inputs)
    mistakes = []
    for mistake in exercise.mistakes:
        values = values_of(exercise, mistake.wrong, inputs)
        changed = [
            {name: value for name, value in wrong.items() if value != fine[name]}
            for wrong, fine in zip(values, right, strict=True)
        ]
        entry = {"says": mistake.says, "values": changed}
        mistakes.append(entry | ({"atol": mistake.atol} if mistake.atol else {}))
    return {"right": right, "mistakes": mistakes}
