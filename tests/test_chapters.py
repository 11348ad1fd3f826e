"""What each chapter promises of itself: its time, its warm-ups, its starred parts."""

import json
import re

import pytest
from support import ROOT

CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
each_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
# A reader with a pencil, who moves the figures: how many of each take a minute.
IN_A_MINUTE = {"words": 150, "equations": 1, "lines of code": 10, "figures": 0.5}
WIDGET = "application/vnd.rnnbook.widget+json"
TIME = re.compile(r"\*Time: about (\d+) minutes with a pencil, exercises and starred")
WARM_UP = re.compile(r"\*\*Warm-up (\d+)\.(\d+)\*\* \([a-z ]+ minutes?\)\. ")
STARRED = re.compile(r"### Exercise (\d+\.\d+) ★: (.+)")
STAR = "*A starred section: nothing later needs it.*"
UNSEEN = {"hide-input", "remove-cell", "remove-input", "hide-cell"}


def cells_of(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source_of(cell):
    return "".join(cell["source"])


def said_by(cell):
    """The Markdown that a code cell has written."""
    outputs = [output.get("data", {}) for output in cell.get("outputs", ())]
    return " ".join("".join(data.get("text/markdown", ())) for data in outputs)


def sections_of(path):
    """(heading, [cells]) of each section of the second level."""
    sections = [("", [])]
    for cell in cells_of(path):
        if cell["cell_type"] == "markdown" and source_of(cell).startswith("## "):
            sections.append((source_of(cell).split("\n")[0][3:], []))
        sections[-1][1].append(cell)
    return sections


def words_of(text):
    """Words of prose: no folded answers, no displays, no table rules."""
    text = re.sub(
        r"<details>.*?</details>|\$\$.*?\$\$|```.*?```", " ", text, flags=re.S
    )
    text = re.sub(r"\]\([^)]*\)|[|*#>`-]+", " ", text)
    return len(re.findall(r"\S*\w\S*", text))


def minutes_of(path):
    """The time for a chapter, without its exercises and starred sections."""
    count = dict.fromkeys(IN_A_MINUTE, 0)
    for heading, cells in sections_of(path):
        if heading in ("Exercises", "Solutions") or heading.endswith("★"):
            continue
        for cell in cells:
            text = source_of(cell)
            if cell["cell_type"] == "markdown":
                count["words"] += words_of(text)
                count["equations"] += len(re.findall(r"\\tag\{", text))
            else:
                count["words"] += words_of(said_by(cell))
                count["figures"] += '"' + WIDGET + '"' in json.dumps(cell["outputs"])
                if not UNSEEN & set(cell["metadata"].get("tags", ())):
                    count["lines of code"] += len(text.splitlines())
    return sum(number / IN_A_MINUTE[what] for what, number in count.items())


@each_chapter
def test_the_time_is_the_measured_one_to_ten_minutes(path):
    said = int(
        TIME.search(source_of(cells_of(path)[0]) + source_of(cells_of(path)[1]))[1]
    )
    assert said == 10 * round(minutes_of(path) / 10), minutes_of(path)


@each_chapter
def test_warm_ups_stand_in_the_text_and_have_an_answer(path):
    found = []
    for heading, cells in sections_of(path):
        for cell in cells:
            text = source_of(cell)
            if cell["cell_type"] != "markdown" or "**Warm-up" not in text:
                continue
            assert heading and heading != "Exercises"
            lead = WARM_UP.match(text)
            assert lead, text[:80]
            assert "<details><summary>Answer</summary>\n\n" in text
            assert text.endswith("\n\n</details>") and text.count("<details>") == 1
            found.append((int(lead[1]), int(lead[2])))
    chapter = int(path.stem[:2])
    assert found == [(chapter, k + 1) for k in range(len(found))] and len(found) >= 2


@each_chapter
def test_starred_exercises_follow_the_six_and_are_worked_out(path):
    chapter = int(path.stem[:2])
    (cells,) = [cells for heading, cells in sections_of(path) if heading == "Exercises"]
    starred = [
        STARRED.match(source_of(cell)) for cell in cells if "★" in source_of(cell)
    ]
    assert starred and all(starred)
    numbers = [match[1] for match in starred]
    assert numbers == [f"{chapter}.{7 + k}" for k in range(len(numbers))]
    solved = cells_of(path.parent / "solutions" / path.name)
    headings = [source_of(cell).split("\n")[0].lstrip("# ") for cell in solved]
    for match in starred:
        at = headings.index(match[0].lstrip("# "))
        worked = solved[at:]
        assert sum(words_of(source_of(cell)) for cell in worked) > 40


@each_chapter
def test_starred_sections_say_so(path):
    for heading, cells in sections_of(path):
        if heading.endswith("★"):
            assert STAR in source_of(cells[0]), heading
