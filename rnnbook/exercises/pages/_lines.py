"""Lines to be put in order: those of the right answer, and distractors in pairs."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rnnbook.exercises._messages import LooksLike
from rnnbook.exercises.pages._programs import Bench
from rnnbook.exercises.pages._statements import Program, Statement
from rnnbook.exercises.pages._words import shown

PAIRS = 5  # all combinations of so many distractors are told apart
ORDERS = 60  # so many wrong orders are run
ODD = re.compile(  # no reader writes that
    r"\b0 \* |\+ 0\.0|^pass$|\bFalse:|\bTrue:|\*\* 1$|^(.+) = \1$"
)
LONGER = 8  # columns: what is much longer than the right line gives itself away


def lines(bench: Bench) -> dict[str, Any]:
    """What the form "lines" needs; see the top of `exercise.js`.

    pieces: in the order in which they are shown, which is drawn. Their answer stands
    in `order`, the ids of the right pieces, and `verdicts`.
    """
    statements = bench.right.statements
    instead = _distractors(bench)
    rng = np.random.default_rng([int(n) for n in bench.exercise.number.split(".")])
    pieces: list[dict[str, Any]] = []
    order = [""] * len(statements)
    for k in map(int, rng.permutation(len(statements))):
        pair = [statements[k], *([instead[k]] if k in instead else [])]
        drawn = rng.permutation(len(pair))
        names = [f"p{len(pieces) + n}" for n in range(len(pair))]
        order[k] = names[list(drawn).index(0)]
        for n, which in enumerate(drawn):
            partner = {"instead": names[1 - n]} if len(pair) > 1 else {}
            pieces.append(_piece(names[n], pair[which], k) | partner)
    return {
        "head": list(bench.right.head),
        "pieces": pieces,
        "count": len(statements),
        "arguments": list(bench.right.arguments),
        "above": [statement.above for statement in statements],
        "order": order,
        **_verdicts(bench, instead),
        "orders": _orders(bench) | _right_with_one(bench, instead),
    }


def _piece(name: str, statement: Statement, place: int) -> dict[str, Any]:
    return {
        "id": name,
        "text": statement.text,
        "indent": statement.depth,
        "place": place,
        "uses": sorted(statement.uses),
        "makes": sorted(statement.makes),
        **({"leaves": True} if statement.leaves else {}),
    }


def _distractors(bench: Bench) -> dict[int, Statement]:
    """By statement what a mistake has in its place: the first that can be taken for it.

    Of these so many as can be tried in all combinations, spread over the program.
    """
    found: dict[int, str] = {}
    for longest in (LONGER, 88):
        for k, text, _ in bench.wrong:
            short = len(text) <= len(bench.right.statements[k].text) + longest
            if k not in found and short and not ODD.search(text):
                found[k] = text
    places = sorted(found)
    if len(places) > PAIRS:
        chosen = np.linspace(0, len(places) - 1, PAIRS).round().astype(int)
        places = [places[n] for n in chosen]
    return {k: bench.statement(k, found[k]) for k in places}


def _verdicts(bench: Bench, instead: dict[int, Statement]) -> dict[str, Any]:
    """What is said to each combination of distractors, in the right order.

    Returns: `sentences`, and by the places of the distractors, as in "1 4", `verdicts`:
    the status, the sentences, and the one that the mistake is known by, by number.
    """
    sentences: list[str] = []

    def number(sentence: str) -> int:
        if sentence not in sentences:
            sentences.append(sentence)
        return sentences.index(sentence)

    verdicts = {}
    places = sorted(instead)
    for count in range(1, len(places) + 1):
        for chosen in itertools.combinations(places, count):
            texts = {k: instead[k].text for k in chosen}
            message = shown(bench.message(bench.lines(texts)))
            told = [message["status"], [number(line) for line in message["lines"]]]
            known = [number(message["mistake"])] if "mistake" in message else []
            verdicts[" ".join(map(str, chosen))] = told + known
    return {"sentences": sentences, "verdicts": verdicts}


def _orders(bench: Bench) -> dict[str, Any]:
    """What is known of wrong orders of the right lines that run, by their inversions.

    True where nothing is wrong after all; the lines of a message where a known mistake
    is made with these lines. A key holds the pairs of places whose order matters and
    is turned, as in "3>1", see `inversions`.
    """
    found: dict[str, Any] = {}
    leaving = [k for k, s in enumerate(bench.right.statements) if s.leaves]
    for order in _moves(bench.right):
        key = inversions(bench.right.statements, order)
        if not key or key in found or len(found) == ORDERS:
            continue
        if any(str(k) in re.findall(r"\d+", key) for k in leaving):
            continue  # what stands below a `return` is no mistake in numbers
        message = bench.message([bench.right.statements[k].line for k in order])
        found[key] = message.status == "right"
        if isinstance(message, LooksLike) and _is_of(bench, message.mistake, key):
            found[key] = shown(message)["lines"]
    return {key: value for key, value in found.items() if value}


def _right_with_one(bench: Bench, instead: dict[int, Statement]) -> dict[str, bool]:
    """Orders in which the program is right with a distractor in it.

    A key holds the inversions and the distractor's place, as in "3>2 | 0".
    """
    found = {}
    for k, statement in instead.items():
        statements = [*bench.right.statements]
        statements[k] = statement
        changed = replace(bench.right, statements=tuple(statements))
        tried: set[str] = set()
        for order in _moves(changed):
            key = inversions(statements, order)
            if not key or key in tried or len(tried) == ORDERS:
                continue
            tried.add(key)
            message = bench.message([statements[n].line for n in order])
            if message.status == "right":
                found[f"{key} | {k}"] = True
    return found


def _is_of(bench: Bench, says: str, key: str) -> bool:
    """Whether a mistake changes one of the lines that are turned, or no single lines.

    Elsewhere its numbers are the same by chance.
    """
    turned = set(map(int, re.findall(r"\d+", key)))
    return says not in bench.touched or bool(bench.touched[says] & turned)


def _moves(right: Program) -> Iterator[list[int]]:
    """Orders in which one statement, with all that is under it, has moved.

    Only such as are a program, and use nothing that is not made before.
    """
    statements, size = right.statements, len(right.statements)
    for k in range(size):
        block = [k, *(n for n in range(size) if _is_under(statements, n, k))]
        rest = [n for n in range(size) if n not in block]
        for place in range(len(rest) + 1):
            order = [*rest[:place], *block, *rest[place:]]
            if order != list(range(size)) and _runs(right, order):
                yield order


def _is_under(statements: Sequence[Statement], n: int, k: int) -> bool:
    above = statements[n].above
    return above == k or (above >= 0 and _is_under(statements, above, k))


def _runs(right: Program, order: Sequence[int]) -> bool:
    """Whether each statement stands under its own, and uses what has been made."""
    statements, made = right.statements, set(right.arguments)
    ever = {name for statement in statements for name in statement.makes}
    stack: list[int] = []
    for n, k in enumerate(order):
        statement = statements[k]
        del stack[statement.depth :]
        if len(stack) < statement.depth or statement.above != (
            stack[-1] if stack else -1
        ):
            return False
        if not statement.uses & ever <= made:
            return False
        made |= statement.makes
        if statement.opens:
            stack.append(k)
            last = n + 1 == len(order)
            if last or statements[order[n + 1]].depth <= statement.depth:
                return False
    return True


def inversions(statements: Sequence[Statement], order: Sequence[int]) -> str:
    """The pairs of places whose order matters and is turned, "" if there are none."""
    at = {k: n for n, k in enumerate(order)}
    turned = [
        f"{b}>{a}"
        for a, b in itertools.combinations(range(len(statements)), 2)
        if at[b] < at[a] and _matters(statements, a, b)
    ]
    return " ".join(turned)


def _matters(statements: Sequence[Statement], a: int, b: int) -> bool:
    """Whether two statements may not change places."""
    one, other = statements[a], statements[b]
    if one.leaves or other.leaves:
        leaving = one if one.leaves else other
        rest = other if one.leaves else one
        return leaving.above == -1 or leaving.above == rest.above
    both = one.makes & other.makes
    return bool(both or one.makes & other.uses or one.uses & other.makes)
