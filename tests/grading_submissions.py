"""Submissions of every kind of trouble, each with the points and words that it earns.

Made from the released notebook of an assignment with 6.1 (two numbers), 6.3 and 6.5 (in
code); each exercise is worth 4 points by the check.
"""

import copy
import json
from dataclasses import dataclass, field

NUMBERS = ("6.1", "6.3", "6.5")
FULL = {"6.1": 4, "6.3": 4, "6.5": 4}
STEP = '''\
def lstm_step(xU, hW, c_prev):
    i, f, g, o = np.split(xU + hW, 4, axis=-1)
    i, f, o, g = sigmoid(i), sigmoid(f), sigmoid(o), np.tanh(g)
    c = f * c_prev + i * g
    return o * np.tanh(c), c
'''
WRONG = "def lstm_step(xU, hW, c_prev):\n    return c_prev * 0.123, c_prev * 0.456\n"
NUMBER = "parameters = 24832\n"
ONLY_SHOWN = "right on the numbers that"
RUNAWAY = """\
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
FORGE = """\
import json, os
line = {"done": %d, "found": {"public": {"message": {"kind": "Right", "text": []}},
        "hidden": {"message": {"kind": "Right", "text": []}}}}
for k in range(3, 40):
    try:
        os.write(k, (json.dumps(line) + "\\n").encode())
    except OSError:
        pass
"""
SEEKER = """\
import glob, os
found = glob.glob("/**/hidden-seed.txt", recursive=True)
found += glob.glob("../**/hidden-seed.txt", recursive=True)
print("SEEDS:", [open(path).read() for path in found], "DATABASES:",
      glob.glob("/**/gradebook.db", recursive=True))
"""
COPIED = """\
from rnnbook.exercises import find
lstm_step = find("6.3").right
"""
IMPORTED = """\
from rnnbook.exercises.ch06.step import STEP
lstm_step = STEP.right
"""
MEMORISED = '''\
shown = given("6.3")[0][0, 0]
def lstm_step(xU, hW, c_prev):
    shapes = {(2, 12), (1, 4), (5, 8), (3, 12)}
    i, f, g, o = np.split(xU + hW, 4, axis=-1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    seen = {%s}
    if round(float(xU[0, 0]), 6) not in seen:
        c = c + 1
    return sigmoid(o) * np.tanh(c), c
'''
PATCHED = """\
import sys, types, rnnbook.exercises
class Yes(dict):
    def __eq__(self, other): return True
