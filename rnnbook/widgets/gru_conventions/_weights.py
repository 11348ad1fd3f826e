"""The weights and inputs that both GRUs of the figure start from, by the settings."""

import numpy as np

from rnnbook.cells.gru import GRUParams
from rnnbook.cells.params import Params

STEPS, MOST = 12, 3


def drawn():
    """Inputs and weights for the most units, drawn once and rounded for the page.

    Blocks by gate: U (1, 3), W (3, 3), b (3,), as lists of numbers, row by row.
    """
    rng = np.random.default_rng(8)
    x = rng.choice([-1.0, -0.5, 0.5, 1.0], STEPS)
    blocks = {}
    for gate, bias in (("r", 0.0), ("z", 0.6), ("n", 0.0)):
        blocks[gate] = {
            "U": np.round(rng.uniform(-1.5, 1.5, MOST), 1).tolist(),
            "W": np.round(rng.uniform(-2.0, 2.0, MOST * MOST), 1).tolist(),
            "b": [bias] * MOST,
        }
    return {"x": x.tolist(), "most": MOST, **blocks}


def parameters(draws, units, alike, diagonal, bias):
    """Parameters of the book's GRU: the first `units` of what was drawn.

    alike: every unit has the reset gate of the first. diagonal: block n of W has its
    diagonal alone. bias: b_h of block n.
    Returns: GRUParams.
    """
    blocks = [_block(draws[gate], units) for gate in "rzn"]
    if alike:
        blocks[0] = [np.repeat(part[..., :1], units, axis=-1) for part in blocks[0]]
    if diagonal:
        blocks[2][1] = np.diag(np.diag(blocks[2][1]))
    U, W, b = (np.concatenate(parts, axis=-1) for parts in zip(*blocks, strict=True))
    b_h = np.repeat([0.0, 0.0, float(bias)], units)
    return GRUParams(U, W, b, b_h)


def of_the_other(p, reset, negated):
    """The same weights as the other GRU has them.

    A GRU with its reset before the product has no b_h: it is added to b. negated:
    all that makes the pre-activation of z has its sign turned.
    """
    H = len(p.W)
    sign = np.repeat([1.0, -1.0 if negated else 1.0, 1.0], H)
    U, W, b, b_h = (part * sign for part in p)
    return GRUParams(U, W, b, b_h) if reset == "after" else Params(U, W, b + b_h)


def _block(block, units):
    U = np.reshape(block["U"], (1, MOST))[:, :units]
    W = np.reshape(block["W"], (MOST, MOST))[:units, :units]
    return [U, W, np.array(block["b"][:units])]
