"""Write the long texts of chapter 11, rnnbook/tasks/kjv.txt.xz and tunes.txt.xz.

The first is ten books of the King James Bible. It needs Debian's program `bible`
(packages bible-kjv and bible-kjv-text), which has the text of 1611 in the spelling of
1769. A chapter is a paragraph; a verse starts a line
with its chapter and number, 3:16, and is filled to 64 columns. The title of a book
stands in capitals over its first chapter. The second is 2,000 tunes by rules.
"""

import lzma
import re
import subprocess
import textwrap
from itertools import groupby
from pathlib import Path

import numpy as np

from rnnbook.tasks import tunes

FOLDER = Path(__file__).resolve().parents[1] / "rnnbook" / "tasks"
WIDTH = 64
TUNES, SEED = 2000, 11
BOOKS = {
    "Ge": "GENESIS", "Ruth": "RUTH", "Job": "JOB", "Psa": "PSALMS", "Prv": "PROVERBS",
    "Eccl": "ECCLESIASTES", "SSol": "SONG OF SOLOMON", "Jonah": "JONAH", "John": "JOHN",
    "Rev": "REVELATION",
}  # fmt: skip
VERSE = re.compile(r"(\d?[A-Za-z]+?)(\d+):(\d+) (.*)")


def verses():
    """(book, chapter, verse, words) of the whole text, in its order."""
    command = ["bible", "-f", "ge1:1-rev22:21"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in filter(str.strip, found.splitlines()):
        book, chapter, verse, words = VERSE.fullmatch(line).groups()
        yield book, int(chapter), int(verse), " ".join(words.split())


def chapters():
    """Each chapter of the chosen books as a text."""
    chosen = (verse for verse in verses() if verse[0] in BOOKS)
    for (book, chapter), group in groupby(chosen, key=lambda verse: verse[:2]):
        lines = [BOOKS[book]] if chapter == 1 else []
        for _, _, verse, words in group:
            lines += textwrap.wrap(
                f"{chapter}:{verse} {words}", WIDTH, break_on_hyphens=False
            )
        yield "\n".join(lines)


def write(name, text):
    """Write a text, compressed."""
    target = FOLDER / f"{name}.txt.xz"
    target.write_bytes(lzma.compress(text.encode("ascii"), preset=9))
    print(f"wrote {target}: {len(text):,} characters")


def main():
    """Write the files."""
    write("tunes", tunes(TUNES, np.random.default_rng(SEED)).text)
    write("kjv", "\n\n".join(chapters()) + "\n")


if __name__ == "__main__":
    main()
