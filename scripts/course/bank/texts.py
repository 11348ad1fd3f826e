"""What the notebooks say: exercises, warm-ups and the exhibits of the museum.

Read from the sources at each run, so that there is no second copy of any text.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docutils.nodes import make_id

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"
EXERCISE = re.compile(r"### Exercise (\d+\.\d+)(?: ★)?: .+\n")
STARTER = re.compile(r"^ *([\w, ]+?) *= *[.,\s\[\]]*\.\.\..*?# *(.+)$", re.M)
WARM_UP = re.compile(
    r"\*\*Warm-up (\d+\.\d+)\*\* \([^)]*\)\. (.+?)\n+<details><summary>Answer</summary>"
    r"\n+(.+?)\n+</details>",
    re.S,
)
EXHIBIT = re.compile(r'^### "(.+)"$', re.M)
VERDICT = re.compile(r"> \*\*(Refuted|Half true|It depends)\.\*\* (.+)", re.S)
CHAPTER = re.compile(r"\((\d\d)_\w+\.ipynb")


@dataclass(frozen=True)
class Task:
    """An exercise as its chapter asks it.

    asked: for each of the values that `check` takes, its name and what it stands for.
    """

    text: str
    asked: tuple = ()


@dataclass(frozen=True)
class WarmUp:
    """A warm-up: its question and its answer, in Markdown."""

    question: str
    answer: str


@dataclass(frozen=True)
class Exhibit:
    """A sentence of the museum, and what its run says of it.

    word: "Refuted", "Half true" or "It depends". chapter: where it is explained
    first, or None.
    """

    anchor: str
    sentence: str
    word: str
    verdict: str
    chapter: int | None


@cache
def cells(name: str) -> tuple:
    """(type, source, stored Markdown) of each cell of the notebook `name`."""
    path = NOTEBOOKS / f"{name}.ipynb"
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return tuple((c["cell_type"], "".join(c["source"]), _stored(c)) for c in found)


def _stored(cell):
    data = [output.get("data", {}) for output in cell.get("outputs", ())]
    return "\n".join("".join(d["text/markdown"]) for d in data if "text/markdown" in d)


@cache
def title(name: str) -> str:
    """The title of a chapter, with its number if it has one."""
    first = next(source for kind, source, _ in cells(name) if kind == "markdown")
    return re.search(r"^# (.+)$", first, re.M)[1]


@cache
def tasks(name: str) -> dict:
    """The exercises of a chapter by number, as `Task`."""
    found, number, text, labels = {}, None, "", {}
    for kind, source, _ in cells(name):
        if kind == "markdown":
            heading = EXERCISE.match(source)
            number = heading[1] if heading else None
            text, labels = (source[heading.end() :].strip() if heading else ""), {}
        elif number:
            labels |= _labels(source)
            if call := re.search(rf'check\("{number}", (.+)\)', source):
                names = call[1].split(", ")
                asked = tuple((name, labels.get(name, "")) for name in names)
                found[number] = Task(text, asked)
    return found


def _labels(starter):
    """What the comments of a starter say of its names."""
    labels = {}
    for line, comment in STARTER.findall(starter):
        names = [name.strip() for name in line.split(",")]
        for k, name in enumerate(names, 1):
            which = f"; number {k} of {len(names)}" if len(names) > 1 else ""
            labels[name] = comment + which
    return labels


@cache
def warm_ups(name: str) -> dict:
    """The warm-ups of a chapter by number, as `WarmUp`."""
    sources = (source for kind, source, _ in cells(name) if kind == "markdown")
    return {
        number: WarmUp(question, answer)
        for source in sources
        for number, question, answer in WARM_UP.findall(source)
    }


@cache
def exhibits() -> dict:
    """The exhibits of the museum by anchor, in its order, as `Exhibit`."""
    found, claim, verdict = {}, None, None
    for kind, source, stored in cells("museum"):
        verdict = VERDICT.match(stored) or verdict
        if kind != "markdown":
            continue
        if claim and verdict:
            chapter = CHAPTER.search(EXHIBIT.split(source)[0])
            found[make_id(claim)] = Exhibit(
                make_id(claim), claim, verdict[1], verdict[2].strip(),
                int(chapter[1]) if chapter else None,
            )  # fmt: skip
            claim = None
        if heading := EXHIBIT.search(source):
            claim, verdict = heading[1], None
    return found
