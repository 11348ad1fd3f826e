"""Exercises: right answers, starters and known mistakes."""

import importlib
import re

import numpy as np
import pytest
from exercising import (
    EXERCISES,
    each_chapter,
    each_code,
    each_exercise,
    messages_of,
    reader,
    said,
    section_of,
    solution_of,
    source_of,
    submit,
    submit_mistake,
)

from rnnbook import sigmoid
from rnnbook.exercises import Code, check, find
from rnnbook.exercises import checking as frame


@each_exercise
def test_right_answer_is_right(exercise):
    message = submit(exercise, exercise.right)
    assert message.status == "right"
    assert exercise.meaning in said(message)


@each_chapter
def test_solutions_notebook_gets_every_exercise_right(chapter):
    messages = messages_of(solution_of(chapter))
    assert {m.status for m in messages} == {"right"}
    module = importlib.import_module(f"rnnbook.exercises.ch{chapter}")
    assert [m.number for m in messages] == [e.number for e in module.EXERCISES]


@each_chapter
def test_every_starter_in_the_chapter_is_not_attempted(chapter, monkeypatch):
    monkeypatch.setattr(frame, "_revealed", {})
    messages = [m for m in messages_of(section_of(chapter)) if m.status != "hint"]
    assert {m.status for m in messages} == {"not attempted"}
    module = importlib.import_module(f"rnnbook.exercises.ch{chapter}")
    assert [m.number for m in messages] == [e.number for e in module.EXERCISES]


@each_chapter
def test_solutions_on_the_page_hold_the_numbers_of_the_checks(chapter):
    cells = [source_of(c) for c in section_of(chapter) if c["cell_type"] == "markdown"]
    shown = [text for text in cells if text.startswith("<details>")]
    module = importlib.import_module(f"rnnbook.exercises.ch{chapter}")
    paper = [e for e in module.EXERCISES if not e.code and not e.inputs()[0]]
    assert len(shown) == len(paper) >= 2
    for text, exercise in zip(shown, paper, strict=True):
        assert "<summary>Solution</summary>\n\n" in text
        assert text.rstrip().endswith("\n\n</details>")
        for value in exercise.right():
            number = str(value) if isinstance(value, int) else f"{value:.2f}"
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text), number


@each_code
@pytest.mark.parametrize(
    "source",
    ["def f(*a): ...", "def f(*a):\n    'words'", "f = lambda *a: ..."],
    ids=["dots", "docstring", "returns dots"],
)
def test_empty_function_is_not_attempted(exercise, source):
    assert check(exercise.number, reader(source)).status == "not attempted"
    assert check(exercise.number, ...).status == "not attempted"


@pytest.mark.parametrize(
    "exercise", [e for e in EXERCISES if len(e.outputs) > 1], ids=lambda e: e.number
)
def test_what_is_there_is_judged_before_the_rest_is_written(exercise):
    first, *others = exercise.outputs

    def half(*inputs):
        return (exercise.right(*inputs)[0], *([...] * len(others)))

    message = submit(exercise, half)
    assert (message.status, message.missing) == ("unfinished", tuple(others))
    wrong = submit(exercise, lambda *inputs: (2 * half(*inputs)[0], *half(*inputs)[1:]))
    assert wrong.status in ("wrong", "mistake")


# Known mistakes -------------------------------------------------------------------


@each_exercise
def test_each_known_mistake_gets_its_own_message(exercise):
    answers = {m.says: submit_mistake(exercise, m) for m in exercise.mistakes}
    others = {
        says: message
        for says, message in answers.items()
        if (message.status, message.text[0]) != ("mistake", says)
        or (message.mistake, message.where) != (says, None)
    }
    assert not others


@each_exercise
def test_mistakes_of_an_exercise_are_many_and_distinct(exercise):
    assert len(exercise.mistakes) >= 4
    assert len({m.says for m in exercise.mistakes}) == len(exercise.mistakes)


def test_mistake_in_the_first_quantity_is_recognised_beside_another():
    def two_mistakes(dh, dc, s):
        da, dc_prev = find("6.4").right(dh, 0 * dc, s)
        return da, dc_prev + 1

    message = check("6.4", two_mistakes)
    assert message.where == "da_i" and "`dc`, is dropped" in message.mistake
    assert "not explain what is wrong with `dc_prev`." in said(message)


def test_two_mistakes_at_once_are_known_each_by_a_quantity_of_its_own():
    def activated_twice(dh, dc, s):
        slope = lambda y: sigmoid(y) * (1 - sigmoid(y))  # noqa: E731
        dc = dc + dh * s.o * (1 - np.tanh(s.tanh_c) ** 2)
        da_i, da_f = dc * s.g * slope(s.i), dc * s.c_prev * slope(s.f)
        da_g, da_o = dc * s.i * (1 - s.g**2), dh * s.tanh_c * slope(s.o)
        return np.concatenate([da_i, da_f, da_g, da_o], axis=-1), dc * s.f

    message = check("6.4", activated_twice)
    assert message.status == "mistake"
    assert "In `da_g`, `dc_prev`: `tanh_c` is a tanh already." in said(message)
    assert "In `da_o`: The record holds the gates, after" in said(message)
    assert "wrong with `da_i`, `da_f` may come of it too" in said(message)


def test_tanh_of_what_is_a_tanh_already_is_recognised():
    def again(dh, dc, s):
        da, dc_prev = find("6.4").right(dh, dc, s)
        da_i, da_f, da_g, da_o = np.split(da, 4, axis=-1)
        da_g = da_g / (1 - s.g**2) * (1 - np.tanh(s.g) ** 2)
        return np.concatenate([da_i, da_f, da_g, da_o], axis=-1), dc_prev

    assert "`g` is a tanh already" in said(check("6.4", again))


def test_second_known_number_is_recognised_beside_a_known_first():
    both = said(check("6.2", 5, -4.97))
    assert "In `steps_to_half`: You take away" in both
    assert "In `a_f`: The sign" in both
    # A number that is made from an unknown one is not judged by itself.
    assert check("6.2", 3.3, -4.97).status == "wrong"


def test_inputs_have_the_names_of_the_arguments():
    def right(f, c):
        return f * c, c

    with pytest.raises(ValueError, match="9.9 draws forget, c, wanted f, c: name the"):
        Code("9.9", "", right, "a b", "", {}, {"forget": "B", "c": "B"}, [{"B": 2}])
