"""How the next character is chosen, and what that does to the text.

From 60 beginnings of 100 characters, taken from the held-out part, each way writes 300
characters. Measured: -ln P a character under the network itself (temperature 1) and
under an n-gram that was counted on the training part; the share of words that are in
the training part; the share of runs of 20 characters that the same text had already
written. The row "the book itself" is what really followed. Then the greedy choice alone
goes on for 2,000 characters from 300 beginnings, and each end is looked at for a
period. Two minutes or so on one core.
"""

import time

import numpy as np
from _record import write
from _written import (
    as_texts,
    held_out,
    judged,
    known_words,
    legal,
    network,
    period,
    places,
    repeated,
    slices,
)
from tqdm import tqdm

from rnnbook import beam_search, log_likelihood, sample

SETTINGS = {
    "network": "kjv_lstm", "order": 6, "seed": 0,
    "before": 100, "after": 300, "beginnings": 60,
    "temperatures": [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5],
    "top_k": [2, 5, 10, 20], "nucleus": [0.5, 0.8, 0.9, 0.95], "beam": [2, 4, 8, 16],
    "greedy": {"beginnings": 300, "steps": 2000},
}  # fmt: skip


def ways():
    """(name, how a batch of beginnings is gone on with) of everything that is tried."""
    s, n = SETTINGS, SETTINGS["after"]
    for v in s["temperatures"]:
        yield ("temperature", v), lambda r, x, g, v=v: sample(r, x, n, g, temperature=v)
    for v in s["top_k"]:
        yield ("top_k", v), lambda r, x, g, v=v: sample(r, x, n, g, top_k=v)
    for v in s["nucleus"]:
        yield ("nucleus", v), lambda r, x, g, v=v: sample(r, x, n, g, nucleus=v)
    for v in s["beam"]:
        yield ("beam", v), lambda r, x, g, v=v: beams(r, x, n, v)


def beams(read, before, steps, width):
    """The best text of a beam after each beginning, (steps, B)."""
    best = [beam_search(read, x, steps, width)[0][:, 0] for x in before.T]
    return np.array(best).T


def mean_of(each):
    """The mean of (T, B), and the deviation of this mean over B texts."""
    means = each.mean(axis=0)
    error = means.std() / len(means) ** 0.5
    return round(float(means.mean()), 3), round(float(error), 3)


def row(way, read, before, after, net, known):
    texts = as_texts(after, net.symbols)
    found = dict(zip(("way", "value"), way, strict=True))
    each = -log_likelihood(read, np.vstack([before, after]))[-len(after) :]
    found["nats"], found["nats se"] = mean_of(each)
    each = judged(net.corpus, net.symbols, before, after, SETTINGS["order"])
    found["judge"], found["judge se"] = mean_of(each)
    found["known words"] = round(legal(texts, known), 3)
    found["repeated"] = round(float(np.mean([repeated(text) for text in texts])), 3)
    return found | {"text": texts[0]}


def loops(read, codes, net):
    """Where the greedy choice ends: periods, when the loop begins, the texts of it."""
    s = SETTINGS["greedy"]
    rng = np.random.default_rng(SETTINGS["seed"] + 1)
    at = places(rng, len(codes), s["beginnings"], 2 * SETTINGS["before"])
    begun = slices(codes, at, SETTINGS["before"])
    texts = as_texts(sample(read, begun, s["steps"], rng, 0.0), net.symbols)
    found, ends = [], {}
    for text in texts:
        p = period(text)
        if not p:
            found.append([0, 0])
            continue
        begins = len(text) - p
        while begins and text[begins - 1] == text[begins - 1 + p]:
            begins -= 1
        found.append([p, begins])
        turn = text[-p:]
        turn = min(turn[k:] + turn[:k] for k in range(p))
        ends[turn] = ends.get(turn, 0) + 1
    common = sorted(ends.items(), key=lambda item: -item[1])
    return {"period and begin": found, "loops": common[:10], "different": len(ends)}


def main():
    began, s = time.time(), SETTINGS
    net, read = network(s["network"])
    known, codes = known_words(net.corpus), held_out(net.corpus, net.symbols)
    rng = np.random.default_rng(s["seed"])
    whole = slices(
        codes, places(rng, len(codes), s["beginnings"], s["before"] + s["after"]),
        s["before"] + s["after"],
    )  # fmt: skip
    before, after = whole[: s["before"]], whole[s["before"] :]
    rows = [row(("the book itself", 0), read, before, after, net, known)]
    for way, go_on in tqdm(list(ways())):
        written = go_on(read, before, np.random.default_rng(s["seed"]))
        rows.append(row(way, read, before, written, net, known))
    numbers = {"ways": rows, "greedy": loops(read, codes, net), "updates": net.updates}
    write("11_sampling", s, time.time() - began, numbers)


if __name__ == "__main__":
    main()
