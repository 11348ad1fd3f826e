"""What the unfolding reads and computes with, and what it takes from a reader."""

import numbers

import traitlets

LONGEST = 8  # words that a drawing has room for
# Two numbers for each word, made up for the figure.
VECTORS = {
    "the": [0.2, -0.3],
    "dog": [1.2, 0.6],
    "man": [0.9, -1.1],
    "bites": [-1.3, 0.8],
    "sees": [-0.7, -0.9],
    "a": [0.1, 0.4],
    "not": [-0.4, 1.5],
}
# D = 2 inputs, H = 3 units, one decimal, so that a step can be redone on paper.
WEIGHTS = {
    "U": [[0.8, -0.6, 0.3], [0.4, 0.7, -0.9]],
    "W": [[0.6, 0.5, -0.4], [-0.7, 0.3, 0.6], [0.2, -0.8, 0.5]],
    "b": [0.0, 0.1, -0.1],
}
SENTENCES = [
    ["the", "dog", "bites", "the", "man"],
    ["the", "man", "bites", "the", "dog"],
]


def check_words(words):
    """A list of known words, one or more.

    Raises: TraitError: what came, what was wanted, the remedy.
    """
    known = ", ".join(VECTORS)
    if isinstance(words, str):
        raise traitlets.TraitError(
            f"words is the text {words!r}, wanted a list of words: words.split() "
            f"makes one"
        )
    try:
        words = [str(word) for word in words]
    except TypeError:
        raise traitlets.TraitError(
            f'words is {words!r}, wanted a list of words: for instance ["the", "dog"]'
        ) from None
    if not 1 <= len(words) <= LONGEST:
        raise traitlets.TraitError(
            f"words has {len(words)} words, wanted 1 to {LONGEST}: the drawing has no "
            f"room for more"
        )
    for word in words:
        if word not in VECTORS:
            raise traitlets.TraitError(
                f"words holds {word!r}, which has no vector here: known are {known}"
            )
    return words


def check_step(t, T):
    """A whole number of words read, from 0 to T.

    Raises: TraitError: what came, what was wanted, the remedy.
    """
    whole = isinstance(t, numbers.Integral) and not isinstance(t, bool)
    if not whole or not 0 <= t <= T:
        raise traitlets.TraitError(
            f"t is {t!r}, wanted a whole number from 0 to {T}: t = 0 is before the "
            f"first word, t = {T} after the last"
        )
    return int(t)


def check_part(part):
    """A number from 0, the loop, to 1, the chain.

    Raises: TraitError: what came, what was wanted, the remedy.
    """
    real = isinstance(part, numbers.Real) and not isinstance(part, bool)
    if not real or not 0 <= part <= 1:
        raise traitlets.TraitError(
            f"unrolled is {part!r}, wanted a number from 0 to 1: 0 is the loop, 1 the "
            f"chain of copies"
        )
    return float(part)
