"""The four networks that chapter 12 shows and its live figure runs.

Encoder-decoders of GRUs with 32 units: digits said again in their order, lengths 1 to
12, and dates to ISO dates; each with attention and with the encoder's last state as
its context. One seed each. The weights are rounded to whole multiples of 1/100, and
the rounded network is scored on fresh sequences. About a minute of one core.
"""

import base64
import time

import numpy as np
from _record import write
from _seq2seq import NAMES, DateBatches, greedy, start, train
from tqdm import tqdm

from rnnbook.tasks import DATE_SYMBOLS, ISO_SYMBOLS

SETTINGS = {
    "H": 32,
    "batch": 32,
    "updates": {"digits": 2500, "dates": 1200},
    "longest": 12,
    "rates": {"attention": 0.02, "last": 0.02},
    "max_norm": 1.0,
    "seed": 0,
    "unit": 0.01,
    "scored": {"digits, lengths": [4, 6, 8, 10, 12, 14, 16], "sequences": 500},
}


def trained(task, kind, progress):
    """One network, as S = 1 networks."""
    rng = np.random.default_rng(SETTINGS["seed"])
    H, B, updates = SETTINGS["H"], SETTINGS["batch"], SETTINGS["updates"][task]
    if task == "digits":
        p, edge = start(10, 11, H, [rng]), 10

        def draw():
            n = rng.integers(1, SETTINGS["longest"] + 1)
            x = rng.integers(0, 10, (n, 1, B))
            return x, x
    else:
        edge = len(ISO_SYMBOLS)
        p = start(len(DATE_SYMBOLS), edge + 1, H, [rng])
        source = DateBatches(B, [rng], np.random.default_rng(1_000_000))

        def draw():
            return source.drawn()[:2]

    rate = [SETTINGS["rates"][kind]]
    p, _ = train(p, kind, rate, draw, updates, edge, SETTINGS["max_norm"], progress)
    return p, edge


def scored(task, kind, p, edge):
    """Share of whole outputs right: digits by length, dates on held-out days."""
    rng, B = np.random.default_rng(10_000), SETTINGS["scored"]["sequences"]
    found = {}
    if task == "digits":
        for n in SETTINGS["scored"]["digits, lengths"]:
            x = rng.integers(0, 10, (n, 1, B))
            out = greedy(p, kind, x, n + 1, edge)
            right = (out[:n] == x).all(axis=0) & (out[n] == edge)
            found[str(n)] = round(float(right.mean()), 3)
        return found
    source = DateBatches(25, [rng], rng, held_out=True)
    shares = []
    for _ in range(B // 25):
        x, y, _ = source.drawn()
        out = greedy(p, kind, x, len(y) + 1, edge)
        shares.append(((out[:-1] == y).all(axis=0) & (out[-1] == edge)).mean())
    return {"held out": round(float(np.mean(shares)), 3)}


def packed(whole):
    """Whole numbers as text: base64 of int16, the low byte first."""
    return base64.b64encode(whole.astype("<i2").tobytes()).decode("ascii")


def main():
    """Train, round, score, write."""
    began, numbers, unit = time.process_time(), [], SETTINGS["unit"]
    with tqdm(total=2 * sum(SETTINGS["updates"].values())) as progress:
        for task in ("digits", "dates"):
            for kind in ("attention", "last"):
                p, edge = trained(task, kind, progress)
                p = {name: np.rint(v / unit) for name, v in p.items()}
                score = scored(task, kind, {k: v * unit for k, v in p.items()}, edge)
                print(task, kind, score)
                weights = {n: packed(p[n][0]) for n in NAMES}
                shapes = {n: list(p[n].shape[1:]) for n in NAMES}
                numbers.append({"task": task, "context": kind, "right": score,
                                "shapes": shapes, "weights": weights})  # fmt: skip
    write("12_networks", SETTINGS, time.process_time() - began, numbers)


if __name__ == "__main__":
    main()
