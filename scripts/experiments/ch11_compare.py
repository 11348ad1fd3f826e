"""The trained networks and the n-grams on what was held out: where does each win?

The weights are those that ship. The n-gram's order and smoothing, and the weight of the
network in the mixture of both, are chosen on the validation part. Losses are split by
the kind of the character that is predicted. Of the tunes the true loss is known. A
minute on one free core.
"""

import re
import time

import numpy as np
from _characters import coded, losses_of
from _record import write
from tqdm import tqdm

from rnnbook import readout, softmax, unroll
from rnnbook.results import character_network
from rnnbook.tasks import corpus, ngram_losses, split, symbols_of, tunes

SETTINGS = {
    "networks": {"tunes": ["tunes_lstm"], "kjv": ["kjv_lstm", "kjv_gru", "kjv_rnn"]},
    "orders": 10, "smoothing": ["kneser-ney", "witten-bell", 8.0, 16.0, 32.0, 64.0],
    "shares": [round(k / 20, 2) for k in range(21)], "tunes": 2000, "seed": 11,
    "written": 500,
}  # fmt: skip
KINDS = {
    "kjv": ("line break", "chapter and verse", "first letter", "second or third letter",
            "later letter", "space or mark"),
    "tunes": ("line break", "metre and key", "bar line", "space", "length", "pitch"),
}  # fmt: skip


def kinds_of(text, name):
    """The number of the kind of each character of a text."""
    found = np.full(len(text), len(KINDS[name]) - 1)
    if name == "kjv":
        for word in re.finditer(r"[A-Za-z']+", text):
            found[word.start() : word.end()] = 4
            found[word.start() : min(word.end(), word.start() + 3)] = 3
            found[word.start()] = 2
        patterns = (1, r"^\d+:\d+ "), (0, r"\n")
    else:
        patterns = (4, r"\d"), (3, " "), (2, r"[|\]]"), (1, r"^[MK]:.*"), (0, r"\n")
    for kind, pattern in patterns:
        for match in re.finditer(pattern, text, re.M):
            found[match.start() : match.end()] = kind
    return found


def repeated(text):
    """Whether a character of a tune stands in a bar that must be as one before."""
    found = []
    for tune in text.rstrip("\n").split("\n\n"):
        lines, seen = tune.split("\n"), []
        for line in lines:
            start = line.split("|")[:3]
            same = line.count("|") == 4 and start in seen
            length = len("|".join(start)) + 1 if same else 0
            found += [True] * length + [False] * (len(line) + 1 - length)
            seen.append(start)
        found.append(False)
    return np.array(found[: len(text)])


def windows(parts):
    """With each smoothing: the best order, and the losses on both parts."""
    found, orders = {}, SETTINGS["orders"]
    for smoothing in SETTINGS["smoothing"]:
        losses = ngram_losses(parts.train, parts.validation, orders, smoothing)
        n = int(losses.mean(axis=1).argmin())
        held = ngram_losses(parts.train, parts.held_out, orders, smoothing)
        found[smoothing] = (n + 1, losses[n], held[n], held.mean(axis=1))
    return found


def counts_of(text, orders):
    """How many different n-grams of length 1 to n a text has, for each n."""
    each = [len({text[k : k + m] for k in range(len(text) - m + 1)}) for m in orders]
    return np.cumsum(each).tolist()


def mixture(net, window):
    """-ln of the mean of two models' probabilities, with each share of the first."""
    a, b = np.exp(-net), np.exp(-window)
    return np.array([-np.log(s * a + (1 - s) * b) for s in SETTINGS["shares"]])


def numbers(values):
    """Rounded, for JSON."""
    return [round(float(v), 4) for v in values]


