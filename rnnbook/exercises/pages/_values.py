"""Answers as JSON: numbers, and arrays as the bytes of their float64."""

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnbook.exercises._answers import named, parts
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
) -> list[Mapping[str, Any]]:
    """What `function` gives in each case, by the names of the outputs."""
    with np.errstate(all="ignore"):
        answers = [function(*case.values()) for case in inputs]
    return [named(exercise, answer) for answer in answers]


def judgement(exercise: "Exercise") -> dict[str, Any]:
    """What judging by numbers needs: the right ones and those of each known mistake.

    Of a mistake only what is not right, by the names of blocks where there are some:
    `values` has a dict for each case. An array there is its data alone, if its shape
    and its dtype are those of the right one.
    """
    inputs = exercise.inputs()
    right = values_of(exercise, exercise.right, inputs)
    fine = [_encoded_parts(exercise, values) for values in right]
    mistakes = []
    for mistake in exercise.mistakes:
        values = [
            _encoded_parts(exercise, wrong)
            for wrong in values_of(exercise, mistake.wrong, inputs)
        ]
        changed = [
            {n: _beside(v, true[n]) for n, v in wrong.items() if v != true[n]}
            for wrong, true in zip(values, fine, strict=True)
        ]
        entry = {"says": mistake.says, "values": changed}
        mistakes.append(entry | ({"atol": mistake.atol} if mistake.atol else {}))
    whole = [{name: encoded(v) for name, v in values.items()} for values in right]
    return {"right": whole, "mistakes": mistakes}


def _beside(value: Any, true: Any) -> Any:
    """A wrong value beside the right one: of an array like that one its data."""
    arrays = isinstance(value, dict) and isinstance(true, dict) and "data" in value
    rest = [{**each, "data": ""} for each in (value, true)] if arrays else [0, 1]
    return value["data"] if rest[0] == rest[1] else value


def _encoded_parts(exercise: "Exercise", values: Mapping[str, Any]) -> Encoded:
    return {name: encoded(value) for name, value in parts(exercise, values).items()}
