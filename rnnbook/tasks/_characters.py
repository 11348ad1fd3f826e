"""Characters: the symbols of a text, its codes, and windows for carried state."""

import os
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._checks import need_generator, need_numbers, need_text, shown
from rnnbook._types import Ints
from rnnbook.tasks._checks import need_whole
from rnnbook.tasks._codes import need_codes


def symbols_of(text: str) -> str:
    """The different characters of a text, sorted, as a str: the classes to predict.

    A file of your own: `Path("my.txt").read_text(encoding="utf-8-sig")` leaves out
    the mark that some editors put at the start, and turns every end of a line into \\n.
    Raises: TypeError unless text is a str, ValueError if it is empty.
    """
    need_text("text", text, _as_text(text))
    if not text:
        raise ValueError(
            "text is empty, wanted one character or more: corpus() has some thousands"
        )
    return "".join(sorted(set(text)))


def encode(text: str, symbols: str) -> Ints:
    """Characters as numbers: the place of each in `symbols`, (len(text),).

    Raises: ValueError for a character that is not among the symbols, or twice there.
    """
    need_text("text", text, "decode(codes, symbols) turns numbers into one")
    need_text("symbols", symbols, "symbols_of(text) makes them")
    place = {symbol: k for k, symbol in enumerate(symbols)}
    if len(place) < len(symbols):
        raise ValueError(
            f"symbols {symbols!r} has a character twice, wanted each once: "
            f"symbols_of(text) makes them"
        )
    for k, symbol in enumerate(text):
        if symbol not in place:
            raise ValueError(
                f"text[{k}] is {symbol!r}, wanted one of {shown(symbols)}: take the "
                f"symbols of the whole text, symbols_of(text), or leave it out"
            )
    return np.array([place[symbol] for symbol in text], dtype=np.int64)


def decode(codes: ArrayLike, symbols: str) -> str:
    """Numbers (N,) as characters again: the reverse of `encode`.

    Raises: ValueError for a number that is no place in `symbols`, and for more axes.
    """
    codes = np.zeros(0, int) if _is_empty(codes) else need_codes(codes)
    need_text("symbols", symbols, "the str that the text was encoded with")
    if codes.ndim != 1:
        raise ValueError(
            f"codes has shape {codes.shape}, wanted (N,): decode one sequence at a "
            f"time, in (T, B) that is codes[:, b]"
        )
    if codes.size and not (0 <= codes.min() and codes.max() < len(symbols)):
        raise ValueError(
            f"codes run from {codes.min()} to {codes.max()}, wanted 0 to "
            f"{len(symbols) - 1}: pass the symbols that the text was encoded with"
        )
    return "".join(symbols[k] for k in codes)


def _as_text(value: object) -> str:
    """How what was given becomes a text."""
    if isinstance(value, os.PathLike):
        return 'pass text.read_text(encoding="utf-8-sig")'
    if isinstance(value, (list, tuple)):
        return 'pass "".join(text)'
    return 'decode bytes with text.decode("utf-8")'


def _is_empty(codes: ArrayLike) -> bool:
    """An empty list is of no dtype, and still the codes of an empty text."""
    return isinstance(codes, (list, tuple)) and not codes


def corpus_baseline(text: str, context: int = 0) -> float:
    """Loss in nats a character of a predictor that knows the frequencies of `text`.

    context: how many characters it sees before the one that it predicts. 0: letters by
    their frequency alone; 1: by that after the last character, and so on. Measured on
    the very text that was counted, so the more context, the more it flatters.
    Raises: ValueError if the text is not longer than the context.
    """
    symbols_of(text)
    context = need_whole("context", context, 0, "the number of characters seen before")
    if len(text) <= context:
        raise ValueError(
            f"text has {len(text)} characters, wanted more than the context, "
            f"{context}: pass a longer text or a smaller context"
        )
    seen, followed = {}, {}
    for k in range(context, len(text)):
        before, both = text[k - context : k], text[k - context : k + 1]
        seen[before] = seen.get(before, 0) + 1
        followed[both] = followed.get(both, 0) + 1
    each = [n * np.log(seen[both[:context]] / n) for both, n in followed.items()]
    return float(sum(each) / (len(text) - context))


def lanes(codes: ArrayLike, B: int, rng: np.random.Generator | None = None) -> Ints:
    """One long text side by side: B pieces of equal length, each a lane of the batch.

    Shapes: codes (N,). Returns: (S, B) with S = N // B; lane k goes on where lane
    k - 1 stopped. What is left over is dropped: from the end, or with rng a random
    part of it from the beginning.
    Raises: ValueError for fewer than two characters a lane, codes that are not (N,).
    """
    codes, B = need_codes(codes), need_whole("B", B, 1, "the number of lanes")
    if codes.ndim != 1:
        raise ValueError(
            f"codes has shape {codes.shape}, wanted (N,): one text, encode(text, "
            f"symbols) makes it"
        )
    S, left = divmod(len(codes), B)
    if S < 2:
        raise ValueError(
            f"{len(codes)} characters in B = {B} lanes, wanted two or more in each, "
            f"one to see and one to predict: pass a longer text or a smaller B"
        )
    start = 0
    if rng is not None:
        need_generator(rng)
        start = int(rng.integers(left + 1))
    return codes[start : start + S * B].reshape(B, S).T


def windows(stream: np.ndarray, T: int) -> Iterator[np.ndarray]:
    """Cut a stream into windows of T steps, in order, for truncated backpropagation.

    Row k of a window goes on where row k of the one before stopped: carry the state
    over, and let the gradient end at the window's beginning.

    Shapes: stream (S, B, ...), as `lanes` returns it or `continual_reber` its x.
    Yields: views (T, B, ...); the last one is shorter if T does not divide S. To
    predict the next character: zip(windows(s[:-1], T), windows(s[1:], T)).
    Raises: ValueError for T below 1 or an empty stream, at once.
    """
    T = need_whole("T", T, 1, "the number of steps of a window")
    stream = need_numbers("stream", stream, "lanes(codes, B) makes one of a text")
    if np.ndim(stream) < 2 or len(stream) == 0:
        raise ValueError(
            f"stream has shape {np.shape(stream)}, wanted (S, B, ...) with S steps and "
            f"B lanes: lanes(codes, B) makes one of a text"
        )
    return (stream[k : k + T] for k in range(0, len(stream), T))
