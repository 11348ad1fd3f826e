"""Write the first code cell of each notebook: it installs the package if it is missing.

    python scripts/first_cells.py

Where the package is (on Binder, on a hub, after `make book`) the cell does nothing.
Else it installs the package from the copy of the repository around the notebook, and,
outside a copy, from the book's address (`repository: url` in _config.yml). Without an
address it says that a copy is needed. The cell is plain Python: tools read it as such.
"""

import os
import sys
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))

from rnnbook_site.pages import repository  # noqa: E402

LOOK = """\
# Run this cell first. It installs the book's package, if it is not here.
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

if not (find_spec("rnnbook") and find_spec("anywidget")):
    around = [Path.cwd(), *Path.cwd().parents]
    copies = [p for p in around if (p / "rnnbook" / "cells").is_dir()]
"""
ONLY_A_COPY = """\
    if not copies:
        raise ModuleNotFoundError(
            "This notebook needs the book's package, rnnbook. Move the "
            "notebook into the folder notebooks of a copy of the book's "
            "repository, open it there, and run this cell again.")
    package = f"{copies[0]}[notebooks]"
"""
OR_AN_ADDRESS = """\
    address = ("rnnbook[notebooks] @ "
               "ADDRESS")
    package = f"{copies[0]}[notebooks]" if copies else address
"""
INSTALL = """\
    print("Installing the book's package. This may take a minute.")
    pip = [sys.executable, "-m", "pip", "install", "-q", package]
    done = subprocess.run(pip, capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise ModuleNotFoundError(
            f"{done.stderr}\\npip could not install the book's package. It says "
            "why above this line. When that is mended, run this cell again.")
    import numpy
    if numpy.__version__ != version("numpy"):
        print("NumPy was replaced. Restart the kernel (in Colab: the session).")
    print("It is installed. In JupyterLab and Jupyter Notebook, save and "
          "reload this page once, so that its figures move. Then go on.")"""


def install_cell(url, branch, folder=""):
    """The source of the cell.

    url, branch, folder: as `repository` in _config.yml has them.
    """
    names = ("repository_url", "repository_branch", "path_to_docs")
    url, branch, folder = repository(
        dict(zip(names, (url, branch, folder), strict=True))
    )
    if not url:
        return LOOK + ONLY_A_COPY + INSTALL
    within = f"#subdirectory={folder}" if folder else ""
    address = archive(url, branch) + within
    return LOOK + OR_AN_ADDRESS.replace("ADDRESS", address) + INSTALL


def archive(url, branch):
    """What pip fetches: from GitHub a zip, for which a reader needs no git."""
    if url.startswith("https://github.com/"):
        return f"{url}/archive/{branch}.zip"
    return f"git+{url}@{branch}"


def first_cell(notebook):
    """The cell that installs: the first one with code, which no page shows."""
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    if "remove-cell" not in cell.metadata.get("tags", ()) or "pip" not in cell.source:
        raise ValueError(f"the first code cell, {cell.id}, does not install")
    return cell


def chapters():
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def notebooks():
    """The chapters and their solutions: all that begin with this cell."""
    return [*chapters(), *sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb"))]


def main():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    keys = ("url", "branch", "path_to_book")
    wanted = install_cell(*(config["repository"].get(key) for key in keys))
    for path in notebooks():
        notebook = nbformat.read(path, as_version=4)
        cell = first_cell(notebook)
        if cell.source != wanted:
            cell.source = wanted
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
            print(f"{os.path.relpath(path)}: written")


if __name__ == "__main__":
    main()
