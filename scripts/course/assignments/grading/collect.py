"""From what a learning-management system downloads to nbgrader's `submitted/`.

Known by their names: the files of Canvas ("lovelaceada_LATE_4711_99_homework.ipynb"),
the folders of Moodle ("Ada Lovelace_4711_assignsubmission_file"), and a folder or a
file for each student, named like the student. A zip of these is read as it comes.
"""

import csv
import io
import re
import shutil
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

CANVAS = re.compile(r"([^_/]+)_(LATE_)?(\d+)_(\d+)_(.+)")
MOODLE = re.compile(r"(.+?)_(\d+)_assignsubmission_(?:file|onlinetext)_?")
ENDINGS = (".ipynb", ".json", ".py", ".txt")
MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class HandedIn:
    """A file of a student. id: the number that the system has given the student."""

    student: str
    id: str
    name: str
    data: bytes
    late: bool = False
    order: int = 0


def collect(source, folder, assignment, roster=None, column=""):
    """Write `submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb` for each student in source.

    source: a zip or a folder. roster: bytes of the gradebook that the system exports;
    with it students are named by its `column`. What was collected before stays, unless
    the student is in source again.
    Returns: sentences for the teacher.
    """
    names, notes = roster_names(roster, column) if roster else ({}, [])
    handed: dict = {}
    for each in files(Path(source)):
        student = names.get(each.id) or names.get(each.student) or each.student
        if roster and student == each.student and student not in names.values():
            notes.append(f"{each.student} is not in the list of students.")
        handed.setdefault(student, {}).setdefault(each.id, []).append(each)
    count = 0
    for student, by_id in sorted(handed.items()):
        if len(by_id) > 1:
            notes.append(
                f"{len(by_id)} students are called {student}: each has the number of "
                "the system behind the name."
            )
        for number, found in sorted(by_id.items()):
            own = f"{student} {number}".strip() if len(by_id) > 1 else student
            notes += put_best(Path(folder), own, assignment, found)
            count += 1
    notes.append(f"{count} student{'s' * (count != 1)} handed in.")
    return list(dict.fromkeys(notes))


def put_best(folder, student, assignment, found):
    """Write that file of a student which is most likely the answer. Returns: notes."""

    def rank(each):
        notebook = each.name.endswith(".ipynb")
        return notebook, each.order, assignment in each.name, len(each.data)

    best = max(found, key=rank)
    put(folder, student, assignment, best.data)
    others = sorted({each.name for each in found} - {best.name})
    notes = []
    if others:
        notes.append(f"{student}: {best.name} is graded, and not {', '.join(others)}.")
    if best.late:
        notes.append(f"{student} handed in late, as the system says.")
    return notes


def put(folder, student, assignment, data):
    """Write a submission. If it is another than before, it is to be graded again."""
    place = folder / "submitted" / student / assignment
    path = place / f"{assignment}.ipynb"
    if path.exists() and path.read_bytes() == data:
        return
    for old in (place, folder / "autograded" / student / assignment):
        shutil.rmtree(old, ignore_errors=True)
    place.mkdir(parents=True)
    path.write_bytes(data)


def files(source):
    """The `HandedIn` files of a zip or a folder."""
    if source.is_dir():
        found = (
            (path.relative_to(source).as_posix(), path)
            for path in sorted(source.rglob("*"))
            if path.is_file()
        )
        for name, path in found:
            if path.stat().st_size <= MOST_BYTES:
                yield from known(name, path.read_bytes())
        return
    with zipfile.ZipFile(source) as archive:
        for about in archive.infolist():
            if not about.is_dir() and about.file_size <= MOST_BYTES:
                yield from known(about.filename, archive.read(about))


def known(name, data):
    """The file with this name, if it is one that a student has handed in."""
    path = PurePosixPath(unicodedata.normalize("NFC", name))
    if path.suffix.lower() not in ENDINGS or path.name == "timestamp.txt":
        return
    if path.parts[0] == "__MACOSX" or any(part[0] == "." for part in path.parts):
        return
    for part in path.parts[:-1]:
        if moodle := MOODLE.fullmatch(part):
            yield HandedIn(plain(moodle[1]), moodle[2], path.name, data)
            return
    if canvas := CANVAS.fullmatch(path.name):
        late, order = bool(canvas[2]), int(canvas[4])
        yield HandedIn(plain(canvas[1]), canvas[3], canvas[5], data, late, order)
        return
    student = path.parts[0] if len(path.parts) > 1 else path.stem
    yield HandedIn(plain(student), "", path.name, data)


def plain(student):
    """A student's name as the name of a folder that nbgrader's patterns take."""
    return re.sub(r"[\x00-\x1f/\\*?\[\]+]", "-", student).strip(". ") or "no-name"


def roster_names(data, column):
    """{what files call a student: what the roster's column says}, and notes.

    Files of Canvas have its ID, folders of Moodle the full name.
    """
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    if not rows or column not in rows[0]:
        had = ", ".join(map(str, rows[0])) if rows else "no lines"
        return {}, [f"The list of students has no column {column!r}; it has {had}."]
    names: dict = {}
    for row in rows:
        student = (row[column] or "").strip()
        full = f"{row.get('First name') or ''} {row.get('Last name') or ''}".strip()
        for known_as in (row.get("ID"), full, student):
            if student and known_as:
                twice = names.get(known_as.strip(), student) != student
                names[known_as.strip()] = "" if twice else plain(student)
    return {name: student for name, student in names.items() if student}, []
