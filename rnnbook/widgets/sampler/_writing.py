"""Five ways to write on from one beginning, with the same luck."""

from typing import Any, NamedTuple

import numpy as np

from rnnbook._luck import luck
from rnnbook._types import Array
from rnnbook.nets.sampling import beam_search, log_softmax, next_probabilities
from rnnbook.results import CharacterNetwork
from rnnbook.tasks import decode, encode
from rnnbook.widgets._networks import read_of

METHODS = ("greedy", "sampling", "top-k", "nucleus", "beam")
RUN = 4                              # characters of a run that may repeat


class Written(NamedTuple):
    """What one way wrote after the beginning, and what stands at its end.

    text: without the beginning. log_probability: ln P of it under the network, given
    the beginning, in nats. repeated: see `repeated`. before: the network's own
    probabilities of the next symbol (S,); after: those that it is drawn with.
    """

    text: str
    log_probability: float
    repeated: float
    before: Array
    after: Array


def options(method: str, s: Any) -> dict[str, Any]:
    """What `next_probabilities` is told of the settings `s`, for one way to write."""
    if method in ("greedy", "beam"):
        return {"temperature": 0}
    chosen = {"top-k": {"top_k": s.k}, "nucleus": {"nucleus": s.p}}
    return {"temperature": s.temperature, **chosen.get(method, {})}


def pick(y: Array, u: float) -> int:
    """The symbol that the number u, 0 <= u < 1, means: most probable symbols first."""
    order = np.argsort(-y, kind="stable")
    return int(order[np.argmax(y[order].cumsum() > u)])


def write(net: CharacterNetwork, s: Any, method: str) -> Written:
    """Write s.length characters after s.begin, the beam s.width texts at a time."""
    read = read_of(net)
    begin = encode(s.begin, net.symbols)
    state = None
    for symbol in begin:
        o, state = read(np.array([symbol]), state)
    codes: list[int] = []
    if method == "beam" and s.length:
        codes = beam_search(read, begin, s.length, s.width)[0][:, 0].tolist()
    draws, total = luck(s.seed, s.length), 0.0
    for step in range(s.length):
        if method != "beam":
            y = next_probabilities(o, **options(method, s))[0]
            codes.append(pick(y, draws[step]))
        total += float(log_softmax(o)[0, codes[step]])
        o, state = read(np.array([codes[step]]), state)
    after = next_probabilities(o, **options(method, s))[0]
    text = decode(codes, net.symbols) if codes else ""
    return Written(text, total, repeated(text), np.exp(log_softmax(o)[0]), after)


def repeated(text: str) -> float:
    """The share of a text's runs of four characters that it had already written."""
    runs = [text[k : k + RUN] for k in range(len(text) - RUN + 1)]
    return 1 - len(set(runs)) / len(runs) if runs else 0.0
