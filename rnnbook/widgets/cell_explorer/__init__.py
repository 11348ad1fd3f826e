"""The cell explorer: the wiring of a cell with a live number on every wire."""

from typing import Any

import numpy as np
import traitlets

from rnnbook.widgets._base import BookWidget
from rnnbook.widgets.cell_explorer._kinds import KINDS
from rnnbook.widgets.cell_explorer._step import OneStep
from rnnbook.widgets.cell_explorer._values import fill, format_number


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

    x = traitlets.Float().tag(sync=True)
    h = traitlets.Float().tag(sync=True)
    c = traitlets.Float().tag(sync=True)
    U = traitlets.List([]).tag(sync=True)
    W = traitlets.List([]).tag(sync=True)
    b = traitlets.List([]).tag(sync=True)
    b_h = traitlets.List([]).tag(sync=True)
    dh = traitlets.Float().tag(sync=True)
    dc = traitlets.Float().tag(sync=True)
    stage = traitlets.Unicode("all").tag(sync=True)
    history = traitlets.List([]).tag(sync=True)
    compact = traitlets.Bool(False).tag(sync=True)
    graphs = traitlets.Dict(read_only=True).tag(sync=True)
    presets = traitlets.List(read_only=True).tag(sync=True)

    def __init__(self, cell: str = "lstm", **traits: Any) -> None:
        if cell not in KINDS:
            raise ValueError(f"cell is {cell!r}, wanted one of {', '.join(KINDS)}")
        self._kind = KINDS[cell]
        super().__init__(**{**self._kind.start, **traits})

    @traitlets.default("graphs")
    def _graphs(self):
        return self._kind.graphs

    @traitlets.default("presets")
    def _presets(self):
        return self._kind.words["presets"]

    def _refuse_unknown(self, name):
        if name not in self._kind.start:
            raise traitlets.TraitError(
                f"the cell {self.cell} has no {name}: "
                f"it has {', '.join(self._kind.words['start'])}"
            )

    @traitlets.validate("x", "h", "c", "dh", "dc")
    def _finite(self, proposal):
        value, name = proposal["value"], proposal["trait"].name
        self._refuse_unknown(name)
        if not np.isfinite(value):
            raise traitlets.TraitError(
                f"{name} is {value}, wanted a finite number: "
                f"give one between about -3 and 3"
            )
        return value

    @traitlets.validate("U", "W", "b", "b_h")
    def _one_each(self, proposal):
        value, name = proposal["value"], proposal["trait"].name
        self._refuse_unknown(name)
        gates = self._kind.cell.gates
        s = "s"[: len(gates) - 1]
        try:
            numbers = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            numbers = np.array(np.nan)
        if numbers.shape != (len(gates),) or not np.isfinite(numbers).all():
            raise traitlets.TraitError(
                f"{name} is {value}, wanted {len(gates)} finite number{s}, for the "
                f"gate{s} {', '.join(gates)}: for instance "
                f"{name}={self._kind.start['b']}"
            )
        return numbers.tolist()

    @traitlets.validate("history")
    def _states(self, proposal):
        value, parts = proposal["value"], self._kind.cell.state
        try:
            numbers = np.asarray(value, dtype=np.float64)
            numbers = numbers.reshape(len(value), len(parts))
        except (TypeError, ValueError):
            numbers = np.array([[np.nan]])
        if not np.isfinite(numbers).all():
            raise traitlets.TraitError(
                f"history is {value}, wanted a list of states [{', '.join(parts)}]: "
                f"give [] to start over"
            )
        return numbers.tolist()

    @traitlets.validate("stage")
    def _known(self, proposal):
        if proposal["value"] not in self._kind.stages:
            raise traitlets.TraitError(
                f"stage is {proposal['value']!r}, wanted one of "
                f"{', '.join(self._kind.stages)}"
            )
        return proposal["value"]

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
