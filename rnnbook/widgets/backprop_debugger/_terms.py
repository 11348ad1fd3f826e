"""What the debugger can damage: texts of the package's own backward, and the new ones.

Each old text stands once in the function that it names; a test holds it to that.
"""

from typing import NamedTuple


class Term(NamedTuple):
    """One damage. where: "loop" (`loop.plain`) or "cell"; function: its name there."""

    key: str
    label: str
    equation: str
    where: str
    function: str
    old: str
    new: str


LOSSES = Term(
    "losses", "what the losses before the last step say", "4.14", "loop",
    "unroll_plain_backward", "dh[t],", "dh[t] * (t == len(dh) - 1),",
)  # fmt: skip
THROUGH_W = Term(
    "W", "the way back through W, the previous-state term", "4.14", "loop",
    "step_backward", "through_W @ W.T", "0 * through_W @ W.T",
)  # fmt: skip
PART_OF_DW = Term(
    "dW", "one step's part of dW, that of the first", "4.16", "loop",
    "gradients", "cache.h_prev, dhW,", "cache.h_prev[1:], dhW[1:],",
)  # fmt: skip
SUM_OF_DB = Term(
    "db", "the sum over time in db", "4.16", "loop",
    "gradients", "dxU.sum(axis=(0, 1))", "dxU[-1].sum(axis=0)",
)  # fmt: skip

TERMS = {
    "rnn": (
        LOSSES,
        Term("tanh", "the slope of the tanh", "4.15", "cell",
             "rnn_backward", "dh * (1 - s.h**2)", "dh"),
        THROUGH_W,
        PART_OF_DW,
        SUM_OF_DB,
        Term("U.T", "the transpose in dx", "4.17", "loop",
             "unroll_plain_backward", "dxU @ p.U.T", "dxU @ p.U"),
    ),
    "lstm": (
        LOSSES._replace(equation="7.11"),
        Term("tanh_c", "the slope of the tanh on the cell state", "7.2", "cell",
             "lstm_backward", "dtanh_c * (1 - s.tanh_c**2)", "dtanh_c"),
        Term("dc", "dc of the step after, the belt", "7.2", "cell",
             "lstm_backward", "dc = dc + dtanh_c", "dc = 0 * dc + dtanh_c"),
        Term("sigmoid", "the slope of the forget gate's sigmoid", "7.7", "cell",
             "lstm_backward", "df * s.f * (1 - s.f)", "df"),
        THROUGH_W._replace(equation="7.11"),
        PART_OF_DW._replace(equation="7.12"),
        SUM_OF_DB._replace(equation="7.12"),
    ),
}  # fmt: skip
