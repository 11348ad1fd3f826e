"""The site of a course: built aside, then moved to its place in one go.

    _build/course/NAME/index.html       the editions, the newest first
    _build/course/NAME/EDITION/         the site of one of them

All of `_build/course/NAME` may be published. An edition is made anew as a whole;
the others are not touched.
"""

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from course.staging import stage
from course.words import span

MAIN = "from jupyter_book.cli.main import main; main()"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
ABOUT = "edition.json"


class Site(NamedTuple):
    """A site that was built. folder: where; mended: lines that name each page with
    links to what the course leaves out; warnings: of the build."""

    folder: Path
    mended: list
    warnings: list


def build_site(course, on, folder, files=None):
    """Build the site of `course` as of the day `on` into `folder`/EDITION.

    files: {address in the site: Path} of what is put into it, such as
    {"assignments/assignment-1.zip": ...}. Returns: `Site`.
    """
    files = files or {}
    zips = {Path(name).stem for name in files if name.startswith("assignments/")}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as aside:
        aside = Path(aside)
        stage(course, on, aside / "source", zips)
        log = run_book(aside / "source", aside)
        pages = aside / "_build" / "html"
        for name, source in files.items():
            (pages / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, pages / name)
        about = {
            "title": course.title,
            "edition": course.edition,
            "start": f"{course.start}",
            "dates": span_with_year(course),
        }
        (pages / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
        (pages / ".buildinfo").unlink(missing_ok=True)
        report = aside / "_build" / ".doctrees" / "left-out.txt"
        mended = report.read_text(encoding="utf-8")
        put_in_place(pages, folder / course.edition, aside / "before")
    write_editions(folder)
    warnings = [line for line in log.splitlines() if "WARNING" in line]
    return Site(folder / course.edition, mended.splitlines(), warnings)


def run_book(source, out):
    """The log of `jupyter-book build`, run in a process of its own."""
    command = [sys.executable, "-c", MAIN, "build", "-n", "--path-output", out, source]
    run = subprocess.run(command, capture_output=True, text=True)
    log = COLOUR.sub("", run.stdout + run.stderr)
    if run.returncode:
        raise RuntimeError(f"jupyter-book could not build the site:\n{log[-3000:]}")
    return log


def put_in_place(new, place, before):
    """Move a finished folder to its place; what was there is gone with `before`."""
    if place.exists():
        place.rename(before)
    new.rename(place)


def span_with_year(course):
    year = "" if course.start.year != course.end.year else f" {course.end.year}"
    return f"{span(course.start, course.end)}{year}"


def write_editions(folder):
    """The page that lists all editions in `folder`, the newest first."""
    found = [
        (json.loads(path.read_text(encoding="utf-8")), path.parent.name)
        for path in folder.glob(f"[!.]*/{ABOUT}")
    ]
    found.sort(key=lambda pair: (pair[0]["start"], pair[1]), reverse=True)
    newest = found[0]
    items = "".join(
        f'<li><a href="{name}/book/index.html">{html.escape(about["title"])}</a>'
        f"<br>{html.escape(about['edition'])}: {about['dates']}</li>\n"
        for about, name in found
    )
    title = html.escape(newest[0]["title"])
    text = EDITIONS.format(title=title, style=newest[1], items=items)
    aside = folder / ".index.html"
    aside.write_text(text, encoding="utf-8")
    aside.replace(folder / "index.html")
    (folder / ".nojekyll").touch()


EDITIONS = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}: editions</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}/_static/css/palette.css">
<link rel="stylesheet" href="{style}/_static/css/base.css">
<style>
main {{ max-width: var(--measure); margin: 12vh auto; padding: 0 1.25rem; }}
ul {{ padding: 0; list-style: none; }}
li {{ padding: 1rem 0; border-top: 1px solid var(--rnn-line); }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>All editions of this course, the newest first.</p>
<ul>
{items}</ul>
</main>
</body>
</html>
"""
