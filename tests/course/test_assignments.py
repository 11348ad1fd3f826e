"""Assignments as students and teachers get them."""

import json
import re
import zipfile

import nbformat
import pytest
from course.assignments import points_of, write_assignments
from course.assignments.source import exercise_cells, source_notebook
from course.assignments.texts import (
    cells_of,
    chapter_path,
    exercise_text,
    imports_of,
    sections,
)
from grading_course import assignment, course
from nbgrader.nbgraderformat import MetadataValidator

CHAPTERS = range(1, 15)


def numbers_of(chapter):
    return list(sections(chapter_path(f"{chapter}.1")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A course with one assignment, in a folder with a space in its name."""
    out = tmp_path_factory.mktemp("a course")
    write_assignments(course(), out)
    return out


def released(folder):
    path = folder / "nbgrader" / "release" / "assignment-1" / "assignment-1.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def lines_of(text):
    """Lines that are long enough to tell where they come from."""
    return {line.strip() for line in text.splitlines() if len(line.strip()) > 12}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_exercise_makes_cells_that_nbgrader_takes(chapter):
    numbers = numbers_of(chapter)
    text = source_notebook(course(), assignment(1, numbers))
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    ids = [cell.metadata.nbgrader.grade_id for cell in notebook.cells]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_text_and_starter_are_the_chapter_s(chapter):
    cells = cells_of(chapter_path(f"{chapter}.1"))
    sources = [source.strip() for _, source in cells]
    for number in numbers_of(chapter):
        text = exercise_text(number)
        assert text.title in text.text and text.text.startswith("### Exercise")
        if not text.starred:
            assert text.starter in sources and "..." in text.starter
            assert text.check in sources and f'"{number}"' in text.check
            assert "<details" not in text.text and text.solution


def test_what_is_imported_is_what_the_solutions_import():
    for chapter in CHAPTERS:
        assert "\nfrom rnnbook.exercises import check" in imports_of(f"{chapter}.1")


def test_points_are_those_of_the_outputs_and_the_words():
    assert points_of(assignment(1, ["6.3"])) == 4
    assert points_of(assignment(1, ["6.1"])) == 4 + 2
    assert points_of(assignment(1, ["6.6"])) == 4 + 2
    assert points_of(assignment(1, ["6.7"])) == 4
    cells = [cell for n in ("6.1", "6.3") for cell in exercise_cells(n)]
    found = [cell["metadata"]["nbgrader"].get("points", 0) for cell in cells]
    assert sum(found) == points_of(assignment(1, ["6.1", "6.3"]))


def test_students_get_no_solution(folder):
    (path,) = (folder / "assignments").iterdir()
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["assignment-1/assignment-1.ipynb"]
        text = archive.read(archive.namelist()[0]).decode()
    notebook = json.loads(text)
    shown = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    for number in assignment().exercises:
        own = exercise_text(number)
        starter = lines_of(own.starter) | lines_of(own.text)
        secret = {line for line in lines_of(own.solution) - starter if "=" in line}
        assert secret and not [line for line in secret if line in shown], number
    for word in ("SOLUTION", "HIDDEN", "seed", "RuntimeError"):
        assert word not in text
    assert not re.search(r'"outputs": \[\s*\{', text)


def test_students_see_starter_check_and_question(folder):
    sources = ["".join(cell["source"]) for cell in released(folder)["cells"]]
    assert 'check("6.3", lstm_step)' in sources
    assert exercise_text("6.3").starter in [source.strip() for source in sources]
    asked = [source for source in sources if "Your words here." in source]
    assert len(asked) == 3 and all(source.startswith("*") for source in asked)


def test_zips_are_the_same_bytes_on_a_second_run_and_seeds_stay(folder, tmp_path):
    first = (folder / "assignments" / "assignment-1.zip").read_bytes()
    seed = (folder / "nbgrader" / "hidden-seed.txt").read_bytes()
    (folder / "nbgrader" / "submitted" / "ada").mkdir(parents=True)
    write_assignments(course(), folder)
    assert (folder / "assignments" / "assignment-1.zip").read_bytes() == first
    assert (folder / "nbgrader" / "hidden-seed.txt").read_bytes() == seed
    assert (folder / "nbgrader" / "submitted" / "ada").is_dir()


def test_the_seed_is_nobody_else_s(folder):
    path = folder / "nbgrader" / "hidden-seed.txt"
    assert path.stat().st_mode & 0o077 == 0
    assert int(path.read_text()) > 2**64
