"""Questions from the exercises: numbers on paper, and functions with numbers put in."""

import math

import numpy as np

from course.bank import texts
from course.bank.prose import as_html, inline
from course.bank.questions import WRITTEN, Numerical, Variants, Wrong, shown
from rnnbook.exercises import Exercise
from rnnbook.exercises.pages import all_exercises

VARIANTS = 5  # of a question with drawn numbers: students get one of them
LARGEST = 9  # numbers that go into a function, if it is to be a question
RESULTS = 4  # numbers that come out of it
DECIMALS = 3  # of an answer to a question with drawn numbers
TOLERANCE = 0.0006
FEWEST = 3  # mistakes that must show in it
TELLING = 0.1  # of the answer: a wrong value as near as this gives it away


def exercises_of(chapter: int) -> list[Exercise]:
    """The exercises of a chapter, by its number."""
    return [e for e in all_exercises() if e.number.split(".")[0] == str(chapter)]


def from_exercises(name: str) -> tuple:
    """The questions of the chapter whose notebook is `name`."""
    tasks = texts.tasks(name)
    found = []
    for exercise in exercises_of(int(name[:2])):
        task = tasks[exercise.number]
        if not exercise.code and not exercise.inputs()[0]:
            found += on_paper(exercise, task)
        elif exercise.code and (variants := with_numbers(exercise, task)):
            found.append(variants)
    return tuple(found)


def ident(exercise: Exercise, *more) -> str:
    """An identifier that stays the same as long as the exercise has its number."""
    parts = [exercise.number.replace(".", "-"), *map(str, more)]
    return "-".join(["rnn", *parts])


def on_paper(exercise: Exercise, task: texts.Task) -> list[Numerical]:
    """A question for each number that the exercise asks for."""
    right = tuple(exercise.right())
    items = []
    for at, name in enumerate(exercise.outputs):
        text = as_html(task.text) + _asked(*task.asked[at])
        items.append(
            Numerical(
                ident(exercise, name),
                f"Exercise {exercise.number}: {exercise.title} ({name})",
                text,
                float(right[at]),
                tolerance_of(exercise),
                inline(exercise.meaning),
                tuple(_mistakes_in(exercise, at, right)),
                tuple(inline(hint) for hint in exercise.hints),
            )  # fmt: skip
        )
    return items


def tolerance_of(exercise: Exercise) -> float:
    """How near an answer has to come, as `check` judges it; 0 for whole numbers."""
    return exercise.atol if exercise.atol >= 10.0**-WRITTEN else 0.0


def _asked(name, label):
    """The line that says which of the numbers is wanted here."""
    rest = f" ({inline(label)})" if label else ""
    return f"<p><strong>Your answer here:</strong> <code>{name}</code>{rest}</p>"


def _mistakes_in(exercise, at, right):
    """The named mistakes in the answer number `at`, the first of each value only."""
    seen = []
    for mistake in exercise.mistakes:
        values = tuple(mistake.wrong())
        value = values[at]
        if set(values) == set(right):  # exchanged: here only one of them is asked for
            continue
        tolerance = mistake.atol or tolerance_of(exercise)
        if value is ... or not np.isfinite(value):
            continue
        if near(value, right[at], tolerance) or any(near(value, v, 0) for v in seen):
            continue
        seen.append(value)
        yield Wrong(
            float(value), tolerance, inline(mistake.says),
            any(telling(value, r) for r in right),
        )  # fmt: skip


def near(value, right, tolerance) -> bool:
    """Whether two numbers are the same for who writes one of them down."""
    return abs(value - right) <= max(tolerance, 10.0**-WRITTEN)


def telling(value, right) -> bool:
    """Whether a wrong value gives the right one away: near it, but for its sign, for
    zeros, or turned upside down."""
    if not value or not right:
        return value == right
    size, answer = math.log10(abs(value)), math.log10(abs(right))
    tens = (size - answer, size + answer)
    return any(abs(t - round(t)) <= math.log10(1 + TELLING) for t in tens)


