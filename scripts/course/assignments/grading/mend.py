"""From a handed-in file to a notebook with the cells of the assignment, each once.

Students copy cells, split, move, delete and rename them, and save with programs that
lose nbgrader's marks. So answers are found by their names: the cell that defines
`lstm_step` is the answer to the exercise that checks `lstm_step`, wherever it stands.
"""

import ast
import json
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

UNREADABLE = (
    "This file could not be read as a notebook: it is {}. Hand in the file that you "
    "save in Jupyter (its name ends in .ipynb)."
)
MOST_CELLS = 500
MOST_SOURCE = 200_000  # characters of a cell


@dataclass
class Task:
    """An exercise of the released notebook: its cells by their ids.

    answers: what `check` is given, as text; starter: the cell that students complete,
    None where there is none; words: the id of the cell for words, "" without one.
    """

    number: str
    answers: tuple = ()
    starter: object = None
    check: object = None
    text: object = None
    words: object = None
    points: float = 0

    @property
    def names(self):
        """The names that the answer has to define."""
        trees = [ast.parse(answer, mode="eval") for answer in self.answers]
        nodes = [node for tree in trees for node in ast.walk(tree)]
        return {node.id for node in nodes if isinstance(node, ast.Name)}


@dataclass
class Section:
    """What a student has handed in for one exercise, in the order of the file."""

    code: list = field(default_factory=list)
    words: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def grade_id(cell):
    about = cell.get("metadata", {}).get("nbgrader")
    name = about.get("grade_id") if isinstance(about, dict) else None
    return name if isinstance(name, str) else ""


def tasks_of(released):
    """The `Task`s of a released notebook, in its order."""
    tasks = {}
    for cell in released.cells:
        kind, _, rest = grade_id(cell).partition("-")
        if kind not in ("text", "answer", "check", "words"):
            continue
        number = rest.replace("-", ".")
        task = tasks.setdefault(number, Task(number))
        if kind == "answer":
            task.starter = cell
        elif kind == "check":
            task.check, task.points = cell, float(cell.metadata.nbgrader.points)
            call = ast.parse(visible(cell.source)).body[0].value
            task.answers = tuple(ast.unparse(value) for value in call.args[1:])
        else:
            setattr(task, kind, cell)
    return list(tasks.values())


def visible(source):
    """A test cell without what nbgrader hides from students."""
    return source.partition("### BEGIN HIDDEN TESTS")[0].rstrip()


def read_notebook(data):
    """A notebook of version 4 from the bytes of any file.

    Returns: (notebook, "") or (empty notebook, why it could not be read).
    """
    if not data.strip():
        return new_notebook(), UNREADABLE.format("empty")
    text = decoded(data)
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return from_script(text)
    if not isinstance(raw, dict):
        return new_notebook(), UNREADABLE.format("no notebook")
    cells = raw.get("cells")
    if cells is None:
        sheets = raw.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        cells = [c for s in sheets if isinstance(s, dict) for c in s.get("cells") or []]
    if not isinstance(cells, list) or not cells:
        return new_notebook(), UNREADABLE.format("a file without cells")
    kept = [cell for cell in map(clean_cell, cells[:MOST_CELLS]) if cell]
    return new_notebook(cells=kept), ""


def decoded(data):
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return data.decode("latin-1")


def from_script(text):
    """A notebook of one cell from a program; (empty, why) if it is none."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return new_notebook(), UNREADABLE.format("damaged, or no notebook")
    return new_notebook(cells=[new_code_cell(text[:MOST_SOURCE])]), ""


def clean_cell(raw):
    """A cell with its source and its grade_id, and nothing else of the file."""
    if not isinstance(raw, dict):
        return None
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str) or not source.strip():
        return None
    code = raw.get("cell_type") == "code"
    cell = (new_code_cell if code else new_markdown_cell)(safe(source[:MOST_SOURCE]))
    about = raw.get("metadata")
    name = grade_id(raw) if isinstance(about, dict) else ""
    if name:
        cell.metadata["nbgrader"] = {"grade_id": name}
    return cell


def safe(text):
    """Text without half characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def parsed(source):
    """The syntax tree of a cell, magics as IPython reads them; None if it has none."""
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def defined(tree):
    """Names that a cell defines at its top level."""
    names = set()
    for node in tree.body if tree else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For):
            targets = getattr(node, "targets", None) or [node.target]
            found = [each for target in targets for each in ast.walk(target)]
            names |= {each.id for each in found if isinstance(each, ast.Name)}
    return names


def same(a, b):
    """Whether two cells have the same program, spaces and remarks apart."""
    one, two = parsed(a), parsed(b)
    if one is None or two is None:
        return a.strip() == b.strip()
    return ast.dump(one) == ast.dump(two)


def only_checks(tree):
    """Whether a cell does nothing but ask `check` or `hint`."""
    return bool(tree and tree.body) and all(
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id in ("check", "hint")
        for node in tree.body
    )


