"""The parts that judge: values, cells in order, points; no program of nbgrader runs."""

import copy
import io
import json
import os
import re
import sys
import zipfile

import numpy as np
import pytest
from course.assignments.grading.collect import collect, files
from course.assignments.grading.judge import inputs_for, judged
from course.assignments.grading.mend import mend, read_notebook, renamed, tasks_of
from course.assignments.grading.report import as_html, as_text, tallies
from course.assignments.grading.values import TooLarge, decode, encode
from course.assignments.source import source_notebook
from grading_course import assignment, course
from nbformat import reads
from nbformat.v4 import new_code_cell, new_notebook
from support import ROOT
from traitlets.config import PyFileConfigLoader

from rnnbook.exercises import find

SEED = 99


@pytest.fixture(scope="module")
def released():
    """The notebook of students, as nbgrader's steps would leave it."""
    notebook = reads(source_notebook(course(), assignment(1, ["6.1", "6.3"])), 4)
    for cell in notebook.cells:
        cell.source = cell.source.partition("### BEGIN")[0].rstrip()
    return notebook


def handed_in(released, change):
    notebook = copy.deepcopy(released)
    change(notebook.cells)
    return mend(notebook, released)


def position(cells, name):
    ids = [c.metadata.get("nbgrader", {}).get("grade_id") for c in cells]
    return ids.index(name)


def ids_of(notebook):
    found = [c.metadata.get("nbgrader", {}).get("grade_id") for c in notebook.cells]
    return [name for name in found if name]


@pytest.mark.parametrize(
    "value",
    [
        ..., None, True, 3, -(2**80), 2.5, float("nan"), "text", [1, 2.0], (1, [...]),
        np.arange(6.0).reshape(2, 3), np.float32(2), np.array([1, 2], dtype=np.int8),
        np.zeros((0, 3)), np.array([None, 1.0], dtype=object), np.array(3.0),
    ],
    ids=repr,
)  # fmt: skip
def test_values_come_out_of_the_box_as_they_were(value):
    back = decode(json.loads(json.dumps(encode(value))))
    assert type(back) is type(value)
    np.testing.assert_equal(back, value)
    if isinstance(value, np.ndarray):
        assert back.dtype == value.dtype


def test_what_is_no_number_stays_in_the_box():
    assert type(decode(encode(find("6.3")))).__name__ == "Exercise"
    assert callable(decode(encode(print)))
    with pytest.raises(TooLarge):
        encode(np.zeros(10**7))
    with pytest.raises(TooLarge):
        encode([[0] * 100] * 1000)
    with pytest.raises(ValueError, match="no type of numbers"):
        decode({"kind": "array", "type": "ndarray", "dtype": "O", "shape": [1],
                "data": "AAAAAAAAAAA="})  # fmt: skip


def test_an_untouched_notebook_is_mended_to_itself(released):
    notebook, notes = handed_in(released, lambda cells: None)
    assert ids_of(notebook) == ids_of(released)
    assert [c.source for c in notebook.cells] == [c.source for c in released.cells]
    assert not any(notes.values())


def test_answers_are_found_by_their_names(released):
    def lose_everything(cells):
        at = position(cells, "answer-6-3")
        cells[at].source = "def lstm_step(xU, hW, c_prev):\n    return xU, hW"
        for cell in cells:
            cell.metadata = {}
        cells.insert(0, cells.pop(at))

    notebook, _ = handed_in(released, lose_everything)
    assert ids_of(notebook) == ids_of(released)
    answer = notebook.cells[position(notebook.cells, "answer-6-3")]
    assert "return xU, hW" in answer.source


def test_of_two_copies_the_last_that_is_not_the_starter_counts(released):
    def copy_cell(cells):
        at = position(cells, "answer-6-3")
        twin, starter = copy.deepcopy(cells[at]), copy.deepcopy(cells[at])
        cells[at].source = "def lstm_step(xU, hW, c_prev): return 1, 1"
        twin.source = "def lstm_step(xU, hW, c_prev): return 2, 2"
        cells[at + 1 : at + 1] = [twin, starter]

    notebook, notes = handed_in(released, copy_cell)
    assert ids_of(notebook) == ids_of(released)
    answer = notebook.cells[position(notebook.cells, "answer-6-3")]
    assert "return 2, 2" in answer.source
    assert "the last one" in notes["6.3"]


def test_words_are_kept_with_and_without_their_mark(released):
    def write(cells):
        at = position(cells, "words-6-1")
        cells[at].source = "Four blocks of $H(D+H+1)$."
        cells[at].metadata = {}

    notebook, _ = handed_in(released, write)
    words = notebook.cells[position(notebook.cells, "words-6-1")]
    assert words.source == "Four blocks of $H(D+H+1)$."


def test_a_renamed_function_is_known_by_its_arguments(released):
    task = next(task for task in tasks_of(released) if task.number == "6.3")
    cells = [
        new_code_cell("def helper(a):\n    return a"),
        new_code_cell("def my_step(xU, hW, c_prev):\n    return xU, hW"),
    ]
    assert renamed(cells, task) == {"lstm_step": "my_step"}
    assert renamed(cells[:1], task) == {}


