"""Recall with a part of the gradient cut: which ways back does learning need?

The forward pass is whole in every run. On the way back the gradient passes through W
with some of its blocks set to zero: all of them, as the algorithm of 1997 did, that of
the candidate alone, or those of the three gates. Or all of W is there, and the belt is
cut: no step hands its dc to the step before. For each network, length and seed: train,
then the accuracy on 1,000 fresh sequences, and the norms before clipping.
Twenty minutes or so on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    init_params,
    init_readout,
    last_step,
    last_step_backward,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import recall
from rnnbook.train import fit

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


def way_back(cell, W, cut):
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


def gradients_of(cell, T, cut, rng):
    """Loss and gradients of a fresh batch; the loss looks at the last step alone."""
    cut_cell = without_belt(cell) if cut == "belt" else cell
    gates = "" if cut in ("none", "belt") else cut

    def gradients(net):
        p, head = net
        x, target = recall(rng, T, SETTINGS["batch"])
        h, _, cache = unroll(cell, p, x)
        loss, dy = softmax_cross_entropy(readout(head, last_step(h)), target)
        dhead, dh_T = readout_backward(head, last_step(h), dy)
        back = p._replace(W=way_back(cell, p.W, gates))
        dp, _, _ = unroll_backward(cut_cell, back, last_step_backward(dh_T, T), cache)
        return loss, (dp, dhead)

    return gradients


def train(name, cut, T, seed):
    """Train one network from `seed`; what became of it."""
    cell, rng = CELLS[name], np.random.default_rng(seed)
    bias = {"f": SETTINGS["forget_bias"]} if "f" in cell.gates else None
    p = init_params(cell, 2, SETTINGS["H"], rng, bias=bias)
    done = fit(
        (p, init_readout(SETTINGS["H"], 2, rng)),
        gradients_of(cell, T, cut, rng),
        SETTINGS["updates"],
        SETTINGS["lr"],
        max_norm=SETTINGS["max_norm"],
        progress=False,
    )
    p, head = done.params
    x, target = recall(np.random.default_rng(10_000 + seed), T, 1000)
    h, _, _ = unroll(cell, p, x)
    right = readout(head, h[-1]).argmax(axis=-1) == target
    return {
        "accuracy": float(right.mean()),
        "median_norm": float(np.median(done.norm)),
        "largest_norm": float(done.norm.max()),
        "stopped": done.stopped,
    }


def main():
    """Run all, with a bar, and write the result."""
    begun, numbers = time.time(), []
    cases = [(*net, T) for net in SETTINGS["networks"] for T in SETTINGS["lengths"]]
    for name, cut, T in tqdm(cases):
        runs = [train(name, cut, T, seed) for seed in SETTINGS["seeds"]]
        numbers.append(
            {"cell": name, "cut": cut, "T": T}
            | {key: [run[key] for run in runs] for key in runs[0]}
        )
    write("07_paths", SETTINGS, time.time() - begun, numbers)


if __name__ == "__main__":
    main()
