"""The gate mixer: one LSTM unit over 100 steps, its gates in the reader's hands."""

import math
from typing import Any

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.loop.unroll import unroll
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Flag, Given, Number, Whole
from rnnbook.widgets.gate_mixer._settings import (
    ENDS,
    EVENTS,
    PATTERNS,
    RUNS,
    SIGMOID,
    T,
    check_pulses,
)

# Pre-activations so far out that the sigmoid rounds to 1 and to 0 in float64.
OPEN, SHUT = 40.0, -40.0
STEP = {"min": 0, "max": T - 1, "whole": True}
HEIGHT = {"min": -1, "max": 1, "open": True}


def logit(p):
    """The pre-activation whose sigmoid is p: it puts a gate where it is wanted."""
    return math.log(p / (1 - p))


class GateMixer(BookWidget):
    """One LSTM unit over 100 steps: set its gates, send it pulses, watch what it keeps.

    forget, input, output: values of the three gates, between 0 and 1, ends excluded.
    pulses: list of [step, height]; a pulse is the candidate g of its step, else g is 0.
    close_input_at, open_output_at, reset_at: the step at which the input gate shuts,
    the output gate opens, the forget gate is 0 for one step; None for never.
    carousel: True for the cell of 1997, whose state is carried on with f = 1.
    t: the step that the cursor stands at.

    What the unit does is computed by `rnnbook.loop.unroll` from these settings:

        w = GateMixer(forget=0.9, pulses=[[10, 0.9]])
        w.cell_state          # c, 100 numbers
        w.hidden_state        # h, 100 numbers
        w.gates["f"]          # f, 100 numbers; so are "i", "g" and "o"
        w.half_life           # 6.58 steps
    """

    name = "gate_mixer"
    label = (
        "Gate mixer: input pulses and gate settings over 100 steps give the cell "
        "state, the hidden state and the half-life of the memory"
    )

    forget = Number(0.98, 0, 1, ENDS["forget"], ends=False, wanted=SIGMOID)
    input = Number(0.95, 0, 1, ENDS["input"], ends=False, wanted=SIGMOID)
    output = Number(0.95, 0, 1, ENDS["output"], ends=False, wanted=SIGMOID)
    carousel = Flag(False, "True is the cell of 1997, with f = 1")
    pulses = Checked([], check_pulses, form={"columns": [STEP, HEIGHT]})
    close_input_at = Whole(None, 0, T - 1, RUNS, "step", " or None for never")
    open_output_at = Whole(None, 0, T - 1, RUNS, "step", " or None for never")
    reset_at = Whole(None, 0, T - 1, RUNS, "step", " or None for never")
    t = Whole(30, 0, T - 1, RUNS, "step")
    graphs = Given(lambda _: {"lstm": trace(CELLS["lstm"])})
    patterns = Given(lambda _: PATTERNS)

    def __init__(self, **settings: Any) -> None:
        if not {"pulses", *EVENTS} & settings.keys():
            settings = {**PATTERNS["write, hold, read, forget"], **settings}
        super().__init__(**settings)

    def preactivations(self):
        """What the unit gets at each step, (100, 4): a_i, a_f, a_g, a_o.

        Each is placed so that the squashing of (6.8) to (6.11) gives the chosen value.
        """
        a = np.zeros((T, 4))
        a[:, 0] = logit(self.input)
        a[:, 1] = OPEN if self.carousel else logit(self.forget)
        a[:, 3] = logit(self.output)
        for step, height in self.pulses:
            a[step, 2] = math.atanh(height)
        if self.close_input_at is not None:
            a[self.close_input_at :, 0] = SHUT
        if self.open_output_at is not None:
            a[: self.open_output_at, 3] = SHUT
        if self.reset_at is not None and not self.carousel:
            a[self.reset_at, 1] = SHUT
        return a

    def run(self):
        """The unit over the 100 steps: h, c and the gates i, f, g, o, (100,) each."""
        # U is the identity and W is zero: the input is the pre-activation itself.
        p = Params(np.eye(4), np.zeros((1, 4)), np.zeros(4))
        cell, x = CELLS["lstm"], self.preactivations()[:, None, :]
        h, (_, c_last), cache = unroll(cell, p, x)
        gates = {
            name: np.array([getattr(step, name)[0, 0] for step in cache.steps])
            for name in cell.gates
        }
        c = [step.c_prev[0, 0] for step in cache.steps[1:]] + [c_last[0, 0]]
        return h[:, 0, 0], np.array(c), gates

    @property
    def hidden_state(self):
        """h over the 100 steps."""
        return self.run()[0]

    @property
    def cell_state(self):
        """c over the 100 steps."""
        return self.run()[1]

    @property
    def gates(self):
        """i, f, g and o over the 100 steps, by name."""
        return self.run()[2]

    @property
    def half_life(self):
        """Steps until half of the cell state is left: ln(1/2) / ln f, (6.15)."""
        return math.inf if self.carousel else math.log(0.5) / math.log(self.forget)

    def __repr__(self):
        f = "f = 1" if self.carousel else f"forget={self.forget:g}"
        return (
            f"GateMixer({f}, input={self.input:g}, output={self.output:g}, "
            f"{len(self.pulses)} pulses)"
        )
