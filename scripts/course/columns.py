"""Columns of grades in the form of Canvas and of Moodle.

`make_columns` writes files that have the columns and no students yet. `canvas_csv` and
`moodle_csv` put scores into what the system itself has exported: all its other columns
and rows stay. Whatever could not be placed is said in a note; nothing is guessed.
"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BOM = "\ufeff"
FORMULA = re.compile(r"\s*[=+\-@]|[\t\r]")  # what a spreadsheet would compute
NUMBER = re.compile(r"\s*-?\d*[.,]?\d*\s*%?\s*")
NUMBERED = re.compile(r" \(\d+\)$")  # "Assignment 1 (4711)": Canvas's own number
POINTS = "Points Possible"
TEST_STUDENT = "Student, Test"


class ColumnsError(ValueError):
    """A file that cannot be filled, with the remedy."""


@dataclass(frozen=True)
class System:
    """How a system writes its gradebook.

    student: the column that knows students, if the course file names none. fixed: the
    columns of an empty file. same: whether a header is that of a column's title.
    """

    name: str
    student: str
    fixed: tuple[str, ...]
    same: Callable[[str, str], bool]


@dataclass(frozen=True)
class Filled:
    """A file to import, and what the instructor should know of it, a sentence each."""

    data: bytes
    notes: tuple[str, ...]


@dataclass
class Table:
    """A gradebook as it was exported: `rows` begin with the headers."""

    rows: list
    start: str = ""
    separator: str = ","
    end: str = "\n"

    @property
    def headers(self):
        return self.rows[0]

    def data(self):
        """The file, with no cell in it that a spreadsheet would run."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.separator, lineterminator=self.end)
        writer.writerows([safe(cell) for cell in row] for row in self.rows)
        return (self.start + text.getvalue()).encode()


def safe(cell: str) -> str:
    """A cell that a spreadsheet shows and does not compute; numbers stay as they are.

    Systems find students by their numbers or addresses, so names may be changed so.
    """
    computed = FORMULA.match(cell) and not NUMBER.fullmatch(cell)
    return f"'{cell}" if computed else cell


def _same_canvas(header, title):
    return title in (header.strip(), NUMBERED.sub("", header.strip()))


def _same_moodle(header, title):
    inner = re.sub(r" \(Real\)$", "", header.strip())
    return title in (header.strip(), inner, inner.partition(": ")[2])


CANVAS = System(
    "canvas", "SIS Login ID",
    ("Student", "ID", "SIS User ID", "SIS Login ID", "Section"), _same_canvas,
)  # fmt: skip
MOODLE = System(
    "moodle", "Email address",
    ("First name", "Last name", "ID number", "Email address"), _same_moodle,
)  # fmt: skip
SYSTEMS = {system.name: system for system in (CANVAS, MOODLE)}


def canvas_csv(course, scores, export: bytes | None = None) -> Filled:
    """Scores in the form of Canvas; see `filled`."""
    return filled(CANVAS, course, scores, export)


def moodle_csv(course, scores, export: bytes | None = None) -> Filled:
    """Scores in the form of Moodle; see `filled`."""
    return filled(MOODLE, course, scores, export)


