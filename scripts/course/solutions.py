"""Solutions by date: taken out of a chapter, and put onto pages of their own.

A chapter's notebook has the solutions of its paper exercises, folded; the notebooks in
`notebooks/solutions` have worked solutions to all. Until its day the solution of an
exercise stands in no file of the site.
"""

import copy
import json
import re

from course.book import ROOT, read_book
from course.words import long_day

SOLUTIONS = ROOT / "notebooks" / "solutions"
HEADING = re.compile(r"^(#{2,4}) Exercise (\d+\.\d+)(?: ★)?: (.+)$", re.M)
ANY_HEADING = re.compile(r"^#{1,4} ", re.M)
FOLDED = re.compile(r"<details><summary>Solution</summary>.*?</details>", re.S)


def solution_days(course):
    """{number: the day from which its solution is in the site}; the latest counts."""
    days = dict(course.solutions)
    for assignment in course.assignments:
        for number in assignment.exercises:
            days[number] = max(days[number], assignment.solutions_on)
    return days


def withheld(course, on):
    """{number: day} of the exercises whose solutions are not yet in the site."""
    return {n: day for n, day in solution_days(course).items() if day > on}


def read_notebook(path):
    return json.loads(path.read_text(encoding="utf-8"))


def text_of(cell):
    return "".join(cell["source"])


def with_text(cell, text):
    """A copy of a Markdown cell with another text."""
    return {**copy.deepcopy(cell), "source": text.splitlines(keepends=True)}


def without_solutions(notebook, days, where):
    """A chapter's notebook without the solutions of the exercises in `days`.

    days: {number: day}. where: what stands at its end, below "Solutions"; "" for the
    chapter's own words.
    """
    number, cells = None, []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = text_of(cell)
            if ANY_HEADING.match(text):
                found = HEADING.match(text)
                number = found and found[2]
            if number in days:
                said = f"*The solution stands here from {long_day(days[number])}.*"
                text = FOLDED.sub(said, text)
            if where and text.startswith("## Solutions\n"):
                text = f"## Solutions\n\n{where}"
            cell = with_text(cell, text)
        cells.append(cell)
    return {**notebook, "cells": cells}


def worked(chapter):
    """(cells before the first exercise, {number: (title, cells)}) of a chapter."""
    notebook = read_notebook(SOLUTIONS / f"{chapter}.ipynb")
    first, found, cells = [], {}, None
    for cell in notebook["cells"]:
        for part in split_at_headings(cell):
            heading = part["cell_type"] == "markdown" and HEADING.match(text_of(part))
            if heading:
                cells = []
                found[heading[2]] = heading[3], cells
                part = with_text(part, text_of(part)[heading.end() :].lstrip("\n"))
            (first if cells is None else cells).append(part)
    return first, found


def split_at_headings(cell):
    """A Markdown cell as one cell before, and one from, each heading of an exercise."""
    if cell["cell_type"] != "markdown":
        return [cell]
    text = text_of(cell)
    cuts = [0, *(m.start() for m in HEADING.finditer(text) if m.start()), len(text)]
    texts = [text[a:b].strip() for a, b in zip(cuts, cuts[1:], strict=False)]
    if len(texts) < 2:
        return [cell]
    return [with_text(cell, each) for each in texts if each]


def solution_page(title, numbers):
    """The notebook of a page of solutions: a section for each exercise of `numbers`.

    It is there to be read as a page: a solution may use what an earlier one, which is
    not on the page, has defined.
    """
    cells = [markdown(f"# Solutions: {title}\n\n{TRY_FIRST}")]
    chapters = read_book().exercises
    for chapter in dict.fromkeys(chapters[number] for number in numbers):
        first, found = worked(chapter)
        cells += [cell for cell in first if cell["cell_type"] == "code"]
        for number in (n for n in found if n in numbers):
            name, (heading, parts) = number.replace(".", "-"), found[number]
            head = f"(solution-{name})=\n## Solution to {number}: {heading}"
            cells.append(markdown(head))
            cells += [part for part in parts if has_text(part)]
    notebook = read_notebook(SOLUTIONS / f"{chapter}.ipynb")
    for k, cell in enumerate(cells):
        cell["id"] = f"course-{k}"
    return {**notebook, "cells": cells}


TRY_FIRST = "A solution that you read teaches less than a mistake that you made."


def has_text(cell):
    return cell["cell_type"] == "code" or text_of(cell).strip()


def markdown(text):
    source = text.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": "", "metadata": {}, "source": source}
