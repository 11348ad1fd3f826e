"""The cells of the book and the table that lists them.

To add a cell, write its step and its backward in a file of its own and give it
a line in `CELLS`. Nothing else in the package knows the cells by name.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from rnnbook.cells.coupled import CoupledStep, lstm_coupled, lstm_coupled_backward
from rnnbook.cells.gru import (
    GRUBeforeStep,
    GRUParams,
    GRUStep,
    gru,
    gru_backward,
    gru_before,
    gru_before_backward,
    reset_state,
    reset_state_backward,
)
from rnnbook.cells.lstm import LSTMStep, lstm, lstm_backward
from rnnbook.cells.lstm_1997 import LSTM1997Step, lstm_1997, lstm_1997_backward
from rnnbook.cells.peephole import (
    PeepholeParams,
    PeepholeStep,
    lstm_peephole,
    lstm_peephole_backward,
)
from rnnbook.cells.rnn import (
    RNNStep,
    rnn,
    rnn_backward,
    rnn_relu,
    rnn_relu_backward,
    rnn_sigmoid,
    rnn_sigmoid_backward,
)
from rnnbook.params import Params


class Cell(NamedTuple):
    """A cell: its step, the backward of its step, and the names of its parts.

    forward:  (xU, hW, state) -> (state, record of the step)
    backward: (dstate, record) -> (dxU, dhW, dstate_prev)
    gates:    names of the blocks of width H that xU and hW consist of, in order
    state:    names of the state's parts; the first is the output h

    A cell with more parameters than U, W, b says so:
    params:   the NamedTuple of its parameters: U, W, b, then, if it has one, b_h (K,),
              a bias of the recurrent product, then the keys of `weights`
    weights:  the cell's own weights: name -> names of its rows, each of width H. They
              are the last arguments of forward and backward, each as one row of all
              its blocks, (1, rows * H); backward gives, after dstate_prev, one such
              row of gradients for each sequence of the batch

    A cell that needs a product within the step has two more functions. The last block
    of W is multiplied by a row q (B, H) of the cell's making in place of h_prev:
    inner:          (xU, hW, state) -> q; hW (B, K - H), the last block is not there yet
    inner_backward: (dq, record) -> (dxU, dhW, dstate_prev), to be added to backward's
    """

    name: str
    forward: Callable[..., Any]
    backward: Callable[..., Any]
    gates: tuple[str, ...]
    state: tuple[str, ...]
    params: type[Any] = Params
    weights: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    inner: Callable[..., Any] | None = None
    inner_backward: Callable[..., Any] | None = None


H, HC = ("h",), ("h", "c")
IFGO, IGO, RZN = ("i", "f", "g", "o"), ("i", "g", "o"), ("r", "z", "n")
CELLS = {
    cell.name: cell
    for cell in (
        Cell("rnn", rnn, rnn_backward, ("a",), H),
        Cell("rnn_relu", rnn_relu, rnn_relu_backward, ("a",), H),
        Cell("rnn_sigmoid", rnn_sigmoid, rnn_sigmoid_backward, ("a",), H),
        Cell("lstm", lstm, lstm_backward, IFGO, HC),
        Cell("lstm_1997", lstm_1997, lstm_1997_backward, IGO, HC),
        Cell("lstm_coupled", lstm_coupled, lstm_coupled_backward, IGO, HC),
        Cell("lstm_peephole", lstm_peephole, lstm_peephole_backward, IFGO, HC,
             params=PeepholeParams, weights={"P": ("i", "f", "o")}),
        Cell("gru", gru, gru_backward, RZN, H, params=GRUParams),
        Cell("gru_before", gru_before, gru_before_backward, RZN, H,
             inner=reset_state, inner_backward=reset_state_backward),
    )
}  # fmt: skip

__all__ = [
    "CELLS",
    "Cell",
    "CoupledStep",
    "GRUBeforeStep",
    "GRUParams",
    "GRUStep",
    "LSTM1997Step",
    "LSTMStep",
    "PeepholeParams",
    "PeepholeStep",
    "RNNStep",
    "gru",
    "gru_backward",
    "gru_before",
    "gru_before_backward",
    "lstm",
    "lstm_1997",
    "lstm_1997_backward",
    "lstm_backward",
    "lstm_coupled",
    "lstm_coupled_backward",
    "lstm_peephole",
    "lstm_peephole_backward",
    "reset_state",
    "reset_state_backward",
    "rnn",
    "rnn_backward",
    "rnn_relu",
    "rnn_relu_backward",
    "rnn_sigmoid",
    "rnn_sigmoid_backward",
]
