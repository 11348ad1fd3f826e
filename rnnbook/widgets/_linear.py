"""A cell without a squashing function, for figures that show what squashing does."""

from rnnbook.cells import Cell
from rnnbook.cells.rnn import RNNStep


def linear(xU, hW, state):
    """One step: h = x U + h_prev W + b."""
    h = xU + hW
    return (h,), RNNStep(h)


def linear_backward(dstate, s):
    """Backward of `linear`: the slope is 1 everywhere."""
    (dh,) = dstate
    return dh, dh, (0.0,)


LINEAR = Cell("linear", linear, linear_backward, ("a",), ("h",))
