"""One command from handed-in files to grades, feedback and the report.

It calls nbgrader's own commands, in their order, and says what each has done.
"""

import argparse
import csv
import subprocess
import sys
from pathlib import Path

from . import box
from .collect import collect
from .report import records, write_report

BOXES = {
    "sealed": "sealed box (bubblewrap): no network, no files but Python's",
    "offline": "box without network; the folder of the course is covered. Install "
    "bubblewrap (`apt install bubblewrap`) to keep all other files out of reach too",
    "open": "NO BOX: what is handed in runs with your rights, within limits of time "
    "and memory. Install bubblewrap (`apt install bubblewrap`), or grade as another "
    "user",
}


def arguments():
    parser = argparse.ArgumentParser(
        description="grade an assignment: collect, autograde, feedback, grades, report"
    )
    parser.add_argument("folder", type=Path, help="the folder nbgrader/ of the course")
    parser.add_argument("assignment", help="such as assignment-1")
    parser.add_argument("--from", dest="source", type=Path, metavar="ZIP",
                        help="what Canvas or Moodle downloads, or a folder of files")
    parser.add_argument("--roster", type=Path, metavar="CSV",
                        help="the gradebook that it exports: names students by it")
    parser.add_argument("--column", default="", help="the roster's column for students")
    parser.add_argument("--again", action="store_true",
                        help="grade again what is graded (grades by hand stay)")
    parser.add_argument("--names", action="store_true",
                        help="names of students in the report")
    return parser


def main(given=None):
    """given: of `arguments`. Returns: the exit status, 0 if all are graded."""
    given = given or arguments().parse_args()
    folder, assignment = given.folder.resolve(), given.assignment
    if not (folder / "nbgrader_config.py").is_file():
        print(f"{given.folder} has no nbgrader_config.py: name the folder `nbgrader` "
              "that `make course` has written.")
        return 2
    if not (folder / "release" / assignment).is_dir():
        known = ", ".join(sorted(p.name for p in (folder / "release").iterdir()))
        print(f"There is no assignment {assignment!r}: there are {known}.")
        return 2
    if given.source:
        say_collected(given, folder, assignment)
    if not any(folder.glob(f"submitted/*/{assignment}")):
        print(f"Nothing was handed in for {assignment}: give what your system "
              f"downloads with --from, or put it into submitted/STUDENT/{assignment}/.")
        return 2
    print(f"Submissions run in: {BOXES[box.best_level()]}.")
    again = ["--force"] if given.again else []
    for step, force in (("autograde", again), ("generate_feedback", ["--force"])):
        status = nbgrader(folder, [step, assignment, *force])
        if status:
            print(f"nbgrader {step} ended with {status}: logs/{step}.log says why.")
    nbgrader(folder, ["export"])
    return say_graded(folder, assignment, given.names)


def say_collected(given, folder, assignment):
    roster = given.roster.read_bytes() if given.roster else None
    column = given.column or "SIS Login ID"
    for note in collect(given.source, folder, assignment, roster, column):
        print(note)


def nbgrader(folder, words):
    """Run a command of nbgrader; all that it says goes to logs/."""
    log = folder / "logs" / f"{words[0]}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as file:
        command = [sys.executable, "-W", "ignore", "-m", "nbgrader", *words]
        return subprocess.run(
            command, cwd=folder, stdout=file, stderr=subprocess.STDOUT, check=False
        ).returncode


def say_graded(folder, assignment, names):
    """Say who has which grade, and what is left for a person."""
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == assignment]
    found = records(folder, assignment)
    submitted = sorted(p.parent.name for p in folder.glob(f"submitted/*/{assignment}"))
    for row in rows:
        if row["score"]:
            waits = row["needs_manual_grade"] == "True"
            mark = "  (words wait for you)" * waits
            score = f"{float(row['score']):g} of {float(row['max_score']):g}"
            print(f"  {row['student_id']}: {score}{mark}")
    left = [student for student in submitted if student not in found]
    for student in left:
        print(f"  {student}: NOT GRADED, see logs/autograde.log")
    title = f"What the class got wrong: {title_of(folder, assignment)}"
    page = write_report(folder, assignment, title, names)[0]
    print("Grades: grades.csv. Feedback: feedback/. Report: "
          f"{page.relative_to(folder)}.")
    if any(row["needs_manual_grade"] == "True" for row in rows):
        print("Words of students wait for you: `nbgrader formgrader` shows them. Then "
              "run this command again.")
    return 1 if left else 0


def title_of(folder, assignment):
    """The title of an assignment, as its notebook begins."""
    import nbformat

    path = folder / "release" / assignment / f"{assignment}.ipynb"
    first = nbformat.read(path, as_version=4).cells[0].source
    return first.partition("\n")[0].lstrip("# ")
