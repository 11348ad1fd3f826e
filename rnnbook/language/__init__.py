"""The language of cells: a text becomes a cell, and its backward is derived.

A text is what the files of `rnnbook.cells` are: the lines of a step, with or without
the record and the backward. What is read:

- names set by =, return, numbers, + - * / ** and unary -, > and < (a mask of 0 and 1);
- np.tanh, np.exp, np.log, np.sin, np.cos, np.square, np.maximum, np.minimum, sigmoid;
- np.split and np.concatenate with axis=-1; functions of the text itself;
- classes of named values, class Step(NamedTuple), and numbers set above the functions.

How a text is put together:

- The cell is the first function that begins (xU, hW, ...) and returns its state, as
  (h,) or (h, c), with or without a record; NAME_backward is its backward.
- Its state is the third parameter, a tuple, or all parameters NAME_prev. What comes
  after the state are the cell's own weights. The parts of the state are named as they
  are returned.
- Its gates are the names that the first np.split of xU or hW gives, after their first
  _; without a split there is one block.
- To a cell belongs what stands above it, below the cell before it: a function of (xU,
  hW, state) that returns one value is its `inner`, a NamedTuple U, W, b, ... the type
  of its parameters.
- Without a backward, it is derived, and the record is what that backward needs.

All of it is written a second time in JavaScript (widgets/_runtime/language), with the
same graphs, node for node, and the same refusals, word for word.
"""

from rnnbook.language._derive import RULES
from rnnbook.language._reading import (
    derive_backward,
    derived_text,
    read_cell,
    read_lines,
)
from rnnbook.language._refusal import CellTextError, CellTextWarning

__all__ = [
    "RULES",
    "CellTextError",
    "CellTextWarning",
    "derive_backward",
    "derived_text",
    "read_cell",
    "read_lines",
]
