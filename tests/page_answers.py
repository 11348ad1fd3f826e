"""Answers to exercises in the page, of all forms, and what Python says of them."""

import functools
import itertools
import json
import re
import sys
from pathlib import Path

import numpy as np
from exercising import parts
from support import run_node

from rnnbook.exercises import check, find
from rnnbook.exercises.pages import bench, sealed, stored
from rnnbook.widgets import BookWidget

RUNTIME = Path(sys.modules[BookWidget.__module__].__file__).parent / "_runtime"
NODE = f"""
import fs from "node:fs";
import * as exercise from {json.dumps((RUNTIME / "exercise" / "exercise.js").as_uri())};
let door = exercise;
const {{ sealed, asked }} = JSON.parse(fs.readFileSync(0, "utf8"), (key, value) =>
  value?.special ? {{ NaN, inf: Infinity, "-inf": -Infinity }}[value.special] : value);
const language = {json.dumps((RUNTIME / "language" / "language.js").as_uri())};
const {{ readLines }} = await import(language);
door = {{ ...door, judgeText: (data, text) => {{
  const {{ graph, errors }} = readLines(text, data.write);
  return errors ? {{ errors }} : door.judgeWritten(data, graph);
}} }};
const open = {{}};
const answers = asked.map(([name, number, ...rest]) => {{
  open[number] ??= door.openExercise(sealed[number]);
  return name === "openExercise" ? open[number] : door[name](open[number], ...rest);
}});
console.log(JSON.stringify(answers));
"""


def ask(node_path, asked):
    """What functions of `exercise.js` say: [name, number, arguments] for each call."""
    numbers = {number for _, number, *_ in asked}
    texts = {n: sealed(json.dumps(stored(find(n)))) for n in numbers}
    return run_node(node_path, NODE, {"sealed": texts, "asked": asked})


def said_in_page(message):
    """Status and lines of a notebook's message, as a page has them."""
    lines = []
    for line in message.text:
        if line.startswith("Stuck?"):
            continue
        if message.status == "not attempted":
            line = "Fill in a field, then check."
        if message.status == "unfinished":
            line = line.replace("Still `...`", "Still empty")
        line = line.replace("`given(", "In a notebook `given(")
        lines.append(line.replace(" of its cell", ""))
    return [message.status, lines]


def in_page(answer):
    return [answer["status"], answer["lines"]]


# Typed answers ----------------------------------------------------------------------


def typed(value):
    """What somebody types who gives this value."""
    if value is ...:
        return ""
    if isinstance(value, np.ndarray):
        return typed(value.tolist())
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(typed, value))}]"
    return str(value) if isinstance(value, int) else repr(float(value))


def can_be_typed(value):
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "iuf"
    return value is ... or isinstance(value, int | float | np.integer | np.floating)


def rounded(value):
    return np.round(value, 2) if np.ndim(value) else float(round(value, 2))


def not_whole(value):
    return 2 * value if isinstance(value, int) else value * 1.001


CHANGES = {
    "as it is": lambda a, k: a[k],
    "near": lambda a, k: not_whole(a[k]),
    "turned": lambda a, k: -a[k],
    "rounded": lambda a, k: rounded(a[k]),
    "first missing": lambda a, k: a[k] if k else ...,
    "first alone": lambda a, k: ... if k else a[k],
    "exchanged": lambda a, k: a[k - 1],
    "of other form": lambda a, k: a[k].tolist()[1:] if np.ndim(a[k]) else [1.0, 2.0],
    "not a number": lambda a, k: a[k] * np.nan,
    "without an end": lambda a, k: a[k] + np.inf,
}


@functools.cache
def known_of(number):
    """The right answer of an exercise in numbers, and that of each known mistake."""
    exercise = find(number)
    case = exercise.inputs()[0].values()
    right = parts(exercise, exercise.right(*case))
    answers = [right]
    for mistake in exercise.mistakes:
        wrong = parts(exercise, mistake.wrong(*case))
        pairs = zip(wrong, right, strict=True)
        answers.append(tuple(r if w is ... else w for w, r in pairs))
    return [answer for answer in answers if all(map(can_be_typed, answer))]


def typed_answers(exercise):
    """(what, answers) of many kinds: each known one, changed in all ways, and mixed."""
    known = known_of(exercise.number)
    with np.errstate(all="ignore"):
        for (n, answer), (what, change) in itertools.product(
            enumerate(known), CHANGES.items()
        ):
            yield f"{n}, {what}", [change(answer, k) for k in range(len(answer))]
        for n in range(len(known)):
            mixed = [known[(7 * k + n) % len(known)][k] for k in range(len(known[n]))]
            yield f"{n}, mixed", mixed


