"""What the experiments on written text share: prompts, words, repetition, features."""

import re

import numpy as np

from rnnbook import reader
from rnnbook.results import character_network
from rnnbook.tasks import corpus, decode, encode, ngram_losses, split

WORD = re.compile(r"[A-Za-z]+")


def network(name, dtype=np.float32):
    """A trained network: its record, and its step as a function."""
    net = character_network(name, dtype)
    return net, reader(net.cell, net.params, net.readout)


def known_words(name):
    """The words of the training part, in small letters."""
    return {word.lower() for word in WORD.findall(split(corpus(name)).train)}


def places(rng, length, many, around):
    """`many` different starts in a text, with `around` characters behind each."""
    return rng.choice(length - around, many, replace=False)


def slices(codes, at, length):
    """Pieces of a text side by side: (length, B), one for each start in `at`."""
    return codes[np.asarray(at) + np.arange(length)[:, None]]


def whole_words(text):
    """(start, word) of the words of a text that are not cut off by its two ends."""
    found = [(m.start(), m[0]) for m in WORD.finditer(text)]
    return [(k, w) for k, w in found if 0 < k and k + len(w) < len(text)]


def legal(texts, known):
    """The share of whole words that are known."""
    words = [w.lower() for text in texts for _, w in whole_words(text)]
    return sum(w in known for w in words) / max(1, len(words))


def repeated(text, n=20):
    """The share of runs of n characters that had already been in this text."""
    seen, again = set(), 0
    for k in range(len(text) - n + 1):
        again += text[k : k + n] in seen
        seen.add(text[k : k + n])
    return again / (len(text) - n + 1)


def period(text, least=2):
    """The shortest period that the end of a text repeats at least twice, or 0."""
    for p in range(1, len(text) // (least + 1) + 1):
        if text[-p:] * least == text[-p * (least + 1) : -p]:
            return p
    return 0


def as_texts(codes, symbols):
    """(T, B) as a list of B texts."""
    return [decode(column, symbols) for column in codes.T]


def held_out(name, symbols):
    """The codes of the part of a corpus that no choice has seen."""
    return encode(split(corpus(name)).held_out, symbols)


def judged(name, symbols, before, after, order):
    """-ln P of each character of `after` by n-grams of the training part, (T, B).

    The n-gram reads the same text as the network did; it was trained by counting.
    """
    texts = as_texts(np.vstack([before, after]), symbols)
    each = ngram_losses(split(corpus(name)).train, "".join(texts), order)[-1]
    return each.reshape(len(texts), -1).T[-len(after) :]
