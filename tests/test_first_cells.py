"""The first cell of each notebook: it installs the package, if it is not there."""

import ast
import importlib.util
import json
import shutil
import subprocess
import sys
from importlib import metadata
from types import SimpleNamespace

import first_cells
import nbformat
import pytest
import yaml
from support import ROOT, markdown_of

BUILT = shutil.ignore_patterns(
    ".venv", "_build", ".git", "*.egg-info", "build", "__pycache__", ".*_cache"
)
NOTEBOOKS = first_cells.notebooks()
GITHUB = "https://github.com/someone/book"


def in_the_repository():
    """The cell as _config.yml wants it."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return first_cells.install_cell(
        config["repository"]["url"], config["repository"]["branch"]
    )


@pytest.fixture
def carry_out(monkeypatch, capsys):
    """carry_out(cell, folder) -> (pip's command, what is printed), with no package.

    pip is not run: `done` is what it would say.
    """

    def run(cell, folder, **done):
        asked = []
        pip = SimpleNamespace(**{"returncode": 0, "stderr": "", **done})
        with monkeypatch.context() as patch:
            patch.chdir(folder)
            patch.setattr(importlib.util, "find_spec", lambda name: None)
            patch.setattr(subprocess, "run", lambda c, **_: asked.append(c) or pip)
            exec(cell, {})
        return asked[0], capsys.readouterr().out

    return run


def pip(command, folder):
    """Run pip's command, but let it change nothing."""
    python, *pip_install, _, package = command
    assert (python, pip_install) == (sys.executable, ["-m", "pip", "install"])
    more = ["--dry-run", "--no-deps", "--no-build-isolation", "-q"]
    run = [python, *pip_install, *more, package]
    done = subprocess.run(run, cwd=folder, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr[-3000:]


def test_each_notebook_begins_with_it():
    wanted = in_the_repository()
    for path in NOTEBOOKS:
        cell = first_cells.first_cell(nbformat.read(path, 4))
        assert cell.source == wanted, f"{path.name}: run `make files`"
        assert cell.outputs == []


def test_each_chapter_says_so():
    for path in first_cells.chapters():
        assert "The first cell installs what is missing." in markdown_of(path), path


def test_it_does_nothing_where_the_package_is(capsys, monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    exec(in_the_repository(), {})
    assert capsys.readouterr().out == ""


def test_it_installs_the_copy_around_the_notebook(tmp_path, carry_out):
    copy = shutil.copytree(ROOT, tmp_path / "a copy", ignore=BUILT)
    for folder in ("notebooks", "notebooks/solutions"):
        for cell in (first_cells.install_cell("", ""), in_the_repository()):
            command, said = carry_out(cell, copy / folder)
            assert command[-1] == f"{copy}[notebooks]"
            assert "It is installed." in said and "NumPy" not in said
    pip(command, tmp_path)
    # A copy of one's own comes before the address.
    cell = first_cells.install_cell(GITHUB, "main")
    assert carry_out(cell, copy / "notebooks")[0] == command


def test_alone_and_without_an_address_it_says_what_to_do(tmp_path, carry_out):
    with pytest.raises(ModuleNotFoundError, match="folder notebooks of a copy"):
        carry_out(first_cells.install_cell("", "main"), tmp_path)


def test_alone_it_installs_from_the_address(tmp_path, carry_out):
    copy = shutil.copytree(ROOT, tmp_path / "copy", ignore=BUILT)
    who = ["-c", "user.name=a reader", "-c", "user.email=reader@localhost"]
    for line in ("init -q -b main", "add -A", "commit -q -m copy"):
        command = ["git", *who, *line.split()]
        subprocess.run(command, cwd=copy, check=True, capture_output=True, timeout=120)
    address = f"file://localhost{copy.as_posix()}/"    # pip wants a host in it
    command, _ = carry_out(first_cells.install_cell(address, "main"), tmp_path)
    pip(command, tmp_path)


@pytest.mark.parametrize(
    ("url", "branch", "package"),
    [
        (f"{GITHUB}.git", "main", f"{GITHUB}/archive/main.zip"),
        (
            "https://github.com/someone/a/tree/dev/rnn",
            None,
            "https://github.com/someone/a/archive/dev.zip#subdirectory=rnn",
        ),
        ("https://example.org/a/book", "v1", "git+https://example.org/a/book@v1"),
    ],
)
def test_an_address_is_one_that_pip_takes(url, branch, package, tmp_path, carry_out):
    command, _ = carry_out(first_cells.install_cell(url, branch), tmp_path)
    assert command[-1] == f"rnnbook[notebooks] @ {package}"


def test_where_pip_fails_its_reason_stands_in_the_error(tmp_path, carry_out):
    cell = first_cells.install_cell(GITHUB, "main")
    with pytest.raises(ModuleNotFoundError, match="(?s)no network.*run this cell"):
        carry_out(cell, tmp_path, returncode=1, stderr="no network")


def test_a_numpy_that_was_replaced_under_way_is_named(tmp_path, carry_out, monkeypatch):
    monkeypatch.setattr(metadata, "version", lambda name: "another")
    _, said = carry_out(first_cells.install_cell(GITHUB, "main"), tmp_path)
    assert "Restart the kernel" in said


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_notebook_is_what_editors_and_hubs_need(path):
    """Colab and VS Code choose the kernel by the metadata; magics are IPython's own."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert notebook["metadata"]["language_info"]["name"] == "python"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            ast.parse("".join(cell["source"]))
