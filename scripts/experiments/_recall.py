"""Recall from many starts: train, then measure; what chapters 5 and 7 share."""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    last_step,
    last_step_backward,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import recall
from rnnbook.training.fit import fit


def gradients_of(cell, T, batch, rng, back=unroll_backward):
    """Loss and gradients of a fresh batch; the loss looks at the last step alone.

    back: what takes the place of `unroll_backward`.
    """

    def gradients(net):
        p, head = net
        x, target = recall(rng, T, batch)
        h, _, cache = unroll(cell, p, x)
        loss, dy = softmax_cross_entropy(readout(head, last_step(h)), target)
        dhead, dh_T = readout_backward(head, last_step(h), dy)
        dp, _, _ = back(cell, p, last_step_backward(dh_T, T), cache)
        return loss, (dp, dhead)

    return gradients


def trained(cell, start, T, seed, settings, back=unroll_backward):
    """Train `start(rng)`, parameters and readout, from `seed`; what became of it.

    The accuracy is that on 1,000 fresh sequences, the norms are those before clipping;
    clipped is the share of updates whose gradient was longer than max_norm.
    """
    rng = np.random.default_rng(seed)
    done = fit(
        start(rng),
        gradients_of(cell, T, settings["batch"], rng, back),
        settings["updates"],
        settings["lr"],
        max_norm=settings["max_norm"],
        progress=False,
    )
    p, head = done.params
    x, target = recall(np.random.default_rng(10_000 + seed), T, 1000)
    with np.errstate(all="ignore"):  # a training that diverged left large weights
        h, _, _ = unroll(cell, p, x)
        right = readout(head, h[-1]).argmax(axis=-1) == target
    return {
        "accuracy": float(right.mean()),
        "median_norm": float(np.median(done.norm)),
        "largest_norm": float(done.norm.max()),
        "clipped": float((done.norm > settings["max_norm"]).mean()),
        "stopped": done.stopped,
    }


def measure(result, train, way, settings):
    """Run all, with a bar, and write the result.

    train: called with a cell's name, its `way`, a length and a seed.
    way: what the second entry of a network is called.
    """
    began, numbers = time.time(), []
    cases = [(*net, T) for net in settings["networks"] for T in settings["lengths"]]
    for name, kind, T in tqdm(cases):
        runs = [train(name, kind, T, seed) for seed in settings["seeds"]]
        columns = {key: [run[key] for run in runs] for key in runs[0]}
        numbers.append({"cell": name, way: kind, "T": T, **columns})
    write(result, settings, time.time() - began, numbers)
