"""The readout and the two losses: values by hand, gradients by differences, torch."""

import numpy as np
import pytest
import torch

from rnnbook import (
    Readout,
    gradcheck,
    init_readout,
    readout,
    readout_backward,
    sigmoid,
    softmax_cross_entropy,
    squared_error,
)

reductions = pytest.mark.parametrize("reduction", ["sum", "mean"])
dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def test_readout_gradients_match_differences_over_time_and_batch():
    rng = np.random.default_rng(0)
    p, h = init_readout(4, 3, rng), rng.normal(size=(5, 2, 4))
    p = p._replace(b=rng.normal(size=3))
    do = rng.normal(size=(5, 2, 3))
    dp, dh = readout_backward(p, h, do)
    report = gradcheck(
        lambda V, b, h: (readout(Readout(V, b), h) * do).sum(),
        {**p._asdict(), "h": h},
        {**dp._asdict(), "h": dh},
    )
    assert report.ok, str(report)


def test_readout_of_one_row_and_of_a_sequence_are_the_same():
    rng = np.random.default_rng(0)
    p, h = init_readout(4, 3, rng), rng.normal(size=(5, 2, 4))
    np.testing.assert_allclose(readout(p, h)[1, 1], readout(p, h[1, 1]), rtol=1e-13)


@reductions
def test_cross_entropy_gradient_matches_differences(reduction):
    rng = np.random.default_rng(0)
    o, target = rng.normal(size=(3, 2, 4)), rng.integers(0, 4, (3, 2))
    _, do = softmax_cross_entropy(o, target, reduction)
    report = gradcheck(
        lambda o: softmax_cross_entropy(o, target, reduction)[0], {"o": o}, {"o": do}
    )
    assert report.ok, str(report)


@reductions
def test_cross_entropy_equals_torch(reduction):
    rng = np.random.default_rng(1)
    o, target = rng.normal(size=(7, 5)), rng.integers(0, 5, 7)
    t = torch.tensor(o, requires_grad=True)
    expected = torch.nn.functional.cross_entropy(
        t, torch.tensor(target), reduction=reduction
    )
    expected.backward()
    loss, do = softmax_cross_entropy(o, target, reduction)
    assert loss == pytest.approx(expected.item(), rel=1e-13)
    np.testing.assert_allclose(do, t.grad.numpy(), atol=1e-14)


def test_cross_entropy_of_equal_scores_is_the_log_of_the_number_of_classes():
    loss, do = softmax_cross_entropy(np.zeros((2, 4)), [1, 3])
    assert loss == pytest.approx(np.log(4))
    np.testing.assert_allclose(do[0], [1 / 8, 1 / 8 - 1 / 2, 1 / 8, 1 / 8])


@reductions
def test_squared_error_and_its_gradient_by_hand(reduction):
    y, target = np.array([[1.0, 2.0]]), np.array([[0.0, 5.0]])
    loss, dy = squared_error(y, target, reduction)
    count = 1 if reduction == "sum" else 2
    assert loss == 10 / count
    np.testing.assert_array_equal(dy, np.array([[2.0, -6.0]]) / count)


@reductions
def test_squared_error_gradient_matches_differences(reduction):
    rng = np.random.default_rng(0)
    y, target = rng.normal(size=(2, 3, 2, 4))[:2, 0]
    _, dy = squared_error(y, target, reduction)
    report = gradcheck(
        lambda y: squared_error(y, target, reduction)[0], {"y": y}, {"y": dy}
    )
    assert report.ok, str(report)


@dtypes
def test_heads_keep_the_dtype(dtype):
    rng = np.random.default_rng(0)
    p = init_readout(4, 3, rng, dtype)
    h = rng.normal(size=(5, 2, 4)).astype(dtype)
    o = readout(p, h)
    for loss, do in (
        softmax_cross_entropy(o, rng.integers(0, 3, (5, 2))),
        squared_error(o, np.zeros(o.shape)),
    ):
        dp, dh = readout_backward(p, h, do)
        for value in (*p, o, loss, do, *dp, dh):
            assert value.dtype == dtype


