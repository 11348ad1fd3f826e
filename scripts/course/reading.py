"""YAML as text: every scalar stays as it was written, and every value has its line.

YAML would make a number of 6.10 and minutes of 10:15. Here both stay texts.
"""

import re

import yaml

from course.faults import CourseError, Fault, listed, nearest


def read_tree(path):
    """(tree, lines, faults): mappings, lists and texts, and the line of each path.

    A path is a tuple of keys and places, ("units", 0, "title"). What is left empty is
    None. faults: keys that come twice. `CourseError` if the file is not YAML.
    """
    text = read_text(path)
    tabs = [k for k, line in enumerate(text.split("\n"), 1) if re.match(r" *\t", line)]
    if tabs:
        faults = [Fault(k, "a tab", "indent with spaces only") for k in tabs]
        raise CourseError(path, faults)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise CourseError(path, [syntax_fault(error, text)]) from None
    tree = Tree()
    value = None if node is None else tree.value(node, ())
    if not isinstance(value, dict):
        wrong = "the file is empty" if value is None else "the file has no keys"
        remedy = "begin with a line `title: ...`, or copy an example"
        raise CourseError(path, [*tree.faults, Fault(0, wrong, remedy)])
    return value, tree.lines, tree.faults


def read_text(path):
    """The text of the file; a byte order mark is dropped."""
    def fault(wrong, remedy):
        return CourseError(path, [Fault(0, wrong, remedy)])

    if path.is_dir():
        found = sorted(p.name for p in path.glob("*.yml"))
        remedy = f"name a file in it: {listed(found)}" if found else "name a .yml file"
        raise fault("this is a folder, no file", remedy)
    if not path.is_file():
        found = sorted(p.name for p in path.parent.glob("*.y*ml"))
        near = nearest(path.name, found)
        remedy = f"write {path.parent / near}" if near else "look at the path again"
        raise fault(f"there is no file {path}", remedy)
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        remedy = "save it as UTF-8 in your editor"
        wrong = f"byte {data[error.start]:#x} is not UTF-8"
        raise CourseError(path, [Fault(line, wrong, remedy)]) from None


class Tree:
    """Values of YAML's nodes, the lines they stand on, and keys that came twice."""

    def __init__(self):
        self.lines, self.faults, self.open = {(): 1}, [], []

    def value(self, node, path):
        if node in self.open:
            line = node.start_mark.line + 1
            self.faults.append(
                Fault(line, "this value holds itself", "write it out without `*`")
            )
            return None
        self.open.append(node)
        self.lines.setdefault(path, node.start_mark.line + 1)
        value = self.inside(node, path)
        self.open.pop()
        return value

    def inside(self, node, path):
        if isinstance(node, yaml.ScalarNode):
            empty = node.tag.endswith(":null") and node.style is None
            return None if empty else node.value.strip()
        if isinstance(node, yaml.SequenceNode):
            return [self.value(n, (*path, k)) for k, n in enumerate(node.value)]
        return self.mapping(node, path)

    def mapping(self, node, path):
        found = {}
        for key, child in node.value:
            line, name = key.start_mark.line + 1, key.value
            if not isinstance(key, yaml.ScalarNode):
                remedy = "a text that begins with [ or { stands in quotes"
                self.faults.append(Fault(line, "a key that is no word", remedy))
                continue
            if name in found:
                first = self.lines[*path, name]
                wrong = f"`{name}` stands here again, after line {first}"
                self.faults.append(Fault(line, wrong, "keep one of the two"))
                continue
            self.lines[*path, name] = line
            found[name] = self.value(child, (*path, name))
        return found


REMEDIES = {
    "could not find expected ':'": "a line is `key: value`, or `- value` in a list",
    "expected <block end>": (
        "lines that belong together begin in the same column, after spaces only"
    ),
    "expected a single document": "take away the line `---` between the two parts",
    "'\\t' that": "indent with spaces only",
    "cannot start any token": "put the text in quotes",
    "found undefined alias": "a text that begins with * stands in quotes",
    "expected alphabetic": "a text that begins with * or & stands in quotes",
    "expected ',' or": "close the bracket, and put commas between what stands in it",
    "unexpected end of stream": "close the quotes",
}


def syntax_fault(error, text):
    """The fault of a file that is no YAML, with a remedy for what is usual."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text[: error.position].count("\n") + 1
        wrong = f"the invisible character {chr(error.character)!r}"
        return Fault(line, wrong, "take it out")
    said, context = error.problem, error.context or ""
    opened = "quoted" in context or "flow" in context
    mark = error.context_mark if opened else error.problem_mark
    line, lines = mark.line + 1, text.split("\n")
    if said.startswith("mapping values"):
        return colon_fault(line, lines)
    both = f"{context} {said}"
    remedy = next((r for part, r in REMEDIES.items() if part in both), None)
    return Fault(line, f"this is not YAML: {said}", remedy or "look at the line above")


def colon_fault(line, lines):
    """A colon too many on a line, or one too few on the line above it."""
    above = lines[line - 2].strip() if line > 1 else ""
    if above and above[0] != "#" and ":" not in above:
        return Fault(line - 1, "a line without a colon", "a line is `key: value`")
    pair = re.match(r"[ -]*(\w+): +(.*\S)", lines[line - 1])
    remedy = "a text with a colon in it stands in quotes"
    if pair and '"' not in pair[2]:
        remedy += f': {pair[1]}: "{pair[2]}"'
    return Fault(line, "a second colon in one line", remedy)
