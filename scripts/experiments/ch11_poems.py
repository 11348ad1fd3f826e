"""The promise of chapter 1: RNN, LSTM and GRU beside n-grams on two poems.

Both learn on the first 70% of the text, choose on the next 10% and are measured on the
last fifth, which is what chapter 1 holds out. The n-gram chooses its order and its
smoothing; each network its size, rate, dropout and number of updates, by the same
search with the first seed; the other seeds take what it chose. Characters before the
eighth of each part are not counted. Two minutes on one free core.
"""

from _characters import BUILD, Rows, coded, count, losses_of, trained
from _record import write

from rnnbook.tasks import corpus, ngram_losses, symbols_of

SETTINGS = {
    "window": 50, "lanes": 16, "max_norm": 1.0, "roll": True,
    "updates": 2000, "every": 25, "patience": 12,
    "cells": ["rnn", "lstm", "gru"], "H": [64, 128],
    "lr": [0.003, 0.01], "dropout": [0.0, 0.4], "seeds": [0, 1, 2, 3, 4],
    "orders": 8, "smoothing": ["kneser-ney", "witten-bell", 2.0, 4.0, 8.0, 16.0, 32.0],
    "train": 0.7, "validation": 0.1, "skipped": 7,
}  # fmt: skip
TEXT = corpus()
SYMBOLS = symbols_of(TEXT)
A, B = int(0.7 * len(TEXT)), int(0.8 * len(TEXT))
PARTS = TEXT[:A], TEXT[A:B], TEXT[B:]
CODES = coded(PARTS, SYMBOLS)


def window(smoothing):
    """The order that validation chooses with this smoothing, and what it reaches."""
    skipped, orders = SETTINGS["skipped"], SETTINGS["orders"]
    chosen, held, more = (
        ngram_losses(train, text, orders, smoothing)[:, skipped:].mean(axis=1)
        for train, text in (
            (PARTS[0], PARTS[1]), (PARTS[0], PARTS[2]), (TEXT[:B], PARTS[2])
        )
    )  # fmt: skip
    n = int(chosen.argmin())
    return {
        "n": n + 1, "validation": round(float(chosen[n]), 4),
        "held_out": round(float(held[n]), 4),
        "held_out_with_validation_text": round(float(more[n]), 4),
    }  # fmt: skip


def network(cell, H, lr, dropout, seed):
    """One training; measured with the weights that were best on the validation part."""
    s = SETTINGS | {"cell": cell, "H": H, "lr": lr, "dropout": dropout, "seed": seed}
    net, value, updates, checks = trained(CODES[0], CODES[1], len(SYMBOLS), s)
    held = losses_of(net, cell, CODES[2])[SETTINGS["skipped"] - 1 :]
    seen = losses_of(net, cell, CODES[0])[SETTINGS["skipped"] - 1 :]
    return {
        "updates": updates, "parameters": count(net), "validation": round(value, 4),
        "held_out": round(float(held.mean()), 4), "train": round(float(seen.mean()), 4),
        "checks": checks[::4],
    }  # fmt: skip


def main():
    """Run what has not been run, and write the result."""
    rows, s = Rows(BUILD / "poems.json"), SETTINGS
    for smoothing in s["smoothing"]:
        rows.get(window, smoothing=smoothing)
    for cell in s["cells"]:
        tried = [
            rows.get(network, cell=cell, H=H, lr=lr, dropout=share, seed=s["seeds"][0])
            for H in s["H"] for lr in s["lr"] for share in s["dropout"]
        ]  # fmt: skip
        best = min(tried, key=lambda row: row["validation"])
        chosen = {key: best[key] for key in ("cell", "H", "lr", "dropout")}
        for seed in s["seeds"][1:]:
            rows.get(network, **chosen, seed=seed)
    seconds = sum(row["seconds"] for row in rows.rows)
    numbers = {"sizes": [len(part) for part in PARTS], "symbols": len(SYMBOLS)}
    write("11_poems", s, seconds, numbers | {"rows": rows.rows})


if __name__ == "__main__":
    main()
