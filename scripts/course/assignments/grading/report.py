"""What the class got wrong: one page for the teacher to open before the next class.

Counts only: no names of students, unless they are asked for.
"""

import html
import importlib.util
import json
import re
from base64 import b64encode
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from .judge import find

HERE = Path(__file__).resolve().parent
FACE = "source-serif-4-roman.woff2"
OTHER = {
    "wrong": "Wrong in a way that the check has no name for.",
    "misfit": "The answer has the wrong form: type, shape or number of values.",
    "error": "The function stopped with an error.",
    "mutated": "The function changes the arrays that it is given.",
    "unfinished": "Right so far, not finished.",
    "not attempted": "Not attempted: the starter as it came.",
    "missing": "No answer was found in the notebook.",
    "stopped": "The answer ran too long, took too much memory, or ended the program.",
    "unread": "The file could not be read as a notebook.",
    "unknown": "The check itself failed.",
}
EMPTY = ("not attempted", "missing", "unread")


@dataclass
class Tally:
    """The answers of a class to one exercise.

    right: all of it; some: a part of it; none: nothing right; empty: no answer.
    outputs: how often each was right. mistakes, others: students by words.
    """

    number: str
    right: int = 0
    some: int = 0
    none: int = 0
    empty: int = 0
    outputs: Counter = field(default_factory=Counter)
    mistakes: dict = field(default_factory=lambda: defaultdict(list))
    others: dict = field(default_factory=lambda: defaultdict(list))

    @property
    def count(self):
        return self.right + self.some + self.none + self.empty

    @property
    def title(self):
        return find(self.number).title


def records(folder, assignment):
    """{student: verdicts} as they stand in the autograded notebooks."""
    found = {}
    name = f"{assignment}.ipynb"
    for path in sorted(Path(folder, "autograded").glob(f"*/{assignment}/{name}")):
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
        found[path.parts[-3]] = metadata.get("rnnbook", {}).get("verdicts", [])
    return found


def tallies(found):
    """A `Tally` for each exercise, in the order of the notebook."""
    made: dict = {}
    for student, verdicts in sorted(found.items()):
        for each in verdicts:
            tally = made.setdefault(each["number"], Tally(each["number"]))
            add(tally, student, each)
    return list(made.values())


def add(tally, student, each):
    good = [name for name, right in each["right"].items() if right]
    tally.outputs.update(good)
    if each["status"] in EMPTY:
        tally.empty += 1
    elif each["status"] == "right":
        tally.right += 1
    elif good:
        tally.some += 1
    else:
        tally.none += 1
    if each["mistake"]:
        tally.mistakes[each["mistake"]].append(student)
    elif each["status"] != "right":
        tally.others[each["status"]].append(student)


