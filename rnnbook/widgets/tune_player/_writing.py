"""A network writes a tune, from its metre and key to the empty line after it."""

import re
from typing import Any

import numpy as np

from rnnbook._luck import luck
from rnnbook.nets.sampling import next_probabilities
from rnnbook.results import CharacterNetwork
from rnnbook.widgets._networks import read_of
from rnnbook.widgets.sampler._writing import pick

HEAD, MOST = "M:6/8\nK:D\n", 400
FIELDS = re.compile(r"^[MK]:.*$", re.MULTILINE)


def head_of(tune: str) -> str:
    """The lines of a tune that give its metre and its key; M:6/8 and K:D if none do."""
    lines = FIELDS.findall(tune)
    return "\n".join([*lines, ""]) if len(lines) == 2 else HEAD


def write_tune(
    net: CharacterNetwork, head: Any, temperature: float, seed: int
) -> list[int]:
    """The symbols that follow `head`, up to an empty line."""
    read, state, codes, end = read_of(net), None, [], net.symbols.index("\n")
    for symbol in head:
        o, state = read(np.array([symbol]), state)
    for u in luck(seed, MOST):
        codes.append(pick(next_probabilities(o, temperature)[0], u))
        if codes[-2:] == [end, end]:
            return codes[:-1]
        o, state = read(np.array([codes[-1]]), state)
    return codes
