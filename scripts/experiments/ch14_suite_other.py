"""Copy and grammar of ch14_suite.py with half the size, other starts, more updates.

All on other seeds, with the same search. "half": at most 800 parameters. "start":
another start of the gates. "long": four times the updates, for the cells whose factors
do not read the state, with a higher rate tried as well. Five minutes or so on one core.
"""

import time

from _record import write
from ch14_suite import PLAN, contenders, weights
from tqdm import tqdm

from rnnbook.tasks import memory_tasks
from rnnbook.training.suite import run_task

OTHER = PLAN._replace(seeds=tuple(range(20, 30)), search_seeds=(102, 103))
BLIND = ["minimal GRU", "minimal GRU, two layers", "LRU", "selective"]
STARTS = [    # label, its other start, task
    ("minimal GRU", "z=0", "copy 2"), ("minimal GRU", "z=0", "embedded Reber"),
    ("minimal GRU, W learned", "z=0", "copy 2"),
    ("minimal GRU, W learned", "z=0", "embedded Reber"),
    ("LSTM", "f=0", "copy 2"), ("LSTM", "f=3", "copy 2"),
    ("LSTM", "f=0", "long lag 8"), ("LSTM", "f=3", "long lag 8"),
    ("GRU", "z=0", "copy 2"), ("GRU", "z=0", "long lag 8"),
]  # fmt: skip


def started(who, start):
    """The contender with another bias of one gate, as "f=3"."""
    gate, value = start.split("=")
    return who._replace(name=start, bias={gate: float(value)})


def cases():
    """(kind, label, contender, task, plan, times the updates) of all."""
    who = dict(contenders())
    half = OTHER._replace(weights=800)
    wide = OTHER._replace(rates=(0.01, 0.03, 0.1))
    for label in who:
        for task in ("copy 2", "embedded Reber"):
            yield "half", label, who[label], task, half, 1
    for label, start, task in STARTS:
        yield "start", label, started(who[label], start), task, OTHER, 1
    for label in BLIND:
        yield "long", label, who[label], "copy 2", wide, 4


def main():
    """Every case; how many of ten seeds learned."""
    began, numbers, tasks = time.time(), [], memory_tasks("quick")
    keys = "task", "title", "H", "lr", "updates", "score", "limit", "seconds"
    for kind, label, who, name, plan, times in tqdm(list(cases())):
        H = max(n for n in range(1, 65) if weights(label, who.cell, n) <= plan.weights)
        task = tasks[name]._replace(updates=times * tasks[name].updates)
        row = run_task(who, task, plan, H)
        numbers.append({"kind": kind, "label": label, "start": who.name}
                       | {key: row[key] for key in keys})
        learned = sum(u is not None for u in row["updates"])
        print(kind, label, who.name, name, H, row["lr"], learned, flush=True)
    settings = {**OTHER._asdict(), "preset": "quick", "D": 8}
    write("14_suite_other", settings, time.time() - began, numbers)


if __name__ == "__main__":
    main()
