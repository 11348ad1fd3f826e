"""The class days of a course: weekdays of the term, less holidays, days moved."""

import re

from course.dates import DAY, WEEKDAYS, Slot, days, zone, zone_names
from course.faults import listed, nearest
from course.plan import Holiday

LONGEST = 800  # days of a course: what is longer has a year mistyped


def read_term(draft):
    """(start, end, last class day, zone): None for what is wrong, and has its fault."""
    start, end, last = (draft.date(k) for k in ("start", "end", "last_class"))
    name = read_zone(draft)
    if not start or not end or (draft.has("last_class") and not last):
        return start, end, None, name
    if start > end:
        wrong = f"the course ends on {end}, before it starts on {start}"
        draft.fault(("end",), wrong, f"exchange the two, or set `end` after {start}")
        start = end = last = None
    elif (end - start).days > LONGEST:
        wrong = f"the course takes {(end - start).days} days, from {start} to {end}"
        draft.fault(("end",), wrong, f"set `end` within {LONGEST} days of the start")
        start = end = last = None
    elif last and not start <= last <= end:
        wrong = f"the last class, {last}, is outside of the term, {start} to {end}"
        draft.fault(("last_class",), wrong, f"choose a day of the term, as {end}")
        end = last = None
    return start, end, last or end, name


def read_zone(draft):
    name = draft.get("time_zone")
    if name is None:
        return None
    if name in zone_names():
        return zone(name)
    places = {each.rpartition("/")[2]: each for each in reversed(zone_names())}
    place = nearest(name.rpartition("/")[2].replace(" ", "_"), places)
    near = SHORT.get(name.upper()) or places.get(place) or nearest(name, zone_names())
    if re.search(r"\d|\.\.", name) or not near:
        near = "continent and city, as Europe/Berlin"
    remedy = f"write {near}"
    wrong = f"`time_zone` is {name!r}, which names no city's zone"
    draft.fault(("time_zone",), wrong, remedy)
    return None


# Short names: of several zones, or of one half of the year. What is meant as a rule.
SHORT = {
    "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York",
    "CST": "America/Chicago", "CDT": "America/Chicago", "MST": "America/Denver",
    "MDT": "America/Denver", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "MET": "Europe/Berlin",
    "EET": "Europe/Helsinki", "GMT": "Europe/London", "BST": "Europe/London",
    "JST": "Asia/Tokyo", "AEST": "Australia/Sydney", "Z": "UTC",
}  # fmt: skip


def read_holidays(draft, start, end):
    found = []
    for place in draft.places("holidays"):
        span = holiday_span(draft, place)
        if span is None:
            continue
        first, last = span
        if start and end and (last < start or first > end):
            wrong = f"the holiday {spoken(first, last)} is outside of the term, "
            wrong += f"{start} to {end}"
            draft.fault(place, wrong, "correct the date, or take the holiday away")
            continue
        found.append(Holiday(first, last, draft.get(*place, "name", default="")))
    return tuple(sorted(found, key=lambda h: (h.first, h.last, h.name)))


def spoken(first, last):
    return f"{first}" if first == last else f"{first} to {last}"


def holiday_span(draft, place):
    given = [k for k in ("date", "from", "to") if draft.has(*place, k)]
    if given not in (["date"], ["from", "to"]):
        said = " and ".join(f"`{key}`" for key in given)
        wrong = f"a holiday has {said} only" if given[1:] == [] and given else (
            f"a holiday has {said or 'no day'}")  # fmt: skip
        remedy = "write `date` for one day, or `from` and `to` for several"
        draft.fault(place, wrong, remedy)
        return None
    ends = [draft.date(*place, key) for key in given]
    if None in ends:
        return None
    if ends[0] > ends[-1]:
        wrong = f"the holiday ends on {ends[-1]}, before it begins on {ends[0]}"
        draft.fault((*place, "to"), wrong, "exchange `from` and `to`")
        return None
    return ends[0], ends[-1]


