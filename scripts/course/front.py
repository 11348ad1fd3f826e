"""The syllabus and the first page of a course, as Markdown."""

from html import escape

from course import markup
from course.book import read_book
from course.links import chapter_path, hub_link
from course.pages import (
    dates,
    day_tag,
    due_words,
    in_week,
    page,
    solutions_page,
    time_tag,
    title,
    week_tag,
    weeks,
)
from course.words import hours, long_day, short_day, span


def syllabus(course, on):
    """The page `course/syllabus.md`."""
    parts = ["# Syllabus", course.about, dates(course)]
    if course.staff:
        parts += ["## Who teaches", bullets(map(markup.staff, course.staff))]
    parts += ["## What is taught", units(course)]
    for policy in course.policies:
        parts += [f"## {policy.title}", policy.text]
    parts += ["## Exercises and solutions", solutions_rule(course)]
    parts += ["## Calendar", CALENDAR, "## What to install", INSTALL]
    if course.hub:
        hub = f'<a href="{escape(hub_link(course))}">the hub of this course</a>'
        parts += [f"**On {hub}** all of it is installed. {ON_HUB}"]
    if course.links:
        links = [f"[{link.title}]({link.url})" for link in course.links]
        parts += ["## Links", bullets(links)]
    parts += ["## Licence", LICENCE]
    return page(parts)


def bullets(lines):
    return "\n".join(f"- {line}" for line in lines)


def units(course):
    """A list of the units, each with its first class."""
    lines = []
    for unit in course.units:
        first = next(s for s in course.sessions if s.unit is unit)
        what = "; ".join(chapter(course, name) for name in unit.chapters)
        if not (len(unit.chapters) == 1 and unit.title in what):
            what = ": ".join(filter(None, (unit.title, what)))
        day = f"[{short_day(first.day)}](schedule.md#session-{first.number})"
        lines.append(f"{day}: {what}")
    return bullets(lines)


def chapter(course, name):
    """A chapter of the book, and the way to it on the hub."""
    book = markup.chapter(name)
    hub = markup.on_hub(course, chapter_path(name), read_book().chapters[name].title)
    return f"{book} ({hub})" if hub else book


def solutions_rule(course):
    """What students know of the checks in the page, and of the days of solutions."""
    said = PRACTICE if course.check_in_page else NO_PRACTICE
    if course.assignments:
        first = course.assignments[0]
        said += (
            f"\n\nThe solutions to an assignment appear some time after it is due: to "
            f"assignment {first.number}, which is due {due_words(first)}, on "
            f"{short_day(first.solutions_on)}. All days stand on "
            "[the page of assignments](assignments.md)."
        )
    return said


CLASS_SOLUTIONS = """
The solutions to exercises of a class come into these pages on the day after it."""
PRACTICE = f"""Each exercise can be answered in the page of its chapter, as often
as you like. The check there is practice: it counts for no grade, and nobody sees what
you do.
{CLASS_SOLUTIONS}"""
NO_PRACTICE = f"""Exercises can be answered in the page of their chapter, as often
as you like. The check there is practice: nobody sees what you do. Exercises of an
assignment get their check there on the day of their solutions.
{CLASS_SOLUTIONS}"""
CALENDAR = """All classes and due dates are in
<a href="../course.ics" download>course.ics</a>.

- To have them once, download the file and open it. Your calendar takes it in.
- To have changes too, *subscribe*: copy the address of that link, and paste it where
  your calendar adds one *from a URL* or *by subscription*. These pages must then be on
  a server. A calendar looks for changes some times a day, or once.
"""
INSTALL = """**To read**, nothing. The figures and the checks of the exercises run in
your browser, with no network.

**To run the notebooks**, Python 3.11 or newer and the package of the book:
[what to do](../book/how-to-use.md#if-you-run)."""
ON_HUB = """You log in, and the notebook opens. What you change there stays. The links
*Open on the hub* lead to single notebooks; so do those of
[the schedule](schedule.md)."""
LICENCE = """The text and the figures of the chapters are under
[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/), the code is under
BSD-3-Clause. They are those of the book *Recurrent networks, from the inside*, by the
rnnbook authors. The schedule and this page are the course's own."""