def with_numbers(exercise: Exercise, task: texts.Task) -> Variants | None:
    """A question that runs the student's function, `VARIANTS` times with other inputs.

    Returns: None if what goes in or comes out is too much for a question, or if few of
    the mistakes change the number.
    """
    where = None
    items = []
    for k in range(1, VARIANTS + 1):
        inputs = _drawn(exercise, k)
        if inputs is None:
            return None
        values = results(exercise, exercise.right, inputs)
        if values is None or sum(v.size for v in values) > RESULTS:
            return None
        where = where or _most_changed(exercise, inputs, values)
        item = _variant(exercise, task, inputs, values, where, k)
        if len(item.wrong) < FEWEST:
            return None
        items.append(item)
    return Variants(ident(exercise), f"Exercise {exercise.number}: {exercise.title}",
                    tuple(items))  # fmt: skip


def _drawn(exercise, k):
    """The smallest case of draw `k`, with two decimals; None if it is too large."""
    seed = [*map(int, exercise.number.split(".")), k]
    cases = list(exercise.cases(np.random.default_rng(seed)))
    if any(hasattr(value, "_asdict") for case in cases for value in case.values()):
        return None
    sizes = [sum(np.size(value) for value in case.values()) for case in cases]
    case = cases[int(np.argmin(sizes))]
    if min(sizes) > LARGEST or any(np.abs(v).max() > 100 for v in case.values()):
        return None
    return {name: np.round(v, 2) if np.ndim(v) else v for name, v in case.items()}


def results(exercise, function, inputs):
    """What a function returns, as arrays; None if it is no arrays of finite numbers."""
    with np.errstate(all="ignore"):
        found = function(*(np.copy(v) if np.ndim(v) else v for v in inputs.values()))
    values = found if len(exercise.outputs) > 1 else (found,)
    try:
        values = [np.asarray(value, float) for value in values]
    except (TypeError, ValueError):
        return None
    return values if all(np.isfinite(v).all() for v in values) else None


def _most_changed(exercise, inputs, right):
    """(output, entry) that most of the named mistakes change: the number to ask for."""
    places = [(o, e) for o, value in enumerate(right) for e in range(value.size)]
    return max(places, key=lambda at: len(_mistakes(exercise, inputs, right, *at)))


def _mistakes(exercise, inputs, right, output, entry):
    """The mistakes that give another number there, the first of each number only."""
    wanted, seen, found = right[output].flat[entry], [], []
    for mistake in exercise.mistakes:
        values = results(exercise, mistake.wrong, inputs)
        if values is None or values[output].shape != right[output].shape:
            continue
        value = float(values[output].flat[entry])
        if any(near(value, v, 3 * TOLERANCE) for v in (wanted, *seen)):
            continue
        seen.append(value)
        says = inline(mistake.says)
        found.append(Wrong(value, TOLERANCE, says, telling(value, wanted)))
    return found


def _variant(exercise, task, inputs, values, where, k):
    output, entry = where
    shape = values[output].shape
    index = ", ".join(map(str, np.unravel_index(entry, shape)))
    name = exercise.outputs[output] + (f"[{index}]" if shape else "")
    given = "<br>".join(f"<code>{n} = {_code(v)}</code>" for n, v in inputs.items())
    text = (
        f"{as_html(task.text)}<p>Call your function with these inputs:</p>"
        f"<p>{given}</p><p><strong>Your answer here:</strong> <code>{name}</code> of "
        f"what it returns, {DECIMALS} decimals</p>"
    )
    return Numerical(
        ident(exercise, k),
        f"Exercise {exercise.number}: {exercise.title} (numbers {k})",
        text,
        float(values[output].flat[entry]),
        TOLERANCE,
        inline(exercise.meaning),
        tuple(_mistakes(exercise, inputs, values, output, entry)),
        tuple(inline(hint) for hint in exercise.hints),
    )


def _code(value):
    """A value as a line of Python; floats have their two decimals."""
    if not np.ndim(value):
        return repr(value.item() if hasattr(value, "item") else value)
    return f"np.array({np.asarray(value).tolist()})"


def list_of_mistakes(item: Numerical) -> str:
    """The known wrong values as a list: for systems that know only right values."""
    told = [wrong for wrong in item.wrong if not wrong.telling]
    if not told:
        return ""
    rows = "".join(f"<li>{shown(w.value)}: {w.says}</li>" for w in told)
    return f"<p>Is your number one of these?</p><ul>{rows}</ul>"
