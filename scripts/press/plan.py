"""What goes on paper, in which order: from _toc.yml and _config.yml."""

from pathlib import Path

import yaml

LEFT_OUT = ("book/api", "book/teach")  # what one looks up; what instructors need
WITHOUT_SECTIONS = tuple(
    f"book/{name}"
    for name in "index glossary notation bibliography how-to-use accessibility".split()
)
PREFACE = "About this book"  # the first page has the title of the book itself


class PressError(Exception):
    """Something that the reader can mend, with the remedy."""


def read_pages(root, only=()):
    """The pages in reading order: `path`, `part`, whether contents list sections,
    and a title of its own where it has one on paper."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf8"))
    entries = [(toc["root"], "")]
    for part in toc["parts"]:
        entries += [(entry["file"], part["caption"]) for entry in part["chapters"]]
    return [
        {
            "path": f"{file}.html",
            "part": part,
            "sections": file not in WITHOUT_SECTIONS,
            "title": PREFACE if file == toc["root"] else "",
        }
        for file, part in entries
        if file not in LEFT_OUT and (not only or Path(file).name in only)
    ]


def read_plan(root, html, only=()):
    """All that join.js needs; every page must have been built."""
    config = yaml.safe_load((root / "_config.yml").read_text("utf8"))
    pages = read_pages(root, only)
    if not pages:
        names = ", ".join(Path(page["path"]).stem for page in read_pages(root))
        raise PressError(f"No page is called {' or '.join(only)}; there are {names}")
    missing = [p["path"] for p in pages if not (html / p["path"]).is_file()]
    if missing:
        more = f" and {len(missing) - 3} more pages" if len(missing) > 3 else ""
        raise PressError(
            f"Not in {html}: {', '.join(missing[:3])}{more}; run `make book` first. "
            "(What is printed is the book, and not the site of a course.)"
        )
    address = ((config.get("html") or {}).get("baseurl") or "").strip()
    place = f"at {address}" if address else "made by the command make book"
    notes = [
        f"Every equation runs: in the pages of the book, {place}, figures move, "
        "exercises are checked, and each chapter opens as a notebook.",
        "Below each figure that moves stands where it does so. What the text asks you "
        "to press, to drag or to set is there.",
        "Code that only draws a figure is left out here; it is in the notebooks.",
        f"© {config['copyright']}, {config['author']}. "
        "Text under CC BY 4.0, code under BSD-3-Clause.",
    ]
    return {
        "title": config["title"],
        "author": config["author"],
        "notes": notes,
        "address": address.rstrip("/") + "/" if address else "",
        "pages": pages,
    }
