"""YAML as text: every scalar stays as it was written, and every value has its line.

YAML would make a number of 6.10 and minutes of 10:15. Here both stay texts.
"""

import re

import yaml

from course.faults import CourseError, Fault, nearest


def read_tree(path):
    """(tree, lines): mappings, lists and texts, and the line of each path of keys.

    A path is a tuple of keys and places, ("units", 0, "title"). What is left empty is
    None. `CourseError` if the file cannot be read as YAML.
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
    if not isinstance(value, dict) and not tree.faults:
        wrong = "the file is empty" if value is None else "the file is no mapping"
        tree.faults.append(Fault(0, wrong, "begin with `title: ...`, a key a line"))
    if tree.faults:
        raise CourseError(path, tree.faults)
    return value, tree.lines


def read_text(path):
    """The text of the file; a byte order mark is dropped."""
    def fault(wrong, remedy):
        return CourseError(path, [Fault(0, wrong, remedy)])

    if path.is_dir():
        found = sorted(p.name for p in path.glob("*.yml"))
        remedy = f"name a file in it, as {found[0]}" if found else "name a .yml file"
        raise fault("this is a folder, no file", remedy)
    if not path.is_file():
        found = [p.name for p in path.parent.glob("*.y*ml")] if path.parent else []
        near = nearest(path.name, found)
        hint = f"did you mean {near}?" if near else "look at the path, from this folder"
        raise fault("there is no such file", hint)
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
            return None if empty else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.value(n, (*path, k)) for k, n in enumerate(node.value)]
        return self.mapping(node, path)

    def mapping(self, node, path):
        found = {}
        for key, child in node.value:
            line, name = key.start_mark.line + 1, key.value
            if not isinstance(key, yaml.ScalarNode):
                self.faults.append(Fault(line, "a key that is no word", "write a name"))
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
    "mapping values are not allowed": (
        "a text with a colon in it stands in quotes: title: \"Memory: a start\""
    ),
    "could not find expected ':'": "a line is `key: value`, or `- value` in a list",
    "expected <block end>": (
        "lines that belong together begin in the same column, after spaces only"
    ),
    "expected a single document": "take away the line `---` between the two parts",
    "cannot start any token": "put the text in quotes",
    "found undefined alias": "a text that begins with * stands in quotes",
    "expected ',' or": "close the bracket, and put commas between what stands in it",
    "unexpected end of stream": "close the quotes",
    "special characters are not allowed": "take the invisible character out",
}


def syntax_fault(error, text):
    """The fault of a file that is no YAML, with a remedy for what is usual."""
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", "") or str(error)
    said = said.splitlines()[0]
    both = f"{getattr(error, 'context', '') or ''} {said}"
    remedy = next((r for part, r in REMEDIES.items() if part in both), None)
    if mark is not None:
        line = min(mark.line + 1, len(text.rstrip().split("\n")))
    else:
        line = text[: getattr(error, "position", 0)].count("\n") + 1
    return Fault(line, f"this is no YAML: {said}", remedy or "look at the line above")
