"""A network reads a text, one unit held if wanted: _runtime/characters.js in Python."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from rnnbook._types import Array
from rnnbook.cells.params import own_weights
from rnnbook.loop.plain import recurrent
from rnnbook.nets.heads import readout
from rnnbook.nets.sampling import log_softmax
from rnnbook.results import CharacterNetwork
from rnnbook.tasks import corpus, split

PASSAGES = {"kjv": (12, 24, 30), "tunes": (0, 7, 11)}
LONGEST = 320


class Clamp(NamedTuple):
    """A unit that is held at a value: its c where the cell has one, else its h."""

    unit: int
    value: float


class Read(NamedTuple):
    """A text as it was read.

    values: by name, (T, H): the parts of the state after each character, and the
    record of each step. log_y: ln P of the symbol that follows each, (T, S).
    """

    values: dict[str, Array]
    log_y: Array


def shows(net: CharacterNetwork) -> list[str]:
    """What of a unit can be shown: its gates, if there are several, then its state."""
    gates = list(net.cell.gates) if len(net.cell.gates) > 1 else []
    return [*gates, *reversed(net.cell.state)]


def read_text(net: CharacterNetwork, codes: Any, clamp: Clamp | None = None) -> Read:
    """Read the symbols `codes` (T,) from a state of zeros."""
    cell, p = net.cell, net.params
    state = tuple(np.zeros((1, len(p.W))) for _ in cell.state)
    rows = []
    for code in codes:
        xU = p.U[[code]] + p.b
        hW = recurrent(cell, p, xU, state[0] @ p.W, state, [])
        state, step = cell.forward(xU, hW, state, *own_weights(cell, p))
        if clamp:
            state = _held(cell, state, step, clamp)
        rows.append({**step._asdict(), **dict(zip(cell.state, state, strict=True))})
    values = {key: np.concatenate([row[key] for row in rows]) for key in rows[0]}
    return Read(values, log_softmax(readout(net.readout, values["h"])))


def _held(cell: Any, state: Any, step: Any, clamp: Clamp) -> Any:
    parts = dict(zip(cell.state, (part.copy() for part in state), strict=True))
    if "c" in parts:
        parts["c"][:, clamp.unit] = clamp.value
        parts["h"][:, clamp.unit] = step.o[:, clamp.unit] * np.tanh(clamp.value)
    else:
        parts["h"][:, clamp.unit] = clamp.value
    return tuple(parts.values())


@cache
def passages(name: str) -> list[str]:
    """Beginnings of some held-out paragraphs of a corpus, whole lines of them."""
    parts = split(corpus(name)).held_out.split("\n\n")
    found = []
    for k in PASSAGES[name]:
        text = parts[k][:LONGEST]
        found.append(text if text == parts[k] else text[: text.rindex("\n") + 1])
    return found
