"""Symbols as numbers and as one-hot rows; the record that the tasks return."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._checks import need_whole, need_wholes
from rnnbook._types import Array, Ints
from rnnbook.loop.masks import pad_sequences


class Batch(NamedTuple):
    """Sequences of one draw, padded with zeros to the longest.

    x: (T, B, D), float64.  target: what the task says.  lengths: (B,), the number of
    true steps of each sequence; steps from there on are padding.
    """

    x: Array
    target: Array | Ints
    lengths: Ints


def one_hot(codes: ArrayLike, n: int) -> Array:
    """Rows with a single 1: codes (...) in 0 ... n-1 give (..., n), float64.

    Raises: TypeError for codes that are not whole, ValueError outside 0 ... n-1.
    """
    codes = need_codes(codes)
    n = need_whole("n", n, 1, "the number of symbols, len(symbols)")
    if codes.size and (codes.min() < 0 or codes.max() >= n):
        raise ValueError(
            f"codes run from {codes.min()} to {codes.max()}, wanted 0 to {n - 1}: pass "
            f"n = the number of symbols"
        )
    x = np.zeros((*codes.shape, n))
    np.put_along_axis(x, codes[..., None].astype(np.intp), 1.0, axis=-1)
    return x


def need_codes(codes: ArrayLike) -> Ints:
    """`codes` as an array; refuse what does not consist of whole numbers."""
    why = "encode(text, symbols) turns characters into numbers"
    return need_wholes("codes", codes, "whole numbers", why)


def padded(rows: Sequence[Ints], n: int) -> tuple[Array, Ints]:
    """One-hot rows of sequences that differ in length: (T, B, n) and lengths (B,)."""
    return pad_sequences([one_hot(row, n) for row in rows])
