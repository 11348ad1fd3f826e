"""The numbers of chapter 13's cells that need PyTorch, for readers who have none.

Runs the code cells of the chapter, up to its exercises, and writes what its function
`in_torch` has found. Run it after a change of such a cell. Ten seconds or so.
"""

import json
import sys
import time
from importlib.metadata import version

import matplotlib
from _record import FOLDER, write

NOTEBOOK = FOLDER.parents[1] / "notebooks" / "13_frameworks.ipynb"
SETTINGS = {"notebook": "notebooks/13_frameworks.ipynb", "torch": version("torch")}


def cells():
    """The code cells before the exercises, as text."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        if text.startswith("## Exercises"):
            return
        if cell["cell_type"] == "code":
            yield text


def main():
    """Run the cells in one namespace, and write what they have found."""
    matplotlib.use("agg")
    began, names = time.time(), {}
    if not (FOLDER / "13_torch.json").exists():
        write("13_torch", SETTINGS, 0.0, {})
    for text in cells():
        exec(text, names)
    if names["torch"] is None:
        sys.exit("PyTorch is not installed: there is nothing to write")
    write("13_torch", SETTINGS, time.time() - began, names["found_here"])


if __name__ == "__main__":
    main()
