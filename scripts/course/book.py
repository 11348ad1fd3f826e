"""What the book has: chapters, sections, exercises, figures, exhibits, references.

All of it is read from the sources, the notebooks and `book/`; nothing is listed twice.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from docutils.nodes import make_id

ROOT = Path(__file__).resolve().parents[2]
HEADING = re.compile(r"^(#+) +(.+?) *$", re.M)
NUMBERED = re.compile(r"^\d+\. ")
EXERCISE = re.compile(r"^Exercise (\d+\.\d+)( ★)?: (.+)$")
FIGURE = re.compile(r"\*\*(Figure (?:\d+|L)\.\d+)\.?\*\*")
KEY = re.compile(r"^@\w+\{([^,\s]+),", re.M)


@dataclass(frozen=True)
class Chapter:
    """A notebook that can be taught.

    name: its stem, "06_lstm"; title: without its number; number: 6, or None;
    sections: title by anchor, "the-added-path" as in the page's address;
    exercises: title by number, "6.1"; unchecked: those of them, with a star, that no
    check grades; figures: names, "Figure 6.4".
    """

    name: str
    title: str
    number: int | None
    sections: dict
    exercises: dict
    unchecked: tuple
    figures: tuple


@dataclass(frozen=True)
class Book:
    """chapters by name, in the book's order; exhibits of the museum: title by anchor;
    figures: the chapter's name by figure (None: the laboratory); references: keys."""

    chapters: dict
    exhibits: dict
    figures: dict
    references: tuple

    @property
    def exercises(self):
        """The chapter's name by the number of an exercise."""
        return {n: c.name for c in self.chapters.values() for n in c.exercises}

    @property
    def unchecked(self):
        """Numbers of the exercises that no check grades."""
        return {n for c in self.chapters.values() for n in c.unchecked}


@cache
def read_book(root=ROOT):
    """The book in the folder `root`, as `Book`."""
    names = [Path(name).name for name in listed_notebooks(root)]
    texts = {name: words(root / "notebooks" / f"{name}.ipynb") for name in names}
    chapters = {n: chapter(n, texts[n]) for n in names if n != "museum"}
    figures = {f: c.name for c in chapters.values() for f in c.figures}
    for page in sorted((root / "book").glob("*.md")):
        found = FIGURE.findall(page.read_text(encoding="utf-8"))
        figures |= {figure: None for figure in found if figure not in figures}
    exhibits = sections(texts.get("museum", ""), levels=(3,))
    bib = (root / "book" / "references.bib").read_text(encoding="utf-8")
    return Book(chapters, exhibits, figures, tuple(KEY.findall(bib)))


def listed_notebooks(root):
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    files = [page["file"] for part in contents["parts"] for page in part["chapters"]]
    return [name for name in files if name.startswith("notebooks/")]


def words(path):
    """What a notebook's page says: its text, and text that its code has shown."""
    texts = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            texts.append("".join(cell["source"]))
        for output in cell.get("outputs", ()):
            texts.append("".join(output.get("data", {}).get("text/markdown", "")))
    return "\n\n".join(texts)


def chapter(name, text):
    title = plain(HEADING.search(text)[2])
    found = [EXERCISE.match(plain(m[2])) for m in HEADING.finditer(text)]
    exercises = {match[1]: match[3] for match in found if match}
    number = NUMBERED.match(title)
    return Chapter(
        name,
        NUMBERED.sub("", title),
        int(number[0].rstrip(". ")) if number else None,
        sections(text),
        exercises,
        tuple(match[1] for match in found if match and match[2]),
        tuple(dict.fromkeys(FIGURE.findall(text))),
    )


def sections(text, levels=(2, 3, 4)):
    """{anchor: title} of the headings of these levels; exercises have numbers."""
    found = {}
    for match in HEADING.finditer(text):
        title = plain(match[2])
        if len(match[1]) in levels and not EXERCISE.match(title):
            found.setdefault(make_id(title), title)
    return found


def plain(heading):
    """A heading as it reads: no marks, links as their words, curled apostrophes."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[*`]", "", text).replace("'", "’")
