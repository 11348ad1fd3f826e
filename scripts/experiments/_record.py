"""Write a result with everything that is needed to make it again."""

import json
import os
import platform
import sys
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[2] / "rnnbook" / "results"


def write(name, settings, seconds, numbers):
    """Write rnnbook/results/<name>.json, whole or not at all."""
    made = {
        "script": f"scripts/experiments/{Path(sys.argv[0]).name}",
        "settings": settings,
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "seconds": round(seconds, 1),
        "numbers": numbers,
    }
    target = FOLDER / f"{name}.json"
    draft = target.with_suffix(".part")
    draft.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, target)
    print(f"wrote {target}")
