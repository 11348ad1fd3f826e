"""What is wrong with a course file: a line for each fault, and what to do about it."""

import difflib
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: its line (0: the file as a whole), what is wrong, and the remedy."""

    line: int
    wrong: str
    remedy: str

    def text(self, file):
        place = f"{file}, line {self.line}" if self.line else file
        return " ".join(f"{place}: {self.wrong}; {self.remedy}".split("\n"))


class CourseError(ValueError):
    """All faults of a file, in the order of its lines; its text has a line for each."""

    def __init__(self, path, faults):
        self.path, self.faults = path, tuple(sorted(set(faults)))
        super().__init__("\n".join(f.text(path.name) for f in self.faults))


def nearest(name, known):
    """The known name that `name` looks like, or None; capitals do not count."""
    small = {}
    for each in known:
        small.setdefault(str(each).lower(), each)
    found = difflib.get_close_matches(str(name).lower(), small, n=1, cutoff=0.6)
    return small[found[0]] if found else None


def listed(names, most=8):
    """Names in a row, the last after "or"; of many the first, and how many more."""
    names = [str(name) for name in names]
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
        return ", ".join(names[:-1]) + " and " + names[-1]
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
