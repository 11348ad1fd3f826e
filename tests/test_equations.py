"""Equation numbers: what the code cites exists, and what is numbered is run."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
LISTED = re.compile(r"\((\d+\.\d+)\)")


def cells(path, kind):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == kind:
            yield "".join(cell["source"])


def tags(path):
    markdown = "\n".join(cells(path, "markdown"))
    return re.findall(r"\\tag\{(.+?)\}", markdown)


def cited_by(text):
    """Equation numbers in the comments of some code, several in one comment too."""
    return {
        number
        for line in text.splitlines()
        if "#" in line
        for number in LISTED.findall(line[line.index("#"):])
    }


def package_citations():
    """Every (number, file) that a comment in the package cites."""
    found = []
    for path in sorted((ROOT / "rnnbook").rglob("*.py")):
        for number in sorted(cited_by(path.read_text(encoding="utf-8"))):
            found.append((number, path.relative_to(ROOT).as_posix()))
    return found


def chapter_of(number):
    chapter = int(number.split(".")[0])
    return [path for path in CHAPTERS if int(path.name[:2]) == chapter]


def test_there_are_chapters_and_citations():
    assert CHAPTERS
    assert package_citations()


@pytest.mark.parametrize("number, place", package_citations())
def test_equation_cited_by_the_package_is_in_its_chapter(number, place):
    found = [path for path in chapter_of(number) if number in tags(path)]
    assert found, f"{place} cites ({number}), but no chapter has \\tag{{{number}}}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_numbered_equations_are_cited_by_code(path):
    run = {number for number, _ in package_citations()}
    for text in cells(path, "code"):
        run |= cited_by(text)
    missing = [tag for tag in tags(path) if tag not in run]
    assert not missing, f"{path.name}: no line of code cites {missing}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_equation_numbers_are_unique_and_of_their_chapter(path):
    found = tags(path)
    assert len(found) == len(set(found)), f"{path.name} uses a number twice: {found}"
    assert all(int(tag.split(".")[0]) == int(path.name[:2]) for tag in found)
    numbers = sorted(int(tag.split(".")[1]) for tag in found)
    assert numbers == list(range(1, len(numbers) + 1)), f"{path.name}: a gap"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_text_refers_to_equations_that_exist(path):
    number = int(path.name[:2])
    for text in cells(path, "markdown"):
        for found in re.findall(rf"\(({number}\.\d+)\)", text):
            assert found in tags(path), f"{path.name} refers to ({found}): not there"
