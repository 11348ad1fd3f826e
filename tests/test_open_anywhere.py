"""Every notebook, opened where readers open it, in an environment with a kernel alone.

The package comes by the first cell of a notebook, as for a reader. Colab, Binder and
VS Code cannot be run here; what they bring and what they ask of a notebook can.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import first_cells
import nbformat
import pytest
from support import ROOT
from test_first_cells import BUILT, NOTEBOOKS

# Each part has a limit of its own: these are more than the sum of them.
pytestmark = [pytest.mark.all, pytest.mark.timeout(1800)]

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
KERNEL = ["ipykernel", "nbconvert", "nbclient"]
# ipykernel says so of each kernel that is not reached by a file.
USUAL = re.compile(r"\[IPKernelApp\] WARNING.*without encryption|^\[NbConvertApp\] ")
# What Colab had early in 2026: its NumPy is older, its ipywidgets much older.
COLAB = ["numpy==2.0.2", "matplotlib==3.10.0", "ipywidgets==7.7.1"]
COLAB += ["ipython==7.34.0", "ipykernel==6.17.1", "traitlets==5.7.1"]
# Of its own package, what anywidget asks for; in Colab both are imported by the start.
COLAB_OUTPUT = """
from types import SimpleNamespace

_widgets = SimpleNamespace(_installed_url=None)

def enable_custom_widget_manager():
    _widgets._installed_url = "https://colab.example/manager.js"
"""
# At the end of a notebook: the most memory that its kernel had, in KB.
PEAK = "import resource\nresource.getrusage(resource.RUSAGE_SELF).ru_maxrss"
# A kernel is reached by this machine's own address: that one is brought up.
ALONE = """
import fcntl, os, socket, struct, subprocess, sys
IFF_UP, SIOCSIFFLAGS = 1, 0x8914
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))
_, folder, *command = sys.argv
for options in (["--bind", folder, folder], ["-o", "remount,bind,ro", folder]):
    subprocess.run(["mount", *options], check=True)
