"""Tokens become a tree. The same as parse.js, function for function."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

from rnnbook.language._refusal import (
    hint_for,
    nearest,
    refuse,
    refuse_word,
    shown_token,
)
from rnnbook.language._tokens import LONGEST, Token, tokenise

DEEPEST = 50  # brackets within brackets
MOST = 200  # operations in one statement
KEYWORDS = frozenset(
    "False None True and as assert async await break class continue def del elif else "
    "except finally for from global if import in is lambda nonlocal not or pass raise "
    "return try while with yield".split()
)
WORDS = ("return", "def", "class", "import", "from")
TAKEN = ("np", "NamedTuple")
UPDATES = ("+=", "-=", "*=", "/=", "**=", "//=", "%=", "@=")
EQUALITIES = ("==", "!=", ">=", "<=")


class Node(SimpleNamespace):
    """A part of the tree: kind, line, column, and what the kind has besides."""

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none
        return id(self)


def node(kind: str, at: Any, **parts: Any) -> Any:
    """A Node at the place of a token or of another node."""
    return Node(kind=kind, line=at.line, column=at.column, **parts)


class Parser:
    """Where the reading of the tokens is."""

    def __init__(self, text: str, longest: float = LONGEST) -> None:
        self.tokens: list[Token] = tokenise(text, longest).tokens
        self.k = self.depth = self.operations = 0
        self.open: list[Token] = []

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.k]

    def sees(self, *texts: str) -> bool:
        """Is one of `texts` next?"""
        return self.token.text in texts and self.token.kind != "text"

    def take(self) -> Token:
        """The next token, which is read by this."""
        self.k += 1
        return self.tokens[self.k - 1]

    def accept(self, text: str) -> bool:
        """Read `text` if it is next."""
        found = self.sees(text)
        self.k += found
        return found

    def unexpected(self, wanted: str) -> NoReturn:
        """Refuse the next token."""
        token, opened = self.token, self.open[-1] if self.open else None
        before = self.tokens[self.k - 1].line
        if opened and opened.line < token.line and before < token.line:
            refuse("unclosed", opened, bracket=opened.text)
        if token.kind == "name" and token.text in KEYWORDS:
            refuse_word(token)
        refuse("unexpected", token, came=shown_token(token), wanted=wanted)

    def expect(self, text: str, wanted: str | None = None) -> Token:
        """Read `text`, which has to be next."""
        if not self.sees(text):
            self.unexpected(wanted or f"'{text}'")
        return self.take()

    def count(self, token: Token) -> None:
        """One more operation of the statement."""
        self.operations += 1
        if self.operations > MOST:
            refuse("long_statement", token, most=MOST)

    def deeper(self, token: Token, read: Callable[[], Any]) -> Any:
        """Read what is within a bracket or behind a sign."""
        self.depth += 1
        if self.depth > DEEPEST:
            refuse("deep", token, most=DEEPEST)
        found = read()
        self.depth -= 1
        return found

    def new_name(self, what: str) -> Token:
        """Read a name that may be given to something; `what` says to what."""
        token = self.token
        if token.kind != "name":
            self.unexpected(what)
        if token.text in KEYWORDS:
            refuse_word(token)
        if token.text in TAKEN or token.text.startswith("__"):
            refuse("taken", token, name=token.text)
        return self.take()


# ---- expressions


def expressions(p: Parser) -> Any:
    """One expression, or a tuple of several with commas between them."""
    first, items = p.token, [expression(p)]
    if not p.sees(","):
        return items[0]
    while p.accept(","):
        if p.sees("\n", "=", ")") or p.token.kind == "end":
            break
        items.append(expression(p))
    return node("tuple", first, items=items, list=False)


def expression(p: Parser) -> Any:
    """One expression."""
    left, op = _sum(p), p.token
    if op.text in EQUALITIES:
        refuse("comparison", op, came=op.text)
    if not p.sees(">", "<"):
        return left
    p.count(p.take())
    right = _sum(p)
    if p.token.text in (">", "<", *EQUALITIES):
        refuse("two_comparisons", p.token)
    return node("compare", op, op=op.text, left=left, right=right)


def _chain(p: Parser, ops: str, operand: Callable[[Parser], Any]) -> Any:
    """a - b + c, read from the left: first, and the rest as (op, operand)."""
    first, rest = operand(p), []
    while p.token.kind == "op" and p.token.text in tuple(ops):
        op = p.take()
        p.count(op)
        rest.append((op, operand(p)))
    return node("chain", first, first=first, rest=rest) if rest else first


def _sum(p: Parser) -> Any:
    return _chain(p, "+-", _product)


def _product(p: Parser) -> Any:
    found, op = _chain(p, "*/", _signed), p.token
    if p.sees("@"):
        refuse("matmul", op, came="@")
    if op.kind == "op" and op.text in ("//", "%", "&", "|", "^", "~", "!"):
        refuse("operator", op, came=op.text, hint=hint_for(f"op:{op.text}"))
    return found


def _signed(p: Parser) -> Any:
    token = p.token
    if p.sees("+"):
        refuse("plus", token)
    if not p.sees("-"):
        return _power(p)
    p.count(p.take())
    return p.deeper(token, lambda: node("negative", token, of=_signed(p)))


def _power(p: Parser) -> Any:
    base = _postfix(p)
    if not p.sees("**"):
        return base
    op = p.take()
    p.count(op)
    exponent = p.deeper(op, lambda: _signed(p))
    return node("power", op, base=base, exponent=exponent)


def _postfix(p: Parser) -> Any:
    found = _atom(p)
    while True:
        token = p.token
        if p.accept("."):
            name = p.token
            if name.kind != "name":
                p.unexpected("a name after the dot")
            p.take()
            found = node("attribute", name, of=found, name=name.text)
        elif p.sees("("):
            p.count(token)
            items, _ = _brackets(p, ")", _argument)
            found = node("call", found, called=found, items=items)
            _check_names(items)
        elif p.sees("["):
            named = p.tokens[p.k + 1].kind == "text"
            refuse("index_text" if named else "index", token)
        else:
            return found


def _brackets(p: Parser, close: str, read: Callable[[Parser], Any]) -> Any:
    """What stands between two brackets; and is there a comma at its end?"""
    opened = p.take()
    p.open.append(opened)
    items, comma = [], False

    def inside() -> None:
        nonlocal comma
        while not p.sees(close):
            items.append(read(p))
            comma = p.accept(",")
            if not comma and not p.sees(close):
                p.unexpected(f"',' or '{close}'")

    p.deeper(opened, inside)
    p.take()
    p.open.pop()
    return items, comma


def _check_names(items: list[Any]) -> None:
    for k, item in enumerate(items):
        if not item.keyword and k and items[k - 1].keyword:
            refuse("keyword_first", item.value)
        if item.keyword and item.keyword in [other.keyword for other in items[:k]]:
            refuse("parameter_twice", item, name=item.keyword)


def _argument(p: Parser) -> Any:
    value = expression(p)
    if not p.sees("="):
        return Node(keyword=None, value=value)
    bracketed = getattr(value, "bracketed", False)
    if value.kind != "name" or bracketed or value.name.startswith("__"):
        p.unexpected("',' or ')'")
    p.take()
    return node("argument", value, keyword=value.name, value=expression(p))


def _atom(p: Parser) -> Any:
    token = p.token
    if token.kind == "number":
        p.take()
        whole = re.fullmatch("[0-9]+", token.text) is not None
        return node("number", token, number=float(token.text), whole=whole)
    if token.kind == "name" and token.text not in KEYWORDS:
        p.take()
        return node("name", token, name=token.text)
    if p.sees("("):
        items, comma = _brackets(p, ")", expression)
        if len(items) == 1 and not comma:
            return Node(**{**vars(items[0]), "bracketed": True})
        return node("tuple", token, items=items, list=False)
    if p.sees("["):
        items, _ = _brackets(p, "]", expression)
        return node("tuple", token, items=items, list=True)
    if p.sees("*"):
        refuse("star", token)
    if token.kind == "text":
        refuse("text", token)
    p.unexpected("a value")


# ---- statements


def _end_of_line(p: Parser) -> None:
    if p.sees(";"):
        refuse("semicolon", p.token)
    if p.sees(":="):
        refuse("walrus", p.token)
    if p.token.kind != "newline":
        p.unexpected("the end of the line")
    p.take()


def _simple(p: Parser) -> Any:
    """A line that sets names or returns; None for a text or `pass`."""
    token = p.token
    p.operations = 0
    if token.kind == "text":
        while p.token.kind == "text":
            p.take()
        return _end_of_line(p)
    if p.accept("pass"):
        return _end_of_line(p)
    if p.accept("return"):
        if p.sees("\n"):
            refuse("return_nothing", token)
        value = expressions(p)
        _end_of_line(p)
        return node("return", token, value=value)
    if token.kind == "name" and token.text in KEYWORDS:
        refuse_word(token)
    return _setting(p, token)


def _setting(p: Parser, token: Token) -> Any:
    left, op = expressions(p), p.token
    if op.kind == "op" and op.text in UPDATES:
        refuse("update", op, came=op.text, op=op.text[:-1])
    if p.sees(":"):
        refuse("annotation", op)
    if not p.sees("="):
        if token.kind == "name" and (near := nearest(token.text, WORDS)):
            refuse("misspelt", token, came=token.text, near=near)
        if op.kind in ("newline", "end"):
            refuse("no_effect", token)
        p.unexpected("the end of the line")
    names = _targets(left)
    p.take()
    if left.kind != "tuple":
        _decimals(p.tokens[p.k : p.k + 3])
    value = expressions(p)
    if p.sees("="):
        refuse("two_settings", p.token)
    _end_of_line(p)
    return node("set", token, names=names, tuple=left.kind == "tuple", value=value)


def _decimals(tokens: list[Token]) -> None:
    """0,5 is two numbers, where one is set."""
    if len(tokens) == 3 and tokens[1].text == ",":
        whole, comma, part = tokens
        if re.fullmatch("[0-9]+", whole.text) and re.fullmatch("[0-9]+", part.text):
            refuse("decimal_comma", comma, wanted=f"{whole.text}.{part.text}")


def _targets(left: Any) -> list[Any]:
    items = left.items if left.kind == "tuple" else [left]
    if not items:
        refuse("target", left)
    for item in items:
        if item.kind != "name":
            refuse("target", item)
        if item.name in (*TAKEN, "sigmoid") or item.name.startswith("__"):
            refuse("taken", item, name=item.name)
    return items


def _block(p: Parser, what: str, read: Callable[[Parser], Any]) -> list[Any]:
    """The lines below a colon."""
    token = p.token
    if not p.sees(":"):
        if token.kind == "newline":
            refuse("colon", p.tokens[p.k - 1], what=what)
        p.unexpected("':'")
    p.take()
    if not p.accept("\n"):
        return [line for line in [read(p)] if line]
    if p.token.kind != "indent":
        refuse("no_indent", p.token, what=what, line=token.line)
    p.take()
    lines = []
    while p.token.kind not in ("dedent", "end"):
        if p.token.kind == "indent":
            refuse("indent", p.token)
        if found := read(p):
            lines.append(found)
    if p.token.kind == "dedent":
        p.take()
    return lines


def _annotation(p: Parser) -> None:
    p.operations = 0
    expression(p)


def _parameter(p: Parser) -> Any:
    if p.sees("*", "**"):
        refuse("star", p.token)
    param = p.new_name("the name of a parameter")
    if param.text == "sigmoid":
        refuse("taken", param, name=param.text)
    if p.accept(":"):
        _annotation(p)
    if p.sees("="):
        refuse("default", p.token, name=param.text)
    return node("name", param, name=param.text)


def _inside(p: Parser) -> Any:
    if p.sees("def", "class"):
        refuse("inside", p.token, what=p.token.text)
    return _simple(p)


def _definition(p: Parser) -> Any:
    start, name = p.take(), p.new_name("the name of the function")
    if not p.sees("("):
        p.unexpected("'('")
    params, _ = _brackets(p, ")", _parameter)
    _each_once(params)
    if p.accept("->"):
        _annotation(p)
    body = _block(p, f"def {name.text}(...)", _inside)
    return node(
        "function", start, name=name.text, params=params, body=body, name_at=name
    )


def _each_once(params: list[Any]) -> None:
    for k, param in enumerate(params):
        if param.name in [other.name for other in params[:k]]:
            refuse("parameter_twice", param, name=param.name)


def _field(p: Parser) -> Any:
    if p.token.kind == "text" or p.sees("pass"):
        return _simple(p)
    if p.sees("def"):
        refuse("method", p.token)
    field = p.new_name("the name of a field")
    if field.text.startswith("_"):
        refuse("field_name", field, name=field.text)
    p.expect(":", "':' and the type of the field")
    _annotation(p)
    if p.sees("="):
        refuse("default", p.token, name=field.text)
    _end_of_line(p)
    return node("name", field, name=field.text)


def _record(p: Parser) -> Any:
    start, name = p.take(), p.new_name("the name of the class")
    base = _brackets(p, ")", expression)[0] if p.sees("(") else []
    if len(base) != 1 or base[0].kind != "name" or base[0].name != "NamedTuple":
        refuse("base", name, name=name.text)
    fields = _block(p, f"class {name.text}(NamedTuple)", _field)
    _each_once(fields)
    return node("class", start, name=name.text, fields=[f.name for f in fields])


def _dotted(p: Parser) -> str:
    parts = [p.new_name("the name of a module").text]
    while p.accept("."):
        if p.token.kind != "name":
            p.unexpected("a name after the dot")
        parts.append(p.take().text)
    return ".".join(parts)


def _importing(p: Parser) -> Any:
    """The package's own imports, and NumPy as np; no other brings what is known."""
    start, from_ = p.token, p.accept("from")
    if not from_:
        p.take()
    if p.token.kind != "name":
        p.unexpected("the name of a module")
    module = p.take().text if p.token.text == "np" else _dotted(p)
    if from_:
        p.expect("import")
        names = _brackets(p, ")", _imported)[0] if p.sees("(") else [_imported(p)]
        while p.accept(","):
            names.append(_imported(p))
        known = module in ("typing", "rnnbook") or module.startswith("rnnbook.")
        if not known or any(names):
            refuse("importing", start, module=module)
    elif module != "numpy" or not p.accept("as") or not p.accept("np"):
        refuse("importing", start, module=module)
    last = p.token
    _end_of_line(p)
    return node("import", start, last=last.line)


def _imported(p: Parser) -> bool:
    """Read a name; is it given another by `as`?"""
    if p.token.kind != "name" or p.token.text in KEYWORDS:
        p.unexpected("a name")
    p.take()
    renamed = p.accept("as")
    if renamed:
        p.take()
    return renamed


def _statement(p: Parser) -> Any:
    if p.sees("@"):
        refuse("decorator", p.token)
    if p.sees(">", ">>"):
        refuse("prompt", p.token, came=">>>")
    if p.token.kind == "indent":
        refuse("indent", p.token)
    if p.sees("def"):
        return _definition(p)
    if p.sees("class"):
        return _record(p)
    if p.sees("import", "from"):
        return _importing(p)
    return _simple(p)


def parse(text: str, longest: float = LONGEST) -> list[Any]:
    """The statements of a whole text."""
    p, found = Parser(text, longest), []
    while p.token.kind != "end":
        if one := _statement(p):
            found.append(one)
    return found


def parse_rule(text: str) -> Any:
    """One expression, with commas a tuple."""
    return expressions(Parser(text))
