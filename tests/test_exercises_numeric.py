"""Exercises: what a check says of rounding, of overflow, and of rows that are one."""

import numpy as np
import pytest
from exercising import said

from rnnbook.exercises import check, find

WORD = "overflowed"


def plain(a):
    s = 1 / (1 + np.exp(-a))
    return s, np.log(s)


def branches(a):
    s = np.where(a >= 0, 1 / (1 + np.exp(-a)), np.exp(a) / (1 + np.exp(a)))
    return s, -np.logaddexp(0, -a)


def careful_with_log(a):
    return find("2.5").right(a)[0], np.log(find("2.5").right(a)[0])


@pytest.mark.parametrize("answer", [plain, branches])
def test_an_exponential_that_overflows_is_told(answer):
    message = check("2.5", answer)
    assert message.status == "mistake"
    assert WORD in said(message)


@pytest.mark.parametrize("answer", [careful_with_log, find("2.5").right])
def test_nothing_is_told_of_an_overflow_that_was_not(answer):
    assert WORD not in said(check("2.5", answer))


@pytest.mark.parametrize("most", [100, 500, 700, 709])
def test_a_cut_before_the_exponential_is_known_by_its_place(most):
    message = check("2.5", lambda a: plain(np.clip(a, -most, most)))
    assert f"cut a off at {most}" in said(message)


def test_a_number_that_vanished_is_not_called_rounding():
    def off(a):
        s, log_s = find("2.5").right(a)
        return np.where(s < 1e-300, 0, s), log_s

    assert "rounding" not in said(check("2.5", off))


def test_a_number_nearly_right_was_perhaps_rounded_too_early():
    near, far = (check("2.2", h, 0.39, 15) for h in (0.85, 0.6))
    assert "rounded too early" in said(near)
    assert "rounded too early" not in said(far)


def test_a_whole_number_is_never_called_nearly_right():
    assert "close" not in said(check("2.2", 0.86, 0.39, 13))


def test_rows_that_are_one_array_are_named():
    def one_array(h_0, w, n):
        h, d = find("2.3").right(h_0, w, n)
        return 1.1 * h[[-1] * (n + 1)], d

    assert "All its rows are the same" in said(check("2.3", one_array))
