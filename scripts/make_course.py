"""Make a course from its file: the site, the calendar, what is handed out and graded.

    python scripts/make_course.py book/course/two-weeks.yml --on 2027-02-01

The site is made for a day, today in the course's zone if none is given: solutions and
assignments whose day has not come are not in it. `--show` prints the plan and makes
nothing.
"""

import argparse
import sys
from datetime import date, datetime
from pathlib import Path

from course.faults import CourseError
from course.plan import as_text, read_course

ROOT = Path(__file__).resolve().parents[1]
SITES = ROOT / "_build" / "course"
PRIVATE = ROOT / "course-private"  # not in _build: grades outlive `make clean`


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("course", help="the file of the course, such as two-weeks.yml")
    parser.add_argument("--on", type=a_day, help="make it as of this day: 2027-02-01")
    parser.add_argument("--show", action="store_true", help="print the plan only")
    return parser.parse_args()


def a_day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"got {text!r}, wanted a day such as 2027-02-01: year, month, day"
        raise argparse.ArgumentTypeError(message) from None


def make(course, on, sites=SITES, private=PRIVATE):
    """Make all of a course as of the day `on`.

    sites: the folder of what is published; private: of what the instructor keeps.
    Returns: lines that say what was made and where.
    """
    from course.site import build_site

    mine = private / course.name / course.edition
    mine.mkdir(parents=True, exist_ok=True)
    kept = make_private(course, mine)
    site = build_site(course, on, sites / course.name, published(course, on, mine))
    mended = mine / "left-out.txt"
    mended.write_text("".join(f"{line}\n" for line in site.mended), encoding="utf-8")
    return [*report(course, on, site, mended), *kept]


def make_private(course, mine):
    """What the instructor has and students have not; lines that say where."""
    from course.assignments import write_assignments
    from course.bank import make_bank
    from course.columns import make_columns

    if course.assignments:
        write_assignments(course, mine)
    make_bank(course, mine / "bank")
    make_columns(course, mine / "grades")
    places = {"hand out": "assignments", "grading": "nbgrader", "questions": "bank"}
    places["grades"] = "grades"
    found = {name: mine / folder for name, folder in places.items()}
    return [f"{n:11}{uri(path)}" for n, path in found.items() if path.exists()]


def published(course, on, mine):
    """{address in the site: file} of the calendar and of assignments that are out."""
    from course.ics import write_calendar

    [calendar] = write_calendar(course, mine / "course.ics")
    files = {"course.ics": calendar}
    for assignment in course.assignments:
        name = f"assignments/{assignment.name}.zip"
        if assignment.released.date() <= on:
            files[name] = mine / name
    return files


def report(course, on, site, mended):
    """What was made for students, and where it is."""
    lines = [
        f"{course.title}, edition {course.edition}, as of {on}",
        f"site       {uri(site.folder / 'book' / 'index.html')}",
        f"calendar   {uri(site.folder / 'course.ics')}",
        f"publish    {uri(site.folder.parent)}: this folder, and nothing else",
    ]
    if site.mended:
        count = sum(int(line.split(": ")[1].split()[0]) for line in site.mended)
        lines.append(f"left out   {uri(mended)}: {count} links led to it")
    if site.warnings:
        lines.append(f"{len(site.warnings)} warnings, the first: {site.warnings[0]}")
    return lines


def uri(path):
    return path.resolve().as_uri()


def main():
    given = arguments()
    try:
        course = read_course(given.course)
        if given.show:
            print(as_text(course), end="")
            return
        on = given.on or datetime.now(course.zone).date()
        print("\n".join(make(course, on)))
    except CourseError as error:
        sys.exit(str(error))
    except ImportError as error:
        sys.exit(f"{error}. A course needs more than the book: make .venv/.course")


if __name__ == "__main__":
    main()
