"""GRU conventions: the same weights in two GRUs, and what differs between them."""

import functools
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rnnbook.loop.unroll import unroll
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Choice, Flag, Given, Number
from rnnbook.widgets.gru_conventions._cells import FOUR
from rnnbook.widgets.gru_conventions._weights import (
    MOST,
    STEPS,
    drawn,
    of_the_other,
    parameters,
)

WORDS = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))
SHARE = "z is the share of the old state, or of the new"
RESET = "the reset gate stands on one side of the product with W"
SAME = 1e-12  # a difference that rounding can make


class Course(NamedTuple):
    """What one GRU does along the sequence, (STEPS, units) each."""

    r: np.ndarray
    z: np.ndarray
    n: np.ndarray
    h: np.ndarray


def reasons(settings):
    """Keys of WORDS: why the two GRUs agree, or do not."""
    found = [settings["share"] + ("-negated" if settings["negated"] else "")]
    if settings["reset"] == "after":
        return [*found, "after"]
    if settings["units"] == 1:
        found.append("before-one")
    elif settings["alike"]:
        found.append("before-alike")
    elif settings["diagonal"]:
        found.append("before-diagonal")
    else:
        found.append("before")
    return [*found, "before-bias"] if settings["bias"] else found


class GRUConventions(BookWidget):
    """The book's GRU beside one of another convention, on the same weights and inputs.

    Of the other GRU: share, "old" or "new", whose share z is; negated, whether all
    that makes z has its sign turned; reset, "after" or "before" the product with W.
    Of both: units, 1 to 3; alike, one reset gate for all units; diagonal, whether
    block n of W is; bias, b_h of block n. t: the step whose numbers are shown.

        w = GRUConventions(share="new")
        w.largest              # difference of h
        w.negated = True
        w.largest              # rounding
    """

    name = "gru_conventions"

    share = Choice("old", ("old", "new"), SHARE)
    negated = Flag(False, "all that makes z has its sign turned, or not")
    reset = Choice("after", FOUR, RESET)
    units = Choice(3, range(1, MOST + 1), f"weights are there for {MOST}")
    alike = Flag(False, "one reset gate for all units, or each its own")
    diagonal = Flag(False, "block n of W is diagonal, or full")
    bias = Number(0.0, -3, 3, "it is b_h of block n, try 0.5")
    t = Choice(6, range(1, STEPS + 1), f"the sequence has {STEPS} steps")
    steps = Given(lambda _: STEPS)
    draws = Given(lambda _: drawn())
    graphs = Given(lambda _: _traced())

    @property
    def settings(self):
        """All that the reader sets, by name."""
        names = ("share", "negated", "reset", "units", "alike", "diagonal", "bias", "t")
        return {name: getattr(self, name) for name in names}

    def run(self):
        """The book's GRU and the other one as the package runs them: two `Course`."""
        p = parameters(self.draws, self.units, self.alike, self.diagonal, self.bias)
        other = of_the_other(p, self.reset, self.negated)
        cells = FOUR["after"]["old"], FOUR[self.reset][self.share]
        x = np.reshape(self.draws["x"], (STEPS, 1, 1))
        return tuple(
            _course(cell, weights, x)
            for cell, weights in zip(cells, (p, other), strict=True)
        )

    @property
    def largest(self):
        """The largest difference of h between the two, over units and steps."""
        book, other = self.run()
        return float(np.abs(book.h - other.h).max())

    @property
    def same(self):
        """Whether both give the same h, to rounding."""
        return self.largest < SAME

    @property
    def why(self):
        """In words, why the two agree or do not."""
        return " ".join(WORDS[key] for key in reasons(self.settings))

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        told = "the same h, to rounding" if self.same else "different h"
        return (
            f"GRU conventions: this book's GRU beside one with z as the share of the "
            f"{self.share} state and its reset {self.reset} the product, on the same "
            f"weights: {told} over {STEPS} steps."
        )

    def __repr__(self):
        return (
            f"GRUConventions(share={self.share!r}, negated={self.negated}, "
            f"reset={self.reset!r}, units={self.units})"
        )


@functools.cache
def _traced():
    return {
        reset: {share: trace(cell) for share, cell in cells.items()}
        for reset, cells in FOUR.items()
    }


def _course(cell, p, x):
    h, _, cache = unroll(cell, p, x)
    of = {name: [getattr(s, name)[0] for s in cache.steps] for name in "rzn"}
    return Course(*(np.array(of[name]) for name in "rzn"), h[:, 0])
