"""ES modules without a bundler: one text out of files that import each other.

A blob URL and a page opened from disk cannot resolve imports. So each file becomes a
function that fills an object of its exports, run once, in the order of the imports.
The files keep to what is read here: `import { a, b } from "./file.js";`, `import text
from "./file.svg";`, `export function`, `export function*`, `export const`, `export
default`. Lines of comment stay behind.

A file NAME.worker.js is imported as a text: a script of it and of all that it imports,
for a Worker made of a blob, which works from a disk too.
"""

import json
import re
from pathlib import Path

IMPORT = re.compile(r'^import\s+(\{[^}]*\}|\w+)\s+from\s+"([^"]+)";\n?', re.MULTILINE)
EXPORT = re.compile(
    r"^export (?=(?:async )?(function\*?|const|class) (\w+))", re.MULTILINE
)
DEFAULT = re.compile(r"^export default ", re.MULTILINE)
COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
NEED = "const made = {};\nconst need = (name) => made[name] ??= files[name]();\n"


def is_code(path):
    """Whether a file that is imported is code, and no text."""
    return path.suffix == ".js" and not path.name.endswith(".worker.js")


def modules(entry):
    """The files that `entry` needs, in the order in which they run, itself last."""
    order = []

    def visit(path, above=()):
        if path in order:
            return
        if path in above:
            circle = " -> ".join(p.name for p in (*above[above.index(path) :], path))
            raise ValueError(f"files import each other in a circle: {circle}")
        if is_code(path) or not above:
            for _, target in IMPORT.findall(path.read_text(encoding="utf-8")):
                visit((path.parent / target).resolve(), (*above, path))
        order.append(path)

    visit(Path(entry).resolve())
    return order


def exported(path):
    """The names that a file exports."""
    source = path.read_text(encoding="utf-8") if is_code(path) else "export default "
    names = [name for _, name in EXPORT.findall(source)]
    return [*names, "default"] if DEFAULT.search(source) else names


def _check_import(path, names, other):
    # A browser would refuse the page; a bundle would hand over `undefined`.
    wanted = (
        re.findall(r"(\w+)(?:\s+as\s+\w+)?\s*[,}]", names)
        if "{" in names
        else ["default"]
    )
    for name in wanted:
        if name not in (has := exported(other)):
            raise ValueError(
                f"{path.name} imports {name} from {other.name}, which exports "
                f"{', '.join(has) or 'nothing'}"
            )


def as_function(path, key):
    """One file as a JavaScript function that returns the object of its exports."""
    if not is_code(path):
        text = path.read_text(encoding="utf-8")
        text = worker(path) if path.suffix == ".js" else text
        return f"() => ({{ default: {json.dumps(text)} }})"
    return _as_code(path, key)


def _as_code(path, key):
    source = path.read_text(encoding="utf-8")

    def imported(match):
        names, target = match.groups()
        _check_import(path, names, (path.parent / target).resolve())
        names = (
            names.replace(" as ", ": ")
            if names.startswith("{")
            else f"{{ default: {names} }}"
        )
        other = json.dumps(key((path.parent / target).resolve()))
        return f"const {names} = need({other});\n"

    exports = [name for name in exported(path) if name != "default"]
    body = COMMENT.sub("", EXPORT.sub("", IMPORT.sub(imported, source)))
    body = DEFAULT.sub("const exported = ", body)
    if DEFAULT.search(source):
        exports.append("default: exported")
    if left := LEFT.search(body):
        raise ValueError(
            f"{path.name}: {left.group()!r} is not a form that is read here"
        )
    return f"() => {{\n{body}\nreturn {{ {', '.join(exports)} }};\n}}"


def _key(path):
    here = Path(__file__).resolve().parent
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _listed(paths):
    return ",\n".join(f"{json.dumps(_key(p))}: {as_function(p, _key)}" for p in paths)


def needed(entries):
    """The files that `entries` need, each once, those that are imported first."""
    return list(dict.fromkeys(p for entry in entries for p in modules(entry)))


def bundle(entries, beyond=None):
    """JavaScript that defines `need(name)` over all files that `entries` need.

    beyond: entries whose files are there already, as `files` and `need`.
    Returns: the text, and the name of each entry.
    """
    paths, names = needed(entries), [_key(Path(entry).resolve()) for entry in entries]
    if beyond is None:
        return f"const files = {{\n{_listed(paths)}\n}};\n{NEED}", names
    there = set(needed(beyond))
    new = _listed(path for path in paths if path not in there)
    return f"Object.assign(files, {{\n{new}\n}});\n", names


def worker(path):
    """A script of one file, which runs when all that it imports has run."""
    *before, path = modules(path)
    run = f"({_as_code(path, _key)})();\n"
    return f'"use strict";\nconst files = {{\n{_listed(before)}\n}};\n{NEED}{run}'
