"""Dates in three styles to ISO dates: alignment, and cuts.

Encoder-decoders of GRUs with attention, as in ch12_lengths.py. A batch holds sources of
one length. Each case is searched over the same rates, ten seeds each; the rate with the
lowest mean loss over the last 50 updates is measured. Measured on days that training
never saw: the share of whole outputs that are right, and the same by style.

Also, the decoder reading the right symbols: in which field of the source (day, month,
year) the highest weight stands, by the field that is written; how often the source's
symbol there is the one that is written; how often the written symbol changes when that
position, or another one, is hidden from attention; where the highest weight on a space
or comma stands when the day is written. And a source that training never had: the
first digit of the year is exchanged, 1 for 2 and 2 for 1, and it is counted how often
the first digit that is written follows it. Under a minute of one core.
"""

import sys

import numpy as np
from _record import write
from _seq2seq import DateBatches, chosen, cutting, greedy, resumed, start, train

from rnnbook.tasks import DATE_SYMBOLS, ISO_SYMBOLS
from rnnbook.tasks._pairs import STYLES

SETTINGS = {
    "batch": 16,
    "updates": 800,
    "max_norm": 1.0,
    "rates": [0.01, 0.03],
    "seeds": list(range(10)),
    "tested": [32, 8],  # batches, sequences in each
    "exchanged": "3 march, every year, three styles",
    "cases": [  # second half of what the readout sees, H
        ["attention", 16],
        ["attention", 32],
    ],
}
K = len(ISO_SYMBOLS)
FIELD = "yyyy-mm-dd"


def field_of(x, at):
    """The field of each source position: y, m or d, - for a space or a comma.

    x: (T, S, B) codes. at: (N, S, B) positions.
    """
    found = np.empty(at.shape, dtype="U1")
    for n, s, b in np.ndindex(at.shape):
        text = "".join(DATE_SYMBOLS[k] for k in x[:, s, b])
        j = at[n, s, b]
        left, right = j, j
        while left > 0 and text[left - 1] not in " ,":
            left -= 1
        while right < len(text) and text[right] not in " ,":
            right += 1
        word = text[left:right]
        found[n, s, b] = (
            "-" if text[j] in " ," else
            "m" if word.isalpha() else "y" if len(word) == 4 else "d"
        )  # fmt: skip
    return found


def exchanged(p, kind):
    """How often the first digit written is the one read, after an exchange of it."""
    follows = []
    for style in STYLES:
        years = [f"{year}" for year in range(1950, 2050)]
        first = np.array([{"1": "2", "2": "1"}[year[0]] for year in years])
        texts = [style.format(day=3, month="march", year=digit + year[1:])
                 for digit, year in zip(first, years, strict=True)]  # fmt: skip
        codes = np.array([[DATE_SYMBOLS.index(c) for c in text] for text in texts])
        x = np.repeat(codes.T[:, None], len(p["V"]), axis=1)
        said = np.array(list(ISO_SYMBOLS + "|"))[greedy(p, kind, x, 1, K)[0]]
        follows.append((said == first).mean(axis=1))
    return np.mean(follows, axis=0).round(3).tolist()


def measured(p, kind, seeds):
    """Shares right on held-out days, and what attention does if there is any."""
    rngs = [np.random.default_rng(10_000 + seed) for seed in seeds]
    batches, B = SETTINGS["tested"]
    source = DateBatches(B, rngs, np.random.default_rng(2_000_000), held_out=True)
    whole, styles, cuts = [], [], []
    for _ in range(batches):
        x, y, style = source.drawn()
        out = greedy(p, kind, x, len(y) + 1, K)
        whole.append((out[:-1] == y).all(axis=0) & (out[-1] == K))
        styles.append(style)
        if kind == "attention":
            top, weight, *by = cutting(p, x, y, K, rngs[0])
            there = np.take_along_axis(x, top[:-1], axis=0)
            same = np.array(list(DATE_SYMBOLS))[there] == np.array(list(ISO_SYMBOLS))[y]
            before = field_of(x, np.maximum(top - 1, 0))
            cuts.append([v[:-1] for v in (field_of(x, top), before, same, weight, *by)])
            cuts[-1][2] = same
    whole, styles = np.concatenate(whole, axis=1), np.concatenate(styles, axis=1)
    row = {"whole": whole.mean(axis=1).round(3).tolist()}
    row["by_style"] = [
        [round(float(w[s == k].mean()), 3) for w, s in zip(whole, styles, strict=True)]
        for k in range(3)
    ]
    row["first digit exchanged"] = exchanged(p, kind)
    return row | (looked(*(np.concatenate(part, axis=2) for part in zip(*cuts,
                  strict=True))) if cuts else {})  # fmt: skip


def looked(field, before, same, weight, by_top, by_other, by_second):
    """What the weights say, and what cutting says: a number for each network."""
    row = {}
    for letter in "ymd":
        steps = [t for t, f in enumerate(FIELD) if f == letter]
        here = field[steps]
        row[f"looks at, {letter} written"] = {
            where: (here == where).mean(axis=(0, 2)).round(3).tolist()
            for where in "ymd-"
        }
        row[f"changed by top, {letter}"] = by_top[steps].mean(axis=(0, 2)).round(3)
        row[f"changed by other, {letter}"] = by_other[steps].mean(axis=(0, 2)).round(3)
        second = by_second[steps].mean(axis=(0, 2))
        row[f"changed by second, {letter}"] = second.round(3)
    day = [t for t, f in enumerate(FIELD) if f == "d"]
    gap = field[day] == "-"
    behind = (gap & (before[day] == "d")).sum(axis=(0, 2))
    row["gap behind the day, d written"] = (behind / gap.sum(axis=(0, 2))).round(3)
    row["same symbol by step"] = same.mean(axis=2).round(3).T.tolist()
    row["top weight"] = weight.mean(axis=(0, 2)).astype(float).round(3)
    dashes = [t for t, f in enumerate(FIELD) if f == "-"]
    row["changed by top, dash"] = by_top[dashes].mean(axis=(0, 2)).round(3)
    return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in row.items()}


def case(kind, H, progress):
    """What one case gives: the losses at all rates, the rest at the best one."""
    seeds, rates = SETTINGS["seeds"], SETTINGS["rates"]
    rngs = [np.random.default_rng(seed) for seed in seeds]
    one = start(len(DATE_SYMBOLS), K + 1, H, rngs)
    p = {name: np.concatenate([v] * len(rates)) for name, v in one.items()}
    source = DateBatches(SETTINGS["batch"], rngs, np.random.default_rng(1_000_000))

    def draw():
        return [np.concatenate([v] * len(rates), axis=1) for v in source.drawn()[:2]]

    each = np.repeat(rates, len(seeds))
    p, losses = train(p, kind, each, draw, SETTINGS["updates"], K,
                      SETTINGS["max_norm"], progress)  # fmt: skip
    last = losses[-50:].mean(axis=0).reshape(len(rates), len(seeds)).astype(float)
    best = int(last.mean(axis=1).argmin())
    keep = slice(best * len(seeds), (best + 1) * len(seeds))
    row = {"lr": rates[best], "loss": last.round(4).tolist()}
    return row | measured(chosen(p, keep), kind, seeds)


if __name__ == "__main__":
    most = int(sys.argv[1]) if len(sys.argv) > 1 else None
    resumed("12_dates", SETTINGS, case, most, write)
