"""The scan: a linear recurrence over 16 steps, by the loop and in four rounds."""

from typing import NamedTuple

import numpy as np

from rnnbook.loop.scan import scan
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Choice, Given, Number, Whole

T, ROUNDS = 16, 4
INPUTS = [0.8, -0.3, 0.5, 1.0, -0.6, 0.4, 0.9, -0.2]
INPUTS += [0.3, -0.8, 0.6, 1.0, -0.5, 0.2, 0.7, -0.4]
MARKED = [6, 12]  # steps at which an input of this kind clears the state
KINDS = ("fixed", "input")


class Rounds(NamedTuple):
    """What the scan has after each round, and what the loop has in the end.

    products, sums: (5, 16), the pair of each step after 0 to 4 rounds.  h: (16,), the
    states.  combined: (5,), how many pairs have been combined after each round.
    """

    products: np.ndarray
    sums: np.ndarray
    h: np.ndarray
    combined: np.ndarray


class Scan(BookWidget):
    """A linear recurrence over 16 steps: the loop and the scan, by one clock.

    clock: how often everything that can be combined at once has been, 0 to 16.
    step: the step that is looked at, 1 to 16.  lam: the factor of the old state.
    kind: "fixed", the same factor at all steps; "input", 0 at the marked steps.

        w = Scan(clock=2, step=7)
        w.lambdas             # (16,)
        w.run().sums          # (5, 16)
    """

    name = "scan"
    label = (
        "Scan: a linear recurrence over 16 steps, by a loop that makes one step at a "
        "time and by a scan that combines pairs in four rounds"
    )

    clock = Whole(2, 0, T, "at 0 nothing is combined, at 16 the loop is done")
    step = Whole(7, 1, T, "it is one of the 16 steps")
    lam = Number(0.9, -1, 1, "beyond that the state grows with every step")
    kind = Choice("fixed", KINDS, "the figure knows no other")
    inputs = Given(lambda _: INPUTS)
    marked = Given(lambda _: MARKED)

    @property
    def lambdas(self):
        """The factor of the old state at each step, (16,)."""
        values = np.full(T, float(self.lam))
        if self.kind == "input":
            values[np.array(MARKED) - 1] = 0.0
        return values

    def run(self):
        """The pairs after each round and the states: `Rounds`."""
        products, sums, combined = [self.lambdas], [np.array(INPUTS)], [0]
        for k in range(ROUNDS):
            d, product, s = 2**k, products[-1], sums[-1]
            sums.append(np.concatenate([s[:d], s[d:] + product[d:] * s[:-d]]))
            products.append(np.concatenate([product[:d], product[d:] * product[:-d]]))
            combined.append(combined[-1] + T - d)
        h = scan(self.lambdas, np.array(INPUTS))
        return Rounds(np.array(products), np.array(sums), h, np.array(combined))

    def __repr__(self):
        return (
            f"Scan(clock={self.clock}, step={self.step}, lam={self.lam:g}, "
            f"kind={self.kind!r})"
        )
