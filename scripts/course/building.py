"""From a course file to its `Course`: units to class days, assignments to dates."""

import re
from datetime import UTC, time, timedelta

from course.dates import DAY, exists, is_twice, later, next_weekday, sure, wall
from course.draft import Draft
from course.faults import CourseError, listed, nearest
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
from course.timetable import enough_days, read_holidays, read_term, slots_of
from course.units import read_units

LAST_MINUTE = time(23, 59)
# Keys that no date depends on, but for the zone: without it UTC will do for a check.
ASIDE = "time_zone title edition about staff policies links lms hub book check_in_page"


def build(path):
    """The `Course` of the file; `CourseError` if anything in it is wrong."""
    draft = Draft(path)
    start, end, last, zone = read_term(draft)
    holidays = read_holidays(draft, start, end)
    slots = slots_of(draft, start, last, holidays) if last else None
    wrong = {path[0] if path else "" for path in draft.wrong} - set(ASIDE.split())
    dated = slots is not None and not wrong
    units = read_units(draft)
    sessions, assignments = (), ()
    if dated:       # else what follows from the days would be told of the wrong ones
        sessions = read_sessions(draft, units, slots, zone or UTC)
        check_days(draft, units, slots, holidays, last, end)
        assignments = read_assignments(draft, sessions, end)
        remark_holidays(draft, assignments, holidays)
    lms = read_lms(draft)
    if draft.faults:
        raise CourseError(draft.path, draft.faults)
    return Course(
        draft.path, draft.path.stem, draft.get("title"), draft.get("edition"),
        draft.get("about", default=""), start, end, zone, sessions, units,
        assignments, holidays, records(draft, "staff", Person),
        records(draft, "policies", Policy), records(draft, "links", Link), lms,
        Hub(**draft.get("hub")) if draft.get("hub") else None,
        int(draft.get("first", "week", default=1)),
        int(draft.get("revision", default=0)), draft.get("book", default=""),
        draft.get("check_in_page", default="yes") == "yes", tuple(draft.remarks),
    )  # fmt: skip


def records(draft, key, kind):
    return tuple(kind(**item) for item in draft.items(key))


def read_sessions(draft, units, slots, zone):
    """Each unit takes the next class days, as many as it wants."""
    first = int(draft.get("first", "session", default=1))
    parts = [(unit, k + 1) for unit in units for k in range(unit.count)]
    sessions = []
    for k, ((unit, part), slot) in enumerate(zip(parts, slots, strict=False)):
        start = wall(slot.day, slot.time, zone)
        entry = f"add {{from: {slot.day}, to: {slot.day}, time: %s}} to `moved`"
        if slot.path[0] == "moved":
            entry = "set `time: %s`"
        check_clock(draft, slot.path, start, "class", entry)
        end = later(start, timedelta(minutes=slot.minutes))
        place = slot.place
        sessions.append(Session(first + k, start, end, place, unit, part, unit.count))
    return tuple(sessions)


def check_days(draft, units, slots, holidays, last, end):
    """A fault if units are left over, a remark if class days are."""
    wanted = 0
    for unit, place in zip(units, draft.places("units"), strict=True):
        wanted += unit.count
        if wanted > len(slots) >= wanted - unit.count:
            everything = sum(each.count for each in units)
            wrong = f"unit {unit.number} is left over: the units take {everything} "
            wrong += f"class days, and up to {last} there are {len(slots)}"
            key = "last_class" if draft.has("last_class") else "end"
            day = enough_days(draft, last, holidays, everything - len(slots))
            both = f"`{key}: {day}`"
            if key == "last_class" and day > end:
                both += f" and `end: {day}`"
            remedy = f"set {both}, or take away units or `sessions`"
            draft.fault(place, wrong, remedy)
    if len(slots) > wanted:
        days = ", ".join(str(slot.day) for slot in slots[wanted:])
        remark = f"class days without a unit: {days} (`last_class` ends them sooner)"
        draft.remarks.append(remark)


def check_clock(draft, path, moment, what, remedy):
    """A fault if the clock skips this time, or shows it twice.

    remedy: with %s for the time to take in its place.
    """
    said = f"{what} at {moment:%H:%M} on {moment.date()} in {moment.tzinfo}"
    if not exists(moment):
        said += ": the clock is put forward and skips this time"
    elif is_twice(moment):
        said += ": the clock is put back and shows this time twice"
    else:
        return
    draft.fault(path, said, remedy.replace("%s", f"{sure(moment):%H:%M}"))


