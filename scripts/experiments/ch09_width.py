"""Tagging, two controls of the table of additions: the width, and the dropout itself.

The task, the learning rate and the seeds are those of `ch09_tagging.py`. "width": two
layers with two directions, and as many units as four layers may have, with and without
a residual; the updates until they have learned. "early": the two layers of that table,
stopped when they have just learned, and tested without dropout. A minute or two on one
core.
"""

import time

import ch09_tagging
import numpy as np
from _record import write
from tqdm import tqdm

TAGGING = ch09_tagging.SETTINGS
SETTINGS = {**TAGGING, "units": 5, "stopped after": 100}


def main():
    """Run all, with a bar, and write the result."""
    start, numbers = time.time(), []
    widest = ch09_tagging.widest
    cases = [("width", added) for added in ("", "residual")]
    cases += [("early", added) for added in ("", "dropout", "one draw")]
    for kind, added in tqdm(cases):
        early = kind == "early"
        ch09_tagging.widest = widest if early else lambda *_, **__: SETTINGS["units"]
        TAGGING["updates"] = SETTINGS["stopped after" if early else "updates"]
        runs = [
            ch09_tagging.accuracy("gru", 2, 2, added, False, seed)
            for seed in SETTINGS["seeds"]
        ]
        numbers.append(
            {
                "kind": kind,
                "added": added,
                "all": np.round([run["all"] for run in runs], 4).tolist(),
                "learned": [run["learned"] for run in runs],
            }
        )
    write("09_width", SETTINGS, time.time() - start, numbers)


if __name__ == "__main__":
    main()
