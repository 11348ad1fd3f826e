"""What the unfolding reads and computes with, and what it takes from a reader."""

from collections.abc import Iterable, Mapping

import traitlets

from rnnbook.widgets._traits import refusal

LONGEST = 8  # words that a drawing has room for
# Two numbers for each word, made up for the figure.
VECTORS = {
    "the": [0.2, -0.3],
    "dog": [1.2, 0.6],
    "man": [0.9, -1.1],
    "bites": [-1.3, 0.8],
    "sees": [-0.7, -0.9],
    "a": [0.1, 0.4],
    "now": [0.5, 0.3],
    "not": [-0.4, 1.5],
}
# D = 2 inputs, H = 3 units, one decimal, so that a step can be redone on paper.
WEIGHTS = {
    "U": [[0.8, -0.6, 0.3], [0.4, 0.7, -0.9]],
    "W": [[0.6, 0.5, -0.4], [-0.7, 0.3, 0.6], [0.2, -0.8, 0.5]],
    "b": [0.0, 0.1, -0.1],
}
# The same words and the same last word: only memory can tell the ends apart.
SENTENCES = [
    ["the", "dog", "bites", "the", "man", "now"],
    ["the", "man", "bites", "the", "dog", "now"],
]


def check_words(words):
    """A list of known words, one or more, or a TraitError with the remedy."""
    if isinstance(words, str):
        raise traitlets.TraitError(
            f"words is the text {words!r}, wanted a list of words: words.split() "
            f"makes one"
        )
    if isinstance(words, Mapping) or not isinstance(words, Iterable):
        raise refusal("words", words, "a list of words", 'for instance ["the", "dog"]')
    words = [str(word) for word in words]
    if not 1 <= len(words) <= LONGEST:
        raise traitlets.TraitError(
            f"words has {len(words)} words, wanted 1 to {LONGEST}: the drawing has no "
            f"room for more"
        )
    for word in words:
        if word not in VECTORS:
            raise traitlets.TraitError(
                f"words holds {word!r}, which has no vector here: known are "
                f"{', '.join(VECTORS)}"
            )
    return words
