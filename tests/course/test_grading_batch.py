"""Real commands of nbgrader on made submissions: points, words, and no stop."""

import csv
import html
import re
import subprocess
import sys

import pytest
from grading_batch import (
    SCRIPTS,
    grade,
    graded,
    hand_in,
    made_submissions,
    make_folder,
    maker_of,
)
from grading_submissions import data, file

SMALL = ("known-mistake", "cut-off", "kills-itself")


def words(text):
    """What stands in HTML, with code in backticks as the check writes it."""
    marked = re.sub(r"</?code>", "`", text)
    return html.unescape(re.sub(r"<[^>]+>", " ", marked))


def see(folder, submission):
    points, says, text = graded(folder, submission.student)
    assert points == submission.scores, submission.student
    for number, wanted in submission.says.items():
        assert wanted in words(says[number]), submission.student
    for absent in submission.absent:
        assert absent not in text, submission.student


def rows(folder, name="grades.csv"):
    with (folder / name).open(encoding="utf-8", newline="") as csv_file:
        return list(csv.DictReader(csv_file))


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """All made submissions, graded by one command."""
    folder = make_folder(tmp_path_factory.mktemp("a batch"))
    submissions = made_submissions(folder)
    hand_in(folder, submissions)
    return folder, submissions, grade(folder)


@pytest.mark.all
@pytest.mark.timeout(1800)
def test_a_batch_of_every_trouble_is_graded_to_its_end(batch):
    folder, submissions, process = batch
    assert process.returncode == 0, process.stdout + process.stderr
    assert "NOT GRADED" not in process.stdout
    assert len(submissions) > 40
    for submission in submissions:
        see(folder, submission)


@pytest.mark.all
@pytest.mark.timeout(1800)
def test_everybody_has_a_score_and_a_page_of_feedback(batch):
    folder, submissions, _ = batch
    found = {row["student_id"]: row for row in rows(folder)}
    assert found.keys() == {each.student for each in submissions}
    for each in submissions:
        assert float(found[each.student]["score"]) == sum(each.scores.values())
        page = folder / "feedback" / each.student / "assignment-1" / "assignment-1.html"
        text = page.read_text(encoding="utf-8")
        assert "HIDDEN TESTS" not in text and "hidden-seed" not in text.replace(
            "/**/hidden-seed.txt", ""
        )
        assert not re.search(r'(?:src|href)="(?!#|data:)', text), each.student
    assert found["late"]["timestamp"].startswith("2027-02-12")
    report = (folder / "reports" / "assignment-1.txt").read_text(encoding="utf-8")
    assert "as in Stanford's CS231n course" in report
    students = [each.student for each in submissions if "-" in each.student]
    assert not any(student in report for student in students)


@pytest.mark.all
@pytest.mark.timeout(1800)
def test_the_commands_of_nbgrader_do_the_same(tmp_path):
    folder = make_folder(tmp_path)
    chosen = [each for each in made_submissions(folder) if each.student in SMALL]
    hand_in(folder, chosen)
    for step in (
        ["generate_assignment", "assignment-1", "--force"],
        ["autograde", "assignment-1"],
        ["generate_feedback", "assignment-1"],
        ["export"],
    ):
        command = [sys.executable, "-m", "nbgrader", *step]
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, timeout=600
        )
    for submission in chosen:
        see(folder, submission)
    assert len(rows(folder)) == len(chosen)


@pytest.mark.all
@pytest.mark.timeout(1800)
def test_points_of_a_person_count_and_stay(tmp_path):
    from nbgrader.api import Gradebook

    folder = make_folder(tmp_path)
    maker = maker_of(folder)
    notebook = maker.solved()
    maker.cell(notebook, "words-6-1")["source"] = "$4H(D+H+1)$ <b onclick=x>b</b>"
    place = folder / "submitted" / "ada" / "assignment-1"
    place.mkdir(parents=True)
    (place / "assignment-1.ipynb").write_bytes(data(notebook))
    first = grade(folder)
    assert "words wait for you" in first.stdout, first.stdout + first.stderr
    page = folder / "feedback" / "ada" / "assignment-1" / "assignment-1.html"
    assert "not read yet" in page.read_text(encoding="utf-8")
    assert "onclick" not in page.read_text(encoding="utf-8")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        place = "words-6-1", "assignment-1", "assignment-1", "ada"
        given = gradebook.find_grade(*place)
        given.manual_score, given.needs_manual_grade = 2, False
        comment = gradebook.find_comment(*place)
        comment.manual_comment = "Well *argued*."
        gradebook.db.commit()
    second = grade(folder)
    assert "ada: 14 of 14" in second.stdout
    text = page.read_text(encoding="utf-8")
    assert "<em>argued</em>" in text and "not read yet" not in text
    grade(folder, "--again")
    assert float(rows(folder)[0]["score"]) == 14


def test_three_submissions_go_through_nbgrader(tmp_path):
    """In one process: the parts that the configuration names, in nbgrader's order."""
    import logging

    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config.loader import PyFileConfigLoader

    folder = make_folder(tmp_path / "one batch", numbers=("6.1", "6.3", "6.5"))
    chosen = [each for each in made_submissions(folder) if each.student in SMALL]
    hand_in(folder, chosen)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    directory = CourseDirectory(config=config, assignment_id="assignment-1")
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    Autograde(coursedir=directory, config=config).start()
    for submission in chosen:
        see(folder, submission)


def test_a_wrong_folder_or_assignment_is_answered(tmp_path):
    script = [sys.executable, str(SCRIPTS / "grade_course.py")]
    said = subprocess.run(
        [*script, str(tmp_path), "assignment-1"],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert said.returncode == 2 and "make course" in said.stdout
    assert file(b"x") == {"assignment-1.ipynb": b"x"}
