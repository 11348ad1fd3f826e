"""Write what the training in a page knows from Python: cells, settings, a poem.

    python scripts/make_training.py

The file is a module of one line, so that Node and a bundle read it alike.
"""

import json
from pathlib import Path

from rnnbook import CELLS
from rnnbook.tasks import corpus
from rnnbook.tracing import trace
from rnnbook.training.playground import SETTINGS, settings

ROOT = Path(__file__).resolve().parents[1]
KNOWN = ROOT / "rnnbook" / "widgets" / "_runtime" / "training" / "known.js"


def traced(cell):
    """The trace of a cell, with what a trace does not say: whether it has a b_h."""
    b_h = {"b_h": True} if "b_h" in cell.params._fields else {}
    return {**_without_names(trace(cell)), **b_h}


def _without_names(part):
    """A trace without the names of what lies between: training does not ask."""
    if isinstance(part, dict):
        return {k: _without_names(v) for k, v in part.items() if k != "names"}
    return part


def known():
    """All of it, ready for JSON."""
    return {
        "cells": {name: traced(cell) for name, cell in CELLS.items()},
        "settings": {name: row._asdict() for name, row in SETTINGS.items()},
        "named": settings.NAMED,
        "leastLag": settings.LEAST_LAG,
        "most": {
            "text": settings.MOST_TEXT, "symbols": settings.MOST_SYMBOLS,
            "work": settings.MOST_WORK, "numbers": settings.MOST_NUMBERS,
        },
        "poem": corpus("carroll"),
    }  # fmt: skip


def module():
    """The text of the file."""
    text = json.dumps(known(), separators=(",", ":"))
    said = text.replace("\\", "\\\\").replace("'", "\\'")
    return (
        "// Written by scripts/make_training.py: cells, settings, a poem.\n"
        f"export const KNOWN = JSON.parse(\n  '{said}',\n);\n"
    )


if __name__ == "__main__":
    KNOWN.write_text(module(), encoding="utf-8")
    print(KNOWN.relative_to(ROOT))
