"""Exercises: wrong numbers as readers give them, and what they are told."""

import numpy as np
import pytest
from exercising import said

from rnnbook import CELLS, sigmoid, unroll, unroll_backward
from rnnbook.exercises import check, find, given

EXACT = -33 / 2 + np.sqrt(33**2 / 4 + 24832)


@pytest.mark.parametrize("units", [141.9, 141.93, 141.94, EXACT])
def test_units_that_are_not_whole_are_refused(units):
    assert check("6.1", 24832, units).mistake == "not rounded"


@pytest.mark.parametrize(
    "steps, a_f, mistake",
    [
        (6.6, 4.97, "one decimal"),
        (7, 4.97, "whole steps"),
        (6.58, 5.0, "rounded pre-activation"),
        (6.58, np.log(0.993 / 0.007), "three decimals of f"),
        (6.58, 4.95, "three decimals of f"),
        (4.97, 6.58, "exchanged"),
    ],
)
def test_half_life_that_was_rounded_or_exchanged_is_called_so(steps, a_f, mistake):
    assert check("6.2", 6.58, 4.97).status == "right"
    assert check("6.2", steps, a_f).mistake == mistake


def test_second_wrong_number_is_said_to_be_wrong():
    assert "Not right yet either: `a_f`." in said(check("6.2", 6.6, 4.95))
    assert "either" not in said(check("6.2", 6.6, 4.97))


def test_exchanged_counts_are_called_so():
    assert check("6.1", 141, 24832).mistake == "exchanged"


# The experiment -------------------------------------------------------------------


def measured():
    return find("6.6").right(*given("6.6"))


def ratios_of(norm):
    """The ratios for a reader who takes `norm` of the gradients of h and c."""
    p, x, dh = given("6.6")
    H, found = len(p.W), []
    for bias in np.arange(0, 5.25, 0.25):
        b = p.b.copy()
        b[H : 2 * H] = bias
        q = p._replace(b=b)
        cache = unroll(CELLS["lstm"], q, x)[2]
        dstate = unroll_backward(CELLS["lstm"], q, dh, cache)[2]
        found.append(norm(*dstate) / np.linalg.norm(dh[-1]))
    return found


PREDICTED = [sigmoid(bias) ** 50 for bias in np.arange(0, 5.25, 0.25)]
MEASURED = {
    "gradient of the cell state": lambda: ratios_of(lambda h, c: np.linalg.norm(c)),
    "gradient of both states": lambda: ratios_of(
        lambda h, c: np.linalg.norm(np.concatenate([h, c]))
    ),
    "prediction": lambda: PREDICTED,
}


@pytest.mark.parametrize("name", MEASURED)
def test_wrong_ratios_explain_the_bias_that_was_found_with_them(name):
    ratios = MEASURED[name]()
    bias = 0.25 * int(np.argmax(np.array(ratios) >= 0.1))
    for answer in (bias, measured()[1], ...):
        message = check("6.6", ratios, answer)
        assert (message.mistake, message.where) == (name, None)


def test_wrong_bias_beside_right_ratios_is_not_blamed_on_the_ratios():
    ratios, _ = measured()
    wrong = {check("6.6", ratios, bias).quantity for bias in (2.25, 3.0, 3.25, 3.75)}
    assert wrong == {"smallest_bias"}


@pytest.mark.parametrize("kind", [list, np.array], ids=["list", "array"])
@pytest.mark.parametrize("count", [1, 21])
def test_ratios_of_a_function_without_return_are_not_called_nan(kind, count):
    ratios, bias = measured()
    message = check("6.6", kind([None] * count + list(ratios[count:])), bias)
    assert message.status == "misfit" and "NaN" not in said(message)
    assert "holds None: does `gradient_ratio` return anything?" in said(message)


def test_exchanged_ratios_and_bias_are_called_so():
    ratios, bias = measured()
    assert "wrong order" in said(check("6.6", bias, list(ratios)))


# Chapter 1 ------------------------------------------------------------------------


def test_integer_too_long_for_numpy_is_judged():
    assert check("1.1", 5**30, 16130).mistake == "power of the entries upside down"
    assert "too large" in said(check("1.1", 30**900, 16130))


def test_perplexity_of_a_rounded_loss_is_right():
    assert check("1.2", 0.93, 2.53).status == "right"
    assert check("1.2", 0.94, 2.55).status == "wrong"


def test_transposed_row_of_weights_is_called_so():
    def window(x, H):
        U, W, h = find("1.4").right(x, H)
        return U.T, W, h

    assert "transposed" in said(check("1.4", window))
