"""Random guessing: which tests of memory do weights out of a hat solve?

A guess is a network whose weights, readout included, are all uniform in [-r, r]. It
solves a task if it answers every one of 100 sequences right, and then 1,000 fresh ones
(990 of them, because noise can be large). A guess is dropped at its first stage with a
wrong answer; so most cost four sequences.

latch is variant II of the latch problem in "Evaluating long-term dependency benchmark
problems by random guessing": one unit of tanh, the first input +1 or -1, then noise of
variance 0.2, 500 to 600 steps. parity: inputs +1 and -1, is the number of +1 odd? The
others are the tasks of the chapter. Three minutes or so on one core.
"""

import time

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import CELLS
from rnnbook.tasks import (
    adding,
    copying,
    embedded_reber,
    long_lag,
    predicts_legal,
    recall,
    temporal_order,
)

SETTINGS = {
    "range": [1.0, 100.0],
    "stages": [4, 16, 100],          # sequences of a stage, the first two are tests
    "fresh": 1000,
    "guesses": {"latch": 20_000, "other": 200_000},
    "together": 5_000,
    "tasks": {                       # cell, units
        "latch": [["rnn", 1]],
        "parity": [["rnn", 2]],
        "recall": [["rnn", 2], ["lstm", 1]],
        "long lag": [["rnn", 2], ["lstm", 2]],
        "temporal order": [["rnn", 4], ["lstm", 2]],
        "adding": [["rnn", 2], ["lstm", 2]],
        "embedded Reber": [["rnn", 4], ["lstm", 3]],
        "copying": [["rnn", 4]],
    },
    "seed": 0,
}  # fmt: skip
"""A task draws x (T, B, D), target, and judges scores o (S, T, B, O): right (S, B)."""


def at_the_end(o, target):
    """The class with the highest score after the last step."""
    return o[:, -1].argmax(axis=-1) == target


def latch(rng, B):
    """The sign of the first input, through noise."""
    T = rng.integers(500, 601)
    target = np.arange(B) % 2
    x = rng.normal(0, np.sqrt(0.2), (T, B, 1))
    x[0, :, 0] = 2 * target - 1
    return x, target, at_the_end


def parity(rng, B):
    """Is the number of +1 odd?"""
    T = rng.integers(500, 601)
    x = rng.choice([-1.0, 1.0], (T, B, 1))
    flip = (x[:, :, 0] == 1).sum(axis=0) % 2 != np.arange(B) % 2
    x[0, flip, 0] *= -1
    return x, np.arange(B) % 2, at_the_end


def lag(rng, B):
    """Noise-free sequences of 51 symbols: does the last symbol repeat the first?"""
    x, target, _ = long_lag(rng, 50, B, regular=False)
    return x, target[-1] - 49, at_the_end


def order(rng, B):
    """X and Y among 100 steps: all of one length here, so that no mask is needed."""
    x, target, lengths = temporal_order(rng, 100, B)
    x = np.stack([np.roll(x[:, k], len(x) - n, axis=0)
                  for k, n in enumerate(lengths)], axis=1)  # fmt: skip
    return x, target, at_the_end


def sums(rng, B):
    """The adding problem over 100 steps, an error below 0.04 counts as right."""
    x, target, _ = adding(rng, 100, B)
    return x, target, lambda o, target: abs(o[:, -1, :, 0] - target[:, 0]) < 0.04


def reber(rng, B):
    """Each symbol of each string is predicted."""
    x, _, _, legal = embedded_reber(rng, B)
    real = legal.any(axis=-1)

    def judge(o, _):
        fit = predicts_legal(o, np.broadcast_to(legal, o.shape))
        return (fit | ~real).all(axis=1)

    return x, None, judge


def copies(rng, B):
    """All symbols said again after 30 steps."""
    x, target, _ = copying(rng, 30, B)
    return x, target, lambda o, target: (o.argmax(axis=-1) == target).all(axis=1)


def recalls(rng, B):
    """The sign of the first of 40 inputs."""
    x, target = recall(rng, 40, B)
    return x, target, at_the_end


TASKS = {                            # how a batch is drawn, and how many scores
    "latch": (latch, 2), "parity": (parity, 2), "recall": (recalls, 2),
    "long lag": (lag, 2), "temporal order": (order, 4), "adding": (sums, 1),
    "embedded Reber": (reber, 7), "copying": (copies, 9),
}  # fmt: skip


def run(cell, weights, x):
    """Scores (S, T, B, O) of S networks at once."""
    U, W, b, V, b_y = weights
    S, H = len(W), W.shape[1]
    state = tuple(np.zeros((S, x.shape[1], H), np.float32) for _ in cell.state)
    o = np.empty((len(x), S, x.shape[1], V.shape[-1]), np.float32)
    for t in range(len(x)):
        state, _ = cell.forward(x[t] @ U + b, state[0] @ W, state)
        o[t] = state[0] @ V + b_y
    return o.swapaxes(0, 1)


def drawn(rng, S, D, H, K, scores, r):
    """Weights of S networks, each uniform in [-r, r]."""
    shapes = (D, K), (H, K), (1, K), (H, scores), (1, scores)
    return [rng.uniform(-r, r, (S, *shape)).astype(np.float32) for shape in shapes]


def case(task, name, H, r):
    """One line of the result."""
    rng, cell = np.random.default_rng([SETTINGS["seed"], int(r)]), CELLS[name]
    draw, scores = TASKS[task]
    guesses = SETTINGS["guesses"].get(task, SETTINGS["guesses"]["other"])
    together, solved, first = SETTINGS["together"], 0, None
    if task == "latch":
        together //= 5
    trained = 0
    for done in range(0, guesses, together):
        x, *_ = draw(rng, 4)
        K = len(cell.gates) * H
        weights = drawn(rng, together, x.shape[-1], H, K, scores, r)
        alive = np.arange(together)
        for B in SETTINGS["stages"]:
            alive = alive[passed(cell, weights, alive, draw, rng, B)]
        trained += len(alive)
        kept = alive[passed(cell, weights, alive, draw, rng, SETTINGS["fresh"], 0.99)]
        if len(kept) and first is None:
            first = done + int(kept[0]) + 1
        solved += len(kept)
    row = {"task": task, "cell": name, "H": H, "range": r, "guesses": guesses}
    numbers = sum(w[0].size for w in weights)
    return row | {"weights": numbers, "passed": trained, "solved": solved,
                  "first": first}  # fmt: skip


def passed(cell, weights, alive, draw, rng, B, share=1.0):
    """Which of these networks answer (that share of) B new sequences right."""
    if not len(alive):
        return np.zeros(0, bool)
    x, target, judge = draw(rng, B)
    found = []
    for k in range(0, len(alive), 100 if B > 16 else len(alive)):
        some = alive[k : k + 100] if B > 16 else alive
        with np.errstate(over="ignore"):
            o = run(cell, [w[some] for w in weights], x.astype(np.float32))
        found.append(judge(o, target).mean(axis=1) >= share)
    return np.concatenate(found)


def main():
    """All tasks, cells and ranges."""
    began = time.time()
    cases = [
        (task, name, H, r)
        for task, nets in SETTINGS["tasks"].items()
        for name, H in nets
        for r in SETTINGS["range"]
    ]
    numbers = []
    for each in tqdm(cases):
        numbers.append(case(*each))
        tqdm.write(str(numbers[-1]))
    write("10_guessing", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
