"""The schedule and the assignments of a course, as Markdown.

Times stand in `<time>`, with their distance from UTC, for the script of the page
(book/assets/js/course.js): it marks this week and the next class by the reader's clock.
"""

import html
from collections import Counter
from datetime import timedelta

from course import markup
from course.words import DAYS, hours, listed, long_day, short_day, span


def time_tag(moment, text, until=None):
    """A moment for the reader and for the script."""
    ends = f' data-until="{until.isoformat()}"' if until else ""
    return f'<time datetime="{moment.isoformat()}"{ends}>{text}</time>'


def day_tag(first, last=None):
    """A day, or days, without an hour."""
    text, ends = short_day(first), ""
    if last and last != first:
        text, ends = f"{text} – {short_day(last)}", f' data-until="{last}"'
    return f'<time datetime="{first}"{ends}><b>{text}</b></time>'


def entry(kind, name, title, when, facts):
    """A section of the schedule: when, and what, as terms with what belongs to them."""
    lines = [f"```{{rst-class}} entry {kind}\n```", f"({name})=" if name else ""]
    lines += [f"### {title}", f'<p class="when">{when}</p>']
    lines += [f"{term}\n: {text}" for term, text in facts if text]
    return "\n\n".join(line for line in lines if line)


def weeks(course):
    """[(number, Monday, Sunday)] of the weeks of a course in which something stands."""
    days = [day for day, *_ in agenda(course)]
    mondays = sorted({day - timedelta(days=day.weekday()) for day in days})
    return [(course.week(day), day, day + timedelta(days=6)) for day in mondays]


def agenda(course):
    """[(day, time of day, kind, what)]: classes, free days, due and solution days."""
    found = [(s.day, s.start.timetz(), "session", s) for s in course.sessions]
    for holiday in course.holidays:
        found.append((holiday.first, None, "holiday", holiday))
    for assignment in course.assignments:
        due = assignment.due
        found.append((due.date(), due.timetz(), "due", assignment))
        found.append((assignment.solutions_on, None, "solutions", assignment))
    return sorted(found, key=in_time)


def in_time(event):
    """Of one day, what has no hour comes first."""
    day, hour, kind, what = event
    order = ("holiday", "solutions", "session", "due").index(kind)
    return day, f"{hour:%H:%M}" if hour else "", order, getattr(what, "number", 0)


def in_week(course, monday):
    return [e for e in agenda(course) if monday <= e[0] <= monday + timedelta(days=6)]


def week_tag(first, last):
    return f'<div class="week-days" data-from="{first}" data-to="{last}"></div>'


def schedule(course, on):
    """The page `course/schedule.md`: a section for each week."""
    parts = [
        "# Schedule",
        f"{dates(course)} All times are those of {course.zone.key}. "
        "[Put them into your calendar](syllabus.md#calendar).",
        '<p class="course-now js-only" role="status"></p>',
    ]
    for number, monday, sunday in weeks(course):
        parts.append(f"## Week {number}: {span(monday, sunday)}")
        parts.append(week_tag(monday, sunday))
        for *_, kind, what in in_week(course, monday):
            parts.append(WRITERS[kind](course, what, on))
    return page(parts)


def session_entry(course, session, on):
    unit, first = session.unit, session.part == 1
    when = time_tag(
        session.start,
        f"<b>{short_day(session.day)}</b> {hours(session.start, session.end)}",
        session.end,
    )
    place = html.escape(session.place)
    place = place and f' <span class="place">{place}</span>'
    given = [a for a in course.assignments if a.unit is unit]
    facts = [
        ("Read", chapters(unit)),
        ("Opening", unit.open_with and first and markup.exhibit(unit.open_with)),
        ("Figures", ", ".join(map(markup.figure, unit.show))),
        ("In class", markup.exercises(unit.in_class)),
        *(("At home", at_home(assignment)) for assignment in given),
        ("Reading", first and markup.reading(unit.reading)),
    ]
    name = f"session-{session.number}"
    return entry("session", name, title(session), when + place, facts)


def title(session):
    """The title of its unit, and which of its classes it is."""
    part = f" ({session.part} of {session.of})" if session.of > 1 else ""
    return session.unit.title + part


