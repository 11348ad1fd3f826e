"""Everything that the package asks of a cell, checked on a cell of your own.

A model of scikit-learn's `check_estimator`: one call, a list of claims, and words for
what is wrong. The claims themselves are in `rnnbook.measures._claims`.
"""

import textwrap
from typing import NamedTuple

from rnnbook._checks import need_cell, need_flag, need_whole
from rnnbook.cells import Cell
from rnnbook.measures._claims import CLAIMS, FIRST, Note, drawn, wrong_of


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
        said = wrong_of(claim, cell, trial)
        claims.append(Claim(name, not said or isinstance(said, Note), str(said)))
    report = CellReport(str(cell.name), tuple(claims))
    if raises and report.wrong:
        first = report.wrong[0]
        raise AssertionError(
            f"the cell {report.cell} is wrong where a cell {first.name}: {first.said}"
            f"\n\n{report}"
        )
    return report