@pytest.mark.parametrize(
    "data, said",
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"{", "damaged"),
        (b"[]", "no notebook"),
        (b'{"cells": 3}', "without cells"),
        (b"\xff\xfe\x00", "damaged"),
        (b"[" * 100_000, "damaged"),
    ],
)
def test_what_is_no_notebook_is_said(data, said):
    notebook, why = read_notebook(data)
    assert notebook == new_notebook() and said in why


def test_a_notebook_in_another_encoding_and_a_program_are_read():
    text = json.dumps({"cells": [{"cell_type": "code", "source": "é = 1"}]})
    for data in (text.encode("utf-8-sig"), text.encode("utf-16"), "é = 1".encode()):
        notebook, why = read_notebook(data)
        assert not why and notebook.cells[0].source == "é = 1"


def found_by(number, function, **change):
    """What the box would find of a function, on both sets of inputs."""
    inputs = inputs_for(number, SEED)
    values = {
        name: {"values": [[*map(encode, function(*each.values()))] for each in cases]}
        for name, cases in inputs.items()
    }
    return judged(number, values | change, 4, inputs)


def test_each_output_earns_its_points():
    right = find("6.3").right
    assert found_by("6.3", right).points == 4
    half = found_by("6.3", lambda *a: (right(*a)[0] + 1, right(*a)[1]))
    assert (half.points, half.right) == (2, {"h": False, "c": True})
    assert found_by("6.3", lambda *a: (..., right(*a)[1])).points == 2


def test_hidden_numbers_are_others_and_count():
    sets = inputs_for("6.3", SEED)
    shown, hidden = (sets[name][0]["xU"] for name in ("public", "hidden"))
    assert shown.shape == hidden.shape and not np.allclose(shown, hidden)
    assert not np.allclose(hidden, inputs_for("6.3", SEED + 1)["hidden"][0]["xU"])
    wrong = [[encode(0.0), encode(0.0)]] * len(sets["hidden"])
    verdict = found_by("6.3", find("6.3").right, hidden={"values": wrong})
    assert verdict.points == 0 and "right on the numbers" in verdict.text[0]
    assert not any("given(" in line for line in verdict.text)


def test_mistakes_are_told_in_the_words_of_the_check():
    mistake = find("6.3").mistakes[1]
    verdict = found_by("6.3", mistake.wrong)
    assert (verdict.status, verdict.mistake) == ("mistake", mistake.says)
    assert mistake.says in verdict.text


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"public": {}, "hidden": {}},
        {"public": {"message": {"kind": "Right", "text": []}}, "hidden": {}},
        {"public": {"values": [[{"kind": "array"}]]}, "hidden": {"values": []}},
        {"public": {"values": []}, "hidden": {"values": []}},
        {name: {"values": [[{"kind": "float", "value": "1" * 400}] * 2]}
         for name in ("public", "hidden")},
        {name: {"values": [[{"kind": "int", "value": "f" * 9000}] * 2]}
         for name in ("public", "hidden")},
        {"missing": "lstm_step"},
        {"stopped": "time"},
    ],
    ids=lambda found: str(found)[:60],
)  # fmt: skip
def test_forged_results_earn_nothing(found):
    verdict = judged("6.3", found, 4, inputs_for("6.3", SEED))
    assert verdict.points == 0 and verdict.text


def test_numbers_that_are_missing_are_no_answer():
    found = {"public": {"values": []}}
    assert judged("6.1", found, 4, inputs_for("6.1", SEED)).points == 0


def test_a_message_of_the_box_is_never_right():
    said = {"message": {"kind": "Right", "text": ["All right!"]}}
    found = {"public": said, "hidden": said}
    verdict = judged("6.3", found, 4, inputs_for("6.3", SEED))
    assert (verdict.points, verdict.status) == (0, "misfit")


