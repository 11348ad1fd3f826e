"""The translator: four trained encoder-decoders, with attention and without."""

import re

import numpy as np
import traitlets

from rnnbook.cells import CELLS
from rnnbook.nets.encoder_decoder import translate
from rnnbook.results import packed_translators, translator
from rnnbook.tasks import DATE_SYMBOLS, ISO_SYMBOLS, one_hot
from rnnbook.tasks._pairs import MONTHS
from rnnbook.tracing import trace
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Choice, Flag, Given, Whole, refusal

LONGEST = 20  # symbols of a source
STEPS = 24  # symbols of an output, at most
DIGITS = "0123456789"
SYMBOLS = {"dates": (DATE_SYMBOLS, ISO_SYMBOLS), "digits": (DIGITS, DIGITS)}
EXAMPLES = {"dates": "3 march 1987", "digits": "31415926"}
STYLES = (
    r"(?P<d>\d\d?) (?P<m>[a-z]+) (?P<y>\d{4})",
    r"(?P<m>[a-z]+) (?P<d>\d\d?), (?P<y>\d{4})",
    r"(?P<y>\d{4}) (?P<m>[a-z]+) (?P<d>\d\d?)",
)


def wanted(task, source):
    """The right output, or None for a text that is no date in one of three styles."""
    if task == "digits":
        return source
    for style in STYLES:
        found = re.fullmatch(style, source)
        if found and found["m"] in MONTHS:
            month = MONTHS.index(found["m"]) + 1
            return f"{found['y']}-{month:02d}-{int(found['d']):02d}"
    return None


class Translator(BookWidget):
    """A trained encoder-decoder at work, symbol by symbol.

    task: "dates", to ISO dates, or "digits", to be said again. source: what is read.
    attend: True for the network with attention, False for the one that has the
    encoder's last state alone. step: the symbols of the output that are shown.
    hidden: a position of the source, from 1, that attention may not see, or 0.

        w = Translator(source="7 may 2001")
        w.run()["output"]        # what the network writes
        w.run()["weights"]       # (steps, positions), with attention
        w.network                # its parameters, an EncoderDecoder
    """

    name = "translator"

    task = Choice("dates", tuple(SYMBOLS), "each has two networks")
    source = Checked(
        EXAMPLES["dates"], "_source",
        form={"min": 1, "max": LONGEST, "of": "symbols.$task.0"},
    )  # fmt: skip
    attend = Flag(True, "False takes the network without attention")
    step = Whole(6, 0, STEPS, "symbols of the output that are shown")
    hidden = Whole(
        0, 0, lambda self: len(self.source), "a position, 0 hides none",
        form={"max": "source.length"},
    )  # fmt: skip
    nets = Given(lambda _: packed_translators())
    symbols = Given(lambda _: SYMBOLS)
    months = Given(lambda _: MONTHS)
    examples = Given(lambda _: EXAMPLES)
    graphs = Given(lambda _: {"gru": trace(CELLS["gru"])})

    def _source(self, name, value):
        known = SYMBOLS[self.task][0]
        if not isinstance(value, str) or not 1 <= len(value) <= LONGEST:
            raise refusal(
                name, value, f"a text of 1 to {LONGEST} symbols",
                f"for instance {EXAMPLES[self.task]!r}",
            )  # fmt: skip
        if strange := sorted(set(value) - set(known)):
            raise refusal(
                name, value, f"symbols of {known!r}",
                f"the network for {self.task} has never read {strange[0]!r}",
            )  # fmt: skip
        return value

    @traitlets.observe("task")
    def _example(self, _):
        if set(self.source) - set(SYMBOLS[self.task][0]):
            self.source = EXAMPLES[self.task]

    @traitlets.observe("source")
    def _within(self, _):
        self.hidden = min(self.hidden, len(self.source))

    @property
    def network(self):
        """The parameters of the network that is chosen, an EncoderDecoder."""
        return translator(self.task, self.attend)

    def run(self):
        """What the network writes: output, ended, weights, wanted.

        A single position is never hidden: something must be seen.
        """
        read, written = SYMBOLS[self.task]
        codes = [read.index(symbol) for symbol in self.source]
        x = one_hot(np.array(codes)[:, None], len(read))
        seen = np.ones((len(codes), 1), bool)
        if self.hidden and len(codes) > 1:
            seen[self.hidden - 1] = False
        out, weights = translate(
            CELLS["gru"], self.network, x, np.array([len(codes)]), len(written), STEPS,
            self.attend, seen,
        )  # fmt: skip
        ended = bool(out[-1, 0] == len(written))
        said = out[:-1, 0] if ended else out[:, 0]
        return {
            "output": "".join(written[k] for k in said),
            "ended": ended,
            "weights": [] if weights is None else weights[:, 0].tolist(),
            "wanted": wanted(self.task, self.source),
        }

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        found = self.run()
        right = found["ended"] and found["output"] == found["wanted"]
        how = "attention" if self.attend else "the last state alone"
        return (
            f"Translator: a network with {how} reads “{self.source}” and writes "
            f"“{found['output']}”, which is {'right' if right else 'not right'}."
        )

    def __repr__(self):
        return (
            f"Translator(task={self.task!r}, source={self.source!r}, "
            f"attend={self.attend}, step={self.step}, hidden={self.hidden})"
        )
