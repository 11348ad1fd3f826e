"""What single units of a trained network follow in the text, tested by clamping them.

The search. For each character of a text some facts are computed from the text alone:
its column, how many characters its verse has, how many letters its word, whether it
stands in a verse number, in a word with a capital, in brackets, in a verse with an odd
number. Each is correlated with the cell state of each unit over the validation part.
The unit with the largest |r| is looked at again in the held-out part. As a control the
same search is done with the fact of another place: shifted against the states by some
thousands of characters, twenty times; the best of all units is kept each time.

The clamp. In copies of the network the state of one unit is held at a low or at a high
value, the 5% and 95% quantiles of what it takes when it reads; the copies write at
temperature 1. Every unit of the network has its turn, so the unit that was found can be
compared with all others. Measured: the mean length of a written line, and of a verse.

The groups. While the network reads the held-out part, several units are held at their
mean at once: the 1, 8 and 32 that follow the column best, and as a control as many
others, drawn eight times; in an LSTM all whose tanh(c) is at its end for more than 95%
of the time (|c| above 2.65, so that tanh(c) is 0.99 or more, or -0.99 or less), and all
the rest.
Measured: -ln P of the new lines that end a full line, and of all other characters.

The state of a unit is its c in an LSTM, its h in a GRU. Five minutes or so on one core.
"""

import re
import time

import numpy as np
from _record import write
from _written import as_texts, network
from tqdm import tqdm

from rnnbook import log_likelihood, reader, sample, unroll, zeros_state
from rnnbook.cells.params import own_weights
from rnnbook.loop.plain import recurrent
from rnnbook.tasks import corpus, encode, lanes, split

SETTINGS = {
    "networks": ["kjv_lstm"], "seed": 0, "lanes": 30, "skip": 100, "shifts": 20,
    "quantiles": [0.05, 0.95], "copies": 24, "steps": 700, "first": 100, "at once": 16,
    "groups": [1, 8, 32], "draws": 8, "group steps": 600, "full": 50,
}  # fmt: skip
FACTS = ("column", "verse", "word", "number", "name", "brackets", "odd verse")
NUMBER = re.compile(r"^(\d+):(\d+) ", re.M)


def facts(text):
    """Numbers about each character that has just been read: {name: (len(text),)}."""
    n, column, word = len(text), 0, 0
    found = {name: np.full(n, np.nan) for name in FACTS}
    verse, inside, odd, capital, open_ = np.nan, 0, np.nan, 0, 0
    begins = {m.start(): m for m in NUMBER.finditer(text)}
    ends = {m.end() - 1 for m in begins.values()}
    for k, ch in enumerate(text):
        column = 0 if ch == "\n" else column + 1
        if k in begins:
            verse, inside, odd = 0, 1, int(begins[k][2]) % 2
        inside = 0 if k in ends else inside
        verse += 1
        word = word + 1 if ch.isalpha() else 0
        capital = (capital if word > 1 else int(ch.isupper())) if word else 0
        open_ = 1 if ch == "(" else 0 if ch == ")" else open_
        for name, value in zip(
            found, (column, verse, word, inside, capital, open_, odd), strict=True
        ):
            found[name][k] = value
    return found


def read_through(net, text):
    """The states of a text in lanes (T, B, H), and its facts (T, B) by name."""
    codes, B = encode(text, net.symbols), SETTINGS["lanes"]
    x = np.eye(len(net.symbols), dtype=np.float32)[lanes(codes, B)]
    h, state, cache = unroll(net.cell, net.params, x, engine="plain")
    c = h
    if net.cell.name == "lstm":
        c = np.array([step.c_prev for step in cache.steps[1:]] + [state[1]])
    some = {name: lanes_of(fact, len(x)) for name, fact in facts(text).items()}
    return c[SETTINGS["skip"] :], {k: v[SETTINGS["skip"] :] for k, v in some.items()}


def lanes_of(fact, length):
    """Numbers of a text in the lanes of its codes."""
    B = SETTINGS["lanes"]
    return fact[: length * B].reshape(B, length).T


def correlations(c, fact):
    """Pearson's r of a fact (T, B) with each unit of c (T, B, H)."""
    known = ~np.isnan(fact)
    x, y = c[known] - c[known].mean(axis=0), fact[known] - fact[known].mean()
    return y @ x / np.sqrt((x**2).sum(axis=0) * (y**2).sum() + 1e-12)


def searched(net):
    """One line for each fact: the best unit, there and in the held-out part."""
    parts, rng, rows = split(corpus(net.corpus)), np.random.default_rng(0), []
    c, some = read_through(net, parts.validation)
    c_held, some_held = read_through(net, parts.held_out)
    every = {}
    for name, fact in some.items():
        r = correlations(c, fact)
        unit = int(np.abs(r).argmax())
        if name in ("column", "verse"):
            every[name] = [round(float(v), 3) for v in r]
            seen = correlations(np.tanh(c), fact)
            every[f"{name}, tanh"] = [round(float(v), 3) for v in seen]
        control = [
            float(np.abs(correlations(c, np.roll(fact, by, axis=0))).max())
            for by in rng.integers(300, len(c) - 300, SETTINGS["shifts"])
        ]
        second = float(np.sort(np.abs(r))[-2])
        held = float(correlations(c_held, some_held[name])[unit])
        rows.append({
            "fact": name, "unit": unit, "r": round(float(r[unit]), 3),
            "r held out": round(held, 3), "second": round(second, 3),
            "control": round(max(control), 3),
        })  # fmt: skip
    every["flat"] = [round(float(v), 3) for v in (np.abs(c) > 2.65).mean(axis=(0, 1))]
    every["|c|"] = [float(f"{v:.2g}") for v in np.median(np.abs(c), axis=(0, 1))]
    low, high = np.quantile(c, SETTINGS["quantiles"], axis=(0, 1))
    return rows, every, low, high, c.mean(axis=(0, 1))


