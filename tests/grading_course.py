"""A small course that is written in code, for tests of what comes after the file."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")


def assignment(number=1, exercises=("6.1", "6.3", "6.6", "6.7"), title="The gates"):
    return SimpleNamespace(
        number=number,
        name=f"assignment-{number}",
        title=title,
        exercises=tuple(exercises),
        released=datetime(2027, 2, 1, 10, 15, tzinfo=ZONE),
        due=datetime(2027, 2, 8, 23, 59, tzinfo=ZONE),
        closes=datetime(2027, 2, 9, 1, 59, tzinfo=ZONE),
    )


def course(*assignments):
    made = assignments or (assignment(),)
    return SimpleNamespace(
        title="Recurrent networks",
        edition="2027-spring",
        zone=ZONE,
        assignments=tuple(made),
        lms={},
        hub=None,
    )
