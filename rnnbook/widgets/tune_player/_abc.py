"""Tunes in ABC notation, the part of it that the book's tunes use, and a little more.

Fields M, L and K; notes with accidentals, octaves and lengths; rests; bars. Repeats are
read as bars. What cannot be read is told by its line, and left out.
"""

import re
from typing import NamedTuple

FIELD = re.compile(r"([H-Zmrsw]):[ \t]*(.*?)[ \t]*$")
NOTE = re.compile(r"(\^\^|\^|__|_|=)?([A-Ga-gzx])([,']*)([0-9]*)(/*)([0-9]*)")
BAR = re.compile(r":\|:?|\|[:\]|]?|\[\||::")
SPACE = re.compile(r"[ \t]+")
FRACTION = re.compile(r"([0-9]+)/([0-9]+)$")
KEY = re.compile(r"([A-G])([#b]?)[ \t]*([A-Za-z]*)$")
SCALE = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
FIFTHS = "FCGDAEB"                   # sharps come in this order, flats in the other
MODES = {"": 0, "maj": 0, "ion": 0, "mix": -1, "dor": -2, "m": -3, "min": -3,
         "aeo": -3, "phr": -4, "loc": -5, "lyd": 1}  # fmt: skip
SHIFTS = {"^^": 2, "^": 1, "=": 0, "_": -1, "__": -2}
METRES = {"C": (4, 4), "C|": (2, 2)}


class Note(NamedTuple):
    """A note or a rest: start and length in eighths, MIDI pitch (None: a rest).

    line: the line of the text, from 0. at, to: its characters there.
    """

    start: float
    length: float
    pitch: int | None
    line: int
    at: int
    to: int


class Bar(NamedTuple):
    """A bar: its start and length in eighths, and whether it fills the metre."""

    start: float
    length: float
    line: int
    full: bool


class Tune(NamedTuple):
    """What was read: the metre in eighths, None if none is given, and what is in it."""

    metre: float | None
    notes: list[Note]
    bars: list[Bar]
    problems: list[str]


class _Reader:
    """Reads a text from its first line to its last."""

    def __init__(self):
        self.metre, self.unit, self.key = None, 1.0, {}
        self.notes, self.bars, self.problems = [], [], []
        self.time, self.bar, self.shifts, self.line = 0.0, 0.0, {}, 0

    def field(self, name, value):
        if name == "M":
            found = FRACTION.match(value)
            pair = METRES.get(value) or (found and tuple(map(int, found.groups())))
            if pair and pair[0] and pair[1]:
                self.metre = 8 * pair[0] / pair[1]
            elif value != "none":
                self.lost(f"the metre “{value}”")
        elif name == "L":
            found = FRACTION.match(value)
            if found and int(found[1]) and int(found[2]):
                self.unit = 8 * int(found[1]) / int(found[2])
            else:
                self.lost(f"the length “{value}”")
        elif name == "K":
            found = KEY.match(value)
            if found and found[3].lower()[:3] in MODES:
                self.key = signature(*found.groups())
            else:
                self.lost(f"the key “{value}”")

    def lost(self, what):
        self.problems.append(f"Line {self.line + 1}: {what} cannot be read.")

    def music(self, text):
        at = 0
        while at < len(text) and text[at] != "%":
            if found := NOTE.match(text, at):
                self.note(found)
            elif found := BAR.match(text, at):
                self.end_bar()
            elif not (found := SPACE.match(text, at)):
                self.lost(f"“{text[at]}”")
                at += 1
                continue
            at = found.end()

    def note(self, found):
        accidental, letter, octave, times, slashes, parts = found.groups()
        parts = int(parts or 2 ** len(slashes)) if slashes else 1
        if not parts:
            return self.lost(f"“{found[0]}”")
        length = self.unit * int(times or 1) / parts
        pitch = None
        if letter not in "zx":
            place = letter + octave
            if accidental:
                self.shifts[place] = SHIFTS[accidental]
            name = letter.upper()
            pitch = 60 + SCALE[name] + 12 * letter.islower()
            pitch += 12 * (octave.count("'") - octave.count(","))
            pitch += self.shifts.get(place, self.key.get(name, 0))
        self.notes.append(
            Note(self.time, length, pitch, self.line, found.start(), found.end())
        )
        self.time += length

    def end_bar(self):
        length = self.time - self.bar
        if length:
            full = self.metre is None or length == self.metre
            self.bars.append(Bar(self.bar, length, self.line, full))
        self.bar, self.shifts = self.time, {}


def signature(tonic: str, sign: str, mode: str) -> dict[str, int]:
    """Which letters a key raises (1) or lowers (-1)."""
    count = FIFTHS.index(tonic) - 1 + 7 * ((sign == "#") - (sign == "b"))
    count += MODES[mode.lower()[:3]]
    letters = FIFTHS[:count] if count > 0 else FIFTHS[::-1][:-count]
    return dict.fromkeys(letters, 1 if count > 0 else -1)


def read_tune(text: str) -> Tune:
    """Read a tune in ABC notation; an eighth note is 1."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n")):
        reader.line = number
        if found := FIELD.match(line):
            reader.field(*found.groups())
        else:
            reader.music(line)
    reader.end_bar()
    return Tune(reader.metre, reader.notes, reader.bars, reader.problems)
