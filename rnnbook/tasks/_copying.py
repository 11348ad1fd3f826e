"""Copying: keep a row of symbols through a long blank and say it again."""

import numpy as np

from rnnbook.tasks._checks import need_batch, need_whole
from rnnbook.tasks._codes import Batch, one_hot


def copying(
    rng: np.random.Generator, T: int, B: int, symbols: int = 8, length: int = 10
) -> Batch:
    """Repeat the first `length` symbols after a pause of T steps.

    The input is `length` symbols, T - 1 blanks, a sign to begin, `length` blanks; the
    target is blank until the sign has been read, then the symbols in their order.

    Shapes: with S = T + 2 length steps and n = symbols + 2: x (S, B, n), one-hot with
    the blank at n - 2 and the sign at n - 1; target (S, B), classes 0 ... n - 2;
    lengths (B,), all S.
    Raises: ValueError for T, B or length below 1, symbols below 2.
    Source: arjovsky2016.
    """
    T, symbols, length = _need_sizes(T, symbols, length)
    B, blank = need_batch(rng, B), symbols
    shown = rng.integers(0, symbols, (length, B))
    codes = np.full((T + 2 * length, B), blank)
    codes[:length], codes[length + T - 1] = shown, blank + 1
    target = np.full(codes.shape, blank)
    target[-length:] = shown
    return Batch(one_hot(codes, symbols + 2), target, np.full(B, len(codes)))


def copying_baseline(T: int, symbols: int = 8, length: int = 10) -> float:
    """Cross-entropy of a memory without content, in nats a step.

    It says blank until the sign, then guesses: length ln(symbols) / (T + 2 length),
    10 ln 8 / (T + 20) at the usual sizes.
    Raises: ValueError for T or length below 1, symbols below 2.
    """
    T, symbols, length = _need_sizes(T, symbols, length)
    return length * np.log(symbols) / (T + 2 * length)


def _need_sizes(T: int, symbols: int, length: int) -> tuple[int, int, int]:
    return (
        need_whole("T", T, 1, "the length of the pause, pass T=30"),
        need_whole("symbols", symbols, 2, "one symbol alone tells nothing, pass 8"),
        need_whole("length", length, 1, "how many symbols to keep, pass 10"),
    )
