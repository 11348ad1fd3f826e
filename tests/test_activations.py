"""Sigmoid and softmax: exact where they can be, safe where they cannot."""

import numpy as np
import pytest

from rnnbook import sigmoid, softmax

dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def test_sigmoid_is_the_logistic_function():
    a = np.linspace(-30, 30, 601)
    np.testing.assert_allclose(sigmoid(a), 1 / (1 + np.exp(-a)), rtol=0, atol=4e-16)


@dtypes
def test_sigmoid_neither_overflows_nor_leaves_0_to_1(dtype):
    a = np.array([-np.inf, -1e4, -1e3, -88, 0, 88, 1e3, 1e4, np.inf], dtype)
    with np.errstate(all="raise"):
        s = sigmoid(a)
    assert s.dtype == dtype
    assert s[0] == s[1] == 0 and s[-1] == s[-2] == 1 and s[4] == 0.5
    assert ((s >= 0) & (s <= 1)).all()


def test_sigmoid_is_symmetric_about_one_half():
    a = np.linspace(0, 20, 101)
    np.testing.assert_allclose(sigmoid(a) + sigmoid(-a), 1, rtol=1e-15)


def test_sigmoid_of_nan_is_nan():
    assert np.isnan(sigmoid(np.array([np.nan]))).all()


@dtypes
def test_softmax_sums_to_one_and_does_not_overflow(dtype):
    o = np.array([[1e4, 0, -1e4], [-1e4, -1e4, -1e4], [1, 2, 3]], dtype)
    with np.errstate(all="raise", under="ignore"):
        y = softmax(o)
    assert y.dtype == dtype
    np.testing.assert_allclose(y.sum(-1), 1, rtol=1e-6)
    np.testing.assert_allclose(y[0], [1, 0, 0])
    np.testing.assert_allclose(y[1], 1 / 3, rtol=1e-6)


def test_softmax_does_not_see_a_constant_added_to_all():
    o = np.random.default_rng(0).normal(size=(4, 3, 5))
    np.testing.assert_allclose(softmax(o), softmax(o + 100), rtol=1e-12)


def test_softmax_is_along_the_last_axis():
    o = np.random.default_rng(0).normal(size=(2, 3, 5))
    e = np.exp(o)
    np.testing.assert_allclose(softmax(o), e / e.sum(2)[..., None], rtol=1e-13)


@dtypes
def test_softmax_of_a_row_does_not_depend_on_the_rows_beside_it(dtype):
    o = np.array([[1.0, 2.0, 3.0], [1e4, 0.0, 0.0], [-1e4, -1e4, -1e4]], dtype)
    y = softmax(o)
    for row, alone in zip(y, o, strict=True):
        np.testing.assert_allclose(row, softmax(alone), rtol=1e-6)
        assert row.sum() == pytest.approx(1)
