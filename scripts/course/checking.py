"""A file's tree against `book/course/schema.json`: form only, no dates, no book."""

import json
import re
from functools import cache

import jsonschema

from course.book import ROOT, read_book
from course.faults import listed, nearest

SCHEMA = ROOT / "book" / "course" / "schema.json"


@cache
def schema():
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def check_form(tree, lines):
    """(tree, faults): the tree with every list a list, and without what is wrong.

    lines: as from `read_tree`; what has moved in the tree has its line there, too.
    faults: (path, what is wrong, remedy).
    """
    tree = as_lists(tree, schema(), (), lines)
    validator = jsonschema.Draft202012Validator(schema())
    faults, wrong = [], []
    for error in validator.iter_errors(tree):
        found = list(EXPLAIN[error.validator](error, tuple(error.absolute_path)))
        faults += found
        if error.validator != "required":
            wrong += [path for path, *_ in found]
    for path in wrong:
        take_out(tree, path)
    return tree, faults


def line_of(lines, path):
    """The line of a path, or of the nearest thing around it; 0 for the file."""
    if not path:
        return 0
    while path not in lines:
        path = path[:-1]
    return lines[path]


def as_lists(value, rule, path, lines):
    """The value with a list of one wherever a list may be written as its one item."""
    rule = resolved(rule)
    kinds = rule.get("type", [])
    kind = {dict: "object", str: "string"}.get(type(value))
    if kind and "array" in kinds and kind in kinds:
        for old in [p for p in lines if p[: len(path)] == path]:
            lines.setdefault((*path, 0, *old[len(path) :]), lines[old])
        value = [value]
    if isinstance(value, list):
        item = rule.get("items", {})
        return [as_lists(v, item, (*path, k), lines) for k, v in enumerate(value)]
    if isinstance(value, dict):
        known = rule.get("properties", {})
        return {
            k: as_lists(v, known.get(k, {}), (*path, k), lines)
            for k, v in value.items()
        }
    return value


def resolved(rule):
    """A rule with what its `$ref` says."""
    name = rule.get("$ref", "").rpartition("/")[2]
    return {**schema()["$defs"][name], **rule} if name else rule


def take_out(tree, path):
    """What is wrong is gone from mappings, and None in lists: places stay."""
    for key in path[:-1]:
        tree = tree[key]
    if not path or tree is None:
        return
    if isinstance(tree, list):
        tree[path[-1]] = None
    else:
        tree.pop(path[-1], None)


def named(path):
    """A place in words: `units` 2, `at_home`."""
    words = []
    for key in path:
        if isinstance(key, int):
            words[-1:] = [f"{words[-1]} {key + 1}"] if words else [str(key + 1)]
        else:
            words.append(f"`{key}`")
    return words[-1] if words else "the file"


def unknown_keys(error, path):
    known = list(error.schema.get("properties", ()))
    for key, value in error.instance.items():
        if key in known:
            continue
        near = nearest(key, known)
        remedy = f"write `{near}`" if near else f"known here: {listed(known, 30)}"
        if value is None and not near:
            remedy = f"several values stand in brackets, as [..., {key}]; {remedy}"
        yield (*path, key), f"there is no key `{key}` here", remedy


def missing(error, path):
    """A key that is not there; if it is there misspelt, that has been said."""
    known = error.schema["properties"]
    key = next(k for k in error.validator_value if f"'{k}'" in error.message)
    if key in [nearest(k, known) for k in error.instance if k not in known]:
        return
    meaning = resolved(error.schema["properties"][key]).get("description", "")
    yield path, f"{named(path)} lacks `{key}`", f"add `{key}: ...`. {meaning}"


KINDS = {
    "array": "a list, each item after a `-`",
    "object": "keys with values, indented below it",
}
WORDS = {dict: "a mapping", list: "a list", str: "a text"}


def wrong_type(error, path):
    value, wanted = error.instance, error.validator_value
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if value is None:
        remedy = "give it a value, or take the line away"
        if wanted == ["object"] and not error.schema.get("required"):
            remedy = f"write `{path[-1]}: {{}}`, or take the line away"
        yield path, f"{named(path)} is empty", remedy
        return
    want = listed(dict.fromkeys(KINDS.get(w, "one text") for w in wanted))
    if path[:1] == ("holidays",) and wanted == ["object"]:
        day = closer_date(value) if isinstance(value, str) else None
        want = f"{{date: {day or '2027-02-08'}, name: ...}}"
    yield path, f"{named(path)} is {WORDS[type(value)]}", f"write {want}"