os.execvp(command[0], command)
"""
MOST_MEMORY = 600    # MB; a Binder has 1000 to 2000


def environment(**more):
    hidden = ("PYTHONPATH", "PIP_CONSTRAINT")
    return {k: v for k, v in os.environ.items() if k not in hidden} | more


def make_venv(folder, *packages, constraint=None):
    """The python of a new environment with pip and these packages."""
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=120
    )
    python = folder / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "pip"]
    pins = ["-c", constraint] if constraint else []
    run = subprocess.run(
        [*command, *pins, *packages],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return python


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the repository, in a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("a copy") / "book"
    return shutil.copytree(ROOT, folder, ignore=BUILT)


@pytest.fixture(scope="module")
def kernel_only(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kernel") / "venv"
    return make_venv(folder, *KERNEL, constraint="requirements.txt")


def first_of(notebook, to):
    """The notebook as far as its first cell with code."""
    short = nbformat.read(notebook, 4)
    cell = first_cells.first_cell(short)
    short.cells = [cell]
    nbformat.write(short, to)
    return to


def execute(python, path, *options, folder=None, seconds=500, **env):
    """Run a notebook as `jupyter nbconvert --execute` does; (the run one, stderr)."""
    out = path.with_name(f"ran-{path.name}")
    command = [python, "-m", "nbconvert", "--to", "notebook", "--execute", path]
    run = subprocess.run(
        [*command, "--output", out, *options],
        cwd=folder or path.parent,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    if run.returncode:
        return None, run.stderr
    try:
        return json.loads(out.read_text(encoding="utf-8")), run.stderr
    finally:
        out.unlink()


def outputs(notebook):
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            yield cell["id"], output


def odd(notebook):
    """What a reader would ask about: errors, warnings, figures without a picture."""
    states = notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
    for cell, output in outputs(notebook):
        data = output.get("data", {})
        if output["output_type"] == "error" or output.get("name") == "stderr":
            yield cell, output
        if VIEW in data and "image/svg+xml" not in data:
            yield cell, "a figure without a picture"
        if VIEW in data and data[VIEW]["model_id"] not in states:
            yield cell, "a figure without a state"


def sentences(notebook):
    """What a notebook says in words: the same on all machines."""
    found = {}
    for cell, output in outputs(notebook):
        data = output.get("data", {})
        text = output.get("text", "") or data.get("text/markdown", "")
        found[cell] = found.get(cell, "") + "".join(text)
    return {cell: text for cell, text in found.items() if text}


def rounded(text):
    """A text with its numbers to two digits, however NumPy was told to print them."""
    numbers = re.sub(r"\d+\.?\d*", lambda m: f"{float(m[0]):.2g} ", text)
    return "".join(numbers.split())


def alone(folder):
    """A command before a command, which then has no network and cannot write there."""
    return ["unshare", "--net", "--mount", "--map-root-user",
            sys.executable, "-c", ALONE, str(folder)]  # fmt: skip


def printed(notebook):
    return "".join("".join(o.get("text", "")) for _, o in outputs(notebook))


@pytest.fixture(scope="module")
def installed(kernel_only, copy):
    """(python, what the first cell said when there was a kernel and nothing else)."""
    path = copy / "notebooks" / "solutions" / "01_sequences.ipynb"
    ran, error = execute(kernel_only, first_of(path, path.with_name("first.ipynb")))
    assert ran, error[-3000:]
    return kernel_only, ran


def test_alone_and_without_an_address_it_says_what_to_do(kernel_only, copy, tmp_path):
    """Before anything is installed; what it says is done below: `installed`."""
    alone = first_of(copy / "notebooks" / "06_lstm.ipynb", tmp_path / "06_lstm.ipynb")
    ran, error = execute(kernel_only, alone)
    assert ran is None
    assert "Move the notebook into the folder notebooks of a copy" in error


def test_first_cell_installs_from_the_copy(installed):
    _, ran = installed
    assert not list(odd(ran))
    assert "It is installed." in printed(ran) and "replaced" not in printed(ran)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_notebook_runs_and_says_what_is_stored(installed, copy, path):
    python, _ = installed
    notebook = nbformat.read(path, 4)
    notebook.cells.append(nbformat.v4.new_code_cell(PEAK))
    here = (copy / path.relative_to(ROOT)).with_name("measured.ipynb")
    nbformat.write(notebook, here)
    ran, error = execute(python, here)
    assert ran, error[-3000:]
    peak = ran["cells"].pop()["outputs"][0]["data"]["text/plain"]
    assert int("".join(peak)) / 1024 < MOST_MEMORY
    assert [line for line in error.splitlines() if not USUAL.search(line)] == []
    assert not list(odd(ran))
    said, stored = sentences(ran), sentences(json.loads(path.read_text("utf-8")))
    if path == ROOT / "notebooks" / "13_frameworks.ipynb":    # no torch is here
        (differs,) = [cell for cell in stored if said.get(cell) != stored[cell]]
        assert said.pop(differs).startswith("**PyTorch is not installed.** Where")
        stored.pop(differs)
    assert said == stored


def test_alone_with_an_address_it_runs_on_what_colab_has(copy, tmp_path):
    """An older NumPy that is in use already, and an ipywidgets of long ago."""
    for line in ("init -q -b main", "add -A", "commit -q -m copy"):
        who = ["-c", "user.name=a reader", "-c", "user.email=reader@localhost"]
        git = ["git", *who, *line.split()]
        subprocess.run(git, cwd=copy, check=True, capture_output=True, timeout=120)
    shutil.move(copy / ".git", tmp_path / "book.git")
    python = make_venv(tmp_path / "venv", *COLAB, *KERNEL[1:])
    site = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    (site / "google" / "colab").mkdir(parents=True)
    (site / "google" / "colab" / "output.py").write_text(COLAB_OUTPUT)
    start = tmp_path / "ipython" / "profile_default" / "startup"
    start.mkdir(parents=True)
    (start / "colab.py").write_text("import numpy, google.colab.output")
    before = packages(python)

    address = f"file://localhost{tmp_path.as_posix()}/book.git"
    notebook = nbformat.read(ROOT / "notebooks" / "06_lstm.ipynb", 4)
    cell = first_cells.install_cell(address, "main")
    # `repository` takes .git away, as browsers' addresses have none.
    first_cells.first_cell(notebook).source = cell.replace("/book@", "/book.git@")
    alone = tmp_path / "content" / "06_lstm.ipynb"
    alone.parent.mkdir()
    nbformat.write(notebook, alone)
    ran, error = execute(python, alone, IPYTHONDIR=str(tmp_path / "ipython"))
    assert ran, error[-3000:]
    assert not list(odd(ran))
    assert "It is installed." in printed(ran) and "replaced" not in printed(ran)
    # Colab asks for a restart if what is in use is replaced: nothing is.
    after = packages(python)
    assert {name: after[name] for name in before} == before
    managers = [
        output["metadata"][VIEW]["colab"]["custom_widget_manager"]["url"]
        for _, output in outputs(ran)
        if VIEW in output.get("data", {})
    ]
    assert len(managers) > 3 and set(managers) == {"https://colab.example/manager.js"}


def packages(python):
    """{name: version} of what is installed."""
    pip = [sys.executable, "-m", "pip", "--python", python, "list", "--format=json"]
    run = subprocess.run(pip, capture_output=True, text=True, timeout=120)
    return {each["name"]: each["version"] for each in json.loads(run.stdout)}


# Where a notebook is run, and how often


def test_a_notebook_runs_from_another_folder(installed, copy, tmp_path):
    """As papermill does, which stays where it was called."""
    python, _ = installed
    short = copy / "notebooks" / "02_squashing.ipynb"
    option = f"--ExecutePreprocessor.cwd={tmp_path}"
    moved = shutil.copy(short, tmp_path / short.name)
    for folder in (tmp_path, Path("/")):
        ran, error = execute(python, Path(moved), option, folder=folder)
        assert ran, error[-3000:]
        assert not list(odd(ran))


def test_jupyter_execute_runs_a_notebook_offline_in_a_folder_that_cannot_be_written(
    installed, copy, tmp_path
):
    """Twice in one kernel: what a cell leaves behind does not change its second run."""
    python, _ = installed
    notebook = nbformat.read(copy / "notebooks" / "06_lstm.ipynb", 4)
    again = nbformat.from_dict(json.loads(json.dumps(notebook)))
    for cell in again.cells:
        cell["id"] = f"again-{cell['id']}"
    notebook.cells += again.cells
    path = tmp_path / "twice.ipynb"
    nbformat.write(notebook, path)
    out = tmp_path.parent / f"ran-{tmp_path.name}.ipynb"
    command = [python, "-m", "jupyter", "execute", path, f"--output={out}"]
    run = subprocess.run(
        [*alone(tmp_path), *command],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    ran = json.loads(out.read_text(encoding="utf-8"))
    assert not list(odd(ran))
    said = sentences(ran)
    for cell in [cell for cell in said if not cell.startswith("again-")]:
        assert rounded(said[f"again-{cell}"]) == rounded(said[cell]), cell


def test_a_page_of_html_shows_figures_without_a_network(installed, copy, tmp_path):
    """As how-to-use.md has it: without the state that a page would ask a CDN about."""
    python, _ = installed
    path = copy / "notebooks" / "02_squashing.ipynb"
    no_state = "--ExecutePreprocessor.store_widget_state=False"
    command = [python, "-m", "nbconvert", "--to", "html", "--execute", no_state, path]
    run = subprocess.run(
        [*alone(copy / "book"), *command, "--output-dir", tmp_path],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    page = (tmp_path / "02_squashing.html").read_text(encoding="utf-8")
    assert VIEW not in page
    stored = json.loads((ROOT / "notebooks" / path.name).read_text(encoding="utf-8"))
    figures = [o for _, o in outputs(stored) if "image/svg+xml" in o.get("data", {})]
    shown = re.findall(r'<img [^>]*src="data:image/svg\+xml;base64,', page)
    assert len(shown) == len(figures) > 3
