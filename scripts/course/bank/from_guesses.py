"""Questions from the predictions that the book asks for before a figure."""

from course.bank.prose import inline
from course.bank.questions import Choice, Numerical
from rnnbook.guesses import GUESSES, POWER, Guess


def from_guesses(chapter: int) -> tuple:
    """The predictions before the figures of a chapter."""
    return tuple(_item(g) for g in GUESSES if g.figure.split(".")[0] == str(chapter))


def _item(guess: Guess):
    ident = f"rnn-guess-{guess.figure.replace('.', '-')}"
    title = f"Predict: Figure {guess.figure}"
    lead = f"<p><em>Before you look at Figure {guess.figure} of the book.</em></p>"
    text = f"{lead}<p>{inline(guess.question)}</p>"
    if guess.choices:
        choices = tuple(inline(choice) for choice in guess.choices)
        return Choice(ident, title, text, choices, guess.shown(), inline(guess.why))
    near = max(guess.near, 0.5 * 10**-guess.digits if guess.digits else 0)
    text += f"<p><strong>Your answer here:</strong> {_form(guess)}</p>"
    return Numerical(ident, title, text, guess.shown(), near, inline(guess.why))


def _form(guess):
    """What to write into the field."""
    if guess.unit == POWER:
        return "the exponent alone, such as −3 for 10<sup>−3</sup>"
    words = f"a number from {_plain(guess.low)} to {_plain(guess.high)}"
    many = guess.unit[1]
    return f"{words} ({many})" if many else words


def _plain(value):
    return f"{value:g}".replace("-", "−")
