"""The cells of the book and the table that lists them.

To add a cell, write its step and its backward in a file of its own and give it
a line in `CELLS`. Nothing else in the package knows the cells by name.
"""

from collections.abc import Callable
from typing import NamedTuple

from rnnbook.cells.lstm import LSTMStep, lstm, lstm_backward
from rnnbook.cells.rnn import RNNStep, rnn, rnn_backward


class Cell(NamedTuple):
    """A cell: its step, the backward of its step, and the names of its parts.

    forward:  (xU, hW, state) -> (state, record of the step)
    backward: (dstate, record) -> (dxU, dhW, dstate_prev)
    gates:    names of the blocks of width H that xU and hW consist of, in order
    state:    names of the state's parts; the first is the output h
    """

    name: str
    forward: Callable
    backward: Callable
    gates: tuple[str, ...]
    state: tuple[str, ...]


CELLS = {
    "rnn": Cell("rnn", rnn, rnn_backward, gates=("a",), state=("h",)),
    "lstm": Cell(
        "lstm", lstm, lstm_backward, gates=("i", "f", "g", "o"), state=("h", "c")
    ),
}

__all__ = [
    "CELLS",
    "Cell",
    "LSTMStep",
    "RNNStep",
    "lstm",
    "lstm_backward",
    "rnn",
    "rnn_backward",
]
