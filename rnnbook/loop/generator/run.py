"""What both directions of a run need: chunks of steps, orders of columns, the record.

Blocks are (B, H), contiguous, gate by gate. A chunk is as many steps as fit the
processor's cache, so that what is made for a chunk is still there when it is used.
"""

from typing import NamedTuple

import numpy as np

from rnnbook.loop.generator.build import Engine

CHUNK = 1 << 15  # numbers in the largest array of a chunk


class Saved(NamedTuple):
    """What a generated forward leaves for its backward.

    engine: what was generated for the cell. blocks: (T, blocks, B, H), what the record
    consists of. states: each part of the state, (T + 1, B, H).
    """

    engine: Engine
    blocks: np.ndarray
    states: dict


def chunks(T, blocks, B, H):
    """Where each chunk starts and ends, and how many steps the longest has."""
    n = max(8, CHUNK // (blocks * B * H))
    return [(lo, min(lo + n, T)) for lo in range(0, T, n)], min(n, T)


def by_block(a, count):
    """(..., B, count H) seen as (..., count, B, H)."""
    *lead, B, width = a.shape
    return a.reshape(*lead, B, count, width // count).swapaxes(-2, -3)


def ordered(a, gates, H, scale=None):
    """The columns of `a` (n, K), H for each gate, in another order of the gates."""
    a = a.reshape(len(a), -1, H).take(gates, axis=1)
    if scale is not None:
        a *= scale[gates, None]
    return a.reshape(len(a), -1)


def record_of(saved, lo, hi):
    """What the forward has saved of the steps from `lo` to before `hi`."""
    run = {"saved": saved.blocks[lo:hi]}
    for s, part in saved.states.items():
        run[s], run[f"{s}_prev"] = part[lo + 1 : hi + 1], part[lo:hi]
    return run


def weight_rows(cell, p):
    """The cell's own weights, row by row, ready to meet (B, H)."""
    return {name: getattr(p, name)[:, None] for name in cell.weights}
