"""Writing: a network that predicts the next symbol reads its own choices.

    read = reader(cell, p, head)                       # one step, as a function
    codes = sample(read, encode("In the ", symbols), 200, rng, temperature=0.7)
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._checks import (
    need_array,
    need_cell,
    need_finite,
    need_function,
    need_generator,
    need_number,
    need_rate,
    need_whole,
    need_wholes,
)
from rnnbook._types import Array, Ints, State, Weights
from rnnbook.cells import Cell
from rnnbook.cells.activations import softmax
from rnnbook.cells.params import need_params, own_weights
from rnnbook.loop.plain import recurrent
from rnnbook.loop.unroll import unroll
from rnnbook.nets.embedding import Embedding
from rnnbook.nets.heads import Readout

# read(tokens (B,), state or None) gives the scores o (B, S) and the new state.
Read: TypeAlias = Callable[[Ints, State | None], tuple[Array, State]]


def reader(
    cell: Cell, p: Weights, head: Readout, embedding: Embedding | None = None
) -> Read:
    """One step of a network as a function: it reads a symbol in each of B texts.

    Without an embedding the input is one-hot, and its product with U is a row of U.
    Returns: read(tokens, state=None) with tokens (B,) and the state of the cell, zeros
    if None; it gives the scores o (B, S) of the next symbol and the new state.
    `sample` and `beam_search` take any such function, also your own.
    Raises: TypeError for what is no Cell, Readout or Embedding, ValueError if the rows
    of the input, U and the readout do not fit each other.
    """
    _need_network(cell, p, head, embedding)
    rows = p.U if embedding is None else embedding.E @ p.U             # (11.1)

    def read(tokens: Ints, state: State | None = None) -> tuple[Array, State]:
        if state is None:
            shape = (len(tokens), len(p.W))
            state = tuple(np.zeros(shape, rows.dtype) for _ in cell.state)
        xU, hW = rows[tokens] + p.b, state[0] @ p.W
        if hasattr(p, "b_h") or cell.inner:
            hW = recurrent(cell, p, xU, hW, state, [])
        state, _ = cell.forward(xU, hW, state, *own_weights(cell, p))
        return state[0] @ head.V + head.b, state

    return read


def next_probabilities(
    o: Array,
    temperature: float = 1.0,
    top_k: int | None = None,
    nucleus: float | None = None,
) -> Array:
    """From scores to the probabilities that the next symbol is drawn with.

    Shapes: o (..., S) gives y (..., S). temperature: y is softmax(o / temperature),
    at 0 all on the first of the largest scores. Then top_k leaves the k most probable
    symbols, and nucleus the fewest, most probable first, that have at least this
    probability together; what is left is divided by its sum.
    Raises: TypeError if o is no float array; ValueError for scores that are not
    finite, a temperature below 0, top_k below 1, and unless 0 < nucleus <= 1.
    Equations: (11.4), (11.6), (11.7). Source: fan2018, holtzman2020.
    """
    _need_choice(temperature, top_k, nucleus)
    need_array("o", o)
    need_finite("o", o)
    if temperature == 0:
        return np.eye(o.shape[-1], dtype=o.dtype)[o.argmax(axis=-1)]
    y = softmax(o / o.dtype.type(temperature))                         # (11.4)
    order = np.argsort(-y, axis=-1, kind="stable")       # the most probable first
    ranked = np.take_along_axis(y, order, axis=-1)
    keep = np.ones_like(ranked, bool)
    if top_k is not None:
        keep &= np.arange(o.shape[-1]) < top_k                         # (11.6)
    if nucleus is not None:
        keep &= ranked.cumsum(axis=-1) - ranked < nucleus              # (11.7)
    y = np.zeros_like(y)
    np.put_along_axis(y, order, ranked * keep, axis=-1)
    return y / y.sum(axis=-1, keepdims=True)


def sample(
    read: Read,
    start: ArrayLike,
    steps: int,
    rng: np.random.Generator,
    temperature: float = 1.0,
    top_k: int | None = None,
    nucleus: float | None = None,
    state: State | None = None,
) -> Ints:
    """Read `start`, then write `steps` symbols: draw one, read it, and so on.

    Shapes: start (N,) for one text, (N, B) for B texts at once, N >= 1.
    temperature, top_k, nucleus: as for `next_probabilities`. state: that before start.
    Returns: the symbols that were written, without start, (steps,) or (steps, B).
    Raises: TypeError if read is no function, rng no Generator, start not whole;
    ValueError for an empty start, steps below 1, and what `next_probabilities` refuses.
    """
    tokens, one = _need_start(read, start), np.ndim(start) == 1
    steps = need_whole("steps", steps, 1, "the number of symbols to write")
    need_generator(rng)
    _need_choice(temperature, top_k, nucleus)
    for row in tokens:
        o, state = read(row, state)
    written = []
    for _ in range(steps):
        y = next_probabilities(o, temperature, top_k, nucleus)
        written.append(draw(y, rng))
        o, state = read(written[-1], state)
    return np.array(written)[:, 0] if one else np.array(written)


def draw(y: Array, rng: np.random.Generator) -> Ints:
    """One symbol for each row of probabilities: y (B, S) gives (B,)."""
    need_array("y", y)
    need_generator(rng)
    below = y.cumsum(axis=-1)
    return (rng.random((len(y), 1)) * below[:, -1:] < below).argmax(axis=-1)


def beam_search(
    read: Read, start: ArrayLike, steps: int, width: int, state: State | None = None
) -> tuple[Ints, Array]:
    """Look for the most probable continuation: keep the `width` best at each step.

    Shapes: start (N,). width: 1 is the greedy choice; the more, the nearer to the most
    probable text of all, which is found for certain only if nothing is ever dropped.
    Returns: texts (steps, width), best first (fewer where there are not so many), and
    the log probability of each, given start, in nats.
    Raises: as `sample`; ValueError for a width below 1, or start of more than one axis.
    """
    tokens = _need_start(read, start)
    if tokens.shape[1] != 1:
        raise ValueError(
            f"start has shape {np.shape(start)}, wanted (N,): search one text at a time"
        )
    steps = need_whole("steps", steps, 1, "the number of symbols to write")
    width = need_whole("width", width, 1, "how many texts are kept, 1 is greedy")
    for row in tokens:
        o, state = read(row, state)
    texts, total = np.zeros((0, 1), int), np.zeros(1)
    for _ in range(steps):
        scores = total[:, None] + log_softmax(o)                       # (11.8)
        best = np.argsort(-scores, axis=None, kind="stable")[:width]
        parent, token = np.divmod(best, o.shape[-1])
        texts = np.vstack([texts[:, parent], token])
        total = scores.ravel()[best]
        o, state = read(token, tuple(part[parent] for part in state or ()))
    return texts, total


def log_softmax(o: Array) -> Array:
    """Logarithms of the probabilities, in nats, without overflow: o (..., S)."""
    need_array("o", o)
    shifted = o - o.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_likelihood(read: Read, text: ArrayLike, state: State | None = None) -> Array:
    """The logarithm of P of each symbol of a text, given all those before it, in nats.

    Shapes: text (N,) or (N, B), N >= 2. Returns: (N - 1,) or (N - 1, B); the first
    symbol is only read. The mean of the negative is the cross-entropy (1.6).
    Raises: TypeError if read is no function or text not whole, ValueError for a text of
    one symbol.
    """
    tokens, each = _need_start(read, text, "text", least=2), []
    for before, after in zip(tokens[:-1], tokens[1:], strict=True):
        o, state = read(before, state)
        each.append(log_softmax(o)[np.arange(len(after)), after])      # (11.2)
    return np.array(each)[:, 0] if np.ndim(text) == 1 else np.array(each)


def _need_network(
    cell: Cell, p: Weights, head: Readout, embedding: Embedding | None
) -> None:
    need_cell(cell)
    need_params(cell, p)
    nothing = np.zeros((1, 1, len(p.U)), p.U.dtype)
    unroll(cell, p, nothing, engine="plain")             # it says what does not fit
    if not isinstance(head, Readout):
        raise TypeError(
            f"head is a {type(head).__name__}, wanted a Readout: init_readout(H, S, "
            f"rng) makes one, Readout(V, b) takes your own"
        )
    if embedding is not None and not isinstance(embedding, Embedding):
        raise TypeError(
            f"embedding is a {type(embedding).__name__}, wanted an Embedding or None: "
            f"Embedding(E) takes your own rows, None reads one-hot symbols"
        )
    if embedding is not None and embedding.E.shape[1] != len(p.U):
        raise ValueError(
            f"embedding.E is {embedding.E.shape}, wanted (S, {len(p.U)}), because p.U "
            f"is {p.U.shape}: pass the embedding that was trained with p"
        )
    symbols = len(p.U) if embedding is None else len(embedding.E)
    if head.V.shape != (len(p.W), symbols):
        raise ValueError(
            f"head.V is {head.V.shape}, wanted {(len(p.W), symbols)}: a row for each "
            f"unit and a column for each of the symbols that are read"
        )


def _need_start(
    read: Read, start: ArrayLike, name: str = "start", least: int = 1
) -> Ints:
    need_function("read", read, "reader(cell, p, head) makes one")
    why = "encode(text, symbols) makes the numbers of a text"
    if isinstance(start, (list, tuple)) and not start:
        start = np.zeros(0, int)
    tokens = need_wholes(name, start, "whole numbers, one for each symbol", why)
    if tokens.ndim not in (1, 2) or len(tokens) < least:
        raise ValueError(
            f"{name} has shape {tokens.shape}, wanted (N,) or (N, B) with N >= "
            f"{least}: the network has to read something first, {why}"
        )
    return tokens if tokens.ndim == 2 else tokens[:, None]


def _need_choice(temperature: float, top_k: int | None, nucleus: float | None) -> None:
    need_rate("temperature", temperature, "1 is the network's own, 0 takes the largest")
    if top_k is not None:
        need_whole("top_k", top_k, 1, "the number of symbols that stay, None is all")
    if nucleus is not None:
        need_number(
            "nucleus", nucleus, lambda v: 0 < v <= 1, "a number, 0 < nucleus <= 1",
            "it is the probability that stays, None is all",
        )  # fmt: skip
