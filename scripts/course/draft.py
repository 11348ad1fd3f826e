"""A course file while it is checked: its tree, its lines, the faults found so far."""

import calendar
from datetime import date, time
from pathlib import Path

from course.book import read_book
from course.checking import check_form, line_of
from course.faults import Fault
from course.reading import read_tree


class Draft:
    """What the checks read, and where they write what is wrong.

    A path is a tuple of keys and places, ("units", 0, "title"); `get` gives None for
    what is not there, or was of a wrong form and has its fault already.
    """

    def __init__(self, path):
        self.path, self.book, self.remarks = Path(path), read_book(), []
        tree, self.lines, twice = read_tree(self.path)
        self.faults, self.wrong = list(twice), [()] if twice else []
        self.tree, faults = check_form(tree, self.lines)
        for fault in faults:
            self.fault(*fault)

    def fault(self, path, wrong, remedy):
        self.faults.append(Fault(self.line(path), wrong, remedy))
        self.wrong.append(path)

    def line(self, path):
        return line_of(self.lines, path)

    def get(self, *path, default=None):
        value = self.tree
        for key in path:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return default
        return default if value is None else value

    def places(self, *path):
        """The paths of a list's items that have the right form."""
        items = self.get(*path, default=[])
        return [(*path, k) for k, item in enumerate(items) if item is not None]

    def items(self, *path):
        return tuple(self.get(*place) for place in self.places(*path))

    def has(self, *path):
        """Does the file say anything here, be it right or wrong?"""
        return path in self.lines

    def date(self, *path):
        """The date at a path; None, and a fault, if the calendar has no such day."""
        text = self.get(*path)
        if text is None:
            return None
        text = text.partition(" ")[0]
        year, month, day = (int(part) for part in text.split("-"))
        try:
            return date(year, month, day)
        except ValueError:
            remedy = "write a month from 01 to 12"
            if 1 <= month <= 12 and year:
                last = calendar.monthrange(year, month)[1]
                remedy = f"write {text[:-2]}{min(max(day, 1), last):02}"
            self.fault(path, f"`{path[-1]}`: there is no day {text}", remedy)
            return None

    def time(self, *path, default=None):
        text = self.get(*path)
        return time.fromisoformat(text) if text else default
