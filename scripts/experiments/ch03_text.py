"""A vanilla RNN and the windows of chapter 1 on the same held-out text.

Both count or train on the same characters. Both choose on a validation part what is
free: the window its length and its beta, the network its units, its learning rate and
when to stop. Units and rate are chosen with the first seed; the other seeds take them.
Both are measured on a held-out part that chose nothing. Two texts: the poems of
chapter 1, and the prose of this book's chapters as it stands when the script runs. Of
the prose, validation and held-out part stay the same while more and more characters
before them are read. The result keeps a digest of the prose. Half an hour or so on two
busy cores.
"""

import hashlib
import json
import re
import time
from collections import Counter
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from _record import write
from tqdm import tqdm

from rnnbook import (
    CELLS,
    fit,
    init_params,
    init_readout,
    readout,
    readout_backward,
    softmax,
    softmax_cross_entropy,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import corpus, encode, symbols_of

CELL, DTYPE = CELLS["rnn"], np.float32
SETTINGS = {
    "cell": "rnn",
    "H": {"poems": [32, 64, 128], "prose": [64, 128, 256]},
    "lr": [0.002, 0.005, 0.01],
    "max_norm": 1.0,
    "piece": 50,
    "batch": 16,
    "updates": 5000,
    "every": 25,
    "patience": 12,
    "n": [1, 2, 3, 4, 5, 6, 7, 8],
    "beta": [2, 4, 8, 16, 32, 64],
    "seeds": [0, 1, 2, 3, 4],
    "poems": {"train": 0.7, "validation": 0.1},
    "prose": {"sizes": [10_000, 40_000, 110_000], "validation": 4000, "held_out": 8000},
    "skipped": 7,
}
SAID_IN_EACH = ("To run this chapter", "The sources are on", "You need ")
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def prose():
    """The sentences of chapters 1 to 9 before their exercises, a paragraph a line.

    Formulas become x. Tables, lists, code, and what stands in two places are left out.
    """
    found = {}
    for path in sorted(NOTEBOOKS.glob("0[1-9]_*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if source.startswith("## Exercises"):
                break
            if cell["cell_type"] == "markdown":
                found |= dict.fromkeys(source.split("\n\n"))
    plain = [re.sub(r"\$[^$]+\$", "x", part) for part in found if "$$" not in part]
    plain = [re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", part) for part in plain]
    plain = [" ".join(re.sub(r"[*_`]", "", part).split()) for part in plain]
    kept = [p for p in plain if p.isascii() and re.fullmatch(r"[A-Z][^|<#\\]{80,}", p)]
    return "\n".join(p for p in kept if not p.startswith(SAID_IN_EACH))


def parts():
    """(name, train, validation, held out) for each text and size."""
    text, share = corpus(), SETTINGS["poems"]
    a = int(share["train"] * len(text))
    b = a + int(share["validation"] * len(text))
    yield "poems", text[:a], text[a:b], text[b:]
    sizes, text = SETTINGS["prose"], prose()
    b = len(text) - sizes["held_out"]
    a = b - sizes["validation"]
    for N in sizes["sizes"]:
        yield "prose", text[a - N : a], text[a:b], text[b:]


class Windows:
    """The mixed n-grams of chapter 1, (1.7), counted on one text."""

    def __init__(self, train, S):
        self.S, self.tables = S, {}
        for n in SETTINGS["n"]:
            ends = range(n, len(train) + 1)
            self.tables[n] = (
                Counter(train[k - n : k] for k in ends),
                Counter(train[k - n : k - 1] for k in ends),
            )

    def losses(self, text, beta):
        """{n: nats a character}, over the characters that every n can predict."""
        p = np.full(len(text) - SETTINGS["skipped"], 1 / self.S)
        places, found = range(SETTINGS["skipped"], len(text)), {}
        for n, (grams, contexts) in self.tables.items():
            c = np.array([grams[text[k - n + 1 : k + 1]] for k in places])
            q = np.array([contexts[text[k - n + 1 : k]] for k in places])
            p = (c + beta * p) / (q + beta)
            found[n] = float(-np.log(p).mean())
        return found

    def chosen(self, validation, held_out):
        """The n and beta that validation chose, and the loss on held-out text."""
        tried = {
            (loss, n, beta)
            for beta in SETTINGS["beta"]
            for n, loss in self.losses(validation, beta).items()
        }
        loss, n, beta = min(tried)
        held = self.losses(held_out, beta)[n]
        return {"n": n, "beta": beta, "validation": loss, "held_out": held}


def probabilities(net, codes, S):
    """P of each character of one text, read from a first state of zero."""
    p, head = net
    h, _, _ = unroll(CELL, p, np.eye(S, dtype=DTYPE)[codes[:-1], None])
    o = readout(head, h[SETTINGS["skipped"] - 1 :, 0])
    y = softmax(o.astype(float))
    return np.take_along_axis(y, codes[SETTINGS["skipped"] :, None], axis=-1)[:, 0]


def nats(net, codes, S):
    """Nats a character of one text, without those that a window cannot predict."""
    return float(-np.log(probabilities(net, codes, S)).mean())


def trained(job):
    """The network of `seed` that is best on the validation text: its Fit, its loss."""
    train, validation, S, H, lr, seed = job
    rng = np.random.default_rng(seed)
    eye, T = np.eye(S, dtype=DTYPE), SETTINGS["piece"]
    start = init_params(CELL, S, H, rng, dtype=DTYPE), init_readout(H, S, rng, DTYPE)

    def gradients(net):
        p, head = net
        at = rng.integers(0, len(train) - T, SETTINGS["batch"])
        codes = train[at + np.arange(T + 1)[:, None]]
        h, _, cache = unroll(CELL, p, eye[codes[:-1]])
        loss, do = softmax_cross_entropy(readout(head, h), codes[1:])
        dhead, dh = readout_backward(head, h, do)
        dp, _, _ = unroll_backward(CELL, p, dh, cache)
        return loss, (dp, dhead)

    done = fit(
        start, gradients, SETTINGS["updates"], lr, SETTINGS["max_norm"],
        validate=lambda net: nats(net, validation, S), every=SETTINGS["every"],
        patience=SETTINGS["patience"], progress=False,
    )  # fmt: skip
    return done, float(done.validation[:, 1].min())


def written(net, symbols, first, length, seed):
    """Characters drawn one by one from the network's own probabilities."""
    rng, (p, head) = np.random.default_rng(seed), net
    state, codes = None, list(encode(first, symbols))
    x = np.eye(len(symbols), dtype=DTYPE)[codes[:-1]][:, None]
    _, state, _ = unroll(CELL, p, x)
    for _ in range(length):
        x = np.eye(len(symbols), dtype=DTYPE)[[codes[-1]]][:, None]
        h, state, _ = unroll(CELL, p, x, state)
        y = softmax(readout(head, h[0, 0]))
        codes.append(int(rng.choice(len(symbols), p=y)))
    return "".join(symbols[k] for k in codes)


def compared(name, train, validation, held_out, run):
    """The window and the networks of all seeds on one text; `run` does the jobs."""
    symbols = symbols_of(train + validation + held_out)
    S, (first, *others) = len(symbols), SETTINGS["seeds"]
    codes = [encode(part, symbols) for part in (train, validation, held_out)]
    window = Windows(train, S).chosen(validation, held_out)
    tried = [(H, lr) for H in SETTINGS["H"][name] for lr in SETTINGS["lr"]]
    runs = run([(*codes[:2], S, H, lr, first) for H, lr in tried])
    search = [
        {"H": H, "lr": lr, "validation": best, "updates": done.best,
         "stopped": done.stopped, "held_out": nats(done.params, codes[2], S)}
        for (H, lr), (done, best) in zip(tried, runs, strict=True)
    ]  # fmt: skip
    k = min(range(len(tried)), key=lambda k: runs[k][1])
    H, lr = tried[k]
    runs = [runs[k], *run([(*codes[:2], S, H, lr, seed) for seed in others])]
    together = [probabilities(done.params, codes[2], S) for done, _ in runs]
    networks = [
        {"seed": seed, "H": H, "lr": lr, "updates": done.best, "stopped": done.stopped,
         "train": nats(done.params, codes[0], S), "validation": best,
         "held_out": float(-np.log(p).mean())}
        for seed, (done, best), p in zip(SETTINGS["seeds"], runs, together, strict=True)
    ]  # fmt: skip
    return {
        "text": name, "sizes": [len(part) for part in (train, validation, held_out)],
        "S": S, "window": window, "search": search, "networks": networks,
        "mean_of_networks": float(-np.log(np.mean(together, axis=0)).mean()),
        "sample": written(runs[0][0].params, symbols, "The ", 200, first),
    }  # fmt: skip


def main():
    """Run all, with a bar, and write the result, each time that a text is done."""
    start, cases, numbers, text = time.time(), list(parts()), [], prose()
    settings = SETTINGS | {
        "prose_characters": len(text),
        "prose_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    tried = [len(SETTINGS["H"][case[0]]) * len(SETTINGS["lr"]) for case in cases]
    total = sum(tried) + len(cases) * (len(SETTINGS["seeds"]) - 1)
    with tqdm(total=total) as bar, Pool(2) as pool:

        def run(jobs):
            found = []
            for done in pool.imap(trained, jobs):
                found.append(done)
                bar.update()
            return found

        for case in cases:
            numbers.append(compared(*case, run))
            write("03_text", settings, time.time() - start, numbers)


if __name__ == "__main__":
    main()
