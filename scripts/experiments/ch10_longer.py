"""Longer than ever trained: networks that learned a wait of T, tested on other waits.

Temporal order 6a at T = 30, adding at T = 20 (the form of 1997) and copying with a
pause of 5, each by five contenders, with as many units as make about 1,600 weights. All
train for the same number of updates, solved or not, ten seeds at each of two rates; the
rate with the better mean score at the trained length counts. Then each network reads
500 fresh sequences of every other length. The control for a wait that is always the
same: "copying, mixed" trains on pauses from 2 to 8 in every batch, and "order, mixed"
on lengths from 10 to 30, never longer than those of "order". With the name of a task
only that one is run, and takes its place among the stored ones. Five minutes or more on
one core.
"""

import json
import sys
import time

import numpy as np
from _record import FOLDER, write
from tqdm import tqdm

from rnnbook import CONTENDERS
from rnnbook.tasks import adding_1997, copying, memory_tasks, temporal_order
from rnnbook.tasks._codes import Batch
from rnnbook.training.memory import measured, train_stack
from rnnbook.training.stacked import stack
from rnnbook.training.suite import size_for

SETTINGS = {
    "contenders": ["rnn scaled", "rnn orthogonal", "irnn", "lstm f=1", "gru z=1"],
    "rates": [0.003, 0.01],
    "seeds": list(range(10)),
    "updates": {
        "order": 600, "order, mixed": 600, "adding": 1500, "copying": 1000,
        "copying, mixed": 1000,
    },
    "trained": {
        "order": 30, "order, mixed": 30, "adding": 20, "copying": 5,
        "copying, mixed": 5,
    },
    "mixed": {
        "order, mixed": [10, 14, 18, 22, 26, 30],
        "copying, mixed": [2, 3, 4, 5, 6, 7, 8],
    },
    "tested": {
        "order": [30, 60, 150, 300], "order, mixed": [30, 60, 150, 300],
        "adding": [20, 40, 100, 200],
        "copying": [2, 5, 10, 25, 50], "copying, mixed": [2, 5, 10, 25, 50],
    },
    "fresh": 500,
}  # fmt: skip
BASE = {"order": "order 6a 30", "adding": "adding 20", "copying": "copy 5"}


def of_length(name, T):
    """draw(rng, B) of a task at another length."""
    if name.startswith("order"):
        return lambda rng, B: temporal_order(rng, T, B)
    if name.startswith("adding"):
        return lambda rng, B: adding_1997(rng, T, B)
    return lambda rng, B: copying(rng, T, B, symbols=4, length=3)


def mixed(rng, B, name, lengths_of):
    """A batch with sequences of all these lengths, padded at the end."""
    parts = []
    for at, T in zip(
        np.array_split(rng.permutation(B), len(lengths_of)), lengths_of, strict=True
    ):
        if len(at):
            parts.append((at, of_length(name, T)(rng, len(at))))
    longest = max(len(part.x) for _, part in parts)
    x = np.zeros((longest, B, parts[0][1].x.shape[-1]))
    each = parts[0][1].target.ndim == 2
    target = np.zeros((longest, B) if each else B, int)
    lengths = np.zeros(B, int)
    for at, part in parts:
        x[: len(part.x), at], lengths[at] = part.x, part.lengths
        if each:
            target[: len(part.x), at] = part.target
        else:
            target[at] = part.target
    return Batch(x, target, lengths)


def none_right(scores, batch):
    """Nothing is ever learned: so all networks train to the last update."""
    return np.zeros(batch.x.shape[1], bool)


def case(name, who):
    """One line of the result."""
    task = memory_tasks("full")[BASE[name.split(",")[0]]]
    task = task._replace(updates=SETTINGS["updates"][name])
    if name in SETTINGS["mixed"]:
        waits = SETTINGS["mixed"][name]
        task = task._replace(draw=lambda rng, B: mixed(rng, B, name, waits))
    contender, seeds = CONTENDERS[who], SETTINGS["seeds"]
    H = size_for(contender.cell)
    rates = [rate for rate in SETTINGS["rates"] for _ in seeds]
    training = task._replace(right=none_right)
    done = train_stack(contender, training, H, rates, seeds * 2, every=10_000)
    p = stack([p for p, _ in done.params])
    head = stack([head for _, head in done.params])
    found = {}
    for T in SETTINGS["tested"][name]:
        batch = of_length(name, T)(np.random.default_rng([7, T]), SETTINGS["fresh"])
        with np.errstate(all="ignore"):
            found[T] = measured(contender.cell, p, head, task, batch).reshape(2, -1)
    best = int(found[SETTINGS["trained"][name]].mean(axis=1).argmax())
    scores = [
        {str(T): [round(float(v), 3) for v in f[k]] for T, f in found.items()}
        for k in range(len(SETTINGS["rates"]))
    ]
    row = {"task": name, "contender": who, "H": H, "lr": SETTINGS["rates"][best]}
    row["scores"] = scores[best]
    if name.startswith("order"):     # the rates tie: both are kept
        row["each_rate"] = dict(zip(map(str, SETTINGS["rates"]), scores, strict=True))
    return row


def main(names):
    """All tasks and contenders, or those of some tasks beside the stored ones."""
    began, numbers = time.time(), []
    names = names or list(SETTINGS["trained"])
    for name in names:
        for who in tqdm(SETTINGS["contenders"], desc=name):
            numbers.append(case(name, who))
            tqdm.write(str(numbers[-1]))
    seconds = time.time() - began
    if set(names) < set(SETTINGS["trained"]):
        stored = json.loads((FOLDER / "10_longer.json").read_text(encoding="utf-8"))
        numbers = [r for r in stored["numbers"] if r["task"] not in names] + numbers
        seconds += stored["seconds"]
    write("10_longer", SETTINGS, seconds, numbers)


if __name__ == "__main__":
    main(sys.argv[1:])
