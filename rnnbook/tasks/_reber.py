"""Embedded Reber grammar: strings, what may come next, single and without end."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._checks import need_flag, need_generator, need_numbers, need_text
from rnnbook._types import Array, Bools, Ints
from rnnbook.tasks._checks import need_batch, need_whole
from rnnbook.tasks._codes import one_hot, padded

REBER_SYMBOLS = "BTPSXVE"
EITHER = "False takes the plain Reber grammar"
Graph: TypeAlias = dict[Any, dict[str, Any]]
# node: the symbols that leave it, each with the node that it leads to.
REBER: Graph = {
    "begin": {"B": 1},
    1: {"T": 2, "P": 3},
    2: {"S": 2, "X": 4},
    3: {"T": 3, "V": 5},
    4: {"X": 3, "S": 6},
    5: {"P": 4, "V": 6},
    6: {"E": "end"},
    "end": {},
}


def _embedded() -> Graph:
    """The graph with a Reber grammar in each of two branches, T and P."""
    graph: Graph = {"begin": {"B": "choice"}, "choice": {}}
    graph |= {"last": {"E": "end"}, "end": {}}
    for branch in "TP":
        graph["choice"][branch] = branch, "begin"
        for node, arrows in REBER.items():
            graph[branch, node] = {s: (branch, to) for s, to in arrows.items()}
        graph[branch, "end"] = {branch: "last"}
    return graph


EMBEDDED = _embedded()


class ReberBatch(NamedTuple):
    """Strings as inputs, each with the symbols that follow.

    x: (T, B, 7), one-hot in the order of REBER_SYMBOLS.  target: (T, B), the symbol
    that followed.  lengths: (B,); behind a string's end x and legal are zero, and
    target is 0.  legal: (T, B, 7), True for each symbol that could have followed.
    """

    x: Array
    target: Ints
    lengths: Ints
    legal: Bools


def next_symbols(text: str, embedded: bool = True) -> set[str]:
    """The symbols that may follow `text`, a set; empty after a whole string.

    Raises: ValueError if `text` is not the beginning of a string of the grammar.
    """
    need_text("text", text, "the symbols so far, pass 'BT', or '' at the beginning")
    need_flag("embedded", embedded, EITHER)
    graph, node = EMBEDDED if embedded else REBER, "begin"
    for k, symbol in enumerate(text):
        if symbol not in graph[node]:
            wanted = " or ".join(graph[node]) or "nothing more"
            raise ValueError(
                f"text[{k}] is {symbol!r} in {text!r}, wanted {wanted}: cut the text "
                f"there, or pass embedded={not embedded} for the other grammar"
            )
        node = graph[node][symbol]
    return set(graph[node])


def is_legal(text: str, embedded: bool = True) -> bool:
    """Whether `text` is a whole string of the (embedded) Reber grammar.

    Raises: TypeError for a text that is no str and for another `embedded`.
    """
    need_text("text", text, "the symbols of a string, pass 'BTBTXSETE'")
    need_flag("embedded", embedded, EITHER)
    try:
        return bool(text) and not next_symbols(text, embedded)
    except ValueError:
        return False


def reber_string(rng: np.random.Generator, embedded: bool = True) -> str:
    """Draw a string: at each fork both ways are equally likely.

    Embedded: B, T or P, a Reber string, the same T or P again, E; 9 symbols or more.
    Raises: TypeError for a bad rng.  Source: reber1967, cleeremans1989.
    """
    need_generator(rng)
    need_flag("embedded", embedded, EITHER)
    graph, node, text = EMBEDDED if embedded else REBER, "begin", ""
    while graph[node]:
        ways = list(graph[node])
        symbol = ways[rng.integers(len(ways))] if len(ways) > 1 else ways[0]
        text, node = text + symbol, graph[node][symbol]
    return text


def embedded_reber(rng: np.random.Generator, B: int) -> ReberBatch:
    """Predict each next symbol of B strings; the last but one repeats the second.

    Returns: ReberBatch; T is the longest string's length less one, its last symbol
    being a target only.
    Raises: ValueError for B below 1.
    Source: hochreiter1997, experiment 1.
    """
    texts = [reber_string(rng) for _ in range(need_batch(rng, B))]
    rows = [_codes(text) for text in texts]
    x, lengths = padded([row[:-1] for row in rows], len(REBER_SYMBOLS))
    target = np.zeros(x.shape[:2], dtype=np.int64)
    legal = np.zeros(x.shape, dtype=bool)
    for k, (text, row) in enumerate(zip(texts, rows, strict=True)):
        target[: len(row) - 1, k] = row[1:]
        legal[: len(row) - 1, k] = _legal(text)[1:]
    return ReberBatch(x, target, lengths, legal)


def embedded_reber_baseline() -> float:
    """Share of strings whose last symbol but one is guessed right: 1/2, T or P."""
    return 1 / 2


def continual_reber(rng: np.random.Generator, T: int, B: int) -> ReberBatch:
    """Predict each next symbol of a stream of strings, one after another, no gap.

    Nothing says where a string ends; after E comes B. Cut a long stream with
    `rnnbook.tasks.windows` to carry the state from one window to the next.
    Returns: ReberBatch of T steps, all lengths T.
    Raises: ValueError for T or B below 1.
    Source: gers2000.
    """
    T = need_whole("T", T, 1, "the number of steps of the stream, pass T=100")
    codes, legal = [], []
    for _ in range(need_batch(rng, B)):
        texts, count = [], 0
        while count <= T:
            texts.append(reber_string(rng))
            count += len(texts[-1])
        codes.append(np.concatenate([_codes(text) for text in texts])[: T + 1])
        legal.append(np.concatenate([_legal(text) for text in texts])[1 : T + 1])
    stream = np.stack(codes, axis=1)
    x = one_hot(stream[:-1], len(REBER_SYMBOLS))
    return ReberBatch(x, stream[1:], np.full(B, T), np.stack(legal, axis=1))


def continual_reber_baseline(strings: int = 1) -> float:
    """Chance to guess the last symbol but one of so many strings in a row: 1/2^n.

    Raises: ValueError for strings below 1.
    """
    why = "how many strings are to be right in a row"
    return 1 / 2 ** need_whole("strings", strings, 1, why)


def predicts_legal(scores: ArrayLike, legal: ArrayLike) -> Bools:
    """Where the symbols with the highest scores are just those that may follow.

    Shapes: scores, legal (..., 7). Returns: (...) of bool: with n legal symbols, all
    of them score higher than every other one. False where nothing is legal: padding.
    Raises: ValueError for shapes that differ.
    """
    scores = need_numbers("scores", scores, "pass those of all symbols at each step")
    legal = need_numbers("legal", legal, "pass the legal of a ReberBatch").astype(bool)
    if scores.shape != legal.shape or not legal.ndim:
        raise ValueError(
            f"scores has shape {scores.shape}, legal {legal.shape}, wanted the same: "
            f"pass the scores of all {len(REBER_SYMBOLS)} symbols at each step"
        )
    lowest = np.where(legal, scores, np.inf).min(axis=-1)
    highest = np.where(legal, -np.inf, scores).max(axis=-1)
    return (lowest > highest) & legal.any(axis=-1)


def _codes(text: str) -> Ints:
    return np.array([REBER_SYMBOLS.index(symbol) for symbol in text])


def _legal(text: str) -> Bools:
    """For each symbol of an embedded string: what could have stood there."""
    node, rows = "begin", np.zeros((len(text), len(REBER_SYMBOLS)), dtype=bool)
    for row, symbol in zip(rows, text, strict=True):
        row[[REBER_SYMBOLS.index(s) for s in EMBEDDED[node]]] = True
        node = EMBEDDED[node][symbol]
    return rows
