"""The window of characters at its best: interpolated n-grams, all orders at once."""

import numpy as np

from rnnbook._checks import need_choice, need_number, need_text
from rnnbook._types import Array, Ints
from rnnbook.tasks._characters import encode, symbols_of
from rnnbook.tasks._checks import need_whole

KINDS = ("kneser-ney", "witten-bell")


def ngram_losses(
    train: str, text: str, order: int, smoothing: str | float = "kneser-ney"
) -> Array:
    """-ln P of each character of `text` by n-grams counted on `train`, n = 1 to order.

    Each order is mixed with the one below it, the lowest with 1 / S, S symbols in both
    texts: P_n = (count - taken + room P_(n-1)) / whole. smoothing says what is taken
    from a count, and what room is left to the order below in this context:
    "kneser-ney": discounts estimated from how many n-grams occur once to four times;
    below the highest order the count is of the different characters before.
    "witten-bell": nothing; as much as different characters have followed the context.
    A number beta > 0: nothing; beta, as in chapter 1.
    Returns: (order, len(text)), nats: row n - 1 is the model whose highest order is n.
    At the start of `text` a model sees as much as there is.
    Raises: ValueError for an order below 1 or one whose n-grams do not fit 63 bits, for
    a train that is not longer than it, and for another smoothing.
    Source: kneser1995; chen1999, whose modified discounts these are; witten1991.
    """
    symbols = _symbols(train, text)
    S, order = len(symbols), _checked(train, order, smoothing, len(symbols))
    seen, asked = (_grams(encode(part, symbols), S, order) for part in (train, text))
    losses, below = [], np.full(len(text), 1 / S)
    for n in range(1, order + 1):
        grams, counts = np.unique(seen[n - 1][n - 1 :], return_counts=True)
        p = _mixed(asked[n - 1], n, S, grams, counts, below, smoothing)
        losses.append(-np.log(p))
        if smoothing == "kneser-ney" and n < order:
            longer = np.unique(seen[n][n:])                # types, not occurrences
            grams, counts = np.unique(longer % S**n, return_counts=True)
            p = _mixed(asked[n - 1], n, S, grams, counts, below, smoothing)
        below = p
    return np.array(losses)


def _grams(codes: Ints, S: int, order: int) -> list[Ints]:
    """For n = 1 to order: the n characters up to each place as one number."""
    rows, power = [codes], S
    for n in range(1, order):
        row = rows[-1].copy()
        row[n:] += codes[:-n] * power                      # the oldest one in front
        rows.append(row)
        power *= S
    return rows


def _mixed(
    asked: Ints,
    n: int,
    S: int,
    grams: Ints,
    counts: Ints,
    below: Array,
    smoothing: str | float,
) -> Array:
    """P_n of each character that is asked for, from a table of n-grams and counts."""
    contexts, group = np.unique(grams // S, return_inverse=True)
    total = np.bincount(group, counts).astype(float)
    if smoothing == "kneser-ney":
        taken = _discounts(counts)
        room, whole = np.bincount(group, taken), total
    else:
        taken = np.zeros(len(counts))
        kinds = np.bincount(group).astype(float)
        room = kinds if smoothing == "witten-bell" else np.full(len(total), smoothing)
        whole = total + room
    at, known = _found(contexts, asked // S)
    k, counted = _found(grams, asked)
    share = np.where(counted, counts[k] - taken[k], 0.0)
    p = np.where(known, (share + room[at] * below) / whole[at], below)
    p[: n - 1] = below[: n - 1]
    return p


def _found(table: Ints, wanted: Ints) -> tuple[Ints, Array]:
    """Where each number stands in a sorted table, and whether it does."""
    at = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
    return at, table[at] == wanted


def _discounts(counts: Ints) -> Array:
    """What is taken from each count: one number for 1, one for 2, one for 3 and up."""
    n1, n2, n3, n4 = (max(1, int((counts == c).sum())) for c in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    three = np.array([1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3])
    three = np.clip(three, 0.1, [0.95, 1.95, 2.95])        # few counts estimate badly
    return three[np.minimum(counts, 3) - 1]


def _symbols(train: str, text: str) -> str:
    """The symbols of both texts, once these are found usable."""
    need_text("train", train, "split(text).train is one")
    need_text("text", text, "split(text).held_out is one")
    return symbols_of(train + text)


def _checked(train: str, order: int, smoothing: object, S: int) -> int:
    """`order`, once it and the smoothing are found usable."""
    order = need_whole("order", order, 1, "the longest n-gram, pass 6")
    if S**order >= 2**63:
        most = int(63 / np.log2(S))
        raise ValueError(
            f"order is {order} with {S} symbols, wanted {most} at most: an n-gram is "
            f"kept as one number of 63 bits"
        )
    if len(train) <= order:
        raise ValueError(
            f"train has {len(train)} characters, wanted more than the order, {order}: "
            f"pass a longer text or a smaller order"
        )
    if isinstance(smoothing, str):
        need_choice("smoothing", smoothing, KINDS, "or a number, beta=8.0")
    else:
        fits = lambda v: 0 < v < np.inf  # noqa: E731
        why = "or 'kneser-ney', 'witten-bell'"
        need_number("smoothing", smoothing, fits, "a finite number > 0", why)
    return order
