"""The cell explorer: the wiring of a cell with a live number on every wire."""

from typing import Any

import numpy as np
import traitlets

from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Choice, Flag, Given, number, refusal
from rnnbook.widgets.cell_explorer._kinds import KINDS
from rnnbook.widgets.cell_explorer._step import OneStep
from rnnbook.widgets.cell_explorer._values import fill, format_number

STAGES = {"choice": sorted({stage for kind in KINDS.values() for stage in kind.stages})}


class CellExplorer(BookWidget):
    """One cell of one unit, every number on its wire, forward and backward.

        w = CellExplorer(x=0.5, h=0.0, c=1.0, b=[0, 2, 0, 0])
        w                      # move things, take steps
        w.cell_state           # in the next cell: c_t as it stands now
        CellExplorer("gru")    # or "rnn"

    cell: "lstm", "rnn" or "gru", the GRU that resets after the product.
    x, h, c: the input, and the state that the step starts from, h_{t-1} and, in an
    LSTM, c_{t-1}.
    U, W, b: a number each for every gate: i, f, g, o in an LSTM, r, z, n in a GRU, one
    alone in an RNN. b_h: the GRU's bias of the product with W.
    dh, dc: the gradients that arrive at h_t and c_t on the way back.
    stage: "all", or one step of the walk. LSTM: "forget", "input", "update", "output",
    "back-output", "back-update", "back-gates", "back-inputs". RNN: "products", "sum",
    "squash", "back-squash", "back-sum", "back-products". GRU: "reset", "update",
    "candidate", "state", "back-state", "back-candidate", "back-gates", "back-inputs".
    compact: the small one of the first page.
    history: states that the steps taken so far started from, [h, c] or [h].
    To read: hidden_state, cell_state, gates, step, params, gradients.
    """

    name = "cell_explorer"

    x = Checked(0.0, "_finite")
    h = Checked(0.0, "_finite")
    c = Checked(0.0, "_finite")
    U = Checked([], "_one_each")
    W = Checked([], "_one_each")
    b = Checked([], "_one_each")
    b_h = Checked([], "_one_each")
    dh = Checked(0.0, "_finite")
    dc = Checked(0.0, "_finite")
    stage = Choice(
        "all", lambda self: self._kind.stages, "each is a step of the walk", form=STAGES
    )
    history = Checked([], "_states", form={"columns": [{}, {}], "least": 1})
    compact = Flag(False, "True is the small one of the first page")
    graphs = Given(lambda self: self._kind.graphs)
    presets = Given(lambda self: self._kind.words["presets"])

    def __init__(self, cell: str = "lstm", **traits: Any) -> None:
        if not isinstance(cell, str) or cell not in KINDS:
            raise ValueError(f"cell is {cell!r}, wanted one of {', '.join(KINDS)}")
        self._kind = KINDS[cell]
        super().__init__(**{**self._kind.start, **traits})

    def _refuse_unknown(self, name):
        if name not in self._kind.start:
            raise traitlets.TraitError(
                f"the cell {self.cell} has no {name}: "
                f"it has {', '.join(self._kind.words['start'])}"
            )

    def _finite(self, name, value):
        self._refuse_unknown(name)
        if not np.isfinite(number(value)):
            why = "give one between about -3 and 3"
            raise refusal(name, value, "a finite number", why)
        return float(value)

    def _one_each(self, name, value):
        self._refuse_unknown(name)
        gates = self._kind.cell.gates
        s = "s"[: len(gates) - 1]
        numbers = _array(value)
        if numbers.shape != (len(gates),) or not np.isfinite(numbers).all():
            listed = ", ".join(gates)
            wanted = f"{len(gates)} finite number{s}, for the gate{s} {listed}"
            why = f"for instance {name}={self._kind.start['b']}"
            raise refusal(name, value, wanted, why)
        return numbers.tolist()

    def _states(self, name, value):
        parts, numbers = self._kind.cell.state, _array(value)
        listed = numbers.shape == (0,) or numbers.shape[1:] == (len(parts),)
        if not listed or not np.isfinite(numbers).all():
            wanted = f"a list of states [{', '.join(parts)}]"
            raise refusal(name, value, wanted, "give [] to start over")
        return numbers.tolist()

    @property
    def cell(self):
        """The cell's name; another cell is another explorer."""
        return self._kind.cell.name

    @property
    def _now(self):
        return OneStep(self._kind, {n: getattr(self, n) for n in self._kind.start})

    @property
    def params(self):
        """The weights as the package has them: U (1, K), W (1, K), b (K,), b_h (K,)."""
        return self._now.params

    @property
    def hidden_state(self):
        """h_t, what the cell shows after the step."""
        return float(self._now.unrolled[1][0][0, 0])

    @property
    def cell_state(self):
        """c_t, what an LSTM keeps after the step."""
        self._refuse_unknown("c")
        return float(self._now.unrolled[1][1][0, 0])

    @property
    def step(self):
        """The cell's record of the step, each field (1, 1)."""
        return self._now.unrolled[2].steps[0]

    @property
    def gates(self):
        """Activations by name: {"i": ..., "f": ..., "g": ..., "o": ...}."""
        values = self.values()
        return {name: values[name] for name in self._kind.cell.gates}

    @property
    def gradients(self):
        """What dh and dc at the step's end mean for all that it started from."""
        return self._now.gradients

    def values(self):
        """Every number of the diagram, values and gradients, by its name there."""
        return self._now.values()

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        numbers = {name: format_number(value) for name, value in self.values().items()}
        title, told = self._kind.words["title"], self._kind.words["label"]
        return (
            f"Cell explorer: the wiring of one {title} cell with a number on every "
            f"wire. {told.format(**numbers)}"
        )

    def page_state(self):
        """What the page needs of this cell: an RNN has no c, an LSTM no b_h."""
        absent = {"c", "dc", "b_h"} - set(self._kind.start)
        return {k: v for k, v in super().page_state().items() if k not in absent}

    def picture(self):
        """The diagram with its numbers filled in, as SVG."""
        backward = self.stage in self._kind.backward
        return fill(self._kind.drawing(), self.values(), self.stage, backward)

    def __repr__(self):
        kind = "" if self.cell == "lstm" else f"{self.cell!r}, "
        numbers = ["x", *self._kind.cell.state]
        told = ", ".join(f"{n}={getattr(self, n):g}" for n in numbers)
        return f"CellExplorer({kind}{told})"


def _array(value):
    """`value` as an array of numbers; NaN if it is none."""
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return np.array(np.nan)