@dtypes
def test_losses_stay_finite_for_scores_to_1e4(dtype):
    o = np.array([[1e4, -1e4, 0], [-1e4, 1e4, 1e4]], dtype)
    with np.errstate(all="raise", under="ignore"):
        loss, do = softmax_cross_entropy(o, [1, 0], "sum")
        error, dy = squared_error(o, np.zeros_like(o))
    assert loss == pytest.approx(2e4 + 2e4 + np.log(2), rel=1e-6)
    assert np.isfinite(do).all() and np.isfinite(error) and np.isfinite(dy).all()


def test_losses_do_not_change_their_inputs():
    o, target = np.ones((2, 3)), np.array([0, 2])
    softmax_cross_entropy(o, target)
    squared_error(o, np.zeros((2, 3)))
    np.testing.assert_array_equal(o, np.ones((2, 3)))
    np.testing.assert_array_equal(target, [0, 2])


def test_sigmoid_of_two_scores_difference_is_their_softmax():
    o = np.random.default_rng(0).normal(size=(6, 2))
    loss, _ = softmax_cross_entropy(o, np.ones(6, int), "sum")
    assert loss == pytest.approx(-np.log(sigmoid(o[:, 1] - o[:, 0])).sum())


@reductions
def test_loss_of_a_row_does_not_depend_on_how_large_its_neighbours_are(reduction):
    """Rows far apart: one maximum for all of them would make exp underflow."""
    o = np.array([[1.0, 2.0, 3.0], [1e4, 0.0, 0.0], [-1e4, -1e4 + 1, -1e4]])
    target = np.array([0, 0, 1])
    alone = [softmax_cross_entropy(o[k], target[k], "sum") for k in range(3)]
    loss, do = softmax_cross_entropy(o, target, reduction)
    share = 3 if reduction == "mean" else 1
    assert loss == pytest.approx(sum(one for one, _ in alone) / share, rel=1e-12)
    np.testing.assert_allclose(do, [d / share for _, d in alone], rtol=1e-12)


def test_readout_is_drawn_from_within_its_bound_and_reaches_it():
    V = init_readout(400, 50, np.random.default_rng(0)).V
    assert 0.999 / 20 < np.abs(V).max() <= 1 / 20
    assert np.abs(V.mean()) < 0.01 / 20
    assert V.std() == pytest.approx(1 / 20 / 3**0.5, rel=0.02)


@pytest.mark.parametrize("H, O", [(1, 1), (1, 3), (3, 1)])
def test_readout_of_one_unit_or_one_output_is_one(H, O):  # noqa: E741
    assert init_readout(H, O, np.random.default_rng(0)).V.shape == (H, O)


@pytest.mark.parametrize("kind", ["int32", "uint8", "int64", "uint64"])
def test_targets_may_be_any_whole_numbers(kind):
    o = np.arange(6.0).reshape(2, 3)
    target = np.array([2, 0], kind)
    expected = softmax_cross_entropy(o, target.astype(np.int64))
    np.testing.assert_array_equal(softmax_cross_entropy(o, target)[1], expected[1])


FEW, SHORT = np.ones((2, 4), bool), np.zeros((2, 4), int)
BAD_SHAPES = {
    "h": lambda p, h: readout_backward(p, h[..., :-1], np.ones((2, 5, 3))),
    "do": lambda p, h: readout_backward(p, h, np.ones((2, 5, 4))),
    "because o has": lambda p, h: softmax_cross_entropy(h, SHORT[:, [0] * 5], mask=FEW),
    "because y has": lambda p, h: squared_error(h, h, mask=FEW),
    "of shape (2, 5), one": lambda p, h: softmax_cross_entropy(h, SHORT),
    "to 3, because o has 4 classes:": lambda p, h: softmax_cross_entropy(
        h, np.full((2, 5), 4)
    ),
}


@pytest.mark.parametrize("said", BAD_SHAPES)
def test_message_names_the_array_and_its_own_axes(said):
    p, h = init_readout(4, 3, np.random.default_rng(0)), np.ones((2, 5, 4))
    with pytest.raises(ValueError) as refused:
        BAD_SHAPES[said](p, h)
    assert f"{said} " in str(refused.value)