def compared(name):
    """Everything about one text."""
    text = corpus(name)
    parts, symbols = split(text), symbols_of(text)
    _, validation, held_out = coded(parts, symbols)
    kinds, labels = kinds_of(parts.held_out, name)[1:], KINDS[name]
    found = windows(parts)
    best = min(found, key=lambda s: found[s][1].mean())
    plain = min((s for s in found if not isinstance(s, str)),
                key=lambda s: found[s][1].mean())  # fmt: skip

    def by_kind(losses):
        return numbers(losses[kinds == k].mean() for k in range(len(labels)))

    rows = {
        "n-gram": {"smoothing": best, "n": found[best][0]},
        "n-gram of chapter 1": {"smoothing": plain, "n": found[plain][0]},
    }
    losses = {"n-gram": found[best][2][1:], "n-gram of chapter 1": found[plain][2][1:]}
    for each in SETTINGS["networks"][name]:
        net = character_network(each)
        pair, cell = (net.params, net.readout), net.cell.name
        seen = mixture(losses_of(pair, cell, validation), found[best][1][1:])
        k = int(seen.mean(axis=1).argmin())
        losses[each] = losses_of(pair, cell, held_out)
        both = mixture(losses[each], losses["n-gram"])
        losses[f"{each} and n-gram"] = both[k]
        rows[f"{each} and n-gram"] = {"share": SETTINGS["shares"][k]}
    table = {kind: {"held_out": round(float(v.mean()), 4), "by_kind": by_kind(v)}
             | rows.get(kind, {}) for kind, v in losses.items()}  # fmt: skip
    result = {
        "kinds": labels, "models": table,
        "share_of_kind": numbers((kinds == k).mean() for k in range(len(labels))),
        "by_order": {
            "smoothing": best, "held_out": numbers(found[best][3]),
            "counts": counts_of(parts.train, range(1, SETTINGS["orders"] + 1)),
        },
        "validation": {str(s): [v[0], round(float(v[1].mean()), 4)]
                       for s, v in found.items()},
    }  # fmt: skip
    if name == "tunes":
        drawn = tunes(SETTINGS["tunes"], np.random.default_rng(SETTINGS["seed"]))
        result["true"] = round(drawn.nats[9::10].sum() / len(parts.held_out), 4)
        net = character_network("tunes_lstm")
        rng = np.random.default_rng(SETTINGS["seed"])
        drawn = written(net, SETTINGS["written"], 400, rng)
        ended = [text.split("\n\n")[0] for text in drawn if "\n\n" in text]
        result["rules_kept"] = {"ended": len(ended)} | kept(ended)
        corpus_tunes = parts.held_out.rstrip("\n").split("\n\n")
        result["rules_kept_by_the_corpus"] = kept(corpus_tunes)
        again = repeated(parts.held_out)[1:]
        result["repeated"] = {"share": round(float(again.mean()), 4)} | {
            kind: numbers((v[again].mean(), v[~again].mean()))
            for kind, v in losses.items()
        }
    return result


def written(net, count, length, rng):
    """Texts that a network draws, one character after another, all side by side."""
    S, state = len(net.symbols), None
    eye, codes = np.eye(S, dtype=net.params.U.dtype), np.zeros((2, count), int)
    codes[:] = net.symbols.index("\n")                  # the end of a tune before
    rows = []
    for _ in range(length):
        h, state, _ = unroll(net.cell, net.params, eye[codes], state)
        y = softmax(readout(net.readout, h[-1])).cumsum(axis=-1)
        codes = (y < rng.random((count, 1)) * y[:, -1:]).sum(axis=-1)[None]
        rows.append(codes[0])
    return ["".join(net.symbols[k] for k in row) for row in np.array(rows).T]


def kept(tunes_drawn):
    """How many of the rules of `tunes` are kept, as shares."""
    seen = {rule: [] for rule in ("whole", "bars", "rhythm", "closed", "repeated")}
    eighths = {"6/8": 6, "3/4": 6, "4/4": 8}
    for tune in tunes_drawn:
        head = re.match(r"M:(6/8|3/4|4/4)\nK:([CDGA])\n", tune)
        lines = tune.replace("|]", "|").split("\n")[2:]
        lines = [line.removesuffix("|").split("|") for line in lines]
        whole = head is not None and [len(bars) for bars in lines] == [4] * 4
        seen["whole"].append(whole)
        if not whole:
            continue
        for bars in lines:
            notes = [re.findall(r"[A-Ga-g][,']?(\d*)", bar) for bar in bars]
            lengths = [sum(int(n or 1) for n in bar) for bar in notes]
            seen["bars"] += [n == eighths[head[1]] for n in lengths]
            seen["rhythm"].append(notes[0] == notes[2])
        for bars in lines[1::2]:
            last = re.findall(r"[A-Ga-g]", bars[3])[-1:]
            seen["closed"].append(bool(last) and last[0].upper() == head[2])
        starts = [tuple(bars[:3]) for bars in lines]
        seen["repeated"].append(len(set(starts)) < 4)
    return {rule: round(float(np.mean(row)), 3) for rule, row in seen.items() if row}


def main():
    """Compare on both texts, and write the result."""
    began, found = time.process_time(), {}
    for name in tqdm(SETTINGS["networks"]):
        found[name] = compared(name)
        write("11_compare", SETTINGS, time.process_time() - began, found)


if __name__ == "__main__":
    main()