def mend(handed_in, released):
    """The handed-in cells in the frame of the released notebook.

    Returns: (notebook, notes): each cell of the assignment is there once and in its
    place; notes are sentences for the student, by number of exercise.
    """
    tasks = tasks_of(released)
    sections, before = sort(handed_in.cells, released, tasks)
    notes, cells, number = {}, [], ""
    starts = {grade_id(task.text): task for task in tasks}
    for cell in released.cells:
        name = grade_id(cell)
        if name in starts:
            number = starts[name].number
        kind = name.partition("-")[0]
        if kind == "answer":
            made, said = answer_cells(sections[number], cell)
            cells += made
            notes[number] = said
        elif kind == "words":
            cells.append(words_cell(sections[number], cell))
            if not any(task.number == number and task.starter for task in tasks):
                cells += sections[number].code
        else:
            cells.append(cell.copy())
        if name == "imports":
            cells += before
    notebook = new_notebook(cells=[renewed(c, k) for k, c in enumerate(cells, start=1)])
    notebook.metadata = nbformat.from_dict(dict(released.metadata))
    return notebook, notes


def renewed(cell, k):
    """The cell with an id that is the same each time, and no outputs."""
    cell = nbformat.from_dict(dict(cell))
    cell["id"] = grade_id(cell) or f"cell-{k}"
    if cell.cell_type == "code":
        cell["outputs"], cell["execution_count"] = [], None
    return cell


def sort(cells, released, tasks):
    """Put the handed-in cells into the sections of the exercises.

    Returns: ({number: Section}, code that stands before the first exercise).
    """
    known = {grade_id(cell): cell for cell in released.cells if grade_id(cell)}
    texts = {cell.source.strip() for cell in known.values()}
    sections, before = {task.number: Section() for task in tasks}, []
    here = ""
    for cell in cells:
        name = grade_id(cell)
        kind, _, rest = name.partition("-")
        owner = rest.replace("-", ".") if name in known else ""
        here = heading_of(cell) if heading_of(cell) in sections else owner or here
        cell = cell.copy()
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "code":
            tree = parsed(cell.source)
            if only_checks(tree) or same(cell.source, known["imports"].source):
                continue
            claimed = claim(defined(tree), tasks, owner, here)
            (sections[claimed].code if claimed in sections else before).append(cell)
        elif kind == "words" and owner:
            sections[owner].words.append((cell, True))
        elif here and kind not in ("text", "title") and (
            cell.source.strip() not in texts
        ):
            sections[here].words.append((cell, False))
    return sections, before


def heading_of(cell):
    """The number in a heading "### Exercise 6.3: ...", "" if it is none."""
    if cell.cell_type == "code" or not cell.source.startswith("### Exercise "):
        return ""
    return cell.source.split()[2].rstrip(":")


def claim(names, tasks, owner, here):
    """The number of the exercise that a cell belongs to, by names, id and place."""
    wanted = [task.number for task in tasks if task.names & names]
    for number in (owner, here):
        if number in wanted:
            return number
    return wanted[0] if wanted else owner or here


def answer_cells(section, released):
    """The code of an exercise; the last cell that is not the starter is the answer.

    Returns: (cells, what to tell the student).
    """
    cells, starter = section.code, released.source
    written = [cell for cell in cells if not same(cell.source, starter)]
    if not cells:
        return [released.copy()], "No cell of your notebook has an answer to this."
    if not written:
        return [released.copy()], ""
    names = defined(parsed(starter))
    answers = [c for c in written if defined(parsed(c.source)) & names] or written[-1:]
    answers[-1].metadata = released.metadata
    said = ""
    if len(answers) > 1 and len({cell.source for cell in answers}) > 1:
        said = f"{len(answers)} cells define the answer: what the last one says counts."
    return written, said


def words_cell(section, released):
    """The cell for words: what stands in it, or Markdown that was written near it."""
    cell = released.copy()
    own = [c.source for c, marked in section.words if marked]
    own = [text for text in own if text.strip() != released.source.strip()]
    near = [c.source for c, marked in section.words if not marked]
    found = [*own[-1:], *near]
    if found:
        cell["source"] = "\n\n".join(dict.fromkeys(found))
    return cell


def renamed(cells, task):
    """{wanted name: the name that it has}, where a function has another name.

    Known by its arguments: exactly those of the starter.
    """
    if len(task.answers) != 1 or task.starter is None:
        return {}
    wanted = task.answers[0]
    found = {}
    signature = None
    for node in ast.walk(parsed(task.starter.source) or ast.Module([], [])):
        if isinstance(node, ast.FunctionDef) and node.name == wanted:
            signature = [arg.arg for arg in node.args.args]
    for cell in cells:
        for node in getattr(parsed(cell.source), "body", ()):
            if isinstance(node, ast.FunctionDef) and node.name != wanted:
                if [arg.arg for arg in node.args.args] == signature:
                    found[wanted] = node.name
    return found
