"""The source notebook of an assignment, as nbgrader wants it.

The starter stays as the chapter has it; the worked solution stands below it, between
nbgrader's marks, and defines the same names again. One test cell an exercise: what
students see of it is the chapter's own `check`.
"""

import json

from course.assignments.texts import exercise_text, imports_of

OUTPUT_POINTS = 2  # for each output that is right
WORDS_POINTS = 2  # for the reasons on paper, the findings of an experiment
STARRED_POINTS = 4  # for an exercise that no check can judge
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
GUARD = """\
### BEGIN HIDDEN TESTS
raise RuntimeError("Not graded: run nbgrader in the folder of this course, whose "
                   "nbgrader_config.py judges the answers.")
### END HIDDEN TESTS"""
ASKED = {
    "paper": "How did you find this? Give your reasons, and answer the parts of the "
    "exercise that ask for a formula or an explanation.",
    "experiment": "What did you find? Compare it with what you predicted, and answer "
    "the parts of the exercise that ask for more than the numbers.",
    "starred": "Your answer. If it needs code, add cells below this one.",
}


def id_of(kind, number):
    """The grade_id of a cell of an exercise: "answer-6-3"."""
    return f"{kind}-{number.replace('.', '-')}"


def outputs_of(number):
    """Names of the outputs that earn points, () where no check can judge."""
    from rnnbook.exercises import find

    return () if exercise_text(number).starred else find(number).outputs


def points_of_exercise(number):
    """(points by the check, points by the teacher) of an exercise."""
    text = exercise_text(number)
    if text.starred:
        return 0, STARRED_POINTS
    words = 0 if text.kind == "code" else WORDS_POINTS
    return OUTPUT_POINTS * len(outputs_of(number)), words


def points_of(assignment):
    """The points of an assignment in all."""
    return sum(sum(points_of_exercise(number)) for number in assignment.exercises)


def source_notebook(course, assignment):
    """The source notebook, as the text of an .ipynb file: always the same bytes."""
    numbers = assignment.exercises
    cells = [markdown("title", title(course, assignment))]
    cells.append(code("imports", imports(numbers), locked=True))
    for number in numbers:
        cells.extend(exercise_cells(number))
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": KERNEL, "language_info": LANGUAGE},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def title(course, assignment):
    due = assignment.due
    total = points_of(assignment)
    return f"""\
# Assignment {assignment.number}: {assignment.title}

*{course.title}.* Due {due:%A} {due.day} {due:%B %Y}, {due:%H:%M} ({due.tzinfo.key}). \
{total} points.

Answer in the cells that have `...` in them, and below the questions. `check` tells you
at once whether an answer is right, and names the usual mistakes. Your function is
graded on other numbers than those of `check`, drawn in the same way. Each output earns
its points by itself, so a part of an answer earns a part of the points. \
{package(course)}

You may add cells. Keep the names of the functions and of the answers: they are found by
their names. Before you hand in, choose *Restart Kernel and Run All Cells*, look at what
the checks say, and save. Hand in this one file, `{assignment.name}.ipynb`."""


def package(course):
    """A sentence on how to get the package, if the course says where the book is."""
    repository = getattr(course.hub, "repository", "")
    if not repository:
        return "You need\nnothing but the book's package, `rnnbook`."
    command = f'pip install "rnnbook[notebooks] @ git+{repository}"'
    return f"You need\nnothing but the book's package: `{command}` installs it."


def imports(numbers):
    """The imports of all chapters of these exercises, each line once."""
    cells = dict.fromkeys(imports_of(number) for number in numbers)
    lines = ["from rnnbook.exercises import check, given, hint"]
    for cell in cells:
        kept = cell.replace("from rnnbook.exercises import check, given\n", "")
        lines.append(kept.removesuffix("from rnnbook.exercises import check, given"))
    return "\n\n".join(dict.fromkeys(text.strip() for text in lines if text.strip()))


def exercise_cells(number):
    """The cells of an exercise: text, answer, check, and what a person grades."""
    text = exercise_text(number)
    by_check, by_teacher = points_of_exercise(number)
    cells = [markdown(id_of("text", number), f"{text.text}\n\n{worth(number)}")]
    if not text.starred:
        cells.append(answer_cell(text))
        source = f"{text.check}\n{GUARD}"
        cells.append(code(id_of("check", number), source, grade=True, points=by_check))
    if by_teacher:
        asked = ASKED["starred" if text.starred else text.kind]
        cells.append(words_cell(number, asked, by_teacher))
    return cells


def worth(number):
    """A line on the points of an exercise."""
    by_check, by_teacher = points_of_exercise(number)
    parts = []
    if by_check:
        names = ", ".join(f"`{name}`" for name in outputs_of(number))
        parts.append(f"{OUTPUT_POINTS} for each of {names}")
    if by_teacher:
        parts.append(f"{by_teacher} for your words, which a person reads")
    total = by_check + by_teacher
    return f"*{total} points:* {'; '.join(parts)}."


def answer_cell(text):
    solution = f"### BEGIN SOLUTION\n{text.solution}\n### END SOLUTION"
    source = f"{text.starter}\n{solution}"
    return code(id_of("answer", text.number), source, solution=True)


def words_cell(number, asked, points):
    """A cell of text that a person grades; what students see of it is the question."""
    worked = exercise_text(number).worked.partition("\n")[2].strip()
    notes = worked or "The worked solution is the code of the answer."
    region = f"### BEGIN SOLUTION\n{notes}\n### END SOLUTION"
    source = f"*{asked}*\n\n{region}"
    return cell("markdown", id_of("words", number), source, True, True, False, points)


def markdown(name, source):
    return cell("markdown", name, source, False, False, True)


def code(name, source, grade=False, solution=False, locked=None, points=None):
    locked = not solution if locked is None else locked
    return cell("code", name, source, grade, solution, locked, points)


def cell(kind, name, source, grade, solution, locked, points=None):
    about = {
        "cell_type": kind,
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        about["points"] = points
    made = {
        "cell_type": kind,
        "id": name,
        "metadata": {"nbgrader": about},
        "source": source.splitlines(keepends=True),
    }
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})
