"""What an exercise is, and the two forms in which nearly all of them are written.

`Code`: the right answer is a function, and a mistake is a text of it with what stands
there instead. `Numbers`: the right answer is a few numbers, and a mistake is one wrong
value of one of them. An `Exercise` with its `Mistake`s is what both make, and what an
experiment with a form of its own gives directly.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnnbook.patch import patched

Inputs = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, repr=False)
class Mistake:
    """A wrong answer that readers give.

    name: for tests and teachers.  says: what to tell the reader, never the
    formula.  wrong: called like the right answer; may return a dict with only the
    quantities that it gets wrong.  atol: how near an answer comes to it, where
    that is wider than for the right answer.
    """

    name: str
    says: str
    wrong: Callable[..., Any]
    atol: float = 0.0

    def __repr__(self) -> str:
        return f"Mistake({self.name!r})"


def _no_inputs(rng: np.random.Generator) -> Sequence[Mapping[str, Any]]:
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
    """

    number: str
    title: str
    outputs: tuple[str, ...]
    right: Callable[..., Any]
    meaning: str
    mistakes: tuple[Mistake, ...] = ()
    hints: tuple[str, ...] = ()
    cases: Callable[[np.random.Generator], Sequence[Mapping[str, Any]]] = _no_inputs
    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    made_by: Mapping[str, str] = field(default_factory=dict)
    code: bool = True
    rtol: float = 1e-8
    atol: float = 1e-10

    def __repr__(self) -> str:
        return f"Exercise {self.number}: {self.title}"

    def inputs(self) -> Sequence[Mapping[str, Any]]:
        """The inputs of every case, the same at each call."""
        seed = [int(part) for part in self.number.split(".")]
        return self.cases(np.random.default_rng(seed))


def drawn(
    cases: Mapping[str, str], sizes: Sequence[Mapping[str, int]], scale: float = 1.5
) -> Callable[[np.random.Generator], Inputs]:
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
    right: Callable[..., Any],
    outputs: str,
    meaning: str,
    mistakes: Mapping[Any, str],
    cases: Any,
    sizes: Sequence[Mapping[str, int]] = (),
    order: str = "",
    **more: Any,
) -> Exercise:
    """An exercise whose answer is a function.

    right: a function of a module; its source is what the mistakes change.
    mistakes: {(old, new): what to say}, where `old` stands exactly once in the source
    of `right`; {((old, new), (old, new)): ...} changes several places.
    cases: {input: its axes} with `sizes`, see `drawn`, or a function of a generator.
    outputs, order: names with spaces between. more: see `Exercise`.
    Raises: ValueError at import if an old text is not there exactly once.
    """

    def mistake(changes: Any, says: str) -> Mistake:
        pairs = changes if isinstance(changes[0], tuple) else (changes,)
        name = " and ".join(new for _, new in pairs)
        return Mistake(name, says, patched(right, *pairs))

    return Exercise(
        number=number,
        title=title,
        outputs=tuple(outputs.split()),
        order=tuple(order.split()),
        right=right,
        cases=cases if callable(cases) else drawn(cases, sizes),
        meaning=meaning,
        mistakes=tuple(mistake(*item) for item in mistakes.items()),
        **more,
    )


def Numbers(
    number: str,
    title: str,
    right: Mapping[str, Any],
    meaning: str,
    decimals: int = 2,
    hints: tuple[str, ...] = (),
    **mistakes: Mapping[Any, str],
) -> Exercise:
    """An exercise whose answer is a few numbers.

    right: the answers by name. decimals: how many the reader is asked for.
    mistakes: for each answer {a wrong value: what to say}.
    """
    known = [
        Mistake(f"{name} = {value}", says, lambda n=name, v=value: {n: v})
        for name, table in mistakes.items()
        for value, says in table.items()
    ]
    if len(right) == 2:
        says = "The two answers have changed places."
        known.append(Mistake("exchanged", says, lambda: tuple(right.values())[::-1]))
    return Exercise(
        number=number,
        title=title,
        outputs=tuple(right),
        code=False,
        right=lambda: tuple(right.values()),
        meaning=meaning,
        hints=hints,
        mistakes=tuple(known),
        rtol=0,
        atol=0.6 * 10.0**-decimals,
    )
