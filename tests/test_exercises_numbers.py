"""Exercises: wrong numbers as readers give them, and what they are told."""

import numpy as np
import pytest
from exercising import EXERCISES, said

from rnnbook.exercises import check, find

HAND = [e for e in EXERCISES if not e.code and not e.inputs()[0] and e.atol > 5e-3]
EXACT = -33 / 2 + np.sqrt(33**2 / 4 + 24832)


@pytest.mark.parametrize("units", [141.9, 141.93, 141.94, EXACT])
def test_units_that_are_not_whole_are_refused(units):
    assert check("6.1", 24832, units).mistake == "A network has whole units."


@pytest.mark.parametrize("exercise", HAND, ids=lambda e: e.number)
def test_known_wrong_number_is_known_with_two_decimals_too(exercise):
    others = []
    for mistake in exercise.mistakes:
        pairs = zip(mistake.wrong(), exercise.right(), strict=True)
        values = [right if wrong is ... else wrong for wrong, right in pairs]
        message = check(exercise.number, *(round(value, 2) for value in values))
        if getattr(message, "mistake", None) != mistake.says:
            others.append((values, message))
    assert not others


def test_second_wrong_number_is_said_to_be_wrong():
    assert "Not right yet either: `a_f`." in said(check("6.2", 6.6, 4.9))
    assert "either" not in said(check("6.2", 6.6, 4.97))


def test_integer_too_long_for_numpy_is_judged():
    assert check("1.1", 5**30, 16130).mistake.startswith("Base and exponent")
    assert "too large" in said(check("1.1", 30**900, 16130))


def test_perplexity_of_a_rounded_loss_is_right():
    assert check("1.2", 0.93, 2.53).status == "right"
    assert check("1.2", 0.94, 2.55).status == "wrong"


def test_transposed_row_of_weights_is_called_so():
    def window(x, H):
        U, W, h = find("1.4").right(x, H)
        return U.T, W, h

    assert "transposed" in said(check("1.4", window))
