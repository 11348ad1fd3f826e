"""Tagging: each symbol's tag depends on the symbols before it, after it, or both.

Between markers stand questions. `<` asks for the nearest marker before it, `>` for the
nearest after it, `=` whether the two are alike: A<=A>B has the tags 0, 1 and 1.
"""

from typing import NamedTuple

import numpy as np

from rnnbook._checks import need_flag, need_kind, need_number
from rnnbook._types import Array, Bools, Ints
from rnnbook.loop.masks import length_mask
from rnnbook.tasks._checks import need_batch, need_whole
from rnnbook.tasks._codes import one_hot

TAGGING_SYMBOLS = "AB<>="


class TaggingBatch(NamedTuple):
    """Sequences of markers and questions, with a tag for each question.

    x: (T, B, 5), one-hot in the order of TAGGING_SYMBOLS, zeros behind each end.
    target: (T, B), 0 or 1; 0 where nothing is asked.  lengths: (B,).
    mask: (T, B), True at the questions, where a tag counts; False at markers and
    behind the end.  Which steps there are is `length_mask(lengths, T)`.
    """

    x: Array
    target: Ints
    lengths: Ints
    mask: Bools


def tagging(rng: np.random.Generator, T: int, B: int, gap: float = 6.0) -> TaggingBatch:
    """Answer each question by the markers around it: 0 for A, 1 for B, 1 if alike.

    A sequence has from T // 2 to T symbols and begins and ends with a marker. Between
    them are drawn: a marker, A or B, with probability 1 / gap, else a question. So in a
    long sequence a marker is followed by the next one after `gap` steps on average, in
    a short one sooner, because its ends are markers.

    Returns: TaggingBatch.
    Raises: ValueError for T below 6, B below 1, a gap below 2.
    """
    T = need_whole("T", T, 6, "markers at both ends and questions between, pass T=30")
    B = need_batch(rng, B)
    why = "the mean number of steps from a marker to the next, pass 6"
    fits = lambda v: 2 <= v < np.inf  # noqa: E731
    gap = need_number("gap", gap, fits, "a number of at least 2", why)
    lengths = rng.integers(T // 2, T + 1, B)
    marked = rng.random((T, B)) < 1 / gap
    marked[0] = marked[lengths - 1, np.arange(B)] = True
    codes = np.where(
        marked, rng.integers(0, 2, (T, B)), rng.integers(2, 5, (T, B))
    )
    real = length_mask(lengths, T)
    before, after = _markers(marked & real)
    left, right = (np.take_along_axis(codes, at, axis=0) for at in (before, after))
    asked = [left, right, (left == right).astype(left.dtype)]
    mask = ~marked & real
    target = np.where(mask, np.choose(np.maximum(codes - 2, 0), asked), 0)
    return TaggingBatch(one_hot(codes, 5) * real[..., None], target, lengths, mask)


def tagging_baseline(causal: bool = False) -> float:
    """Accuracy of a guess, 1/2; or the best that a reader from left to right can do.

    With causal=True: every `<` right, and half of the others, since the next marker is
    as likely A as B whatever came before: 2/3.
    """
    need_flag("causal", causal, "True reads from left to right alone")
    return 2 / 3 if causal else 1 / 2


def tagging_window_baseline(batch: TaggingBatch, radius: int) -> float:
    """Accuracy of the best tagger that sees `radius` symbols on each side.

    Right where the markers that it needs are in its window, half right elsewhere: an
    unseen marker is as likely A as B. Counted over the questions of `batch`.
    Raises: ValueError for a radius below 0.
    """
    need_kind("batch", batch, TaggingBatch, "tagging(rng, T, B) draws one")
    radius = need_whole("radius", radius, 0, "the symbols seen on each side, pass 3")
    codes, step = batch.x.argmax(axis=-1), np.arange(len(batch.x))[:, None]
    before, after = _markers((codes < 2) & (batch.x.max(axis=-1) > 0))
    left, right = step - before <= radius, after - step <= radius
    seen = np.choose(np.maximum(codes - 2, 0), [left, right, left & right])
    return float(np.where(seen, 1.0, 0.5)[batch.mask].mean())


def _markers(marked: Bools) -> tuple[Ints, Ints]:
    """The step of the nearest marker at or before each step, and at or after it."""
    T, step = len(marked), np.arange(len(marked))[:, None]
    before = np.maximum.accumulate(np.where(marked, step, 0), axis=0)
    after = np.minimum.accumulate(np.where(marked, step, T - 1)[::-1], axis=0)[::-1]
    return before, after
