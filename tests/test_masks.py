"""Masked losses and last steps: torch, differences, and shorter sequences."""

# ruff: noqa: E501 -- a row of a table is read as one line


import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook import (
    gradcheck,
    last_step,
    last_step_backward,
    length_mask,
    pad_sequences,
    reverse_by_length,
    softmax_cross_entropy,
    squared_error,
)
from rnnbook.loop.masks import mask_weights
from rnnbook.patch import patched_module

reductions = pytest.mark.parametrize("reduction", ["sum", "mean"])
LENGTHS = np.array([4, 1, 3])
T, B, O = 4, 3, 5  # noqa: E741


def draw(seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(T, B, O)), rng.integers(0, O, (T, B)), rng


def test_length_mask_by_hand():
    expected = [[1, 1, 1], [1, 0, 1], [1, 0, 1], [1, 0, 0]]
    mask = length_mask(LENGTHS, T)
    assert mask.dtype == bool
    np.testing.assert_array_equal(mask, np.array(expected, bool))


@reductions
def test_masked_cross_entropy_equals_torch_that_ignores_padding(reduction):
    o, target, _ = draw()
    mask = length_mask(LENGTHS, T)
    target[~mask] = -100  # torch's number for "ignore"; ours are not looked at
    peer = torch.tensor(o.reshape(-1, O), requires_grad=True)
    expected = torch.nn.functional.cross_entropy(
        peer, torch.tensor(target.ravel()), reduction=reduction
    )
    expected.backward()
    loss, do = softmax_cross_entropy(o, target, reduction, mask)
    assert loss == pytest.approx(expected.item(), rel=1e-13)
    np.testing.assert_allclose(do.reshape(-1, O), peer.grad.numpy(), atol=1e-15)
    assert not do[~mask].any()


@reductions
def test_weighted_cross_entropy_equals_torch_with_weights_of_the_classes(reduction):
    o, target, rng = draw()
    by_class = rng.uniform(0.1, 2, O)
    peer = torch.tensor(o.reshape(-1, O), requires_grad=True)
    expected = torch.nn.functional.cross_entropy(
        peer,
        torch.tensor(target.ravel()),
        weight=torch.tensor(by_class),
        reduction=reduction,
    )
    expected.backward()
    loss, do = softmax_cross_entropy(o, target, reduction, by_class[target])
    assert loss == pytest.approx(expected.item(), rel=1e-13)
    np.testing.assert_allclose(do.reshape(-1, O), peer.grad.numpy(), atol=1e-15)


@reductions
@pytest.mark.parametrize("whole_rows", [True, False])
def test_masked_squared_error_equals_torch_on_the_counted_entries(
    reduction, whole_rows
):
    y, _, rng = draw()
    target = rng.normal(size=y.shape)
    mask = length_mask(LENGTHS, T) if whole_rows else rng.random(y.shape) < 0.5
    target[~mask] = np.nan  # padding is not looked at
    peer = torch.tensor(y, requires_grad=True)
    counted = torch.tensor(mask)
    expected = torch.nn.functional.mse_loss(
        peer[counted], torch.tensor(target)[counted], reduction=reduction
    )
    expected.backward()
    loss, dy = squared_error(y, target, reduction, mask)
    assert loss == pytest.approx(expected.item(), rel=1e-13)
    np.testing.assert_allclose(dy, peer.grad.numpy(), atol=1e-15)
    assert not dy[~mask].any()


@reductions
@pytest.mark.parametrize("lead", [(), (O,)])
def test_weighted_gradients_match_differences(reduction, lead):
    o, target, rng = draw()
    weight = rng.uniform(0, 2, (T, B)) * length_mask(LENGTHS, T)
    y, wanted = rng.normal(size=(2, T, B, *lead))
    report = gradcheck(
        lambda o: softmax_cross_entropy(o, target, reduction, weight)[0],
        {"o": o},
        {"o": softmax_cross_entropy(o, target, reduction, weight)[1]},
    )
    assert report.ok, str(report)
    report = gradcheck(
        lambda y: squared_error(y, wanted, reduction, weight)[0],
        {"y": y},
        {"y": squared_error(y, wanted, reduction, weight)[1]},
    )
    assert report.ok, str(report)


def test_the_mean_of_a_masked_loss_is_that_of_the_entries_alone():
    o, target, rng = draw()
    mask, y = length_mask(LENGTHS, T), rng.normal(size=o.shape)
    ours = softmax_cross_entropy(o, target, mask=mask)[0]
    assert ours == pytest.approx(softmax_cross_entropy(o[mask], target[mask])[0])
    ours = squared_error(o, y, mask=mask)[0]
    assert ours == pytest.approx(squared_error(o[mask], y[mask])[0])


def test_a_mask_of_ones_changes_nothing_and_a_factor_only_the_sum():
    o, target, rng = draw()
    y = rng.normal(size=o.shape)
    for loss, wanted in ((softmax_cross_entropy, target), (squared_error, y)):
        for reduction, factor in (("sum", 3.0), ("mean", 1.0)):
            plain, d = loss(o, wanted, reduction)
            for mask in (np.ones((T, B), bool), np.ones((T, B))):
                same, d_same = loss(o, wanted, reduction, mask)
                assert same == pytest.approx(plain, rel=1e-14)
                np.testing.assert_allclose(d_same, d, rtol=1e-14)
            triple, d_triple = loss(o, wanted, reduction, np.full((T, B), 3.0))
            assert triple == pytest.approx(factor * plain, rel=1e-14)
            np.testing.assert_allclose(d_triple, factor * d, rtol=1e-13)


