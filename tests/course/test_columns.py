"""Grades in the form of Canvas and Moodle: filled where it is certain, else named."""

import csv
import io
import types

import fill_grades
import pytest
from course.columns import (
    ColumnsError,
    canvas_csv,
    make_columns,
    moodle_csv,
    read_scores,
    roster_column,
)
from course.plan import read_course
from support import ROOT

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Old homework (11),Memory (12),"
    "Current Score\r\n"
    ",,,,,,Manual Posting,\r\n"
    "    Points Possible,,,,,10,6,(read only)\r\n"
    '"Noether, Émilie",101,s1,emilie,Group 1,9,,90\r\n'
    '"Kovačević, Ana",102,s2,ana,Group 1,7,4,70\r\n'
    '"Student, Test",103,,f00d,Group 1,,,\r\n'
)
MOODLE = (
    '"First name","Last name","ID number","Email address","Assignment: Memory (Real)",'
    '"Quiz: Warm-up (Real)","Course total (Real)"\n'
    "Émilie,Noether,7,emilie@example.org,-,5.00,5.00\n"
    "Ana,Kovačević,8,ana@example.org,4.00,-,4.00\n"
)


def course(**lms):
    assignments = tuple(
        types.SimpleNamespace(
            name=f"assignment-{k}", number=k, title=title, exercises=()
        )
        for k, title in ((1, "Memory"), (2, "A gate, and more"))
    )
    return types.SimpleNamespace(assignments=assignments, lms=lms)


def lms(student="", **columns):
    return types.SimpleNamespace(
        student=student, columns={k.replace("_", "-"): v for k, v in columns.items()}
    )


def rows(data, separator=","):
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


ONE = [("assignment-1", "emilie", 5.25, 6)]


def test_an_export_of_canvas_is_filled_and_all_else_stays():
    got = canvas_csv(course(), ONE, CANVAS.encode())
    before, after = rows(CANVAS.encode()), rows(got.data)
    assert after[3][6] == "5.25"
    for k, row in enumerate(before):
        for at, cell in enumerate(row):
            if (k, at) != (3, 6):
                assert after[k][at] == cell
    assert after[0][-1] == "A gate, and more"
    assert got.data.count(b"\r\n") == len(before) == got.data.count(b"\n")


def test_who_is_in_one_list_alone_is_named():
    scores = [*ONE, ("assignment-1", "stranger", 3, 6), ("assignment-9", "ana", 1, 6)]
    notes = " ".join(canvas_csv(course(), scores, CANVAS.encode()).notes)
    assert "Not in the export, so without a line: stranger." in notes
    assert "Not an assignment of this course: assignment-9." in notes
    assert "f00d" not in notes  # the test student of Canvas
    quiet = " ".join(canvas_csv(course(), ONE, CANVAS.encode()).notes)
    assert "In the export, without any score: ana." in quiet


def test_a_score_that_is_there_stays_where_none_came():
    got = canvas_csv(course(), ONE, CANVAS.encode())
    assert rows(got.data)[4][6] == "4"


def test_a_student_who_stands_there_twice_gets_no_score():
    twice = CANVAS + '"Noether, Émilie",104,s1,emilie,Group 2,,,\r\n'
    got = canvas_csv(course(), ONE, twice.encode())
    assert "emilie stands twice in the export" in " ".join(got.notes)
    assert [r[6] for r in rows(got.data) if r[3] == "emilie"] == ["", ""]


def test_two_different_scores_of_one_student_are_written_nowhere():
    scores = [*ONE, ("assignment-1", "emilie", 3, 6)]
    got = canvas_csv(course(), scores, CANVAS.encode())
    assert "emilie has several scores in assignment-1 (3, 5.25)" in " ".join(got.notes)
    assert rows(got.data)[3][6] == ""
    same = canvas_csv(course(), ONE + ONE, CANVAS.encode())
    assert rows(same.data)[3][6] == "5.25"


@pytest.mark.parametrize(
    "name", ["=1+1", "@SUM(A1)", "+7", "-cmd", '="=1+1"', "\t=1", " =1"]
)
def test_no_name_is_computed_by_a_spreadsheet(name):
    line = io.StringIO()
    csv.writer(line).writerow([name, "105", "s5", "eve", "Group 1", "", "", ""])
    got = canvas_csv(course(), [("assignment-1", "eve", 6, 6)],
                     (CANVAS + line.getvalue()).encode())  # fmt: skip
    row = rows(got.data)[-1]
    assert row[0] == f"'{name}" and row[6] == "6"


def test_numbers_and_missing_grades_are_no_formulas():
    export = MOODLE.replace("5.00,5.00", "-5.00,-0.5 %")
    got = moodle_csv(course(), [], export.encode())
    assert rows(got.data)[1][4:7] == ["-", "-5.00", "-0.5 %"]


def test_a_student_known_by_what_is_like_a_formula_is_named():
    export = CANVAS.replace(",emilie,", ",=emilie,")
    got = canvas_csv(course(), [("assignment-1", "=emilie", 1, 6)], export.encode())
    assert "=emilie begins like a formula" in " ".join(got.notes)


def test_mark_separator_and_line_ends_of_the_export_stay():
    separated = CANVAS.replace(", ", "|").replace(",", ";").replace("|", ", ")
    semicolons = "\ufeff" + separated
    got = canvas_csv(course(), ONE, semicolons.encode())
    assert got.data.startswith("\ufeff".encode()) and b"\r\n" in got.data
    assert rows(got.data, ";")[3][6] == "5.25"
    assert rows(got.data, ";")[3][0] == "Noether, Émilie"
    plain = moodle_csv(course(), [], MOODLE.encode())
    assert b"\r" not in plain.data and not plain.data.startswith("\ufeff".encode())


