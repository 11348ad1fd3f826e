"""What the chapters say of an exercise: its text, its starter, its solution.

All of it is read from `notebooks/` and its `solutions/`; nothing is written twice.
"""

import ast
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HEADING = re.compile(r"#{2,3} Exercise (\d+\.\d+)( ★)?: (.+)")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|#)[^)]*\)")


@dataclass(frozen=True)
class ExerciseText:
    """An exercise as its chapter has it.

    starred: no check can judge it. text: Markdown, its heading first. starter: the
    cells in which the answer goes, as one. check: the line that checks, "" without one.
    answers: what that line hands in, as text of Python. solution: code of the worked
    solution, "" without one. worked: its words, for an exercise that is starred.
    """

    number: str
    title: str
    starred: bool
    text: str
    starter: str
    check: str
    answers: tuple
    solution: str
    worked: str

    @property
    def kind(self):
        """"paper", "code" or "experiment", as the first words of the text say."""
        words = self.text.partition("\n\n*")[2][:40].lower()
        if words.startswith("on paper"):
            return "paper"
        return "code" if words.startswith("in code") else "experiment"


def chapter_path(number, folder="notebooks"):
    """The notebook of the chapter that holds exercise `number`.

    Raises: LookupError if there is none, or several.
    """
    found = list((ROOT / folder).glob(f"{int(number.partition('.')[0]):02d}_*.ipynb"))
    if len(found) != 1:
        raise LookupError(f"{folder} has {len(found)} chapters for exercise {number}")
    return found[0]


def cells_of(path):
    """(kind, source) of the cells of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]


@cache
def sections(path):
    """{number: (heading, cells)} of the exercises of a notebook.

    A cell may end one section and begin the next: it is cut at the heading.
    """
    found, here = {}, None
    for kind, source in cells_of(path):
        pieces = [source] if kind == "code" else re.split(r"(?m)^(?=#{1,3} )", source)
        for piece in pieces:
            if kind != "code" and piece.startswith("#"):
                heading = HEADING.match(piece)
                here = heading and heading[1]
                if here:
                    found[here] = (heading, [])
            if here and piece.strip():
                found[here][1].append((kind, piece.strip()))
    return found


def exercise_text(number):
    """The `ExerciseText` of exercise `number`, "6.3".

    Raises: LookupError if the book has no such exercise.
    """
    path = chapter_path(number)
    if number not in sections(path):
        known = ", ".join(sections(path))
        raise LookupError(f"exercise {number} is not in {path.name}, which has {known}")
    heading, cells = sections(path)[number]
    code = [source for kind, source in cells if kind == "code"]
    checks = [k for k, source in enumerate(code) if source.startswith("check(")]
    check = code[checks[0]] if checks else ""
    starter = "\n\n\n".join(code[: checks[0]]) if checks else ""
    answers = tuple(ast.unparse(value) for value in _arguments(check)[1:])
    solution, worked = solution_of(number, answers)
    return ExerciseText(
        number,
        heading[3],
        bool(heading[2]),
        LINK.sub(r"\1", cells[0][1]),
        starter,
        check,
        answers,
        solution,
        worked,
    )


def solution_of(number, answers=()):
    """(code, words) of the worked solution: what comes before it is checked.

    Where it hands in another expression than the chapter, `1e6 * epsilon` for
    `epsilon`, a last line says so.
    """
    cells = sections(chapter_path(number, "notebooks/solutions"))[number][1]
    ends = [k for k, (_, source) in enumerate(cells) if source.startswith("check(")]
    before = cells[: ends[0]] if ends else cells
    code = "\n\n\n".join(source for kind, source in before if kind == "code")
    given = _arguments(cells[ends[0]][1])[1:] if ends else ()
    for name, value in zip(answers, map(ast.unparse, given), strict=False):
        code += f"\n{name} = {value}" * (name != value)
    words = "\n\n".join(source for kind, source in cells if kind == "markdown")
    return code, words


def imports_of(number):
    """What the solutions of this exercise's chapter import, one cell.

    It stands after the one that installs.
    """
    cells = cells_of(chapter_path(number, "notebooks/solutions"))
    _, imports = [source for kind, source in cells if kind == "code"][:2]
    return imports


def _arguments(call):
    return ast.parse(call).body[0].value.args if call else [None]
