"""The sampler: five ways to choose the next character, side by side, with one seed."""

import traitlets

from rnnbook.widgets._networks import (
    BEGINNINGS,
    NETWORKS,
    NetworkWidget,
    corpora,
    labels,
    network,
)
from rnnbook.widgets._traits import Choice, Given, Number, Text, Whole
from rnnbook.widgets.sampler._writing import METHODS, Written, write

LONGEST = 240


class Sampler(NetworkWidget):
    """A trained network writes on from a beginning, in five ways with the same luck.

    network: which one. begin: what it reads first. length: characters that it then
    writes. temperature: of sampling, top-k and nucleus. k: the symbols that top-k
    leaves. p: the probability that the nucleus leaves. width: texts in the beam. seed:
    of the random numbers, one for each character, that all ways share. method: the way
    whose next character the bars show.

        s = Sampler(begin="In the ", temperature=0.7)
        s.run()["nucleus"].text
        s.run()["beam"].log_probability      # nats, of what was written
    """

    name = "sampler"

    network = Choice("kjv_lstm", NETWORKS, "these were trained")
    begin = Text("And the LORD ", 1, 60, lambda self: self.symbols, "it reads these")
    length = Whole(0, 0, LONGEST, "as many fit", step="number of characters")
    temperature = Number(0.8, 0.05, 2, "1 is the network's own")
    k = Whole(5, 1, 30, "the symbols that stay")
    p = Number(0.9, 0.05, 1, "the probability that stays; 1 is all of it")
    width = Whole(3, 1, 8, "1 is greedy")
    seed = Whole(1, 0, 999, "any of them will do")
    method = Choice("sampling", METHODS, "a way to write")
    networks = Given(lambda _: labels())
    corpora = Given(lambda _: corpora())
    begins = Given(lambda _: BEGINNINGS)

    @property
    def symbols(self):
        """What the network can read."""
        return network(self.network).symbols

    @traitlets.observe("network")
    def _known(self, change):
        known = "".join(c for c in self.begin if c in self.symbols)
        self.begin = known or self.symbols[-1]

    def run(self):
        """A `Written` for each way: its text, ln P, repetition, and what comes next."""
        net = network(self.network)
        return {method: write(net, self, method) for method in METHODS}

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        return (
            f"Sampler: a network writes {self.length} characters after {self.begin!r} "
            f"in five ways: greedy, sampling, top-k, nucleus and beam search."
        )

    def __repr__(self):
        return (
            f"Sampler(network={self.network!r}, begin={self.begin!r}, "
            f"length={self.length}, seed={self.seed})"
        )


__all__ = ["Sampler", "Written"]
