"""Exercises for a page without a kernel: all that it needs, computed once.

`exported` runs the right answer, every known mistake and many programs besides, which
takes a minute for all exercises. So what it finds is stored, a file for each exercise,
by `make files` (`scripts/make_exercises.py`); building a book only reads and seals it.
A stored file holds what it was made of: a test sees to it that it is not out of date.
"""

import hashlib
import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rnnbook.exercises
from rnnbook.exercises.form import Exercise
from rnnbook.exercises.pages._export import exported
from rnnbook.exercises.pages._seal import sealed

__all__ = [
    "all_exercises",
    "exported",
    "made_of",
    "sealed",
    "site_exercises",
    "stored_path",
]

HERE = Path(__file__).parent


def all_exercises() -> Iterator[Exercise]:
    """Every exercise of the book, in its order."""
    for module in pkgutil.iter_modules(rnnbook.exercises.__path__):
        if module.name.startswith("ch") and module.name[2:].isdigit():
            name = f"{rnnbook.exercises.__name__}.{module.name}"
            yield from importlib.import_module(name).EXERCISES


def stored_path(number: str) -> Path:
    """Where the data of an exercise is stored."""
    return HERE / "stored" / f"{number}.json"


def stored(exercise: Exercise) -> dict[str, Any]:
    """What is stored of an exercise.

    Raises: LookupError if nothing is.
    """
    path = stored_path(exercise.number)
    if not path.exists():
        raise LookupError(
            f"{path.name} is not there, wanted the page's data of {exercise}: run "
            f"`make files`"
        )
    return json.loads(path.read_text(encoding="utf-8"))


def made_of(exercise: Exercise) -> str:
    """A digest of the source of an exercise and of the code that exports it."""
    found = hashlib.sha256()
    ours = [*HERE.glob("*.py"), *HERE.parent.glob("*.py")]
    for path in [_file_of(exercise), *sorted(ours)]:
        found.update(path.read_text(encoding="utf-8").encode())
    return found.hexdigest()[:16]


def _file_of(exercise: Exercise) -> Path:
    """The file in which an exercise is written."""
    chapter = int(exercise.number.partition(".")[0])
    package = importlib.import_module(f"rnnbook.exercises.ch{chapter:02d}")
    for module in vars(package).values():
        if not inspect.ismodule(module):
            continue
        if any(value is exercise for value in vars(module).values()):
            return Path(inspect.getfile(module))
    raise LookupError(f"{exercise} stands in no file of {package.__name__}")


def site_exercises() -> dict[str, str]:
    """Scripts for a site, by the names of their files: `window.rnnbook.exercises`.

    What is in them is sealed, see `_seal`: no answer stands readable in a page's files.
    """
    found = {}
    for exercise in all_exercises():
        number, data = exercise.number, stored(exercise)
        text = sealed(json.dumps({**data, "made_of": None}, separators=(",", ":")))
        found[f"rnn-exercise-{number}.js"] = (
            f"window.rnnbook = {{ ...window.rnnbook, exercises: {{ ...window.rnnbook?."
            f"exercises, {json.dumps(number)}: {json.dumps(text)} }} }};\n"
        )
    return found
