"""The checker itself: it must see what is wrong, name it, and not cry wolf."""

import numpy as np
import pytest

from rnnbook import gradcheck, numeric_gradient


def squares(v, w):
    return (v**2).sum() + (w**3).sum()


VALUES = {"v": np.array([[1.0, -2.0], [0.5, 3.0]]), "w": np.array([0.3, -0.7, 2.0])}
TRUE = {"v": 2 * VALUES["v"], "w": 3 * VALUES["w"] ** 2}


def test_numeric_gradient_of_a_cubic_is_known_to_1e_9():
    got = numeric_gradient(lambda w: (w**3).sum(), VALUES["w"])
    np.testing.assert_allclose(got, TRUE["w"], rtol=1e-9)


def test_numeric_gradient_leaves_its_value_and_sees_copies_only():
    value = VALUES["w"].copy()
    seen = []
    numeric_gradient(lambda w: seen.append(w) or w.sum(), value)
    np.testing.assert_array_equal(value, VALUES["w"])
    assert not any(np.shares_memory(w, value) for w in seen)


def test_right_gradients_pass():
    report = gradcheck(squares, VALUES, TRUE)
    assert report.ok
    assert report.worst.error < 1e-9


@pytest.mark.parametrize("name", ["v", "w"])
def test_one_wrong_entry_is_named_with_both_numbers(name):
    for entry in np.ndindex(VALUES[name].shape):
        grads = {key: value.copy() for key, value in TRUE.items()}
        grads[name][entry] += 0.01
        report = gradcheck(squares, VALUES, grads)
        worst = report.worst
        assert not report.ok
        assert (worst.name, worst.entry) == (name, entry)
        assert worst.analytic == grads[name][entry]
        assert worst.numeric == pytest.approx(TRUE[name][entry])


def test_report_prints_worst_first_and_says_which_is_wrong():
    report = gradcheck(squares, VALUES, {**TRUE, "w": 1.01 * TRUE["w"]})
    head, first, second = str(report).splitlines()
    assert "worst entry" in head
    assert first.startswith("WRONG w") and "[2]" in first
    assert second.startswith("ok    v")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_wrong_and_stand_first(bad):
    grads = {**TRUE, "w": np.array([TRUE["w"][0], bad, TRUE["w"][2]])}
    report = gradcheck(squares, VALUES, grads)
    assert not report.ok
    assert (report.worst.name, report.worst.entry) == ("w", (1,))


def test_a_loss_that_is_nan_is_not_ok():
    assert not gradcheck(lambda v, w: np.nan, VALUES, TRUE).ok


def test_a_gradient_of_zero_that_is_zero_passes():
    values = {"v": VALUES["v"], "w": VALUES["w"]}
    grads = {"v": TRUE["v"], "w": np.zeros(3)}
    assert gradcheck(lambda v, w: (v**2).sum(), values, grads).ok


def test_an_error_is_measured_against_the_largest_entry_of_its_own_array():
    values = {"v": VALUES["v"], "w": VALUES["w"]}
    grads = {"v": 1e6 * TRUE["v"], "w": TRUE["w"] + 1e-3}
    report = gradcheck(lambda v, w: 1e6 * (v**2).sum() + (w**3).sum(), values, grads)
    assert [row.name for row in report.rows] == ["w", "v"]
    assert report.worst.error == pytest.approx(1e-3 / 12, rel=1e-2)


def test_eps_is_the_step_of_the_differences():
    """Of a cube they are off by the square of the step."""
    values = {"w": VALUES["w"]}
    report = gradcheck(lambda w: (w**3).sum(), values, {"w": TRUE["w"]}, eps=0.1)
    assert report.worst.numeric - report.worst.analytic == pytest.approx(0.01)


def test_tol_is_how_far_a_gradient_may_be_off():
    grads = {"v": 1.05 * TRUE["v"], "w": TRUE["w"]}
    assert not gradcheck(squares, VALUES, grads).ok
    assert not gradcheck(squares, VALUES, grads, tol=0.01).ok
    assert gradcheck(squares, VALUES, grads, tol=0.1).ok


@pytest.mark.parametrize("value", [np.ones(3), [1.0], None, "1"])
def test_a_loss_that_is_no_number_is_refused_in_words(value):
    for call in (
        lambda: gradcheck(lambda a: value, {"a": np.ones(3)}, {"a": np.ones(3)}),
        lambda: numeric_gradient(lambda a: value, np.ones(3)),
    ):
        with pytest.raises(TypeError, match="the loss returned .* wanted one number"):
            call()
    one = numeric_gradient(lambda a: np.asarray(a.sum()), np.ones(2))
    np.testing.assert_allclose(one, 1)
