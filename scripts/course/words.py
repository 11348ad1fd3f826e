"""Days and times in words, the same on every machine."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def weekday(day):
    return DAYS[day.weekday()]


def short_day(day):
    """Mon 1 Feb"""
    return f"{weekday(day)[:3]} {day.day} {MONTHS[day.month - 1][:3]}"


def long_day(day):
    """Monday, 1 February 2027"""
    return f"{weekday(day)}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def span(first, last):
    """1 February; 1 to 7 February; 28 February to 6 March; with years if two."""
    year = f" {first.year}" if first.year != last.year else ""
    start = f"{first.day} {MONTHS[first.month - 1]}{year}"
    end = f"{last.day} {MONTHS[last.month - 1]}{year and f' {last.year}'}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {end}"
    return f"{start} to {end}"


def hours(start, end=None):
    """10:15–11:45 CET; 23:59 CET"""
    until = f"–{end:%H:%M}" if end else ""
    return f"{start:%H:%M}{until} {zone(start)}"


def zone(moment):
    """CET, or UTC+3 where the zone has no letters."""
    name = moment.tzname()
    if name[0] not in "+-":
        return name
    minutes = round(moment.utcoffset().total_seconds() / 60)
    sign, (h, m) = "+−"[minutes < 0], divmod(abs(minutes), 60)
    return f"UTC{sign}{h}" + (f":{m:02}" if m else "")


def listed(names, last="and"):
    """a; a and b; a, b and c"""
    names = list(names)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
