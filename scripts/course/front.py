"""The syllabus and the first page of a course, as Markdown."""

from course import markup
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
    parts += ["## Who teaches", *bullets(map(markup.staff, course.staff))] * bool(course.staff)
    parts += ["## What is taught", *units(course)]
    for policy in course.policies:
        parts += [f"## {policy.title}", policy.text]
    parts += ["## Exercises and solutions", solutions_rule(course)]
    parts += ["## Calendar", CALENDAR, "## What to install", INSTALL]
    if course.hub:
        parts[-1] += f"\n\nOn [the hub of this course]({course.hub.url}) all is installed."
    known = [f"[{link.title}]({link.url})" for link in course.links]
    parts += ["## Links", *bullets(known)] * bool(known)
    parts += ["## Licence", LICENCE]
    return page(parts)


def bullets(lines):
    return ["\n".join(f"- {line}" for line in lines)]


def units(course):
    """A list of the units, each with its first class."""
    lines = []
    for unit in course.units:
        classes = [s for s in course.sessions if s.unit is unit]
        what = "; ".join(map(markup.chapter, unit.chapters))
        day = f"[{short_day(classes[0].day)}](schedule.md#session-{classes[0].number})"
        same = len(unit.chapters) == 1 and unit.title in what
        lines.append(f"{day}: {what if same else ': '.join(filter(None, (unit.title, what)))}")
    return bullets(lines)


def solutions_rule(course):
    taught = (
        "Each exercise can be answered in the page of its chapter, as often as you like. "
        "The check there is practice: it counts for no grade, and nobody sees what you do. "
        "The solutions to exercises of a class come into these pages on the day after it."
    )
    if not course.assignments:
        return taught
    first = course.assignments[0]
    return (
        f"{taught} Those to an assignment come some days after it is due: to the first, "
        f"which is due {due_words(first)}, on {short_day(first.solutions_on)}. "
        "All dates are on [the page of assignments](assignments.md)."
    )


CALENDAR = (
    'All classes and due dates are in <a href="../course.ics" download>course.ics</a>. '
    "To have them once, download the file and open it: the calendar of your phone or "
    "computer takes it in. To have changes, too, *subscribe*: copy the address of that "
    "link, and paste it where your calendar adds one *from a URL* or *by subscription*. "
    "That needs these pages on a server; from a disk the file can only be opened."
)
INSTALL = (
    "**To read**, nothing. The figures and the checks of the exercises run in your browser, "
    "with no network.\n\n"
    "**To run the notebooks**, Python 3.11 or newer and the package of the book: "
    "[what to do](../book/how-to-use.md#if-you-run). PyTorch is needed for one chapter, on "
    "moving to libraries."
)
LICENCE = (
    "The text and the figures are under "
    "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/), the code under BSD-3-Clause. "
    "They are those of the book *Recurrent networks, from the inside*, by the rnnbook authors; "
    "the schedule and this page are the course's own."
)


def landing(course, on):
    """The page `book/index.md`, which opens first."""
    parts = [f"# {course.title}", course.about or dates(course)]
    parts += ["## Week by week", THIS_WEEK]
    for number, monday, sunday in weeks(course):
        lines = [line(course, *event[2:], on) for event in in_week(course, monday)]
        block = [week_tag(monday, sunday), f"**Week {number}**: {span(monday, sunday)}"]
        parts.append(":::{container} week\n" + page([*block, *bullets(lines)]) + ":::")
    parts += [WHOLE_SCHEDULE, "## How to begin", begin(course)]
    if "06_lstm" in course.chapters:
        parts += ["## Touch an LSTM", WIDGET]
    return page(parts)


def line(course, kind, what, on):
    """One event of a week, as an item of a list."""
    course_page = "../course"
    if kind == "session":
        text = f"<b>{short_day(what.day)}</b> {hours(what.start, what.end)}"
        link = f"{course_page}/schedule.md#session-{what.number}"
        return item(time_tag(what.start, text, what.end), f"[{title(what)}]({link})")
    if kind == "holiday":
        return item(day_tag(what.first, what.last), f"No class: {what.name}")
    words = f"Assignment {what.number}"
    link = f"[{words}]({course_page}/assignments.md#{what.name})"
    if kind == "due":
        text = f"<b>{short_day(what.due)}</b> {hours(what.due)}"
        return item(time_tag(what.due, text), f"Due: {link}")
    if what.solutions_on <= on:
        link = f"[assignment {what.number}]({course_page}/{solutions_page(what.unit)})"
    return item(day_tag(what.solutions_on), f"Solutions: {link}")


def item(when, what):
    return f'<span class="when">{when}</span> {what}'


THIS_WEEK = '<p class="course-now js-only" role="status"></p>'
WHOLE_SCHEDULE = (
    "[The whole schedule](../course/schedule.md) says what is read, shown and done in each "
    "class; [the assignments](../course/assignments.md), what is handed in and when; "
    "[the syllabus](../course/syllabus.md), everything else."
)


def begin(course):
    first = course.units[0]
    chapter = next((name for unit in course.units for name in unit.chapters), None)
    steps = []
    if chapter:
        steps.append(
            f"Read {markup.chapter(chapter)}, in your browser. Move "
            "everything that moves. There is nothing to install."
        )
    if exercises := (*first.in_class, *first.at_home):
        steps.append(
            f"Answer {markup.exercise(exercises[0])} in the page. Type a wrong answer first, "
            "and see what the page says."
        )
    steps.append(
        "Put [the dates](../course/syllabus.md#calendar) into your calendar, and see "
        "[what to install](../course/syllabus.md#what-to-install) before the first "
        "assignment."
    )
    if "learning" not in course.chapters:
        steps.append(
            "If you have never trained a network, read "
            f"{markup.chapter('learning')} before that: one page."
        )
    return "\n".join(f"{k}. {step}" for k, step in enumerate(steps, 1))


WIDGET = """A whole LSTM cell with one unit, computed in your browser. Move a slider: what does it keep?

```{rnn-widget} cell_explorer
{"compact": true}
```

[Its chapter](../notebooks/06_lstm.ipynb) derives the seven formulas."""


def as_of(course, on):
    """What stands at the foot of each page."""
    return (
        f'<p>{markup.plain_title(course.title)}, edition {course.edition}. These pages are as '
        f'of <time datetime="{on}">{long_day(on)}</time>.</p>'
    )


