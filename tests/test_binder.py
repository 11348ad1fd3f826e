"""What Binder and other hubs get: enough to run the notebooks, and no more."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
print("ran", sum(cell.cell_type == "code" for cell in notebook.cells), "cells")
"""


def test_repo2docker_accepts_the_folder(tmp_path):
    # A copy without what is built here, as a hub would clone it.
    clone = tmp_path / "clone"
    left_out = shutil.ignore_patterns(".venv", "_build", ".git", "*.egg-info")
    shutil.copytree(ROOT, clone, ignore=left_out)
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    run = subprocess.run(
        command, cwd=clone, capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert "binder/requirements.txt" in run.stdout + run.stderr
    assert "python=3.11" in (run.stdout + run.stderr).replace(" ", "")


@pytest.mark.all
@pytest.mark.timeout(1200)  # more than the sum of the limits of its parts
def test_notebook_runs_in_an_environment_made_from_binder(new_venv, tmp_path):
    # ipykernel and nbclient stand for the Jupyter that a hub's image brings.
    python = new_venv("binder/requirements.txt", "ipykernel", "nbclient")
    pip_list = [sys.executable, "-m", "pip", "--python", python, "list"]
    installed = subprocess.run(
        [*pip_list, "--format=freeze"], capture_output=True, text=True, timeout=120
    ).stdout.lower()
    names = {line.split("==")[0] for line in installed.split()}
    assert {"numpy", "matplotlib", "anywidget"} <= names
    assert not names & {"jupyter-book", "sphinx", "torch", "jupyterlab", "pytest"}

    # Away from the repository, so that only what is installed can be imported.
    notebook = shutil.copy(ROOT / "notebooks" / "06_lstm.ipynb", tmp_path)
    command = [python, "-I", "-c", RUN, notebook]
    run = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=400
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout.startswith("ran")
