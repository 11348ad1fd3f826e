"""What a check can say: one small frozen record for each kind of answer.

`status` is for programs, the text for the reader. The text may hold `code` in
backticks; it is shown as HTML in a notebook and as plain text everywhere else,
with the same words, and no meaning hangs on a colour.
"""

import html
import re
from dataclasses import dataclass
from typing import ClassVar

from rnnbook._console import printable

_BOX = (
    "border-inline-start: 3px solid currentColor; padding: 0.1em 0 0.1em 1em; "
    "margin: 0.5em 0; max-width: 42em"
)
_LINE = '<p style="margin: 0.35em 0">'


@dataclass(frozen=True, repr=False)
class Message:
    """Something said about one exercise.

    number: the exercise, "6.3".  text: the paragraphs under the heading.
    status, mark, heading: the same for every message of a kind.
    """

    number: str
    text: tuple[str, ...] = ()

    status: ClassVar[str]
    mark: ClassVar[str]
    heading: ClassVar[str]

    @property
    def title(self) -> str:
        """The first line, without its mark."""
        return f"Exercise {self.number}: {self.heading}"

    def __repr__(self) -> str:
        lines = [f"{self.mark} {self.title}", *(f"  {line}" for line in self.text)]
        return printable("\n".join(lines))

    def _repr_html_(self) -> str:
        status = self.status.replace(" ", "-")
        mark = f'<span aria-hidden="true">{self.mark}</span>'
        title = f"{_LINE}<strong>{mark} {_code(self.title)}</strong></p>"
        lines = "".join(f"{_LINE}{_code(line)}</p>" for line in self.text)
        return (
            f'<div class="rnn-check" data-status="{status}" role="status" '
            f'style="{_BOX}">{title}{lines}</div>'
        )


def _code(text: str) -> str:
    """Plain text with `code` in backticks as HTML."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


class Right(Message):
    """The answer is right; the text says what it means."""

    status, mark, heading = "right", "✓", "right."


class NotAttempted(Message):
    """The starter is as it came, `...` in place of the answer."""

    status, mark, heading = "not attempted", "○", "not attempted yet."


@dataclass(frozen=True, repr=False)
class Unfinished(Message):
    """What is there is right; `missing` names what is still `...`."""

    missing: tuple[str, ...] = ()
    status, mark, heading = "unfinished", "◐", "right so far, not finished."


@dataclass(frozen=True, repr=False)
class LooksLike(Message):
    """The answer equals that of a known mistake; `mistake` is what that one says.

    where: the quantity that gave it away, if others are wrong in another way.
    """

    mistake: str = ""
    where: str | None = None
    status, mark, heading = "mistake", "≈", "not yet. It looks like a known mistake."


@dataclass(frozen=True, repr=False)
class Differs(Message):
    """Wrong in an unknown way; `quantity` is the first that differs."""

    quantity: str = ""
    status, mark, heading = "wrong", "✗", "not yet. Here is what differs."


class Misfit(Message):
    """The answer has the wrong type, shape or dtype, so there is nothing to compare."""

    status, mark, heading = "misfit", "□", "not yet. The answer has the wrong form."


@dataclass(frozen=True, repr=False)
class Raised(Message):
    """The reader's function raised an exception, in line `line` of its cell."""

    line: int | None = None
    status, mark, heading = "error", "!", "your function stopped with an error."


class Mutated(Message):
    """The reader's function changed the arrays that it was given."""

    status, mark, heading = "mutated", "!", "not yet. Your function changes its inputs."


class Unknown(Message):
    """There is no such exercise, or the check itself failed."""

    status, mark, heading = "unknown", "?", "this cannot be checked."


class Hint(Message):
    """One hint."""

    status, mark, heading = "hint", "→", "a hint."
