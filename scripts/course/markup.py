"""Links in Markdown from a page in `course/` to what the book has."""

import html
import re

from course.book import ROOT, read_book
from course.links import hub_link

PAGES = sorted((ROOT / "book").glob("*.md"))


def chapter(name):
    known = read_book().chapters[name]
    number = f"Chapter {known.number}, " if known.number else ""
    return f"[{number}{known.title}](../notebooks/{name}.ipynb)"


def on_hub(course, path, about):
    """A link in HTML that opens a file on the course's hub; "" if it has none.

    about: which file, for whoever hears the link alone.
    """
    if not (link := hub_link(course, path)):
        return ""
    words, address = "Open on the hub", html.escape(link)
    return f'<a href="{address}" aria-label="{words}: {about}">{words}</a>'


def sections(unit):
    """[(chapter's name, its sections of the unit as links)]."""
    found = []
    for name in unit.chapters:
        titles = read_book().chapters[name].sections
        links = [
            f"[{titles[anchor]}](../notebooks/{name}.ipynb#{anchor})"
            for anchor in unit.sections
            if anchor in titles
        ]
        found.append((name, links))
    return found


def exercise(number):
    """6.3 The step, as a link to its place in the chapter."""
    name = read_book().exercises[number]
    title = read_book().chapters[name].exercises[number]
    place = f"exercise-{number.replace('.', '-')}"
    return f"[{number} {title}](../notebooks/{name}.ipynb#{place})"


def exercises(numbers):
    return "; ".join(map(exercise, numbers))


def figure(name):
    """Figure 6.4, as a link; plain where no page has it under that name."""
    place = name.replace("Figure ", "figure-").replace(".", "-")
    if stem := read_book().figures.get(name):
        return f"[{name}](../notebooks/{stem}.ipynb#{place})"
    for page in PAGES:
        if f"**{name}.**" in page.read_text(encoding="utf-8"):
            return f"[{name}](../book/{page.name}#{place})"
    return name


def exhibit(anchor):
    title = read_book().exhibits[anchor].strip("“”\"")
    return f"[“{title}”](../notebooks/museum.ipynb#{anchor}), an exhibit of the museum"


def reading(items):
    """What is read: (key, "") of a reference or ("", text)."""
    return "; ".join(f"{{cite:t}}`{key}`" if key else text for key, text in items)


def staff(person):
    """Ann Example, Instructor, ann@example.org, office hours ..."""
    mail = person.mail and f"[{person.mail}](mailto:{person.mail})"
    parts = [f"**{person.name}**", person.role, mail, person.hours]
    return ", ".join(part for part in parts if part)


def plain_title(text):
    """A title for HTML: without the marks of Markdown."""
    return re.sub(r"[*`$]", "", text)


