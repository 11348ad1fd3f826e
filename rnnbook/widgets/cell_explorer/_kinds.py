"""The cells that the explorer knows: what differs between them is data.

Each has a folder: cell.json (stages and their sentences, examples, words, where it
starts) and the drawings wide.svg and narrow.svg. The page reads the same files.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

from rnnbook.cells import CELLS, Cell
from rnnbook.tracing import trace

HERE = Path(__file__).parent
NAMES = ("lstm", "rnn", "gru")
ROLE = re.compile(r"\.role-(\w+) ")


class Kind(NamedTuple):
    """One cell of the explorer.

    words: cell.json as it is. graphs: the traced cell.
    """

    cell: Cell
    words: dict
    graphs: dict

    @property
    def start(self):
        """The numbers that a step starts from, by name, as they are at first."""
        return self.words["start"]

    @property
    def rows(self):
        """Names of its weights, a number each for every gate."""
        return tuple(self.words["weights"])

    @property
    def stages(self):
        """Keys of the stages, "all" first."""
        return tuple(stage["key"] for stage in self.words["stages"])

    @property
    def backward(self):
        """Keys of the stages that show gradients."""
        return tuple(s["key"] for s in self.words["stages"] if s.get("back"))

    def drawing(self, size="wide"):
        """The diagram as SVG text, with the rules for the roles that it draws."""
        svg = (HERE / self.cell.name / f"{size}.svg").read_text(encoding="utf-8")
        return styled(svg)


def styled(svg):
    """A drawing with its rules written in; of the roles, those that it has."""
    rules = (HERE / "wiring.css").read_text(encoding="utf-8").partition("*/\n")[2]
    drawn = set(re.findall(r"\brole-(\w+)", svg))
    kept = [
        line
        for line in rules.splitlines()
        if not (role := ROLE.search(line)) or role[1] in drawn
    ]
    return svg.replace("<style></style>", "\n".join(["<style>", *kept, "</style>"]))


def _read(name):
    words = json.loads((HERE / name / "cell.json").read_text(encoding="utf-8"))
    return Kind(CELLS[name], words, trace(CELLS[name]))


KINDS = {name: _read(name) for name in NAMES}
