"""Who keeps which weights under what name, in what shape and order: one table.

Every row is verified by a test that converts weights there and back and compares the
outputs with those of the library itself.
"""

from collections.abc import Mapping
from typing import NamedTuple

from rnnbook.interop.orders import GATE_ORDERS

ONE, SUM = "one", "two, only their sum acts"
BOTH = "two, and both act: the reset gate turns the second one down in block n"
# Names and shapes, by library. D, H, K as everywhere in the book, n the number of
# directions. torch's names are those of the first layer and direction; there are more
# with l1 ..., and with _reverse at their end.
TORCH = {
    "weight_ih_l0": "K D",
    "weight_hh_l0": "K H",
    "bias_ih_l0": "K",
    "bias_hh_l0": "K",
}
KERAS = {"kernel": "D K", "recurrent_kernel": "H K", "bias": "K"}
ONNX = {"W": "n K D", "R": "n K H", "B": "n 2K"}
CS231N = {"Wx": "D K", "Wh": "H K", "b": "K"}
OURS = {"U": "D K", "W": "H K", "b": "K"}


class Layout(NamedTuple):
    """How one library keeps the weights of one kind of layer.

    library: as in GATE_ORDERS.  layer: what it is called there, with the option that
    tells it from others.  cell: ours.  arrays: name -> axes.  gates: the order of the
    blocks, in the letters of the library.  biases: how many, and which act.  reset:
    where a GRU's reset gate acts, "after" the product or "before" it, else "".
    """

    library: str
    layer: str
    cell: str
    arrays: Mapping[str, str]
    gates: tuple[str, ...]
    biases: str
    reset: str = ""

    @property
    def ours(self) -> tuple[str, ...]:
        """The order of the blocks in our letters."""
        return GATE_ORDERS[self.cell.split("_")[0]][self.library]


IFGO, RZN = ("i", "f", "g", "o"), ("r", "z", "n")
LAYOUTS = (
    Layout("rnnbook", "rnn", "rnn", OURS, ("a",), ONE),
    Layout("rnnbook", "lstm", "lstm", OURS, IFGO, ONE),
    Layout("rnnbook", "lstm_peephole", "lstm_peephole", OURS | {"P": "3 H"}, IFGO, ONE),
    Layout("rnnbook", "gru", "gru", OURS | {"b_h": "K"}, RZN, BOTH, "after"),
    Layout("rnnbook", "gru_before", "gru_before", OURS, RZN, ONE, "before"),
    Layout("torch", "RNN", "rnn", TORCH, ("a",), SUM),
    Layout("torch", "RNN(nonlinearity='relu')", "rnn_relu", TORCH, ("a",), SUM),
    Layout("torch", "LSTM", "lstm", TORCH, IFGO, SUM),
    Layout("torch", "GRU", "gru", TORCH, RZN, BOTH, "after"),
    Layout("keras", "SimpleRNN", "rnn", KERAS, ("a",), ONE),
    Layout("keras", "SimpleRNN(activation='relu')", "rnn_relu", KERAS, ("a",), ONE),
    Layout(
        "keras", "SimpleRNN(activation='sigmoid')", "rnn_sigmoid", KERAS, ("a",), ONE
    ),
    Layout("keras", "LSTM", "lstm", KERAS, ("i", "f", "c", "o"), ONE),
    Layout("keras", "GRU", "gru", KERAS | {"bias": "2 K"}, ("z", "r", "h"), BOTH,
           "after"),
    Layout("keras", "GRU(reset_after=False)", "gru_before", KERAS, ("z", "r", "h"),
           ONE, "before"),
    Layout("onnx", "RNN", "rnn", ONNX, ("i",), SUM),
    Layout("onnx", "RNN(activations=['Relu'])", "rnn_relu", ONNX, ("i",), SUM),
    Layout("onnx", "RNN(activations=['Sigmoid'])", "rnn_sigmoid", ONNX, ("i",), SUM),
    Layout("onnx", "LSTM", "lstm", ONNX, ("i", "o", "f", "c"), SUM),
    Layout("onnx", "LSTM with P", "lstm_peephole", ONNX | {"P": "n 3H"},
           ("i", "o", "f", "c"), SUM),
    Layout("onnx", "GRU(linear_before_reset=1)", "gru", ONNX, ("z", "r", "h"), BOTH,
           "after"),
    Layout("onnx", "GRU", "gru_before", ONNX, ("z", "r", "h"), SUM, "before"),
    Layout("cs231n", "rnn_forward", "rnn", CS231N, ("a",), ONE),
    Layout("cs231n", "lstm_forward", "lstm", CS231N, ("i", "f", "o", "g"), ONE),
)  # fmt: skip