def chapters(unit):
    """The chapters of a unit, or the sections of them that it takes."""
    found = []
    for name, chosen in markup.sections(unit):
        parts = markup.chapter(name), " · ".join(chosen)
        found.append(": ".join(filter(None, parts)))
    return "; ".join(found)


def at_home(assignment):
    link = f"[Assignment {assignment.number}](assignments.md#{assignment.name})"
    due = due_words(assignment)
    return f"{link}: {markup.exercises(assignment.exercises)}. Due {due}."


def due_words(assignment):
    return f"{short_day(assignment.due)}, {hours(assignment.due)}"


def holiday_entry(course, holiday, on):
    when = day_tag(holiday.first, holiday.last)
    return entry("holiday", "", f"No class: {holiday.name}", when, [])


def due_entry(course, assignment, on):
    due = assignment.due
    when = time_tag(due, f"<b>{short_day(due)}</b> {hours(due)}")
    link = f"[Assignment {assignment.number}](assignments.md#{assignment.name})"
    return entry("due", "", f"Due: {link}", when, [])


def solutions_entry(course, assignment, on):
    words = f"Solutions to assignment {assignment.number}"
    if assignment.solutions_on <= on:
        words = f"[{words}]({solutions_page(assignment.unit)})"
    return entry("solutions", "", words, day_tag(assignment.solutions_on), [])


def solutions_page(unit):
    return f"solutions-{unit.number}.ipynb"


WRITERS = {
    "session": session_entry,
    "holiday": holiday_entry,
    "due": due_entry,
    "solutions": solutions_entry,
}


def dates(course):
    """A sentence: when the course is, and its usual days, hours and places."""
    usual = {}
    for day in range(7):
        found = Counter(
            (f"{s.start:%H:%M} to {s.end:%H:%M}", s.place)
            for s in course.sessions
            if s.day.weekday() == day
        )
        if found and (len(course.sessions) < 4 or found.total() > 1):
            when = ", ".join(filter(None, found.most_common(1)[0][0]))
            usual.setdefault(when, []).append(f"{DAYS[day]}s")
    said = "; ".join(f"{listed(days)}, {when}" for when, days in usual.items())
    first, last = course.sessions[0].day, course.sessions[-1].day
    return f"Classes are from {long_day(first)} to {long_day(last)}. {said}."


def assignments(course, on, zips):
    """The page `course/assignments.md`.

    zips: names of the assignments whose file lies in the site.
    """
    said = HANDED_IN if course.assignments else NO_ASSIGNMENTS
    if course.assignments and course.check_in_page:
        said = f"{said} {PRACTICE}"
    parts = ["# Assignments", said]
    for a in course.assignments:
        parts += [f"({a.name})=\n## Assignment {a.number}: {a.title}"]
        facts = [
            ("Exercises", markup.exercises(a.exercises)),
            ("File", file_words(a, on, zips)),
            ("Released", full(a.released)),
            ("Due", full(a.due) + grace(a)),
            ("Solutions", solution_words(a, on)),
        ]
        parts += [f"{term}\n: {text}" for term, text in facts if text]
    return page(parts)


def full(moment):
    return time_tag(moment, f"{long_day(moment)}, {hours(moment)}")


def grace(assignment):
    if assignment.closes == assignment.due:
        return ""
    until = assignment.closes
    day = "" if until.date() == assignment.due.date() else f"{short_day(until)}, "
    return f". What comes until {day}{hours(until)} is still taken"


def file_words(assignment, on, zips):
    name = f"{assignment.name}.zip"
    if assignment.name in zips:
        return f'<a href="../assignments/{name}" download>{name}</a>'
    if assignment.released.date() > on:
        return f"here from {long_day(assignment.released)}"
    return ""


def solution_words(assignment, on):
    if assignment.solutions_on <= on:
        return f"[the page of solutions]({solutions_page(assignment.unit)})"
    return f"here from {long_day(assignment.solutions_on)}"


HANDED_IN = """Each assignment is a set of exercises of the book. Its file holds them as
a notebook, which you hand in."""
PRACTICE = """You can try the same exercises in the page of the chapter first: the check
says which mistake an answer looks like. That is practice, and nobody sees it."""
NO_ASSIGNMENTS = "This course has no assignments."


def page(parts):
    return "\n\n".join(part for part in parts if part) + "\n"
