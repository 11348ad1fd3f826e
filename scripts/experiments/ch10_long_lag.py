"""Why noise-free long lag is hard for some: the same sequences, asked otherwise.

Three forms with one lag: "as posed", every next symbol is to be predicted and those
between are always the same (task 2a of the paper); "last only", the same sequences, and
the last symbol alone counts; "random between", every next symbol is to be predicted,
and those between are drawn at random (task 2b). The search and the seeds are those of
the map. Five minutes or so on one core; each finished line is kept in
_build/experiments/long_lag/.
"""

import json
from functools import partial

import numpy as np
from _record import FOLDER, write
from tqdm import tqdm

from rnnbook.tasks import long_lag, memory_tasks
from rnnbook.training.suite import CONTENDERS, PLANS, run_task, size_for

KEPT = FOLDER.parents[1] / "_build" / "experiments" / "long_lag"
LAG = 10
WHO = [
    "rnn orthogonal", "irnn", "lstm 1997", "lstm f=1", "lstm f=3", "gru z=0", "gru z=1",
]  # fmt: skip


def last_only(rng, B, T):
    """Long lag with one question: a target for each sequence."""
    batch = long_lag(rng, T, B)
    return batch._replace(target=batch.target[-1])


def last_class(scores, batch):
    """Which answers are right."""
    return scores.argmax(axis=-1) == batch.target


def random_between(rng, B, T):
    """Task 2b."""
    return long_lag(rng, T, B, regular=False)


def forms():
    """The task of the suite in three forms, by name."""
    posed = memory_tasks("full")[f"long lag {LAG}"]
    return {
        "as posed": posed,
        "last only": posed._replace(
            draw=partial(last_only, T=LAG), asked="last", right=last_class
        ),
        "random between": posed._replace(draw=partial(random_between, T=LAG)),
    }


def main():
    """Run what is not there yet, with a bar, and write the result."""
    KEPT.mkdir(parents=True, exist_ok=True)
    rows, plan = [], PLANS["full"]
    for form, task in forms().items():
        for name in tqdm(WHO, desc=form):
            path = KEPT / f"{form}, {name}.json"
            if not path.exists():
                who = CONTENDERS[name]
                row = run_task(who, task, plan, size_for(who.cell, plan.weights))
                if not row["finished"]:
                    raise SystemExit("stopped: a second start goes on from here")
                path.write_text(json.dumps({"form": form, **row}), encoding="utf-8")
            rows.append(json.loads(path.read_text(encoding="utf-8")))
    settings = {"lag": LAG, "forms": list(forms()), **plan._asdict()}
    write("10_long_lag", settings, float(np.sum([r["seconds"] for r in rows])), rows)


if __name__ == "__main__":
    main()
