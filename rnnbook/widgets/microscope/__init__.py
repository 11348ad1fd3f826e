"""The microscope: one text, and all that can be seen of a network that reads it."""

from typing import NamedTuple

import numpy as np

from rnnbook._types import Array
from rnnbook.results import load
from rnnbook.tasks import decode, encode, ngram_losses
from rnnbook.widgets._networks import (
    NETWORKS,
    TEXTS,
    corpora,
    labels,
    network,
)
from rnnbook.widgets._reading import PASSAGES, Clamp, passages, read_text, shows
from rnnbook.widgets._texts import give_text, text_of
from rnnbook.widgets._traits import Choice, Flag, Given, Number, Text, Whole
from rnnbook.widgets.gates_reading import ORDERS, UnitsWidget, rows_of
from rnnbook.widgets.microscope._facts import FACTS, chance, facts, follows
from rnnbook.widgets.sampler._writing import METHODS, Written, write
from rnnbook.widgets.tune_player import KNOWN
from rnnbook.widgets.what_mattered import MEASURES, Mattered, by_another, by_gradient

LOOKS = (
    "surprise", "units", "past", "write", "measure", "train", "limits", "play",
)  # fmt: skip
LONGEST, ROWS = 1200, 10
PASSAGE = slice(24_000, 28_000)              # of the held-out part
ENDS = ("kjv_lstm", "kjv_gru", "kjv_rnn", "tunes_lstm")


class Seen(NamedTuple):
    """What a network makes of a text.

    surprise: -ln P of each character, (T,), in nats, NaN for the first. log_y: ln P of
    what comes after each, (T, S); held: the same with the unit held. moved: how far
    each prediction moves by that, (T,), half the sum of |differences|. values: of
    every unit after each character, (T, H); order: the units in the order of the rows.
    nats: a character, after the first.
    """

    surprise: Array
    log_y: Array
    held: Array
    moved: Array
    values: Array
    order: list[int]
    nats: float


class Measured(NamedTuple):
    """Losses in nats a character, on the same text: the network's and the n-gram's."""

    network: float
    ngram: float


class Follower(NamedTuple):
    """The unit that follows a fact of the text best: its r, and what chance reaches."""

    unit: int
    r: float
    control: float


