"""Dates of a course: at the changes of the clock, around New Year, on leap days."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from course.dates import exists, is_twice, later, next_weekday, sure, wall, zone
from course.faults import CourseError
from course.plan import read_course

FILE = """\
title: A title
edition: now
start: {start}
end: {end}
time_zone: {zone}
class: {{days: [{days}], time: {time}, minutes: 90}}
due: {{{due}}}
units:
  - {{title: One, chapter: 03_vanilla_rnn, sessions: {count}, at_home: 3.3}}
"""


@pytest.fixture
def course(tmp_path):
    def course(start, end, zone, days, time="10:15", due="days: 7", count=1, more=""):
        said = FILE.format(**{k: v for k, v in locals().items() if k != "more"})
        path = tmp_path / "course.yml"
        path.write_text(said + more, encoding="utf-8")
        return read_course(path)

    return course


def starts(course):
    """The starts of the classes in UTC, as "03-25 09:15"."""
    return [f"{s.start.astimezone(UTC):%m-%d %H:%M}" for s in course.sessions]


# The same hour on the wall before and after; each change as its zone has it.
CHANGES = {
    "Europe, forward": (
        "Europe/Berlin", "2027-03-25", "2027-04-20", "Thursday", "10:15",
        ["03-25 09:15", "04-01 08:15"], "04-08 21:59",
    ),
    "Europe, back": (
        "Europe/Berlin", "2027-10-28", "2027-11-20", "Thursday", "10:15",
        ["10-28 08:15", "11-04 09:15"], "11-11 22:59",
    ),
    "America, forward": (
        "America/New_York", "2027-03-08", "2027-04-20", "Monday", "09:00",
        ["03-08 14:00", "03-15 13:00"], "03-23 03:59",
    ),
    "America, back": (
        "America/New_York", "2027-11-01", "2027-12-20", "Monday", "09:00",
        ["11-01 13:00", "11-08 14:00"], "11-16 04:59",
    ),
    "Sydney, back in April": (
        "Australia/Sydney", "2027-03-29", "2027-04-20", "Monday", "09:00",
        ["03-28 22:00", "04-04 23:00"], "04-12 13:59",
    ),
    "Sydney, forward in October": (
        "Australia/Sydney", "2027-09-27", "2027-10-20", "Monday", "09:00",
        ["09-26 23:00", "10-03 22:00"], "10-11 12:59",
    ),
    "Santiago, back in April": (
        "America/Santiago", "2027-03-30", "2027-04-20", "Tuesday", "09:00",
        ["03-30 12:00", "04-06 13:00"], "04-14 03:59",
    ),
    "Adelaide, half hours, back": (
        "Australia/Adelaide", "2027-03-29", "2027-04-20", "Monday", "09:00",
        ["03-28 22:30", "04-04 23:30"], "04-12 14:29",
    ),
    "Lord Howe, a change of half an hour": (
        "Australia/Lord_Howe", "2027-03-29", "2027-04-20", "Monday", "09:00",
        ["03-28 22:00", "04-04 22:30"], "04-12 13:29",
    ),
    "Kolkata, half hours, no changes": (
        "Asia/Kolkata", "2027-03-22", "2027-04-20", "Monday", "10:00",
        ["03-22 04:30", "03-29 04:30"], "04-05 18:29",
    ),
    "Tokyo, no changes": (
        "Asia/Tokyo", "2027-10-25", "2027-11-20", "Monday", "10:00",
        ["10-25 01:00", "11-01 01:00"], "11-08 14:59",
    ),
    "New Year": (
        "Europe/Berlin", "2027-12-30", "2028-01-20", "Thursday", "10:15",
        ["12-30 09:15", "01-06 09:15"], "01-13 22:59",
    ),
    "a leap day": (
        "Europe/Berlin", "2028-02-22", "2028-03-20", "Tuesday", "10:15",
        ["02-22 09:15", "02-29 09:15"], "03-07 22:59",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
def test_the_hour_on_the_wall_stays(case, course):
    where, start, end, days, time, classes, due = case
    found = course(start, end, where, days, time, count=2)
    assert starts(found) == classes
    assert {f"{s.start:%H:%M}" for s in found.sessions} == {time}
    work = found.assignments[0]
    assert f"{work.due.astimezone(UTC):%m-%d %H:%M}" == due
    assert f"{work.due:%H:%M}" == "23:59"


@pytest.mark.parametrize("day, due", [
    ("2027-03-25", "04-01 21:59"), ("2027-10-28", "11-04 22:59"),
])  # fmt: skip
def test_work_is_due_at_the_same_hour_over_a_change(day, due, course):
    end = date.fromisoformat(day) + timedelta(days=9)
    found = course(day, end, "Europe/Berlin", "Thursday")
    assert f"{found.assignments[0].due.astimezone(UTC):%m-%d %H:%M}" == due


def test_weeks_begin_on_monday_wherever_the_course_begins(course):
    found = course("2027-02-03", "2027-02-28", "Europe/Berlin", "Wednesday, Monday",
                   count=3)  # fmt: skip
    assert [found.week(s.day) for s in found.sessions] == [1, 2, 2]
    assert found.week(date(2027, 2, 7)) == 1 and found.week(date(2027, 2, 28)) == 4


def test_a_class_takes_its_minutes_and_grace_its_hours_over_a_change(course):
    found = course(
        "2027-03-27", "2027-03-28", "Europe/Berlin", "Saturday", "23:30",
        "days: 1, time: 01:30, grace: 2 hours",
    )  # fmt: skip
    session, work = found.sessions[0], found.assignments[0]
    assert session.end - session.start == timedelta(minutes=90)
    assert f"{work.closes:%H:%M}" == "04:30"        # from 2:00 to 3:00 no time passed
    took = work.closes.astimezone(UTC) - work.due.astimezone(UTC)
    assert took == timedelta(hours=2)


def test_grace_in_days_keeps_the_hour(course):
    found = course("2027-03-22", "2027-03-31", "Europe/Berlin", "Monday",
                   due="days: 5, grace: 1 day")  # fmt: skip
    assert f"{found.assignments[0].closes:%m-%d %H:%M}" == "03-28 23:59"
    assert found.assignments[0].solutions_on == date(2027, 3, 29)


def test_grace_in_days_that_ends_in_a_gap_ends_after_it(course):
    found = course("2027-03-22", "2027-03-31", "Europe/Berlin", "Monday",
                   due="days: 5, time: 02:30, grace: 1 day")  # fmt: skip
    assert f"{found.assignments[0].closes:%m-%d %H:%M}" == "03-28 03:30"


def test_due_on_a_weekday_is_the_first_after_the_day_of_the_class(course):
    for name, day in [("Sunday", 7), ("Monday", 8), ("Tuesday", 2), ("Wednesday", 3)]:
        found = course("2027-02-01", "2027-02-28", "Europe/Berlin", "Monday",
                       due=f"weekday: {name}")  # fmt: skip
        assert found.assignments[0].due.day == day
    assert next_weekday(date(2027, 12, 31), "Friday") == date(2028, 1, 7)


def test_solutions_never_come_before_work_is_closed(course):
    """With grace over midnight the day after is too soon; a day later is not."""
    found = course("2027-12-20", "2028-01-10", "Europe/Berlin", "Monday",
                   due="days: 11, grace: 3 hours")  # fmt: skip
    work = found.assignments[0]
    assert f"{work.due:%Y-%m-%d %H:%M}" == "2027-12-31 23:59"
    assert f"{work.closes:%Y-%m-%d %H:%M}" == "2028-01-01 02:59"
    assert work.solutions_on == date(2028, 1, 2)
    assert wall(work.solutions_on, time(), work.due.tzinfo) > work.closes


def test_holidays_around_new_year_and_a_class_moved_over_it(course):
    more = "holidays: {from: 2027-12-24, to: 2028-01-02, name: Winter break}\n"
    more += "moved: [{from: 2027-12-29, to: 2028-01-04, time: '08:00'}]\n"
    found = course("2027-12-20", "2028-01-31", "Europe/Berlin", "Wednesday", count=4,
                   more=more)  # fmt: skip
    assert starts(found) == ["12-22 09:15", "01-04 07:00", "01-05 09:15", "01-12 09:15"]
    assert [found.week(s.day) for s in found.sessions] == [1, 3, 3, 4]


def test_a_class_moved_past_another_takes_its_place_in_the_order(course):
    more = "moved: [{from: 2027-02-01, to: 2027-02-04}]\n"
    found = course("2027-02-01", "2027-02-28", "Europe/Berlin", "Monday, Wednesday",
                   count=2, more=more)  # fmt: skip
    assert starts(found) == ["02-03 09:15", "02-04 09:15"]


# zone, first day, weekday, hour, what is said of it, what to take in place of it
CLOCKS = {
    "skipped in Berlin": ("Europe/Berlin", "2027-03-28", "Sunday", "02:30",
                          "skips this time", "03:30"),
    "twice in Berlin": ("Europe/Berlin", "2027-10-31", "Sunday", "02:30",
                        "shows this time twice", "03:30"),
    "skipped in New York": ("America/New_York", "2027-03-14", "Sunday", "02:15",
                            "skips this time", "03:15"),
    "twice in New York": ("America/New_York", "2027-11-07", "Sunday", "01:00",
                          "shows this time twice", "02:00"),
    "twice on Lord Howe": ("Australia/Lord_Howe", "2027-04-04", "Sunday", "01:45",
                           "shows this time twice", "02:45"),
    "twice in Santiago": ("America/Santiago", "2027-04-03", "Saturday", "23:30",
                          "shows this time twice", "22:30"),
}  # fmt: skip


@pytest.mark.parametrize("case", CLOCKS.values(), ids=CLOCKS)
def test_class_at_an_hour_that_is_not_or_is_twice_is_refused(case, course):
    where, day, weekday, hour, said, instead = case
    end = date.fromisoformat(day) + timedelta(days=8)
    with pytest.raises(CourseError) as caught:
        course(day, end, where, weekday, hour)
    assert f"line 6: class at {hour} on {day} in {where}" in str(caught.value)
    assert said in str(caught.value)
    entry = f"{{from: {day}, to: {day}, time: {instead}}}"
    assert str(caught.value).endswith(f"add {entry} to `moved`")
    found = course(day, end, where, weekday, hour, more=f"moved: [{entry}]\n")
    assert f"{found.sessions[0].start:%H:%M}" == instead


def test_due_at_an_hour_that_is_twice_is_refused(course):
    with pytest.raises(CourseError, match="line 9: work is due at 23:59 on 2027-04-03 "
                       ".*twice.*add `due: 2027-04-03 22:59` to the unit"):  # fmt: skip
        course("2027-03-27", "2027-04-30", "America/Santiago", "Saturday")
    with pytest.raises(CourseError, match="due at 02:30 on 2027-03-28.*skips.* 03:30`"):
        course("2027-03-22", "2027-04-30", "Europe/Berlin", "Monday",
               due="weekday: Sunday, time: 02:30")  # fmt: skip


def test_all_hours_of_a_year_exist_once_but_at_the_two_changes():
    where = zone("Europe/Berlin")
    first = datetime(2027, 1, 1, tzinfo=where)
    hours = [first + timedelta(hours=k) for k in range(365 * 24)]
    odd = [h for h in hours if not exists(h) or is_twice(h)]
    assert [f"{h:%m-%d %H:%M}" for h in odd] == ["03-28 02:00", "10-31 02:00"]
    assert [f"{sure(h):%H:%M}" for h in odd] == ["03:00", "03:00"]
    assert later(odd[0] - timedelta(hours=1), timedelta(hours=1)).hour == 3


def test_zones_are_those_of_the_pinned_package(monkeypatch):
    """Not of the machine: two machines may know other rules for the same zone."""
    import zoneinfo

    zone.cache_clear()
    monkeypatch.setattr(zoneinfo, "ZoneInfo", None)
    zoneinfo.reset_tzpath(to=())
    try:
        found = zone("Europe/Berlin")
        assert found.key == str(found) == "Europe/Berlin"
        summer = datetime(2027, 7, 1, tzinfo=found)
        assert summer.utcoffset() == timedelta(hours=2)
    finally:
        zoneinfo.reset_tzpath()