def read_weekly(draft):
    """{weekday's number: (time, minutes, place, path)} of the days of `class`."""
    found = {}
    for place in draft.places("class"):
        time, minutes = draft.time(*place, "time"), draft.get(*place, "minutes")
        for path in draft.places(*place, "days"):
            day = WEEKDAYS.index(draft.get(*path))
            if day in found:
                wrong = f"{WEEKDAYS[day]} has class twice, and a day has one class"
                remedy = "take one away; a long day has one class of more `minutes`"
                draft.fault(path, wrong, remedy)
            elif time and minutes:
                where = draft.get(*place, "place", default="")
                found[day] = time, int(minutes), where, place
    return found


def slots_of(draft, start, last, holidays):
    """The `Slot`s of the term in the order of their days, holidays left out.

    last: the last day on which class may be. None if `class` is wrong.
    """
    weekly = read_weekly(draft)
    if not weekly:
        return None
    regular = {d: Slot(d, *weekly[d.weekday()]) for d in days(start, last)
               if d.weekday() in weekly}  # fmt: skip
    free = {d: h for h in holidays for d in days(h.first, h.last)}
    slots = {d: slot for d, slot in regular.items() if d not in free}
    moves = read_moved(draft, regular, start, last)
    for _, old, _ in moves:
        slots.pop(old, None)
    for place, old, new in moves:
        if new in free:
            wrong = f"the class of {new} is on a holiday, {free[new].name}"
            remedy = f"choose another day, as {free_day(new, slots, free)}"
            draft.fault((*place, "to"), wrong, remedy)
        elif new in slots:
            wrong = f"two classes on one day, {new}"
            remedy = f"choose a day without class, as {free_day(new, slots, free)}"
            draft.fault((*place, "to"), wrong, remedy)
        else:
            usual = regular.get(old) or regular.get(new) or any_slot(weekly, new)
            slots[new] = moved_slot(draft, place, new, usual)
    return [slots[day] for day in sorted(slots)]


def any_slot(weekly, day):
    """A class day as the first one of `class` has it."""
    return Slot(day, *next(iter(weekly.values())))


def enough_days(draft, last, holidays, missing):
    """The day on which the last of so many more classes would be, after `last`."""
    weekly = read_weekly(draft)
    free = {d for h in holidays for d in days(h.first, h.last)}
    while missing:
        last += DAY
        missing -= last.weekday() in weekly and last not in free
    return last


def free_day(day, slots, free):
    while day in slots or day in free:
        day += DAY
    return day


def moved_slot(draft, place, day, usual):
    return Slot(
        day,
        draft.time(*place, "time", default=usual.time),
        int(draft.get(*place, "minutes", default=usual.minutes)),
        draft.get(*place, "place", default=usual.place),
        place,
    )


def read_moved(draft, regular, start, last):
    """[(path, old day or None, new day)] of what is right in `moved`."""
    found, taken = [], set()
    for place in draft.places("moved"):
        old, new = draft.date(*place, "from"), draft.date(*place, "to")
        if new is None or (old is None and draft.get(*place, "from")):
            continue
        if not start <= new <= last:
            wrong = f"a class on {new} is outside of the term, {start} to {last}"
            draft.fault((*place, "to"), wrong, f"choose a day of it, as {last}")
        elif old is not None and old not in regular:
            near = sorted(regular, key=lambda d: (abs(d - old), d))[:2]
            remedy = f"write {listed(near)}" if near else "take the entry away"
            wrong = f"{old}, a {WEEKDAYS[old.weekday()]}, is no class day"
            draft.fault((*place, "from"), wrong, remedy)
        elif old is not None and old in taken:
            wrong = f"the class of {old} is moved twice"
            draft.fault((*place, "from"), wrong, "take one of the two away")
        else:
            found.append((place, old, new))
            taken.add(old)
    return found
