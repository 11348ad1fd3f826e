"""A fast engine for any cell, generated from its traced graphs.

A cell is written once, as the chapters show it. From what `rnnbook.trace` sees it do,
this package writes Python that does the same arithmetic in place, in few calls, on
blocks of memory that are used again; `source(cell)` shows the text. How it comes about:
sheet (lines of arithmetic), forward and linear (the cell on a sheet), layout (the order
of blocks), plan (homes and calls), write and emit (text), build (compiled), run.
"""

from rnnbook.engine.build import engine_for, source
from rnnbook.engine.memory import POOL
from rnnbook.engine.run_backward import backward
from rnnbook.engine.run_forward import forward

__all__ = ["POOL", "backward", "engine_for", "forward", "source"]
