"""A message of the notebook as a page shows it."""

from typing import Any

from rnnbook.exercises._messages import LooksLike, Message


def shown(message: Message) -> dict[str, Any]:
    """Status and lines of a message: the same words, but those on a notebook."""
    lines = [_line(line) for line in message.text if not line.startswith("Stuck?")]
    found: dict[str, Any] = {"status": message.status, "lines": lines}
    if isinstance(message, LooksLike):
        found["mistake"] = message.mistake
    return found


def _line(text: str) -> str:
    text = text.replace(" of its cell", "")
    return text.replace("`given(", "In a notebook `given(")
