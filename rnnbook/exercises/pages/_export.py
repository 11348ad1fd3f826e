"""From an exercise to all that a page needs of it."""

import hashlib
import json
from typing import Any

import numpy as np

from rnnbook.exercises import _run
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.pages._faults import faults
from rnnbook.exercises.pages._lines import lines
from rnnbook.exercises.pages._programs import bench
from rnnbook.exercises.pages._values import judgement
from rnnbook.exercises.pages._write import write

# The key of what each form needs, of those whose matter is a program.
FORMS = {"lines": "lines", "fault": "faults", "write": "write"}


def exported(exercise: Exercise) -> dict[str, Any]:
    """All that a page needs of an exercise; the top of `exercise.js` has its shape."""
    inputs = exercise.inputs()
    data = {
        "number": exercise.number,
        "title": exercise.title,
        "kind": _kind(exercise),
        "code": exercise.code,
        "outputs": _outputs(exercise),
        "hints": list(exercise.hints),
        "meaning": exercise.meaning,
        "digest": digest(exercise),
        "rtol": exercise.rtol,
        "atol": exercise.atol,
        "order": list(exercise.order),
        "blocks": {name: list(blocks) for name, blocks in exercise.blocks.items()},
        "overflow": exercise.overflow,
        "called_with": [_run.shapes(case) for case in inputs],
        **_programs(exercise),
    }
    if (written := write(exercise)) is not None:
        data["write"] = written
    if written or not exercise.code:
        data |= judgement(exercise)
    forms = [] if exercise.code else ["numbers"]
    return {**data, "forms": forms + [f for f, key in FORMS.items() if key in data]}


def _programs(exercise: Exercise) -> dict[str, Any]:
    """What the forms need whose matter is a program: those of them that there are."""
    table = bench(exercise)
    if table is None:
        return {}
    found = faults(table)
    return {"lines": lines(table), **({"faults": found} if found else {})}


def _kind(exercise: Exercise) -> str:
    if exercise.code:
        return "code"
    return "experiment" if exercise.inputs()[0] else "numbers"


def _outputs(exercise: Exercise) -> list[dict[str, Any]]:
    """What kind of field each output wants, with a sample of what goes into it."""
    answer = exercise.right(*exercise.inputs()[0].values())
    values = answer if len(exercise.outputs) > 1 else (answer,)
    return [
        {"name": name, **_field(value)}
        for name, value in zip(exercise.outputs, values, strict=True)
    ]


def _field(value: Any) -> dict[str, Any]:
    shape = list(np.shape(value))
    if len(shape) == 1:
        sample = f"{shape[0]} numbers, such as 0.5, 0.25, ..."
        return {"kind": "list", "shape": shape, "sample": sample}
    if shape:
        sample = f"{shape[0]} lines of {shape[1]} numbers, such as 0.5, 0.25, ..."
        return {"kind": "table", "shape": shape, "sample": sample}
    if isinstance(value, int | np.integer):
        return {"kind": "whole", "sample": "12", "exact": isinstance(value, int)}
    return {"kind": "number", "sample": "0.25", "exact": False}


def digest(exercise: Exercise) -> str:
    """Changes when something else is right than before: a tick is worth nothing then.

    Other hints or sentences do not change it, nor the last digits of another machine.
    """
    found = [exercise.title, *exercise.outputs]
    for case in exercise.inputs():
        answer = exercise.right(*case.values())
        values = answer if len(exercise.outputs) > 1 else (answer,)
        for value in values:
            array = np.asarray(value, float)
            found += [str(array.shape), *(f"{entry:.4e}" for entry in array.flat)]
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:12]
