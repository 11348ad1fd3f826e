"""`make notebooks` and nbval keep the promises that the book is built on."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbval_figures import Drawing
from support import wait_until

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "execute_notebooks.py"

PRINTS = "x = 0.1 + 0.2\nprint(f'{x:.6f}')\nx"
DRAWS = """\
from IPython.display import SVG
SVG('<svg xmlns="http://www.w3.org/2000/svg" width="9.5" height="9">'
    '<clipPath id="p0123456789"/><clipPath id="p89abcdef01"/>'
    '<path clip-path="url(#p0123456789)" d="M 0 0.123456 L 1 2"/>'
    '<text x="1.25">lag 10</text></svg>')"""
MOVES = """\
import ipywidgets
ipywidgets.IntSlider(3)"""


@pytest.fixture(scope="module")
def stored_toy(tmp_path_factory):
    return run_once(tmp_path_factory.mktemp("toy") / "toy.ipynb", (PRINTS, MOVES))


@pytest.fixture
def toy(stored_toy, tmp_path):
    """A notebook that prints, draws and shows a widget, already run once."""
    return Path(shutil.copy(stored_toy, tmp_path))


def run_once(path, sources):
    """A notebook of these cells, run and stored as `make notebooks` does it."""
    cells = [new_code_cell(source) for source in sources]
    nbformat.write(new_notebook(cells=cells), path)
    assert execute(path).returncode == 0
    return path


def execute(path):
    command = [sys.executable, SCRIPT, path]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def failing_cells(path):
    """Run nbval on one notebook as `make test` does; the numbers of cells that fail."""
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "nbval_figures"]
    command += ["-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={path.parent}"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    run = subprocess.run(
        [*command, path],
        capture_output=True, text=True, cwd=path.parent, env=env, timeout=120
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    counts = re.findall(r"(\d+) (?:passed|failed)", run.stdout)
    assert sum(map(int, counts)) == len(json.loads(path.read_text())["cells"])
    return [int(n) for n in re.findall(r"^FAILED .*::Cell (\d+)", run.stdout, re.M)]


def edit_source(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def edit_outputs(path, edits):
    """Replace strings in the stored outputs, not in the cells that gave them.

    edits: for each cell in turn (old, new), or None to leave it.
    """
    notebook = json.loads(path.read_text())
    for cell, edit in zip(notebook["cells"], edits, strict=True):
        if edit:
            before = json.dumps(cell["outputs"])
            assert edit[0] in before
            cell["outputs"] = json.loads(before.replace(*edit))
    path.write_text(json.dumps(notebook))


CURVE = "M 0 0 \nL 10 0 \nL 20 0.4 \nL 30 5 \n"


WAVE = [(k, 9 + 5 * (-1) ** k) for k in range(300)]


def path(corners):
    return "M " + " L ".join(f"{x} {y}" for x, y in corners)


def test_of_a_path_with_arcs_too_all_numbers_count():
    first, second = (f"M 0 0 L 9 0 C 1 1 2 2 3 {y}" for y in (3, 6))
    drawn = [Drawing(f'<svg><path d="{d}"/></svg>') for d in (first, second)]
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize("corners, away, same", [
    (300, 2, True), (300, 4, False), (30, 0.5, True), (30, 2, False)
])  # fmt: skip
def test_long_curves_may_differ_by_three_points(corners, away, same):
    wave = WAVE[:corners]
    moved = [(x, y + away) for x, y in [*wave, wave[-1]]]  # with one corner more
    first, second = (f'<svg><path d="{path(c)}"/></svg>' for c in (wave, moved))
    assert (Drawing(first) == Drawing(second)) is same


@pytest.mark.parametrize(
    "other, same",
    [
        ("M 0 0.2 \nL 10 0 \nL 20 0.4 \nL 30 5 \n", True),
        ("M 0 0 \nL 20 0.4 \nL 30 5 \n", True),  # without a corner on a straight line
        ("M 0 0 \nL 10 3 \nL 20 0.4 \nL 30 5 \n", False),
        ("M 0 0 \nL 10 0 \nL 20 0.4 \n", False),  # shorter
        ("M 0 0 \nL 10 0 \nM 20 0.4 \nL 30 5 \n", False),  # with a gap
        ("M 0 0 \nL 30 5 \nL 10 0 \nL 20 0.4 \nL 30 5 \n", False),  # with a detour
        ("M 0 0 \nC 10 0 20 0.4 30 5 \n", False),
    ],
)
def test_two_paths_are_the_same_if_each_stays_near_the_other(other, same):
    first, second = (Drawing(f'<svg><path d="{d}"/></svg>') for d in (CURVE, other))
    assert (first == second) is same and (second == first) is same


def test_second_run_changes_no_byte(toy):
    first = toy.read_bytes()
    assert "outputs as stored" in execute(toy).stdout
    assert toy.read_bytes() == first
    assert b"widget-view" not in first and b"IntSlider" in first


def test_failing_notebook_is_left_as_it_was(toy):
    edit_source(toy, "x = 0.1", "x = 1 / 0")
    before = toy.read_bytes()
    run = execute(toy)
    assert run.returncode != 0 and "ZeroDivisionError" in run.stderr
    assert toy.read_bytes() == before
    assert [p.name for p in toy.parent.iterdir()] == ["toy.ipynb"]


def heed_signals():
    """In a child: a job of the background may have been started with them ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_interrupted_notebook_is_left_as_it_was(toy):
    asleep = toy.with_name("asleep")
    wait = f"open({str(asleep)!r}, 'w'); import time; time.sleep(60); x = 0.1"
    edit_source(toy, "x = 0.1", wait)
    before = toy.read_bytes()
    run = subprocess.Popen(
        [sys.executable, SCRIPT, toy], stderr=subprocess.PIPE, preexec_fn=heed_signals
    )
    try:
        wait_until(asleep.exists, 60, "the first cell to run")
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode != 0 and b"left as it was" in said
    assert toy.read_bytes() == before


# Cells, and what is changed in their stored outputs: to be forgiven, or not.
FORGIVEN = {
    "last digit of a curve": (DRAWS, "0.123456", "0.123457"),
    "name of a clip": (DRAWS, "p0123456789", "p76543210ab"),
}
DAMAGE = {
    "printed number": (PRINTS, "0.300000", "0.300001"),
    "label": (DRAWS, "lag 10<", "lag 11<"),
    "repr of a widget": (MOVES, "IntSlider(v", "IntSlider(w"),
    "curve": (DRAWS, "L 1 2", "L 1 4"),
    "longer curve": (DRAWS, "L 1 2", "L 1 2 L 3 2"),
    "another clip": (DRAWS, "url(#p0123456789)", "url(#p89abcdef01)"),
}


def test_nbval_fails_where_an_output_was_changed_and_forgives_names_and_last_digits(
    tmp_path,
):
    changed = {**FORGIVEN, **DAMAGE}
    cells = [PRINTS, *(cell for cell, *_ in changed.values()), DRAWS]
    path = run_once(tmp_path / "toy.ipynb", cells)
    edit_outputs(path, [None, *(edit for _, *edit in changed.values()), None])
    found = failing_cells(path)
    names = ["first", *changed, "last"]
    assert [names[k] for k in found] == list(DAMAGE)


def test_output_that_pages_cannot_show_is_refused(tmp_path):
    path = tmp_path / "odd.ipynb"
    source = "from IPython.display import Javascript\nJavascript('1')"
    nbformat.write(new_notebook(cells=[new_code_cell(source)]), path)
    run = execute(path)
    assert run.returncode != 0 and "application/javascript" in run.stderr
