"""Sites of the examples, for the tests of courses."""

import os
import re
from datetime import date
from pathlib import Path

from course.ics import write_calendar
from course.plan import read_course
from course.site import Site, build_site
from course.solutions import FOLDED, read_notebook, text_of, withheld, worked
from filelock import FileLock
from support import ROOT

EXAMPLES = {
    path.stem: path for path in sorted((ROOT / "book" / "course").glob("*.yml"))
}
# In the midst of each: solutions of some exercises are out, others not.
DAYS = {
    "one-week": date(2027, 3, 19),
    "two-weeks": date(2027, 2, 9),
    "term": date(2027, 12, 22),
}
SENTENCE = re.compile(r"[A-Za-z][A-Za-z ,']{24,}")


def course_once(out):
    """The site of the course of one week; by whoever asks first, for all that ask.

    RNNBOOK_COURSE=FOLDER, a site of it as of its day, saves building it anew.
    """
    if ready := os.environ.get("RNNBOOK_COURSE"):
        return Site(Path(ready).resolve(), [], [])
    with FileLock(out.with_suffix(".lock"), timeout=500):
        warned = out / "warnings.txt"
        if not warned.exists():
            warned.parent.mkdir()
            site = build_example("one-week", out)
            warned.write_text("\n".join(site.warnings), encoding="utf-8")
    folder = out / "one-week" / example("one-week").edition
    return Site(folder, [], warned.read_text(encoding="utf-8").splitlines())


def example(name):
    return read_course(EXAMPLES[name])


def build_example(name, out):
    """The site of an example as of its day, with its calendar."""
    course = example(name)
    [calendar] = write_calendar(course, Path(out) / f"{name}.ics")
    files = {"course.ics": calendar}
    return build_site(course, DAYS[name], Path(out) / name, files)


def hidden_sentences(course, on):
    """Sentences that stand in solutions which are not out, and nowhere else."""
    numbers, hidden, shown = withheld(course, on), set(), set()
    for path in (ROOT / "notebooks" / "solutions").glob("*.ipynb"):
        for number, (_, cells) in worked(path.stem)[1].items():
            into = hidden if number in numbers else shown
            into |= sentences("\n".join(map(text_of, cells)))
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        number = None
        for cell in read_notebook(path)["cells"]:
            text = text_of(cell)
            if found := re.match(r"#+ Exercise (\d+\.\d+)", text):
                number = found[1]
            into = hidden if number in numbers else shown
            into |= sentences("\n".join(FOLDED.findall(text)))
            shown |= sentences(FOLDED.sub("", text))
    for path in [*(ROOT / "book").glob("*.md"), *(ROOT / "rnnbook").rglob("*.py")]:
        shown |= sentences(path.read_text(encoding="utf-8"))
    return hidden - shown


def sentences(text):
    return set(SENTENCE.findall(text))
