"""The unroller: a small RNN along a tune, each array of each step with its numbers."""

from typing import NamedTuple

import numpy as np
import traitlets

from rnnbook.cells import CELLS
from rnnbook.cells.activations import softmax
from rnnbook.cells.params import Params
from rnnbook.loop.plain import step_backward
from rnnbook.loop.unroll import unroll
from rnnbook.nets.heads import Readout, readout, readout_backward, softmax_cross_entropy
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Choice, Given, Whole, refusal
from rnnbook.widgets.unroller._settings import (
    MOST,
    ONE_LESS,
    PRESETS,
    SYMBOLS,
    TUNE,
    WEIGHTS,
    check_notes,
    check_weights,
)

CELL = CELLS["rnn"]
NOTE = {"min": 0, "max": len(SYMBOLS) - 1, "whole": True}
NOTES = {"item": NOTE, "least": 2, "most": MOST + 1}


class Run(NamedTuple):
    """Every array of the run, one row for each step: (T, .), the losses (T,).

    xU: x U + b.  hW: h_prev W.  da, do: the gradients of the sum of the losses.
    """

    x: np.ndarray
    h_prev: np.ndarray
    xU: np.ndarray
    hW: np.ndarray
    a: np.ndarray
    h: np.ndarray
    o: np.ndarray
    y: np.ndarray
    losses: np.ndarray
    do: np.ndarray
    da: np.ndarray


class Unroller(BookWidget):
    """A vanilla RNN reads a tune of three notes and predicts each next one.

        w = Unroller()                       # move the step, change the notes
        w.run().losses                       # in the next cell: L_t of every step
        w.parts("W")                         # (T, H, H), what each step adds to dW
        Unroller(p, head, notes=[0, 2, 1])   # with a network of your own

    p: Params of the layer, D = 3, at most 3 units. head: its Readout, O = 3.
    notes: places in `symbols`; every note but the last is an input, every note but
    the first a target. t: the step that is looked at, from 1. weight: the matrix
    whose gradient is shown, "W", "U" or "V". weights: the arrays, as lists by name.
    """

    name = "unroller"

    weights = Checked(PRESETS["fresh"], check_weights)
    notes = Checked(TUNE, check_notes, form=NOTES)
    t = Whole(
        2, 1, lambda self: len(self.notes) - 1, ONE_LESS, "step",
        form={"max": "notes.length-1"},
    )  # fmt: skip
    weight = Choice("W", WEIGHTS, "the matrix whose gradient is shown")
    symbols = Given(lambda _: list(SYMBOLS))
    presets = Given(lambda _: PRESETS)
    graphs = Given(lambda _: {"rnn": trace(CELL)})

    def __init__(self, p=None, head=None, **settings):
        if p is not None or head is not None:
            if not isinstance(p, Params) or not isinstance(head, Readout):
                why = "the drawing shows a layer and its readout, or neither is given"
                raise refusal("p, head", (p, head), "Params and Readout", why)
            zeros = np.zeros_like(p.b)
            arrays = {**p._asdict(), "V": head.V, "b_y": head.b, "h_0": zeros}
            settings = {"weights": arrays, **settings}
        super().__init__(**settings)

    @traitlets.observe("notes")
    def _stay(self, change):
        if isinstance(self.t, int) and self.t > len(change["new"]) - 1:
            self.t = len(change["new"]) - 1

    @property
    def params(self):
        """The layer as Params: U (3, H), W (H, H), b (H,)."""
        return Params(*(np.array(self.weights[name]) for name in Params._fields))

    @property
    def head(self):
        """The readout: V (H, 3), b (3,)."""
        return Readout(np.array(self.weights["V"]), np.array(self.weights["b_y"]))

    def run(self):
        """All arrays of all steps, forward and backward: a Run."""
        p, head = self.params, self.head
        x = np.eye(len(SYMBOLS))[self.notes[:-1]][:, None]
        state = (np.array([self.weights["h_0"]]),)
        h, _, cache = unroll(CELL, p, x, state)
        o = readout(head, h)
        target = np.array(self.notes[1:])[:, None]
        pairs = zip(o, target, strict=True)
        losses = [softmax_cross_entropy(*pair, reduction="sum")[0] for pair in pairs]
        _, do = softmax_cross_entropy(o, target, reduction="sum")
        da = self._back(cache, readout_backward(head, h, do)[1])
        xU, hW = x @ p.U + p.b, cache.h_prev @ p.W
        rows = x, cache.h_prev, xU, hW, xU + hW, h, o, softmax(o), do, da
        *most, do, da = (array[:, 0] for array in rows)
        return Run(*most, np.array(losses), do, da)

    def _back(self, cache, dh):
        """The gradient for a_t of every step, (T, 1, H)."""
        da, dstate = np.empty_like(dh), (np.zeros_like(dh[0]),)
        for t in reversed(range(len(dh))):
            down = (dstate[0] + dh[t],)
            da[t], _, dstate, _ = step_backward(CELL, self.params, down, cache.steps[t])
        return da

    def parts(self, weight=None):
        """What each step adds to the gradient of W, U or V: an outer product each."""
        run, weight = self.run(), weight or self.weight
        left, right = {
            "W": (run.h_prev, run.da), "U": (run.x, run.da), "V": (run.h, run.do),
        }[weight]  # fmt: skip
        return left[:, :, None] * right[:, None, :]

    @property
    def gradient(self):
        """The gradient of the sum of the losses for W, U or V: the sum of `parts`."""
        return self.parts().sum(axis=0)

    @property
    def loss(self):
        """The sum of the losses of all steps, in nats."""
        return float(self.run().losses.sum())

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        run, k = self.run(), self.t - 1
        said, wanted = (SYMBOLS[n] for n in self.notes[k : k + 2])
        return (
            f"Unroller: a vanilla RNN of {len(self.weights['b'])} units over "
            f"{len(self.notes) - 1} notes. At step {self.t} it reads {said} and gives "
            f"{wanted}, the next note, a probability of "
            f"{run.y[k, self.notes[k + 1]]:.2f}: a loss of {run.losses[k]:.2f} nats, "
            f"of {self.loss:.2f} in all steps."
        )

    def __repr__(self):
        names = " ".join(SYMBOLS[n] for n in self.notes)
        return f"Unroller({names!r}, t={self.t}, loss {self.loss:.3f})"
