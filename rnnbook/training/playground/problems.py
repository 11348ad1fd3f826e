"""What a network of the playground is trained on: the book's tasks, drawn with Luck.

`lag` is the number of steps from the first input to the last answer in recall, adding,
order and parity; the length of the pause in copy; the number of steps of one update in
sine, series and text; and nothing in reber, whose strings are as long as they are.
"""

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from rnnbook._luck import Luck
from rnnbook._types import Array, Bools, Ints
from rnnbook.tasks import (
    adding,
    adding_baseline,
    copying,
    copying_baseline,
    corpus,
    corpus_baseline,
    embedded_reber,
    encode,
    lanes,
    one_hot,
    recall,
    symbols_of,
    temporal_order,
)

SYMBOLS, LENGTH = 4, 3  # of copy: kinds of symbols, how many are to be kept
PERIODS = (8.0, 20.0)  # of sine, in steps
NEAR = 0.1  # a number counts as right when it is less than this off
NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class Drawn(NamedTuple):
    """A batch. x: (T, B, D).

    target: (B,) classes or (B, O) numbers where the last step is asked; (T, B) or
    (T, B, O) where each is. lengths: (B,), of the last steps, or None for T.
    counts: (T, B), the steps whose answers are in the loss, all if None.
    scored: (T, B), those of which the share of right ones is told, all if None.
    fresh: whether sequences begin here; False where they go on.
    """

    x: Array
    target: Array | Ints
    lengths: Ints | None = None
    counts: Bools | None = None
    scored: Bools | None = None
    fresh: bool = True


class Problem(NamedTuple):
    """A task of the playground, ready to be drawn.

    draw: called as draw(rng), returns a Drawn. D, O: widths of an input and an output.
    T: the most steps that a batch is planned for. last: whether the last step alone is
    asked. squared: whether the answers are numbers, and the loss their squared error.
    loss, score: those of somebody who guesses without a memory. carried: whether a
    batch goes on where the one before stopped. symbols: of one-hot inputs.
    """

    draw: Callable[[Luck], Drawn]
    D: int
    O: int  # noqa: E741
    T: int
    last: bool
    squared: bool
    loss: float
    score: float
    carried: bool = False
    symbols: str = ""


def _recall(lag: int, B: int) -> Problem:
    def draw(rng: Luck) -> Drawn:
        return Drawn(*recall(rng, lag + 1, B))

    return Problem(draw, 2, 2, lag + 1, True, False, math.log(2), 0.5)


def _adding(lag: int, B: int) -> Problem:
    def draw(rng: Luck) -> Drawn:
        x, target, _ = adding(rng, lag + 1, B)
        return Drawn(x, target)

    guess = 2 * NEAR - NEAR**2
    return Problem(draw, 2, 1, lag + 1, True, True, adding_baseline(), guess)


def _order(lag: int, B: int) -> Problem:
    T = lag + 1

    def draw(rng: Luck) -> Drawn:
        return Drawn(*temporal_order(rng, T, B))

    most = T + T // 10
    names = "EBabcdXY"
    return Problem(draw, 8, 4, most, True, False, math.log(4), 0.25, symbols=names)


def _copy(lag: int, B: int) -> Problem:
    T = lag + 2 * LENGTH
    scored = np.arange(T)[:, None] >= np.full(B, T - LENGTH)

    def draw(rng: Luck) -> Drawn:
        x, target, _ = copying(rng, lag, B, SYMBOLS, LENGTH)
        return Drawn(x, target, scored=scored)

    loss = copying_baseline(lag, SYMBOLS, LENGTH)
    names = "abcd-?"
    return Problem(draw, 6, 5, T, False, False, loss, 1 / SYMBOLS, symbols=names)


def _reber(lag: int, B: int) -> Problem:
    def draw(rng: Luck) -> Drawn:
        x, target, lengths, _ = embedded_reber(rng, B)
        t = np.arange(len(x))[:, None]
        return Drawn(x, target, None, t < lengths, t == lengths - 2)

    # On average 11 symbols are predicted, of which 7 are drawn; the eighth that has two
    # ways without a memory is the last but one.
    loss = 8 * math.log(2) / 11
    return Problem(draw, 7, 7, 64, False, False, loss, 0.5, symbols="BTPSXVE")


def _parity(lag: int, B: int) -> Problem:
    scored = np.arange(lag + 1)[:, None] == np.full(B, lag)

    def draw(rng: Luck) -> Drawn:
        bits = rng.integers(0, 2, (lag + 1, B))
        target = bits.cumsum(axis=0) % 2
        return Drawn(bits[..., None].astype(float), target, scored=scored)

    return Problem(draw, 1, 2, lag + 1, False, False, math.log(2), 0.5)


def _sine(lag: int, B: int) -> Problem:
    def draw(rng: Luck) -> Drawn:
        period, phase = rng.uniform(*PERIODS, B), rng.uniform(0, 1, B)
        t = np.arange(lag + 1)[:, None]
        wave = np.sin(2 * math.pi * (t / period + phase))[..., None]
        return Drawn(wave[:-1], wave[1:])

    guess = 2 / math.pi * math.asin(NEAR)
    return Problem(draw, 1, 1, lag, False, True, 0.5, guess)


def numbers_of(series: str) -> Array:
    """The numbers that stand in a text, whatever stands between them."""
    return np.array([float(found) for found in NUMBER.findall(series)])


def _series(lag: int, B: int, series: str) -> Problem:
    given = numbers_of(series)
    z = given - given.mean()
    z = z / np.sqrt((z**2).mean())

    def draw(rng: Luck) -> Drawn:
        start = rng.integers(0, len(z) - lag, B)
        cut = z[np.arange(lag + 1)[:, None] + start][..., None]
        return Drawn(cut[:-1], cut[1:])

    guess = float((np.abs(z) < NEAR).mean())
    return Problem(draw, 1, 1, lag, False, True, 1.0, guess)


def _text(lag: int, B: int, text: str) -> Problem:
    text = text or corpus("carroll")
    symbols = symbols_of(text)
    stream, at = lanes(encode(text, symbols), B), 0
    D = len(symbols)

    def draw(rng: Luck) -> Drawn:
        nonlocal at
        at = 0 if at + lag + 1 > len(stream) else at
        cut = stream[at : at + lag + 1]
        at += lag
        fresh = at == lag
        return Drawn(one_hot(cut[:-1], D), cut[1:], fresh=fresh)

    most = max(text.count(symbol) for symbol in symbols) / len(text)
    loss = corpus_baseline(text)
    return Problem(draw, D, D, lag, False, False, loss, most, True, symbols)


PROBLEMS: dict[str, Callable[..., Problem]] = {
    "recall": _recall, "adding": _adding, "order": _order, "copy": _copy,
    "reber": _reber, "parity": _parity, "sine": _sine, "series": _series,
    "text": _text,
}  # fmt: skip


def problem_of(s: dict[str, Any]) -> Problem:
    """The problem that settings ask for, once they are found usable."""
    own = {name: s[name] for name in ("series", "text") if name == s["task"]}
    return PROBLEMS[s["task"]](s["lag"], s["batch"], **own)
