"""The right answer with one fault in it: where is it, and what belongs there?"""

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from rnnbook.exercises import _run
from rnnbook.exercises._answers import named, parts
from rnnbook.exercises._messages import LooksLike
from rnnbook.exercises.form import Mistake
from rnnbook.exercises.pages._gradients import report
from rnnbook.exercises.pages._lines import ODD
from rnnbook.exercises.pages._programs import Bench
from rnnbook.exercises.pages._words import shown
from rnnbook.patch import run_source

FAULTS = 4  # so many programs for an exercise, each with a fault in another line
MENDS = 4  # so many texts to choose from

Values = Mapping[str, Any]


def faults(bench: Bench) -> list[dict[str, Any]]:
    """What the form "fault" needs; see the top of `exercise.js`.

    Of each statement the first mistake that serves, spread over the program.
    """
    found: dict[int, dict[str, Any]] = {}
    for k, text, mistake in bench.wrong:
        if k not in found and not ODD.search(text):
            fault = _fault(bench, k, text, mistake)
            if fault:
                found[k] = fault
    places = sorted(found)
    if len(places) > FAULTS:
        chosen = np.linspace(0, len(places) - 1, FAULTS).round().astype(int)
        places = [places[n] for n in chosen]
    rng = np.random.default_rng([int(n) for n in bench.exercise.number.split(".")])
    return [found[places[n]] for n in rng.permutation(len(places))]


def _fault(bench: Bench, k: int, text: str, mistake: Mistake) -> dict[str, Any] | None:
    """A program with `text` in statement k; None if it cannot be told or mended."""
    message = bench.message(bench.lines({k: text}))
    known = isinstance(message, LooksLike) and message.mistake == mistake.says
    mends = _mends(bench, k, text)
    numbers = _numbers(bench, k, text) if known and len(mends) > 2 else ""
    if not numbers:
        return None
    head = list(bench.right.head)
    right = bench.right.statements[k].text
    return {
        "source": [*head, *bench.lines({k: text})],
        "numbers": numbers,
        "mends": list(mends),
        "line": len(head) + k,
        "head": len(head),
        "mend": list(mends).index(right),
        "says": mistake.says,
        "messages": list(mends.values()),
    }


def _mends(bench: Bench, k: int, text: str) -> dict[str, dict[str, Any] | None]:
    """What may stand in statement k in place of `text`, with what is said to it.

    The right text, to which nothing is said here, and wrong ones that differ in that.
    """
    right = bench.right.statements[k].text
    wrong = [t for n, t, _ in bench.wrong if n == k and not ODD.search(t)]
    others = list(dict.fromkeys(t for t in wrong if t != text))
    found: dict[str, dict[str, Any] | None] = {right: None}
    # Where there are few: two faults in one line, one of them mended.
    both = (_both(right, text, other) for other in others)
    for each in itertools.chain(others, both):
        if len(found) == MENDS or each in found or each in ("", text):
            continue
        if each not in wrong and not bench.reads(k, each):
            continue
        said = shown(bench.message(bench.lines({k: each})))
        if said["status"] not in ("error", "right") and said not in found.values():
            found[each] = said
    seed = [int(n) for n in bench.exercise.number.split(".")]
    drawn = np.random.default_rng([*seed, k]).permutation(len(found))
    return {list(found)[n]: list(found.values())[n] for n in drawn}


def _both(right: str, one: str, other: str) -> str:
    """The right text with the changes of two wrong ones, "" if these overlap."""
    start, end, new = _change(right, one)
    begin, stop, text = _change(right, other)
    if start < stop and begin < end or (start, end) == (begin, stop):
        return ""
    (a, b, first), (c, d, second) = sorted([(start, end, new), (begin, stop, text)])
    return right[:a] + first + right[b:c] + second + right[d:]


def _change(right: str, wrong: str) -> tuple[int, int, str]:
    """(start, end, text): between two places of `right` there is `text` in `wrong`."""
    most = min(len(right), len(wrong))
    same = (n for n in range(most) if right[n] != wrong[n])
    start = next(same, most)
    tail = 0
    while tail < most - start and right[-1 - tail] == wrong[-1 - tail]:
        tail += 1
    return start, len(right) - tail, wrong[start : len(wrong) - tail]


def _numbers(bench: Bench, k: int, text: str) -> str:
    """What the program gives in a small case, beside what is right; or "".

    Of each quantity one entry, that which is off most; below it the gradient check.
    """
    exercise = bench.exercise
    source = bench.right.source(bench.lines({k: text}))
    function = run_source(source, exercise.sources[0])
    shows: list[tuple[int, str]] = []
    for case in exercise.inputs():
        with np.errstate(all="ignore"):
            answer = _answer(bench, function, case)
            values, right = (
                named(exercise, result)
                for result in (answer, exercise.right(*case.values()))
            )
        rows = _rows(parts(exercise, values), parts(exercise, right))
        if any(row.endswith("*") for row in rows):
            rows += _checked(bench, case, values)
            shows.append((_size(case), "\n".join(rows)))
    return min(shows)[1] if shows else ""


def _answer(bench: Bench, function: Any, case: Values) -> Any:
    """What the exercise's answer is if its function is `function`."""
    copies = [_run.copy(value) for value in case.values()]
    result = function(*copies)
    exercise = bench.exercise
    return result if exercise.code else exercise.sources[1](result, *case.values())


def _size(case: Values) -> int:
    arrays = (value for value in case.values() if isinstance(value, np.ndarray))
    return sum(array.size for array in arrays)


def _rows(values: Values, right: Values) -> list[str]:
    """A table: entry, what came, what is right, a star where they differ."""
    rows = [f"{'':14}{'this code':>11}{'right':>11}"]
    for name, wanted in right.items():
        value = values.get(name, ...)
        if np.shape(value) != np.shape(wanted) or value is ...:
            return []
        off = ~np.isclose(value, wanted, rtol=1e-8, atol=1e-10)
        gap = np.where(off, np.nan_to_num(np.abs(value - wanted), nan=np.inf), -1.0)
        at = tuple(int(n) for n in np.unravel_index(np.argmax(gap), np.shape(gap)))
        entry = f"{name}[{', '.join(map(str, at))}]" if at else name
        both = (np.asarray(each)[at] for each in (value, wanted))
        shown_both = "".join(f"{each:11.4g}" for each in both)
        rows.append(f"{entry:14}{shown_both}{' *' if off.any() else ''}")
    return rows


def _checked(bench: Bench, case: Values, values: Values) -> list[str]:
    """The gradient check in a line for each gradient, if the exercise has one."""
    found = report(bench.exercise.number, case, values)
    rows = [f"{name:14}{verdict}" for verdict, name in found]
    return ["", "gradient check", *rows] if rows else []

