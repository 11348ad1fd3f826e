"""Tunes in ABC notation, drawn by rules, so that their true entropy is known."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnnbook._checks import need_generator
from rnnbook._types import Array
from rnnbook.tasks._checks import need_whole

# The steps of a scale without accidentals; the tonic of C, its letter, is step 7.
NOTES = "C, D, E, F, G, A, B, C D E F G A B c d e f g a b c'".split()
TONICS = {"C": 7, "D": 8, "G": 11, "A": 12}
# Metre -> eighths of a group, and what the notes of a bar may last, in eighths.
METRES = {
    "6/8": (3, "111111 2121 3111 21111 3111 321 33"),
    "3/4": (2, "222 2112 312 42 2211 11112"),
    "4/4": (4, "2222 21122 3122 211211 422 111122 1111211 224"),
}
ENDS = {"6/8": "33 6", "3/4": "42 6", "4/4": "44 8"}
FORMS = ("AABA", "ABAB", "AABB", "ABCA")
STEPS, SHARES = (-3, -2, -1, 0, 1, 2, 3), (0.04, 0.11, 0.32, 0.08, 0.32, 0.09, 0.04)
# How likely each degree of the scale is where a bar begins: first, within, open end.
FIRST, WITHIN = (3, 0, 1, 0, 2, 0, 0), (2, 1, 2, 2, 2, 2, 1)
OPEN = (0, 1, 0, 0, 2, 0, 1)
TONIC = (1, 0, 0, 0, 0, 0, 0)

Bar = list[tuple[int, int]]                      # step of the scale, eighths


class Tunes(NamedTuple):
    """Tunes as `tunes` draws them: their text, and -ln P of each tune, (count,)."""

    text: str
    nats: Array


def tunes(count: int, rng: np.random.Generator) -> Tunes:
    """Draw tunes in ABC notation by rules; a tune is a paragraph of the text.

    M: metre, K: key; an eighth note is 1. A tune has four lines of four bars. Its form
    says which lines are alike: in AABA the first three bars of lines 1, 2 and 4 are the
    same. Lines 1 and 3 stay open, lines 2 and 4 close on the key's own note. Bar 3 has
    the rhythm of bar 1. The notes of each bar add up to the metre, and a space parts
    the groups. Melodies mostly move by steps of the scale.
    Returns: Tunes. Its nats are exact up to draws that give the same text twice, which
    have less than 1e-6 of a share: sum(nats) / len(text) is the loss, in nats a
    character, below which no model can come on average.
    Raises: ValueError for a count below 1, TypeError if rng is no Generator.
    """
    count = need_whole("count", count, 1, "how many tunes, pass count=10")
    need_generator(rng)
    drawn = [_Tune(rng) for _ in range(count)]
    text = "\n\n".join(tune.text for tune in drawn) + "\n"
    return Tunes(text, np.array([tune.nats for tune in drawn]))


class _Tune:
    """One tune while it is drawn; `nats` grows with every choice."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng, self.nats = rng, 0.0
        self.metre = self.one_of(list(METRES))
        key = self.one_of(list(TONICS))
        self.tonic, self.group = TONICS[key], METRES[self.metre][0]
        form, lines, starts, ends = self.one_of(FORMS), [], {}, {}
        for k, letter in enumerate(form):
            if letter not in starts:
                starts[letter] = self.opening()
            closed = k % 2
            if (letter, closed) not in ends:
                ends[letter, closed] = self.ending(starts[letter][-1][-1][0], closed)
            bars = [*starts[letter], ends[letter, closed]]
            lines.append("|".join(map(self.written, bars)))
        self.text = "\n".join([f"M:{self.metre}", f"K:{key}", "|\n".join(lines) + "|]"])

    def drawn(self, weights: Sequence[float]) -> int:
        """A place, with a probability in proportion to its weight."""
        p = np.array(weights) / sum(weights)
        k = min(int(np.searchsorted(np.cumsum(p), self.rng.random(), "right")), len(p))
        self.nats -= float(np.log(p[k]))
        return k

    def one_of(self, options: Sequence[str]) -> str:
        """One of the options, each as likely as another."""
        return options[self.drawn([1] * len(options))]

    def beginning(self, near: int, shares: tuple[int, ...]) -> int:
        """The first step of a bar: of a likely degree, not far from the one before."""
        reach = [s for s in self.reach() if abs(s - near) <= 4]
        return reach[self.drawn([shares[(s - self.tonic) % 7] for s in reach])]

    def reach(self) -> range:
        """The steps that a tune may use: from the fourth below its tonic, a twelfth."""
        return range(max(0, self.tonic - 3), min(len(NOTES), self.tonic + 9))

    def moved(self, step: int) -> int:
        """The next step of the melody within a bar."""
        allowed = [step + d in self.reach() for d in STEPS]
        return step + STEPS[self.drawn(np.multiply(SHARES, allowed).tolist())]

    def bar(self, near: int, rhythm: str, shares: tuple[int, ...]) -> Bar:
        """A bar of this rhythm."""
        steps = [self.beginning(near, shares)]
        for _ in rhythm[1:]:
            steps.append(self.moved(steps[-1]))
        return list(zip(steps, map(int, rhythm), strict=True))

    def opening(self) -> list[Bar]:
        """The first three bars of a line; the third has the rhythm of the first."""
        rhythms = METRES[self.metre][1].split()
        first, second = self.one_of(rhythms), self.one_of(rhythms)
        bars, near = [], self.tonic + 2
        for rhythm, shares in ((first, FIRST), (second, WITHIN), (first, WITHIN)):
            bars.append(self.bar(near, rhythm, shares))
            near = bars[-1][-1][0]
        return bars

    def ending(self, near: int, closed: int) -> Bar:
        """The last bar of a line; a closed one ends on the tonic."""
        short, long = ENDS[self.metre].split()
        if not closed:
            return self.bar(near, short, OPEN)
        if self.one_of((short, long)) == long:
            return [(self.beginning(near, TONIC), int(long))]
        first = self.beginning(near, FIRST)
        return [(first, int(short[0])), (self.beginning(first, TONIC), int(short[1]))]

    def written(self, bar: Bar) -> str:
        """A bar in ABC; a space stands where a group ends within it."""
        text, time = "", 0
        for step, length in bar:
            text += " " if time and time % self.group == 0 else ""
            text += NOTES[step] + (str(length) if length > 1 else "")
            time += length
        return text