class Microscope(UnitsWidget):
    """One text, and what a network that reads and writes makes of it.

    network: which one, and after how many updates. text: what it reads, "" for a
    passage of its held-out text. at: the character before the caret, from 0. look:
    what is looked at. unit, show, order, clamped, hold: as in GatesReading. measure:
    as in WhatMattered. length, temperature, k, p, width, seed, method: as in Sampler.

        m = Microscope(text="In the beginning was the Word", network="kjv_gru")
        m.run().surprise         # nats, of each character
        m.follower("column")     # the unit that follows the column best
        m.measured()             # beside the best n-gram, on a held-out passage
    """

    name = "microscope"

    network = Choice("kjv_lstm", NETWORKS, "these were trained")
    text = Text(
        "", 0, LONGEST, lambda self: self.symbols, "it reads these; '' is a passage"
    )
    at = Whole(88, 0, LONGEST - 1, "a character of the text, the last one if beyond")
    look = Choice("surprise", LOOKS, "these can be looked at")
    unit = Whole(26, 0, lambda self: self.units - 1, lambda self: self._sizes())
    show = Choice("c", lambda self: shows(network(self.network)), "it has these")
    order = Choice("as they come", ORDERS, "rows are units")
    clamped = Flag(False, "the unit is held or not")
    hold = Number(0.0, -60, 60, "the value of the unit that is held")
    measure = Choice("gradient", MEASURES, "these are computed")
    length = Whole(120, 0, 240, "as many fit", step="number of characters")
    temperature = Number(0.8, 0.05, 2, "1 is the network's own")
    k = Whole(5, 1, 30, "the symbols that stay")
    p = Number(0.9, 0.05, 1, "the probability that stays; 1 is all of it")
    width = Whole(3, 1, 8, "1 is greedy")
    seed = Whole(1, 0, 999, "any of them will do")
    method = Choice("sampling", METHODS, "a way to write")
    networks = Given(lambda _: labels())
    corpora = Given(lambda _: corpora())
    passages = Given(lambda _: {name: whole_lines(name) for name in PASSAGES})
    stages = Given(lambda _: stages())
    known_units = Given(lambda _: known_units())
    fact_names = Given(lambda _: FACTS)
    tunes = Given(lambda _: KNOWN)
    first = Given(lambda self: self._first())

    def __init__(self, *args, **settings):
        super().__init__(*args, **settings)
        self.on_msg(give_text)

    @property
    def read(self):
        """The text that is read: `text`, or the first passage if there is none."""
        return self.text or whole_lines(network(self.network).corpus)[0]

    @property
    def here(self):
        """The character that is looked at, the last one if `at` is beyond."""
        return min(self.at, len(self.read) - 1)

    @property
    def begin(self):
        """What stands before the caret: writing goes on from there."""
        return self.read[: self.here + 1]

    def run(self):
        """What the network makes of the text: a `Seen`."""
        net, codes = network(self.network), encode(self.read, self.symbols)
        free = read_text(net, codes)
        clamp = Clamp(self.unit, self.hold) if self.clamped else None
        held = read_text(net, codes, clamp) if clamp else free
        moved = np.abs(np.exp(free.log_y) - np.exp(held.log_y)).sum(axis=1) / 2
        after = np.arange(len(codes) - 1), codes[1:]
        surprise = np.concatenate([[np.nan], -free.log_y[after]])
        nats = float(surprise[1:].mean()) if len(codes) > 1 else 0.0
        values, rows = held.values[self.show], free.values[self.show]
        order = rows_of(rows, self.order)
        return Seen(surprise, free.log_y, held.log_y, moved, values, order, nats)

    def follower(self, fact):
        """The unit whose shown value follows a fact of this text best: a `Follower`.

        fact: "column", "verse", "word", "number" or "name".
        Raises: KeyError for another fact.
        """
        values, wanted = self.run().values, facts(self.read)[fact]
        r = follows(values, wanted)
        unit = int(np.round(np.abs(r), 9).argmax())
        return Follower(unit, float(r[unit]), chance(values, wanted))

    def mattered(self):
        """What of the past the prediction at the caret depends on: a `Mattered`."""
        by = by_gradient if self.measure == "gradient" else by_another
        return by(network(self.network), self.begin)

    def written(self):
        """A `Written` for each way to go on from the caret."""
        net = network(self.network)
        return {method: write(net, self, method) for method in METHODS}

    def measured(self, text=None):
        """Losses of the network and of the best n-gram of its corpus: `Measured`.

        text: a held-out passage if not given. The first character does not count.
        """
        net = network(self.network)
        known = text_of(net.corpus)
        text = known["held_out"][PASSAGE] if text is None else text
        codes = encode(text, net.symbols)
        log_y = read_text(net, codes).log_y[np.arange(len(codes) - 1), codes[1:]]
        counted = ngram_losses(known["train"], text, known["order"])[-1, 1:]
        return Measured(-float(log_y.mean()), float(counted.mean()))

    def _first(self):
        """What a page shows until the network is there: rounded numbers of `run()`."""
        found, at = self.run(), self.here
        best = np.argsort(-found.log_y[at], kind="stable")[:ROWS]
        chances = [round(float(v), 5) for v in np.exp(found.log_y[at, best])]
        return {
            "network": self.network,
            "text": self.read,
            "at": at,
            "surprise": [round(float(v), 3) for v in found.surprise[1:]],
            "next": [
                list(pair)
                for pair in zip(decode(best, self.symbols), chances, strict=True)
            ],
        }

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        return (
            f"Microscope: a network reads a text of {len(self.read)} characters; what "
            f"it expects next, how each letter surprises it, and what its units do."
        )

    def __repr__(self):
        return (
            f"Microscope(network={self.network!r}, look={self.look!r}, at={self.at}, "
            f"unit={self.unit})"
        )


def whole_lines(name):
    """The passages of a corpus, the one that tells a story first."""
    return passages(name)[::-1] if name == "kjv" else passages(name)


def stages():
    """For each network that was trained: its names by updates, the end last."""
    found = {}
    for end in ENDS:
        names = [name for name in NETWORKS if name.rpartition("_")[0] == end]
        if end in NETWORKS:
            names = sorted(names, key=lambda name: network(name).updates) + [end]
            found[end] = [[name, network(name).updates] for name in names]
    return found


def known_units():
    """Units of networks that chapter 11 has found on much text, by network and fact."""
    return {
        result["network"]: {
            row["fact"]: [row["unit"], row["r held out"], row["control"]]
            for row in result["search"]
            if row["fact"] in FACTS
        }
        for result in load("11_units")["numbers"]
    }


__all__ = ["TEXTS", "Mattered", "Microscope", "Written"]
