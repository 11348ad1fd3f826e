"""The cell explorer: the wiring of an LSTM cell with a live number on every wire."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import traitlets

from rnnbook.cells import CELLS
from rnnbook.params import Params
from rnnbook.trace import trace
from rnnbook.unroll import unroll, unroll_backward
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets.cell_explorer._presets import BACKWARD, FORWARD, PRESETS
from rnnbook.widgets.cell_explorer._values import (
    evaluate,
    fill,
    format_number,
    node_ids,
)

CELL = CELLS["lstm"]
GRAPHS = trace(CELL)
DIAGRAM = Path(__file__).with_name("diagram.svg")


class Gradients(NamedTuple):
    """Gradients of everything that the step starts from, by the names of the widget."""

    x: float
    h: float
    c: float
    params: Params


class CellExplorer(BookWidget):
    """One LSTM cell of one unit, every number on its wire, forward and backward.

        w = CellExplorer(x=0.5, h=0.0, c=1.0, b=[0, 2, 0, 0])
        w                      # move things, take steps
        w.cell_state           # in the next cell: c_t as it stands now

    x, h, c: the input, and the state that the step starts from, h_{t-1} and c_{t-1}.
    U, W, b: four numbers each, for the gates i, f, g, o.
    dh, dc: the gradients that arrive at h_t and c_t on the way back.
    stage: "all", or one of "forget", "input", "update", "output", "back-output",
    "back-update", "back-gates", "back-inputs".
    compact: the small one of the first page.
    history: states [h, c] that the steps taken so far started from.
    To read: hidden_state, cell_state, gates, step, params, gradients.
    """

    name = "cell_explorer"

    x = traitlets.Float(0.8).tag(sync=True)
    h = traitlets.Float(0.3).tag(sync=True)
    c = traitlets.Float(0.9).tag(sync=True)
    U = traitlets.List([1.0, -0.6, 1.6, 0.8]).tag(sync=True)
    W = traitlets.List([0.5, 0.8, -0.7, 0.4]).tag(sync=True)
    b = traitlets.List([0.0, 1.0, 0.0, 0.0]).tag(sync=True)
    dh = traitlets.Float(1.0).tag(sync=True)
    dc = traitlets.Float(0.0).tag(sync=True)
    stage = traitlets.Unicode("all").tag(sync=True)
    history = traitlets.List([]).tag(sync=True)
    compact = traitlets.Bool(False).tag(sync=True)
    graphs = traitlets.Dict(GRAPHS, read_only=True).tag(sync=True)
    presets = traitlets.List(PRESETS, read_only=True).tag(sync=True)

    @traitlets.validate("x", "h", "c", "dh", "dc")
    def _finite(self, proposal):
        value, name = proposal["value"], proposal["trait"].name
        if not np.isfinite(value):
            raise traitlets.TraitError(
                f"{name} is {value}, wanted a finite number: "
                f"give one between about -3 and 3"
            )
        return value

    @traitlets.validate("U", "W", "b")
    def _four(self, proposal):
        value, name = proposal["value"], proposal["trait"].name
        gates = ", ".join(CELL.gates)
        wanted = f"wanted {len(CELL.gates)} finite numbers, for the gates {gates}"
        try:
            numbers = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            numbers = np.array(np.nan)
        if numbers.shape != (len(CELL.gates),) or not np.isfinite(numbers).all():
            raise traitlets.TraitError(
                f"{name} is {value}, {wanted}: for instance {name}=[0.0, 1.0, 0.0, 0.0]"
            )
        return numbers.tolist()

    @traitlets.validate("history")
    def _states(self, proposal):
        value = proposal["value"]
        try:
            numbers = np.asarray(value, dtype=np.float64).reshape(len(value), 2)
        except (TypeError, ValueError):
            numbers = np.array([[np.nan]])
        if not np.isfinite(numbers).all():
            raise traitlets.TraitError(
                f"history is {value}, wanted a list of states [h, c]: "
                f"give [] to start over"
            )
        return numbers.tolist()

    @traitlets.validate("stage")
    def _known(self, proposal):
        stages = ("all", *FORWARD, *BACKWARD)
        if proposal["value"] not in stages:
            raise traitlets.TraitError(
                f"stage is {proposal['value']!r}, wanted one of {', '.join(stages)}"
            )
        return proposal["value"]

    @property
    def params(self):
        """The weights as the package's Params: U (1, 4), W (1, 4), b (4,)."""
        return Params(np.array([self.U]), np.array([self.W]), np.array(self.b))

    def _unroll(self):
        state = (np.array([[self.h]]), np.array([[self.c]]))
        return unroll(CELL, self.params, np.array([[[self.x]]]), state)

    @property
    def hidden_state(self):
        """h_t, what the cell shows after the step."""
        return float(self._unroll()[1][0][0, 0])

    @property
    def cell_state(self):
        """c_t, what the cell keeps after the step."""
        return float(self._unroll()[1][1][0, 0])

    @property
    def step(self):
        """The LSTMStep of the step, each field (1, 1)."""
        return self._unroll()[2].steps[0]

    @property
    def gates(self):
        """Activations by name: {"i": ..., "f": ..., "g": ..., "o": ...}."""
        return {name: float(getattr(self.step, name)[0, 0]) for name in CELL.gates}

    @property
    def gradients(self):
        """What dh and dc at the step's end mean for all that it started from."""
        dh, dc = np.array([[[self.dh]]]), np.array([[self.dc]])
        dp, dx, (dh0, dc0) = unroll_backward(
            CELL, self.params, dh, self._unroll()[2], (np.zeros((1, 1)), dc)
        )
        return Gradients(float(dx[0, 0, 0]), float(dh0[0, 0]), float(dc0[0, 0]), dp)

    def values(self):
        """Every number of the diagram, values and gradients, by its name there."""
        p, row = self.params, np.array
        forward, backward = GRAPHS["forward"], GRAPHS["backward"]
        ahead = evaluate(
            forward,
            xU=self.x * p.U + p.b,
            hW=self.h * p.W,
            h_prev=row([[self.h]]),
            c_prev=row([[self.c]]),
        )
        record = {f"step.{name}": value for name, value in self.step._asdict().items()}
        back = evaluate(backward, dh=row([[self.dh]]), dc=row([[self.dc]]), **record)
        gradients = self.gradients
        found = {"x": self.x, "dx": gradients.x, "dc_in": self.dc}
        for graph, nodes, names in (
            (forward, ahead, [*forward["names"], "h_prev", "f*c_prev", "i*g"]),
            (backward, back, backward["names"]),
        ):
            for name in names:
                ids = node_ids(graph, name)
                if len(ids) == 1:
                    found[name] = float(np.squeeze(nodes[ids[0]]))
        return found | {"dh_prev": gradients.h}

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        numbers = {name: format_number(value) for name, value in self.values().items()}
        return (
            "Cell explorer: the wiring of one LSTM cell with a number on every wire. "
            "From x = {x}, h = {h_prev} and c = {c_prev}: forget gate {f}, "
            "input gate {i}, candidate {g}, output gate {o}, so the new c is {c} "
            "and the new h is {h}."
        ).format(**numbers)

    def picture(self):
        """The diagram with its numbers filled in, as SVG."""
        svg = DIAGRAM.read_text(encoding="utf-8")
        return fill(svg, self.values(), self.stage, backward=self.stage in BACKWARD)

    def __repr__(self):
        return f"CellExplorer(x={self.x:g}, h={self.h:g}, c={self.c:g})"
