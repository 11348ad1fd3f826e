"""The panel of an exercise: what Python gives to it, and what a page holds of it."""

import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from rnnbook.exercises import find
from rnnbook.exercises.pages import all_exercises, stored
from rnnbook.widgets import ExercisePanel
from rnnbook.widgets.exercise import FORMS, give

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))

from rnnbook_site import exercises  # noqa: E402

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[01]*.ipynb"))
STARTERS = {
    number: starter
    for path in NOTEBOOKS
    for number, starter in exercises.starters(path).items()
}
LINKS = [("download it", "06_lstm.ipynb", True)]


def test_every_exercise_has_a_form_and_a_sentence_for_each():
    for exercise in all_exercises():
        panel = ExercisePanel(exercise.number)
        assert panel.ways, exercise
        for form, title, sentence in panel.ways:
            assert form in FORMS and title and sentence.endswith(".")


def test_another_number_has_other_ways():
    panel = ExercisePanel("6.2")
    assert [way[:2] for way in panel.ways] == [["numbers", "Give two answers"]]
    panel.number = "6.3"
    assert panel.ways == ExercisePanel("6.3").ways
    assert panel.digest == stored(find("6.3"))["digest"]


def test_a_kernel_answers_with_the_exercise_and_nothing_of_it_can_be_read():
    said = []
    widget = SimpleNamespace(send=said.append)
    for asked in ({"need": "6.2", "kind": "exercise"}, {"need": "6.2"}, "6.2"):
        give(widget, asked, [])
    (answer,) = said
    assert answer["exercise"] and "half" not in answer["exercise"]
    for number in ("6.9", None, 6.2):
        give(widget, {"need": number, "kind": "exercise"}, [])
        assert said[-1] == {"missing": number}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"number": "6.9"}, "number is '6.9', wanted the number of an exercise"),
        ({"form": "essay"}, "a form of exercises, or none"),
        ({"asked": ["a_f"]}, "wanted a dict of sentences by names"),
        ({"asked": {"a_f": 5}}, "wanted a dict of sentences by names"),
    ],
)
def test_what_a_panel_cannot_show_is_refused(settings, words):
    with pytest.raises(Exception, match=re.escape(words)):
        ExercisePanel(**settings)


def test_starters_are_found_with_what_they_ask_for():
    missing = [e.number for e in all_exercises() if not STARTERS[e.number][0]]
    assert not missing
    assert STARTERS["6.2"][1] == {
        "steps_to_half": "for a forget gate of 0.9",
        "a_f": "pre-activation that keeps half for 100 steps",
    }
    assert STARTERS["4.6"][1]["errors"] == (
        "what `[truncation_error(window) for window in windows]` gives"
    )
    assert set(STARTERS["12.1"][1]) >= {"mean_1", "mean_2"}


def test_every_answer_that_is_a_number_says_what_it_is():
    silent = []
    for exercise in all_exercises():
        if "numbers" not in stored(exercise)["forms"]:
            continue
        _, found = STARTERS[exercise.number]
        html = exercises.answer_here(exercise.number, found, LINKS)
        state = re.search(r'rnn-widget-state">(.*?)</script>', html)[1]
        left = set(exercise.outputs) - set(json.loads(state)["asked"])
        silent += [(exercise.number, name) for name in left]
    assert silent == [("1.2", "perplexity")]


def test_a_closed_panel_says_what_can_be_done_and_nothing_of_the_answer():
    html = exercises.answer_here("6.3", {}, LINKS)
    assert 'data-number="6.3"' in html and "js-only" in html
    assert html.count("<button") == len(stored(find("6.3"))["forms"])
    assert 'href="06_lstm.ipynb" download' in html
    assert "In the notebook you write it yourself" in html
    for text in ("tanh", "c_prev", *find("6.3").hints, find("6.3").meaning):
        assert text not in html
    starred = exercises.without_check("6.7", LINKS)
    assert "No check knows this exercise" in starred and "<button" not in starred


@pytest.mark.parametrize("number", ["6.2", "6.6"])
def test_the_line_to_the_notebook_fits_the_kind_of_exercise(number):
    html = exercises.answer_here(number, {}, LINKS)
    assert exercises.IN_NOTEBOOK[stored(find(number))["kind"]] in html
    address = "https://co.example/x#scrollTo=c1"
    several = [*LINKS, ("open it in Colab", address, False)]
    line = exercises.in_notebook(number, several, "You measure it")
    assert f'download>download it</a> or <a href="{address}"' in line
