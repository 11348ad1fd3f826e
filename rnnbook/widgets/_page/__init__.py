"""What every page of the book runs beside the figures: progress, and guesses."""

import json
from pathlib import Path

from rnnbook.exercises.pages import all_exercises, stored
from rnnbook.widgets._bundle import bundle

HERE = Path(__file__).parent


def digests() -> dict[str, str]:
    """The digest of each exercise by its number: a tick is for it as it is now."""
    return {each.number: stored(each)["digest"] for each in all_exercises()}


def page_script(numbers: list[str] | None = None) -> str:
    """The script of every page: it shows the progress, and asks for guesses.

    numbers: of the exercises that count; all of the book's if it is None.
    """
    text, entries = bundle([HERE / "progress.js", HERE / "guesses.js"])
    run = "".join(f"need({json.dumps(name)});\n" for name in entries)
    known = json.dumps(digests(), separators=(",", ":"))
    counted = json.dumps(numbers, separators=(",", ":"))
    return (
        f'(() => {{\n"use strict";\nwindow.rnnbookExercises = {known};\n'
        f"window.rnnbookCounted = {counted};\n"
        f"{text}{run}}})();\n"
    )
