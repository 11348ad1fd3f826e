"""From a course file to its `Course`: units to class days, assignments to dates."""

import re
from datetime import datetime, time, timedelta

from course.dates import DAY, exists, is_twice, later, next_weekday, sure, wall
from course.draft import Draft
from course.faults import CourseError
from course.plan import (
    Assignment,
    Course,
    Hub,
    Link,
    Lms,
    Person,
    Policy,
    Session,
)
from course.timetable import read_holidays, read_term, slots_of
from course.units import read_units

LAST_MINUTE = time(23, 59)


def build(path):
    """The `Course` of the file; `CourseError` if anything in it is wrong."""
    draft = Draft(path)
    start, end, zone = read_term(draft)
    holidays = read_holidays(draft, start, end)
    units = read_units(draft)
    sessions, assignments = (), ()
    slots = slots_of(draft, start, end, holidays) if start and end else None
    if slots is not None and zone:
        sessions = read_sessions(draft, units, slots, zone, end)
        assignments = read_assignments(draft, sessions, end)
    lms = read_lms(draft, assignments, units)
    if draft.faults:
        raise CourseError(draft.path, draft.faults)
    return Course(
        draft.path, draft.path.stem, draft.get("title"), draft.get("edition"),
        draft.get("about", default=""), start, end, zone, sessions, units,
        assignments, holidays, records(draft, "staff", Person),
        records(draft, "policies", Policy), records(draft, "links", Link), lms,
        Hub(**draft.get("hub")) if draft.get("hub") else None,
        int(draft.get("first", "week", default=1)),
        int(draft.get("revision", default=0)), tuple(draft.remarks),
    )  # fmt: skip


def records(draft, key, kind):
    return tuple(kind(**item) for item in draft.items(key))


def read_sessions(draft, units, slots, zone, end):
    """Each unit takes the next class days, as many as it wants."""
    number, ahead = int(draft.get("first", "session", default=1)), list(slots)
    sessions, places = [], draft.places("units")
    for unit in units:
        place = places[unit.number - 1]
        own, ahead = ahead[: unit.count], ahead[unit.count :]
        if len(own) < unit.count:
            left_over(draft, place, unit, len(own), units, slots, end)
            break
        for part, slot in enumerate(own, 1):
            start = wall(slot.day, slot.time, zone)
            check_clock(draft, slot.path, start, "class")
            finish = later(start, timedelta(minutes=slot.minutes))
            sessions.append(
                Session(number, start, finish, slot.place, unit, part, unit.count)
            )
            number += 1
    else:
        if ahead:
            days = ", ".join(str(slot.day) for slot in ahead)
            draft.remarks.append(f"class days without a unit: {days}")
    return tuple(sessions)


def left_over(draft, place, unit, left, units, slots, end):
    wanted = sum(each.count for each in units)
    wrong = f"no class day is left for unit {unit.number}: the units take {wanted} "
    wrong += f"class days, and up to {end} there are {len(slots)}"
    draft.fault(place, wrong, "end later, take a unit away, or lower `sessions`")


def check_clock(draft, path, moment, what):
    """A fault if the clock skips this time, or shows it twice."""
    said = f"{moment:%H:%M} on {moment.date()} in {moment.tzinfo.key}"
    remedy = f"take another time, as {sure(moment):%H:%M}"
    if not exists(moment):
        wrong = f"{what} at {said}: the clock is put forward and skips this time"
        draft.fault(path, wrong, remedy)
    elif is_twice(moment):
        wrong = f"{what} at {said}: the clock is put back and shows this time twice"
        draft.fault(path, wrong, remedy)


def read_assignments(draft, sessions, end):
    """An `Assignment` for each unit with exercises at home that has all its classes."""
    found, places = [], draft.places("units")
    by_unit = {}
    for session in sessions:
        by_unit.setdefault(session.unit.number, []).append(session)
    first = int(draft.get("first", "assignment", default=1))
    for number, own in by_unit.items():
        unit, place = own[0].unit, places[number - 1]
        if not unit.at_home:
            continue
        due = due_time(draft, place, own[-1])
        if due is None:
            continue
        check_due(draft, place, due, own[-1], end)
        closes = after_grace(draft, due)
        wait = int(draft.get("solutions", "days", default=1))
        k = first + len(found)
        found.append(Assignment(
            k, f"assignment-{k}", unit.title, unit, unit.at_home, own[0].start, due,
            closes, closes.date() + wait * DAY,
        ))  # fmt: skip
    return tuple(found)


def due_time(draft, place, session):
    """When a unit's work is due: by its own `due`, or by the course's rule."""
    zone, own = session.start.tzinfo, draft.get(*place, "due")
    usual = draft.time("due", "time", default=LAST_MINUTE)
    if own:
        day, _, clock = own.partition(" ")
        try:
            day = datetime.fromisoformat(day).date()
        except ValueError:
            draft.fault((*place, "due"), f"there is no day {day}", "look it up")
            return None
        return wall(day, time.fromisoformat(clock) if clock else usual, zone)
    weekday = draft.get("due", "weekday")
    if weekday:
        return wall(next_weekday(session.day, weekday), usual, zone)
    wait = int(draft.get("due", "days", default=7))
    return wall(session.day + wait * DAY, usual, zone)


def check_due(draft, place, due, session, end):
    path = (*place, "due") if draft.get(*place, "due") else (*place, "at_home")
    check_clock(draft, path, due, "work is due")
    if due < session.end:
        wrong = f"work is due at {due:%Y-%m-%d %H:%M}, before the last class of its "
        wrong += f"unit is over, at {session.end:%Y-%m-%d %H:%M}"
        draft.fault(path, wrong, f"add `due: {session.day + 7 * DAY}` to the unit")
    elif due.date() > end:
        wrong = f"work is due on {due.date()}, after the course ends on {end}"
        remedy = f"set `end: {due.date()}`, or add `due: {end}` to the unit"
        draft.fault(path, wrong, remedy)


def after_grace(draft, due):
    """Minutes and hours pass; a day later is the same time on the clock."""
    grace = draft.get("due", "grace")
    if grace is None:
        return due
    number, unit = re.fullmatch(r"(\d+) (minute|hour|day)s?", grace).groups()
    if unit == "day":
        return due + int(number) * DAY
    return later(due, timedelta(**{f"{unit}s": int(number)}))


def read_lms(draft, assignments, units):
    return {
        name: Lms(
            draft.get("lms", name, "student", default=""),
            dict(draft.get("lms", name, "columns", default={})),
        )
        for name in draft.get("lms", default={})
    }