def wrong_pattern(error, path):
    value, rule = error.instance, error.schema
    wanted = rule.get("patternErrorMessage", "")
    kind = next((n for n, d in schema()["$defs"].items() if d == rule), None)
    closer = CLOSER.get(kind, lambda text: None)
    better = several(value, path, closer) or closer(value)
    fits = better and (better[0] == "[" or re.search(rule["pattern"], better))
    remedy = f"write {better}" if fits else f"write {wanted}"
    said = f"{named(path)} is {value!r}"
    yield path, f"{said}; wanted: {wanted}" if fits else said, remedy


def several(value, path, closer):
    """"3.1, 3.2" as the list that is meant, or None: in a list there may be more."""
    parts = [part.strip() for part in value.split(",")]
    if len(parts) < 2 or not isinstance(path[-1], int):
        return None
    parts = [closer(part) for part in parts]
    return f"[{', '.join(parts)}]" if all(parts) else None


def no_choice(error, path):
    known = error.validator_value

    def closer(text):
        same = [k for k in known if k[:2].lower() == text[:2].lower()]
        return ANSWERS.get(text.lower()) or nearest(text, known) or (same + [None])[0]

    better = several(error.instance, path, closer) or closer(error.instance)
    remedy = f"write {better}" if better else f"write {listed(known)}"
    yield path, f"{named(path)} is {error.instance!r}", remedy


ANSWERS = {"true": "yes", "on": "yes", "false": "no", "off": "no"}


def too_few(error, path):
    yield path, f"{named(path)} is empty", "write one or more items, each after a `-`"


EXPLAIN = {
    "additionalProperties": unknown_keys,
    "required": missing,
    "type": wrong_type,
    "pattern": wrong_pattern,
    "enum": no_choice,
    "minItems": too_few,
}


def closer_time(text):
    """9:15, 9.15, 2 pm, 24:00 as the schema wants them, or None."""
    match = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?(?::00)? *([ap]m)?", text.lower())
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        hour = hour % 12 + 12 * (match[3] == "pm")
    return "23:59" if (hour, minute) == (24, 0) else f"{hour:02}:{minute:02}"


def closer_date(text):
    """2027-2-1, 2027/02/01 and 1.2.2027 as the schema wants them, or None.

    2/1/2027 is not guessed: it is another day in another country.
    """
    text = text.partition(" ")[0].partition("T")[0]
    match = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text)
    if match:
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        day, month, year = match.groups()
    else:
        return None
    return f"{year}-{int(month):02}-{int(day):02}"


def closer_grace(text):
    """2h, 30 min as the schema wants them, or None."""
    match = re.fullmatch(r"(\d+) *(m|min|h|hr|d)[a-z]*\.?", text.lower())
    unit = match and {"m": "minutes", "h": "hours", "d": "days"}[match[2][0]]
    return match and f"{match[1]} {unit}"


def closer_name(text):
    return re.sub(r"(\.ipynb|\.md)$", "", text.rpartition("/")[2]).lower()


def closer_chapter(text):
    """The chapter's name, from its file or from its title."""
    titles = {c.title: c.name for c in read_book().chapters.values()}
    return titles.get(nearest(text, titles)) or closer_name(text)


def closer_anchor(text):
    return re.sub(r"[^a-z0-9]+", "-", text.rpartition("#")[2].lower()).strip("-")


def first_number(text):
    match = re.search(r"(\d+|L)\.\d+", text)
    return match and match[0]


CLOSER = {
    "time": closer_time,
    "date": closer_date,
    "chapter": closer_chapter,
    "anchor": closer_anchor,
    "exercise": first_number,
    "grace": closer_grace,
    "moment": closer_date,
    "count": lambda text: text.partition(".")[0],
    "minutes": lambda text: text.partition(" ")[0],
    "edition": lambda text: re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-"),
    "figure": lambda text: first_number(text) and f"Figure {first_number(text)}",
    "url": lambda text: f"https://{text}" if "." in text and ":" not in text else None,
}
