"""Pairs of sequences: a source, and a target that need not be as long.

Dates in three styles become ISO dates (3 march 1987 is 1987-03-03); digits are said
again, in one of four orders.
"""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnnbook._checks import need_choice, need_flag, need_iterable
from rnnbook._types import Array, Bools, Ints
from rnnbook.loop.masks import length_mask
from rnnbook.tasks._checks import need_batch, need_whole
from rnnbook.tasks._codes import need_codes, one_hot, padded

DATE_SYMBOLS = " ,0123456789abcdefghijlmnoprstuvy"
ISO_SYMBOLS = "0123456789-"
ORDERS = ("copy", "reverse", "last first", "sort")
MONTHS = (
    "january february march april may june july august september october november "
    "december"
).split()
STYLES = ("{day} {month} {year}", "{month} {day}, {year}", "{year} {month} {day}")
FIRST, DAYS = datetime.date(1950, 1, 1).toordinal(), 36525


class Pairs(NamedTuple):
    """Sources and targets of one draw, each padded to its longest.

    x: (T, B, D), one-hot sources, zeros behind each end.  lengths: (B,), their steps.
    inputs: (N, B, O), what a decoder reads under teacher forcing: the boundary, then
    the target.  target: (N, B), the target, then the boundary, which is symbol O - 1.
    mask: (N, B), True up to and with this boundary, False behind it.
    """

    x: Array
    lengths: Ints
    inputs: Array
    target: Ints
    mask: Bools


def pairs(sources: Sequence[Ints], targets: Sequence[Ints], D: int, K: int) -> Pairs:
    """A batch of sources and targets, lists of the codes of each.

    D, K: the number of symbols of a source and of a target. The boundary, which begins
    and ends every target, becomes symbol K, so that O = K + 1.
    Returns: Pairs.
    Raises: ValueError unless there is one target for each source, and neither is
    empty; TypeError for codes that are not whole.
    """
    need_iterable("sources", sources, "a list with the codes of each source")
    need_iterable("targets", targets, "a list with the codes of each target")
    K = need_whole("K", K, 1, "the number of the target's symbols, pass 10")
    targets = [need_codes(row) for row in targets]
    if len(sources) != len(targets) or not targets:
        raise ValueError(
            f"there are {len(sources)} sources and {len(targets)} targets, wanted one "
            f"target for each source, and one pair or more: pass lists of one length"
        )
    x, lengths = padded(sources, D)
    steps = np.array([len(row) + 1 for row in targets])
    mask = length_mask(steps, int(steps.max()))
    target = np.full(mask.shape, K)
    for b, row in enumerate(targets):
        target[: len(row), b] = row
    fed = np.concatenate([np.full((1, len(targets)), K), target[:-1]])
    return Pairs(x, lengths, one_hot(fed, K + 1), target, mask)


def dates(rng: np.random.Generator, B: int, held_out: bool = False) -> Pairs:
    """Days of 1950 to 2049, written in one of three styles, to be written as ISO.

    Sources are of DATE_SYMBOLS: "3 march 1987", "march 3, 1987", "1987 march 3";
    targets of ISO_SYMBOLS: "1987-03-03". One day in ten, whatever the style, is only
    drawn with held_out=True, and then no other.
    Returns: Pairs with D = 33, O = 12.
    Raises: ValueError for B below 1; TypeError for no Generator.
    """
    B = need_batch(rng, B)
    need_flag("held_out", held_out, "True draws the days that are else never drawn")
    tenth = rng.integers(0, DAYS // 10, B) * 10
    days = tenth + (0 if held_out else rng.integers(1, 10, B))
    texts = [date_pair(int(d), int(k)) for d, k in zip(days, rng.integers(0, 3, B),
                                                       strict=True)]  # fmt: skip
    sources = [np.array([DATE_SYMBOLS.index(s) for s in text]) for text, _ in texts]
    targets = [np.array([ISO_SYMBOLS.index(s) for s in iso]) for _, iso in texts]
    return pairs(sources, targets, len(DATE_SYMBOLS), len(ISO_SYMBOLS))


def date_pair(day: int, style: int) -> tuple[str, str]:
    """The two texts of a day, counted from 1 January 1950; style: 0, 1 or 2.

    Raises: ValueError for a day that is not in 0 ... 36524, and for another style.
    """
    day = need_whole("day", day, 0, "days are counted from 1 January 1950")
    if day >= DAYS:
        raise ValueError(
            f"day is {day}, wanted 0 to {DAYS - 1}: the last one is 31 December 2049"
        )
    need_choice("style", style, (0, 1, 2), "there are three ways to write a day")
    date = datetime.date.fromordinal(FIRST + day)
    month = MONTHS[date.month - 1]
    text = STYLES[style].format(day=date.day, month=month, year=date.year)
    return text, date.isoformat()


def dates_baseline() -> float:
    """Share of whole outputs right of a guess that has not read: one day in 36,525."""
    return 1 / DAYS


def reordering(
    rng: np.random.Generator, T: int, B: int, order: str = "copy", shortest: int = 1
) -> Pairs:
    """From `shortest` to T random digits, to be said again in an order.

    order: "copy"; "reverse"; "last first", the last digit and then the others in their
    order; "sort", the smallest first.
    Returns: Pairs with D = 10, O = 11.
    Raises: ValueError for T below `shortest`, B or shortest below 1, another order.
    """
    shortest = need_whole("shortest", shortest, 1, "the fewest digits, pass 1")
    T = need_whole("T", T, shortest, "the most digits, pass T=12")
    B = need_batch(rng, B)
    need_choice("order", order, ORDERS, "the order of the digits in the target")
    sources = [rng.integers(0, 10, n) for n in rng.integers(shortest, T + 1, B)]
    return pairs(sources, [_ordered(row, order) for row in sources], 10, 10)


def _ordered(row: Ints, order: str) -> Ints:
    if order == "reverse":
        return row[::-1]
    if order == "last first":
        return np.concatenate([row[-1:], row[:-1]])
    return np.sort(row) if order == "sort" else row


def reordering_baseline(T: int, shortest: int = 1) -> float:
    """Share of whole outputs right of a guess that knows the length: a mean of 10^-n.

    Raises: ValueError for sizes below 1 and T below `shortest`.
    """
    shortest = need_whole("shortest", shortest, 1, "the fewest digits, pass 1")
    T = need_whole("T", T, shortest, "the most digits, pass T=12")
    return float(np.mean([10.0**-n for n in range(shortest, T + 1)]))
