"""Write the cell with which each chapter's notebook begins: what installs the package.

    python scripts/first_cells.py

A kernel starts in the folder of its notebook. So the package comes from the folder
above, unless the book has an address (`repository: url` in _config.yml): then it comes
from there, and the cell works on Colab and in a folder of downloads as well.
"""

import os
import sys
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))

from rnnbook_site.pages import repository  # noqa: E402


def install_cell(url, branch, folder=""):
    """The source of the cell: a comment, and a command for who takes its # away.

    url, branch, folder: as `repository` in _config.yml has them.
    """
    names = ("repository_url", "repository_branch", "path_to_docs")
    url, branch, folder = repository(
        dict(zip(names, (url, branch, folder), strict=True))
    )
    if url:
        within = f"#subdirectory={folder}" if folder else ""
        where = "On any machine"
        what = f"rnnbook[notebooks] @ git+{url}@{branch}{within}"
    else:
        where, what = "In a copy of the book's repository", "..[notebooks]"
    return f'# {where}, without the # before the %:\n# %pip install -q "{what}"'


def first_cell(notebook):
    """The cell that installs: the first one with code, which no page shows."""
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    if "remove-cell" not in cell.metadata.get("tags", ()) or "%pip" not in cell.source:
        raise ValueError(f"the first code cell, {cell.id}, does not install")
    return cell


def chapters():
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def main():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    keys = ("url", "branch", "path_to_book")
    wanted = install_cell(*(config["repository"].get(key) for key in keys))
    for path in chapters():
        notebook = nbformat.read(path, as_version=4)
        cell = first_cell(notebook)
        if cell.source != wanted:
            cell.source = wanted
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
            print(f"{os.path.relpath(path)}: written")


if __name__ == "__main__":
    main()
