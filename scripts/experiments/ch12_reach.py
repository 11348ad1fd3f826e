"""How far attention reaches: training up to 8, 12 or 16 digits, then longer rows.

Encoder-decoders of GRUs with attention on the task "copy" of ch12_lengths.py, and as
there: the same updates, the same search over the rate, ten seeds. They differ in the
longest row of training. Measured: the share of whole rows right for 1 to 30 digits.
Under two minutes of one core.
"""

import sys

import ch12_lengths as lengths
from _record import write
from _seq2seq import resumed

SETTINGS = {
    **{k: v for k, v in lengths.SETTINGS.items() if k not in ("by_digit", "longest")},
    "lengths": list(range(1, 31)),
    "cases": [[H, longest] for H in (16, 32) for longest in (8, 12, 16)],
}


def case(H, longest, progress):
    """Rate, losses and shares of one size and one longest row."""
    wanted = {"longest": longest, "lengths": SETTINGS["lengths"], "by_digit": []}
    lengths.SETTINGS.update(wanted)
    row = lengths.case("attention", H, "copy", progress)
    return {name: row[name] for name in ("lr", "loss", "whole")}


if __name__ == "__main__":
    most = int(sys.argv[1]) if len(sys.argv) > 1 else None
    resumed("12_reach", SETTINGS, case, most, write)
