"""What the tests of the exercises share: every exercise, and ways to answer it."""

import ast
import importlib
import json
import linecache
import pkgutil
import re
from pathlib import Path

import numpy as np
import pytest

import rnnbook.exercises
from rnnbook.exercises import check
from rnnbook.exercises._messages import Message

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
MODULES = [
    importlib.import_module(f"rnnbook.exercises.{module.name}")
    for module in pkgutil.iter_modules(rnnbook.exercises.__path__)
    if re.fullmatch(r"ch\d\d", module.name)
]
EXERCISES = [exercise for module in MODULES for exercise in module.EXERCISES]
CODE = [exercise for exercise in EXERCISES if exercise.code]
CHAPTERS = [module.__name__[-2:] for module in MODULES]

each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.number)
each_code = pytest.mark.parametrize("exercise", CODE, ids=lambda e: e.number)
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def parts(exercise, result):
    """What a function of the exercise returns, one by one: with one output, itself."""
    return (result,) if len(exercise.outputs) == 1 else tuple(result)


def whole(exercise, answers):
    """Answers as a function of the exercise returns them: a tuple, or the only one."""
    answers = tuple(parts(exercise, answers))
    return answers if len(exercise.outputs) > 1 else answers[0]


def submit(exercise, function):
    """Check a function like the exercise's `right`."""
    if exercise.code:
        answer = lambda *inputs: whole(exercise, function(*inputs))  # noqa: E731
        return check(exercise.number, answer)
    answers = function(*exercise.inputs()[0].values())
    return check(exercise.number, *parts(exercise, answers))


def submit_mistake(exercise, mistake):
    """Check what a reader gives who makes one known mistake: the rest is right."""

    def complete(*inputs):
        answers = mistake.wrong(*inputs), exercise.right(*inputs)
        pairs = zip(*(parts(exercise, answer) for answer in answers), strict=True)
        found = [right if wrong is ... else wrong for wrong, right in pairs]
        return found if len(found) > 1 else found[0]

    with np.errstate(all="ignore"):
        return submit(exercise, complete)


def said(message):
    return " ".join(message.text)


def reader(source, **names):
    """The function f that a cell with this source defines, its lines known to Python.

    names: what the cell has imported besides NumPy.
    """
    name = f"<cell {abs(hash(source))}>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    scope = {"np": np, **names}
    exec(compile(source, name, "exec"), scope)
    return scope["f"]


def notebook_cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source_of(cell):
    return "".join(cell["source"])


def solution_of(chapter):
    (path,) = (NOTEBOOKS / "solutions").glob(f"{chapter}_*.ipynb")
    return notebook_cells(path)


def section_of(chapter):
    """The cells of a chapter's section "Exercises"."""
    (path,) = NOTEBOOKS.glob(f"{chapter}_*.ipynb")
    cells = notebook_cells(path)
    titles = [source_of(cell).partition("\n")[0] for cell in cells]
    return cells[titles.index("## Exercises") :]


def messages_of(cells):
    """What the checks say when code cells are run one after another."""
    imports = "import numpy as np\nfrom rnnbook import *"
    scope, found = {}, []
    exec(imports, scope)
    for cell in cells:
        if cell["cell_type"] == "code":
            tree = ast.parse(source_of(cell))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "<cell>", "exec"), scope)
            if last is not None:
                code = compile(ast.Expression(last.value), "<cell>", "eval")
                found.append(eval(code, scope))
    return [m for m in found if isinstance(m, Message)]
