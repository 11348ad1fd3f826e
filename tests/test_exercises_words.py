"""Exercises: hints, what may not leak, and how a message looks."""

import html
import importlib
import re
import sys
import types

import numpy as np
import pytest
from exercising import (
    EXERCISES,
    each_chapter,
    each_exercise,
    reader,
    said,
    solution_of,
    source_of,
    submit,
    submit_mistake,
)

from rnnbook.exercises import Code, check, hint
from rnnbook.exercises import checking as frame
from rnnbook.exercises._messages import Message


@each_exercise
def test_hints_come_one_at_a_time(exercise, monkeypatch):
    monkeypatch.setattr(frame, "_revealed", {})
    assert len(exercise.hints) >= 2
    for k, text in enumerate(exercise.hints):
        shown = said(hint(exercise.number))
        assert text in shown
        assert not [t for t in exercise.hints if t != text and t in shown]
        left = len(exercise.hints) - k - 1
        assert (f"{left} more" if left else "the last one") in shown
    assert all(text in said(hint(exercise.number)) for text in exercise.hints)


def spoken(exercise):
    """Everything that the reader may get to read before the answer is right."""
    yield from (*exercise.hints, repr(exercise), exercise.title)
    for mistake in exercise.mistakes:
        yield from (mistake.says, repr(mistake))
        yield repr(submit_mistake(exercise, mistake))
    yield repr(submit(exercise, lambda *inputs: [1.0] * len(exercise.outputs)))
    yield repr(submit(exercise, lambda *inputs: [...] * len(exercise.outputs)))


def squeezed(text):
    return re.sub(r"\bs\.|[\s`]", "", text)


@each_chapter
def test_no_hint_or_message_holds_a_line_of_the_solution(chapter):
    module = importlib.import_module(f"rnnbook.exercises.ch{chapter}")
    texts = [squeezed(text) for e in module.EXERCISES for text in spoken(e)]
    cells = [source_of(c) for c in solution_of(chapter) if c["cell_type"] == "code"]
    lines = []
    for cell in (c for c in cells if "import" not in c and "check(" not in c):
        for line in cell.splitlines():
            lines += re.split(r" = |return ", line)
    lines = [line for line in lines if re.search(r"\w(\[| [-+*/] |\()", line)]
    assert len(lines) > 30
    leaks = [line for line in lines for text in texts if squeezed(line) in text]
    assert not leaks


@pytest.mark.parametrize(
    "exercise", [e for e in EXERCISES if not e.code], ids=lambda e: e.number
)
def test_no_hint_or_message_holds_the_number(exercise):
    for value in exercise.right(*exercise.inputs()[0].values()):
        if np.ndim(value) == 0:
            number = str(value) if isinstance(value, int) else f"{value:.2f}"
            for text in spoken(exercise):
                assert not re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text), (
                    text
                )


def test_html_and_text_say_the_same():
    source = "def f(xU, hW, c_prev):\n    raise ValueError('<b>&amp;`x`</b>')\n"
    for message in (
        check("6.3", reader(source)),
        check("6.3", ...),
        check("6.9"),
        hint("6.1"),
    ):
        shown = message._repr_html_()
        assert "<b>" not in shown
        words = html.unescape(re.sub(r"<[^>]+>", " ", shown)).split()
        assert " ".join(words) == " ".join(repr(message).replace("`", " ").split()) or (
            "".join(words) == "".join(repr(message).replace("`", "").split())
        )
        assert 'role="status"' in shown and 'aria-hidden="true"' in shown
        assert not re.search(r"#[0-9a-f]{3}|rgb|background|var\(", shown)


def test_kinds_differ_in_words_and_in_mark():
    kinds = Message.__subclasses__()
    assert len({kind.status for kind in kinds}) == len(kinds)
    assert len({kind.heading for kind in kinds}) == len(kinds)
    with pytest.raises(AttributeError):
        check("6.3", ...).number = "6.4"


def twice(x):
    return 2 * x


def test_new_chapter_needs_one_module_and_nothing_else(monkeypatch):
    module = types.ModuleType("rnnbook.exercises.ch99")
    module.EXERCISES = (
        Code(
            "99.1",
            "Twice",
            twice,
            outputs="y",
            cases={"x": "B H"},
            sizes=[dict(B=2, H=3)],
            meaning="Two is two.",
            mistakes={("2 * x", "x**2"): "You squared it."},
        ),
    )
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert check("99.1", lambda x: x + x).status == "right"
    assert check("99.1", lambda x: x * x).mistake == "You squared it."
    assert check("99.1", lambda x: x).quantity == "y"
    assert check("99.1", lambda x: x.sum()).status == "misfit"
    assert "no more hints" in said(hint("99.1"))
