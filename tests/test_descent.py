"""SGD, clipping by element and the schedules against torch's."""

# ruff: noqa: E501 -- a row of a table is read as one line

import math

import numpy as np
import pytest
import torch

from rnnbook import (
    Params,
    adam,
    adam_start,
    clip_by_element,
    clip_by_norm,
    constant_rate,
    cosine_rate,
    sgd,
    sgd_start,
    step_rate,
)
from rnnbook.patch import patched_module


def draw(rng, scale=1.0, dtype=np.float64):
    shapes = [(2, 3), (3, 3), (3,)]
    return Params(*((scale * rng.normal(size=s)).astype(dtype) for s in shapes))


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_sgd_equals_torch_over_many_steps_and_rates(momentum):
    rng = np.random.default_rng(0)
    p = draw(rng)
    peers = [torch.tensor(v, requires_grad=True) for v in p]
    theirs = torch.optim.SGD(peers, lr=0.1, momentum=momentum)
    state = sgd_start(p)
    for k in range(20):
        lr, grads = 0.1 / (k + 1), draw(rng)
        p, state = sgd(p, grads, state, lr, momentum)
        theirs.param_groups[0]["lr"] = lr
        for peer, d in zip(peers, grads, strict=True):
            peer.grad = torch.tensor(d)
        theirs.step()
        for ours, peer in zip(p, peers, strict=True):
            np.testing.assert_allclose(ours, peer.detach().numpy(), rtol=1e-12)


def test_adam_left_to_its_defaults_equals_torch_left_to_its_own():
    rng = np.random.default_rng(0)
    p = draw(rng)
    peers, state = [torch.tensor(v, requires_grad=True) for v in p], adam_start(p)
    theirs = torch.optim.Adam(peers)
    for _ in range(5):
        grads = draw(rng, 1e-7)
        p, state = adam(p, grads, state)
        for peer, d in zip(peers, grads, strict=True):
            peer.grad = torch.tensor(d)
        theirs.step()
    for ours, peer in zip(p, peers, strict=True):
        np.testing.assert_allclose(ours, peer.detach().numpy(), rtol=1e-12)


@pytest.mark.parametrize("start, step", [(sgd_start, sgd), (adam_start, adam)])
def test_float32_stays_float32_whatever_kind_of_number_the_rate_is(start, step):
    rng = np.random.default_rng(0)
    p, grads = draw(rng, dtype=np.float32), draw(rng, dtype=np.float32)
    before = [v.copy() for v in (*p, *grads)]
    for lr in (0.1, np.float64(0.1), np.float32(0.1), 1):
        new, state = step(p, grads, start(p), lr=lr)
        assert isinstance(new, Params)
        arrays = [v for part in state if isinstance(part, tuple) for v in part]
        assert all(v.dtype == np.float32 for v in (*new, *arrays))
    for a, b in zip((*p, *grads), before, strict=True):
        np.testing.assert_array_equal(a, b)  # nothing is changed in place


def test_momentum_as_a_numpy_number_keeps_float32():
    p = draw(np.random.default_rng(0), dtype=np.float32)
    new, state = sgd(p, p, sgd_start(p), momentum=np.float64(0.9))
    assert all(v.dtype == np.float32 for v in (*new, *state.velocity))


