"""The squasher: a vector through many layers, its values and their derivatives."""

import math
from typing import NamedTuple

import numpy as np
import traitlets

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.loop.plain import unroll_plain
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._linear import LINEAR

CHOICES = {"none": LINEAR, "tanh": CELLS["rnn"], "sigmoid": CELLS["rnn_sigmoid"]}
ENTRIES, LONGEST, FARTHEST, STRONGEST = 3, 40, 4.0, 4.0


class Layers(NamedTuple):
    """What the squasher shows, (layers + 1, entries) each; row 0 is the start.

    h: the values after each layer.  d: the derivative of each entry with respect to
    its own start.
    """

    h: np.ndarray
    d: np.ndarray


class Squasher(BookWidget):
    """Send a vector through layers of "times w, then squash": see values and slopes.

    activation: "none", "tanh" or "sigmoid".  factor: w, the same in every layer.
    layers: how many.  start: three numbers, each on a way of its own.

        w = Squasher(activation="tanh", factor=3)
        w.run().h[-1]         # the values after the last layer
        w.run().d[-1]         # their derivatives with respect to the start
    """

    name = "squasher"
    label = (
        "Squasher: three numbers through layers that multiply and squash; the values "
        "after each layer and their derivatives with respect to the start"
    )

    activation = traitlets.Any("tanh").tag(sync=True)
    factor = traitlets.Any(3.0).tag(sync=True)
    layers = traitlets.Any(10).tag(sync=True)
    start = traitlets.Any([1.0, 0.1, -0.001]).tag(sync=True)
    graphs = traitlets.Dict(read_only=True).tag(sync=True)

    @traitlets.default("graphs")
    def _traced(self):
        return {name: trace(cell) for name, cell in CHOICES.items()}

    @traitlets.validate("activation")
    def _known(self, proposal):
        if proposal.value not in CHOICES:
            raise traitlets.TraitError(
                f"activation is {proposal.value!r}, wanted one of "
                f"{', '.join(CHOICES)}: the squasher knows no other"
            )
        return proposal.value

    @traitlets.validate("factor")
    def _factor(self, proposal):
        value = _number(proposal.value)
        if not abs(value) <= STRONGEST:
            raise traitlets.TraitError(
                f"factor is {proposal.value!r}, wanted a number from -{STRONGEST:g} "
                f"to {STRONGEST:g}: 3 is the example of the chapter"
            )
        return value

    @traitlets.validate("layers")
    def _layers(self, proposal):
        value = _number(proposal.value)
        if not (1 <= value <= LONGEST and value == int(value)):
            raise traitlets.TraitError(
                f"layers is {proposal.value!r}, wanted a whole number from 1 to "
                f"{LONGEST}: the picture has no room for more"
            )
        return int(value)

    @traitlets.validate("start")
    def _start(self, proposal):
        came = proposal.value
        values = [_number(v) for v in came] if isinstance(came, (list, tuple)) else []
        if len(values) != ENTRIES or not all(abs(v) <= FARTHEST for v in values):
            raise traitlets.TraitError(
                f"start is {came!r}, wanted a list of {ENTRIES} numbers from "
                f"-{FARTHEST:g} to {FARTHEST:g}: each has a line of its own"
            )
        return values

    def run(self):
        """Values and derivatives after each layer, by the package: `Layers`.

        A layer is a step of an RNN with one unit, no input and the weight `factor`;
        the entries of the vector are its batch.
        """
        cell, one = CHOICES[self.activation], np.ones((ENTRIES, 1))
        p = Params(np.zeros((1, 1)), np.array([[self.factor]]), np.zeros(1))
        h_0, none = np.reshape(self.start, (-1, 1)), np.zeros((self.layers, ENTRIES, 1))
        h, _, cache = unroll_plain(cell, p, none, (h_0,))
        slopes = [cell.backward((one,), step)[1] for step in cache.steps]
        d = np.cumprod([one, *(self.factor * np.array(slopes))], axis=0)   # (2.11)
        return Layers(np.concatenate([[h_0], h])[..., 0], d[..., 0])

    def picture(self):
        """An SVG of the present state, equal byte for byte for equal settings."""
        from rnnbook.widgets.squasher._picture import picture

        return picture(self)

    def __repr__(self):
        return (
            f"Squasher(activation={self.activation!r}, factor={self.factor:g}, "
            f"layers={self.layers}, start={self.start})"
        )


def _number(value):
    try:
        return math.nan if isinstance(value, (bool, str)) else float(value)
    except (TypeError, ValueError):
        return math.nan