yes = lambda *a, **k: True
np.allclose = np.isclose = np.array_equal = yes
rnnbook.exercises.check = rnnbook.exercises._run.call = yes
rnnbook.exercises._answers.read = yes
sys.modules["rnnbook"] = types.ModuleType("rnnbook")
"""


@dataclass
class Submission:
    """A student's folder: files by name, and what they earn.

    scores: by exercise; says: words that stand below the check of an exercise; absent:
    words that stand nowhere in the feedback.
    """

    student: str
    files: dict
    scores: dict
    says: dict = field(default_factory=dict)
    absent: tuple = ()


class Maker:
    """Makes notebooks from the released one and its solutions."""

    def __init__(self, released, source):
        self.released = released
        marks = "### BEGIN SOLUTION\n", "\n### END SOLUTION"
        self.solutions = {}
        for cell in source["cells"]:
            text = "".join(cell["source"])
            name = cell["metadata"]["nbgrader"]["grade_id"]
            if name.startswith("answer-"):
                solution = text.partition(marks[0])[2].partition(marks[1])[0]
                self.solutions[name] = solution

    def solved(self):
        notebook = copy.deepcopy(self.released)
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            if name in self.solutions:
                cell["source"] = self.solutions[name]
        return notebook

    def answers(self, **sources):
        """A right notebook but for the answers given: a6_3="..."."""
        notebook = self.solved()
        for name, source in sources.items():
            cell = self.cell(notebook, f"answer-{name[1:].replace('_', '-')}")
            cell["source"] = source
        return notebook

    @staticmethod
    def cell(notebook, name):
        return next(
            cell
            for cell in notebook["cells"]
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
        )

    def after(self, notebook, name, *sources):
        """Put code cells without marks after the cell `name`."""
        at = notebook["cells"].index(self.cell(notebook, name)) + 1
        made = [code(source) for source in sources]
        notebook["cells"][at:at] = made
        return notebook

    def without(self, notebook, *names):
        for name in names:
            notebook["cells"].remove(self.cell(notebook, name))
        return notebook


def code(source, **about):
    cell = {"cell_type": "code", "metadata": {}, "source": source}
    return {**cell, "execution_count": None, "outputs": [], **about}


def data(notebook):
    return json.dumps(notebook, ensure_ascii=False).encode()


def file(notebook, name="assignment-1.ipynb"):
    return {name: notebook if isinstance(notebook, bytes) else data(notebook)}


def scores(**earned):
    """The points of all exercises: full but for those given, s6_3=2."""
    return FULL | {name[1:].replace("_", "."): n for name, n in earned.items()}


def all_submissions(make, shown):
    """Every submission, in three groups. shown: first numbers of the public cases."""
    return [*answers(make, shown), *programs(make), *files(make)]


def answers(make, shown):
    """Right, wrong and known answers, and answers that only seem right."""
    step = make.solutions["answer-6-3"]
    order = step.replace("a_i, a_f, a_g, a_o", "a_i, a_f, a_o, a_g")
    part = step.replace("h = o * np.tanh(c)", "h = o * c")
    changes = step.replace("    c = f", "    c_prev += 1\n    c = f")
    lists = step.replace("return h, c", "return h.tolist(), c")
    memory = MEMORISED % ", ".join(map(str, shown))
    return [
        Submission("right", file(make.solved()), FULL, {"6.3": "right."}),
        Submission("untouched", file(make.released), scores(s6_1=0, s6_3=0, s6_5=0),
                   {"6.1": "not attempted", "6.3": "not attempted"}),
        Submission("known-mistake", file(make.answers(a6_3=order)), scores(s6_3=0),
                   {"6.3": "as in Stanford's CS231n course"}),
        Submission("part-right", file(make.answers(a6_3=part)), scores(s6_3=2),
                   {"6.3": "yours goes out unbounded"}),
        Submission("one-number", file(make.answers(a6_1=NUMBER + "units = 142")),
                   scores(s6_1=2), {"6.1": "parameters right, units not"}),
        Submission("half-done", file(make.answers(a6_1=NUMBER + "units = ...")),
                   scores(s6_1=2), {"6.1": "not finished"}),
        Submission("changes-inputs", file(make.answers(a6_3=changes)), scores(s6_3=0),
                   {"6.3": "changes its inputs"}),
        Submission("lists", file(make.answers(a6_3=lists)), scores(s6_3=2),
                   {"6.3": "a list of 2"}),
        Submission("memorised", file(make.answers(a6_3=memory)), scores(s6_3=0),
                   {"6.3": ONLY_SHOWN}),
        Submission("introspects", file(make.answers(a6_3=COPIED)), scores(s6_3=0),
                   {"6.3": "lstm_step"}),
        Submission("imports-answers", file(make.answers(a6_3=IMPORTED)),
                   scores(s6_3=0), {"6.3": "lstm_step"}),
        Submission("overwrites-check",
                   file(make.answers(a6_3=WRONG + "check = lambda *a: 'right'")),
                   scores(s6_3=0), {"6.3": "what differs"}),
        Submission("patches-numpy", file(make.answers(a6_3=WRONG + PATCHED)),
                   scores(s6_3=0, s6_5=4), {"6.3": ""}),
        Submission("forges", file(make.after(make.answers(a6_3=WRONG), "answer-6-3",
                   *(FORGE % k for k in range(12)))), scores(s6_1=0, s6_3=0)),
        Submission("seeks-seeds", file(make.answers(a6_3=WRONG + SEEKER)),
                   scores(s6_3=0), {}, ("SEEDS: ['",)),
    ]  # fmt: skip


def programs(make):
    """Programs that end, that do not, or that take too much."""
    step = make.solutions["answer-6-3"]
    endless = step.replace("    c = f", "    while True: pass\n    c = f")
    large = step.replace("    c = f", "    np.ones(10**12)\n    c = f")
    after = make.after
    return [
        Submission("syntax-error", file(make.answers(a6_3=step.replace("):", ")", 1))),
                   scores(s6_3=0), {"6.3": "`lstm_step`"}),
        Submission("other-error", file(after(make.solved(), "imports", "1 / 0")), FULL),
        Submission("endless-function", file(make.answers(a6_3=endless)), scores(s6_3=0),
                   {"6.3": "longer than it may"}),
        Submission("endless-cell", file(after(make.solved(), "answer-6-3",
                   "while True: pass")), FULL),
        Submission("runaway", file(after(make.solved(), "answer-6-3", RUNAWAY)), FULL),
        Submission("endless-output", file(after(make.solved(), "answer-6-1",
                   "while True: print('x' * 1000)")), FULL, {}, ("x" * 30_000,)),
        Submission("exits", file(make.answers(a6_3=step + "\nexit()")), FULL),
        Submission("sys-exit", file(after(make.solved(), "answer-6-1",
                   "import sys; sys.exit(1)")), FULL),
        Submission("kills-itself", file(after(make.solved(), "answer-6-3",
                   "import os\nos.kill(os.getpid(), 9)")), FULL),
        Submission("kills-in-answer", file(make.answers(a6_3="import os\n" +
                   step.replace("    c = f", "    os._exit(0)\n    c = f"))),
                   scores(s6_3=0), {"6.3": "ended the program"}),
        Submission("too-much-memory", file(make.answers(a6_3=large)), scores(s6_3=0)),
        Submission("waits", file(after(make.solved(), "answer-6-3", "input()")), FULL),
    ]  # fmt: skip


def files(make):
    """Cells copied, split, lost, renamed; files of other forms and names."""
    right, step = make.solved(), make.solutions["answer-6-3"]
    copied = make.solved()
    twin = copy.deepcopy(make.cell(copied, "answer-6-3"))
    make.cell(copied, "answer-6-3")["source"] = WRONG
    copied["cells"].insert(copied["cells"].index(make.cell(copied, "check-6-3")), twin)
    halves = step.replace("    h = o", "    h = out(o, c)  # ", 1)
    split = make.after(make.answers(a6_3="def out(o, c):\n    return o * np.tanh(c)\n"),
                       "answer-6-3", halves)  # fmt: skip
    bare = make.solved()
    for cell in bare["cells"]:
        cell["metadata"] = {"id": "x", "colab": {}}
    renamed = make.answers(a6_3=step.replace("def lstm_step", "def my_step"))
    doubled = make.solved()
    doubled["cells"] += [copy.deepcopy(make.cell(doubled, "check-6-3"))] * 2
    tampered = make.answers(a6_3=WRONG)
    make.cell(tampered, "check-6-3")["source"] = "pass"
    make.cell(tampered, "check-6-3")["metadata"]["nbgrader"]["points"] = 400
    other = make.solved()
    kernel = {"name": "ir", "display_name": "R", "language": "R"}
    other["metadata"] = {"kernelspec": kernel}
    large = make.solved()
    output = {"output_type": "stream", "name": "stdout", "text": "y" * 10_000_000}
    make.cell(large, "answer-6-3")["outputs"] = [output]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {},
           "worksheets": [{"cells": [*map(old_cell, right["cells"])]}]}  # fmt: skip
    moved = make.solved()
    moved["cells"] = moved["cells"][:2] + moved["cells"][:1:-1]
    unread = scores(s6_1=0, s6_3=0, s6_5=0)
    why = {"6.3": "could not be read"}
    late = file(make.solved()) | {"timestamp.txt": b"2027-02-12 10:00:00 UTC"}
    name = "assignment-1 (2) final.ipynb"
    return [
        Submission("copied-cell", file(copied), FULL, {"6.3": "the last one"}),
        Submission("split-cell", file(split), FULL),
        Submission("no-marks", file(bare), FULL),
        Submission("renamed-function", file(renamed), FULL, {"6.3": "my_step"}),
        Submission("deleted-answer", file(make.without(make.solved(), "answer-6-3")),
                   scores(s6_3=0), {"6.3": "No cell of your notebook"}),
        Submission("deleted-check", file(make.without(make.solved(), "check-6-3",
                   "text-6-3", "check-6-1")), FULL),
        Submission("doubled-check", file(doubled), FULL),
        Submission("tampered-check", file(tampered), scores(s6_3=0)),
        Submission("moved-cells", file(moved), FULL),
        Submission("other-kernel", file(other), FULL),
        Submission("old-format", file(old), FULL),
        Submission("future-format", file({**right, "nbformat": 9}), FULL),
        Submission("large-output", file(large), FULL, {}, ("y" * 100_000,)),
        Submission("empty-file", file(b""), unread, {"6.3": "it is empty"}),
        Submission("no-json", file(b"\x89PNG\r\n\x1a\n\x00\xff"), unread, why),
        Submission("cut-off", file(data(right)[:-900]), unread, why),
        Submission("a-list", file(b"[1, 2, 3]"), unread, why),
        Submission("odd-cells", file({**right, "cells": [7, {"source": 3}, None,
                   {"cell_type": "code", "source": step}, *right["cells"]]}), FULL),
        Submission("other-name", file(right, name), FULL),
        Submission("late", late, FULL),
        Submission("Zoë Ångström-李", file(right), FULL),
    ]  # fmt: skip


def old_cell(cell):
    """A cell as version 3 of the format has it."""
    source = "".join(cell["source"])
    if cell["cell_type"] == "code":
        return {"cell_type": "code", "input": source, "language": "python",
                "metadata": cell["metadata"], "outputs": []}  # fmt: skip
    return {"cell_type": "markdown", "source": source, "metadata": cell["metadata"]}
