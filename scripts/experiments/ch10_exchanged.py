"""Two causes cut: what makes the IRNN add, and what makes an LSTM hold for longer.

"start": adding over 20 steps by a plain RNN, ten seeds at 0.003, with one thing of the
IRNN exchanged at a time: its activation, its start. "bias": temporal order over 30
steps by the LSTM with forget bias 1 and 3 and by the cell of 1997, at 0.01 and 0.03,
ten seeds each, all trained for 600 updates; then 500 fresh sequences of 30 steps and
of longer ones. With one of the two names only that part is run. A minute for each.
"""

import sys
import time
from itertools import product

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import CELLS, CONTENDERS
from rnnbook.tasks import memory_tasks, temporal_order
from rnnbook.training.memory import Contender, measured, train_stack
from rnnbook.training.stacked import stack
from rnnbook.training.suite import size_for

STARTS = {
    "usual": None,
    "orthogonal": CONTENDERS["rnn orthogonal"].start,
    "identity": CONTENDERS["irnn"].start,
}
CELL_OF = {"tanh": "rnn", "ReLU": "rnn_relu"}
START = {
    "task": "adding 20", "lr": 0.003, "seeds": list(range(10)),
    "made": [["tanh", "identity"], ["ReLU", "usual"], ["ReLU", "orthogonal"],
             ["ReLU", "identity"]],
}  # fmt: skip
BIAS = {
    "task": "order 6a 30", "rates": [0.01, 0.03], "seeds": list(range(20, 30)),
    "contenders": ["lstm f=1", "lstm f=3", "lstm 1997"], "updates": 600,
    "tested": [30, 60, 150, 300], "fresh": 500,
}  # fmt: skip


def starts():
    """Which of ten have learned adding, for each activation and start."""
    task, rows = memory_tasks("full")[START["task"]], []
    for activation, start in tqdm(START["made"], desc="start"):
        cell = CELLS[CELL_OF[activation]]
        who = Contender(f"{activation}, {start}", cell, None, STARTS[start])
        rates = [START["lr"]] * len(START["seeds"])
        done = train_stack(who, task, size_for(cell), rates, START["seeds"])
        rows.append({
            "activation": activation, "start": start, "H": size_for(cell),
            "updates": [int(u) if u >= 0 else None for u in done.updates],
            "score": [round(float(v), 3) for v in done.score],
        })  # fmt: skip
    return rows


def biases():
    """The scores at every length, for each contender and rate."""
    task, rows = memory_tasks("full")[BIAS["task"]], []
    training = task._replace(
        updates=BIAS["updates"],
        right=lambda scores, batch: np.zeros(batch.x.shape[1], bool),
    )
    for name, lr in tqdm(list(product(BIAS["contenders"], BIAS["rates"])), desc="bias"):
        who, seeds = CONTENDERS[name], BIAS["seeds"]
        H = size_for(who.cell)
        done = train_stack(who, training, H, [lr] * len(seeds), seeds, every=10_000)
        p, head = (stack(list(part)) for part in zip(*done.params, strict=True))
        scores = {}
        for T in BIAS["tested"]:
            batch = temporal_order(np.random.default_rng([7, T]), T, BIAS["fresh"])
            found = measured(who.cell, p, head, task, batch)
            scores[str(T)] = [round(float(v), 3) for v in found]
        rows.append({"contender": name, "H": H, "lr": lr, "scores": scores})
    return rows


PARTS = {
    "start": ("10_exchanged", START, starts), "bias": ("10_held_longer", BIAS, biases),
}  # fmt: skip


def main(names):
    """Run both parts, or one, each with a result of its own."""
    for name in names or PARTS:
        result, settings, run = PARTS[name]
        began = time.process_time()
        rows = run()
        write(result, settings, time.process_time() - began, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
