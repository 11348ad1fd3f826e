"""How far back a vanilla RNN looks on text: the gradient by lag, before and after.

For each size, start and seed: train a tanh network to predict the next character of
the first part of two poems, then take the loss at the last step of windows of the part
that was held out, and measure how much of its gradient reaches each state before. The
loss on the held-out part is taken at every stop too: `best` is the lowest of a run.
A few minutes on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    init_params,
    init_readout,
    last_step_backward,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import corpus, encode, symbols_of
from rnnbook.training.fit import fit

SETTINGS = {
    "T": 50,
    "batch": 16,
    "updates": 300,
    "stops": 25,
    "lr": 0.005,
    "max_norm": 1.0,
    "held_out": 0.2,
    "sizes": [32, 64],
    "starts": ["uniform", "gaussian"],
    "seeds": list(range(10)),
    "shown": 60,
}
CELL = CELLS["rnn"]
SYMBOLS = symbols_of(corpus())
CODES = encode(corpus(), SYMBOLS)
SEEN = int(len(CODES) * (1 - SETTINGS["held_out"]))


def windows(codes, T, starts):
    """One-hot inputs (T, B, D) and targets (T, B), the characters that come next."""
    at = np.arange(T)[:, None] + starts
    return np.eye(len(SYMBOLS))[codes[at]], codes[at + 1]


def gradients_of(rng):
    """Loss and gradients of fresh windows; every step predicts the next character."""

    def gradients(net):
        p, head = net
        T, B = SETTINGS["T"], SETTINGS["batch"]
        x, target = windows(CODES[:SEEN], T, rng.integers(0, SEEN - T - 1, B))
        h, _, cache = unroll(CELL, p, x)
        loss, do = softmax_cross_entropy(readout(head, h), target)
        dhead, dh = readout_backward(head, h, do)
        dp, _, _ = unroll_backward(CELL, p, dh, cache)
        return loss, (dp, dhead)

    return gradients


def looked_back(net, x, target):
    """Norms by lag of the gradient of the last step's loss: of states, of inputs."""
    p, head = net
    h, _, cache = unroll(CELL, p, x)
    loss, do = softmax_cross_entropy(readout(head, h[-1:]), target[-1:])
    _, dh_T = readout_backward(head, h[-1:], do)
    _, dx, _ = unroll_backward(CELL, p, last_step_backward(dh_T[0], len(h)), cache)
    d, norms = dh_T[0], []
    for t in reversed(range(len(h))):
        norms.append(np.linalg.norm(d))
        d = (d * (1 - h[t] ** 2)) @ p.W.T
    inputs = np.linalg.norm(dx, axis=(1, 2))[::-1]
    return float(loss), np.array(norms) / norms[0], inputs / inputs.max()


def run(H, start, seed):
    """One network before and after; the gradient by lag on what was held out."""
    s, rng = SETTINGS, np.random.default_rng(seed)
    p, head = (
        init_params(CELL, len(SYMBOLS), H, rng),
        init_readout(H, len(SYMBOLS), rng),
    )
    if start == "gaussian":
        own = np.random.default_rng(20_000 + seed)
        p = p._replace(W=own.normal(0, 1 / np.sqrt(H), (H, H)))
    rest = CODES[SEEN:]
    places = np.arange(0, len(rest) - s["T"] - 1, 5)
    x, target = windows(rest, s["T"], places)
    _, before, _ = looked_back((p, head), x, target)
    options = {"max_norm": s["max_norm"], "progress": False}
    every, every_target = windows(rest, len(rest) - 1, np.array([0]))
    gradients, net, losses = gradients_of(rng), (p, head), []
    for _ in range(s["updates"] // s["stops"]):
        done = fit(net, gradients, s["stops"], s["lr"], **options)
        net, options["resume"] = done.params, done.resume
        h, _, _ = unroll(CELL, net[0], every)
        loss, _ = softmax_cross_entropy(readout(net[1], h), every_target)
        losses.append(float(loss))
    _, after, _ = looked_back(net, x, target)
    first = windows(rest, s["shown"], np.array([0]))
    _, _, inputs = looked_back(net, *first)
    return before, after, losses, inputs[::-1]


def main():
    """Run all, with a bar, and write the result."""
    began, numbers = time.time(), []
    cases = [(H, start) for H in SETTINGS["sizes"] for start in SETTINGS["starts"]]
    for H, start in tqdm(cases):
        runs = [run(H, start, seed) for seed in SETTINGS["seeds"]]
        row = {"H": H, "start": start, "loss": [round(r[2][-1], 3) for r in runs]}
        row["best"] = [round(min(r[2]), 3) for r in runs]
        for k, name in ((0, "before"), (1, "after")):
            row[name] = [[float(f"{v:.3g}") for v in r[k]] for r in runs]
        row["inputs"] = [float(f"{v:.3g}") for v in runs[0][3]]
        numbers.append(row)
    write("05_text", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