def test_steps_under_a_constant_gradient_grow_to_the_stated_length():
    p, grads = draw(np.random.default_rng(0)), draw(np.random.default_rng(1))
    state = sgd_start(p)
    for _ in range(300):
        before = p
        p, state = sgd(p, grads, state, lr=0.01, momentum=0.9)
    for a, b, d in zip(before, p, grads, strict=True):
        np.testing.assert_allclose(a - b, 0.1 * d, rtol=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_both_clippings_equal_torch_and_return_the_norm_before(dtype):
    grads = draw(np.random.default_rng(0), dtype=dtype)
    for ours, theirs in (
        (clip_by_norm, torch.nn.utils.clip_grad_norm_),
        (clip_by_element, torch.nn.utils.clip_grad_value_),
    ):
        for bound in (0.3, 1e3):
            peers = [torch.zeros_like(torch.tensor(d)) for d in grads]
            for peer, d in zip(peers, grads, strict=True):
                peer.grad = torch.tensor(d)
            theirs(peers, bound)
            clipped, norm = ours(grads, bound)
            joint = np.sqrt(sum((d.astype(np.float64) ** 2).sum() for d in grads))
            assert norm == pytest.approx(joint, rel=1e-6)
            for a, peer in zip(clipped, peers, strict=True):
                assert a.dtype == dtype
                np.testing.assert_allclose(a, peer.grad.numpy(), rtol=5e-6)


def test_clipping_by_element_turns_the_step_and_by_norm_does_not():
    grads = Params(np.array([[3.0, 0.5]]), np.array([[-4.0]]), np.array([0.1]))
    cut, norm = clip_by_element(grads, 1.0)
    assert norm == pytest.approx(math.sqrt(9 + 0.25 + 16 + 0.01))
    expected = Params(np.array([[1.0, 0.5]]), np.array([[-1.0]]), np.array([0.1]))
    for a, b in zip(cut, expected, strict=True):
        np.testing.assert_array_equal(a, b)
    scaled, _ = clip_by_norm(grads, 1.0)
    assert scaled.U[0, 0] / scaled.b[0] == pytest.approx(30)


def rates_of(make, lr, updates):
    """The rates that a torch schedule gives to `updates` updates."""
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    schedule, rates = make(optimiser), []
    for _ in range(updates):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return rates


def test_step_rate_equals_torch():
    theirs = rates_of(lambda o: torch.optim.lr_scheduler.StepLR(o, 7, 0.3), 0.2, 40)
    ours = [step_rate(k, 0.2, every=7, factor=0.3) for k in range(40)]
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_cosine_rate_equals_torch():
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR
    theirs = rates_of(lambda o: cosine(o, 30, eta_min=0.01), 0.2, 31)
    ours = [cosine_rate(k, 0.2, updates=30, final=0.01) for k in range(31)]
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_cosine_rate_climbs_in_a_line_then_equals_the_plain_cosine_and_stays():
    rates = [cosine_rate(k, 0.2, updates=50, warmup=20) for k in range(60)]
    np.testing.assert_allclose(rates[:20], 0.2 * np.arange(1, 21) / 20)
    plain = [cosine_rate(k, 0.2, updates=30) for k in range(40)]
    assert rates[20:] == plain
    assert rates[20] == max(rates) == 0.2 and set(rates[50:]) == {0.0}
    assert rates[35] == pytest.approx(0.1)


def test_constant_rate_is_constant():
    assert {constant_rate(k, 0.01) for k in (0, 5, np.int64(10**9))} == {0.01}


def test_rates_are_plain_floats():
    for rate in (
        constant_rate(3, np.float64(0.1)),
        step_rate(np.int64(30), np.float64(0.1), every=7),
        cosine_rate(np.int64(3), np.float64(0.1), updates=30),
        cosine_rate(np.int64(3), np.float64(0.1), updates=30, warmup=5),
    ):
        assert type(rate) is float


MUTANTS = {
    "velocity without momentum": ("optim", "momentum * v + d", "v + d"),
    "velocity without the gradient": ("optim", "momentum * v + d", "momentum * v"),
    "gradient averaged in": ("optim", "momentum * v + d", "momentum * v + (1 - momentum) * d"),
    "uphill": ("optim", "p - lr * v", "p + lr * v"),
    "no rate": ("optim", "p - lr * v", "p - v"),
    "lower bound forgotten": ("optim", "d.clip(-limit, limit)", "np.minimum(d, limit)"),
    "upper bound forgotten": ("optim", "d.clip(-limit, limit)", "np.maximum(d, -limit)"),
    "norm not scaled back": ("optim", "return unit * float(", "return float("),
    "rate not a plain float": ("optim", 'return need_number("lr", lr, fits, "a finite', 'return lr or ("'),
    "a step too late": ("schedules", "** (k // every)", "** ((k - 1) // every)"),
    "warm-up from zero": ("schedules", "lr * (k + 1) / warmup", "lr * k / warmup"),
    "cosine does not start at the end of the climb": ("schedules", "(k - warmup) /", "k /"),
    "cosine ends late": ("schedules", "/ (updates - warmup)", "/ updates"),
    "cosine down to zero": ("schedules", "return final + (lr - final)", "return (lr - final)"),
    "cosine comes back up": ("schedules", "min(1.0, (k - warmup) / (updates - warmup))", "(k - warmup) / (updates - warmup)"),
}  # fmt: skip
CHECKS = [
    lambda: test_sgd_equals_torch_over_many_steps_and_rates(0.9),
    lambda: test_float32_stays_float32_whatever_kind_of_number_the_rate_is(
        sgd_start, sgd  # looked up when called
    ),
    lambda: test_both_clippings_equal_torch_and_return_the_norm_before(np.float64),
    test_step_rate_equals_torch,
    test_cosine_rate_equals_torch,
    test_cosine_rate_climbs_in_a_line_then_equals_the_plain_cosine_and_stays,
]


@pytest.mark.parametrize("mutant", [None, *MUTANTS])
def test_mutant_of_a_step_or_a_rate_is_seen(mutant, monkeypatch):
    where, *change = MUTANTS.get(mutant, ("optim", "sgd_start(", "sgd_start("))
    made = vars(patched_module(f"rnnbook.training.{where}", change))
    for name in set(made) & set(globals()) - {"math", "np", "Params"}:
        if callable(made[name]):
            monkeypatch.setitem(globals(), name, made[name])
    seen = 0
    for check in CHECKS:
        try:
            check()
        except AssertionError:
            seen += 1
    assert bool(seen) == (mutant is not None)