def landing(course, on):
    """The page `book/index.md`, which opens first."""
    parts = [f"# {course.title}", course.about or dates(course)]
    parts += ["## Week by week", THIS_WEEK]
    for number, monday, sunday in weeks(course):
        lines = [line(course, *event[2:], on) for event in in_week(course, monday)]
        name = f"**Week {number}**: {span(monday, sunday)}"
        block = page([week_tag(monday, sunday), name, bullets(lines)])
        parts.append(f":::{{container}} week\n{block}:::")
    parts += [WHOLE_SCHEDULE, "## How to begin", begin(course)]
    if "06_lstm" in course.chapters:
        parts += ["## Touch an LSTM", WIDGET]
    return page(parts)


def line(course, kind, what, on):
    """One event of a week, as an item of a list."""
    if kind == "session":
        text = f"<b>{short_day(what.day)}</b> {hours(what.start, what.end)}"
        link = f"[{title(what)}](../course/schedule.md#session-{what.number})"
        return item(time_tag(what.start, text, what.end), link)
    if kind == "holiday":
        return item(day_tag(what.first, what.last), f"No class: {what.name}")
    name = f"Assignment {what.number}"
    if kind == "due":
        text = f"<b>{short_day(what.due)}</b> {hours(what.due)}"
        link = f"[{name}](../course/assignments.md#{what.name})"
        return item(time_tag(what.due, text), f"Due: {link}")
    if what.solutions_on <= on:
        name = f"[{name}](../course/{solutions_page(what.unit)})"
    return item(day_tag(what.solutions_on), f"Solutions: {name}")


def item(when, what):
    return f'<span class="when">{when}</span> {what}'


THIS_WEEK = '<p class="course-now js-only" role="status"></p>'
WHOLE_SCHEDULE = """[The whole schedule](../course/schedule.md) says what is read, shown
and done in each class; [the assignments](../course/assignments.md), what is handed in
and when; [the syllabus](../course/syllabus.md), everything else."""


def begin(course):
    """Three or four steps for the first day."""
    first = course.units[0]
    chapter = next((name for unit in course.units for name in unit.chapters), None)
    steps = []
    if "learning" not in course.chapters:
        steps.append(f"{NEVER_TRAINED} {markup.chapter('learning')}.")
    if chapter:
        steps.append(f"Read {markup.chapter(chapter)}, in your browser. {MOVE}")
    if exercises := (*first.in_class, *first.at_home):
        steps.append(f"Answer {markup.exercise(exercises[0])} in the page. {WRONG}")
    steps.append(CALENDAR_STEP)
    return "\n".join(f"{k}. {step}" for k, step in enumerate(steps, 1))


NEVER_TRAINED = "If you have never trained a network, read one page before the rest:"
MOVE = "Move everything that moves. There is nothing to install."
WRONG = "Type a wrong answer first, and see what the page says."
CALENDAR_STEP = (
    "Put [the dates](../course/syllabus.md#calendar) into your calendar, and see "
    "[what to install](../course/syllabus.md#what-to-install) to run a notebook."
)
WIDGET = """A whole LSTM cell with one unit, computed in your browser. Move a slider:
what does it keep?

```{rnn-widget} cell_explorer
{"compact": true}
```

[Its chapter](../notebooks/06_lstm.ipynb) derives the seven formulas."""


def as_of(course, on):
    """What stands at the foot of each page."""
    name = f"{markup.plain_title(course.title)}, edition {course.edition}"
    day = f'<time datetime="{on}">{long_day(on)}</time>'
    return f"<p>{name}. These pages are as of {day}.</p>"
