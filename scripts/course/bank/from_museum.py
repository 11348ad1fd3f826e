"""Questions from the museum of misconceptions: does this sentence hold?"""

from course.bank import texts
from course.bank.claims import AS_THEY_STAND, CHAPTERS, TRUE
from course.bank.prose import inline
from course.bank.questions import Choice

HOLDS = "It holds as it stands."
CONDITION = "It holds under a condition that the sentence leaves out."
WRONG = "It does not hold."
THREE = (HOLDS, CONDITION, WRONG)
TWO = (HOLDS, "As it stands it does not hold.")
RIGHT = {"Refuted": 2, "Half true": 1, "It depends": 1}


def from_museum(chapter: int) -> tuple[Choice, ...]:
    """The sentences that are explained in a chapter, those that hold among them."""
    found = []
    for anchor, exhibit in texts.exhibits().items():
        if chapter == (exhibit.chapter or CHAPTERS[anchor]):
            found.append(claim(anchor))
            if anchor in TRUE:
                found.append(true_sentence(anchor))
    return tuple(found)


def claim(anchor: str) -> Choice:
    """The sentence of an exhibit as a question."""
    exhibit = texts.exhibits()[anchor]
    two = anchor in AS_THEY_STAND
    return _question(
        anchor,
        exhibit.sentence,
        TWO if two else THREE,
        1 if two else RIGHT[exhibit.word],
        f"<strong>{exhibit.word}.</strong> {inline(exhibit.verdict)}",
    )


def true_sentence(anchor: str) -> Choice:
    """The sentence that holds, from the same exhibit."""
    exhibit = texts.exhibits()[anchor]
    says = (
        f"<strong>It holds.</strong> The museum has run the opposite, "
        f"“{inline(exhibit.sentence)}”. {inline(exhibit.verdict)}"
    )
    two = anchor in AS_THEY_STAND
    return _question(f"{anchor}-true", TRUE[anchor], TWO if two else THREE, 0, says)


def _question(name, sentence, choices, right, says):
    text = (
        "<p>Does this sentence on recurrent networks hold?</p>"
        f"<blockquote><p>{inline(sentence)}</p></blockquote>"
    )
    title = f"Does it hold? {sentence}"
    short = title if len(title) <= 80 else f"{title[:79].rsplit(' ', 1)[0]} …"
    return Choice(f"rnn-museum-{name}", short, text, choices, right, says)
