"""The unfolding: words enter a cell one by one, as a loop or as a chain of copies."""

import numpy as np
import traitlets

from rnnbook.cells import CELLS
from rnnbook.cells.params import Params
from rnnbook.loop.unroll import unroll
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Flag, Given, Number, Whole
from rnnbook.widgets.unfolding._settings import (
    LONGEST,
    SENTENCES,
    VECTORS,
    WEIGHTS,
    check_words,
)

CELL = CELLS["rnn"]
WORDS = {"list": list(VECTORS), "least": 1, "most": LONGEST}


class Unfolding(BookWidget):
    """Words enter an RNN of three units one by one; draw it as a loop or as a chain.

    words: the sentence, up to eight words of `Unfolding.vocabulary`.
    t: how many words have been read, from 0 to len(words).
    unrolled: 0 for the loop, 1 for the chain of copies, or anything between.
    memory: False sets W to zero, so that no state reaches the next step.

        w = Unfolding(words=["the", "dog", "bites"])
        w.states         # h_0 ... h_3, (4, 3)
        w.state          # h_t, (3,)
    """

    name = "unfolding"
    vocabulary = tuple(VECTORS)

    words = Checked(SENTENCES[0], check_words, form=WORDS)
    t = Whole(
        3, 0, lambda self: len(self.words), lambda self: self._ends(),
        form={"max": "words.length"},
    )  # fmt: skip
    unrolled = Number(1.0, 0, 1, "0 is the loop, 1 the chain of copies")
    memory = Flag(True, "False sets W to zero")
    vectors = Given(lambda _: VECTORS)
    weights = Given(lambda _: WEIGHTS)
    sentences = Given(lambda _: SENTENCES)
    graphs = Given(lambda _: {"rnn": trace(CELL)})

    def _ends(self):
        return f"t = 0 is before the first word, t = {len(self.words)} after the last"

    @traitlets.observe("words")
    def _within(self, change):
        self.t = min(self.t, len(change.new))

    @property
    def params(self):
        """The one set of weights, as the package's Params."""
        U, W, b = (np.array(WEIGHTS[name]) for name in ("U", "W", "b"))
        return Params(U, W if self.memory else 0 * W, b)

    @property
    def inputs(self):
        """The word vectors x_1 ... x_T, (T, 2)."""
        return np.array([VECTORS[word] for word in self.words])

    @property
    def states(self):
        """h_0 ... h_T, (T + 1, 3): row t is the state after t words."""
        h, _, _ = unroll(CELL, self.params, self.inputs[:, None])
        return np.concatenate([np.zeros((1, h.shape[-1])), h[:, 0]])

    @property
    def state(self):
        """h_t, the state after the words read so far, (3,)."""
        return self.states[self.t]

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        numbers = ", ".join(f"{v:.2f}" for v in self.state).replace("-", "−")
        without = "" if self.memory else " with W = 0"
        return (
            f"Unfolding: the words {' '.join(self.words)} enter a recurrent cell"
            f"{without} one by one. After {self.t} of {len(self.words)} the state is "
            f"{numbers}."
        )

    def __repr__(self):
        without = "" if self.memory else ", memory=False"
        return f"Unfolding({' '.join(self.words)!r}, t={self.t}{without})"
