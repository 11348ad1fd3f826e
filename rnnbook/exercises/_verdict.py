"""From an answer to a Message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnnbook.exercises import _run
from rnnbook.exercises._answers import Values, as_wanted, named, parts, read
from rnnbook.exercises._compare import (
    close,
    difference,
    misfit,
    nearly,
    repeated,
    rounding,
)
from rnnbook.exercises._messages import (
    Differs,
    LooksLike,
    Message,
    Misfit,
    NotAttempted,
    Right,
    Unfinished,
)

if TYPE_CHECKING:
    from rnnbook.exercises.form import Exercise


def judge(exercise: Exercise, answer: tuple) -> Message:
    """What to say about an answer: see `rnnbook.exercises.check`."""
    inputs = exercise.inputs()
    answers = read(exercise, answer, inputs)
    if isinstance(answers, Message):
        return answers
    missing = tuple(name for name in exercise.outputs if answers[0][name] is ...)
    if len(missing) == len(exercise.outputs):
        return _not_attempted(exercise)
    wanted = [named(exercise, exercise.right(*case.values())) for case in inputs]
    form = _form(exercise, answers, wanted)
    got = [parts(exercise, values) for values in answers]
    right = [parts(exercise, values) for values in wanted]
    order = sorted(got[0], key=lambda name: _rank(exercise, name))
    wrong = [name for name in order if not _agree(exercise, [name], got, right)]
    if not wrong and form is None:
        return _right(exercise, missing)
    mistaken = _mistaken(exercise, inputs, right)
    first = order.index(wrong[0]) if wrong else 0
    return (
        _known(exercise, mistaken, got, right, order)
        or (Misfit(exercise.number, (form, *_help(exercise))) if form else None)
        or _known(exercise, mistaken, got, right, order[: first + 1], wrong)
        or _several(exercise, mistaken, got, right, wrong)
        or _differs(exercise, inputs, got, right, order, wrong)
    )


def _rank(exercise: Exercise, name: str) -> int:
    return exercise.order.index(name) if name in exercise.order else len(exercise.order)


def _form(
    exercise: Exercise, answers: Sequence[Values], wanted: Sequence[Values]
) -> str | None:
    """The first quantity of the wrong type, shape or dtype, in words."""
    for values, right in zip(answers, wanted, strict=True):
        for name, value in values.items():
            maker = exercise.made_by.get(name, "")
            problem = value is not ... and misfit(name, value, right[name], maker)
            if problem:
                return _exchanged(exercise, values, right) or problem
    return None


def _exchanged(exercise: Exercise, values: Values, right: Values) -> str | None:
    """A sentence if the answers have the right form in the opposite order."""
    turned = dict(zip(right, reversed(list(values.values())), strict=True))
    if not exercise.code:
        turned = {name: as_wanted(value, right[name]) for name, value in turned.items()}
    if any(v is ... or misfit(name, v, right[name]) for name, v in turned.items()):
        return None
    order = " and ".join(f"`{name}`" for name in right)
    return f"By their form your answers are in the wrong order. Wanted: {order}."


def _agree(
    exercise: Exercise,
    names: Sequence[str],
    got: Sequence[Values],
    wanted: Sequence[Values],
    atol: float = 0.0,
) -> bool:
    """Whether the quantities `names` are close in every case.

    atol: counts where it is wider than that of the exercise.
    """
    atol = max(atol, exercise.atol)
    return all(
        name in b and close(a[name], b[name], exercise.rtol, atol)
        for a, b in zip(got, wanted, strict=True)
        for name in names
        if name in a
    )


def _mistaken(
    exercise: Exercise, inputs: Sequence[Values], right: Sequence[Values]
) -> list[list[Values]]:
    """What each known mistake gives in each case; right where it says nothing."""
    everything: list[list[Values]] = []
    for mistake in exercise.mistakes:
        with np.errstate(all="ignore"):
            answers = [mistake.wrong(*case.values()) for case in inputs]
        values = [named(exercise, answer) for answer in answers]
        pairs = zip(right, values, strict=True)
        everything.append([{**r, **parts(exercise, v)} for r, v in pairs])
    return everything


def _known(
    exercise: Exercise,
    mistaken: list[list[Values]],
    got: Sequence[Values],
    right: Sequence[Values],
    names: Sequence[str],
    wrong: Sequence[str] = (),
) -> LooksLike | None:
    """The first known mistake that gives the reader's numbers for `names`.

    wrong: all that is wrong, if `names` only goes as far as the first of it.
    """
    for mistake, values in zip(exercise.mistakes, mistaken, strict=True):
        if _agree(exercise, names, got, values, mistake.atol):
            other = [n for n in wrong if not _agree(exercise, [n], got, values)]
            found = _one_by_one(exercise, mistaken, got, right, other)
            rest = [n for n in other if n not in found]
            this = {n: mistake.says for n in wrong if n not in other}
            says = _named(this | found) if found else (mistake.says,)
            text = (*says, *_unexplained(exercise, rest))
            where = names[-1] if other else None
            return LooksLike(
                exercise.number,
                (*text, *_help(exercise)),
                mistake=mistake.says,
                where=where,
            )
    return None


def _several(
    exercise: Exercise,
    mistaken: list[list[Values]],
    got: Sequence[Values],
    right: Sequence[Values],
    wrong: Sequence[str],
) -> LooksLike | None:
    """Known mistakes that stand side by side, each known by a quantity of its own.

    Not where answers are numbers: there a later one is often made from an earlier one.
    """
    found = _one_by_one(exercise, mistaken, got, right, wrong)
    if not exercise.code or not found:
        return None
    rest = [name for name in wrong if name not in found]
    names = ", ".join(f"`{name}`" for name in rest)
    more = f"Mend this first: what is wrong with {names} may come of it too."
    text = (*_named(found), *((more,) if rest else ()), *_help(exercise))
    where, says = next(iter(found.items()))
    return LooksLike(exercise.number, text, mistake=says, where=where)


def _one_by_one(
    exercise: Exercise,
    mistaken: list[list[Values]],
    got: Sequence[Values],
    right: Sequence[Values],
    wrong: Sequence[str],
) -> dict[str, str]:
    """For each wrong quantity that is that of a known mistake, what this one says.

    Where the answers are numbers, only of mistakes in this number alone: two numbers of
    a mistake in both are one piece of evidence.
    """
    found = {}
    for name in wrong:
        for mistake, values in zip(exercise.mistakes, mistaken, strict=True):
            changed = [n for n in right[0] if not _agree(exercise, [n], right, values)]
            own = name in changed and (exercise.code or changed == [name])
            if own and _agree(exercise, [name], got, values, mistake.atol):
                found[name] = mistake.says
                break
    return found


def _named(found: Mapping[str, str]) -> tuple[str, ...]:
    """What known mistakes say, each with the quantities that it is known by."""
    names: dict[str, list[str]] = {}
    for name, says in found.items():
        names.setdefault(says, []).append(f"`{name}`")
    return tuple(f"In {', '.join(n)}: {says}" for says, n in names.items())


def _unexplained(exercise: Exercise, names: Sequence[str]) -> tuple[str, ...]:
    """What to say of quantities that are wrong beside a known mistake."""
    rest = ", ".join(f"`{name}`" for name in names)
    if exercise.code and rest:
        return (f"That does not explain what is wrong with {rest}.",)
    return (f"Not right yet either: {rest}.",) if rest else ()


def _differs(
    exercise: Exercise,
    inputs: Sequence[Values],
    got: Sequence[Values],
    right: Sequence[Values],
    order: Sequence[str],
    wrong: Sequence[str],
) -> Differs:
    """Where and by how much the first wrong quantity differs."""
    name, number = wrong[0], exercise.number
    cases = range(len(got))
    k = next(k for k in cases if not _agree(exercise, [name], [got[k]], [right[k]]))
    value, wanted = got[k][name], right[k][name]
    fine = ", ".join(f"`{other}`" for other in order if other not in wrong)
    first = f"`{name}` is the first quantity that differs."
    text = [f"{first} Right: {fine}." if fine else first]
    if isinstance(wanted, np.ndarray):
        bad = ~np.isclose(value, wanted, rtol=exercise.rtol, atol=exercise.atol)
        small = rounding(value, wanted) if exercise.code else ""
        text.append(
            difference(name, value, wanted, bad) + small + repeated(value, wanted)
        )
    else:
        size = "too large" if value > wanted else "too small"
        size = "NaN" if value != value else size
        text.append(f"`{name}` is {size}.{nearly(value, wanted)}")
    if exercise.code:
        again = f'`given("{number}")` returns these arrays.'
        before = "With the shapes before it was right."
        text.append(f"Called with {_run.shapes(inputs[k])}. {before if k else again}")
    return Differs(number, (*text, *_help(exercise)), quantity=name)


def _not_attempted(exercise: Exercise) -> NotAttempted:
    text = "Replace each `...` in the cell above, run it, then run this cell again."
    return NotAttempted(exercise.number, (text, *_help(exercise)))


def _right(exercise: Exercise, missing: tuple[str, ...]) -> Message:
    if not missing:
        return Right(exercise.number, (exercise.meaning,))
    text = f"Still `...`: {' and '.join(f'`{name}`' for name in missing)}."
    return Unfinished(exercise.number, (text, *_help(exercise)), missing=missing)


def _help(exercise: Exercise) -> tuple[str, ...]:
    if not exercise.hints:
        return ()
    return (f'Stuck? `hint("{exercise.number}")` gives one hint at a time.',)
