"""The gradient ruler: how much of a gradient is left, step by step, on a log scale."""

from collections.abc import Iterable
from types import NoneType
from typing import NamedTuple

import numpy as np
import traitlets

from rnnbook.cells import CELLS, Cell
from rnnbook.loop.unroll import unroll
from rnnbook.measures.diagnostics import gradient_by_lag, singular_values
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import (
    Checked,
    Choice,
    Given,
    Number,
    Whole,
    number,
    refusal,
)
from rnnbook.widgets.gradient_ruler._draws import LONGEST, B, H, draws, parameters
from rnnbook.widgets.gradient_ruler._theory import (
    direct_by_lag,
    direct_equation,
    has_direct_path,
    has_slopes,
    largest_slope,
)

NAMES = {"rnn": "tanh", "rnn_sigmoid": "sigmoid", "rnn_relu": "ReLU", "lstm": "LSTM"}
USUAL = ("rnn", "rnn_sigmoid", "rnn_relu")
STARTS = ("random", "orthogonal", "identity")
OTHER = "the ruler knows no other"


class Ruler(NamedTuple):
    """What the ruler measures, (T,) each, by lag and relative to lag 0.

    left: norm of dL/d state.  expected: what the mean slopes predict, (5.8), or None.
    bound: the upper bound (5.9), or None: both are for cells with one block.
    direct: what goes back past every product with W, (7.15) or (8.14), or None: for
    cells that have such a path, an LSTM or a GRU.
    """

    left: np.ndarray
    expected: np.ndarray | None
    bound: np.ndarray | None
    direct: np.ndarray | None = None


class GradientRuler(BookWidget):
    """Set cell, start and size of W: see the gradient shrink or grow by lag.

    cells: the cells to choose from, by default those with tanh, sigmoid and ReLU; one
    of your own is welcome if it can be traced. names: what to call them.
    knobs: for a cell's name, the gates whose bias may be set: {"lstm": ["f"]}.
    cell: the name of the cell shown; start: "random", "orthogonal" or "identity";
    radius: the spectral radius of W (of each gate's block); T: steps;
    biases: values of the knobs, {"f": 1.0}.

        w = GradientRuler(cell="rnn_relu", radius=1.2)
        w.run().left          # norms by lag, relative to lag 0
    """

    name = "gradient_ruler"

    cell = Choice(
        "rnn", lambda self: self._cells, OTHER, form={"choice": "cells.*.key"}
    )
    start = Choice("random", STARTS, OTHER)
    radius = Number(1.0, 0.05, 4, "1 is the threshold of a linear network")
    T = Whole(100, 2, LONGEST, f"the ruler's inputs have {LONGEST} steps")
    biases = Checked(
        {}, "_known_biases", form={"names": "cells.*.knobs", "min": -10, "max": 10}
    )
    cells = Given(lambda self: [self._listed(c) for c in self._cells.values()])
    graphs = Given(lambda self: {name: trace(c) for name, c in self._cells.items()})
    draws = Given(lambda self: draws(max(len(c.gates) for c in self._cells.values())))

    def __init__(self, cells=None, names=None, knobs=None, **settings):
        cells = [CELLS[name] for name in USUAL] if cells is None else cells
        listed = list(cells) if isinstance(cells, Iterable) else []
        if not listed or not all(isinstance(c, Cell) and not c.weights for c in listed):
            why = 'pass [CELLS["rnn"]], or cells of your own'
            wanted = "a list of Cell, one or more, without weights such as peepholes"
            raise refusal("cells", cells, wanted, why)
        for name, value in (("names", names), ("knobs", knobs)):
            if not isinstance(value, (dict, NoneType)):
                why = 'names={"lstm": "LSTM"}, knobs={"lstm": ["f"]} are two'
                raise refusal(name, value, "a dict by the cells' names", why)
        self._cells = {cell.name: cell for cell in listed}
        self._names, knobs = {**NAMES, **(names or {})}, knobs or {}
        self._knobs = {name: list(knobs.get(name, [])) for name in self._cells}
        super().__init__(**{"cell": listed[0].name, **settings})
        for name in ("cells", "graphs", "draws"):  # now: a bad one is refused here
            getattr(self, name)

    def _listed(self, cell):
        slope = largest_slope(cell) if has_slopes(cell) else None
        name, knobs = self._names.get(cell.name, cell.name), self._knobs[cell.name]
        if wrong := [gate for gate in knobs if gate not in cell.gates]:
            raise traitlets.TraitError(
                f"knobs names the gate {wrong[0]!r} of {cell.name}, wanted some of "
                f"{', '.join(cell.gates)}: a knob is the bias of a gate"
            )
        listed = {"key": cell.name, "name": name, "slope": slope, "knobs": knobs}
        if not has_direct_path(cell):
            return listed
        return {**listed, "direct": direct_equation(cell)}

    def _known_biases(self, name, value):
        known = sorted({gate for gates in self._knobs.values() for gate in gates})
        wanted = (
            f"numbers from -10 to 10 for gates that have a knob "
            f"({', '.join(known) or 'none'})"
        )
        why = 'knobs={"lstm": ["f"]} gives one'
        if not isinstance(value, dict):
            raise refusal(name, value, wanted, why)
        for gate, bias in value.items():
            if gate not in known or not -10 <= number(bias) <= 10:
                raise traitlets.TraitError(
                    f"biases has {gate!r}: {bias!r}, wanted {wanted}: {why}"
                )
        return {gate: float(bias) for gate, bias in value.items()}

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        what = "activation" if all(map(has_slopes, self._cells.values())) else "cell"
        return (
            f"Gradient ruler: {what}, start and spectral radius of the recurrent "
            f"weights give the gradient by lag, with the theory beside it"
        )

    def parameters(self):
        """The parameters of the network that is shown."""
        cell = self._cells[self.cell]
        bias = {gate: self.biases.get(gate, 0.0) for gate in self._knobs[cell.name]}
        return parameters(cell, self.draws, self.start, self.radius, bias)

    def run(self):
        """The gradient by lag as the package computes it: a `Ruler`."""
        cell, p = self._cells[self.cell], self.parameters()
        x = np.reshape(self.draws["x"], (LONGEST, B, -1))[: self.T]
        norms = gradient_by_lag(cell, p, x, np.reshape(self.draws["dh"], (B, H)))
        left, steps = norms / norms[0], unroll(cell, p, x)[2].steps
        if has_direct_path(cell):
            direct = direct_by_lag(cell, steps, np.reshape(self.draws["dh"], (B, H)))
            return Ruler(left, None, None, direct / norms[0])
        if not has_slopes(cell):
            return Ruler(left, None, None)
        ones = (np.ones((B, H)),)
        size = [np.sqrt((cell.backward(ones, s)[1] ** 2).mean()) for s in steps]
        factor = np.linalg.norm(p.W) / np.sqrt(H)
        expected = np.cumprod([1.0, *(factor * np.array(size[:0:-1]))])    # (5.8)
        slope = largest_slope(cell) * singular_values(p.W)[0]
        return Ruler(left, expected, slope ** np.arange(self.T))           # (5.9)

    def __repr__(self):
        return (
            f"GradientRuler(cell={self.cell!r}, start={self.start!r}, "
            f"radius={self.radius:g}, T={self.T})"
        )
