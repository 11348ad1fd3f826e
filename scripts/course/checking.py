"""A file's tree against `book/course/schema.json`: form only, no dates, no book."""

import json
import re
from functools import cache

import jsonschema

from course.book import ROOT
from course.faults import Fault, listed, nearest

SCHEMA = ROOT / "book" / "course" / "schema.json"


@cache
def schema():
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def check_form(tree, lines):
    """(tree, faults): the tree with every list a list, and without what is wrong.

    lines: as from `read_tree`; what has moved in the tree has its line there, too.
    """
    tree = as_lists(tree, schema(), (), lines)
    validator = jsonschema.Draft202012Validator(schema())
    faults = []
    for error in list(validator.iter_errors(tree)):
        path = tuple(error.absolute_path)
        explain = EXPLAIN[error.validator]
        for place, wrong, remedy in explain(error, path):
            faults.append(Fault(line_of(lines, place), wrong, remedy))
            if error.validator != "required":
                take_out(tree, place)
    return tree, faults


def line_of(lines, path):
    """The line of a path, or of the nearest thing around it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def as_lists(value, rule, path, lines):
    """The value with a list of one wherever a list may be written as its one item."""
    rule = resolved(rule)
    kinds = rule.get("type", "object")
    if "array" in kinds and not isinstance(value, list) and value is not None:
        if not (isinstance(value, dict) and "object" not in kinds):
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
    for key in [k for k in error.instance if k not in known]:
        near = nearest(key, known)
        remedy = f"write `{near}`" if near else f"known here: {listed(known, 30)}"
        yield (*path, key), f"there is no key `{key}` here", remedy


def missing(error, path):
    key = next(k for k in error.validator_value if f"'{k}'" in error.message)
    meaning = resolved(error.schema["properties"][key]).get("description", "")
    yield path, f"{named(path)} lacks `{key}`", f"add `{key}: ...`. {meaning}"


WORDS = {dict: "a mapping", list: "a list", str: "a text"}


def wrong_type(error, path):
    value, wanted = error.instance, error.validator_value
    if value is None:
        remedy = "give it a value, or take the line away"
        yield path, f"{named(path)} is empty", remedy
        return
    wanted = [wanted] if isinstance(wanted, str) else wanted
    kinds = {"array": "a list", "object": "keys with values, indented below it"}
    want = listed(dict.fromkeys(kinds.get(w, "one text") for w in wanted))
    yield path, f"{named(path)} is {WORDS[type(value)]}", f"write {want}"


def wrong_pattern(error, path):
    value, rule = error.instance, error.schema
    kind = next((n for n, d in schema()["$defs"].items() if d == rule), None)
    better = CLOSER.get(kind, lambda text: None)(value)
    fits = better is not None and re.search(rule["pattern"], better)
    wanted = rule.get("patternErrorMessage", "")
    remedy = f"write {better}" if fits else wanted
    said = f"{named(path)} is {value!r}"
    yield path, f"{said}: {wanted}" if fits else said, remedy


def no_choice(error, path):
    known = error.validator_value
    near = nearest(error.instance, known)
    near = near or next((k for k in known if k[:2] == error.instance[:2].title()), None)
    remedy = f"write {near}" if near else f"write {listed(known)}"
    yield path, f"{named(path)} is {error.instance!r}", remedy


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
    """2027-2-1 and 2027/02/01 as the schema wants them; days first may be months."""
    match = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text)
    return match and f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"


def closer_name(text):
    return re.sub(r"(\.ipynb|\.md)$", "", text.rpartition("/")[2]).lower()


def closer_anchor(text):
    return re.sub(r"[^a-z0-9]+", "-", text.rpartition("#")[2].lower()).strip("-")


def first_number(text):
    match = re.search(r"(\d+|L)\.\d+", text)
    return match and match[0]


CLOSER = {
    "time": closer_time,
    "date": closer_date,
    "chapter": closer_name,
    "anchor": closer_anchor,
    "exercise": first_number,
    "figure": lambda text: first_number(text) and f"Figure {first_number(text)}",
    "url": lambda text: f"https://{text}" if "." in text and ":" not in text else None,
}