def typed_case(exercise, answer):
    """[call of `judge`, what the notebook says]."""
    fields = dict(zip(exercise.outputs, map(typed, answer), strict=True))
    given = [v.tolist() if isinstance(v, np.ndarray) else v for v in answer]
    with np.errstate(all="ignore"):
        message = check(exercise.number, *given)
    return ["judge", exercise.number, fields], said_in_page(message)


# Programs ---------------------------------------------------------------------------


@functools.cache
def table(number):
    """The bench of an exercise: its program, whose lines can be changed and run."""
    return bench(find(number))


def pieces_of(data):
    return {piece["id"]: piece for piece in data["lines"]["pieces"]}


def program_of(data, ids):
    """The lines that the pieces `ids` are."""
    found = pieces_of(data)
    return [
        "    " * (found[name]["indent"] + 1) + found[name]["text"] for name in ids
    ]


def combinations(data):
    """The right order with each combination of distractors."""
    found = [pieces_of(data)[name] for name in data["lines"]["order"]]
    pairs = [[p["id"], p["instead"]] if "instead" in p else [p["id"]] for p in found]
    return [list(ids) for ids in itertools.product(*pairs)]


def moved(order, rng):
    """The order with one to three neighbours exchanged, or a line moved."""
    order = list(order)
    for _ in range(rng.integers(1, 4)):
        k = rng.integers(len(order) - 1)
        order[k], order[k + 1] = order[k + 1], order[k]
    if rng.random() < 0.5:
        order.insert(rng.integers(len(order)), order.pop(rng.integers(len(order))))
    return order


def partner(lines, name):
    """The id of the other line of a pair; of a line that stands alone its own."""
    (piece,) = [piece for piece in lines["pieces"] if piece["id"] == name]
    return piece.get("instead", name)


def swapped(lines, rng):
    """The right order, now and then with a line of a mistake in it."""
    order = list(lines["order"])
    if rng.random() < 0.3:
        k = rng.integers(len(order))
        order[k] = partner(lines, order[k])
    return order


def runs_right(number, data, ids):
    """Whether Python finds the program right that these lines are."""
    try:
        return table(number).message(program_of(data, ids)).status == "right"
    except (SyntaxError, ValueError):
        return False


def words(text):
    return re.findall(r"\w+", text)


# Values of programs -----------------------------------------------------------------

SPOILT = {
    "as it is": lambda value, k: value,
    "a little off": lambda value, k: value * (1 + 1e-4),
    "float32": lambda value, k: value.astype("f").astype(float),
    "doubled": lambda value, k: 2 * value,
    "turned": lambda value, k: -value,
    "first off": lambda value, k: value + (k == 0),
    "rows alike": lambda value, k: 0 * value + value[:1],
    "not a number": lambda value, k: value * np.nan,
    "twice as wide": lambda value, k: np.concatenate([value, value], axis=-1),
}


def value_answers(exercise):
    """Functions, and how they are spoilt: each known one, changed, and mixed."""
    functions = [exercise.right, *(mistake.wrong for mistake in exercise.mistakes)]
    for function in functions:
        for spoil in SPOILT.values():
            yield function, spoil
    for one, other in itertools.pairwise(functions[1:]):
        yield _mixed(one, other), SPOILT["as it is"]


def _mixed(function, other):
    def both(*inputs):
        one, two = function(*inputs), other(*inputs)
        return (*one[:1], *two[1:])

    return both


def value_case(exercise, function, spoil):
    """[call of `judgeValues`, what the notebook says]."""
    case_values = []
    with np.errstate(all="ignore"):
        for case in exercise.inputs():
            pairs = zip(
                parts(exercise, function(*case.values())),
                parts(exercise, exercise.right(*case.values())),
                strict=True,
            )
            values = [right if wrong is ... else wrong for wrong, right in pairs]
            values = [spoil(v, k) for k, v in enumerate(values)]
            case_values.append(tuple(np.asarray(value, float) for value in values))
    answers = iter(case_values)
    message = check(exercise.number, lambda *inputs: next(answers))
    arrays = [
        {
            name: [special(entry) for entry in value.ravel().tolist()]
            for name, value in zip(exercise.outputs, values, strict=True)
        }
        for values in case_values
    ]
    return ["judgeValues", exercise.number, arrays], said_in_page(message)


def special(number):
    """A number for JSON, which has no NaN: see NODE."""
    if np.isfinite(number):
        return number
    return {"special": str(number).replace("nan", "NaN")}
