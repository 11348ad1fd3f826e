"""The parts that nbgrader_config.py gives to nbgrader.

`Reader` reads any file; `Mend` puts its cells into the frame of the assignment; `Judge`
runs them in the box, and writes points and words below each check. All the rest,
gradebook, feedback, late work, export, is nbgrader's.
"""

import html
import shutil
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_output
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from traitlets import Float, Integer, Unicode

from . import box
from .judge import Verdict, find, inputs_for, judged, words_of
from .mend import grade_id, mend, read_notebook, renamed, tasks_of, visible

CLOSED = "The cell did not run to its end: {}."


def released_notebook(resources):
    """The released notebook of the submission that nbgrader works on."""
    about = resources["nbgrader"]
    path = Path("release", about["assignment"], f"{about['notebook']}.ipynb")
    return nbformat.read(path, as_version=4)


class Reader(NotebookExporter):
    """Reads any file as a notebook; says in its metadata why, if it could not."""

    def from_filename(self, filename, resources=None, **more):
        path = Path(filename)
        notebook, why = read_notebook(path.read_bytes())
        if "rnnbook" in (raw := raw_metadata(path)):
            notebook = nbformat.read(path, as_version=4)
            notebook.metadata["rnnbook"] = raw["rnnbook"]
        elif why:
            notebook.metadata["rnnbook"] = {"unread": why}
        resources = resources or {}
        about = {"name": path.stem, "path": str(path.parent), "modified_date": ""}
        resources["metadata"] = about
        return self.from_notebook_node(notebook, resources=resources, **more)


def raw_metadata(path):
    """Metadata of a notebook of ours, between nbgrader's two passes; else {}."""
    if path.parts[-4:-3] != ("autograded",):
        return {}
    return nbformat.read(path, as_version=4).metadata


class Mend(NbGraderPreprocessor):
    """The first of nbgrader's sanitizing steps: each cell once, and in its place."""

    def preprocess(self, nb, resources):
        about = nb.metadata.get("rnnbook", {})
        made, notes = mend(nb, released_notebook(resources))
        said = {number: note for number, note in notes.items() if note}
        made.metadata["rnnbook"] = {**about, "notes": said}
        return made, resources


class Judge(NbGraderPreprocessor):
    """In the place of nbgrader's Execute: runs a notebook in the box, and judges."""

    cell_seconds = Float(60, help="processor's seconds for a cell").tag(config=True)
    notebook_seconds = Float(600, help="seconds for a notebook").tag(config=True)
    memory = Integer(4_000_000_000, help="bytes for a notebook").tag(config=True)
    level = Unicode(help='"sealed", "offline", "open"; "": the best').tag(config=True)

    def preprocess(self, nb, resources):
        about = nb.metadata.get("rnnbook", {})
        tasks = tasks_of(released_notebook(resources))
        seed = int(Path("hidden-seed.txt").read_text(encoding="utf-8"))
        if about.get("unread"):
            verdicts = {task.number: unread(task, about["unread"]) for task in tasks}
            self.write(nb, tasks, verdicts, {}, about)
            return nb, resources
        inputs = {t.number: inputs_for(t.number, seed) for t in tasks if t.check}
        steps, where, asked = self.steps(nb, tasks, inputs)
        run = self.run(steps, inputs)
        for k, cell in where.items():
            cell.outputs = outputs_of(run, k)
        verdicts = {}
        for task in tasks:
            if task.check:
                k = asked[task.number]
                found = run.found.get(k, not_run(run, k))
                verdicts[task.number] = judged(
                    task.number, found, task.points, inputs[task.number]
                )
        called = {
            number: run.found.get(k, {}).get("called") for number, k in asked.items()
        }
        self.write(nb, tasks, verdicts, called, about)
        return nb, resources

    def run(self, steps, inputs):
        limits = box.Limits(self.cell_seconds, self.notebook_seconds, self.memory)
        given = {number: sets["public"] for number, sets in inputs.items()}
        level = self.level or box.best_level()
        return box.run(steps, given, limits, level, hidden=[Path.cwd()])

    def steps(self, nb, tasks, inputs):
        """(steps for the box, the cell of each, the step of each exercise)."""
        checks = {grade_id(task.check): task for task in tasks if task.check}
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        steps, where, asked = [], {}, {}
        for cell in code:
            task = checks.get(grade_id(cell))
            if task is None:
                where[len(steps)] = cell
                steps.append({"source": cell.source})
                continue
            asked[task.number] = len(steps)
            exercise = find(task.number)
            steps.append(
                {
                    "number": task.number,
                    "answers": task.answers,
                    "outputs": exercise.outputs,
                    "code": exercise.code,
                    "renamed": renamed(code, task),
                    "inputs": inputs[task.number] if exercise.code else {},
                }
            )
        return steps, where, asked

    def write(self, nb, tasks, verdicts, called, about):
        """Points and words below each check; the records for the report."""
        checks = {grade_id(task.check): task.number for task in tasks if task.check}
        for cell in nb.cells:
            number = checks.get(grade_id(cell))
            if number is None:
                continue
            verdict = verdicts[number]
            notes = [about.get("notes", {}).get(number), called_note(called, number)]
            cell.source = visible(cell.source)
            cell.outputs = [result(verdict, [note for note in notes if note])]
            cell.execution_count = None
        records = [verdict.record() for verdict in verdicts.values()]
        nb.metadata["rnnbook"] = {**about, "verdicts": records}


