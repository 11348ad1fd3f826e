"""Exercises whose answer can be written in the page, in the language of cells.

That is straight-line arithmetic on arrays (B, H), entry by entry. `rnnbook.language`
reads the lines, in JavaScript too; what they compute in each case is judged by numbers.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rnnbook.exercises.form import Exercise
from rnnbook.exercises.pages._values import encoded
from rnnbook.language import CellTextError, read_lines
from rnnbook.patch import source_of

# Right answers in the language where the exercise's own has a function that is not in
# it: a text that shows that the exercise can be written.
IN_THE_LANGUAGE = {
    "13.4": """def keras_adam(w, g, m, v, t):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    factor = 0.001 * (1 - 0.999**t) ** 0.5 / (1 - 0.9**t)
    w = w - factor * m / (v**0.5 + 1e-7)
    return w, m, v
""",
    "14.4": """def selective_step(a_d, n, h_prev, alpha):
    delta = np.log(1 + np.exp(a_d))
    z = np.exp(-alpha * delta)
    h = z * h_prev + (1 - z) / alpha * n
    return z, h
""",
}


def write(exercise: Exercise) -> dict[str, Any] | None:
    """What the form "write" needs, or None; see the top of `exercise.js`."""
    if not exercise.code:
        return None
    cases = [_case(exercise, case) for case in exercise.inputs()]
    if any(case is None for case in cases):
        return None
    inputs = _blocks(exercise.inputs()[0], _width(exercise, exercise.inputs()[0]))
    try:
        read_lines(answer_in_the_language(exercise), inputs, exercise.outputs)
    except CellTextError:
        return None
    head, _, _ = source_of(exercise.right).partition("\n")
    return {
        "head": head,
        "inputs": inputs,
        "outputs": list(exercise.outputs),
        "cases": cases,
    }


def answer_in_the_language(exercise: Exercise) -> str:
    """A right answer as the language has it, if it has it at all."""
    return IN_THE_LANGUAGE.get(exercise.number) or source_of(exercise.right)


def _arrays(case: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays of a case by name, those of a record as s.i, numbers as they are."""
    found = {}
    for name, value in case.items():
        fields = value._asdict() if hasattr(value, "_asdict") else {"": value}
        found |= {f"{name}.{f}" if f else name: part for f, part in fields.items()}
    return found


def _width(exercise: Exercise, case: Mapping[str, Any]) -> int:
    """H: the least last axis of what goes in and comes out."""
    answer = exercise.right(*case.values())
    values = [*(answer if len(exercise.outputs) > 1 else (answer,))]
    values += _arrays(case).values()
    return min((np.shape(v)[-1] for v in values if np.ndim(v)), default=1)


def _blocks(case: Mapping[str, Any], width: int) -> dict[str, Any]:
    """How many blocks of width H each input has; of a record, by its fields."""

    def count(value: Any) -> int:
        return np.shape(value)[-1] // width if np.ndim(value) else 1

    return {
        name: {f: count(part) for f, part in value._asdict().items()}
        if hasattr(value, "_asdict")
        else count(value)
        for name, value in case.items()
    }


def _case(exercise: Exercise, case: Mapping[str, Any]) -> dict[str, Any] | None:
    """A case: B, H and the inputs as rows of blocks; None if they are no such rows."""
    arrays, width = _arrays(case), _width(exercise, case)
    if not all(isinstance(v, np.ndarray | int | float) for v in arrays.values()):
        return None
    most = max(np.ndim(value) for value in arrays.values())
    rows = max((len(v) for v in arrays.values() if np.ndim(v) == 2), default=1)
    fits = all(
        np.shape(v)[-1] % width == 0 and (np.ndim(v) == 1 or len(v) == rows)
        for v in arrays.values()
        if np.ndim(v)
    )
    floats = all(np.asarray(v).dtype.kind in "fi" for v in arrays.values())
    if most not in (1, 2) or not width or not fits or not floats:
        return None
    inputs = {}
    for name, value in arrays.items():
        shape = rows, np.shape(value)[-1] if np.ndim(value) else width
        inputs[name] = encoded(np.broadcast_to(np.asarray(value, float), shape))
    return {"B": rows, "H": width, "inputs": inputs}
