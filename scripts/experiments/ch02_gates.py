"""The sum of marked values, with tanh or sigmoid as the gate and as the candidate.

A unit adds up i·g over the steps, (2.18); both see a value and a noisy mark; a readout
with a weight and a constant gives the sum of the marked values. Four pairs of curves,
sixteen starts each, trained side by side. Three tasks: sequences of 20 steps, of 10,
and of 10 to 20 at random. In the last one a share that every step adds no longer comes
to the same total, so a constant in the readout cannot take it away again.
For each pair and task: the error on fresh sequences, as a share of the variance, after
so many updates; what a step without and one with a mark add in the end, at value 0;
and, where gate and candidate differ, the weights with which they read value and mark.
Ten minutes or so on one core.
"""

import time
from typing import NamedTuple

import numpy as np
from _record import write

from rnnbook import adam, adam_start, sigmoid
from rnnbook._types import Array

SETTINGS = {
    "batch": 64,
    "lr": 0.03,
    "noise": 0.2,
    "marked": 0.2,
    "starts": 16,
    "updates": [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 30000],
    "lengths": [[20, 20], [10, 10], [10, 20]],
    "pairs": [
        ["sigmoid", "tanh"],
        ["sigmoid", "sigmoid"],
        ["tanh", "tanh"],
        ["tanh", "sigmoid"],
    ],
}
CURVES = {
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "sigmoid": (sigmoid, lambda h: h * (1 - h)),
}


class Unit(NamedTuple):
    """Weights of S units side by side; rows 0 and 1 are for value and mark."""

    u_i: Array  # (2, S) of the gate
    u_g: Array  # (2, S) of the candidate
    b: Array    # (2, S) biases of the two
    v: Array    # (2, S) readout: a weight, a constant


def draw(rng, S, B, shortest, longest):
    """Values, noisy marks, which steps there are, all (T, B, S); the sums, (B, S)."""
    shape = (longest, B, S)
    value, mark = rng.uniform(-1, 1, shape), rng.random(shape) < SETTINGS["marked"]
    seen = mark + SETTINGS["noise"] * rng.normal(size=shape)
    lengths = rng.integers(shortest, longest + 1, (B, S))
    there = np.arange(longest)[:, None, None] < lengths
    return value, seen, there, (value * mark * there).sum(axis=0)


def added(p, value, seen, pair):
    """The gate and the candidate of each step."""
    gate, candidate = (CURVES[name][0] for name in pair)
    i = gate(value * p.u_i[0] + seen * p.u_i[1] + p.b[0])
    g = candidate(value * p.u_g[0] + seen * p.u_g[1] + p.b[1])
    return i, g


def error(p, pair, value, seen, there, wanted):
    """(S,), the mean squared error of each unit."""
    i, g = added(p, value, seen, pair)
    c = (there * i * g).sum(axis=0)
    return ((p.v[0] * c + p.v[1] - wanted) ** 2).mean(axis=0)


def gradients(p, pair, value, seen, there, wanted):
    """The gradients of the units' errors, each unit by itself."""
    i, g = added(p, value, seen, pair)
    c = (there * i * g).sum(axis=0)
    de = 2 / len(c) * (p.v[0] * c + p.v[1] - wanted)
    dc = there * de * p.v[0]
    da_i = dc * g * CURVES[pair[0]][1](i)
    da_g = dc * i * CURVES[pair[1]][1](g)
    du_i, du_g = (
        np.stack([(da * x).sum(axis=(0, 1)) for x in (value, seen)])
        for da in (da_i, da_g)
    )
    db = np.stack([da.sum(axis=(0, 1)) for da in (da_i, da_g)])
    return Unit(du_i, du_g, db, np.stack([(de * c).sum(axis=0), de.sum(axis=0)]))


def train(pair, lengths):
    """Errors after each of the counts, and what a step adds in the end."""
    rng, S = np.random.default_rng(0), SETTINGS["starts"]
    p = Unit(
        rng.normal(0, 0.5, (2, S)), rng.normal(0, 0.5, (2, S)), np.zeros((2, S)),
        np.stack([np.ones(S), np.zeros(S)]),
    )  # fmt: skip
    fresh = draw(np.random.default_rng(99), 1, 4000, *lengths)
    state, errors = adam_start(p), []
    for k in range(1, SETTINGS["updates"][-1] + 1):
        batch = draw(rng, S, SETTINGS["batch"], *lengths)
        p, state = adam(p, gradients(p, pair, *batch), state, lr=SETTINGS["lr"])
        if k in SETTINGS["updates"]:
            share = error(p, pair, *fresh) / fresh[-1].var()
            errors.append(share.round(4).tolist())
    steps = {
        name: np.prod(added(p, 0.0, mark, pair), axis=0).round(4).tolist()
        for name, mark in (("unmarked", 0.0), ("marked", 1.0))
    }
    if pair[0] != pair[1]:
        steps |= {name: getattr(p, name).round(2).tolist() for name in ("u_i", "u_g")}
    return errors, steps


if __name__ == "__main__":
    started, found = time.perf_counter(), []
    for lengths in SETTINGS["lengths"]:
        for pair in SETTINGS["pairs"]:
            errors, steps = train(pair, lengths)
            found.append({"pair": pair, "lengths": lengths, "error": errors, **steps})
            print(lengths, pair, np.median(errors, axis=1), flush=True)
    write("02_gates", SETTINGS, time.perf_counter() - started, found)
