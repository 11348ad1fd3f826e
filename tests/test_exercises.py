"""Exercises: right answers, starters, known mistakes and unknown ones."""

import importlib
import re

import numpy as np
import pytest
from exercising import (
    MISTAKES,
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
)
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from rnnbook.exercises import _frame as frame
from rnnbook.exercises import check, find, given


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


@each_exercise
def test_what_is_there_is_judged_before_the_rest_is_written(exercise):
    first, *others = exercise.outputs
    if not others:
        pytest.skip("one output")

    def half(*inputs):
        return (exercise.right(*inputs)[0], *([...] * len(others)))

    message = submit(exercise, half)
    assert (message.status, message.missing) == ("unfinished", tuple(others))
    wrong = submit(exercise, lambda *inputs: (2 * half(*inputs)[0], *half(*inputs)[1:]))
    assert wrong.status in ("wrong", "mistake")


# Known mistakes -------------------------------------------------------------------


@pytest.mark.parametrize(
    "exercise, mistake", MISTAKES, ids=lambda v: getattr(v, "name", None) or v.number
)
def test_known_mistake_gets_its_own_message(exercise, mistake):
    message = submit(exercise, mistake.wrong)
    assert (message.status, message.mistake) == ("mistake", mistake.name)
    assert message.text[0] == mistake.says
    assert message.where is None


@each_exercise
def test_mistakes_of_an_exercise_are_many_and_distinct(exercise):
    assert len(exercise.mistakes) >= 4
    assert len({m.name for m in exercise.mistakes}) == len(exercise.mistakes)
    assert len({m.says for m in exercise.mistakes}) == len(exercise.mistakes)


def test_mistake_in_the_first_quantity_is_recognised_beside_another():
    def two_mistakes(dh, dc, s):
        da, dc_prev = find("6.4").right(dh, 0 * dc, s)
        return da, dc_prev + 1

    message = check("6.4", two_mistakes)
    assert (message.mistake, message.where) == ("incoming dc dropped", "da_i")
    assert "not explain what is wrong with `dc_prev`." in said(message)


# Unknown mistakes -----------------------------------------------------------------


@each_exercise
@settings(max_examples=15, deadline=None)
@hypothesis_given(data=st.data())
def test_random_wrong_answer_is_never_right(exercise, data):
    case = data.draw(st.integers(0, len(exercise.inputs()) - 1))
    which = data.draw(st.integers(0, len(exercise.outputs) - 1))
    size = data.draw(st.sampled_from([1e-5, 1e-2, 1.0, 1e3, np.nan, np.inf]))
    size = max(size, 0.02) if exercise.atol > 1e-3 else size
    seed = data.draw(st.integers(0, 2**31))
    calls = []

    def spoilt(*inputs):
        answer, rng = list(exercise.right(*inputs)), np.random.default_rng(seed)
        calls.append(None)
        if len(calls) == case + 1:
            value = np.array(answer[which], float)
            at = rng.integers(value.size)
            value.flat[at] += size * (1 + abs(value.flat[at])) * rng.choice([-1, 1])
            answer[which] = value if value.ndim else float(value)
        return answer

    message = submit(exercise, spoilt)
    assert message.status in ("wrong", "mistake"), message
    if np.isnan(size):
        assert "NaN" in said(message)


@each_exercise
def test_difference_names_the_first_wrong_quantity(exercise):
    order = exercise.order or exercise.outputs
    last = order[-1]

    def off(*inputs):
        values = dict(zip(exercise.outputs, exercise.right(*inputs), strict=True))
        return {last: values[last] * 1.2345}

    def all_off(*inputs):
        return [value * 1.2345 for value in exercise.right(*inputs)]

    first = exercise.blocks.get(order[0], order)[0]
    message = submit(exercise, all_off)
    assert (message.status, message.quantity) == ("wrong", first)
    assert "Right: `" not in said(message)
    message = submit(exercise, off)
    assert (message.status, message.quantity) == ("wrong", last)
    assert f"`{last}` is the first quantity that differs" in said(message)
    assert "Right: `" in said(message)


def test_difference_says_where_and_how_much():
    def off(*inputs):
        h, c = find("6.3").right(*inputs)
        h[0, -1] += 0.25
        h[0, 0] += 0.125
        return h, c

    message = check("6.3", off)
    value = off(*given("6.3"))[0][0, 2]
    assert "2 of 6 entries differ; the largest difference, 0.25" in said(message)
    assert f"at `h[0, 2]`, where yours is {value:.4g}" in said(message)
    assert "`xU (2, 12), hW (2, 12), c_prev (2, 3)`" in said(message)


def test_difference_in_a_block_is_named_by_the_block():
    def off(*inputs):
        da, dc_prev = find("6.4").right(*inputs)
        da[:, da.shape[1] // 2] *= 1.1  # the first unit of the third block
        return da, dc_prev

    message = check("6.4", off)
    assert message.quantity == "da_g"
    assert "Right: `da_i`, `da_f`, `da_o`, `dc_prev`" in said(message)


def test_difference_in_a_sequence_names_its_first_step():
    def off(*inputs):
        hs, c = find("6.5").right(*inputs)
        hs[2:] += 0.1
        return hs, c

    assert "The first wrong step is 2." in said(check("6.5", off))


def test_answer_that_is_right_for_one_shape_only_is_refused():
    def loses_the_batch(xU, hW, c_prev):
        h, c = find("6.3").right(xU, hW, c_prev)
        return h, c * (1 + 0.1 * (len(c) == 5))

    message = check("6.3", loses_the_batch)
    assert message.status == "wrong"
    assert "(5, 8)" in said(message) and "before it was right" in said(message)
