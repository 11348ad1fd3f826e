"""The units of a course: do they name what the book has?"""

import re

from course.faults import listed, nearest
from course.plan import Unit


def read_units(draft):
    """The `Unit`s in order, as far as they are right."""
    units, taught, used = [], set(), {}
    for number, place in enumerate(draft.places("units"), 1):
        chapters = read_chapters(draft, place)
        taught |= set(chapters)
        if unsure(draft, place):
            taught.add(None)
        units.append(Unit(
            number, read_title(draft, place, chapters), chapters,
            read_sections(draft, place, chapters), read_exhibit(draft, place),
            draft.items(*place, "show"),
            read_exercises(draft, (*place, "in_class"), taught, used),
            read_exercises(draft, (*place, "at_home"), taught, used),
            read_reading(draft, place),
            int(draft.get(*place, "sessions", default=1)),
        ))  # fmt: skip
    for place in draft.places("units"):
        check_figures(draft, place, taught)
    return tuple(units)


def unsure(draft, place):
    """Is what the unit says of its chapters wrong? Then who knows what it teaches."""
    keys = [path[2] for path in draft.wrong if path[:2] == place and len(path) > 2]
    return any(nearest(key, CHAPTER) for key in keys)


def read_title(draft, place, chapters):
    title = draft.get(*place, "title")
    if title is None and chapters:
        return draft.book.chapters[chapters[0]].title
    if title is None and not chapters and not unsure(draft, place):
        wrong = "a unit has no chapter and no title"
        draft.fault(place, wrong, "add `title: ...` or `chapter: ...`")
    return title or ""


CHAPTER = ("chapter", "chapters")


def read_chapters(draft, place):
    if all((*place, key) in draft.lines for key in CHAPTER):
        wrong = "a unit has `chapter` and `chapters`"
        draft.fault((*place, "chapter"), wrong, "put all of them into `chapters`")
        return ()
    one = [(*place, "chapter")] if draft.get(*place, "chapter") else []
    found = []
    for path in one or draft.places(*place, "chapters"):
        name = draft.get(*path)
        if name not in draft.book.chapters:
            wrong = f"there is no chapter {name!r}"
            draft.fault(path, wrong, f"write {nearest_chapter(draft.book, name)}")
        elif name in found:
            draft.fault(path, f"{name} stands twice in a unit", "take one away")
        else:
            found.append(name)
    return tuple(found)


def nearest_chapter(book, name):
    number = re.match(r"0*(\d+)", name)
    for chapter in book.chapters.values():
        if number and chapter.number == int(number[1]):
            return chapter.name
    parts = {n.partition("_")[2] or n: n for n in book.chapters}
    near = nearest(name, book.chapters) or parts.get(nearest(name, parts))
    return near or listed(book.chapters, 99)


def read_sections(draft, place, chapters):
    known = {a: n for n in chapters for a in draft.book.chapters[n].sections}
    found = []
    for path in draft.places(*place, "sections"):
        anchor = draft.get(*path)
        if anchor in known:
            found.append(anchor)
        elif chapters:
            wrong = f"there is no section `{anchor}` in {listed(chapters)}"
            draft.fault(path, wrong, nearest_section(draft.book, anchor, known))
        elif not unsure(draft, place):
            wrong = "a unit without a chapter has no sections"
            draft.fault(path, wrong, "add `chapter: ...`")
    return tuple(found)


def nearest_section(book, anchor, known):
    near = nearest(anchor, known)
    other = [c.name for c in book.chapters.values() if anchor in c.sections]
    if near or not other:
        usual = ("summary", "exercises", "solutions", "where-this-goes")
        return f"write {near or listed([a for a in known if a not in usual], 99)}"
    return f"teach {listed(other)} in this unit, or choose another section"


def read_exhibit(draft, place):
    anchor = draft.get(*place, "open_with", default="")
    if anchor and anchor not in draft.book.exhibits:
        near = nearest(anchor, draft.book.exhibits)
        wrong = f"the museum has no exhibit `{anchor}`"
        remedy = near or listed(draft.book.exhibits, 99)
        draft.fault((*place, "open_with"), wrong, f"write {remedy}")
    return anchor


def read_exercises(draft, place, taught, used):
    """The numbers of exercises that exist, are taught by now, and come once.

    used: the path of each exercise that has come; new ones are added.
    """
    known, found = draft.book.exercises, []
    for path in draft.places(*place):
        number = draft.get(*path)
        if number not in known:
            wrong = f"the book has no exercise {number}"
            checked = [n for n in known if n not in draft.book.unchecked]
            choice = checked if "at_home" in place else known
            draft.fault(path, wrong, known_exercises(choice, number))
        elif number in used:
            wrong = f"exercise {number} comes twice, first on line "
            wrong += f"{draft.line(used[number])}"
            draft.fault(path, wrong, "take one away")
        else:
            used[number] = path
            found.append(number)
            check_place(draft, path, number, known[number], taught)
    return tuple(found)


def check_place(draft, path, number, chapter, taught):
    """The chapter of an exercise is taught by now; what is handed in has a check."""
    if chapter not in taught and None not in taught:
        wrong = f"exercise {number} is of {chapter}, which no unit up to this one "
        remedy = f"teach {chapter} here or before, or choose another exercise"
        draft.fault(path, wrong + "teaches", remedy)
    elif "at_home" in path and number in draft.book.unchecked:
        wrong = f"exercise {number} has a star: no check can grade it"
        draft.fault(path, wrong, "put it into `in_class`, or choose another exercise")


def known_exercises(known, number):
    chapter = number.partition(".")[0]
    same = [n for n in known if n.partition(".")[0] == chapter]
    if same:
        remedy = f"chapter {chapter} has {same[0]} to {same[-1]}"
        unquoted = f"{chapter}.{number.partition('.')[2].strip('0')}"
        return f"{remedy}; write {unquoted if unquoted in same else same[-1]}"
    return f"write {nearest(number, known) or list(known)[0]}"


def check_figures(draft, place, taught):
    known = draft.book.figures
    for path in draft.places(*place, "show"):
        figure = draft.get(*path)
        if figure not in known:
            chapter = figure.partition(".")[0]
            same = [n for n in known if n.partition(".")[0] == chapter]
            near = nearest(figure, same or known)
            draft.fault(path, f"there is no {figure}", f"write {near}")
        elif known[figure] and not {known[figure], None} & taught:
            wrong = f"{figure} is in {known[figure]}, which this course does not teach"
            remedy = f"add {known[figure]} to a unit, or choose another figure"
            draft.fault(path, wrong, remedy)


def read_reading(draft, place):
    """(key, "") for a reference of the book, ("", text) for a text of several words."""
    found = []
    for path in draft.places(*place, "reading"):
        text = draft.get(*path)
        parts = [part.strip() for part in text.split(",")]
        if len(parts) > 1 and all(part in draft.book.references for part in parts):
            wrong = f"several keys in one text, {text!r}"
            draft.fault(path, wrong, f"write [{', '.join(parts)}]")
        elif len(parts[0].split()) > 1 or len(parts) > 1 or "://" in text:
            found.append(("", text))
        elif text in draft.book.references:
            found.append((text, ""))
        else:
            near = nearest(text, draft.book.references)
            remedy = f"write {near}, or a text" if near else "write a text"
            wrong = f"book/references.bib has no key {text!r}"
            draft.fault(path, wrong, f"{remedy} of several words")
    return tuple(found)
