"""What a question is, whatever system it goes to. All texts are HTML."""

from dataclasses import dataclass

WRITTEN = 6  # decimals of a number in a file


@dataclass(frozen=True)
class Wrong:
    """A wrong value that is known: what to say to who comes as near as `tolerance`.

    telling: it stands so near to an answer that a list of it would give that away.
    """

    value: float
    tolerance: float
    says: str
    telling: bool = False


@dataclass(frozen=True)
class Numerical:
    """A question whose answer is a number, right within `tolerance` (0: exactly).

    says: what follows a right answer. hints: one after the other.
    """

    ident: str
    title: str
    text: str
    answer: float
    tolerance: float
    says: str = ""
    wrong: tuple[Wrong, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def range(self):
        """The least and the largest number that are right."""
        return self.answer - self.tolerance, self.answer + self.tolerance


@dataclass(frozen=True)
class Choice:
    """A question with choices, one of which is right. says: what follows any answer."""

    ident: str
    title: str
    text: str
    choices: tuple[str, ...]
    right: int
    says: str = ""


@dataclass(frozen=True)
class Variants:
    """The same question with other numbers: each student gets one of them."""

    ident: str
    title: str
    items: tuple[Numerical, ...]


Item = Numerical | Choice | Variants


@dataclass(frozen=True)
class Quiz:
    """Questions that are imported together.

    answers: whether students may see which ones are right.
    """

    ident: str
    title: str
    about: str
    items: tuple[Item, ...]
    answers: bool = True


def singly(items):
    """All questions, those of variants one by one."""
    for item in items:
        yield from item.items if isinstance(item, Variants) else (item,)


def written(value: float) -> str:
    """A number as a file has it: never with an exponent, 6 decimals as a rule."""
    if value == int(value):
        return str(int(value))
    decimals = WRITTEN if abs(value) >= 0.001 else 2 * WRITTEN
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".")


def shown(value: float) -> str:
    """A number as a reader would have written it: three decimals at most. HTML."""
    whole = value == int(value)
    if (whole and abs(value) >= 10**12) or 0 < abs(value) < 0.001:
        digits, _, power = f"{value:.3g}".partition("e")
        text = f"{digits} · 10<sup>{int(power)}</sup>" if power else digits
    else:
        text = written(round(value, 3))
    return text.replace("-", "−")
