"""The plan of a course, as its file says it: `read_course(path)` gives a `Course`.

All times are those of the clock on the wall in the course's zone; a day later is the
same time on that clock, also when the clock has changed in between.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from course.book import read_book


@dataclass(frozen=True)
class Holiday:
    """Days without class, from `first` to `last`, both included."""

    first: date
    last: date
    name: str


@dataclass(frozen=True)
class Person:
    """Who teaches; what was not said is empty."""

    name: str
    role: str = ""
    mail: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Policy:
    """A rule of the course; an empty line in `text` begins a paragraph."""

    title: str
    text: str


@dataclass(frozen=True)
class Link:
    """A link of the syllabus."""

    title: str
    url: str


@dataclass(frozen=True)
class Lms:
    """Names of columns: `student` knows the students ("": the system's own name for
    it), `columns` has the title of a column by an assignment's name."""

    student: str = ""
    columns: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Hub:
    """A JupyterHub, and the repository that it fetches."""

    url: str
    repository: str
    branch: str = "main"


@dataclass(frozen=True)
class Unit:
    """What is taught on `count` class days.

    chapters: names of notebooks, () for a project day; sections: anchors in them, ()
    for all; open_with: anchor of an exhibit, or ""; show: ("Figure 6.4", ...);
    in_class, at_home: numbers of exercises; reading: (key, "") of a reference or
    ("", text).
    """

    number: int
    title: str
    chapters: tuple
    sections: tuple
    open_with: str
    show: tuple
    in_class: tuple
    at_home: tuple
    reading: tuple
    count: int


@dataclass(frozen=True)
class Session:
    """A class: `part` (from 1) `of` the classes of its unit. start, end: aware."""

    number: int
    start: datetime
    end: datetime
    place: str
    unit: Unit
    part: int
    of: int

    @property
    def day(self):
        return self.start.date()


@dataclass(frozen=True)
class Assignment:
    """The exercises of a unit that are handed in.

    released: when the unit's first class begins. due; closes: `due` and the grace
    (all aware). solutions_on: the day whose first minute brings the solutions.
    """

    number: int
    name: str
    title: str
    unit: Unit
    exercises: tuple
    released: datetime
    due: datetime
    closes: datetime
    solutions_on: date


@dataclass(frozen=True)
class Course:
    """A course: what its file says, and what follows from it.

    name: the file's, without ".yml". solutions: the day on which the solution of an
    exercise appears, by number; exercises that the course does not use are not in it.
    book: the address of the whole book, or "". check_in_page: may assigned exercises
    be checked in the page before their solutions appear? remarks: what is no fault,
    and may not be meant. usual: the rule of the class days, (weekday from 0, time,
    minutes, place) of each.
    """

    path: Path
    name: str
    title: str
    edition: str
    about: str
    start: date
    end: date
    zone: ZoneInfo
    sessions: tuple
    units: tuple
    assignments: tuple
    holidays: tuple
    staff: tuple
    policies: tuple
    links: tuple
    lms: dict
    hub: Hub | None
    first_week: int
    revision: int
    book: str
    check_in_page: bool
    remarks: tuple
    usual: tuple

    @property
    def chapters(self):
        """Names of the notebooks that are taught, in the book's order."""
        taught = {name for unit in self.units for name in unit.chapters}
        return tuple(name for name in read_book().chapters if name in taught)

    @property
    def exercises(self):
        """Numbers of the exercises that the course uses, in the order of their use."""
        return tuple(e for u in self.units for e in (*u.in_class, *u.at_home))

    @property
    def solutions(self):
        """{number: date}: of class exercises the day after the unit's last class."""
        days = {e: a.solutions_on for a in self.assignments for e in a.exercises}
        for session in self.sessions:
            after = session.day + timedelta(days=1)
            days |= {exercise: after for exercise in session.unit.in_class}
        return days

    def week(self, day):
        """The number of the week, Monday to Sunday, that a day is in."""
        monday = self.start - timedelta(days=self.start.weekday())
        return self.first_week + (day - monday).days // 7


def read_course(path):
    """The `Course` of a file. `CourseError` with all faults of the file if it has any.

    path: of a .yml file, as text or `Path`.
    """
    from course.building import build

    return build(Path(path))


def as_text(course):
    """The schedule in plain text: what the file means, before anything is built."""
    from course.showing import show

    return show(course)
