"""Clock or sign: what tells a network that copies when it has to speak?

Ten LSTMs and ten GRUs train on copying with a pause of 5, as in ch10_longer.py, and ten
of each on pauses from 2 to 8. Then three questions on 300 sequences. With a pause of 5
and the sign taken away: how many are still copied? With a pause of 10: at which share
of the steps at which they spoke in training do they speak now, before the sign? And are
they silent until the sign? Half a minute on one core.
"""

import time

import numpy as np
from _record import write
from ch10_longer import mixed, none_right
from tqdm import tqdm

from rnnbook import CONTENDERS
from rnnbook.tasks import copying, memory_tasks
from rnnbook.training.memory import train_stack
from rnnbook.training.stacked import readout_stacked, stack, unroll_stacked
from rnnbook.training.suite import size_for

SETTINGS = {
    "contenders": ["lstm f=1", "gru z=1"], "lr": 0.01, "seeds": list(range(20, 30)),
    "updates": 1000, "symbols": 4, "length": 3, "pause": 5, "longer": 10,
    "mixed": [2, 3, 4, 5, 6, 7, 8], "fresh": 300,
}  # fmt: skip
SYMBOLS, LENGTH = SETTINGS["symbols"], SETTINGS["length"]


def answers(cell, nets, x):
    """The symbol with the highest score: (S, T, B)."""
    p, head = (stack(list(part)) for part in zip(*nets, strict=True))
    x = np.broadcast_to(x.astype(p.W.dtype), (len(p.W), *x.shape)).copy()
    h, _ = unroll_stacked(cell, p, x)
    return readout_stacked(head, h).argmax(axis=-1)


def case(name, waits):
    """One line of the result: a number for each of ten networks."""
    who, seeds = CONTENDERS[name], SETTINGS["seeds"]
    task = memory_tasks("full")["copy 5"]
    task = task._replace(updates=SETTINGS["updates"], right=none_right)
    if waits:
        task = task._replace(draw=lambda rng, B: mixed(rng, B, "copying", waits))
    rates, H = [SETTINGS["lr"]] * len(seeds), size_for(who.cell)
    nets = train_stack(who, task, H, rates, seeds, every=10_000).params
    pause, longer, B = SETTINGS["pause"], SETTINGS["longer"], SETTINGS["fresh"]
    known = copying(np.random.default_rng(1), pause, B, SYMBOLS, LENGTH)
    x, spoke = known.x.copy(), LENGTH + pause
    assert (x[spoke - 1, :, SYMBOLS + 1] == 1).all()
    x[spoke - 1, :, SYMBOLS + 1], x[spoke - 1, :, SYMBOLS] = 0, 1
    without = answers(who.cell, nets, x) == known.target
    later = copying(np.random.default_rng(2), longer, B, SYMBOLS, LENGTH)
    said, sign = answers(who.cell, nets, later.x), LENGTH + longer
    shares = {
        "copied without the sign": without.all(axis=1).mean(axis=-1),
        "early": (said[:, spoke : spoke + LENGTH] < SYMBOLS).mean(axis=(1, 2)),
        "silent": (said[:, LENGTH:sign] == SYMBOLS).all(axis=1).mean(axis=-1),
        "speaks after it": (said[:, sign:] < SYMBOLS).mean(axis=(1, 2)),
        "symbols right": (said[:, sign:] == later.target[sign:]).mean(axis=(1, 2)),
    }
    found = {key: [round(float(v), 3) for v in of] for key, of in shares.items()}
    return {"contender": name, "mixed": bool(waits), "H": H, **found}


def main():
    """Both contenders, one pause and mixed ones."""
    began = time.process_time()
    rows = [
        case(name, waits)
        for waits in (None, SETTINGS["mixed"])
        for name in tqdm(SETTINGS["contenders"])
    ]
    write("10_clock", SETTINGS, time.process_time() - began, rows)


if __name__ == "__main__":
    main()
