"""The sources of a course's site, in a folder of their own: what jupyter-book reads.

Chapters are copies of the book's notebooks, without the solutions whose day has not
come; pages of the book are copies; styles, scripts and references stay where they are.
"""

import json
import shutil

import yaml
from myst_parser.mdit_to_docutils.base import default_slugify

from course import front, pages
from course.book import ROOT, read_book
from course.solutions import (
    read_notebook,
    solution_days,
    solution_page,
    withheld,
    without_solutions,
)
from course.words import listed, long_day

FOR_INSTRUCTORS = {"book/teach": {"title": "how to teach with it", "ids": {}}}
LANDING = "book/index"
COURSE = "course"


def stage(course, on, folder, zips=()):
    """Write all sources of the site of `course`, as of the day `on`, into `folder`.

    zips: names of the assignments whose file will lie in the site.
    """
    written = {
        LANDING: front.landing(course, on),
        f"{COURSE}/schedule": pages.schedule(course, on),
        f"{COURSE}/assignments": pages.assignments(course, on, zips),
        f"{COURSE}/syllabus": front.syllabus(course, on),
    }
    for name, text in written.items():
        write(folder / f"{name}.md", text)
    solved = stage_solutions(course, on, folder)
    parts = contents(course, solved)
    kept = [page["file"] for part in parts for page in part["chapters"]]
    for name in kept:
        source = next(ROOT.glob(f"{name}.*"), None)
        if name.startswith("notebooks/"):
            stage_chapter(course, on, source, folder)
        elif not name.startswith(f"{COURSE}/"):
            copy(source, folder / f"{name}.md")
    toc = {"format": "jb-book", "root": LANDING, "parts": parts}
    write_yaml(folder / "_toc.yml", toc)
    own = [*written, *solved]
    write_yaml(folder / "_config.yml", config(course, on, kept, own))


def stage_solutions(course, on, folder):
    """A page for each unit with solutions whose day has come; {name: title}."""
    days, names = solution_days(course), {}
    for unit in course.units:
        numbers = [n for n in (*unit.in_class, *unit.at_home) if days[n] <= on]
        if numbers:
            name = f"{COURSE}/solutions-{unit.number}"
            names[name] = unit.title
            page = solution_page(unit.title, numbers)
            write_notebook(folder / f"{name}.ipynb", page)
    return names


def stage_chapter(course, on, source, folder):
    days = withheld(course, on)
    notebook = read_notebook(source)
    where = where_solutions_are(course, on, source.stem)
    notebook = without_solutions(notebook, days, where)
    write_notebook(folder / "notebooks" / source.name, notebook)


def where_solutions_are(course, on, name):
    """What a chapter says of the solutions to its exercises that the course uses."""
    chapters, days = read_book().exercises, solution_days(course)
    there, later = [], {}
    for unit in course.units:
        mine = [n for n in (*unit.in_class, *unit.at_home) if chapters[n] == name]
        here = [n for n in in_order(mine) if days[n] <= on]
        if here:
            page = f"[a page of this course](../{COURSE}/{pages.solutions_page(unit)})"
            there.append(f"Worked solutions to {listed(here)} are on {page}.")
        for number in set(mine) - set(here):
            later.setdefault(days[number], []).append(number)
    for day, numbers in sorted(later.items()):
        numbers = listed(in_order(numbers))
        there.append(f"Solutions to {numbers} appear on {long_day(day)}.")
    return "\n\n".join(there)


def in_order(numbers):
    """6.2 before 6.10"""
    return sorted(numbers, key=lambda n: [int(part) for part in n.split(".")])


def contents(course, solved):
    """The parts of the table of contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    own = [f"{COURSE}/{name}" for name in ("schedule", "assignments", "syllabus")]
    parts = [part("Course", own), *[part("Solutions", solved, solved)] * bool(solved)]
    taught = {f"notebooks/{name}" for name in course.chapters}
    for each in toc["parts"]:
        caption, files = each["caption"], [page["file"] for page in each["chapters"]]
        if caption == "Chapters":
            files = [name for name in files if name in taught]
        files = [name for name in files if name not in FOR_INSTRUCTORS]
        if caption == "Appendices" and "notebooks/learning" not in taught:
            files.insert(0, "notebooks/learning")
        parts += [part(caption, files)] * bool(files)
    return parts


def part(caption, files, titles=None):
    """A part of the contents; titles: {file: title} of those with a short one there."""
    pages = [{"file": f} | ({"title": titles[f]} if titles else {}) for f in files]
    return {"caption": caption, "chapters": pages}


def config(course, on, kept, own):
    """The book's settings with those of the course."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    settings["title"] = course.title
    settings["bibtex_bibfiles"] = [str(ROOT / "book/references.bib")]
    settings["exclude_patterns"] = [".*", "**/.*"]
    settings["html"]["extra_footer"] = front.as_of(course, on)
    # The book's repository has the solutions: links lead to the course's own, if any.
    settings["repository"], settings["launch_buttons"] = {"url": ""}, {}
    if hub := course.hub:
        settings["repository"] = {"url": hub.repository, "branch": hub.branch}
        settings["launch_buttons"] = {"jupyterhub_url": hub.url}
    sphinx = settings["sphinx"]
    sphinx["local_extensions"] = {"rnnbook_site": str(ROOT / "book/_ext")}
    sphinx["config"]["html_static_path"] = [str(ROOT / "book/assets")]
    sphinx["config"]["rnnbook_course"] = {
        "left_out": left_out(kept),
        "book": course.book and course.book.rstrip("/") + "/",
        "exercises": counted(course),
        "sealed_off": sealed_off(course, on),
        "pages": own,
    }
    return settings


def left_out(kept):
    """By page, what the book has and the course has not: title, and ids of sections."""
    found = {
        f"notebooks/{c.name}": {"title": f"{c.number}. {c.title}", "ids": ids(c)}
        for c in read_book().chapters.values()
        if f"notebooks/{c.name}" not in kept
    }
    return found | FOR_INSTRUCTORS


def ids(chapter):
    """{name in links: id in the page} of a chapter's sections and exercises."""
    found = {default_slugify(t): anchor for anchor, t in chapter.sections.items()}
    for number, title in chapter.exercises.items():
        name = default_slugify(f"Exercise {number}: {title}")
        found[name] = f"exercise-{number.replace('.', '-')}"
    return found


def sealed_off(course, on):
    """The numbers of assigned exercises that the page does not check, by the file."""
    if course.check_in_page:
        return []
    return [n for a in course.assignments for n in a.exercises if a.solutions_on > on]


def counted(course):
    """The numbers of the exercises that a reader's progress counts."""
    from rnnbook.exercises.pages import all_exercises

    known = {each.number for each in all_exercises()}
    chapters = [read_book().chapters[name] for name in course.chapters]
    return [n for chapter in chapters for n in chapter.exercises if n in known]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_notebook(path, notebook):
    write(path, json.dumps(notebook, ensure_ascii=False, indent=1) + "\n")


def write_yaml(path, value):
    write(path, yaml.safe_dump(value, sort_keys=False, allow_unicode=True))


def copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
