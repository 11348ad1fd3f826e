"""Days and times on the clock of a zone, whatever the zone of this machine."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

WEEKDAYS = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
DAY = timedelta(days=1)


@cache
def zone_names():
    """All zones of the pinned package tzdata."""
    names = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return tuple(names.split())


@cache
def zone(name):
    """The zone from the package tzdata: every machine has the same hours."""
    file = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with file.open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


@dataclass(frozen=True)
class Slot:
    """A day on which there is class; path: where the file says so."""

    day: date
    time: time
    minutes: int
    place: str
    path: tuple


def wall(day, clock, where):
    """The aware time of a day and a time on the clock."""
    return datetime.combine(day, clock, tzinfo=where)


def later(moment, delta):
    """After so much time has passed, whatever the clock did meanwhile."""
    return (moment.astimezone(UTC) + delta).astimezone(moment.tzinfo)


def exists(moment):
    """False if the clock skips this time."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)


def is_twice(moment):
    """True if the clock shows this time twice."""
    return exists(moment) and (
        moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    )


def sure(moment):
    """The nearest whole hours later that exist once: what to take in place of it."""
    while not exists(moment) or is_twice(moment):
        moment += timedelta(hours=1)
    return moment


def days(first, last):
    """All days from the first to the last, both included."""
    return [first + k * DAY for k in range((last - first).days + 1)]


def next_weekday(day, name):
    """The first such weekday after a day."""
    ahead = (WEEKDAYS.index(name) - day.weekday() - 1) % 7 + 1
    return day + ahead * DAY
