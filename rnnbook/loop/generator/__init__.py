"""Generates a fast loop for any cell from its traced graphs: `engine="generated"`.

A cell is written once, as the chapters show it. From what `rnnbook.tracing` sees it do,
this package writes Python that does the same arithmetic in place, in few calls, on
blocks of memory that are used again; `build.source(cell)` shows the text. The steps:
ir (the intermediate representation, lines of arithmetic), forward and backward (the
cell in it), layout (the order of blocks), plan (storage and calls), text and emit (the
text), build (compile), run, run_forward and run_backward (execute).
"""
