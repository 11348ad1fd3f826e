"""Recall with a part of the gradient cut: which ways back does learning need?

The forward pass is whole in every run. On the way back the gradient passes through W
with some of its blocks set to zero: all of them, as the algorithm of 1997 did, that of
the candidate alone, or those of the three gates. Or all of W is there, and the belt is
cut: no step hands its dc to the step before. For each network, length and seed: train,
then the accuracy on 1,000 fresh sequences, and the norms before clipping.
Twenty minutes or so on one core.
"""

import numpy as np
from _recall import measure, trained

from rnnbook import CELLS, init_params, init_readout, unroll_backward

SETTINGS = {
    "H": 16,
    "batch": 32,
    "updates": 300,
    "lr": 0.01,
    "max_norm": 1.0,
    "forget_bias": 3.0,
    "lengths": [10, 20, 40, 60],
    "seeds": [0, 1, 2, 3, 4],
    "networks": [
        ["lstm", "none"],
        ["lstm", "ifgo"],
        ["lstm", "g"],
        ["lstm", "ifo"],
        ["lstm", "belt"],
        ["lstm_1997", "none"],
        ["lstm_1997", "igo"],
    ],
}


def without_blocks(cell, W, cut):
    """W with the blocks of the gates in `cut` set to zero."""
    blocks = np.split(W, len(cell.gates), axis=1)
    named = zip(cell.gates, blocks, strict=True)
    return np.concatenate([0 * b if gate in cut else b for gate, b in named], axis=1)


def without_belt(cell):
    """The cell with a backward that drops the dc of the step after."""

    def backward(dstate, step):
        dh, dc = dstate
        return cell.backward((dh, 0 * dc), step)

    return cell._replace(name=f"{cell.name}_no_belt", backward=backward)


def way_back(cut):
    """`unroll_backward` with a part of the gradient cut."""

    def back(cell, p, dh, cache):
        if cut == "belt":
            return unroll_backward(without_belt(cell), p, dh, cache)
        gates = "" if cut == "none" else cut
        W = without_blocks(cell, p.W, gates)
        return unroll_backward(cell, p._replace(W=W), dh, cache)

    return back


def start(cell, rng):
    """The parameters before training, the forget gate open if there is one."""
    bias = {"f": SETTINGS["forget_bias"]} if "f" in cell.gates else None
    p = init_params(cell, 2, SETTINGS["H"], rng, bias=bias)
    return p, init_readout(SETTINGS["H"], 2, rng)


def train(name, cut, T, seed):
    """Train one network from `seed`; what became of it."""
    cell = CELLS[name]
    back = way_back(cut)
    return trained(cell, lambda rng: start(cell, rng), T, seed, SETTINGS, back)


if __name__ == "__main__":
    measure("07_paths", train, "cut", SETTINGS)