def held(net, mask, value):
    """The step of a network whose states are held: mask (B, H), value (B, H)."""
    cell, p, head = net.cell, net.params, net.readout

    def read(tokens, state):
        xU, hW = p.U[tokens] + p.b, state[0] @ p.W
        if hasattr(p, "b_h") or cell.inner:
            hW = recurrent(cell, p, xU, hW, state, [])
        state, step = cell.forward(xU, hW, state, *own_weights(cell, p))
        if cell.name == "lstm":
            c = np.where(mask, value, state[1])
            state = step.o * np.tanh(c), c
        else:
            state = (np.where(mask, value, state[0]),)
        return state[0] @ head.V + head.b, state

    return read


def lengths(text):
    """The lengths of the whole lines and of the whole verses of what was written."""
    lines = [len(line) for line in text.split("\n")[1:-1] if line]
    starts = [m.start() for m in NUMBER.finditer(text)]
    return lines, list(np.diff(starts))


def written(net, units, values, rng):
    """Lines and verses that copies of the network write, units held at values."""
    H, copies = len(net.params.W), SETTINGS["copies"]
    mask = np.zeros((len(units) * copies, H), bool)
    value = np.zeros((len(units) * copies, H), np.float32)
    for k, (unit, v) in enumerate(zip(units, values, strict=True)):
        rows = slice(k * copies, (k + 1) * copies)
        if unit is not None:
            mask[rows, unit], value[rows, unit] = True, v
    start = np.tile(encode("\n1:1 ", net.symbols)[:, None], len(mask))
    _, state = reader(net.cell, net.params, net.readout)(start[0])
    read = held(net, mask, value)
    codes = sample(read, start[1:], SETTINGS["steps"], rng, state=state)
    texts = as_texts(codes[SETTINGS["first"] :], net.symbols)
    return [texts[k * copies : (k + 1) * copies] for k in range(len(units))]


def means(texts):
    """The mean length of lines and verses, and how many there were."""
    both = [lengths(text) for text in texts]
    found = []
    for kind in zip(*both, strict=True):
        each = [n for some in kind for n in some]
        found += [round(float(np.mean(each)), 2) if each else None, len(each)]
    return found


def clamped(net, low, high):
    """[unit, value, line, lines, verse, verses] for every unit, low and then high."""
    tasks = [(None, 0.0)] + [(u, v) for u in range(len(low)) for v in (low[u], high[u])]
    rows, lines, n = [], {}, SETTINGS["at once"]
    for k in tqdm(range(0, len(tasks), n)):
        units, values = zip(*tasks[k : k + n], strict=True)
        rng = np.random.default_rng((SETTINGS["seed"], k))
        for unit, v, texts in zip(
            units, values, written(net, units, values, rng), strict=True
        ):
            rows.append([unit, round(float(v), 3), *means(texts)])
            lines[len(rows) - 1] = [n for t in texts for n in lengths(t)[0]]
    return rows, shown(rows, lines)


def shown(rows, lines):
    """The lines of the free network, and of the unit that changes them most."""
    change = [
        abs((rows[k + 1][2] or 0) - (rows[k][2] or 0)) for k in range(1, len(rows), 2)
    ]
    unit = int(np.argmax(change))
    return {
        "unit": unit, "free": lines[0],
        "low": lines[1 + 2 * unit], "high": lines[2 + 2 * unit],
    }  # fmt: skip


def grouped(net, r, flat, mean):
    """[which, n, -ln P of new lines at the end of full lines, that of the rest]."""
    codes = encode(split(corpus(net.corpus)).held_out, net.symbols)
    stream = lanes(codes, 60)[: SETTINGS["group steps"]]
    column = np.zeros(stream.shape, int)
    new = net.symbols.index("\n")
    for t in range(1, len(stream)):
        column[t] = np.where(stream[t - 1] == new, 0, column[t - 1] + 1)
    ends = (stream == new) & (column > SETTINGS["full"])
    ends[: SETTINGS["skip"]] = False
    rest = ~ends
    rest[: SETTINGS["skip"]] = False

    def losses(units):
        mask = np.zeros((1, len(mean)), bool)
        mask[0, units] = True
        read = held(net, mask, mean.astype(np.float32))
        B = stream.shape[1]
        state = zeros_state(net.cell, B, len(mean), np.float32)
        each = -log_likelihood(read, stream, state)
        return [round(float(each[m[1:]].mean()), 3) for m in (ends, rest)]

    best, rng = np.argsort(-np.abs(r)), np.random.default_rng(0)
    rows = [["none", 0, *losses([])]]
    for n in SETTINGS["groups"]:
        rows.append(["follow", n, *losses(best[:n])])
        others = best[n:]
        rows += [
            ["others", n, *losses(rng.choice(others, n, replace=False))]
            for _ in range(SETTINGS["draws"])
        ]
    pinned = np.flatnonzero(flat > 0.95)
    rows.append(["flat", len(pinned), *losses(pinned)])
    loose = np.flatnonzero(flat <= 0.95)
    return [*rows, ["not flat", len(loose), *losses(loose)]]


def case(name):
    net, _ = network(name)
    rows, r, low, high, mean = searched(net)
    for row in rows:
        print(row)
    clamps, lines = clamped(net, low, high)
    return {
        "network": name, "updates": net.updates, "search": rows, "r": r,
        "clamped": clamps, "lines": lines,
        "groups": grouped(net, np.array(r["column"]), np.array(r["flat"]), mean),
    }  # fmt: skip


def main():
    began = time.time()
    numbers = [case(name) for name in SETTINGS["networks"]]
    write("11_units", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
