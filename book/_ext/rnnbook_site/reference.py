"""The reference of the package: its docstrings as the page of a manual.

`sphinx.ext.autodoc` reads the package; this says how its docstrings are written: a
sentence, then paragraphs that begin with "Shapes:", "Returns:", "Raises:", "Source:"
or the name of a parameter. They become the fields of the entry.
"""

import functools
import inspect
import re
from pathlib import Path

from pybtex.database import parse_file

import rnnbook

LINKED = set(rnnbook.__all__) - {"CELLS"}
LABELS = ("Shapes", "Returns", "Raises", "Equations", "Source", "Units")
FIELD = re.compile(r"^(?P<name>\w+): +(?=\S)")
BETWEEN = re.compile(r"(?<=[.)])  +(?=\w+: )")  # "U: (D, K) one.  W: (H, K) two."
KEY = re.compile(r"\b[a-z]+\d{4}[a-z]*\b")
SPECIAL = re.compile(r"([*|\\]|(?<=\w)_(?!\w))")


def fields_of(thing):
    """The names that may open a field of its docstring, besides LABELS."""
    if hasattr(thing, "_fields"):
        return set(thing._fields)
    try:
        return set(inspect.signature(thing).parameters)
    except (TypeError, ValueError):
        return set()


def as_rst(text, sources):
    """Plain text as RST: code in backquotes stays code, keys become citations."""
    parts = re.split(r"(`[^`]+`)", text)
    for k, part in enumerate(parts):
        if k % 2:  # a public name becomes a link
            name = part.strip("`")
            parts[k] = f":py:obj:`~rnnbook.{name}`" if name in LINKED else f"`{part}`"
        else:
            parts[k] = SPECIAL.sub(r"\\\1", part)
            if sources:
                parts[k] = KEY.sub(citation, parts[k])
    return "".join(parts)


@functools.cache
def works():
    """The bibliography, by key."""
    return parse_file(Path(__file__).parents[2] / "references.bib").entries


def citation(key):
    """A work as a link: "Cho and colleagues (2014)"."""
    if key[0] not in works():
        return key[0]
    entry = works()[key[0]]
    people = [person.rich_last_names for person in entry.persons["author"]]
    names = [" ".join(part.render_as("text") for part in parts) for parts in people]
    who = f"{names[0]} and colleagues" if len(names) > 2 else " and ".join(names)
    where = entry.fields.get("doi")
    where = f"https://doi.org/{where}" if where else entry.fields.get("url")
    said = f"{who} ({entry.fields['year']})"
    return f"`{said} <{where}>`__" if where else said


def process(app, what, name, thing, options, lines):
    """Rewrite a docstring in place; one field for each labelled piece of it."""
    if what == "attribute":            # the fields of a record are told in its text
        lines[:] = []
        return
    known, done = {*LABELS, *fields_of(thing)}, []
    text = "\n".join(BETWEEN.sub("\n", line) for line in lines)
    # A source may follow the equations on their line.
    text = re.sub(r"(?<=[.)]) (?=Source: )", "\n", text)
    field, indent, shown = None, "", False
    for line in text.split("\n"):
        match = FIELD.match(line)
        was_shown, shown = shown, line.startswith("    ") or (shown and not line)
        if match and match["name"] in known:
            if field is None:
                done.append("")
            field, indent = match["name"], "   "
            body = as_rst(line[match.end():], field == "Source")
            done.append(f":{label(field)}: {body}")
        elif line.startswith("    ") and field is None: # an example
            done += [] if was_shown else [".. code-block:: python", ""]
            done.append(line)
        else:
            if not line.strip():
                field, indent = None, ""
            body = as_rst(line.strip(), field == "Source")
            done.append(indent + body if body else "")
    lines[:] = done


def label(name):
    return name if name in LABELS else f"param {name}"


def skip(app, what, name, thing, skip, options):
    """Of a record the reference tells what its text tells, and no method."""
    return True if what == "class" else skip


def setup(app):
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", process)
    app.connect("autodoc-skip-member", skip)
