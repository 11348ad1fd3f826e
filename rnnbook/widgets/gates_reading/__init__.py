"""Gates while reading: every unit of a trained network over a text, and one held."""

from typing import NamedTuple

import numpy as np
import traitlets

from rnnbook._types import Array
from rnnbook.tasks import encode
from rnnbook.widgets._networks import NETWORKS, NetworkWidget, corpora, labels, network
from rnnbook.widgets._reading import (
    LONGEST,
    PASSAGES,
    Clamp,
    passages,
    read_text,
    shows,
)
from rnnbook.widgets._traits import Choice, Flag, Given, Number, Text, Whole

ORDERS = ("as they come", "mean", "change")


class Reading(NamedTuple):
    """What the figure shows.

    values: of every unit after each character, (T, H). order: the units in the order of
    the rows. log_y: ln P of what comes after each character, (T, S); held: the same
    with the unit held. moved: how far each prediction moves by that, (T,), half the sum
    of |differences|, 0 to 1. nats, nats_held: a character of the text, after the first.
    """

    values: Array
    order: list[int]
    log_y: Array
    held: Array
    moved: Array
    nats: float
    nats_held: float


class UnitsWidget(NetworkWidget):
    """A figure of the units of a network over a text: settings that fit the network."""

    def _sizes(self):
        return f"{self.network} has {self.units} units"

    @property
    def symbols(self):
        """What the network can read."""
        return network(self.network).symbols

    @property
    def units(self):
        """How many the network has."""
        return len(network(self.network).params.W)

    @traitlets.observe("network")
    def _fit(self, change):
        self.text = "".join(c for c in self.text if c in self.symbols)
        self.unit = min(self.unit, self.units - 1)
        if self.show not in shows(network(self.network)):
            self.show = "h"


class GatesReading(UnitsWidget):
    """A trained network reads a text: gates and state of its units at each character.

    network: which one. text: what it reads. at: the character that is looked at, from
    0. unit: of the units 0 ... H - 1. show: the value that colours stand for, i, f, g,
    o, c or h of an LSTM, r, z, n or h of a GRU, h of an RNN. order: of the rows, by
    number, mean or standard deviation. clamped: hold the unit at `hold` after each
    character: its c in an LSTM, else its h.

        g = GatesReading(show="c", unit=12, clamped=True, hold=0)
        g.run().moved
    """

    name = "gates_reading"

    network = Choice("kjv_lstm", NETWORKS, "these were trained")
    text = Text(
        "", 0, LONGEST, lambda self: self.symbols, "it reads these; '' is a passage"
    )
    at = Whole(88, 0, LONGEST - 1, "a character of the text, the last one if beyond")
    unit = Whole(100, 0, lambda self: self.units - 1, lambda self: self._sizes())
    show = Choice("c", lambda self: shows(network(self.network)), "it has these")
    order = Choice("as they come", ORDERS, "rows are units")
    clamped = Flag(False, "the unit is held or not")
    hold = Number(0.0, -60, 60, "the value of the unit that is held")
    networks = Given(lambda _: labels())
    corpora = Given(lambda _: corpora())
    passages = Given(lambda _: {name: passages(name) for name in PASSAGES})

    @property
    def read(self):
        """The text that is read: `text`, or the first passage if there is none."""
        return self.text or passages(network(self.network).corpus)[0]

    def run(self):
        """A `Reading`: values, predictions, and what they are with the unit held."""
        net, codes = network(self.network), encode(self.read, self.symbols)
        free = read_text(net, codes)
        clamp = Clamp(self.unit, self.hold) if self.clamped else None
        held = read_text(net, codes, clamp) if clamp else free
        moved = np.abs(np.exp(free.log_y) - np.exp(held.log_y)).sum(axis=1) / 2
        values = held.values[self.show]
        after = np.arange(len(codes) - 1), codes[1:]
        nats, nats_held = (
            -float(r.log_y[after].mean()) if len(codes) > 1 else 0.0
            for r in (free, held)
        )
        rows = rows_of(free.values[self.show], self.order)
        return Reading(values, rows, free.log_y, held.log_y, moved, nats, nats_held)

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        return (
            f"Gates while reading: {self.show} of all units of a network over a text "
            f"of {len(self.read)} characters, unit {self.unit} in its colours."
        )

    def __repr__(self):
        held = f", clamped=True, hold={self.hold:g}" if self.clamped else ""
        return (
            f"GatesReading(network={self.network!r}, unit={self.unit}, "
            f"show={self.show!r}{held})"
        )


def rows_of(values: Array, order: str) -> list[int]:
    """The units as rows: by number, or by mean or standard deviation, largest first."""
    units = range(values.shape[1])
    if order == "as they come":
        return list(units)
    by = values.mean(axis=0) if order == "mean" else values.std(axis=0)
    by = np.round(by, 9)                         # so that no rounding decides
    return sorted(units, key=lambda k: (-by[k], k))
