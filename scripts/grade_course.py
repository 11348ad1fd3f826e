"""Grade an assignment of a course.

    python scripts/grade_course.py FOLDER/nbgrader assignment-1 [--from submissions.zip]

Collects what was handed in, calls nbgrader (autograde, generate_feedback, export), and
writes the report of what the class got wrong. With `--course FILE.yml` also
the grades in the form of the systems that this file names. `--help` lists the rest.
"""

import sys
from pathlib import Path

from course.assignments.grading.command import arguments, main


def write_columns(given):
    """Write `canvas.csv` and `moodle.csv`, those that the course file names."""
    from course import columns
    from course.plan import read_course

    course = read_course(given.course)
    scores = columns.read_scores((given.folder / "grades.csv").read_bytes())
    export = given.roster.read_bytes() if given.roster else None
    for name in sorted(course.lms) or sorted(columns.SYSTEMS):
        try:
            filled = columns.filled(columns.SYSTEMS[name], course, scores, export)
        except columns.ColumnsError as error:
            print(f"No {name}.csv: {error}.")
            continue
        path = given.folder / f"{name}.csv"
        path.write_bytes(filled.data)
        print(f"{name:10} {path.resolve().as_uri()}", *filled.notes, sep="\n  ")


def column_of(given):
    """The roster's column for students, as the course file has it."""
    from course import columns
    from course.plan import read_course

    try:
        export = given.roster.read_bytes()
        return columns.roster_column(read_course(given.course), export)
    except columns.ColumnsError as error:
        sys.exit(f"grade_course: {error}")


def grade(words=None):
    parser = arguments()
    parser.add_argument("--course", type=Path, metavar="YML",
                        help="the course file: also write its columns of grades")
    given = parser.parse_args(words)
    if given.course and given.roster and not given.column:
        given.column = column_of(given)
    status = main(given)
    if given.course and status < 2:
        write_columns(given)
    return status


if __name__ == "__main__":
    sys.exit(grade())
