"""Solved networks, small enough to look into: which cell holds what, tested by holding.

LSTMs of two to six cells are trained on temporal order 6a, adding and embedded Reber,
all to the last update. In each one that has learned its task, every cell is tested for
what it may hold: the first mark, the last mark, the running sum, the T or P of the
second symbol. The test: in 1,000 fresh sequences the cell state is held, from a step on
and to the end, at the value that it has on average when the other thing is the case
(for the sum: at the value that it has at the end of another sequence). The answer
should change to what that says, and in nothing else. The share of sequences in which it
does is the cell's score.

For each task the network with the best score is stored with its weights, to be stepped
by hand in the chapter's live figure. With the name of a task only that one is run, and
takes its place among the stored ones. Two minutes or so on one core.
"""

import json
import sys
import time

import numpy as np
from _record import FOLDER, write
from tqdm import tqdm

from rnnbook import CELLS
from rnnbook.tasks import LEARNED, memory_tasks
from rnnbook.training.memory import Contender, measured, train_stack
from rnnbook.training.stacked import stack

SETTINGS = {
    "networks": {"order": [2, 3], "adding": [2, 3], "Reber": [4, 5, 6]},
    "tasks": {
        "order": "order 6a 20", "adding": "adding 20", "Reber": "embedded Reber",
    },
    "forget_bias": 1.0,
    "lr": 0.02,
    "seeds": {"order": 40, "adding": 10, "Reber": 10},
    "updates": {"order": 800, "adding": 3000, "Reber": 1500},
    "fresh": 1000,
    "since": 14,                                   # a step, after both marks
    "near": 0.16,                                  # of the sum: 0.04 of the output
}  # fmt: skip
CELL = CELLS["lstm"]


def states(net, x, lengths, hold=None):
    """h, c (T, B, H) and scores (T, B, O). hold: cell, values (B,), since (B,)."""
    p, head = net
    T, B, _ = x.shape
    h = c = np.zeros((B, p.W.shape[0]))
    rows = []
    for t in range(T):
        (h_new, c_new), step = CELL.forward(x[t] @ p.U + p.b, h @ p.W, (h, c))
        if hold:
            k, values, since = hold
            now = t + 1 >= since
            c_new[now, k] = values[now]
            h_new[now, k] = step.o[now, k] * np.tanh(values[now])
        on = (t < lengths)[:, None]
        h, c = np.where(on, h_new, h), np.where(on, c_new, c)
        rows.append((h, c, h @ head.V + head.b))
    return [np.array(part) for part in zip(*rows, strict=True)]


def answers(o, at):
    """The class with the highest score at each sequence's step `at`."""
    return o[at, np.arange(o.shape[1])].argmax(axis=-1)


