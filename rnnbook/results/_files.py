"""The files of results."""

import json
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """The result `name` as a dict: settings, seeds, versions, seconds, and the numbers.

    Raises: ValueError, naming what there is, for an unknown name.
    """
    folder = files("rnnbook.results")
    known = sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".json"))
    if name not in known:
        raise ValueError(f"no result {name!r}: there are {', '.join(known) or 'none'}")
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