def test_moodle_knows_students_by_their_address_and_items_by_their_title():
    got = moodle_csv(course(), [("assignment-1", "emilie@example.org", 6, 6)],
                     MOODLE.encode())  # fmt: skip
    assert rows(got.data)[1][4] == "6"
    assert rows(got.data)[2][4] == "4.00"
    assert "no column 'A gate, and more'" in " ".join(got.notes)


def test_names_of_columns_come_from_the_course_file():
    plan = course(canvas=lms("ID", assignment_1="Old homework (11)"))
    got = canvas_csv(plan, [("assignment-1", "101", 8, 10)], CANVAS.encode())
    assert rows(got.data)[3][5] == "8"
    assert roster_column(plan, CANVAS.encode()) == "ID"
    assert roster_column(course(moodle=lms()), MOODLE.encode()) == "Email address"
    assert roster_column(plan, b"Name,Mail\nAda,ada@example.org\n") == ""


@pytest.mark.parametrize(
    ("export", "words"),
    [
        (CANVAS.encode("cp1252", "replace"), "not in UTF-8"),
        (b"", "no line of column names"),
        (MOODLE.encode(), "no column 'SIS Login ID'"),
        (CANVAS.replace("Old homework", "Memory").encode(), "2 columns for 'Memory'"),
    ],
)
def test_an_export_that_cannot_be_filled_says_what_to_do(export, words):
    with pytest.raises(ColumnsError, match="(?s)" + words):
        canvas_csv(course(), ONE, export)


def test_points_are_written_where_the_export_has_none():
    export = CANVAS.replace(",10,6,", ",10,,")
    assert rows(canvas_csv(course(), ONE, export.encode()).data)[2][6] == "6"
    assert rows(canvas_csv(course(), ONE, CANVAS.encode()).data)[2][5:7] == ["10", "6"]


def test_without_an_export_the_rows_are_the_students_with_scores():
    scores = [*ONE, ("assignment-2", "ana", 2, 4)]
    got = rows(canvas_csv(course(), scores).data)
    assert got[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert got[1][0].strip() == "Points Possible" and got[1][5:] == ["6", "4"]
    assert [(row[3], *row[5:]) for row in got[2:]] == [
        ("ana", "", "2"), ("emilie", "5.25", ""),
    ]  # fmt: skip


def test_empty_files_are_written_for_the_systems_that_are_named(tmp_path):
    assert [p.name for p in make_columns(course(), tmp_path / "a b")] == [
        "canvas.csv", "moodle.csv",
    ]  # fmt: skip
    (file, _) = make_columns(course(), tmp_path / "a b")
    with file.open("ab") as open_file:
        open_file.write(b"Ana,1,,ana,,3,\n")
    make_columns(course(), tmp_path / "a b")
    assert file.read_bytes().endswith(b"Ana,1,,ana,,3,\n")  # written by hand: it stays
    (only,) = make_columns(course(moodle=lms("ID number")), tmp_path / "c")
    assert only.name == "moodle.csv"
    assert rows(only.read_bytes()) == [[
        "First name", "Last name", "ID number", "Email address", "Memory",
        "A gate, and more",
    ]]  # fmt: skip


SCORES = (
    "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
    "late_submission_penalty,score,max_score,needs_manual_grade\n"
    "assignment-1,,,emilie,,,,5.25,0,5.25,6,False\n"
    "assignment-1,,,ana,,,,4,0,4,6,True\n"
    "assignment-1,,,eve,,,,,,,6,\n"
)


def test_the_export_of_nbgrader_is_read():
    assert read_scores(SCORES.encode()) == [
        *ONE, ("assignment-1", "ana", 4.0, 6.0), ("assignment-1", "eve", None, 6.0),
    ]  # fmt: skip
    with pytest.raises(ColumnsError, match="no column max_score"):
        read_scores(SCORES.replace("max_score", "most").encode())
    with pytest.raises(ColumnsError, match="line 2 of the scores has 'five'"):
        read_scores(SCORES.replace("0,5.25", "0,five").encode())


def test_the_command_writes_a_file_beside_the_export(tmp_path, monkeypatch, capsys):
    example = str(ROOT / "book" / "course" / "one-week.yml")
    (first, *_) = read_course(example).assignments
    gradebook, scores = tmp_path / "2027 grades.csv", tmp_path / "grades.csv"
    gradebook.write_bytes(CANVAS.encode())
    scores.write_bytes(SCORES.replace("assignment-1", first.name).encode())

    def run(system):
        given = ["fill_grades.py", example, system, str(gradebook), str(scores)]
        monkeypatch.setattr("sys.argv", given)
        fill_grades.main()

    run("canvas")
    said = capsys.readouterr().out
    assert "2027 grades-filled.csv" in said
    assert f"ana's words in {first.name} are not graded yet" in said
    assert gradebook.read_bytes() == CANVAS.encode()
    got = rows((tmp_path / "2027 grades-filled.csv").read_bytes())
    at = got[0].index(first.title)
    assert ["5.25"] == [row[at] for row in got if row[3] == "emilie"]
    with pytest.raises(SystemExit, match="'Email address'"):
        run("moodle")


def test_a_column_with_the_heading_of_the_site_is_found():
    export = CANVAS.replace("Memory (12)", "Assignment 1: Memory (12)")
    assert rows(canvas_csv(course(), ONE, export.encode()).data)[3][6] == "5.25"
