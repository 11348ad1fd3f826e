"""What mattered: which characters of the past a prediction depends on."""

from typing import NamedTuple

import numpy as np
import traitlets

from rnnbook._types import Array
from rnnbook.cells.activations import softmax
from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.nets.heads import readout
from rnnbook.nets.sampling import log_softmax
from rnnbook.tasks import encode
from rnnbook.widgets._networks import (
    NETWORKS,
    NetworkWidget,
    corpora,
    labels,
    network,
)
from rnnbook.widgets._reading import LONGEST, PASSAGES, passages
from rnnbook.widgets._traits import Choice, Given, Text, Whole

NONE = "none"
MEASURES = ("gradient", "another character")
REACH = 60                           # characters back that are replaced, one by one


class Mattered(NamedTuple):
    """What one network expects after a character, and on what this depends.

    next: the symbol that it finds most probable. probability: of this symbol.
    influence: (at + 1,), at each step: by "gradient" the norm of the gradient of ln
    P(next) with respect to the one-hot input; by "another character" how much
    ln P(next) changes if a space stands there (an e in place of a space), 0 beyond 60
    characters back.
    """

    next: str
    probability: float
    influence: Array


class WhatMattered(NetworkWidget):
    """The characters before one, coloured by how much the next prediction needs them.

    network: which one. other: a second one beside it, of the same symbols, or "none".
    text: what it reads. at: the character after which it predicts, from 0. measure: by
    the gradient, which says what a small change would do, or by another character.

        m = WhatMattered(at=60, other="kjv_lstm_1000")
        first, second = m.run()
        first.influence[::-1]        # by lag
    """

    name = "what_mattered"

    network = Choice("kjv_lstm", NETWORKS, "these were trained")
    other = Choice(NONE, lambda self: self._others(), "it reads the same symbols")
    text = Text(
        "", 0, LONGEST, lambda self: self.symbols, "it reads these; '' is a passage"
    )
    at = Whole(60, 0, LONGEST - 1, "a character of the text, the last one if beyond")
    measure = Choice("gradient", MEASURES, "these are computed")
    networks = Given(lambda _: labels())
    corpora = Given(lambda _: corpora())
    passages = Given(lambda _: {name: passages(name) for name in PASSAGES})

    def _others(self):
        same = network(self.network).corpus
        return [NONE, *(name for name, text in corpora().items() if text == same)]

    @traitlets.observe("network")
    def _fit(self, change):
        self.text = "".join(c for c in self.text if c in self.symbols)
        if self.other not in self._others():
            self.other = NONE

    @property
    def symbols(self):
        """What the network can read."""
        return network(self.network).symbols

    @property
    def read(self):
        """The text that is read: `text`, or the first passage if there is none."""
        return self.text or passages(network(self.network).corpus)[0]

    def run(self):
        """A `Mattered` for the network, and one for the other if there is one."""
        text = self.read[: self.at + 1]
        names = [self.network, self.other]
        by = by_gradient if self.measure == "gradient" else by_another
        return [by(network(name), text) for name in names if name != NONE]

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        return (
            f"What mattered: a text of {len(self.read)} characters, and how much the "
            f"prediction after one of them depends on each character before."
        )

    def __repr__(self):
        return (
            f"WhatMattered(network={self.network!r}, other={self.other!r}, "
            f"at={self.at})"
        )


def by_gradient(net, text):
    """What `net` expects after `text`, and the gradient of that for each character."""
    codes = encode(text, net.symbols)
    x = np.eye(len(net.symbols))[codes][:, None]
    h, _, cache = unroll(net.cell, net.params, x)
    o = readout(net.readout, h[-1:])
    best = int(o.argmax())
    do = -softmax(o)
    do[..., best] += 1                           # of ln P(best): one-hot - softmax(o)
    dh = np.zeros_like(h)
    dh[-1:] = do @ net.readout.V.T
    _, dx, _ = unroll_backward(net.cell, net.params, dh, cache)
    log_y = log_softmax(o)
    size = np.linalg.norm(dx[:, 0], axis=1)
    return Mattered(net.symbols[best], float(np.exp(log_y.max())), size)


def by_another(net, text):
    """What `net` expects after `text`, and how that changes with each character."""
    codes = encode(text, net.symbols)
    space, e = encode(" e", net.symbols)
    back = np.arange(min(REACH, len(codes)))
    texts = np.tile(codes[:, None], len(back) + 1)       # the last one stays as it is
    at = len(codes) - 1 - back
    texts[at, back] = np.where(codes[at] == space, e, space)
    h, _, _ = unroll(net.cell, net.params, np.eye(len(net.symbols))[texts])
    log_y = log_softmax(readout(net.readout, h[-1]))
    best = int(log_y[-1].argmax())
    size = np.zeros(len(codes))
    size[at] = np.abs(log_y[:-1, best] - log_y[-1, best])
    return Mattered(net.symbols[best], float(np.exp(log_y[-1, best])), size)
