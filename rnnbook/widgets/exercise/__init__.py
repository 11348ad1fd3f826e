"""The panel of an exercise: it is answered in the page, in one of several forms."""

import json
from typing import Any

from traitlets import observe

from rnnbook.exercises import find
from rnnbook.exercises.pages import sealed, stored
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Choice, Given

# What each form is called, and a sentence about it.
FORMS = {
    "numbers": ("Give the answers", "Type them in. The check says what is wrong."),
    "lines": ("Put the lines in order", "All lines are there, and some wrong ones."),
    "fault": ("Find the fault", "Point at the one wrong line, and mend it."),
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


def _number(number: Any) -> str:
    """The number of an exercise that the package has.

    Raises: LookupError if there is no such exercise.
    """
    return find(number).number


def _asked(asked: Any) -> dict[str, str]:
    """What is asked for by each name.

    Raises: TypeError if it is not a dict of texts by texts.
    """
    if not isinstance(asked, dict) or not all(
        isinstance(text, str) for pair in asked.items() for text in pair
    ):
        raise TypeError(
            f"asked is {asked!r}, wanted a dict of sentences by the names of the "
            f'answers, such as {{"a_f": "the pre-activation"}}'
        )
    return dict(asked)


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
    apart = True

    number = Checked("6.3", _number)
    form = Choice("", ("", "last", *FORMS), "a form of exercises, or none")
    asked = Checked({}, _asked)
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