def order_scores(net, batch):
    """{what: [score of each cell]}: the class is 2 first + last, Y is 1."""
    x, target, lengths = batch.x, batch.target, batch.lengths
    _, c, _ = states(net, x, lengths)
    H, B, found, values = c.shape[-1], len(target), {}, {}
    for what, bit in (("first mark", target // 2), ("last mark", target % 2)):
        since = np.full(B, SETTINGS["since"])
        wanted = target + (2 if what == "first mark" else 1) * (1 - 2 * bit)
        found[what], values[what] = [], []
        for k in range(H):
            late = c[-1, :, k]
            mean = np.array([late[bit == one].mean() for one in (0, 1)])
            _, _, o = states(net, x, lengths, (k, mean[1 - bit], since))
            found[what].append(float((answers(o, lengths - 1) == wanted).mean()))
            values[what].append(mean.round(2).tolist())
    return found, values


def adding_scores(net, batch):
    """{"running sum": [score of each cell]}, by the values of another sequence."""
    x, target, lengths = batch.x, batch.target[:, 0], batch.lengths
    _, c, _ = states(net, x, lengths)
    B, scores, values = len(target), [], []
    other = np.roll(np.arange(B), 1)
    far = abs(target - target[other]) > 0.25 * 2 * SETTINGS["near"]
    for k in range(c.shape[-1]):
        late = c[-1, other, k]
        _, _, o = states(net, x, lengths, (k, late, lengths - 2))
        end = o[lengths - 1, np.arange(B), 0]
        near = abs(end - target[other]) < SETTINGS["near"] / 4
        scores.append(float(near[far].mean()))
        sums = 4 * (target - 0.5)
        slope, level = np.polyfit(sums, c[-1, :, k], 1)
        values.append([round(float(level - slope), 2), round(float(level + slope), 2)])
    return {"running sum": scores}, {"running sum": values}


def reber_scores(net, batch):
    """{"T or P": [score of each cell]}: held from step 3 on, asked for at the end."""
    x, lengths = batch.x, batch.lengths
    _, c, _ = states(net, x, lengths)
    P = (x[1].argmax(axis=-1) == 2).astype(int)
    at, since = lengths - 2, np.full(len(P), 3)
    inner = np.arange(len(x))[:, None]
    inner = (inner >= 2) & (inner < lengths - 2)
    scores, values = [], []
    for k in range(c.shape[-1]):
        mean = np.array([c[:, :, k][inner & (P == one)].mean() for one in (0, 1)])
        _, _, o = states(net, x, lengths, (k, mean[1 - P], since))
        scores.append(float((answers(o, at) == 1 + (1 - P)).mean()))
        values.append(mean.round(2).tolist())
    return {"T or P": scores}, {"T or P": values}


def none_right(scores, batch):
    """Nothing is ever learned: so all networks train to the last update."""
    return np.zeros(batch.x.shape[1], bool)


SCORES = {"order": order_scores, "adding": adding_scores, "Reber": reber_scores}


def case(name, H):
    """All seeds of one size: which have learned, and the scores of their cells."""
    task = memory_tasks("quick")[SETTINGS["tasks"][name]]
    task = task._replace(updates=SETTINGS["updates"][name])
    contender = Contender("LSTM", CELL, bias={"f": SETTINGS["forget_bias"]})
    seeds = list(range(SETTINGS["seeds"][name]))
    training = task._replace(right=none_right)
    rates = [SETTINGS["lr"]] * len(seeds)
    done = train_stack(contender, training, H, rates, seeds, every=10_000)
    p, head = (stack(list(part)) for part in zip(*done.params, strict=True))
    batch = task.draw(np.random.default_rng(99), SETTINGS["fresh"])
    shares = measured(CELL, p, head, task, batch)
    row = {"task": name, "H": H, "lr": SETTINGS["lr"], "seeds": seeds}
    row |= {"updates": task.updates, "right": shares.round(3).tolist(), "cells": {}}
    nets = {}
    for s, net in zip(seeds, done.params, strict=True):
        if shares[s] >= LEARNED:
            nets[s] = [type(part)(*(np.asarray(v, float).round(4) for v in part))
                       for part in net]  # fmt: skip
            scores, values = SCORES[name](nets[s], batch)
            row["cells"][str(s)] = {
                what: [round(v, 3) for v in of] for what, of in scores.items()
            }
            nets[s].append(values)
    return row, nets


def main(names):
    """All sizes; of each task the network whose cells are the clearest."""
    numbers, best = [], {}
    for name in names or SETTINGS["networks"]:
        for H in tqdm(SETTINGS["networks"][name], desc=name):
            start = time.time()
            row, nets = case(name, H)
            numbers.append(row | {"seconds": round(time.time() - start, 1)})
            for s, (p, head, values) in nets.items():
                found = row["cells"][str(s)]
                score = clearest(found)
                if score > best.get(name, {"score": -1})["score"]:
                    best[name] = {
                        "score": score, "H": H, "seed": s, "held": found,
                        "values": values,
                        **{n: v.tolist() for n, v in zip(
                            ("U", "W", "b", "V", "b_y"), (*p, *head), strict=True)},
                    }  # fmt: skip
    for name, row in best.items():
        tqdm.write(f"{name}: {row['held']} {row['values']}")
    if names:
        stored = json.loads((FOLDER / "10_stepped.json").read_text(encoding="utf-8"))
        kept = [r for r in stored["numbers"]["all"] if r["task"] not in names]
        numbers, best = kept + numbers, stored["numbers"]["best"] | best
    seconds = sum(row["seconds"] for row in numbers)
    write("10_stepped", SETTINGS, seconds, {"all": numbers, "best": best})


def clearest(found):
    """The lowest of the scores of the best cells, each for another thing."""
    return min(max(scores) for scores in found.values())


if __name__ == "__main__":
    main(sys.argv[1:])
