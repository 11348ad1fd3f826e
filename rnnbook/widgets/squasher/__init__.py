"""The squasher: a vector through many layers, its values and their derivatives."""

from typing import NamedTuple

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.loop.plain import unroll_plain
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._linear import LINEAR
from rnnbook.widgets._traits import Choice, Given, Number, Numbers, Whole

CHOICES = {"none": LINEAR, "tanh": CELLS["rnn"], "sigmoid": CELLS["rnn_sigmoid"]}
ENTRIES = 3


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

    activation = Choice("tanh", CHOICES, "the squasher knows no other")
    factor = Number(3.0, -4, 4, "3 is the example of the chapter")
    layers = Whole(10, 1, 40, "the picture has no room for more")
    start = Numbers([1.0, 0.1, -0.001], -4, 4, "each has a line of its own")
    graphs = Given(lambda _: {name: trace(cell) for name, cell in CHOICES.items()})

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

    def __repr__(self):
        return (
            f"Squasher(activation={self.activation!r}, factor={self.factor:g}, "
            f"layers={self.layers}, start={self.start})"
        )
