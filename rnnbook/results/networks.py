"""The trained character networks of chapter 11, made by scripts/experiments/."""

import io
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import need_choice, need_dtype
from rnnbook._types import Array, DType
from rnnbook.cells import CELLS, Cell
from rnnbook.nets.heads import Readout
from rnnbook.results._files import load

TRAINED = ("kjv_lstm", "kjv_gru", "kjv_rnn", "tunes_lstm")


class CharacterNetwork(NamedTuple):
    """A trained network that predicts the next character, and what is known of it.

    name: as `character_network` takes it. cell, params, readout: for `unroll` and
    `readout`; D is the number of symbols, x is one-hot. symbols: a str, the classes in
    their order, for `encode` and `decode`. corpus: what it was trained on, for
    `corpus(name)`; `split` says which part it saw. updates: how many it had. nats: loss
    on the held-out part, in nats a character, read as one text from a state of zeros,
    with the weights as they are here.
    """

    name: str
    cell: Cell
    symbols: str
    params: Any
    readout: Readout
    corpus: str
    updates: int
    nats: float


def character_networks() -> tuple[str, ...]:
    """The names that `character_network` knows.

    kjv_lstm, kjv_gru, kjv_rnn and tunes_lstm are trained to the end. A number after the
    name, as in kjv_lstm_1000, says after how many updates a network was kept.
    """
    found = []
    for name in TRAINED:
        if not files("rnnbook.results").joinpath(f"11_{name}.json").is_file():
            continue
        *early, _ = load(f"11_{name}")["numbers"]["stages"]
        found += [name, *(f"{name}_{stage['updates']}" for stage in early)]
    return tuple(found)


def character_network(
    name: str = "kjv_lstm", dtype: DType = np.float32
) -> CharacterNetwork:
    """A character network that ships with the book, weights rounded to float16.

    dtype: of the arrays that you get; what is rounded stays rounded.
    Returns: a CharacterNetwork. `load("11_kjv_lstm")` is the log of its training.
    Raises: ValueError for another name, TypeError for another dtype.
    """
    why = "character_networks() lists them"
    name = need_choice("name", name, character_networks(), why)
    need_dtype(dtype)
    base = next(each for each in TRAINED if name.startswith(each))
    log = load(f"11_{base}")
    stages = log["numbers"]["stages"]
    wanted = {f"{base}_{stage['updates']}": stage for stage in stages[:-1]}
    stage = wanted.get(name, stages[-1])
    arrays = _arrays(stage["file"], dtype)
    head = Readout(arrays.pop("V"), arrays.pop("b_y"))
    cell = CELLS[log["settings"]["cell"]]
    return CharacterNetwork(
        name, cell, log["numbers"]["symbols"], cell.params(**arrays), head,
        log["settings"]["corpus"], stage["updates"], stage["held_out"],
    )  # fmt: skip


def _arrays(file: str, dtype: DType) -> dict[str, Array]:
    """The arrays of a file by name, in this dtype."""
    data = files("rnnbook.results").joinpath(file).read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as found:
        return {key: found[key].astype(dtype) for key in found.files}
