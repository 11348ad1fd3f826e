"""Facts of a text that a unit may follow: _runtime/facts.js in Python."""

import re

import numpy as np

from rnnbook._types import Array

FACTS = {
    "column": "column in the line",
    "verse": "characters since the verse began",
    "word": "letters of the word so far",
    "number": "inside a verse number",
    "name": "inside a word with a capital",
}
NUMBER = re.compile(r"^[0-9]+:[0-9]+ ", re.MULTILINE)
LETTERS = re.compile(r"[A-Za-z]")


def facts(text: str) -> dict[str, Array]:
    """Numbers about each character that has just been read, by name, (T,).

    Before the first verse nothing is known of verses: NaN.
    """
    found = {name: np.full(len(text), np.nan) for name in FACTS}
    begins = {match.start(): match.end() - 1 for match in NUMBER.finditer(text)}
    column, word, verse, end, capital = 0, 0, np.nan, -1, 0
    for k, ch in enumerate(text):
        column = 0 if ch == "\n" else column + 1
        if k in begins:
            verse, end = 0, begins[k]
        verse += 1
        word = word + 1 if LETTERS.match(ch) else 0
        capital = 0 if not word else int(ch.isupper()) if word == 1 else capital
        row = (column, verse, word, int(k < end), capital)
        for name, value in zip(FACTS, row, strict=True):
            found[name][k] = value
    return found


def follows(values: Array, fact: Array) -> Array:
    """Pearson's r of a fact (T,) with each unit of values (T, H); 0 where one is still.

    Places where the fact is NaN do not count.
    """
    known = ~np.isnan(fact)
    if known.sum() < 3:
        return np.zeros(values.shape[1])
    x = values[known] - values[known].mean(axis=0)
    y = fact[known] - fact[known].mean()
    whole = np.sqrt((x**2).sum(axis=0) * (y**2).sum())
    return np.where(whole > 1e-12, y @ x / np.maximum(whole, 1e-12), 0.0)


def chance(values: Array, fact: Array, shifts: int = 20) -> float:
    """The control: the best |r| of all units with the fact of another place.

    The fact is shifted in a ring, by `shifts` equal parts of the text; the median.
    """
    T = len(fact)
    best = [
        np.abs(follows(values, np.roll(fact, T * k // (shifts + 1)))).max()
        for k in range(1, shifts + 1)
    ]
    return float(np.median(best))
