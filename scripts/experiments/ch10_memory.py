"""The map of chapter 10: every task of the suite, every contender, ten seeds each.

What `memory_suite(..., preset="full")` does, for all of CONTENDERS, task by task. Each
finished line is kept in _build/experiments/memory/: stop with Ctrl-C, start again, and
it goes on from there. With the name of a task only that one is run. About a quarter of
an hour on one core.
"""

import sys
from collections import Counter

from _record import FOLDER, write

from rnnbook.tasks import memory_tasks
from rnnbook.training.suite import CONTENDERS, load_memory, memory_suite

KEPT = FOLDER.parents[1] / "_build" / "experiments" / "memory"


def main(names):
    """Run what is not there yet; write every task that all contenders have done."""
    KEPT.mkdir(parents=True, exist_ok=True)
    files = {name: KEPT / f"{name}.json" for name in CONTENDERS}
    for task in names or memory_tasks("full"):
        for name, who in CONTENDERS.items():
            ran = memory_suite(who, "full", [task], budget=None, path=files[name])
            if ran.stopped != "done":
                sys.exit(f"{ran.stopped}: start it again, and it goes on from here")
    results = [load_memory(path) for path in files.values() if path.exists()]
    rows = [row for result in results for row in result.rows if row["finished"]]
    count = Counter(row["task"] for row in rows)
    whole = [task for task in memory_tasks("full") if count[task] == len(files)]
    if whole:                                    # a task is stored once all have it
        settings = {"contenders": [result.settings for result in results]}
        rows = [row for task in whole for row in rows if row["task"] == task]
        write("10_memory", settings, sum(row["seconds"] for row in rows), rows)


if __name__ == "__main__":
    main(sys.argv[1:])
