"""What one state carries after three times the training of ch12_lengths.py.

The smaller networks without attention on the task "copy", as there (the same batches,
search over the rate, ten seeds), with 3,600 updates in the place of 1,200. One minute
of one core or so.
"""

import sys

import ch12_lengths as lengths
from _record import write
from _seq2seq import resumed

SETTINGS = {
    **{k: v for k, v in lengths.SETTINGS.items() if k != "by_digit"},
    "updates": 3600,
    "cases": [["last", H, "copy"] for H in (16, 32)],
}


def case(kind, H, task, progress):
    """Rate, losses and shares of one size."""
    lengths.SETTINGS.update(updates=SETTINGS["updates"], by_digit=[])
    row = lengths.case(kind, H, task, progress)
    return {name: row[name] for name in ("lr", "loss", "whole")}


if __name__ == "__main__":
    most = int(sys.argv[1]) if len(sys.argv) > 1 else None
    resumed("12_longer", SETTINGS, case, most, write)
