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
    """The zones of the pinned package tzdata that have a city's name, and UTC.

    EST and the like are left out: as zones, they know no summer. So are those of
    Etc/GMT+1 and the like: it is west of Greenwich.
    """
    names = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    cities = [n for n in names.split() if "/" in n and not n.startswith("Etc/")]
    return (*cities, "UTC")


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
    """What to take in place of it: whole hours later, or sooner on the same day."""
    for hours in (1, 2, 3, -1, -2, -3):
        other = moment + timedelta(hours=hours)
        same = other.date() == moment.date()
        if same and exists(other) and not is_twice(other):
            return other
    raise ValueError(f"no sure hour near {moment}")


def days(first, last):
    """All days from the first to the last, both included."""
    return [first + k * DAY for k in range((last - first).days + 1)]


def next_weekday(day, name):
    """The first such weekday after a day."""
    ahead = (WEEKDAYS.index(name) - day.weekday() - 1) % 7 + 1
    return day + ahead * DAY
