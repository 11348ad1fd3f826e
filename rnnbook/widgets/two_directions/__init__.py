"""Two directions: the word that each output of the backward one really pairs with."""

from typing import NamedTuple

import numpy as np
import traitlets

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.loop.masks import length_mask, reverse_by_length
from rnnbook.loop.unroll import unroll
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Choice, Given, Whole
from rnnbook.widgets.two_directions._settings import (
    BACKS,
    MOVED,
    NUDGE,
    SENTENCES,
    TURNS,
    VECTORS,
    WEIGHTS,
)

CELL = CELLS["rnn"]


class Pair(NamedTuple):
    """What the backward half of one output has read.

    step: of the output, from 1. last: the step that it read last, which it pairs with.
    wrong: last is another step. padding: it has read padding. error: how far it is
    from what it should be.
    """

    step: int
    last: int
    wrong: bool
    padding: bool
    error: float


class TwoDirections(BookWidget):
    """Break or mend the alignment of two directions, and see what is paired with what.

    turn: how the batch is turned before the backward direction reads it, "by length",
    with a mask, or "padded", over the whole padded length, without one.
    back: how its outputs are turned back: "by length", "padded" or "not".
    sentence, step: the output that is looked at, both from 1.

        w = TwoDirections(back="not")
        w.pairs          # for each sentence a list of Pair
        w.moves          # (B, T, T): [b, t, s], how output t moves with word s
    """

    name = "two_directions"

    turn = Choice("by length", TURNS, "it reads from an end")
    back = Choice("by length", BACKS, "the right one is the first")
    sentence = Whole(2, 1, len(SENTENCES), "the batch has two")
    step = Whole(
        1, 1, lambda self: self._length(), lambda self: self._words(),
        form={"max": "sentences.$sentence.length"},
    )  # fmt: skip
    sentences = Given(lambda _: SENTENCES)
    vectors = Given(lambda _: VECTORS)
    weights = Given(lambda _: WEIGHTS)
    nudge = Given(lambda _: NUDGE)
    graphs = Given(lambda _: {"rnn": trace(CELL)})

    def _length(self):
        return len(SENTENCES[self.sentence - 1])

    def _words(self):
        return f"sentence {self.sentence} has {self._length()} words"

    @traitlets.observe("sentence")
    def _within(self, change):
        self.step = min(self.step, len(SENTENCES[change.new - 1]))

    @property
    def lengths(self):
        """The words of each sentence, (B,)."""
        return np.array([len(words) for words in SENTENCES])

    @property
    def inputs(self):
        """The word vectors of the batch, (T, B, 2), zeros at the padding."""
        x = np.zeros((self.lengths.max(), len(SENTENCES), 2))
        for b, words in enumerate(SENTENCES):
            x[: len(words), b] = [VECTORS[word] for word in words]
        return x

    def _read(self, x, turn, back):
        """The backward half of all outputs, (T, B, H)."""
        p = Params(*(np.array(WEIGHTS[name]) for name in ("U", "W", "b")))
        by_length = {"by length": self.lengths, "padded": None}
        mask = length_mask(self.lengths, len(x)) if turn == "by length" else None
        turned = reverse_by_length(x, by_length[turn])
        h, _, _ = unroll(CELL, p, turned, mask=mask)
        return h if back == "not" else reverse_by_length(h, by_length[back])

    @property
    def backward(self):
        """The backward half of each output as it is handed on, (T, B, H)."""
        return self._read(self.inputs, self.turn, self.back)

    @property
    def moves(self):
        """How far the backward half at step t moves if word s is moved a little.

        Returns: (B, T, T), entry [b, t, s], counted from 0; padding moves too.
        """
        x, here = self.inputs, self.backward
        found = np.zeros((x.shape[1], len(x), len(x)))
        for s in range(len(x)):
            nudged = x.copy()
            nudged[s] += NUDGE
            there = self._read(nudged, self.turn, self.back)
            found[:, :, s] = np.linalg.norm(there - here, axis=-1).T
        return found

    @property
    def pairs(self):
        """For each sentence a `Pair` for each of its outputs."""
        right = self._read(self.inputs, "by length", "by length")
        errors = np.linalg.norm(self.backward - right, axis=-1)
        found = []
        for b, (moves, length) in enumerate(zip(self.moves, self.lengths, strict=True)):
            rows = []
            for t in range(length):
                read = np.flatnonzero(moves[t] > MOVED)      # the last read comes first
                rows.append(
                    Pair(
                        t + 1, int(read[0]) + 1, bool(read[0] != t),
                        bool(read[-1] >= length), float(errors[t, b]),
                    )
                )  # fmt: skip
            found.append(rows)
        return found

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        flat = [pair for rows in self.pairs for pair in rows]
        wrong, padding = sum(p.wrong for p in flat), sum(p.padding for p in flat)
        return (
            f"Two directions: two sentences of {self.lengths[0]} and {self.lengths[1]} "
            f"words in one batch. {wrong} of {len(flat)} outputs are paired with the "
            f"wrong word, {padding} have read padding."
        )

    def __repr__(self):
        return (
            f"TwoDirections(turn={self.turn!r}, back={self.back!r}, "
            f"sentence={self.sentence}, step={self.step})"
        )