def make_columns(course, folder: Path) -> list[Path]:
    """Write a file without students for each system that the course file names.

    Both systems, if it names none. A file into which somebody has written students
    stays as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in sorted(course.lms) or sorted(SYSTEMS):
        path = folder / f"{name}.csv"
        if not _has_students(path):
            path.write_bytes(filled(SYSTEMS[name], course, ()).data)
        paths.append(path)
    return paths


def _has_students(path):
    """Whether a file is there that has more than headers and points."""
    if not path.exists():
        return False
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    return any(line.strip(",; \t") and POINTS not in line for line in lines)


def filled(system: System, course, scores, export: bytes | None = None) -> Filled:
    """Scores in the columns of a system.

    scores: (name of the assignment, student, score, points) each; a score of None is
    no score. export: the file that the system has exported. Without it the rows are
    those students who have scores.
    Raises: ColumnsError if the export has no column by which students are known.
    """
    notes: list[str] = []
    by_student = _by_student(scores, notes)
    known_by, titles = _names(system, course)
    table = read_table(export) if export is not None else _empty(system, by_student,
                                                                 known_by)  # fmt: skip
    rows = _rows_of(table, known_by, notes)
    for assignment, names in titles.items():
        at = _column(table, system, names, export is not None, notes)
        _set_points(table, system, at, _points(course, assignment, scores))
        for student, row in rows.items():
            score = by_student.get(student, {}).get(assignment)
            if row is not None and score is not None:
                row[at] = decimals(score)
    _note_students(rows, by_student, export is not None, notes)
    _note_assignments(titles, scores, notes)
    return Filled(table.data(), tuple(notes))


def decimals(score: float) -> str:
    """A score with two decimals at most."""
    return f"{score:.2f}".rstrip("0").rstrip(".")


def read_table(data: bytes) -> Table:
    """An export as a table.

    Raises: ColumnsError if it is no CSV in UTF-8 with a line of headers.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ColumnsError(
            "the export is not in UTF-8: export it again and do not save it with a "
            "spreadsheet, or save it there as CSV UTF-8"
        ) from None
    start = BOM if text.startswith(BOM) else ""
    text = text.removeprefix(BOM)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    end = "\r\n" if first.endswith("\r") else "\n"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = [row for row in reader if row]
    if len(rows) < 1 or len(rows[0]) < 2:
        raise ColumnsError(
            "the export has no line of column names: give the CSV file that the "
            "gradebook's own export has written"
        )
    for row in rows:
        row.extend([""] * (len(rows[0]) - len(row)))
    return Table(rows, start, separator, end)


def read_scores(data: bytes) -> list:
    """Scores from the CSV that `nbgrader export` writes.

    Raises: ColumnsError if a column is missing or a score is no number.
    """
    table = read_table(data)
    wanted = ("assignment", "student_id", "score", "max_score")
    if missing := [name for name in wanted if name not in table.headers]:
        raise ColumnsError(
            f"the scores have no column {', '.join(missing)}: give the file that "
            f"`nbgrader export` has written"
        )
    at = [table.headers.index(name) for name in wanted]
    scores = []
    for line, row in enumerate(table.rows[1:], 2):
        name, student, score, most = (row[k].strip() for k in at)
        try:
            scores.append(
                (name, student, float(score) if score else None, float(most or 0))
            )
        except ValueError:
            raise ColumnsError(
                f"line {line} of the scores has {score!r} of {most!r}, wanted numbers"
            ) from None
    return scores


def unfinished(data: bytes) -> list[str]:
    """A sentence for each submission that waits for a person, as nbgrader says."""
    header, *lines = read_table(data).rows
    rows = [dict(zip(header, line, strict=False)) for line in lines]
    return [
        f"{row['student_id']}'s words in {row['assignment']} are not graded yet."
        for row in rows
        if row.get("needs_manual_grade") == "True"
    ]


def _by_student(scores, notes):
    """{student: {assignment: score}}; two different scores are none, and noted."""
    said: dict = {}
    for assignment, student, score, _ in scores:
        places = said.setdefault(student.strip(), {})
        if score is not None:
            places.setdefault(assignment, set()).add(score)
    found: dict = {student: {} for student in said}
    for student, places in said.items():
        for assignment, values in places.items():
            if len(values) == 1:
                found[student] |= {assignment: values.pop()}
                continue
            several = ", ".join(map(decimals, sorted(values)))
            notes.append(
                f"{student} has several scores in {assignment} ({several}): none was "
                f"written. Leave one of them."
            )
    return found