class Grades(GetGrades):
    """nbgrader's step before feedback; also says which words nobody has read yet."""

    def _get_score(self, cell, resources):
        super()._get_score(cell, resources)
        name = cell.metadata.nbgrader["grade_id"]
        place = self.notebook_id, self.assignment_id, self.student_id
        grade = self.gradebook.find_grade(name, *place)
        cell.metadata.nbgrader["waits"] = bool(grade.needs_manual_grade)


def unread(task, why):
    """The verdict on an exercise of a file that could not be read."""
    heading = "your file could not be read."
    return Verdict(task.number, 0, task.points, "unread", {}, heading, (why,))


def not_run(run, k):
    """What stands for the answers of a step that gave none."""
    how = run.deaths.get(k) or run.note or "it did not run"
    return {"stopped": f"{how.rstrip('.')}"}


def outputs_of(run, k):
    """The outputs of a cell, as nbformat has them; what it may not have is left out."""
    if k in run.deaths or k not in run.outputs:
        how = run.deaths.get(k) or run.note or "it did not run"
        said = CLOSED.format(how.rstrip("."))
        return [new_output("error", ename="Stopped", evalue=said, traceback=[said])]
    made = []
    for each in run.outputs[k][:50]:
        try:
            output = nbformat.from_dict(each)
            nbformat.validate(output, "output", version=4)
            made.append(output)
        except Exception:
            continue
    return made


def called_note(called, number):
    name = called.get(number)
    return name and f"Your function is called `{name}`: keep the name of the starter."


def result(verdict, notes):
    """The output of a check: nbgrader reads the number, the student reads the words."""
    said = words_of(verdict)
    right = [name for name, good in verdict.right.items() if good]
    wrong = [name for name, good in verdict.right.items() if not good]
    points = f"{verdict.points:g} of {verdict.most:g} points"
    if right and wrong:
        points += f": {', '.join(right)} right, {', '.join(wrong)} not"
    lines = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
    shown = f"{said._repr_html_()}{lines}<p><strong>{html.escape(points)}.</strong></p>"
    data = {"text/plain": repr(float(verdict.points)), "text/html": shown}
    return new_output("execute_result", data=data, execution_count=None)


def choose_file(assignment="", student="", notebooks=None):
    """nbgrader's hook before it converts: a file of another name gets the right one.

    notebooks: the files of one student, changed in place.
    """
    if not notebooks:
        return
    folder = Path(notebooks[0]).parent
    wanted = folder / f"{folder.name}.ipynb"
    if not wanted.exists():
        largest = max(notebooks, key=lambda name: (len(Path(name).read_bytes()), name))
        shutil.copy(largest, wanted)
    notebooks[:] = [str(wanted)]
