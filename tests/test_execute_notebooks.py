"""`make notebooks` and nbval keep the promises that the book is built on."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "execute_notebooks.py"

PRINTS = "x = 0.1 + 0.2\nprint(f'{x:.6f}')\nx"
DRAWS = """\
from IPython.display import SVG
SVG('<svg xmlns="http://www.w3.org/2000/svg" width="9.5" height="9">'
    '<path d="M 0 0.123456 L 1 2"/><text x="1.25">lag 10</text></svg>')"""
MOVES = """\
import ipywidgets
ipywidgets.IntSlider(3)"""


@pytest.fixture(scope="module")
def stored_toy(tmp_path_factory):
    path = tmp_path_factory.mktemp("toy") / "toy.ipynb"
    cells = [new_code_cell(source) for source in (PRINTS, DRAWS, MOVES)]
    nbformat.write(new_notebook(cells=cells), path)
    assert execute(path).returncode == 0
    return path


@pytest.fixture
def toy(stored_toy, tmp_path):
    """A notebook that prints, draws and shows a widget, already run once."""
    return Path(shutil.copy(stored_toy, tmp_path))


def execute(path):
    command = [sys.executable, SCRIPT, path]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def nbval(path):
    """Run nbval on one notebook as `make test` does; True when it passes."""
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "nbval_figures"]
    command += ["-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={path.parent}"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    run = subprocess.run(
        [*command, path], capture_output=True, text=True, cwd=path.parent, env=env
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return run.returncode == 0


def edit_source(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def edit_outputs(path, old, new):
    """Replace a string in the stored outputs, not in the cells that gave them."""
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        text = json.dumps(cell["outputs"])
        cell["outputs"] = json.loads(text.replace(old, new))
    edited = json.dumps(notebook)
    assert edited != json.dumps(json.loads(path.read_text()))
    path.write_text(edited)


def test_second_run_changes_no_byte(toy):
    first = toy.read_bytes()
    assert "unchanged" in execute(toy).stdout
    assert toy.read_bytes() == first
    assert b"widget-view" not in first and b"IntSlider" in first


def test_failing_notebook_is_left_as_it_was(toy):
    edit_source(toy, "x = 0.1", "x = 1 / 0")
    before = toy.read_bytes()
    run = execute(toy)
    assert run.returncode != 0 and "ZeroDivisionError" in run.stderr
    assert toy.read_bytes() == before
    assert [p.name for p in toy.parent.iterdir()] == ["toy.ipynb"]


def test_interrupted_notebook_is_left_as_it_was(toy):
    edit_source(toy, "x = 0.1", "import time; time.sleep(60); x = 0.1")
    before = toy.read_bytes()
    run = subprocess.Popen([sys.executable, SCRIPT, toy], stderr=subprocess.PIPE)
    time.sleep(4)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode != 0 and b"left as it was" in said
    assert toy.read_bytes() == before


def test_nbval_passes_what_was_just_run(toy):
    assert nbval(toy)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.300000", "0.300001"),
        ("lag 10<", "lag 11<"),
        ("IntSlider(v", "IntSlider(w"),
        ("L 1 2", "L 1 4"),
        ("L 1 2", "L 1 2 L 1 2"),
    ],
    ids=["printed number", "label", "repr of a widget", "curve", "longer curve"],
)
def test_nbval_fails_when_an_output_was_changed(toy, old, new):
    edit_outputs(toy, old, new)
    assert not nbval(toy)


def test_nbval_forgives_the_last_digit_of_a_curve(toy):
    edit_outputs(toy, "0.123456", "0.123457")
    assert nbval(toy)


def test_output_that_pages_cannot_show_is_refused(tmp_path):
    path = tmp_path / "odd.ipynb"
    source = "from IPython.display import Javascript\nJavascript('1')"
    nbformat.write(new_notebook(cells=[new_code_cell(source)]), path)
    run = execute(path)
    assert run.returncode != 0 and "application/javascript" in run.stderr