def _names(system, course):
    """The column that knows students, and {assignment: titles its column may have}.

    Without a title in the course file: the assignment's own, or as the site has it.
    """
    lms = course.lms.get(system.name)
    columns = lms.columns if lms else {}
    student = (lms.student if lms else "") or system.student
    titles = {a.name: (a.title, full_title(a)) for a in course.assignments}
    return student, titles | {name: (title,) for name, title in columns.items()}


def roster_column(course, export: bytes) -> str:
    """The column of an export by which the course file knows students, or ""."""
    systems = [SYSTEMS[name] for name in sorted(course.lms) or sorted(SYSTEMS)]
    known = [_names(system, course)[0] for system in systems]
    headers = read_table(export).headers
    return next((each for each in headers if each.strip() in known), "")


def full_title(assignment):
    """The heading of an assignment on the site."""
    return f"Assignment {assignment.number}: {assignment.title}"


def _empty(system, by_student, known_by):
    headers = [*system.fixed]
    if known_by not in headers:
        headers.append(known_by)
    rows = [headers]
    if system is CANVAS:
        rows.append([f"    {POINTS}", *[""] * (len(headers) - 1)])
    for student in sorted(by_student):
        rows.append([student if header == known_by else "" for header in headers])
    return Table(rows)


def _rows_of(table, known_by, notes):
    """{student: row}, None for one who stands there twice."""
    names = [header.strip() for header in table.headers]
    if known_by not in names:
        raise ColumnsError(
            f"the export has no column {known_by!r}, by which students are known; it "
            f"has {', '.join(names)}: write one of these as `student` below `lms` in "
            f"the course file"
        )
    at, rows = names.index(known_by), {}
    for row in table.rows[1:]:
        student = row[at].strip()
        if not student or POINTS in row[0] or row[0].strip() == TEST_STUDENT:
            continue
        if rows.get(student, ()) is not None and student in rows:
            notes.append(
                f"{student} stands twice in the export: no score was written. Remove "
                f"one of the two lines."
            )
        if safe(student) != student:
            notes.append(
                f"{student} begins like a formula, so a ' stands before it in the new "
                f"file: enter the grades of this student by hand."
            )
        rows[student] = None if student in rows else row
    return rows


def _column(table, system, titles, exported, notes):
    """Where the column with one of these titles is; if there is none, it is added."""
    title, headers = titles[0], enumerate(table.headers)
    found = [k for k, h in headers if any(system.same(h, t) for t in titles)]
    if len(found) > 1:
        raise ColumnsError(
            f"the export has {len(found)} columns for {title!r}: give the full name of "
            f"the right one as its column below `lms` in the course file"
        )
    if found:
        return found[0]
    if exported:
        notes.append(
            f"The export has no column {title!r}: it was added at the end. Create the "
            f"assignment there first if the import refuses it."
        )
    for row in table.rows:
        row.append("")
    table.headers[-1] = title
    return len(table.headers) - 1


def _set_points(table, system, at, points):
    """The points of a column, in Canvas's line for them, if none stand there."""
    if system is not CANVAS or points is None:
        return
    for row in table.rows[1:]:
        if POINTS in row[0] and not row[at].strip():
            row[at] = decimals(points)


def _points(course, assignment, scores):
    """What an assignment is worth: as the scores say, or the assignments themselves."""
    said = {most for name, _, _, most in scores if name == assignment and most}
    if said:
        return max(said)
    try:
        from course.assignments import points_of
    except ImportError:
        return None
    return next(points_of(a) for a in course.assignments if a.name == assignment)


def _note_students(rows, by_student, exported, notes):
    if not exported:
        return
    if strangers := sorted(set(by_student) - set(rows)):
        notes.append(f"Not in the export, so without a line: {', '.join(strangers)}.")
    if without := sorted(s for s in rows if not by_student.get(s)):
        notes.append(f"In the export, without any score: {', '.join(without)}.")


def _note_assignments(titles, scores, notes):
    unknown = sorted({name for name, *_ in scores} - set(titles))
    if unknown:
        notes.append(f"Not an assignment of this course: {', '.join(unknown)}.")
