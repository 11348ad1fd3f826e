"""Programs of an exercise: the right one, lines of its mistakes, what they are told."""

import ast
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rnnbook.exercises._messages import Message
from rnnbook.exercises._overflow import noted
from rnnbook.exercises._run import raised
from rnnbook.exercises._verdict import judge
from rnnbook.exercises.form import Exercise, Function, Mistake
from rnnbook.exercises.pages._statements import Program, Statement, program
from rnnbook.patch import replaced, run_source, source_of

WIDEST = 88  # columns that a line of a page may have


@dataclass(frozen=True)
class Bench:
    """An exercise on whose programs one can try changes of single lines.

    right: the program.  wrong: (number of a statement, text in its place, the mistake)
    for each mistake that changes one line and nothing else.  touched: the statements
    that a mistake changes, by what it says, where it changes lines and adds none.
    """

    exercise: Exercise
    right: Program
    wrong: tuple[tuple[int, str, Mistake], ...]
    touched: Mapping[str, frozenset[int]]

    def message(self, lines: Sequence[str]) -> Message:
        """What the notebook says to the right program with other lines below its head.

        lines: with their indentation.
        """
        exercise, source = self.exercise, self.right.source(list(lines))
        try:
            function = run_source(source, exercise.sources[0])
        except SyntaxError as error:
            raise ValueError(f"{source!r} of {exercise} is no Python") from error
        try:
            answer = self.answer(function)
        except Exception as error:  # as a code exercise tells it
            return raised(exercise.number, function, error, exercise.inputs()[0])
        return noted(exercise, answer, judge(exercise, answer))

    def answer(self, function: Function) -> tuple[Any, ...]:
        """What a reader gives to `check` who has written `function`."""
        exercise = self.exercise
        if exercise.code:
            return (function,)
        (case,) = exercise.inputs()
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            found = exercise.sources[1](function(*case.values()), *case.values())
        return found if len(exercise.outputs) > 1 else (found,)

    def statement(self, k: int, text: str) -> Statement:
        """Another text in the place of statement k, read like all others.

        Raises: ValueError if it is not one statement.
        """
        changed = program(self.right.source(self.lines({k: text})))
        if changed is None or len(changed.statements) != len(self.right.statements):
            raise ValueError(f"{text!r} is no line of a program, wanted one statement")
        return changed.statements[k]

    def reads(self, k: int, text: str) -> bool:
        """Whether another text in the place of statement k is a line of Python."""
        try:
            return self.statement(k, text).text == text
        except (SyntaxError, ValueError):
            return False

    def lines(self, texts: Mapping[int, str]) -> list[str]:
        """The lines of the right program, with other texts in place of some."""
        return [
            replace(statement, text=texts.get(k, statement.text)).line
            for k, statement in enumerate(self.right.statements)
        ]


def bench(exercise: Exercise) -> Bench | None:
    """The bench of an exercise; None if its answer is no program that is read here."""
    if not exercise.sources or not exercise.inputs()[0]:
        return None
    source = source_of(exercise.sources[0])
    right = program(source)
    if right is None:
        return None
    wrong, touched = [], {}
    for mistake in exercise.mistakes:
        texts = _changed_lines(source, right, mistake)
        if texts:
            touched[mistake.says] = frozenset(texts)
        if len(texts) == 1:
            ((k, text),) = texts.items()
            wrong.append((k, text, mistake))
    return Bench(quick(exercise), right, tuple(wrong), touched)


def _changed_lines(source: str, right: Program, mistake: Mistake) -> dict[int, str]:
    """The new texts of the statements that a mistake changes, by their numbers.

    Empty if it changes another function, or adds or moves statements.
    """
    try:
        other = program(replaced(source, "", *mistake.changes))
    except ValueError:  # a change of another function
        return {}
    if other is None or other.head != right.head:
        return {}
    if [s.depth for s in other.statements] != [s.depth for s in right.statements]:
        return {}
    pairs = zip(right.statements, other.statements, strict=True)
    found = {k: b for k, (a, b) in enumerate(pairs) if a.text != b.text}
    if any(len(statement.line) > WIDEST for statement in found.values()):
        return {}
    texts = {k: statement.text for k, statement in found.items()}
    return {k: bare(text, right.statements[k].text) for k, text in texts.items()}


def bare(text: str, right: str = "") -> str:
    """A statement without brackets that do nothing, but for those that `right` has.

    A change that takes a factor away leaves such brackets, and they give it away.
    """
    for start, end in _brackets(text):
        inner = text[start + 1 : end]
        without = text[:start] + inner + text[end + 1 :]
        there = f"({inner})" in right and _same(
            right, right.replace(f"({inner})", inner, 1)
        )
        kept = there or isinstance(_tree(inner), ast.Tuple)
        if not kept and _same(text, without):
            return bare(without, right)
    return text


def _brackets(text: str) -> list[tuple[int, int]]:
    """The places of round brackets, in pairs."""
    opened, pairs = [], []
    for at, sign in enumerate(text):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            pairs.append((opened.pop(), at))
    return pairs


def _same(one: str, other: str) -> bool:
    """Whether two lines are one statement."""
    a, b = (_tree(f"{t} pass" if t.endswith(":") else t) for t in (one, other))
    return a is not None and b is not None and ast.dump(a) == ast.dump(b)


def _tree(line: str) -> ast.AST | None:
    """The tree of a line, of an expression its own; None if it is no Python."""
    try:
        (node,) = ast.parse(line).body
    except (SyntaxError, ValueError):
        return None
    return node.value if isinstance(node, ast.Expr) else node


def quick(exercise: Exercise) -> Exercise:
    """The same exercise, whose right answer and mistakes are run once for each case."""
    inputs = exercise.inputs()
    return replace(
        exercise,
        cases=lambda rng: inputs,
        right=_once_each(exercise.right, inputs),
        mistakes=tuple(
            replace(mistake, wrong=_once_each(mistake.wrong, inputs))
            for mistake in exercise.mistakes
        ),
    )


def _once_each(function: Function, inputs: Sequence[Mapping[str, Any]]) -> Function:
    """`function`, which remembers what it gave in each of the cases `inputs`."""
    kept: dict[int, Any] = {}
    known = {id(next(iter(case.values()))): k for k, case in enumerate(inputs)}

    def run(*values: Any) -> Any:
        k = known[id(values[0])]
        if k not in kept:
            kept[k] = function(*values)
        return kept[k]

    return run
