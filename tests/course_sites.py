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
    """Sentences and lines of code that stand in solutions which are not out yet, and
    neither elsewhere in the book nor in the package."""
    numbers, hidden, shown = withheld(course, on), set(), []
    for path in (ROOT / "notebooks" / "solutions").glob("*.ipynb"):
        for number, (_, cells) in worked(path.stem)[1].items():
            if number not in numbers:
                shown += map(text_of, cells)
                continue
            for cell in cells:
                kind = lines if cell["cell_type"] == "code" else sentences
                hidden |= kind(text_of(cell))
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        number = None
        for cell in read_notebook(path)["cells"]:
            text = text_of(cell)
            if found := re.match(r"#+ Exercise (\d+\.\d+)", text):
                number = found[1]
            if number in numbers:
                hidden |= sentences("\n".join(FOLDED.findall(text)))
                text = FOLDED.sub("", text)
            shown += [text, *printed(cell)]
    for path in [*(ROOT / "book").glob("*.md"), *(ROOT / "rnnbook").rglob("*.py")]:
        shown.append(path.read_text(encoding="utf-8"))
    everything = "\n".join(shown)
    return {sentence for sentence in hidden if sentence not in everything}


def printed(cell):
    """What a cell's outputs say, as text."""
    for output in cell.get("outputs", ()):
        yield "".join(output.get("text", ""))
        for kind, text in output.get("data", {}).items():
            if kind in ("text/plain", "text/markdown", "text/html"):
                yield "".join(text)


def lines(code):
    """Lines of code that are long enough to be nobody else's, and as long in JSON."""
    found = {line.strip() for line in code.splitlines()}
    return {line for line in found if len(line) > 23 and not re.search(r'["\\]', line)}


def sentences(text):
    return set(SENTENCE.findall(text))
