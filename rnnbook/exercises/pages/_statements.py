"""A function as a list of statements: what each reads, makes, and stands under."""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Statement:
    """A simple statement, or the first line of a compound one.

    text: without its indentation.  depth: how many compound statements it is in.
    above: the number of the one that it stands directly under, or -1.  uses, makes:
    names of the function's own.  leaves: whether it is a `return`.
    """

    text: str
    depth: int
    above: int
    uses: frozenset[str]
    makes: frozenset[str]
    leaves: bool = False

    @property
    def line(self) -> str:
        """The text with its indentation inside of a function."""
        return "    " * (self.depth + 1) + self.text

    @property
    def opens(self) -> bool:
        """Whether other statements stand under it."""
        return self.text.endswith(":")


@dataclass(frozen=True)
class Program:
    """A function: its first lines (signature, docstring), and its statements."""

    name: str
    head: tuple[str, ...]
    arguments: tuple[str, ...]
    statements: tuple[Statement, ...]

    def source(self, lines: list[str] | None = None) -> str:
        """The text of the function, or of one with other lines below its head."""
        body = [s.line for s in self.statements] if lines is None else lines
        return "\n".join([*self.head, *body]) + "\n"


def program(source: str) -> Program | None:
    """The program of a function's source; None if a line holds more than is read here.

    That is a statement on several lines, several on one line, and an `else`.
    """
    tree = ast.parse(source).body[0]
    if not isinstance(tree, ast.FunctionDef):
        return None
    lines, body = source.splitlines(), tree.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    head = tuple(line.rstrip() for line in lines[: body[0].lineno - 1] if line.strip())
    arguments = tuple(argument.arg for argument in tree.args.args)
    found = list(_statements(body, lines, 0, -1, ""))
    numbers = [node.lineno for node, _ in found]
    spoilt = len(set(numbers)) < len(numbers) or any(_is_wide(n) for n, _ in found)
    if spoilt:
        return None
    own = {name for _, s in found for name in s.makes} | set(arguments)
    shared = [pair for node, _ in found for pair in _shared(node)]
    at = {node.lineno: k for k, (node, _) in enumerate(found)}
    statements = tuple(
        replace(
            s,
            above=at.get(s.above, -1),
            uses=(s.uses | {b for a, b in shared if a in s.uses}) & own,
        )
        for _, s in found
    )
    return Program(tree.name, head, arguments, statements)


def _shared(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """("q", "b") of `q = p._replace(b=b)`: to change b in place is to change q."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
        return
    if not ast.unparse(node.value.func).endswith("._replace"):
        return
    for keyword in node.value.keywords:
        if isinstance(keyword.value, ast.Name):
            yield _base(node.targets[0]), keyword.value.id


def _is_wide(node: ast.stmt) -> bool:
    """Whether a statement is more than a line, not counting what stands under it."""
    if getattr(node, "orelse", None):
        return True
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if body else node.end_lineno or 0
    return last != node.lineno and not (body and last > node.lineno)


def _statements(
    body: list[ast.stmt], lines: list[str], depth: int, above: int, scope: str
) -> Iterator[tuple[ast.stmt, Statement]]:
    """Each statement with what it is; `above` is still the number of a line.

    scope: the name of the inner function that they are in, and a colon.
    """
    for node in body:
        uses, makes = _names(node)
        text = lines[node.lineno - 1].strip().partition("  # ")[0]
        inner = scope
        if isinstance(node, ast.FunctionDef):
            inner = f"{node.name}:"
            makes = {node.name, *(f"{inner}{a.arg}" for a in node.args.args)}
        local = _made_in(body) | _arguments_of(scope, lines) if scope else set()
        read, made = _scoped(uses, scope, local), _scoped(makes, scope, local)
        leaves = isinstance(node, ast.Return)
        yield node, Statement(text, depth, above, read, made, leaves)
        yield from _statements(
            getattr(node, "body", []), lines, depth + 1, node.lineno, inner
        )


def _scoped(names: set[str], scope: str, local: set[str]) -> frozenset[str]:
    """Names, those of an inner function with its name before them."""
    return frozenset(f"{scope}{name}" if name in local else name for name in names)


def _arguments_of(scope: str, lines: list[str]) -> set[str]:
    """The arguments of the inner function of a scope."""
    start = f"def {scope.rstrip(':')}("
    (text,) = [line.strip() for line in lines if line.strip().startswith(start)]
    tree = ast.parse(f"{text} ...").body[0]
    assert isinstance(tree, ast.FunctionDef)
    return {argument.arg for argument in tree.args.args}


def _made_in(body: list[ast.stmt]) -> set[str]:
    """What the statements of an inner function make, those under others too."""
    found = set()
    for node in body:
        found |= _names(node)[1] | _made_in(getattr(node, "body", []))
    return found


def _names(node: ast.stmt) -> tuple[set[str], set[str]]:
    """(names that a statement reads, names that it makes or changes)."""
    uses: set[str] = set()
    makes: set[str] = set()
    for part in _own_parts(node):
        bound = {
            name.id
            for each in ast.walk(part)
            if isinstance(each, ast.comprehension)
            for name in ast.walk(each.target)
            if isinstance(name, ast.Name)
        }
        for each in ast.walk(part):
            if isinstance(each, ast.Name) and each.id not in bound:
                (makes if isinstance(each.ctx, ast.Store) else uses).add(each.id)
            if isinstance(each, ast.Subscript) and isinstance(each.ctx, ast.Store):
                makes.add(_base(each))
    if isinstance(node, ast.AugAssign):
        uses.add(_base(node.target))
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        makes |= _changed(node.value)
    known = {*dir(builtins), "np"}
    return uses - known, makes - known


def _own_parts(node: ast.stmt) -> list[ast.AST]:
    """What of a statement stands in its first line."""
    if isinstance(node, ast.FunctionDef):
        return []
    fields = [getattr(node, name, None) for name in ("target", "iter", "test", "items")]
    if not getattr(node, "body", None):
        return [node]
    flat = [each for f in fields for each in (f if isinstance(f, list) else [f])]
    return [field for field in flat if isinstance(field, ast.AST)]


def _base(node: ast.AST) -> str:
    """The name that `h[t]` or `h` begins with."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _changed(call: ast.Call) -> set[str]:
    """What a call that stands alone changes: its object, of NumPy's its argument."""
    changed = _base(call.func)
    return {_base(call.args[0]) if changed == "np" else changed}