def test_a_mask_of_one_step_is_the_loss_of_the_last_step():
    o, target, _ = draw()
    last = np.zeros((T, B), bool)
    last[LENGTHS - 1, np.arange(B)] = True
    by_mask, do = softmax_cross_entropy(o, target, mask=last)
    picked = target[LENGTHS - 1, np.arange(B)]
    by_step, d_last = softmax_cross_entropy(last_step(o, LENGTHS), picked)
    assert by_mask == pytest.approx(by_step, rel=1e-14)
    back = last_step_backward(d_last, T, LENGTHS)
    np.testing.assert_allclose(do, back, atol=1e-16)


def test_pad_sequences_is_torchs_and_gives_the_lengths_back():
    rng = np.random.default_rng(0)
    parts = [rng.normal(size=(n, 3)).astype(np.float32) for n in (2, 5, 1)]
    x, lengths = pad_sequences(parts)
    wanted = torch.nn.utils.rnn.pad_sequence([torch.tensor(part) for part in parts])
    np.testing.assert_array_equal(x, wanted.numpy())
    assert x.dtype == np.float32 and lengths.tolist() == [2, 5, 1]
    np.testing.assert_array_equal(x[length_mask(lengths, 5)].shape, (8, 3))
    np.testing.assert_array_equal(last_step(x, lengths), [part[-1] for part in parts])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_masked_losses_keep_the_dtype(dtype):
    o, target, _ = draw()
    o, mask = o.astype(dtype), length_mask(LENGTHS, T)
    for weight in (mask, mask.astype(np.float64), mask.astype(np.float32)):
        for loss, d in (
            softmax_cross_entropy(o, target, mask=weight),
            squared_error(o, np.zeros(o.shape), mask=weight),
        ):
            assert loss.dtype == d.dtype == dtype
    assert last_step(o).dtype == last_step_backward(o[0], T).dtype == dtype


def test_last_step_without_lengths_is_the_last_of_all_and_a_copy():
    h, _, _ = draw()
    last = last_step(h)
    np.testing.assert_array_equal(last, h[-1])
    last[:] = 0
    assert h[-1].all()
    expected = np.zeros_like(h)
    expected[-1] = h[0]
    np.testing.assert_array_equal(last_step_backward(h[0], T), expected)


@pytest.mark.parametrize("kind", ["i1", "i8", "u1", "u8"])
def test_lengths_may_be_of_any_whole_dtype(kind):
    h, _, _ = draw()
    lengths = LENGTHS.astype(kind)
    np.testing.assert_array_equal(length_mask(lengths, T), length_mask(LENGTHS, T))
    np.testing.assert_array_equal(last_step(h, lengths), last_step(h, LENGTHS))
    turned = reverse_by_length(h, lengths)
    np.testing.assert_array_equal(turned, reverse_by_length(h, LENGTHS))


def test_the_sum_of_the_weights_is_not_rounded_to_float32():
    mask = np.array([2.0**24, 1, 1, 1], np.float32)
    weight, total = mask_weights(mask, "y", np.ones((4, 2), np.float32), ((4,),))
    assert total == 2**24 + 3 and weight.dtype == np.float32


@settings(max_examples=50, deadline=None)
@given(st.data(), st.integers(1, 6), st.integers(1, 4), st.integers(1, 3))
def test_last_step_is_that_of_each_sequence_alone(data, T, B, H):
    h = np.random.default_rng(T).normal(size=(T, B, H))
    drawn = st.lists(st.integers(1, T), min_size=B, max_size=B)
    lengths = np.array(data.draw(drawn))
    last, mask = last_step(h, lengths), length_mask(lengths, T)
    for b, n in enumerate(lengths):
        np.testing.assert_array_equal(last[b], h[:n, b][-1])
        assert mask[:n, b].all() and not mask[n:, b].any()
    # The backward is the transpose of the forward: <last, d> = <h, dh>.
    d = np.random.default_rng(B).normal(size=last.shape)
    dh = last_step_backward(d, T, lengths)
    assert (h * dh).sum() == pytest.approx((last * d).sum())


MUTANTS = {
    "padding not masked out of the loss": ("(losses * weight).sum()", "losses.sum()"),
    "padding not masked out of the gradient": ("do * weight * scale", "do * scale"),
    "mean over all entries": ("_scale(reduction, total)\n    shifted", "_scale(reduction, o.size // o.shape[-1])\n    shifted"),
    "squared error: padding in the loss": ("(gap**2 * weight).sum()", "(gap**2).sum()"),
    "squared error: weight not in the gradient": ("2 * scale * weight * gap", "2 * scale * gap"),
    "squared error: mean over rows": ("total * rows", "total"),
    "squared error: padding read": ("np.where(weight, target, y)", "target"),
    "targets of the padding read": ("np.where(weight, target[..., None], 0)", "target[..., None]"),
}  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS)
def test_mutant_of_a_masked_loss_is_seen(mutant, monkeypatch):
    made = patched_module("rnnbook.nets.heads", MUTANTS[mutant])
    for name in ("softmax_cross_entropy", "squared_error"):
        monkeypatch.setitem(globals(), name, getattr(made, name))
    unseen = True
    for reduction in ("sum", "mean"):
        for check in (
            lambda r: test_masked_cross_entropy_equals_torch_that_ignores_padding(r),
            lambda r: test_weighted_cross_entropy_equals_torch_with_weights_of_the_classes(r),
            lambda r: test_masked_squared_error_equals_torch_on_the_counted_entries(r, True),
            lambda r: test_weighted_gradients_match_differences(r, (O,)),
        ):  # fmt: skip
            try:
                check(reduction)
            except (AssertionError, ValueError, IndexError):
                unseen = False
    assert not unseen