def zipped(**entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_downloads_of_canvas_and_moodle_are_sorted_by_student(tmp_path):
    path = tmp_path / "submissions.zip"
    path.write_bytes(zipped(**{
        "lovelaceada_4711_88_assignment-1.ipynb": "old",
        "lovelaceada_LATE_4711_99_assignment-1-1.ipynb": "new",
        "Zoë Müller_12_assignsubmission_file_/final.ipynb": "hers",
        "__MACOSX/x.ipynb": "no",
        "notes.pdf": "no",
        "../../outside/x.ipynb": "out",
    }))  # fmt: skip
    notes = collect(path, tmp_path, "assignment-1")
    found = {p.parts[-3]: p.read_text() for p in tmp_path.glob("submitted/*/*/*.ipynb")}
    assert found == {"lovelaceada": "new", "Zoë Müller": "hers"}
    assert "lovelaceada handed in late, as the system says." in notes


def test_two_students_of_one_name_and_two_files_of_one_student(tmp_path):
    path = tmp_path / "submissions.zip"
    path.write_bytes(zipped(**{
        "Ada King_1_assignsubmission_file_/assignment-1.ipynb": "one",
        "Ada King_2_assignsubmission_file_/assignment-1.ipynb": "two",
        'O\'Né "Bo" Ü_3_assignsubmission_file_/assignment-1 (2).ipynb': "answer",
        'O\'Né "Bo" Ü_3_assignsubmission_file_/other.ipynb': "much longer, but other",
    }))  # fmt: skip
    notes = " ".join(collect(path, tmp_path, "assignment-1"))
    found = {p.parts[-3]: p.read_text() for p in tmp_path.glob("submitted/*/*/*.ipynb")}
    assert found == {"Ada King 1": "one", "Ada King 2": "two", 'O\'Né "Bo" Ü': "answer"}
    assert "2 students are called Ada King" in notes and "not other.ipynb" in notes


def test_a_roster_gives_students_the_names_of_the_gradebook(tmp_path):
    place = tmp_path / "in" / "Ada Lovelace_12_assignsubmission_file_"
    place.mkdir(parents=True)
    (place / "x.ipynb").write_text("a")
    (tmp_path / "in" / "babbage_7_1_x.ipynb").write_text("b")
    roster = (
        "First name,Last name,Email address,ID\n"
        "Ada,Lovelace,ada@example.org,\nC,Babbage,cb@example.org,7\n"
    ).encode("utf-8-sig")
    collect(tmp_path / "in", tmp_path, "a1", roster, "Email address")
    found = {path.name for path in (tmp_path / "submitted").iterdir()}
    assert found == {"ada@example.org", "cb@example.org"}


def test_a_folder_with_a_file_for_each_student_is_read(tmp_path):
    (tmp_path / "ada.ipynb").write_text("a")
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "whatever.ipynb").write_text("b")
    assert sorted(each.student for each in files(tmp_path)) == ["ada", "bob"]


def record(status, mistake="", h=False, c=False):
    right = {"h": h, "c": c}
    return [{"number": "6.3", "points": 0, "most": 4, "status": status,
             "right": right, "mistake": mistake}]  # fmt: skip


def test_the_report_counts_mistakes_and_names_nobody():
    says = [mistake.says for mistake in find("6.3").mistakes[:2]]
    found = {
        "Ada <b>": record("mistake", says[0]),
        "Bob": record("mistake", says[1], c=True),
        "Cleo": record("mistake", says[1], c=True),
        "Dora": record("right", h=True, c=True),
        "Emil": record("not attempted"),
    }
    (tally,) = made = tallies(found)
    assert (tally.right, tally.some, tally.none, tally.empty) == (1, 2, 1, 1)
    assert dict(tally.outputs) == {"h": 1, "c": 3}
    text = as_text("Report", made, 5)
    assert text.index(says[1]) < text.index(says[0]) and "2  " + says[1] in text
    page = as_html("Report", made, 5)
    page = re.sub(r"base64,[^)\"']+", "", page)  # a font may have any three letters
    for name in found:
        assert name not in page and name not in text
    assert "http" not in page.partition("<style>")[2].partition("</style>")[2]
    named = as_html("Report", made, 5, names=True)
    assert "Ada &lt;b&gt;" in named and "Bob, Cleo" in named


def test_nothing_of_a_student_runs_in_the_formgrader(released):
    """It shows notebooks with the rights of the teacher."""
    from course.assignments.grading import box, parts

    evil = "$a<b$ <img src=x onerror=alert(1)><script>x</script>"

    def change(cells):
        cells[position(cells, "words-6-1")].source = evil

    notebook, _ = handed_in(released, change)
    source = notebook.cells[position(notebook.cells, "words-6-1")].source
    assert "onerror" in source and "<img" not in source and "<script" not in source
    data = {"text/plain": "x", "text/html": evil, "application/javascript": evil,
            "image/svg+xml": evil}  # fmt: skip
    shown = {"output_type": "display_data", "data": data, "metadata": {}}
    (output,) = parts.outputs_of(box.Run(outputs={0: [shown]}), 0)
    assert output.data == {"text/plain": "x"}
    said = {"message": {"kind": "Raised", "text": [evil]}}
    found = {"public": said, "hidden": said}
    verdict = judged("6.3", found, 4, inputs_for("6.3", SEED))
    assert "<img" not in parts.result(verdict, [evil]).data["text/html"]


def test_the_page_of_feedback_leaves_formgrader_its_own(monkeypatch):
    """Formgrader shows submissions by HTMLExporter, with the settings of the folder."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("PATH", os.environ["PATH"])
    folder = ROOT / "scripts" / "course" / "assignments" / "folder"
    loader = PyFileConfigLoader("nbgrader_config.py", path=str(folder))
    config = loader.load_config()
    assert config.Page.template_name == "course"
    assert dict(config.HTMLExporter) == {"sanitize_html": True}
