"""A folder of nbgrader's with made submissions, and what it says of them."""

import json
import subprocess
import sys
from pathlib import Path

from course.assignments import write_assignments
from grading_course import assignment, course
from grading_submissions import NUMBERS, Maker, all_submissions

from rnnbook.exercises import find

SCRIPTS = Path(__file__).parents[1] / "scripts"


def make_folder(out, numbers=NUMBERS, seconds=3):
    """The folder `nbgrader/` of a small course, with a short limit of time."""
    write_assignments(course(assignment(1, numbers)), out)
    folder = out / "nbgrader"
    own = f"c = get_config()\nc.Judge.cell_seconds = {seconds}\n"
    (folder / "my_config.py").write_text(own, encoding="utf-8")
    return folder


def maker_of(folder):
    def read(kind):
        path = folder / kind / "assignment-1" / "assignment-1.ipynb"
        return json.loads(path.read_text(encoding="utf-8"))

    return Maker(read("release"), read("source"))


def made_submissions(folder):
    cases = find("6.3").inputs()
    shown = [round(float(case["xU"][0, 0]), 6) for case in cases]
    return all_submissions(maker_of(folder), shown)


def hand_in(folder, submissions):
    for each in submissions:
        place = folder / "submitted" / each.student / "assignment-1"
        place.mkdir(parents=True)
        for name, data in each.files.items():
            (place / name).write_bytes(data)


def grade(folder, *words):
    """Run the command of the teacher. Returns: the finished process."""
    command = [sys.executable, str(SCRIPTS / "grade_course.py"), str(folder)]
    return subprocess.run(
        [*command, "assignment-1", *words],
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )


def graded(folder, student):
    """({exercise: points}, {exercise: words below its check}, the whole text)."""
    path = folder / "autograded" / student / "assignment-1" / "assignment-1.ipynb"
    text = path.read_text(encoding="utf-8")
    points, says = {}, {}
    for cell in json.loads(text)["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name.startswith("check-"):
            (output,) = cell["outputs"]
            number = name.removeprefix("check-").replace("-", ".")
            points[number] = float("".join(output["data"]["text/plain"]))
            says[number] = "".join(output["data"]["text/html"])
    return points, says, text
