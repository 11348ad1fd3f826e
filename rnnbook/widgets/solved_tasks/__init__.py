"""Solved tasks: step a trained network through a sequence, hold a cell, ask again."""

import numpy as np
import traitlets

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.loop.unroll import unroll
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Choice, Given, Number, Whole
from rnnbook.widgets.solved_tasks._nets import TASKS, inputs, networks, sequences

CELL = CELLS["lstm"]
MOST = 8.0  # sizes of a held cell state go up to this

# Where a page finds the limits of a link.
LAST = {"max": "sequences.$task.$sequence.symbols.length"}
CELLS_OF = {"max": "networks.$task.cells.length"}


class SolvedTasks(BookWidget):
    """Walk a solved network through a sequence; hold one cell and see the answer.

    task: "order", "adding" or "Reber". sequence: one of the fresh ones, from 1. step:
    how far the network has read; 0 is before the first input.
    cell: the cell state that is held, from 1, or 0 for none. value: what it is held at.
    since: the first step after which it is held.

        w = SolvedTasks(task="order", cell=1, value=2.0, since=5)
        w.run()           # h, c (T, H) and the scores o (T, O)
        w.said            # the answers in words, with and without the hold
    """

    name = "solved_tasks"

    task = Choice("order", TASKS, "three networks are shipped")
    sequence = Whole(1, 1, 12, "there are twelve, all fresh")
    step = Whole(
        20, 0, lambda self: self._steps(), lambda self: self._words(), form=LAST
    )
    cell = Whole(0, 0, lambda self: self._cells(), "0 holds none", form=CELLS_OF)
    value = Number(0.0, -MOST, MOST, "it is a cell state")
    since = Whole(
        1, 1, lambda self: self._steps(), lambda self: self._words(), form=LAST
    )
    networks = Given(lambda _: networks())
    sequences = Given(lambda _: sequences())
    graphs = Given(lambda _: {"lstm": trace(CELL)})

    def _chosen(self):
        return self.sequences[self.task][self.sequence - 1]

    def _steps(self):
        return len(self._chosen()["symbols"])

    def _words(self):
        return f"this sequence has {self._steps()} steps"

    def _cells(self):
        return len(self.networks[self.task]["cells"])

    @traitlets.observe("task", "sequence")
    def _within(self, change):
        steps = self._steps()
        self.cell = min(self.cell, self._cells())
        self.step, self.since = min(self.step, steps), min(self.since, steps)

    def run(self, held=True):
        """The states after each step, h and c (T, H), and the scores o (T, O).

        held: whether the cell that is set is held; it is then `value` from step
        `since` on, and its h follows from it.
        """
        net = self.networks[self.task]
        p = Params(*(np.array(net[name]) for name in ("U", "W", "b")))
        x = inputs(self.task, self._chosen())
        state, rows = None, []
        for t in range(len(x)):
            _, state, cache = unroll(CELL, p, x[t : t + 1, None], state, engine="plain")
            h, c = (part[0].copy() for part in state)
            if held and self.cell and t + 1 >= self.since:
                k = self.cell - 1
                c[k] = self.value                                      # (10.9)
                h[k] = cache.steps[0].o[0, k] * np.tanh(self.value)
                state = h[None], c[None]
            rows.append((h, c))
        h, c = (np.array(part) for part in zip(*rows, strict=True))
        return h, c, h @ np.array(net["V"]) + np.array(net["b_y"])

    def answer(self, o):
        """What scores (O,) say, in words."""
        net = self.networks[self.task]
        if not net["classes"]:
            return f"{4 * (o[0] - 0.5):.1f}"
        return net["classes"][int(np.argmax(o))]

    @property
    def said(self):
        """The answer at the step that is shown, and without the hold."""
        at = max(self.step, 1) - 1
        return tuple(self.answer(self.run(held)[2][at]) for held in (True, False))

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        net, chosen = self.networks[self.task], self._chosen()
        held, free = self.said
        hold = ""
        if self.cell:
            name = net["cells"][self.cell - 1]["name"]
            hold = f" With cell {self.cell} ({name}) held it says {held}."
        return (
            f"Solved tasks: a network of {len(net['cells'])} cells that has learned "
            f"{net['title']} reads sequence {self.sequence}. After step {self.step} it "
            f"says {free}; the right answer at the end is {chosen['answer']}.{hold}"
        )

    def __repr__(self):
        return f"SolvedTasks(task={self.task!r}, sequence={self.sequence})"
