"""Make a course from its file: the site, the calendar, what is handed out and graded.

    python scripts/make_course.py book/course/two-weeks.yml --on 2027-02-01

The site is made for a day, today in the course's zone if none is given: solutions and
assignments whose day has not come are not in it. `--show` prints the plan and makes
nothing.
"""

import argparse
import sys
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path

from course.faults import CourseError
from course.plan import as_text, read_course

ROOT = Path(__file__).resolve().parents[1]
SITES = ROOT / "_build" / "course"
PRIVATE = ROOT / "course-private"  # not in _build: seeds and grades outlive `make clean`


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
    """Make all of a course as of the day `on`. Returns: lines that say what and where."""
    from course.site import build_site

    mine = private / course.name / course.edition
    files = {}
    calendar = mine / "course.ics"
    mine.mkdir(parents=True, exist_ok=True)
    made = []
    if find_spec("course.ics"):
        from course.ics import write_calendar

        write_calendar(course, calendar)
        files["course.ics"] = calendar
    if find_spec("course.assignments"):
        from course.assignments import write_assignments

        write_assignments(course, mine)
        for assignment in course.assignments:
            source = mine / "assignments" / f"{assignment.name}.zip"
            if assignment.released.date() <= on and source.exists():
                files[f"assignments/{source.name}"] = source
        made.append(f"assignments  {uri(mine / 'nbgrader')}")
    if find_spec("course.bank"):
        from course.bank import make_bank

        made += [f"bank         {uri(path)}" for path in make_bank(course, mine)]
    if find_spec("course.columns"):
        from course.columns import make_columns

        make_columns(course, mine / "grades")
        made.append(f"grades       {uri(mine / 'grades')}")
    site = build_site(course, on, sites / course.name, files)
    (mine / "left-out.txt").write_text("\n".join(site.mended) + "\n", encoding="utf-8")
    return report(course, on, site, mine, made)


def uri(path):
    return path.resolve().as_uri()


def report(course, on, site, mine, made):
    """At most ten lines."""
    mended = sum(int(line.split(": ")[1].split()[0]) for line in site.mended)
    pages = len({line.split(": ")[0] for line in site.mended})
    lines = [f"{course.title}, edition {course.edition}, as of {on}"]
    lines += [f"site         {uri(site.folder / 'index.html')}"]
    lines += [f"editions     {uri(site.folder.parent / 'index.html')}"]
    lines += [f"calendar     {uri(site.folder / 'course.ics')}"] * (site.folder / "course.ics").exists()
    if mended:
        lines.append(
            f"left out     {mended} links on {pages} pages led to what is not part of it, "
            f"and are text now: {uri(mine / 'left-out.txt')}"
        )
    lines += [f"WARNING      {len(site.warnings)}, first: {w}" for w in site.warnings[:1]]
    lines += [f"Publish {uri(site.folder.parent)}, and nothing else. Keep for yourself:"]
    return [*lines, *made]


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


if __name__ == "__main__":
    main()
