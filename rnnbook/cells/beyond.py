"""The cells of chapter 14, in a table of their own.

Three of them are linear in the state: with W = 0 they are recurrences that a scan can
run (`rnnbook.loop.scan`). In the loop they take hW like any other cell, so that what a
recurrent W would bring can be tried.
"""

from rnnbook.cells import Cell, lru, min_gru, selective, slstm

__all__ = ["BEYOND"]

BEYOND = {
    cell.name: cell
    for cell in (
        Cell("lru", lru.lru, lru.lru_backward, ("u", "v"), ("h", "k"),
             params=lru.LRUParams, weights={"P": ("nu", "theta")}),
        Cell("min_gru", min_gru.min_gru, min_gru.min_gru_backward, ("z", "n"), ("h",)),
        Cell("selective", selective.selective, selective.selective_backward,
             ("d", "n"), ("h",), params=selective.SelectiveParams,
             weights={"A": ("n",)}),
        Cell("slstm", slstm.slstm, slstm.slstm_backward, ("i", "f", "g", "o"),
             ("h", "c", "n", "m")),
    )
}  # fmt: skip
