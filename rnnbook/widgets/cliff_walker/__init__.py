"""The cliff walker: descent on the error surface of one unit, 50 steps deep."""

from typing import NamedTuple

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.nets.heads import squared_error
from rnnbook.tracing import trace
from rnnbook.training.optim import clip_by_element, clip_by_norm, sgd, sgd_start
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Choice, Given, Number

T, START, TARGET, UPDATES = 50, 0.5, 0.7, 40
W_RANGE, B_RANGE = (3.5, 6.5), (-3.5, -1.5)
CLIPS = {"norm": clip_by_norm, "element": clip_by_element}
WHY = "that is where the cliff can be seen"


class Pair(NamedTuple):
    """The two parameters, and their gradients: w and b, (1,) each."""

    w: np.ndarray
    b: np.ndarray


def error(w, b):
    """The error after 50 steps and its gradients: E, dE/dw, dE/db.

    The unit starts at 0.5, has no input, and should end at 0.7. Source: pascanu2013.
    """
    cell, w, b = CELLS["rnn_sigmoid"], float(w), float(b)
    p = Params(np.zeros((1, 1)), np.array([[w]]), np.array([b]))
    h, _, cache = unroll(cell, p, np.zeros((T, 1, 1)), (np.array([[START]]),))
    E, dh_T = squared_error(h[-1], np.array([[TARGET]]))
    dh = np.zeros_like(h)
    dh[-1] = dh_T
    dp, _, _ = unroll_backward(cell, p, dh, cache)
    return float(E), float(dp.W[0, 0]), float(dp.b[0])


def surface(w, b):
    """The error at every pair of w (n,) and b (m,): (m, n), all pairs as one batch."""
    cell, h = CELLS["rnn_sigmoid"], np.full((len(b), len(w)), START)
    for _ in range(T):
        (h,), _ = cell.forward(b[:, None] + 0 * h, h * w, (h,))
    return (h - TARGET) ** 2


class CliffWalker(BookWidget):
    """Choose where descent starts on the error surface of one unit, and how it clips.

    w, b: the start. lr: learning rate of plain gradient descent. threshold: the bound
    of the clipped path. by: "norm" or "element".

        walker = CliffWalker(w=5.2, b=-2.3, lr=0.2)
        walker.path()                 # (41, 2): without clipping
        walker.path(clipped=True)     # with it
    """

    name = "cliff_walker"
    label = (
        "Cliff walker: start, learning rate and clipping threshold give two paths of "
        "gradient descent on the error surface of one recurrent unit"
    )

    w = Number(4.6, *W_RANGE, WHY)
    b = Number(-2.0, *B_RANGE, WHY)
    lr = Number(0.2, 0.001, 1, WHY)
    threshold = Number(0.5, 0.01, 2, WHY)
    by = Choice("norm", CLIPS, "pass one of these two")
    graphs = Given(lambda _: {"rnn_sigmoid": trace(CELLS["rnn_sigmoid"])})

    def path(self, clipped=False):
        """The walk, (41, 2): w and b at the start and after each of 40 updates."""
        place = Pair(np.array([self.w]), np.array([self.b]))
        state, places = sgd_start(place), [(self.w, self.b)]
        for _ in range(UPDATES):
            _, dw, db = error(place.w[0], place.b[0])
            grads = Pair(np.array([dw]), np.array([db]))
            if clipped:
                grads, _ = CLIPS[self.by](grads, self.threshold)
            place, state = sgd(place, grads, state, lr=self.lr)
            places.append((place.w[0], place.b[0]))
        return np.array(places)

    def __repr__(self):
        return (
            f"CliffWalker(w={self.w:g}, b={self.b:g}, lr={self.lr:g}, "
            f"threshold={self.threshold:g}, by={self.by!r})"
        )
