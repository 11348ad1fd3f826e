"""What an exercise is, and the three forms in which exercises are written.

`Code`: the right answer is a function, and a mistake is a text of it with what stands
there instead. `Numbers`: the right answer is a few numbers, and a mistake is one wrong
value of one of them. `Experiment`: the right answer is what a function measures and
what another one reads off; a mistake is a text of either. All three make an `Exercise`
with its `Mistake`s.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from rnnbook.patch import patched, source_of

Inputs = Sequence[Mapping[str, Any]]
Function = Callable[..., Any]
Change = tuple[str, str]  # a text of a function, and what stands there instead
Wrong = Change | tuple[Change, ...] | Function
Draw = Callable[[np.random.Generator], Iterable[Mapping[str, Any]]]


@dataclass(frozen=True, repr=False)
class Mistake:
    """A wrong answer that readers give.

    says: what to tell the reader, never the formula; programs know the mistake by it,
    so it differs from what the others of an exercise say.  wrong: called like the right
    answer; may return `...` for a quantity that it gets right.  atol: how near an
    answer comes to it, where that is wider than for the right answer.  changes: the
    texts that make it of the right answer, if texts make it.
    """

    says: str
    wrong: Function
    atol: float = 0.0
    changes: tuple[Change, ...] = ()

    def __repr__(self) -> str:
        return f"Mistake({self.says!r})"


def _no_inputs(rng: np.random.Generator) -> Inputs:
    return [{}]


@dataclass(frozen=True, repr=False)
class Exercise:
    """One exercise.

    number: "6.3" is in module `ch06`.  outputs: names of what the reader gives.
    right: the answer, a function of the inputs of a case.
    meaning: one sentence or two for the reader who has it right.
    cases: random inputs by name, for the positional arguments; the first is `given`.
    blocks: names for the equal blocks of an output along its last axis.
    order: the quantities (blocks for their output), the first computed first.
    code: whether the answer is a function, or else the values themselves.
    made_by: for an output that the reader's own function fills, its name.
    overflow: what to say if all is right and an exponential overflowed; "" allows it.
    sources: the functions whose texts the mistakes change: what is run one after
    another to make the answer. None if the answer is numbers on paper.
    """

    number: str
    title: str
    outputs: tuple[str, ...]
    right: Function
    meaning: str
    mistakes: tuple[Mistake, ...] = ()
    hints: tuple[str, ...] = ()
    cases: Draw = _no_inputs
    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    made_by: Mapping[str, str] = field(default_factory=dict)
    code: bool = True
    overflow: str = ""
    rtol: float = 1e-8
    atol: float = 1e-10
    sources: tuple[Function, ...] = ()

    def __repr__(self) -> str:
        return f"Exercise {self.number}: {self.title}"

    def inputs(self) -> Inputs:
        """The inputs of every case, the same at each call."""
        seed = [int(part) for part in self.number.split(".")]
        return list(self.cases(np.random.default_rng(seed)))


def drawn(
    cases: Mapping[str, str], sizes: Sequence[Mapping[str, int]], scale: float = 1.5
) -> Draw:
    """Inputs by name, normal with deviation `scale`, a case for each of `sizes`.

    cases: the axes of each input, as in {"xU": "B 4H", "p": "H"}; 4H is 4 times the
    size H. sizes: such as dict(B=2, H=3).
    """

    def draw(rng: np.random.Generator) -> Inputs:
        return [
            {name: rng.normal(0, scale, shape_of(a, s)) for name, a in cases.items()}
            for s in sizes
        ]

    return draw


def shape_of(axes: str, sizes: Mapping[str, int]) -> tuple[int, ...]:
    """The shape that "B 4H" says, for sizes by name."""
    found = (re.fullmatch(r"(\d*)(\w+)", axis) for axis in axes.split())
    return tuple(int(m[1] or 1) * sizes[m[2]] for m in found if m)


def Code(
    number: str,
    title: str,
    right: Function,
    outputs: str,
    meaning: str,
    mistakes: Mapping[Wrong, str],
    cases: Mapping[str, str] | Draw = _no_inputs,
    sizes: Sequence[Mapping[str, int]] = (),
    scale: float = 1.5,
    order: str = "",
    **more: Any,
) -> Exercise:
    """An exercise whose answer is a function, or with code=False what it returns.

    right: a function of a module; its source is what the mistakes change.
    mistakes: {(old, new): what to say}, where `old` stands exactly once in the source
    of `right`; {((old, new), (old, new)): ...} changes several places; a function as
    the key is itself the wrong answer. The first that fits an answer is named.
    cases: {input: its axes} with `sizes` and `scale`, see `drawn`, or a function of a
    generator, which may yield them; without it the answer needs no inputs (and with
    code=False is numbers). outputs, order: names with spaces between. more: see
    `Exercise`.
    Raises: ValueError at import if an old text is not there exactly once, or if cases
    by name are not those of the arguments of right.
    """

    names = tuple(inspect.signature(right).parameters)
    if not callable(cases) and tuple(cases) != names:
        raise ValueError(
            f"{number} draws {', '.join(cases)}, wanted {', '.join(names)}: name the "
            f"arguments of {right.__name__} in their order, readers are shown the names"
        )

    def wrong(key: Wrong) -> Function:
        return key if callable(key) else patched(right, *_changes(key))

    return Exercise(
        number=number,
        title=title,
        outputs=tuple(outputs.split()),
        order=tuple(order.split()),
        right=right,
        cases=cases if callable(cases) else drawn(cases, sizes, scale),
        meaning=meaning,
        mistakes=_mistakes(mistakes, wrong),
        sources=(right,),
        **more,
    )


def _mistakes(
    mistakes: Mapping[Wrong, str], wrong: Callable[[Wrong], Function]
) -> tuple[Mistake, ...]:
    return tuple(
        Mistake(says, wrong(key), changes=() if callable(key) else _changes(key))
        for key, says in mistakes.items()
    )


def _changes(key: Change | tuple[Change, ...]) -> tuple[Change, ...]:
    return key if isinstance(key[0], tuple) else (key,)


EXCHANGED = "The two answers have changed places."


def Numbers(
    number: str,
    title: str,
    right: Mapping[str, Any],
    meaning: str,
    hints: tuple[str, ...] = (),
    together: Mapping[tuple[Any, ...], str] = MappingProxyType({}),
    exchanged: str = EXCHANGED,
    atol: float | None = None,
    also: tuple[Mistake, ...] = (),
    **mistakes: Mapping[Any, str],
) -> Exercise:
    """An exercise whose answer is a few numbers.

    right: the answers by name. mistakes: for each answer {a wrong value: what to say}.
    together: {wrong values of all answers: what to say}, `...` for a right one; they
    come before the mistakes in one answer. exchanged: what to say if two answers have
    changed places; "" for nothing. also: mistakes with an `atol` of their own.
    atol: how near an answer comes; without it, two decimals, or exactly if all the
    right ones are whole numbers.
    Raises: ValueError if mistakes stand under a name that is no answer's.
    """
    if unknown := mistakes.keys() - right.keys():
        raise ValueError(
            f"{number} has mistakes of {', '.join(sorted(unknown))}, wanted names of "
            f"answers: {', '.join(right)}"
        )
    wrong = dict(together) | {
        tuple(value if name == n else ... for n in right): says
        for name, table in mistakes.items()
        for value, says in table.items()
    }
    if len(right) == 2 and exchanged:
        wrong[tuple(right.values())[::-1]] = exchanged
    whole = atol is None and all(isinstance(value, int) for value in right.values())
    near: dict[str, Any] = {} if whole else dict(rtol=0, atol=atol or 0.006)
    return Exercise(
        number=number,
        title=title,
        outputs=tuple(right),
        code=False,
        right=lambda: tuple(right.values()),
        meaning=meaning,
        hints=hints,
        mistakes=(*(Mistake(says, lambda v=v: v) for v, says in wrong.items()), *also),
        **near,
    )


def Experiment(
    number: str,
    title: str,
    measure: Function,
    answer: Function,
    outputs: str,
    meaning: str,
    mistakes: Mapping[Wrong, str],
    cases: Draw,
    rtol: float = 1e-6,
    atol: float = 0,
    **more: Any,
) -> Exercise:
    """An exercise whose answers are numbers that the reader's own function measures.

    measure: a function of the inputs; it runs once, for the inputs are always the same.
    answer: a function of what `measure` returned and of the inputs; returns the
    answers, `...` for one that cannot be read off (see `first`).
    mistakes: as for `Code`; an old text stands exactly once in the source of one of the
    two functions. A change of `answer` alone measures nothing again.
    """
    measured = _once(measure)

    def wrong(key: Wrong) -> Function:
        if callable(key):
            return key
        parts: dict[Function, list[Change]] = {measure: [], answer: []}
        for change in _changes(key):
            parts[_holder(change[0], measure, answer)].append(change)
        return _answered(
            _once(patched(measure, *parts[measure])) if parts[measure] else measured,
            patched(answer, *parts[answer]),
        )

    return Exercise(
        number=number,
        title=title,
        outputs=tuple(outputs.split()),
        code=False,
        right=_answered(measured, answer),
        cases=cases,
        meaning=meaning,
        mistakes=_mistakes(mistakes, wrong),
        sources=(measure, answer),
        rtol=rtol,
        atol=atol,
        **more,
    )


def _answered(measure: Function, answer: Function) -> Function:
    return lambda *inputs: answer(measure(*inputs), *inputs)


def _once(function: Function) -> Function:
    """`function` of inputs that are always the same: called the first time only."""
    results: list[Any] = []

    def run(*inputs: Any) -> Any:
        if not results:
            results.append(function(*inputs))
        return results[0]

    return run


def _holder(old: str, *functions: Function) -> Function:
    """The one function whose source has the text `old`.

    Raises: ValueError if it is in none of them, or in several.
    """
    holders = [function for function in functions if old in source_of(function)]
    if len(holders) != 1:
        names = " and ".join(function.__name__ for function in functions)
        raise ValueError(
            f"{old!r} stands in {len(holders)} of {names}, wanted one: give the text "
            f"as it is there, with as much around it as makes it one"
        )
    return holders[0]


def first(grid: np.ndarray, reached: np.ndarray) -> Any:
    """The first value of `grid` where `reached` is true, `...` if it is nowhere so."""
    found = grid[reached]
    return found[0] if len(found) else ...
