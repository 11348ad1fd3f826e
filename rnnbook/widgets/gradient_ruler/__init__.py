"""The gradient ruler: how much of a gradient is left, step by step, on a log scale."""

import math
from typing import NamedTuple

import numpy as np
import traitlets

from rnnbook.cells import CELLS, Cell
from rnnbook.loop.unroll import unroll
from rnnbook.measures.diagnostics import gradient_by_lag, singular_values
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
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


class Ruler(NamedTuple):
    """What the ruler measures, (T,) each, by lag and relative to lag 0.

    left: norm of dL/d state.  expected: what the mean slopes predict, (5.6), or None.
    bound: the upper bound (5.7), or None: both are for cells with one block.
    direct: what goes back past every product with W, (7.15) or (8.21), or None: for
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

    cell = traitlets.Any("rnn").tag(sync=True)
    start = traitlets.Any("random").tag(sync=True)
    radius = traitlets.Any(1.0).tag(sync=True)
    T = traitlets.Any(100).tag(sync=True)
    biases = traitlets.Dict().tag(sync=True)
    cells = traitlets.List(read_only=True).tag(sync=True)
    graphs = traitlets.Dict(read_only=True).tag(sync=True)
    draws = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, cells=None, names=None, knobs=None, **settings):
        cells = [CELLS[name] for name in USUAL] if cells is None else list(cells)
        usable = [isinstance(cell, Cell) and not cell.weights for cell in cells]
        if not cells or not all(usable):
            raise traitlets.TraitError(
                f"cells is {cells!r}, wanted a list of Cell, one or more, without "
                f'weights such as peepholes: pass [CELLS["rnn"]], or cells of your own'
            )
        self._cells = {cell.name: cell for cell in cells}
        names, knobs = {**NAMES, **(names or {})}, knobs or {}
        self._knobs = {name: list(knobs.get(name, [])) for name in self._cells}
        settings.setdefault("cell", cells[0].name)
        super().__init__(**settings)
        self.set_trait("cells", [self._listed(cell, names) for cell in cells])
        self.set_trait("graphs", {cell.name: trace(cell) for cell in cells})
        most = max(len(cell.gates) for cell in cells)
        self.set_trait("draws", draws(most))

    def _listed(self, cell, names):
        slope = largest_slope(cell) if has_slopes(cell) else None
        name = names.get(cell.name, cell.name)
        knobs = self._knobs[cell.name]
        if wrong := [gate for gate in knobs if gate not in cell.gates]:
            raise traitlets.TraitError(
                f"knobs names the gate {wrong[0]!r} of {cell.name}, wanted some of "
                f"{', '.join(cell.gates)}: a knob is the bias of a gate"
            )
        listed = {"key": cell.name, "name": name, "slope": slope, "knobs": knobs}
        if not has_direct_path(cell):
            return listed
        return {**listed, "direct": direct_equation(cell)}

    @traitlets.validate("cell")
    def _known(self, proposal):
        return _one_of("cell", proposal.value, self._cells)

    @traitlets.validate("start")
    def _start(self, proposal):
        return _one_of("start", proposal.value, STARTS)

    @traitlets.validate("radius")
    def _radius(self, proposal):
        value = _number(proposal.value)
        if not 0.05 <= value <= 4:
            raise traitlets.TraitError(
                f"radius is {proposal.value!r}, wanted a number from 0.05 to 4: 1 is "
                f"the threshold of a linear network"
            )
        return value

    @traitlets.validate("T")
    def _steps(self, proposal):
        value = _number(proposal.value)
        if not (2 <= value <= LONGEST and value == int(value)):
            raise traitlets.TraitError(
                f"T is {proposal.value!r}, wanted a whole number from 2 to {LONGEST}: "
                f"the ruler's inputs have {LONGEST} steps"
            )
        return int(value)

    @traitlets.validate("biases")
    def _biases(self, proposal):
        known = {gate for gates in self._knobs.values() for gate in gates}
        for gate, bias in proposal.value.items():
            if gate not in known or not -10 <= _number(bias) <= 10:
                raise traitlets.TraitError(
                    f"biases has {gate!r}: {bias!r}, wanted numbers from -10 to 10 for "
                    f"gates that have a knob ({', '.join(sorted(known)) or 'none'}): "
                    f'knobs={{"lstm": ["f"]}} gives one'
                )
        return {gate: float(bias) for gate, bias in proposal.value.items()}

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
        expected = np.cumprod([1.0, *(factor * np.array(size[:0:-1]))])    # (5.6)
        slope = largest_slope(cell) * singular_values(p.W)[0]
        return Ruler(left, expected, slope ** np.arange(self.T))           # (5.7)

    def picture(self):
        """An SVG of the present state, equal byte for byte for equal settings."""
        from rnnbook.widgets.gradient_ruler._picture import picture

        return picture(self)

    def __repr__(self):
        return (
            f"GradientRuler(cell={self.cell!r}, start={self.start!r}, "
            f"radius={self.radius:g}, T={self.T})"
        )


def _number(value):
    try:
        return math.nan if isinstance(value, (bool, str)) else float(value)
    except (TypeError, ValueError):
        return math.nan


def _one_of(name, value, known):
    if value not in known:
        raise traitlets.TraitError(
            f"{name} is {value!r}, wanted one of {', '.join(known)}: the ruler knows "
            f"no other"
        )
    return value
