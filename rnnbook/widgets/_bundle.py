"""ES modules without a bundler: one text out of files that import each other.

A blob URL and a page opened from disk cannot resolve imports. So each file becomes a
function that fills an object of its exports, run once, in the order of the imports.
The files keep to what is read here: `import { a, b } from "./file.js";`, `import text
from "./file.svg";`, `export function`, `export const`, `export default`. Lines of
comment stay behind.
"""

import json
import re
from pathlib import Path

IMPORT = re.compile(r'^import\s+(\{[^}]*\}|\w+)\s+from\s+"([^"]+)";\n?', re.MULTILINE)
EXPORT = re.compile(
    r"^export (?=(?:async )?(function|const|class) (\w+))", re.MULTILINE
)
DEFAULT = re.compile(r"^export default ", re.MULTILINE)
COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


def modules(entry):
    """The files that `entry` needs, in the order in which they run, itself last."""
    order = []

    def visit(path, above=()):
        if path in order:
            return
        if path in above:
            circle = " -> ".join(p.name for p in (*above[above.index(path) :], path))
            raise ValueError(f"files import each other in a circle: {circle}")
        if path.suffix == ".js":
            for _, target in IMPORT.findall(path.read_text(encoding="utf-8")):
                visit((path.parent / target).resolve(), (*above, path))
        order.append(path)

    visit(Path(entry).resolve())
    return order


def exported(path):
    """The names that a file exports."""
    source = (
        path.read_text(encoding="utf-8") if path.suffix == ".js" else "export default "
    )
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
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".js":
        return f"() => ({{ default: {json.dumps(source)} }})"

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


def bundle(entries):
    """JavaScript that defines `need(name)` over all files that `entries` need.

    Returns: the text, and the name of each entry.
    """
    entries = [Path(entry).resolve() for entry in entries]
    root = Path(__file__).resolve().parent
    files = {}
    for entry in entries:
        for path in modules(entry):
            files.setdefault(path.relative_to(root).as_posix(), path)

    def key(path):
        return path.relative_to(root).as_posix()

    listed = ",\n".join(
        f"{json.dumps(name)}: {as_function(path, key)}" for name, path in files.items()
    )
    text = (
        f"const files = {{\n{listed}\n}};\nconst made = {{}};\n"
        "const need = (name) => made[name] ??= files[name]();\n"
    )
    return text, [key(entry) for entry in entries]
