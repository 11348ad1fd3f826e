"""Everything that the package asks of a cell, checked on a cell of your own.

scikit-learn's `check_estimator` is the model: one call, a list of claims, and words for
what is wrong.
"""

import textwrap
from collections.abc import Callable
from typing import NamedTuple

from rnnbook._checks import need_cell, need_flag, need_whole
from rnnbook.cells import Cell
from rnnbook.measures._gradients import step_gradients, unrolled_gradients
from rnnbook.measures._sequences import (
    Note,
    equals_its_sequences,
    equals_its_trace,
    equals_shorter_ones,
    equals_steps,
    is_cut_by_a_carry,
)
from rnnbook.measures._step import (
    has_parts,
    keeps_the_dtype,
    leaves_its_inputs,
    repeats_itself,
    returns_what_it_must,
    uses_what_it_is_given,
)
from rnnbook.measures._trial import Trial, drawn

# In this order; if one of the FIRST two is wrong, the others cannot be run.
FIRST = 2
CLAIMS: dict[str, Callable[..., str]] = {
    "has the parts of a cell": has_parts,
    "returns what it must": returns_what_it_must,
    "leaves its inputs as they are": leaves_its_inputs,
    "gives the same at every call": repeats_itself,
    "keeps float32 and float64": keeps_the_dtype,
    "uses all that it is given": uses_what_it_is_given,
    "has the gradients of a step": step_gradients,
    "equals its steps by hand when unrolled": equals_steps,
    "runs a batch as its sequences one by one": equals_its_sequences,
    "has the gradients of a sequence": unrolled_gradients,
    "runs a masked batch as shorter sequences": equals_shorter_ones,
    "has gradients that a carry cuts": is_cut_by_a_carry,
    "gives the same by the generated engine": equals_its_trace,
}


class Claim(NamedTuple):
    """One claim about a cell.

    ok: True, False, or None if it could not be checked, because an earlier one is
    wrong. said: what is wrong, what was wanted and the remedy; or a note; or "".
    """

    name: str
    ok: bool | None
    said: str = ""


class CellReport(NamedTuple):
    """What was found about a cell; printing it gives a table, a claim in each line."""

    cell: str
    claims: tuple[Claim, ...]

    @property
    def ok(self) -> bool:
        """True if no claim is wrong."""
        return all(claim.ok for claim in self.claims)

    @property
    def wrong(self) -> tuple[Claim, ...]:
        """The claims that are wrong, the first to be mended first."""
        return tuple(claim for claim in self.claims if claim.ok is False)

    def __str__(self) -> str:
        lines = []
        for claim in self.claims:
            word = {True: "ok", False: "WRONG", None: "-"}[claim.ok]
            lines.append(f"{word:7}{claim.name}")
            lines += textwrap.wrap(
                claim.said, 87, initial_indent=" " * 7, subsequent_indent=" " * 7
            )
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)


def check_cell(cell: Cell, seed: int = 0, raises: bool = True) -> CellReport:
    """Check all that the package asks of a cell, on small random sequences.

    The cell has the parts that it names; its step and its backward return what `Cell`
    says, change nothing in place, keep nothing outside the record, and keep float32
    and float64; every gradient of a step and of a sequence is that of differences,
    initial and final state included; the loop equals steps by hand, a batch its
    sequences, a masked batch shorter sequences, a carry the gradient that it cuts; and
    the generated engine, where the cell can be traced, equals the plain loop. That a
    cell cannot be traced is a note and no fault.
    seed: of the numbers, which are 0.3 to 1 in size, of either sign. raises: False
    returns the report even if a claim is wrong.
    Returns: CellReport.
    Raises: AssertionError if a claim is wrong: the first such claim, what is wrong and
    the remedy, and the report; TypeError if cell is no Cell.
    """
    need_cell(cell)
    seed = need_whole("seed", seed, 0, "that of the random numbers, pass 0")
    need_flag("raises", raises, "False returns the report whatever is wrong")
    claims, trial = [], None
    for name, claim in CLAIMS.items():
        if not all(done.ok for done in claims[:FIRST]):
            claims.append(Claim(name, None))     # it could not be run
            continue
        if claims and trial is None:
            trial = drawn(cell, seed)
        said = _wrong_of(claim, cell, trial)
        claims.append(Claim(name, not said or isinstance(said, Note), str(said)))
    report = CellReport(str(cell.name), tuple(claims))
    if raises and report.wrong:
        first = report.wrong[0]
        raise AssertionError(
            f"the cell {report.cell} breaks the claim that it {first.name}: "
            f"{first.said}\n\n{report}"
        )
    return report


def _wrong_of(claim: Callable[..., str], cell: Cell, trial: Trial | None) -> str:
    """What a claim says; that it could not even be run is a fault as well."""
    try:
        return claim(cell, trial)
    except Exception as error:
        return (
            f"{type(error).__name__}: {error}; wanted a run without an error: mend "
            f"what it says, or what is wrong above"
        )
