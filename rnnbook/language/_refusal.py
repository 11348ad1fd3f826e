"""A refusal: where, what came and what was wanted, and the remedy.

The sentences stand in one table for Python and JavaScript, words.js of the runtime.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

FOLDER = Path(__file__).parents[1] / "widgets" / "_runtime" / "language"


class CellTextError(ValueError):
    """A text that is no cell.

    line, column: where, from 1. says: what came and what was wanted. remedy: what to
    do about it.
    """

    def __init__(self, line: int, column: int, says: str, remedy: str) -> None:
        super().__init__(f"line {line}: {says}: {remedy}")
        self.line, self.column, self.says, self.remedy = line, column, says, remedy


class CellTextWarning(UserWarning):
    """What looks like a slip in a cell's text, though the text can be read."""


def table(file: str, name: str) -> str:
    """The text of a table in a file of the runtime."""
    source = (FOLDER / file).read_text(encoding="utf-8")
    found = re.search(rf"export const {name} = `\n(.*?)`;", source, re.DOTALL)
    assert found, f"{file} has no table {name}"
    return found[1]


def _read(text: str) -> dict[str, list[str]]:
    entries = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        key, *rest = entry.split()
        entries[key] = " ".join(rest).split(" => ")
    return entries


_words = _read(table("words.js", "WORDS"))
_hints = {key: rest[0] for key, rest in _read(table("words.js", "HINTS")).items()}
_alike = {pair[0]: pair[1:] for pair in table("words.js", "LOOKALIKES").split()}
_loop = frozenset(table("words.js", "LOOP").split())
_SPACES = (0xA0, 0x202F, 0x205F, 0x3000, 0xFEFF)


def _fill(text: str, values: dict[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: str(values.get(m[1], m[0])), text)


def said(key: str, at: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The sentence `key` of the table, filled in."""
    says, remedy = _words[key]
    return {
        "line": at.line,
        "column": at.column,
        "says": _fill(says, values),
        "remedy": _fill(remedy, values),
    }


def refuse(key: str, at: Any, **values: Any) -> NoReturn:
    """Raise the CellTextError with the sentence `key`, at a token or a node."""
    raise CellTextError(**said(key, at, values))


def refuse_word(token: Any) -> NoReturn:
    """Refuse a word of Python that the language does not have."""
    if hint := _hints.get(f"word:{token.text}"):
        refuse("word", token, came=token.text, hint=hint)
    if token.text in ("def", "class", "return", "pass"):
        refuse("misplaced", token, came=token.text)
    refuse("other_word", token, came=token.text)


def refuse_character(character: str, at: Any) -> NoReturn:
    """Refuse a character that is not in the language."""
    code = ord(character)
    number = f"U+{code:04X}"
    if code in _SPACES or 0x2000 <= code <= 0x200F:
        refuse("space", at, number=number)
    if character in _alike:
        refuse("lookalike", at, came=character, wanted=_alike[character], number=number)
    if character == "`":
        refuse("fence", at, came=f"'{character}'")
    seen = code > 0xA0 and not 0xD800 <= code <= 0xDFFF
    ascii = 0x20 < code < 0x7F
    came = f"'{character}' ({number})" if seen or ascii else number
    refuse("character", at, came=came)


def shown_token(token: Any) -> str:
    """A token as a sentence names it."""
    kinds = {
        "newline": "the end of the line",
        "end": "the end of the text",
        "indent": "another indentation",
        "dedent": "another indentation",
        "text": "a text",
    }
    text = token.text
    short = f"{text[:20]}..." if len(text) > 20 else text
    return kinds.get(token.kind, f"'{short}'")


def is_loops(name: str) -> bool:
    """Is this a name that the loop over time uses itself?"""
    return name in _loop or name.startswith(("_", "new_", "past_"))


def hint_for(name: str) -> str | None:
    """What the table says instead of `name`, or None."""
    return _hints.get(name)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name among `known` that is `name` with the fewest letters changed, if few."""
    limit = 1 if len(name) < 4 else 2
    best, least = None, limit + 1
    for other in known:
        far = limit + 1
        if abs(len(other) - len(name)) <= limit:
            far = _distance(name, other)
        if far < least:
            best, least = other, far
    return best


def _distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        above, row = row, [i]
        for j, y in enumerate(b, start=1):
            changed = above[j - 1] + (x != y)
            row.append(min(changed, above[j] + 1, row[j - 1] + 1))
    return row[-1]
