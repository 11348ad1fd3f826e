"""The panel of an exercise: it is answered in the page, in one of several forms."""

import json
from typing import Any

from traitlets import observe

from rnnbook.exercises import find
from rnnbook.exercises.pages import sealed, stored
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Choice, Given, Setting

# What each form is called, and a sentence about it.
FORMS = {
    "numbers": ("Give the answers", "Type them in. The check says what is wrong."),
    "lines": ("Put the lines in order", "All lines are here, and some wrong ones."),
    "fault": ("Find the fault", "One line is wrong. Which one? Put it right."),
    "write": ("Write the lines", "Type the code. The page runs it on numbers."),
}
COUNTED = {1: "one answer", 2: "two answers", 3: "three answers", 4: "four answers"}


def ways(number: str) -> list[list[str]]:
    """The ways to answer an exercise in the page: form, title and sentence of each."""
    about = stored(find(number))
    count = COUNTED.get(len(about["outputs"]), "the answers")
    titles = {form: title for form, (title, _) in FORMS.items()}
    titles["numbers"] = f"Give {count}"
    sentences = {form: sentence for form, (_, sentence) in FORMS.items()}
    if about["kind"] == "experiment":
        sentences["numbers"] = "Measure in the notebook, and paste what you found."
    return [[form, titles[form], sentences[form]] for form in about["forms"]]


class Numbered(Setting):
    """The number of an exercise."""

    def take(self, widget: Any, value: Any) -> str | None:
        """`value` itself, if there is such an exercise."""
        try:
            return find(value).number
        except LookupError:
            return None

    def wanted(self, widget: Any) -> str:
        """What a number looks like."""
        return 'the number of an exercise with a check, such as "6.3"'


class Sentences(Setting):
    """Texts by the names of answers."""

    def take(self, widget: Any, value: Any) -> dict[str, str] | None:
        """A copy of `value`."""
        if not isinstance(value, dict):
            return None
        texts = [text for pair in value.items() for text in pair]
        return dict(value) if all(isinstance(text, str) for text in texts) else None

    def wanted(self, widget: Any) -> str:
        """Its form."""
        return 'a dict of sentences by names, such as {"a_f": "a pre-activation"}'


class ExercisePanel(BookWidget):
    """Answer an exercise in the page: by numbers, lines in order, a fault, own lines.

    number: the exercise, "6.3".  form: the form that is open, "numbers", "lines",
    "fault" or "write", of those that the exercise has; "last" for the one that was
    opened last, "" for none.  asked: a sentence for each answer, by its name.

        ExercisePanel("6.3")
        ExercisePanel("6.2", form="numbers")
    """

    name = "exercise"
    label = "Exercise: answer it here, in one of several forms"

    number = Numbered("6.3", "those of a chapter are under its last headings")
    form = Choice("", ("", "last", *FORMS), "a form of exercises, or none")
    asked = Sentences({}, "each stands beside the field of its answer")
    ways = Given(lambda w: ways(w.number))

    def __init__(self, number: str = "6.3", **settings: Any) -> None:
        super().__init__(number=number, **settings)
        self.on_msg(give)

    @property
    def digest(self) -> str:
        """Changes when something else is right than before: a tick is lost then."""
        return stored(find(self.number))["digest"]

    @observe("number")
    def _renew(self, change: Any) -> None:
        self.set_trait("ways", ways(self.number))

    def __repr__(self) -> str:
        return f"ExercisePanel({self.number!r}, form={self.form!r})"


def give(widget: BookWidget, content: Any, buffers: Any) -> None:
    """Answer { need: number, kind: "exercise" } with the sealed exercise."""
    if not isinstance(content, dict) or content.get("kind") != "exercise":
        return
    number = content.get("need", "")
    try:
        text = json.dumps(stored(find(number)))
        widget.send({"exercise": sealed(text)})
    except LookupError:
        widget.send({"missing": number})
