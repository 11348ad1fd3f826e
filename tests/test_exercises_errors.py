"""Exercises: exceptions, side effects, and numbers of no exercise."""

import numpy as np
import pytest
from exercising import each_code, each_exercise, reader, said, submit

from rnnbook.exercises import check, find, given, hint

ERRORS = {
    "i + undefined": ("NameError", "spelled"),
    "i * ...": ("TypeError", "still `...`"),
    "i + np.ones((7, 5))": ("ValueError", "do not fit"),
    "i @ i": ("ValueError", "vectors are rows"),
    "np.split(i, 5, axis=-1)": ("ValueError", "equal blocks"),
    "np.split(i, 5)": ("ValueError", "it is the first axis that is split"),
    "i[9]": ("IndexError", "which axis"),
    "i.shapes": ("AttributeError", "left of the dot"),
    "f(i, i, i)": ("RecursionError", "without end"),
    "None + 1": ("TypeError", "is None"),
    "1 / 0": ("ZeroDivisionError", "line 3"),
    "exit(1)": ("SystemExit", "line 3"),
}


@pytest.mark.parametrize("line", ERRORS)
def test_exception_is_shown_with_its_line_and_a_remedy(line):
    name, remedy = ERRORS[line]
    source = f"def f(xU, hW, c_prev):\n    i = xU + hW\n    return {line}, c_prev\n"
    message = check("6.3", reader(source))
    assert (message.status, message.line) == ("error", 3)
    assert f"line 3 of its cell: `return {line}, c_prev`" in said(message)
    assert name in said(message) and remedy in said(message)
    assert "xU (2, 12)" in said(message)


def test_exception_deep_in_numpy_is_shown_at_the_reader_s_line():
    source = (
        "def g(a):\n    return np.linalg.inv(a)\n\n\ndef f(x, y, z):\n    return g(x)\n"
    )
    assert check("6.3", reader(source)).line == 2


def test_exception_that_cannot_be_printed_does_not_escape():
    class Awkward(Exception):
        def __str__(self):
            raise ValueError

    def f(*inputs):
        raise Awkward

    assert check("6.3", f).status == "error"


def test_result_that_cannot_be_compared_does_not_escape():
    class Awkward(np.ndarray):
        def __array_function__(self, *args, **kwargs):
            raise ValueError("no")

        __array_ufunc__ = __array_function__

    message = check("6.3", lambda x, y, c: (c.view(Awkward), c.view(Awkward)))
    assert message.status == "unknown" and "ValueError" in said(message)


def test_interrupt_reaches_the_reader():
    def f(*inputs):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("6.3", f)


@each_code
def test_changed_inputs_are_named(exercise):
    first = next(iter(exercise.inputs()[0]))

    def careless(*inputs):
        answer = exercise.right(*inputs)
        inputs[0][...] = 0
        return answer

    message = check(exercise.number, careless)
    assert message.status == "mutated" and f"`{first}`" in said(message)


def test_changed_record_of_a_step_is_named():
    def careless(dh, dc, s):
        answer = find("6.4").right(dh, dc, s)
        s.f[0, 0] += 1
        return answer

    assert "`s`" in said(check("6.4", careless))


@each_exercise
def test_check_is_deterministic_and_leaves_everything_alone(exercise, recwarn, capsys):
    np.random.seed(3)  # noqa: NPY002
    drawn, errors = np.random.get_state(), np.geterr()  # noqa: NPY002

    def f(*inputs):
        return tuple(np.log(np.zeros(1)) for _ in exercise.outputs)

    assert repr(submit(exercise, f)) == repr(submit(exercise, f))
    assert exercise.inputs()[0].keys() == exercise.inputs()[0].keys()
    now = np.random.get_state()  # noqa: NPY002
    assert (now[1] == drawn[1]).all() and now[2:] == drawn[2:]
    assert np.geterr() == errors
    assert not [w for w in recwarn if exercise.code]
    assert capsys.readouterr().out == ""


def test_what_a_function_prints_is_shown_once(capsys):
    def f(*inputs):
        print("seen")
        return find("6.3").right(*inputs)

    assert check("6.3", f).status == "right"
    assert capsys.readouterr().out == "seen\n"


@pytest.mark.parametrize(
    "number", ["6.99", "6", "", "5.x", 6.3, None, ("6.3",), "../ch06"]
)
def test_unknown_exercise_is_said_and_not_raised(number):
    assert check(number, 1).status == hint(number).status == "unknown"
    with pytest.raises(LookupError):
        given(number)


def test_unknown_exercise_lists_those_that_exist():
    assert "6.1, 6.2, 6.3" in said(check("6.99"))
    assert "Chapter 77 has no exercises" in said(check("77.1"))
    assert "quotes" in said(check(6.3))


def test_given_is_the_first_case_and_fresh_each_time():
    first = given("6.4")
    assert first[2]._fields == ("i", "f", "g", "o", "c_prev", "tanh_c")
    first[2].f[...] = 0
    assert given("6.4")[2].f.all()
