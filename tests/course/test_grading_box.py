"""What a submission can reach, and cannot: each claim, tried from inside the box."""

import os
import shutil
import socket
import subprocess
import sys

import pytest
from course.assignments.grading import box
from course.assignments.grading.judge import inputs_for

from rnnbook.exercises import find

PROBE = """\
import os, sys, socket, glob
def can(action):
    try:
        action()
        return True
    except BaseException:
        return False
def connect():
    socket.create_connection(("127.0.0.1", {port}), timeout=2)
def steal():
    from rnnbook.exercises.ch06.step import STEP
print({{
    "network": can(connect),
    "course": can(lambda: open({secret!r}).read()),
    "answers": can(steal),
    "answers file": can(lambda: os.listdir({answers!r})[0]),
    "outside": can(lambda: os.listdir({outside!r})[0]),
    "environment": "RNNBOOK_SECRET" in os.environ,
    "processes": can(lambda: os.kill({pid}, 0)),
    "write package": can(lambda: open(sys.modules["rnnbook"].__file__, "a")),
    "home": (open("mine.txt", "w").write("x"), os.listdir("."))[1],
}})
"""


def usable(level):
    """Whether this machine has a level; the open one is always there."""
    if level == "open":
        return True
    if not shutil.which({"sealed": "bwrap", "offline": "unshare"}[level]):
        return False
    command = box.wrapped(level, [sys.executable, "-c", "import numpy"], None, ())
    return not subprocess.run(command, capture_output=True, timeout=60).returncode


def cells(*sources, **limits):
    """What cells give, run in the best box."""
    steps = [{"source": source} for source in sources]
    return box.run(steps, {}, box.Limits(**{"cell": 2, **limits}))


def printed(run, k):
    return "".join(each.get("text", "") for each in run.outputs[k])


@pytest.mark.parametrize(
    "level", [pytest.param("offline", marks=pytest.mark.all), "sealed",
              pytest.param("open", marks=pytest.mark.all)],
)
def test_what_a_submission_can_reach(level, tmp_path, monkeypatch):
    if not usable(level):
        pytest.skip(f"this machine has no level {level!r}")
    course, outside = tmp_path / "course", tmp_path / "outside"
    for folder in (course, outside):
        folder.mkdir()
        (folder / "hidden-seed.txt").write_text("12345")
    monkeypatch.setenv("RNNBOOK_SECRET", "1")
    with socket.create_server(("127.0.0.1", 0)) as server:
        source = PROBE.format(
            port=server.getsockname()[1],
            secret=str(course / "hidden-seed.txt"),
            answers=str(box.answers_folder()),
            outside=str(outside),
            pid=os.getpid(),
        )
        steps = [{"source": f"import rnnbook\n{source}"}]
        run = box.run(steps, {}, level=level, hidden=[course])
    found = eval(printed(run, 0))
    reached = {name for name, reached in found.items() if reached is True}
    assert reached == {
        "sealed": set(),
        "offline": {"outside", "write package"},
        "open": {"network", "course", "answers file", "outside", "processes",
                 "write package"},
    }[level]  # fmt: skip
    assert set(found["home"]) <= {"mine.txt", ".ipython"}


@pytest.mark.all
def test_the_cover_of_the_course_cannot_be_taken_off(tmp_path):
    if not usable("offline"):
        pytest.skip("this machine has no level 'offline'")
    (tmp_path / "hidden-seed.txt").write_text("12345")
    source = f"import subprocess\nsubprocess.run(['umount', {str(tmp_path)!r}])\n"
    source += f"import os\nprint(os.listdir({str(tmp_path)!r}))"
    run = box.run([{"source": source}], {}, level="offline", hidden=[tmp_path])
    assert printed(run, 0) == "[]\n"


def test_the_box_has_no_answers_in_it():
    folder = box.box_folder() / "rnnbook" / "exercises"
    names = {path.stem for path in folder.rglob("*.py")}
    assert names == {"__init__", *box.KEPT}
    text = "".join(path.read_text() for path in folder.rglob("*.py"))
    assert find("6.3").mistakes[0].says not in text
    assert not list(folder.rglob("*.json"))


@pytest.mark.all
def test_limits_of_time_memory_output_and_processes():
    forks = "import os\nn = 0\ntry:\n    while n < 300:\n        if os.fork() == 0:\n"
    forks += "            import time; time.sleep(60); os._exit(0)\n        n += 1\n"
    forks += "except OSError:\n    pass\nprint(n)"
    run = cells(
        "while True: pass",
        "print('a' * 10**6)",
        "import numpy as np\nnp.ones(10**12)",
        "open('large', 'wb').write(bytes(10**8))",
        forks,
        "print('still here')",
    )
    assert run.outputs[0][-1]["ename"] == "TimeLimit"
    assert len(printed(run, 1)) < 21_000 and "cut off" in printed(run, 1)
    assert "MemoryError" in run.outputs[2][-1]["ename"]
    assert run.outputs[3] or 3 in run.deaths
    if box.best_level() == "sealed" and os.getuid():  # root has as many as it likes
        assert int(printed(run, 4)) < 100
    assert printed(run, 5) == "still here\n"


def test_cells_that_end_the_program_are_left_out():
    run = cells("x = 1", "import os; os._exit(5)", "print(x)", "exit()", "print(x + 1)")
    assert set(run.deaths) == {1}
    assert (printed(run, 2), printed(run, 4)) == ("1\n", "2\n")


@pytest.mark.all
def test_the_box_is_not_started_for_ever():
    many = cells(*["import os; os.kill(os.getpid(), 9)"] * 6, "print(1)")
    assert len(many.deaths) == box.MOST_STARTS and "again and again" in many.note


@pytest.mark.all
def test_a_notebook_has_an_end():
    patient = "import time\nwhile True:\n    time.sleep(0.01)"
    run = cells(patient, "print(1)", cell=60, notebook=3)
    assert "longer than 3 seconds" in run.note and 1 not in run.outputs


def test_given_is_there_and_check_says_nothing():
    inputs = inputs_for("6.3", 1)
    source = "from rnnbook.exercises import check, given, hint\n"
    source += "print(given('6.3')[0].shape, check('6.3', print), hint('6.3'))"
    run = box.run([{"source": source}], {"6.3": inputs["public"]})
    assert printed(run, 0).startswith("(2, 12) · Exercise 6.3: graded below.")


@pytest.mark.all
def test_functions_that_are_given_arrive():
    inputs = inputs_for("11.6", 1)["public"]
    source = "from rnnbook.exercises import given\nread, text, steps = given('11.6')\n"
    source += "print(read(text[0])[0].shape)"
    run = box.run([{"source": source}], {"11.6": inputs})
    expected = inputs[0]["read"](inputs[0]["text"][0])[0].shape
    assert printed(run, 0) == f"{expected}\n"
