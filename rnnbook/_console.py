"""Text for a console that does not know every character, as on Windows."""

import re
import sys
import unicodedata

# What a character says, in ASCII; all others fall back on their parts, or on "?".
PLAIN = {
    "✓": "[right]", "○": "[ ]", "◐": "[...]", "≈": "~", "✗": "[wrong]",
    "□": "[form]", "→": "->", "·": "*", "−": "-", "–": "-", "×": "x",
    "≤": "<=", "≥": ">=", "…": "...", "“": '"', "”": '"', "’": "'",
    "√": "sqrt ", "∞": "inf", "ß": "ss",
}  # fmt: skip
RAISED = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def printable(text: str, encoding: str | None = None) -> str:
    """`text` with what `encoding` lacks said otherwise; by default that of stdout."""
    encoding = encoding or getattr(sys.stdout, "encoding", None) or "utf-8"
    if _has(text, encoding):
        return text
    pieces = re.split(f"({RAISED.pattern})", text)
    return "".join(_known(piece, encoding) for piece in pieces)


def _known(piece: str, encoding: str) -> str:
    """A piece of a text: an exponent as a whole, other pieces symbol by symbol."""
    if RAISED.fullmatch(piece) and not _has(piece, encoding):
        return "^" + unicodedata.normalize("NFKD", piece).replace("\u2212", "-")
    return "".join(_symbol(symbol, encoding) for symbol in piece)


def _symbol(symbol: str, encoding: str) -> str:
    parts = unicodedata.normalize("NFKD", symbol).replace("\u2044", "/")
    for candidate in (symbol, PLAIN.get(symbol, parts)):
        if _has(candidate, encoding):
            return candidate
    name = unicodedata.name(symbol, "?")
    greek = name.rsplit(" ", 1)[-1].lower() if name.startswith("GREEK") else "?"
    return parts.encode("ascii", "ignore").decode() or greek


def _has(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
