"""Exposure: what happens to a network that reads its own text, step by step.

Each network reads 100 true characters of the held-out part and then writes 400 of its
own, drawn at temperature 1, in 600 lanes. By the number of steps since the truth ended:
-ln P of what was written under a judge, an n-gram counted on the training part;
-ln P under the network itself, and the entropy of its predictions; the share of words
that are in the training part. The same is measured on what really followed.

Then the way back. The network reads 200 true characters, 50 others, and true ones again
from where the first ended. The 50 are its own writing, or, as a control, a true text
from another place, or the true ones, so that nothing was put in. By the number of steps
since the truth came back: -ln P of the true characters. Two minutes or so on one core.
"""

import time

import numpy as np
from _record import write
from _written import (
    as_texts,
    held_out,
    judged,
    known_words,
    network,
    places,
    slices,
    whole_words,
)
from tqdm import tqdm

from rnnbook import log_likelihood, next_probabilities, sample

SETTINGS = {
    "networks": ["kjv_lstm", "kjv_lstm_1000", "kjv_gru"], "order": 6,
    "seed": 0, "lanes": 600, "before": 100, "steps": 400, "bins": 40,
    "inserted": 50, "true before": 200, "back": 100,
}  # fmt: skip


def binned(each, width):
    """(steps, B) as the mean of each bin of steps, and the deviation of that mean."""
    parts = each.reshape(-1, width, each.shape[1]).mean(axis=1)
    error = parts.std(axis=1) / parts.shape[1] ** 0.5
    return [[round(float(m), 3), round(float(e), 4)]
            for m, e in zip(parts.mean(axis=1), error, strict=True)]  # fmt: skip


def known_by_step(texts, known, steps, width):
    """The share of known words, by the bin in which a word begins."""
    right, of = np.zeros(steps // width), np.zeros(steps // width)
    for text in texts:
        for at, word in whole_words(text):
            right[at // width] += word.lower() in known
            of[at // width] += 1
    return [[round(float(r / n), 4), int(n)] for r, n in zip(right, of, strict=True)]


def entropies(read, tokens):
    """The entropy of the prediction of each character but the first, (N - 1, B)."""
    state, found = None, []
    for now in tokens[:-1]:
        o, state = read(now, state)
        y = next_probabilities(o)
        found.append(-(y * np.log(np.maximum(y, 1e-30))).sum(axis=-1))
    return np.array(found)


def drift(read, net, before, after, known):
    """What is measured by steps, for one continuation of `before`."""
    s, tokens = SETTINGS, np.vstack([before, after])
    n, width = s["steps"], s["steps"] // s["bins"]
    own = -log_likelihood(read, tokens)[-n:]
    other = judged(net.corpus, net.symbols, before, after, s["order"])
    texts = as_texts(after, net.symbols)
    return {
        "judge": binned(other, width), "own": binned(own, width),
        "entropy": binned(entropies(read, tokens)[-n:], width),
        "known words": known_by_step(texts, known, n, 2 * width),
    }  # fmt: skip


def way_back(read, codes, rng):
    """-ln P of the true characters, by steps since the truth came back."""
    s, a, n = SETTINGS, SETTINGS["true before"], SETTINGS["inserted"]
    at = places(rng, len(codes), s["lanes"], a + s["back"])
    whole = slices(codes, at, a + s["back"])
    away = slices(codes, places(rng, len(codes), s["lanes"], n), n)
    inserted = {
        "own": sample(read, whole[:a], n, rng), "elsewhere": away, "nothing": whole[:0],
    }  # fmt: skip
    found = {}
    for name, some in inserted.items():
        tokens = np.vstack([whole[:a], some, whole[a:]])
        found[name] = -log_likelihood(read, tokens)[-s["back"] :]
    nothing = found.pop("nothing")
    return {name: binned(each - nothing, 5) for name, each in found.items()}


def case(name):
    s = SETTINGS
    net, read = network(name)
    known, codes = known_words(net.corpus), held_out(net.corpus, net.symbols)
    rng = np.random.default_rng(s["seed"])
    length = s["before"] + s["steps"]
    whole = slices(codes, places(rng, len(codes), s["lanes"], length), length)
    before, true = whole[: s["before"]], whole[s["before"] :]
    written = sample(read, before, s["steps"], rng)
    return {
        "network": name, "updates": net.updates,
        "true": drift(read, net, before, true, known),
        "written": drift(read, net, before, written, known),
        "way back": way_back(read, codes, rng),
    }  # fmt: skip


def main():
    began = time.time()
    numbers = [case(name) for name in tqdm(SETTINGS["networks"])]
    write("11_exposure", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