def ranked(words):
    """(words, students), the most frequent first."""
    return sorted(words.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def first_things(made, most=3):
    """The mistakes that most students made: (exercise, words, count)."""
    every = [
        (len(students), tally, says)
        for tally in made
        for says, students in tally.mistakes.items()
    ]
    every.sort(key=lambda each: (-each[0], each[1].number, each[2]))
    return [(tally, says, count) for count, tally, says in every[:most]]


def as_text(title, made, count, names=False):
    """The report in plain text."""
    lines = [title, "=" * len(title), "", handed_in(count), ""]
    if things := first_things(made):
        lines.append("Before the next class:")
        lines += [f"  {n:3d}  {t.number}  {says}" for t, says, n in things]
        lines.append("")
    for tally in made:
        heading = f"{tally.number} {tally.title}"
        lines += [heading, "-" * len(heading), f"  {shares(tally)}"]
        for name in find(tally.number).outputs:
            lines.append(f"  {name}: right {tally.outputs[name]} of {tally.count}")
        for says, students in ranked(tally.mistakes):
            lines.append(f"  {len(students):3d}  {says}")
            lines += [f"       {', '.join(students)}"] * names
        for status, students in ranked(tally.others):
            lines.append(f"  {len(students):3d}  ({OTHER.get(status, status)})")
            lines += [f"       {', '.join(students)}"] * names
        lines.append("")
    return "\n".join(lines)


def handed_in(count):
    students = "1 student has" if count == 1 else f"{count} students have"
    return f"{students} handed in."


def shares(tally):
    parts = (
        (tally.right, "right"),
        (tally.some, "right in part"),
        (tally.none, "not right"),
        (tally.empty, "without an answer"),
    )
    return ", ".join(f"{n} {word}" for n, word in parts if n) or "no answers"


def as_html(title, made, count, names=False):
    """The report as one page that needs nothing else."""
    style = (HERE / "report.css").read_text(encoding="utf-8")
    body = "\n".join(
        [first_html(made, count), *(section_html(tally, names) for tally in made)]
    )
    words = html.escape(title)
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words}</title>
<style>
{palette()}
{face()}
{style}</style>
</head>
<body>
<main>
<h1>{words}</h1>
<p class="lead">{handed_in(count)} Each mistake is in the words that its maker read.</p>
{body}
</main>
</body>
</html>
"""


def first_html(made, count):
    """The overview: what to speak about first, and a bar for each exercise."""
    things = "".join(
        f'<li><span class="count">{n}</span><span><a href="#{anchor(tally)}">'
        f"{tally.number}</a> {marked(says)}</span></li>"
        for tally, says, n in first_things(made)
    )
    first = things and f'<h2>Before the next class</h2><ol class="first">{things}</ol>'
    rows = "".join(
        f'<tr><th scope="row"><a href="#{anchor(tally)}">{tally.number} '
        f"{html.escape(tally.title)}</a></th><td>{bar(tally)}</td></tr>"
        for tally in made
    )
    keys = "".join(
        f'<span><i class="{kind}"></i>{word}</span>'
        for kind, word in (
            ("right", "right"),
            ("some", "right in part"),
            ("none", "not right"),
            ("empty", "no answer"),
        )
    )
    key = f'<p class="key">{keys}</p>'
    return f'{first}<h2>All exercises</h2>{key}<table class="all">{rows}</table>'


def anchor(tally):
    return f"exercise-{tally.number.replace('.', '-')}"


def bar(tally):
    """A bar of the class, in four parts, with the counts in words for all."""
    parts = [
        (kind, getattr(tally, kind)) for kind in ("right", "some", "none", "empty")
    ]
    pieces = "".join(
        f'<i class="{kind}" style="flex-grow:{n}"><b>{n}</b></i>'
        for kind, n in parts
        if n
    )
    return f'<div class="bar" role="img" aria-label="{shares(tally)}">{pieces}</div>'


def section_html(tally, names):
    """An exercise: each output, the mistakes by their number, and the rest."""
    one = 100 / max(tally.count, 1)
    outputs = "".join(
        f'<li><code>{html.escape(name)}</code><span class="track">'
        f'<i style="width:{one * tally.outputs[name]:.1f}%"></i></span>'
        f"<span>{tally.outputs[name]} of {tally.count} right</span></li>"
        for name in find(tally.number).outputs
    )
    lines = "".join(line(says, s, names) for says, s in ranked(tally.mistakes))
    lines += "".join(
        line(OTHER.get(status, status), s, names, "other")
        for status, s in ranked(tally.others)
    )
    lines = lines or '<li class="other"><span>Nothing was wrong.</span></li>'
    return f"""\
<section id="{anchor(tally)}">
<h2>{tally.number} {html.escape(tally.title)}</h2>
{bar(tally)}
<ul class="outputs">{outputs}</ul>
<ul class="mistakes">{lines}</ul>
</section>"""


def line(says, students, names, kind=""):
    who = f"<small>{html.escape(', '.join(students))}</small>" if names else ""
    return (
        f'<li class="{kind}"><span class="count">{len(students)}</span>'
        f"<span>{marked(says)}{who}</span></li>"
    )


def marked(says):
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(says))


def palette():
    """The book's colours, without what else `rnnbook.viz` needs."""
    import rnnbook

    path = Path(rnnbook.__file__).parent / "viz" / "palette.py"
    spec = importlib.util.spec_from_file_location("palette", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.palette_css() + module.paper_css()


def face():
    """The book's text face, from beside this file or from the book."""
    places = (HERE, *(up / "book" / "assets" / "fonts" for up in HERE.parents))
    found = [place / FACE for place in places if (place / FACE).exists()]
    if not found:
        return ""
    data = b64encode(found[0].read_bytes()).decode("ascii")
    return (
        f'@font-face {{ font-family: "Source Serif 4"; font-weight: 400 700; '
        f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}'
    )


def write_report(folder, assignment, title, names=False):
    """Write `reports/ASSIGNMENT.html` and `.txt`. Returns: the two paths."""
    found = records(folder, assignment)
    made = tallies(found)
    place = Path(folder, "reports")
    place.mkdir(exist_ok=True)
    paths = [place / f"{assignment}.html", place / f"{assignment}.txt"]
    paths[0].write_text(as_html(title, made, len(found), names), encoding="utf-8")
    paths[1].write_text(as_text(title, made, len(found), names), encoding="utf-8")
    return paths
