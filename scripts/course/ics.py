"""The calendar of a course, `course.ics`, as students subscribe to it.

Times are in UTC. Outlook, Google and Apple all read that without a table of the zone's
changes (VTIMEZONE), show each reader the hour of the own zone, and cannot take a zone
of the same name with other rules for it. No event repeats by a rule, so that no event
would need the zone: each class has its own time. Holidays, solutions and due dates are
days (DATE): the course's own day everywhere; a due date has its hour in its title.

A UID says which class of the course it is, the first or the fifth, and nothing of its
date: so a class that is moved stays the same event. Everything is a function of the
file, DTSTAMP and SEQUENCE too; `revision` in the file raises SEQUENCE.
"""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote

from icalendar import Calendar, Event

from course.book import read_book


def calendar(course):
    """The bytes of the calendar's file: classes, due dates, solutions, holidays."""
    found = Calendar()
    for name, value in head(course).items():
        found.add(name, value)
    found.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for position, session in enumerate(course.sessions, 1):
        found.add_component(of_session(course, position, session))
    for position, assignment in enumerate(course.assignments, 1):
        found.add_component(of_due(course, position, assignment))
        found.add_component(of_solutions(course, position, assignment))
    for holiday in course.holidays:
        found.add_component(of_holiday(course, holiday))
    return found.to_ical()


def write_calendar(course, path):
    """The calendar in the file `path`. Returns: [path]."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(calendar(course))
    return [path]


def head(course):
    title = f"{course.title} ({course.edition})"
    return {
        "prodid": "-//rnnbook//course//EN",
        "version": "2.0",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "name": title,
        "x-wr-calname": title,
        "x-wr-timezone": course.zone.key,
        "x-published-ttl": "P1D",
    }


def event(course, uid, start, end, title, text="", place=""):
    """An event; `end` is the first time, or day, that is no longer in it."""
    found = Event()
    found.add("uid", f"{uid}@{quote(course.name)}.{course.edition}.rnnbook")
    found.add("dtstamp", datetime.combine(course.start, time(), tzinfo=UTC))
    found.add("sequence", course.revision)
    found.add("dtstart", start)
    found.add("dtend", end)
    found.add("summary", title)
    if text:
        found.add("description", text)
    if place:
        found.add("location", place)
    if not isinstance(start, datetime):
        found.add("transp", "TRANSPARENT")      # a day that is marked, not taken
    return found


def of_session(course, position, session):
    part = f" ({session.part} of {session.of})" if session.of > 1 else ""
    start, end = session.start.astimezone(UTC), session.end.astimezone(UTC)
    title = f"Class {session.number}: {session.unit.title}{part}"
    text = "\n".join(unit_lines(session.unit))
    return event(course, f"class-{position}", start, end, title, text, session.place)


def unit_lines(unit):
    chapters = read_book().chapters
    for name in unit.chapters:
        chapter = chapters[name]
        number = f"Chapter {chapter.number}: " if chapter.number else ""
        yield f"{number}{chapter.title}"
    if unit.in_class:
        yield f"In class: exercises {', '.join(unit.in_class)}"
    if unit.at_home:
        yield f"At home: exercises {', '.join(unit.at_home)}"


def of_due(course, position, assignment):
    day, hour = assignment.due.date(), f"{assignment.due:%H:%M}"
    title = f"Assignment {assignment.number} is due at {hour}: {assignment.title}"
    text = f"Exercises {', '.join(assignment.exercises)}\n"
    text += f"Due on {day} at {hour} ({course.zone.key})"
    return all_day(course, f"due-{position}", day, day, title, text)


def of_solutions(course, position, assignment):
    day = assignment.solutions_on
    title = f"Solutions of assignment {assignment.number}: {assignment.title}"
    return all_day(course, f"solutions-{position}", day, day, title)


def of_holiday(course, holiday):
    uid = f"holiday-{holiday.first}"
    title = f"No class: {holiday.name}"
    return all_day(course, uid, holiday.first, holiday.last, title)


def all_day(course, uid, first, last, title, text=""):
    return event(course, uid, first, last + timedelta(days=1), title, text)
