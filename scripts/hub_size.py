"""Say what a hub for a class must have, from what the notebooks were measured to need.

    python scripts/hub_size.py 300 [--large] [--at-once 60] [--node 32 8] [--within 10]

The first number is how many students there are. --at-once: how many of 100 work at the
same time; all of them, if a whole class opens its notebooks in one room. --large: they
work on the notebooks that need most. --node: memory in GB and processor cores of one
machine. --within: the minutes in which all of them start and run a whole notebook.

The numbers come from book/course/hub/measured.json, which scripts/bench_notebooks.py
writes. The share that works at once, 60 of 100, and the headroom of 40 % are the upper
ends of what The Littlest JupyterHub advises for a start (on its page "Estimate Memory /
CPU / Disk needed"). What a node keeps for itself differs between providers: --kept, in
GB, is yours to say.
"""

import argparse
import json
import math
from pathlib import Path
from types import SimpleNamespace

MEASURED = Path(__file__).resolve().parents[1] / "book/course/hub/measured.json"
HEADROOM = 1.4  # above the largest that was measured
LARGE = 512  # MB; a notebook that needs more has a profile of its own
STEP = 64  # MB; sizes are rounded up to whole steps


def rounded(megabytes):
    return STEP * math.ceil(megabytes / STEP)


def need(measured, large=False):
    """Of one student: `usual` and `most` MB; processor `seconds`; `names` of notebooks.

    large: for the notebooks that need more than LARGE MB; else for all the others.
    `usual` is the server and the largest of these notebooks. `most` leaves room for a
    second notebook, of those that are not large, and for trying things. `seconds` are
    those of a start and of all cells of the longest of these notebooks.
    """
    rows = dict(measured["rows"])
    server = rows.pop("server")
    small = {k: row for k, row in rows.items() if row["memory"] <= LARGE}
    chosen = {k: row for k, row in rows.items() if k not in small} if large else small
    largest = max(row["memory"] for row in chosen.values())
    second = max(row["memory"] for row in small.values())
    return SimpleNamespace(
        usual=rounded(server["memory"] + largest),
        most=rounded(HEADROOM * (server["memory"] + largest + second)),
        seconds=server["ready"] + max(row["cpu"] for row in chosen.values()),
        names=sorted(chosen),
    )


def size(one, students, share=60, node=(32, 8), kept=3, minutes=10):
    """What `students` need: `together`, `memory` in GB, `nodes`, `cores`, `each`."""
    together = math.ceil(students * share / 100)
    each = math.floor((node[0] - kept) * 1000 / one.usual)
    if each < 1:
        raise ValueError(
            f"one student needs {one.usual} MB, and a node of {node[0]} GB has "
            f"{node[0] - kept} GB for students: name larger nodes with --node"
        )
    cores = together * one.seconds / (60 * minutes)
    by_cores = math.ceil(cores / node[1])
    return SimpleNamespace(
        together=together,
        memory=together * one.usual / 1000,
        each=each,
        nodes=max(math.ceil(together / each), by_cores),
        cores=cores,
    )


def lines(one, students, found, node, minutes):
    """The table in words, a line each."""
    few = len(one.names) < 4
    notebooks = ", ".join(one.names) if few else "all but the large ones"
    yield f"notebooks            {notebooks}"
    yield f"one student          {one.usual} MB usually, {one.most} MB at most"
    yield f"students             {students}, of whom {found.together} at once"
    yield f"memory for students  {found.memory:.0f} GB"
    yield f"nodes                {found.nodes} of {node[0]:g} GB, each for {found.each}"
    yield (
        f"processors           {found.cores:.1f} cores, if within {minutes:g} minutes "
        f"all start and run a whole notebook ({one.seconds:.0f} s each)"
    )


def main():
    parser = argparse.ArgumentParser(description="what a hub for a class must have")
    parser.add_argument("students", type=int)
    parser.add_argument("--large", action="store_true", help="the largest notebooks")
    parser.add_argument("--at-once", type=float, default=60, help="of 100 students")
    parser.add_argument("--node", type=float, nargs=2, default=(32, 8))
    parser.add_argument("--kept", type=float, default=3, help="GB a node keeps itself")
    parser.add_argument("--within", type=float, default=10, help="minutes")
    a = parser.parse_args()
    one = need(json.loads(MEASURED.read_text(encoding="utf-8")), a.large)
    try:
        found = size(one, a.students, a.at_once, a.node, a.kept, a.within)
    except ValueError as error:
        parser.error(str(error))
    print(*lines(one, a.students, found, a.node, a.within), sep="\n")


if __name__ == "__main__":
    main()
