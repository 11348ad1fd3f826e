"""What each part of the recipe brings: one change at a time, the rate searched anew.

An LSTM of 64 units on 100,000 characters of the King James Bible, whole chapters in a
random order, and the same with one thing changed. Each variant takes the rate that is
best on validation text with the first seed; every seed has chapters of its own, the
same for all variants. Cells and embedding are of such sizes that the number of
parameters stays within 2%. Six minutes on one free core.
"""

import math
import sys

import numpy as np
from _characters import BUILD, DTYPE, START, Rows, coded, place, sample_of
from _record import write

from rnnbook import (
    CELLS,
    Embedding,
    adam,
    adam_start,
    clip_by_norm,
    cosine_rate,
    dropout,
    embed,
    embed_backward,
    flatten,
    init_embedding,
    init_readout,
    init_stack,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unflatten,
    unroll_stack,
    unroll_stack_backward,
)
from rnnbook.tasks import corpus, lanes, split, symbols_of

BASE = {
    "cell": "lstm", "H": 64, "layers": 1, "embedding": 0, "dropout": 0.0,
    "max_norm": 1.0, "window": 64, "lanes": 16, "carried": True, "roll": True,
}  # fmt: skip
VARIANTS = {
    "base": {}, "gru": {"cell": "gru", "H": 76}, "rnn": {"cell": "rnn", "H": 140},
    "dropout": {"dropout": 0.25}, "state not carried": {"carried": False},
    "embedding": {"embedding": 24, "H": 78},
}  # fmt: skip
SETTINGS = {
    "text": "kjv", "amount": 100_000, "updates": 1200, "every": 100, "checked": 30_000,
    "base": BASE, "variants": VARIANTS,
    "lr": {"base": [0.012, 0.036, 0.1], "gru": [0.012, 0.036, 0.1],
           "rnn": [0.004, 0.012, 0.036]}, "other lr": [0.036, 0.1],
    "seeds": [0, 1, 2],
}  # fmt: skip
SYMBOLS, PARTS = symbols_of(corpus("kjv")), split(corpus("kjv"))
S, (_, VALIDATION, HELD_OUT) = len(SYMBOLS), coded(PARTS, SYMBOLS)
EYE = Embedding(np.eye(S, dtype=DTYPE))


def fresh(s, rng):
    """Embedding, or () for one-hot rows; the layers; the readout."""
    D = s["embedding"] or S
    rows = init_embedding(S, D, rng, DTYPE) if s["embedding"] else ()
    bias = START.get(s["cell"])
    size = s["H"], rng, s["layers"], 1, False
    stack = init_stack(CELLS[s["cell"]], D, *size, bias, DTYPE)
    return rows, stack, init_readout(s["H"], S, rng, DTYPE)


def read(net, s, codes, state):
    """Outputs of the layers for codes (T, B), the state after them, the cache."""
    rows, stack, _ = net
    return unroll_stack(CELLS[s["cell"]], stack, embed(rows or EYE, codes), state)


def gradients(net, s, x, target, state, rng):
    """Loss, gradients and the state after the window."""
    rows, stack, head = net
    h, state, cache = read(net, s, x, state)
    kept, factors = dropout(h, s["dropout"], rng) if s["dropout"] else (h, None)
    loss, do = softmax_cross_entropy(readout(head, kept), target)
    dhead, dh = readout_backward(head, kept, do)
    dh = dh if factors is None else dh * factors
    dstack, dx, _ = unroll_stack_backward(CELLS[s["cell"]], stack, dh, cache)
    drows = embed_backward(rows, x, dx) if rows else ()
    return float(loss), (drows, dstack, dhead), state


def nats(net, s, codes, B=50):
    """Nats a character of a text in B lanes, without the first 50 of each."""
    stream, state, found = lanes(codes, B), None, []
    for lo in range(0, len(stream) - 1, 512):
        part = stream[lo : lo + 513]
        h, state, _ = read(net, s, part[:-1], state)
        skip = 50 if lo == 0 else 0
        o = readout(net[2], h[skip:])
        loss, _ = softmax_cross_entropy(o, part[skip + 1 :], "sum")
        found.append(float(loss))
    return sum(found) / ((len(stream) - 51) * B)


def run(variant, lr, seed):
    """One training; measured with the weights that were best on validation text."""
    s = BASE | VARIANTS[variant] | {"seed": seed}
    (codes,) = coded([sample_of(PARTS.train, SETTINGS["amount"], seed)], SYMBOLS)
    net, state, total = fresh(s, np.random.default_rng(seed)), None, SETTINGS["updates"]
    memory, checks, best, seen = adam_start(flatten(net)), [], (math.inf, 0, net), []
    norms = []
    for k in range(total):
        x, target, begins = place(codes, s, k)
        state = None if begins or not s["carried"] else state
        rng = np.random.default_rng((seed, 7, k))
        loss, grads, state = gradients(net, s, x, target, state, rng)
        if not math.isfinite(loss):
            break
        grads, norm = clip_by_norm(flatten(grads), s["max_norm"])
        rate = cosine_rate(k, lr, total, total // 20, lr / 20)
        flat, memory = adam(flatten(net), grads, memory, rate)
        net = unflatten(net, flat)
        seen.append(loss)
        norms.append(norm)
        if (k + 1) % SETTINGS["every"] == 0:
            value = nats(net, s, VALIDATION[: SETTINGS["checked"]])
            checks.append([k + 1, round(float(np.mean(seen)), 4), round(value, 4)])
            best, seen = min(best, (value, k + 1, net), key=lambda row: row[0]), []
    value, updates, net = best
    return {
        "updates": updates, "validation": round(value, 4),
        "held_out": round(nats(net, s, HELD_OUT), 4),
        "parameters": sum(part.size for part in flatten(net)),
        "clipped": round(float(np.mean(np.array(norms) > 1.0)), 3),
        "checks": checks,
    }  # fmt: skip


def variants(chosen):
    """Run what has not been run of these variants, and write what there is of all."""
    for variant in chosen:
        rows = Rows(BUILD / f"changes_{variant}.json")
        first, *others = SETTINGS["seeds"]
        given = {"variant": variant, "seed": first}
        rates = SETTINGS["lr"].get(variant, SETTINGS["other lr"])
        tried = [rows.get(run, **given, lr=lr) for lr in rates]
        lr = min(tried, key=lambda row: row["validation"])["lr"]
        for seed in others:
            rows.get(run, variant=variant, lr=lr, seed=seed)
        files = [BUILD / f"changes_{name}.json" for name in VARIANTS]
        found = [row for path in files if path.exists() for row in Rows(path).rows]
        write("11_changes", SETTINGS, sum(row["seconds"] for row in found), found)


if __name__ == "__main__":
    variants(sys.argv[1:] or VARIANTS)
