"""The networks of the figure, the sequences that they read, what is said of both."""

from functools import cache

import numpy as np

from rnnbook.cells import CELLS
from rnnbook.results import load
from rnnbook.tasks import (
    ORDER_SYMBOLS,
    REBER_SYMBOLS,
    adding_1997,
    is_legal,
    next_symbols,
    reber_string,
    temporal_order,
)

TASKS = ("order", "adding", "Reber")
TITLES = {
    "order": "temporal order 6a",
    "adding": "adding",
    "Reber": "the embedded Reber grammar",
}
CLASSES = {"order": ["XX", "XY", "YX", "YY"], "adding": None, "Reber": [*REBER_SYMBOLS]}
# What a cell is called for what it was found to hold, and where it has been held so.
NAMES = {"first mark": "first mark", "last mark": "last mark",
         "running sum": "running sum", "T or P": "T or P"}  # fmt: skip
CLEAR = 0.9  # a cell has the name of what it holds from this share of the test on
COUNT = 12


@cache
def networks():
    """{task: weights, classes, and of each cell its name, its test and its values}."""
    best, made = load("10_stepped")["numbers"]["best"], {}
    for task in TASKS:
        row = best[task]
        cells = []
        for k in range(row["H"]):
            what = max(row["held"], key=lambda name: row["held"][name][k])
            score, (low, high) = row["held"][what][k], row["values"][what][k]
            named = score >= CLEAR
            cells.append(
                {"name": NAMES[what] if named else "no single thing", "what": what,
                 "score": score, "low": low, "high": high,
                 "limit": limits(task, row)[k]}
            )  # fmt: skip
        weights = {name: row[name] for name in ("U", "W", "b", "V", "b_y")}
        made[task] = {"title": TITLES[task], "classes": CLASSES[task], "cells": cells}
        made[task] |= weights
    return made


def limits(task, row):
    """The axis of each cell: a whole number that its c passes in none of the twelve."""
    U, W, b = (np.array(row[name]) for name in "UWb")
    most = np.ones(row["H"])
    for chosen in sequences()[task]:
        h = c = np.zeros((1, row["H"]))
        for x in inputs(task, chosen):
            (h, c), _ = CELLS["lstm"].forward(x[None] @ U + b, h @ W, (h, c))
            most = np.maximum(most, abs(c[0]))
    return np.ceil(most).astype(int).tolist()


@cache
def sequences():
    """{task: [{symbols, codes, answer}]}: none of them was trained on."""
    return {"order": orders(), "adding": sums(), "Reber": strings()}


def orders():
    """Twelve sequences of temporal order, three of each class."""
    x, target, lengths = temporal_order(np.random.default_rng(777), 20, 60)
    found = []
    for k in range(COUNT):
        b = np.flatnonzero(target == (k * 7 + k // 4) % 4)[k // 4]
        codes = x[: lengths[b], b].argmax(axis=-1)
        found.append(
            {"symbols": [ORDER_SYMBOLS[code] for code in codes],
             "codes": codes.tolist(), "answer": CLASSES["order"][target[b]]}
        )  # fmt: skip
    return found


def sums():
    """Twelve sequences of the adding problem of 1997."""
    x, target, lengths = adding_1997(np.random.default_rng(777), 20, COUNT)
    found = []
    for b in range(COUNT):
        rows = x[: lengths[b], b].round(2)
        symbols = [f"{number:.1f}" for number, _ in rows]
        found.append(
            {"symbols": symbols, "codes": rows.tolist(),
             "answer": f"{4 * (target[b, 0] - 0.5):.1f}"}
        )  # fmt: skip
    return found


def strings():
    """Twelve embedded Reber strings of 12 to 20 symbols, without their last one."""
    rng, found = np.random.default_rng(777), []
    while len(found) < COUNT:
        text = reber_string(rng)
        wanted = "TP"[len(found) % 2]
        if 12 <= len(text) <= 20 and text[1] == wanted:
            assert is_legal(text)
            read = text[:-2]
            codes = [REBER_SYMBOLS.index(symbol) for symbol in read]
            (answer,) = next_symbols(read)
            found.append({"symbols": [*read], "codes": codes, "answer": answer})
    return found


def inputs(task, chosen):
    """x (T, D) of a sequence."""
    codes = np.array(chosen["codes"], float)
    if codes.ndim == 2:
        return codes
    width = len(ORDER_SYMBOLS if task == "order" else REBER_SYMBOLS)
    return np.eye(width)[codes.astype(int)]
