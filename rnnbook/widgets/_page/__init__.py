"""What pages of the book run beside the figures: progress, guesses, lectures, ways."""

import json
from pathlib import Path

from rnnbook.exercises.pages import all_exercises, stored
from rnnbook.widgets._bundle import bundle

HERE = Path(__file__).parent
PARTS = (
    "progress.js",
    "guesses.js",
    "entrance.js",
    "whereabouts.js",
    "previews.js",
    "figure_links.js",
)


def digests() -> dict[str, str]:
    """The digest of each exercise by its number: a tick is for it as it is now."""
    return {each.number: stored(each)["digest"] for each in all_exercises()}


def page_script(numbers: list[str] | None = None) -> str:
    """The script of every page: progress, guesses, the way into lecture mode,
    and where the reader is.

    numbers: of the exercises that count; all of the book's if it is None.
    """
    text, entries = bundle([HERE / name for name in PARTS])
    run = "".join(f"need({json.dumps(name)});\n" for name in entries)
    known = json.dumps(digests(), separators=(",", ":"))
    counted = json.dumps(numbers, separators=(",", ":"))
    return (
        f'(() => {{\n"use strict";\nwindow.rnnbookExercises = {known};\n'
        f"window.rnnbookCounted = {counted};\n"
        f"{text}{run}}})();\n"
    )


def lecture_script() -> str:
    """Lecture mode with its styles: pages fetch it when somebody goes there."""
    text, (entry,) = bundle([HERE / "lecture" / "lecture.js"])
    return f'(() => {{\n"use strict";\n{text}need({json.dumps(entry)});\n}})();\n'
