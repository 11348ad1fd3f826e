"""Descent: one weight walks down its loss, update by update."""

from typing import NamedTuple

import numpy as np

from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Given, Number, Whole

STORMS = 12


class Walk(NamedTuple):
    """What the descent shows, (updates + 1,) each; the start comes first."""

    w: np.ndarray
    loss: np.ndarray


def storms():
    """Seconds from lightning to thunder and kilometres, made up: (12,) each."""
    rng = np.random.default_rng(0)
    s = rng.uniform(1, 10, STORMS)
    return {"s": s.tolist(), "d": (0.34 * s + 0.2 * rng.normal(size=STORMS)).tolist()}


class Descent(BookWidget):
    """Gradient descent with one weight: the model w s, for distances d.

    w: the weight at the start.  rate: the learning rate.  updates: how many.

        walk = Descent(rate=0.01).run()
        walk.w[-1], walk.loss[-1]      # after the last update
    """

    name = "descent"
    label = "Descent: one weight walks down the curve of its loss, update by update"

    w = Number(1.0, -0.4, 1.1, "the picture has no room for more")
    rate = Number(0.003, 0, 0.03, "from 0.024 on the loss rises")
    updates = Whole(10, 0, 30, "the walk is seen after a few")
    storms = Given(lambda _: storms())

    def run(self):
        """The weight and its loss after each update: `Walk`."""
        s, d = np.array(self.storms["s"]), np.array(self.storms["d"])
        weights = [self.w]
        for _ in range(self.updates):
            slope = 2 * np.mean((weights[-1] * s - d) * s)
            weights.append(weights[-1] - self.rate * slope)
        w = np.array(weights)
        return Walk(w, np.mean((w[:, None] * s - d) ** 2, axis=1))

    def __repr__(self):
        return f"Descent(w={self.w:g}, rate={self.rate:g}, updates={self.updates})"
