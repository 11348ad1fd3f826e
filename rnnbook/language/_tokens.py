"""A cell's text becomes tokens. The same as tokens.js, function for function."""

import math
import re
from typing import NamedTuple

from rnnbook.language._refusal import refuse, refuse_character

LONGEST = 30000  # characters of a text
OPS = ["**=", "//=", "...", "**", "//", "==", "!=", ">=", "<=", "->"]
OPS += ["+=", "-=", "*=", "/=", "%=", "@=", ":=", *"()[]{}:,.;@=+-*/%<>&|^~!"]
CLOSES = {")": "(", "]": "[", "}": "{"}
NUMBER = re.compile(r"([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
DIGITS = frozenset("0123456789")


class Token(NamedTuple):
    """kind: name, number, text, op, newline, indent, dedent or end. From 1."""

    kind: str
    text: str
    line: int
    column: int


class At(NamedTuple):
    """A place in a text, both from 1."""

    line: int
    column: int


def plain(text: str) -> str:
    """A text with one kind of line ends, and without a mark of the order of bytes."""
    return re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))


class Scanner:
    """Where the reading of a text is; `spans` are its comments and texts."""

    def __init__(self, text: str) -> None:
        self.text, self.k, self.line, self.start = text, 0, 1, 0
        self.fresh = True
        self.tabs: bool | None = None
        self.open: list[Token] = []
        self.indents, self.tokens, self.spans = [0], [], []

    def at(self, k: int | None = None) -> At:
        """The place of character `k`."""
        return At(self.line, (self.k if k is None else k) - self.start + 1)

    def char(self, k: int) -> str:
        """Character `k`, "" after the last."""
        return self.text[k] if k < len(self.text) else ""

    def push(self, kind: str, text: str, at: At) -> None:
        """One more token."""
        self.tokens.append(Token(kind, text, *at))

    def new_line(self) -> None:
        """Step over the end of a line."""
        self.k += 1
        self.line += 1
        self.start = self.k


def tokenise(text: str, longest: float = LONGEST) -> Scanner:
    """The tokens of a text, the last of kind "end", in a Scanner that has finished."""
    s = Scanner(plain(text))
    if len(s.text) > longest:
        refuse("too_long", At(1, 1), length=len(s.text), longest=longest)
    while s.k < len(s.text):
        (_indentation if s.fresh else _next)(s)
    if s.open:
        refuse("unclosed", s.open[-1], bracket=s.open[-1].text)
    if not s.fresh:
        s.push("newline", "\n", s.at())
    for _ in s.indents[1:]:
        s.push("dedent", "", s.at())
    s.push("end", "", s.at())
    return s


def _indentation(s: Scanner) -> None:
    k = s.k
    while s.char(k) in (" ", "\t"):
        k += 1
    width, tabs = k - s.k, "\t" in s.text[s.k : k]
    s.k = k
    if s.char(k) == "#":
        _comment(s)
    if s.char(s.k) == "\n":
        s.new_line()
        return
    if s.k >= len(s.text):
        return
    s.fresh = False
    if width:
        s.tabs = tabs if s.tabs is None else s.tabs
        if s.tabs != tabs or (tabs and " " in s.text[s.start : k]):
            refuse("tabs", s.at(s.start))
    if width > s.indents[-1]:
        s.indents.append(width)
        s.push("indent", "", s.at())
    while width < s.indents[-1]:
        s.push("dedent", "", s.at())
        s.indents.pop()
    if width != s.indents[-1]:
        wanted = ", ".join(map(str, s.indents))
        refuse("dedent", s.at(), width=width, wanted=wanted)


def _comment(s: Scanner) -> None:
    begin = s.k
    while s.k < len(s.text) and s.text[s.k] != "\n":
        s.k += 1
    s.spans.append((begin, s.k))


def _next(s: Scanner) -> None:
    c, after = s.text[s.k], s.char(s.k + 1)
    prefixed = c in "rRuU" and after != "" and after in "\"'"
    if c == "\n":
        if not s.open:
            s.push("newline", "\n", s.at())
        s.fresh = not s.open
        s.new_line()
    elif c in " \t":
        s.k += 1
    elif c == "#":
        _comment(s)
    elif prefixed or c in "\"'":
        _quoted(s, prefixed)
    elif c in LETTERS:
        _word(s)
    elif c in DIGITS or (c == "." and after in DIGITS):
        _number(s)
    else:
        _operator(s)


def _word(s: Scanner) -> None:
    k = s.k
    while s.char(k) in LETTERS or s.char(k) in DIGITS:
        k += 1
    s.push("name", s.text[s.k : k], s.at())
    s.k = k


def _number(s: Scanner) -> None:
    found = NUMBER.match(s.text[s.k : s.k + 60])
    assert found
    text, k = found[0], s.k + len(found[0])
    more = LETTERS | DIGITS | {"."}
    if s.char(k) in more:
        while s.char(k) in more and k < s.k + 20:
            k += 1
        refuse("bad_number", s.at(), came=s.text[s.k : k])
    whole = DIGITS.issuperset(text)
    if whole and len(text) > 1 and text[0] == "0":
        refuse("bad_number", s.at(), came=text)
    if not math.isfinite(float(text)) or (whole and float(text) > 2**53):
        refuse("huge", s.at(), came=text)
    s.push("number", text, s.at())
    s.k = k


def _quoted(s: Scanner, prefixed: bool) -> None:
    at, begin = s.at(), s.k
    s.k += prefixed
    mark = s.text[s.k]
    end = mark * 3 if s.text.startswith(mark * 3, s.k) else mark
    s.k += len(end)
    while not s.text.startswith(end, s.k):
        if s.char(s.k) == "\\":
            s.k += 1
        if s.k >= len(s.text) or (s.text[s.k] == "\n" and len(end) == 1):
            refuse("unclosed_text", at, mark=end)
        if s.text[s.k] == "\n":
            s.new_line()
        else:
            s.k += 1
    s.k += len(end)
    s.spans.append((begin, s.k))
    s.push("text", mark, at)


def _operator(s: Scanner) -> None:
    text = next((op for op in OPS if s.text.startswith(op, s.k)), None)
    if text is None:
        refuse_character(s.text[s.k], s.at())
    if text in "([{":
        s.open.append(Token("op", text, *s.at()))
    if text in CLOSES:
        if not s.open:
            refuse("no_open", s.at(), bracket=text)
        opened = s.open.pop()
        if opened.text != CLOSES[text]:
            came, line = opened.text, opened.line
            refuse("wrong_close", s.at(), bracket=text, open=came, line=line)
    s.push("op", text, s.at())
    s.k += len(text)