def read_assignments(draft, sessions, end):
    """An `Assignment` for each unit with exercises at home that has all its classes."""
    found, places = [], draft.places("units")
    check_rule(draft)
    by_unit = {}
    for session in sessions:
        by_unit.setdefault(session.unit.number, []).append(session)
    first = int(draft.get("first", "assignment", default=1))
    for number, own in by_unit.items():
        unit, place = own[0].unit, places[number - 1]
        if not unit.at_home or len(own) < unit.count:
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


def check_rule(draft):
    """`due` says one of two; only a unit with something to hand in has its own."""
    if draft.has("due", "days") and draft.has("due", "weekday"):
        remedy = "take one of the two away"
        draft.fault(("due", "weekday"), "`due` has `days` and `weekday`", remedy)
    for place in draft.places("units"):
        if draft.has(*place, "due") and not draft.has(*place, "at_home"):
            wrong = "a unit with `due` has nothing to hand in"
            draft.fault((*place, "due"), wrong, "add `at_home: [...]`, or take it away")


def due_time(draft, place, session):
    """When a unit's work is due: by its own `due`, or by the course's rule."""
    zone, own = session.start.tzinfo, draft.get(*place, "due")
    usual = draft.time("due", "time", default=LAST_MINUTE)
    if own:
        day, clock = draft.date(*place, "due"), own.partition(" ")[2]
        clock = time.fromisoformat(clock) if clock else usual
        return day and wall(day, clock, zone)
    weekday = draft.get("due", "weekday")
    if weekday:
        return wall(next_weekday(session.day, weekday), usual, zone)
    wait = int(draft.get("due", "days", default=7))
    return wall(session.day + wait * DAY, usual, zone)


def check_due(draft, place, due, session, end):
    own = bool(draft.get(*place, "due"))
    path = (*place, "due" if own else "at_home")
    add, to = ("set", "") if own else ("add", " to the unit")
    check_clock(draft, path, due, "work is due", f"{add} `due: {due.date()} %s`{to}")
    if due < session.end:
        wrong = f"work is due at {due:%Y-%m-%d %H:%M}, before the last class of its "
        wrong += f"unit is over, at {session.end:%Y-%m-%d %H:%M}"
        remedy = f"{add} `due: {min(session.day + 7 * DAY, end)} 23:59`{to}"
        draft.fault(path, wrong, remedy)
    elif due.date() > end:
        wrong = f"work is due on {due.date()}, after the course ends on {end}"
        remedy = f"set `end: {due.date()}`, or {add} `due: {end} 23:59`{to}"
        draft.fault(path, wrong, remedy)


def after_grace(draft, due):
    """Minutes and hours pass; a day later is the same time on the clock."""
    grace = draft.get("due", "grace")
    if grace is None:
        return due
    number, unit = re.fullmatch(r"(\d+) (minute|hour|day)s?", grace).groups()
    if unit == "day":
        return later(due + int(number) * DAY, 0 * DAY)  # past a gap of the clock
    return later(due, timedelta(**{f"{unit}s": int(number)}))


def remark_holidays(draft, assignments, holidays):
    for work in assignments:
        for holiday in holidays:
            if holiday.first <= work.due.date() <= holiday.last:
                when = f"{work.due.date()}, a holiday ({holiday.name})"
                draft.remarks.append(f"assignment {work.number} is due on {when}")


def read_lms(draft):
    """{name: Lms}; a column belongs to an assignment that the course has."""
    first = int(draft.get("first", "assignment", default=1))
    count = sum(draft.has(*place, "at_home") for place in draft.places("units"))
    known = [f"assignment-{first + k}" for k in range(count)]
    found = {}
    if ("units",) in draft.wrong:
        return found
    for name in draft.get("lms", default={}):
        columns = draft.get("lms", name, "columns", default={})
        for key in columns:
            path, near = ("lms", name, "columns", key), nearest(key, known)
            titles = list(columns.values())
            if key not in known:
                wrong = f"there is no assignment {key!r}"
                remedy = f"write {near or listed(known)}" if known else "take it away"
                draft.fault(path, wrong, remedy)
            elif titles.count(columns[key]) > 1:
                wrong = f"two assignments go into one column, {columns[key]!r}"
                draft.fault(path, wrong, "give each assignment a column of its own")
        student = draft.get("lms", name, "student", default="")
        found[name] = Lms(student, dict(columns))
    return found
