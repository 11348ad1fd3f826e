"""The cells of the book and the table that lists them.

To add a cell, write its step and its backward in a file of its own and give it
a line in `CELLS`. Nothing else in the package knows the cells by name.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from rnnbook.cells import coupled, gru, lstm, lstm_1997, peephole, rnn
from rnnbook.cells.params import Params

__all__ = ["CELLS", "Cell"]


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


HIDDEN, WITH_CELL = ("h",), ("h", "c")
IFGO, IGO, RZN = ("i", "f", "g", "o"), ("i", "g", "o"), ("r", "z", "n")
CELLS = {
    cell.name: cell
    for cell in (
        Cell("rnn", rnn.rnn, rnn.rnn_backward, ("a",), HIDDEN),
        Cell("rnn_relu", rnn.rnn_relu, rnn.rnn_relu_backward, ("a",), HIDDEN),
        Cell("rnn_sigmoid", rnn.rnn_sigmoid, rnn.rnn_sigmoid_backward, ("a",), HIDDEN),
        Cell("lstm", lstm.lstm, lstm.lstm_backward, IFGO, WITH_CELL),
        Cell("lstm_1997", lstm_1997.lstm_1997, lstm_1997.lstm_1997_backward, IGO,
             WITH_CELL),
        Cell("lstm_coupled", coupled.lstm_coupled, coupled.lstm_coupled_backward, IGO,
             WITH_CELL),
        Cell("lstm_peephole", peephole.lstm_peephole, peephole.lstm_peephole_backward,
             IFGO, WITH_CELL, params=peephole.PeepholeParams,
             weights={"P": ("i", "f", "o")}),
        Cell("gru", gru.gru, gru.gru_backward, RZN, HIDDEN, params=gru.GRUParams),
        Cell("gru_before", gru.gru_before, gru.gru_before_backward, RZN, HIDDEN,
             inner=gru.reset_state, inner_backward=gru.reset_state_backward),
    )
}  # fmt: skip
