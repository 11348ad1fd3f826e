"""Adam against torch's, and clipping by its definition."""

import numpy as np
import pytest
import torch

from rnnbook import (
    Params,
    adam,
    adam_start,
    clip_by_element,
    clip_by_norm,
    flatten,
    sgd,
    sgd_start,
)


def draw(rng, scale=1.0, dtype=np.float64):
    shapes = [(2, 3), (3, 3), (3,)]
    return Params(*((scale * rng.normal(size=s)).astype(dtype) for s in shapes))


def test_adam_equals_torch_over_many_steps_of_very_different_sizes():
    rng = np.random.default_rng(0)
    p, options = draw(rng), {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3}
    peers = [torch.tensor(v, requires_grad=True) for v in p]
    theirs = torch.optim.Adam(peers, lr=0.02, betas=(0.8, 0.95), eps=1e-3)
    state = adam_start(p)
    for t in range(20):
        grads = draw(rng, scale=10.0 ** (t % 5 - 4))
        p, state = adam(p, grads, state, **options)
        for peer, d in zip(peers, grads, strict=True):
            peer.grad = torch.tensor(d)
        theirs.step()
        for ours, peer in zip(p, peers, strict=True):
            np.testing.assert_allclose(ours, peer.detach().numpy(), rtol=1e-12)
    assert state.t == 20


def test_the_first_step_of_adam_has_length_lr_whatever_the_gradient():
    rng = np.random.default_rng(0)
    p = draw(rng)
    for scale in (1e-3, 1.0, 1e6):
        new, _ = adam(p, draw(rng, scale), adam_start(p), lr=0.01, eps=1e-12)
        for a, b in zip(new, p, strict=True):
            np.testing.assert_allclose(np.abs(a - b), 0.01, rtol=1e-6)


def test_adam_changes_nothing_in_place_and_keeps_type_and_dtype():
    rng = np.random.default_rng(0)
    p, grads = draw(rng, dtype=np.float32), draw(rng, dtype=np.float32)
    before = [v.copy() for v in (*p, *grads)]
    new, state = adam(p, grads, adam_start(p))
    assert isinstance(new, Params)
    assert all(v.dtype == np.float32 for v in (*new, *state.mean, *state.square))
    for a, b in zip((*p, *grads), before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_adam_finds_the_minimum_of_a_parabola():
    p = Params(np.full((1, 1), 3.0), np.full((1, 1), -2.0), np.full(1, 1.0))
    state = adam_start(p)
    for _ in range(600):
        p, state = adam(p, Params(*(2 * (v - 0.5) for v in p)), state, lr=0.05)
    np.testing.assert_allclose(np.concatenate([v.ravel() for v in p]), 0.5, atol=1e-3)


def norm_of(grads):
    return np.sqrt(sum((d**2).sum() for d in grads))


def test_clipping_scales_all_gradients_by_one_factor():
    grads = draw(np.random.default_rng(0))
    clipped, norm = clip_by_norm(grads, 0.5)
    assert norm == pytest.approx(norm_of(grads))
    assert norm_of(clipped) == pytest.approx(0.5)
    for a, b in zip(clipped, grads, strict=True):
        np.testing.assert_allclose(a, b * 0.5 / norm)


def test_clipping_leaves_gradients_within_the_norm_as_they_are():
    grads = draw(np.random.default_rng(0), scale=1e-3)
    clipped, _ = clip_by_norm(grads, 1.0)
    for a, b in zip(clipped, grads, strict=True):
        np.testing.assert_array_equal(a, b)


def test_clipping_zero_gradients_gives_zero():
    zero = Params(np.zeros((1, 2)), np.zeros((2, 2)), np.zeros(2))
    clipped, norm = clip_by_norm(zero, 1.0)
    assert norm == 0 and not any(v.any() for v in clipped)


@pytest.mark.parametrize("dtype, scale", [(np.float32, 1e30), (np.float64, 1e200)])
def test_clipping_works_where_the_square_of_a_gradient_overflows(dtype, scale):
    grads = draw(np.random.default_rng(0), scale, dtype)
    with np.errstate(all="raise", under="ignore"):
        clipped, norm = clip_by_norm(grads, 1.0)
    assert norm == pytest.approx(scale * norm_of([d / scale for d in grads]), rel=1e-6)
    assert norm_of(clipped) == pytest.approx(1.0, rel=1e-5)
    assert all(v.dtype == dtype for v in clipped)


def test_float32_stays_float32_whatever_the_numbers_of_the_settings_are():
    """A NumPy number of float64 would turn an array of float32 into float64."""
    p, a = draw(np.random.default_rng(0), dtype=np.float32), np.float64
    rate = {"lr": a(0.1)}
    results = [
        sgd(p, p, sgd_start(p), momentum=a(0.5), **rate),
        adam(p, p, adam_start(p), beta1=a(0.9), beta2=a(0.9), eps=a(1e-8), **rate),
        (clip_by_norm(p, a(0.1))[0],),
        (clip_by_element(p, a(0.1))[0],),
    ]
    for result in results:
        arrays = flatten([part for part in _parts(result) if type(part) is not int])
        assert {v.dtype for v in arrays} == {np.dtype(np.float32)}


def _parts(value):
    """What stands in tuples of tuples."""
    if not isinstance(value, tuple):
        return [value]
    return [part for inside in value for part in _parts(inside)]


def test_the_norm_of_float32_gradients_is_that_of_their_numbers():
    d = np.full(9999, 0.1, np.float32)
    wanted = np.sqrt((d.astype(np.float64) ** 2).sum())
    _, norm = clip_by_norm(Params(d, d[:0], d[:0]), 1.0)
    assert norm == pytest.approx(wanted, rel=1e-12)
