"""The texts that ship with the book, and which part of them is held out."""

import lzma
from importlib.resources import files
from typing import NamedTuple

from rnnbook._checks import need_choice, need_text

TEXTS = {"carroll": "carroll.txt", "kjv": "kjv.txt.xz", "tunes": "tunes.txt.xz"}


class Split(NamedTuple):
    """Three parts of a text: to train on, to choose by, and to measure with at last."""

    train: str
    validation: str
    held_out: str


def corpus(name: str = "carroll") -> str:
    """A text that ships with the book: "carroll", "kjv" or "tunes".

    "carroll": two poems of Lewis Carroll, Jabberwocky and The Walrus and the
    Carpenter, about 4 kB. Both are from his Through the Looking-Glass, which appeared
    in December 1871, dated 1872. The author died in 1898: the text is in the public
    domain. Spelled as commonly printed, with straight quotes and -- for a dash; a line
    break after each line, an empty line between stanzas.

    "kjv": ten books of the King James Bible, 860 kB: narrative, poems, proverbs,
    visions. A chapter is a paragraph. Each verse starts a line with its chapter and
    number, as in 3:16, and is filled to 64 columns. The copyright of the translation of
    1611 has expired. In the United Kingdom the right to print it belongs to the Crown,
    under letters patent, and is not limited in time: see sources.txt beside the file.

    "tunes": two thousand tunes in ABC notation, 280 kB, drawn by the rules of `tunes`,
    tunes(2000, np.random.default_rng(11)). They are the book's own: collections of folk
    tunes in ABC carry no licence that would let the book ship them.
    Returns: the text, a str of plain ASCII.
    Raises: ValueError for another name.
    Source: carroll1872, kjv1769.
    """
    why = "a text of your own is Path('my.txt').read_text(encoding='utf-8-sig')"
    name = need_choice("name", name, tuple(TEXTS), why)
    data = files("rnnbook.tasks").joinpath(TEXTS[name]).read_bytes()
    if TEXTS[name].endswith(".xz"):
        data = lzma.decompress(data)
    return data.decode("ascii")


def split(text: str) -> Split:
    """A long text in three: each tenth paragraph held out, another tenth to choose by.

    Paragraphs end with an empty line: a chapter of "kjv", a tune of "tunes", a stanza
    of "carroll". Counted from 0, those numbered 9, 19, 29 ... are the held-out part and
    4, 14, 24 ... the validation part. So each part has something of every book.
    Raises: ValueError for a text of fewer than ten paragraphs.
    """
    need_text("text", text, "corpus('kjv') has one")
    parts = text.rstrip("\n").split("\n\n")
    if len(parts) < 10:
        raise ValueError(
            f"text has {len(parts)} paragraphs, wanted ten or more with an empty line "
            f"between them: cut a short text by hand, text[:n] and text[n:]"
        )
    chosen = [[], [], []]
    for k, part in enumerate(parts):
        chosen[{4: 1, 9: 2}.get(k % 10, 0)].append(part)
    return Split(*("\n\n".join(some) + "\n" for some in chosen))
