"""The calendar of a course: read back by the library, and looked at byte by byte."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from course.ics import calendar, write_calendar
from course.plan import read_course
from icalendar import Calendar
from support import ROOT

EXAMPLES = sorted((ROOT / "book" / "course").glob("*.yml"))
HARD = "Gates, cells; \\ and \"quotes\" – für uns, 循環, 🧠: " + "x" * 100


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def course(request):
    return read_course(request.param)


def changed(tmp_path, *changes):
    text = (ROOT / "book" / "course" / "two-weeks.yml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = tmp_path / "two-weeks.yml"
    path.write_text(text, encoding="utf-8")
    return read_course(path)


def events(course, kind=""):
    """{uid: event} of those whose UID begins with `kind`."""
    found = Calendar.from_ical(calendar(course)).walk("VEVENT")
    return {str(e["UID"]): e for e in found if e["UID"].startswith(kind)}


def test_classes_are_at_their_times_in_utc(course):
    found = list(events(course, "class-").values())
    assert len(found) == len(course.sessions)
    for event, session in zip(found, course.sessions, strict=True):
        assert event.start == session.start and event.end == session.end
        assert event.start.tzinfo.utcoffset(None) == timedelta(0)
        assert f"Class {session.number}: {session.unit.title}" in event["SUMMARY"]
        assert event.get("LOCATION", "") == session.place


def test_due_dates_solutions_and_holidays_are_days(course):
    due = list(events(course, "due-").values())
    solutions = list(events(course, "solutions-").values())
    for k, work in enumerate(course.assignments):
        assert due[k].start == work.due.date() and type(due[k].start) is date
        assert f"due at {work.due:%H:%M}" in due[k]["SUMMARY"]
        assert course.zone.key in due[k]["DESCRIPTION"]
        assert solutions[k].start == work.solutions_on
    holidays = list(events(course, "holiday-").values())
    for event, holiday in zip(holidays, course.holidays, strict=True):
        assert event.start == holiday.first
        assert event.end == holiday.last + timedelta(days=1)    # the first day after
        assert event["TRANSP"] == "TRANSPARENT"
    assert len(due) == len(solutions) == len(course.assignments)


def test_every_event_has_what_calendars_ask_for(course):
    found = events(course)
    wanted = len(course.sessions) + 2 * len(course.assignments) + len(course.holidays)
    assert len(found) == wanted                     # so no UID comes twice
    stamp = datetime.combine(course.start, time(), tzinfo=UTC)
    for event in found.values():
        assert event["DTSTAMP"].dt == stamp
        assert event.end > event.start and event["SEQUENCE"] == 0
        assert event["SUMMARY"]
    text = calendar(course).decode()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VCALENDAR\r\n")
    # No zone by name: it would need its VTIMEZONE. All times end in Z.
    assert "TZID" not in text and not re.search(r"DT(START|END):\d{8}T\d{6}\r", text)


def test_lines_are_folded_at_75_bytes(tmp_path, course):
    hard = changed(tmp_path, ("chapter: 03_vanilla_rnn", f"chapter: 03_vanilla_rnn\n"
                   f"    title: '{HARD}'"))  # fmt: skip
    for data in (calendar(course), calendar(hard)):
        lines = data.split(b"\r\n")
        assert b"\n" not in b"".join(lines) and max(map(len, lines)) <= 75
        for line in lines:
            line.decode("utf-8")                    # no character is cut in two


def test_text_that_needs_escaping_comes_back_as_it_was(tmp_path):
    chapter = "chapter: 03_vanilla_rnn"
    course = changed(
        tmp_path, (chapter, f"{chapter}\n    title: '{HARD}'"),
        ("place: Room 1.04}", "place: 'Room 1.04; left, or \\right'}"),
        ("name: Carnival Monday", "name: \"two\\nlines\""),
    )  # fmt: skip
    first = next(iter(events(course, "class-").values()))
    assert first["SUMMARY"] == f"Class 1: {HARD}"
    assert first["LOCATION"] == "Room 1.04; left, or \\right"
    assert first["DESCRIPTION"].split("\n") == [
        "Chapter 3: The vanilla RNN", "In class: exercises 3.1, 3.2",
        "At home: exercises 3.3, 3.4",
    ]  # fmt: skip
    holiday = next(iter(events(course, "holiday-").values()))
    assert holiday["SUMMARY"] == "No class: two\nlines"
    text = calendar(course).decode().replace("\r\n ", "")
    assert r"Gates\, cells\; \\ and" in text and r"No class: two\nlines" in text


def test_the_file_is_the_same_byte_for_byte(tmp_path, course):
    path, other = tmp_path / "a" / "course.ics", tmp_path / "b.ics"
    assert write_calendar(course, path) == [path]
    write_calendar(read_course(course.path), other)
    assert path.read_bytes() == other.read_bytes() == calendar(course)


def test_a_moved_class_stays_the_same_event(tmp_path):
    usual = events(changed(tmp_path))
    moved = events(changed(tmp_path, ("to: 2027-02-09, time: 14:15", "to: 2027-02-11"),
                           ("last_class: 2027-02-10", "last_class: 2027-02-11"),
                           ("title: Rec", "revision: 1\ntitle: Rec")))  # fmt: skip
    assert list(usual) == list(moved)
    starts = [moved[uid].start for uid in moved if uid.startswith("class-")]
    assert [f"{start:%m-%d}" for start in starts] == [
        "02-01", "02-03", "02-10", "02-11",
    ]  # fmt: skip
    assert {event["SEQUENCE"] for event in moved.values()} == {1}


def test_two_editions_in_one_calendar_do_not_overwrite_each_other(tmp_path):
    spring = events(changed(tmp_path))
    autumn = events(changed(tmp_path, ("edition: 2027-spring", "edition: 2027-autumn")))
    assert not set(spring) & set(autumn)
