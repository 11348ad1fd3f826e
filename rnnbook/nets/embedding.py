"""Embedding: one learned row for each symbol of a vocabulary."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._checks import (
    is_one_hot,
    need_array,
    need_dtype,
    need_generator,
    need_numbers,
    need_whole,
    need_wholes,
)
from rnnbook._types import Array, DType, Ints


class Embedding(NamedTuple):
    """The rows of N symbols. E: (N, D). A gradient of it is an Embedding."""

    E: Array


def init_embedding(
    N: int, D: int, rng: np.random.Generator, dtype: DType = np.float64
) -> Embedding:
    """Draw the rows of N symbols from the normal distribution, variance 1; E (N, D).

    The variance is that of PyTorch's embedding: inputs of the usual size.
    Raises: ValueError for sizes below 1, TypeError for another dtype or no Generator.
    """
    N = need_whole("N", N, 1, "the number of symbols, len(symbols_of(text))")
    D = need_whole("D", D, 1, "the width of the input that each becomes, pass D=8")
    need_generator(rng)
    need_dtype(dtype)
    return Embedding(rng.normal(size=(N, D)).astype(dtype))


def embed(p: Embedding, tokens: ArrayLike) -> Array:
    """The row of each token: tokens (...), whole numbers below N, gives x (..., D).

    The same as one_hot(tokens) @ E, without the product; (T, B) gives (T, B, D).
    Raises: ValueError or TypeError if p and tokens do not fit each other.
    """
    tokens = _checked(p, tokens)
    return p.E[tokens]


def embed_backward(p: Embedding, tokens: ArrayLike, dx: Array) -> Embedding:
    """Gradient of `embed` for the rows: each row adds up all of its uses.

    Shapes: tokens (...), dx (..., D). Returns: an Embedding of zeros but for the rows
    that occur. Tokens are whole numbers and have no gradient.
    Raises: ValueError or TypeError if p, tokens and dx do not fit each other.
    """
    tokens = _checked(p, tokens)
    need_array("dx", dx)
    shape = (*tokens.shape, p.E.shape[1])
    if dx.shape != shape or dx.dtype != p.E.dtype:
        raise ValueError(
            f"dx is {dx.dtype} {dx.shape}, wanted {p.E.dtype} {shape}: one row for "
            f"each of the tokens {tokens.shape}, as embed gave them"
        )
    dE = np.zeros_like(p.E)
    np.add.at(dE, tokens, dx)                    # dE[tokens] += dx would count once
    return Embedding(dE)


def _checked(p: Embedding, tokens: ArrayLike) -> Ints:
    if not isinstance(p, Embedding):
        raise TypeError(
            f"p is a {type(p).__name__}, wanted an Embedding: init_embedding(N, D, "
            f"rng) makes one, Embedding(E) takes your own rows"
        )
    need_array("E", p.E)
    if p.E.ndim != 2:
        raise ValueError(f"E has shape {p.E.shape}, wanted (N, D): one row a symbol")
    numbers = need_numbers("tokens", tokens, "pass the number of each symbol")
    if numbers.dtype.kind not in "iu" and is_one_hot(numbers, len(p.E)):
        raise TypeError(
            f"tokens has dtype {numbers.dtype} and shape {numbers.shape}, wanted whole "
            f"numbers, one for each symbol: one-hot rows become these by "
            f"tokens.argmax(axis=-1)"
        )
    why = "pass the number of each symbol"
    tokens = need_wholes("tokens", tokens, "whole numbers, one for each symbol", why)
    if tokens.size and (tokens.min() < 0 or tokens.max() >= len(p.E)):
        raise ValueError(
            f"tokens run from {tokens.min()} to {tokens.max()}, wanted 0 to "
            f"{len(p.E) - 1}, because E has {len(p.E)} rows: NumPy would take -1 as "
            f"the last row, so give padding a token of its own"
        )
    return tokens
