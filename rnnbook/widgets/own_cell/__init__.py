"""The reader's own cell: its lines typed, its wiring, its gradient, its run."""

import functools
from typing import Any, NamedTuple

import numpy as np

from rnnbook.cells import Cell
from rnnbook.language import read_cell
from rnnbook.measures.diagnostics import gradient_by_lag
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Choice, Given, Number, Text, Whole
from rnnbook.widgets.gradient_ruler._draws import LONGEST, B, H, draws, parameters
from rnnbook.widgets.own_cell._network import SEQUENCES, network, sequence
from rnnbook.widgets.own_cell._presets import BESIDE, PRESETS
from rnnbook.widgets.own_cell._step import evaluated, given, run_network

VIEWS = ("wiring", "backward", "over time", "gradient")
OTHER = "the figure has no other"
MOST = 20_000  # characters of a text


@functools.cache
def _beside():
    return {name: trace(cell) for name, cell in BESIDE.items()}


@functools.cache
def _drawn():
    """Blocks of weights for six gates; a cell that has more begins again."""
    return draws(6)


class Run(NamedTuple):
    """A sequence through a small network of the cell.

    x: (T,) the input.  values: name -> (T, H), each gate that the text names, and each
    part of the state.
    """

    x: np.ndarray
    values: dict[str, np.ndarray]


class OwnCell(BookWidget):
    """Type the lines of a cell: see its wiring, its backward, its gradient by lag.

        w = OwnCell()                # edit the text, choose a preset
        w.cell                       # in the next cell: a Cell, for unroll, check_cell
        OwnCell(open("my_cell.py").read())

    text: the lines of the cell, as `read_cell` takes them.
    view: "wiring", "backward", "over time" or "gradient".
    at: numbers for the inputs of a step, by name and block: {"xU[0]": 0.5}.
    start, radius, T: W of the gradient's network, and its longest lag.
    biases: a number for each gate that has one: {"f": 2.0}. sequence: "pulse", "steps",
    "wave" or "random"; seed: draws the weights of the network that reads it.
    To read: cell, values, run, left.
    """

    name = "own_cell"

    text = Text(
        PRESETS[0]["text"], 0, MOST, None, "a cell is some twenty lines of Python"
    )
    view = Choice("wiring", VIEWS, OTHER)
    at = Checked({}, given("at", '{"xU[0]": 0.5}'))
    start = Choice("random", ("random", "orthogonal", "identity"), OTHER)
    radius = Number(1.0, 0.05, 4, "1 is the threshold of a linear network")
    T = Whole(100, 2, LONGEST, f"the inputs have {LONGEST} steps")
    biases = Checked({}, given("biases", '{"f": 1.0}'))
    sequence = Choice("pulse", SEQUENCES, OTHER)
    seed = Whole(1, 0, 9999, "each is another network")
    presets = Given(lambda _: PRESETS)
    beside = Given(lambda _: _beside())
    draws = Given(lambda _: _drawn())

    def __init__(self, text: str = PRESETS[0]["text"], **settings: Any) -> None:
        super().__init__(text=text, **settings)

    @property
    def cell(self) -> Cell:
        """The cell of the text.

        Raises: CellTextError, with the line and the remedy, for a text that is none.
        """
        return read_cell(self.text)

    def values(self) -> dict[str, float]:
        """Every number of the wiring that has a name, by it."""
        return evaluated(self.cell, self.at)

    def run(self) -> Run:
        """The sequence through a network of the cell, of 8 units."""
        cell, x = self.cell, sequence(self.sequence, self.seed)
        p = network(cell, self.seed, self.radius, self.biases)
        return Run(x, run_network(cell, p, x))

    def left(self, cell: Cell | None = None) -> np.ndarray:
        """How much of the gradient is left at each lag, relative to lag 0: (T,).

        cell: another one, with weights of the same kind.
        """
        cell = self.cell if cell is None else cell
        p = parameters(cell, self.draws, self.start, self.radius, self.biases)
        x = np.reshape(self.draws["x"], (LONGEST, B, -1))[: self.T]
        norms = gradient_by_lag(cell, p, x, np.reshape(self.draws["dh"], (B, H)))
        return norms / norms[0]

    label = (
        "Your own cell: type the lines of a cell, and see its wiring, its backward, "
        "a sequence run through it, and its gradient by lag"
    )

    def __repr__(self):
        return f"OwnCell({len(self.text.splitlines())} lines)"
