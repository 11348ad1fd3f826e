"""Exercises: answers of the wrong form."""

import numpy as np
import pytest
from exercising import each_code, said

from rnnbook.exercises import check, find, given

# Wrong form -----------------------------------------------------------------------

FORMS = {
    "None": (lambda h, c: None, "returns None", "`return h, c`"),
    "None for h": (lambda h, c: (None, c), "`h` is None", "`return`"),
    "one array": (lambda h, c: c, "returns an array of shape (2, 3)", "`return h, c`"),
    "three": (lambda h, c: (h, c, c), "returns a tuple of 3", "`return h, c`"),
    "dict": (lambda h, c: {"h": h, "c": c}, "of type dict", "`return h, c`"),
    "int": (lambda h, c: (1, c), "`h` is the number 1", "sum"),
    "list": (lambda h, c: (list(h), c), "`h` is a list of 2", "np.stack"),
    "string": (lambda h, c: ("h", c), "of type str", "NumPy arrays"),
    "float32": (lambda h, c: (h.astype("f"), c), "float32", "np.zeros_like"),
    "integers": (lambda h, c: (h.astype(int), c), "int64", "cast"),
    "bool": (lambda h, c: (h > 0, c), "bool", "compared"),
    "complex": (lambda h, c: (h + 0j, c), "complex128", "dtype float64"),
    "objects": (lambda h, c: (h.astype(object), c), "object", "unequal shape"),
    "transposed": (lambda h, c: (h.T, c), "(3, 2)", "transposed"),
    "four blocks": (lambda h, c: (np.tile(h, 4), c), "(2, 12)", "4 blocks"),
    "summed": (lambda h, c: (h.sum(axis=0), c), "(3,)", "axis is gone"),
    "stacked": (lambda h, c: (np.stack([h, c]), c), "(2, 2, 3)", "axis too many"),
    "one unit": (lambda h, c: (h[:, :1], c), "(2, 1)", "room for 3"),
    "empty": (lambda h, c: (h[:, :0], c), "(2, 0)", "Print the shapes"),
    "no axis": (lambda h, c: (np.array(1.0), c), "shape ()", "axis is gone"),
    "function": (lambda h, c: (np.tanh, c), "is a function", "parentheses"),
}


@pytest.mark.parametrize("name", FORMS)
def test_wrong_form_says_what_came_and_the_remedy(name):
    spoil, came, remedy = FORMS[name]
    message = check("6.3", lambda *inputs: spoil(*find("6.3").right(*inputs)))
    assert message.status == "misfit"
    assert came in said(message) and remedy in said(message)


@each_code
@pytest.mark.parametrize(
    "value", [None, 0, 1.5, [], "right", {}, np.zeros(0), object()]
)
def test_nonsense_is_a_misfit_in_every_exercise(exercise, value):
    assert check(exercise.number, lambda *inputs: value).status == "misfit"
    message = check(exercise.number, value)
    assert message.status == "misfit" and "function itself" in said(message)


@pytest.mark.parametrize("value", ["24832", None, [1, 2], np.ones(3), print, True, 1j])
def test_number_of_the_wrong_form_is_a_misfit(value):
    message = check("6.1", value, 141)
    assert message.status == "misfit"
    assert "`parameters`" in said(message) and "single number" in said(message)


def test_numbers_may_come_as_any_real_number():
    parameters, units = find("6.1").right()
    for kind in (int, float, np.int64, np.float32, np.array, lambda v: np.array([v])):
        assert check("6.1", kind(parameters), kind(units)).status == "right"
    ratios, bias = find("6.6").right(*given("6.6"))
    assert check("6.6", list(ratios), bias).status == "right"
    assert check("6.6", list(ratios)[:-1], bias).status == "misfit"
    assert check("6.6", [[1], [2, 3]], bias).status == "misfit"


def test_number_that_is_wrong_is_called_too_large_or_too_small_and_not_corrected():
    parameters, units = find("6.1").right()
    for off, word in ((-3, "too small"), (3, "too large"), (np.nan, "NaN")):
        message = check("6.1", parameters + off, units)
        assert word in said(message)
        assert str(parameters) not in repr(message)


@pytest.mark.parametrize("arguments", [(), (1,), (1, 2, 3)])
def test_wrong_count_of_answers_says_what_was_wanted(arguments):
    text = said(check("6.1", *arguments))
    assert 'check("6.1", parameters, units)' in text
    assert text.startswith(f"{len(arguments)} value{'s' * (len(arguments) != 1)} came.")


def test_function_with_other_arguments_is_told_how_it_is_called():
    message = check("6.3", lambda x, c: (x, c))
    assert message.status == "misfit"
    assert "`(x, c)`" in said(message) and "`(xU, hW, c_prev)`" in said(message)
