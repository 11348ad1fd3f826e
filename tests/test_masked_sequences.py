"""Sequences of several lengths in one batch: as if each were run by itself.

At a step that a sequence does not have, its state and h stand still, and a gradient
for h there is one for the last h that it has.
"""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from own_cells import OWN
from sequences import Sequence, check_all, draw, run
from test_interop import KINDS, module_for

import rnnbook
from rnnbook import CELLS, length_mask, unroll, unroll_backward
from rnnbook.interop import to_torch

ALL = {**CELLS, **OWN}
cells = pytest.mark.parametrize("name", ALL)
sizes = st.integers(1, 4)
HOLES = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1], [0, 1, 0], [1, 0, 0]], bool)


def with_mask(mask, carry=None):
    """Both directions of the unroll, with a mask."""

    def forward(*args):
        return unroll(*args, mask=mask)

    def backward(*args):
        return unroll_backward(*args, carry=carry)

    return forward, backward


def alone(s, b, steps):
    """Sequence b of a batch, with the steps that it has and no others."""
    last = max(steps, default=-1)
    dh, dstate = s.dh[:, b].copy(), [d[b : b + 1].copy() for d in s.dstate]
    left = [t for t in range(len(dh)) if t not in steps]
    for t in left:  # h stands still: its gradient belongs to the step before
        before = [n for n in steps if n < t]
        if t > last:
            dstate[0][0] += dh[t]
        elif before:
            dh[before[-1]] += dh[t]
    rows = slice(b, b + 1)
    return Sequence(
        s.p,
        s.x[steps][:, rows],
        tuple(part[rows] for part in s.state),
        dh[steps][:, None],
        tuple(dstate),
    )


def assert_each_alone(cell, s, mask):
    """The masked batch equals its sequences, one by one, in all that comes out."""
    h, end, grads = run(cell, s, *with_mask(mask))
    summed = dict.fromkeys(s.p._fields, 0.0)
    for b in range(mask.shape[1]):
        steps = list(np.flatnonzero(mask[:, b]))
        early = s.dh[: steps[0], b].sum(axis=0)  # for the h that no step has made
        h_one, end_one, one = run(cell, alone(s, b, steps))
        close(h[steps, b], h_one[:, 0])
        close(grads["x"][steps, b], one["x"][:, 0])
        for n, part, part_one in zip(cell.state, end, end_one, strict=True):
            close(part[b], part_one[0])
            close(grads[f"{n}0"][b] - (early if n == "h" else 0), one[f"{n}0"][0])
        summed = {n: summed[n] + one[n] for n in summed}
    for n, value in summed.items():
        close(grads[n], value)


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-12)


@cells
@settings(deadline=None, max_examples=15, derandomize=True)
@given(data=st.data(), T=sizes, B=sizes, D=sizes, H=sizes, seed=st.integers(0, 99))
def test_a_padded_batch_equals_its_sequences_one_by_one(name, data, T, B, D, H, seed):
    lengths = data.draw(st.lists(st.integers(1, T), min_size=B, max_size=B))
    s = draw(ALL[name], T, B, D, H, seed)
    assert_each_alone(ALL[name], s, length_mask(lengths, T))


@cells
@settings(deadline=None, max_examples=10, derandomize=True)
@given(data=st.data(), T=sizes, B=sizes, seed=st.integers(0, 99))
def test_skipped_steps_are_as_if_they_were_not_there(name, data, T, B, seed):
    row = st.lists(st.booleans(), min_size=B, max_size=B)
    mask = data.draw(st.lists(row, min_size=T, max_size=T).map(np.array))
    mask[data.draw(st.integers(0, T - 1))] = True
    assert_each_alone(ALL[name], draw(ALL[name], T, B, seed=seed), mask)


@cells
def test_gradients_of_a_masked_batch_match_differences(name):
    for mask in (length_mask([5, 1, 3], 5), HOLES):
        s = draw(ALL[name], T=5, B=3, seed=2)
        report = check_all(ALL[name], s, *with_mask(mask))
        assert report.ok, str(report)


@cells
def test_gradients_of_x_are_exactly_zero_where_there_is_no_step(name):
    s = draw(ALL[name], T=5, B=3)
    dx = run(ALL[name], s, *with_mask(HOLES))[2]["x"]
    np.testing.assert_array_equal(dx[~HOLES], 0.0)
    assert dx[HOLES].any(axis=-1).all() or name == "rnn_relu"  # it has dead units


@cells
def test_h_and_the_final_state_stand_still_where_there_is_no_step(name):
    s = draw(ALL[name], T=5, B=3)
    h, end, _ = unroll(ALL[name], s.p, s.x, s.state, mask=HOLES)
    before = np.concatenate([s.state[0][None], h[:-1]])
    np.testing.assert_array_equal(h[~HOLES], before[~HOLES])
    np.testing.assert_array_equal(end[0], h[-1])
    none = np.zeros((5, 3), bool)
    _, end, cache = unroll(ALL[name], s.p, s.x, s.state, mask=none)
    dp, _, dstart = unroll_backward(ALL[name], s.p, s.dh, cache, s.dstate)
    for part, start in zip(end, s.state, strict=True):
        np.testing.assert_array_equal(part, start)
    for d in dp:
        np.testing.assert_array_equal(d, 0.0)
    close(dstart[0], s.dstate[0] + s.dh.sum(axis=0))


@cells
def test_a_mask_of_ones_changes_nothing(name):
    s = draw(ALL[name], T=5, B=3)
    h, end, grads = run(ALL[name], s)
    h_ones, end_ones, grads_ones = run(ALL[name], s, *with_mask(np.ones((5, 3), bool)))
    close(h, h_ones)
    close(end, end_ones)
    for n in grads:
        close(grads[n], grads_ones[n])


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("garbage", [1e3, -1e3, 1e200])
def test_what_stands_in_the_padding_changes_nothing(name, garbage):
    mask, cell = length_mask([5, 1, 3], 5), CELLS[name]
    s = draw(cell, T=5, B=3)
    s.x[~mask] = 0.0
    dirty = s._replace(x=np.where(mask[..., None], s.x, garbage))
    clean_run, dirty_run = (run(cell, v, *with_mask(mask)) for v in (s, dirty))
    np.testing.assert_array_equal(clean_run[0], dirty_run[0])
    np.testing.assert_array_equal(clean_run[1], dirty_run[1])
    for n, value in clean_run[2].items():
        np.testing.assert_array_equal(value, dirty_run[2][n])


@pytest.mark.parametrize("name", CELLS)
def test_float32_stays_float32_with_mask_and_carry(name):
    s = draw(CELLS[name], T=5, B=3, dtype=np.float32)
    for carry in (None, np.full((5, 3), 0.5), np.full(5, 0.5, np.float32)):
        h, end, grads = run(CELLS[name], s, *with_mask(HOLES, carry))
        for value in (h, *end, *grads.values()):
            assert value.dtype == np.float32


@cells
def test_where_there_is_no_step_the_carry_still_counts(name):
    """What goes past a step is cut there too: a sequence has the product of these."""
    s, carry = draw(ALL[name], T=5, B=3), np.random.default_rng(4).normal(size=(5, 3))
    s = s._replace(dh=s.dh * HOLES[..., None])
    grads = run(ALL[name], s, *with_mask(HOLES, carry))[2]
    for b in range(3):
        steps = list(np.flatnonzero(HOLES[:, b]))
        gaps = np.split(carry[:, b], [n + 1 for n in steps])
        own, end = np.array([gap.prod() for gap in gaps[:-1]]), gaps[-1].prod()
        one = alone(s, b, steps)
        one = one._replace(dstate=tuple(end * d for d in one.dstate))
        found = run(ALL[name], one, *with_mask(None, own))[2]
        close(grads["x"][steps, b], found["x"][:, 0])
        for n in ALL[name].state:
            close(grads[f"{n}0"][b], found[f"{n}0"][0])


@cells
def test_mask_and_carry_are_neither_changed_nor_kept(name):
    s, mask = draw(ALL[name], T=5, B=3), HOLES.copy()
    expected = run(ALL[name], s, *with_mask(HOLES))[2]
    h, end, cache = unroll(ALL[name], s.p, s.x, s.state, mask=mask)
    mask[:] = True
    carry = np.ones(5)
    _, dx, _ = unroll_backward(ALL[name], s.p, s.dh, cache, s.dstate, carry)
    np.testing.assert_array_equal(dx, expected["x"])
    np.testing.assert_array_equal(carry, 1.0)


def packed_run(module, s, lengths):
    """What torch computes for packed sequences; h is zero where there is no step."""
    rnn = torch.nn.utils.rnn
    x = torch.tensor(s.x, requires_grad=True)
    start = tuple(torch.tensor(part[None], requires_grad=True) for part in s.state)
    packed = rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    packed, end = module(packed, start if len(start) > 1 else start[0])
    h, _ = rnn.pad_packed_sequence(packed, total_length=len(x))
    end = end if isinstance(end, tuple) else (end,)
    loss = (h * torch.tensor(s.dh)).sum()
    for part, d in zip(end, s.dstate, strict=True):
        loss = loss + (part[0] * torch.tensor(d)).sum()
    loss.backward()
    grads = {f"{n}0": v.grad[0].numpy() for n, v in zip("hc", start, strict=False)}
    grads |= {name: v.grad.numpy() for name, v in module.named_parameters()}
    ends = [part[0].detach().numpy() for part in end]
    return h.detach().numpy(), ends, {**grads, "x": x.grad.numpy()}


def same_as_packed(cell, s, lengths):
    """Assert that outputs, final states and all gradients are those of torch."""
    mask = length_mask(lengths, len(s.x))
    s = s._replace(dh=s.dh * mask[..., None])
    module = to_torch(s.p, module_for(cell.name, len(s.p.U), len(s.p.W)))
    h_torch, end_torch, d = packed_run(module, s, lengths)
    h, end, grads = run(cell, s, *with_mask(mask))
    pairs = [(h * mask[..., None], h_torch), *zip(end, end_torch, strict=True)]
    pairs += [(grads[n], d[n]) for n in ("x", *(f"{n}0" for n in cell.state))]
    pairs += [(grads["U"], d["weight_ih_l0"].T), (grads["W"], d["weight_hh_l0"].T)]
    pairs += [(grads["b"], d["bias_ih_l0"])]
    pairs += [(grads.get("b_h", grads["b"]), d["bias_hh_l0"])]
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", KINDS)
@settings(deadline=None, max_examples=20, derandomize=True)
@given(data=st.data(), T=sizes, B=sizes, D=sizes, H=sizes, seed=st.integers(0, 99))
def test_lengths_equal_packed_sequences_of_torch(name, data, T, B, D, H, seed):
    lengths = data.draw(st.lists(st.integers(1, T), min_size=B, max_size=B))
    same_as_packed(CELLS[name], draw(CELLS[name], T, B, D, H, seed), lengths)


def test_the_comparison_with_torch_sees_a_length_that_is_one_off(monkeypatch):
    s = draw(CELLS["lstm"], T=5, B=3)
    same_as_packed(CELLS["lstm"], s, [5, 2, 3])

    def longer(lengths, T):
        return rnnbook.length_mask(np.minimum(np.array(lengths) + 1, T), T)

    monkeypatch.setitem(globals(), "length_mask", longer)
    with pytest.raises(AssertionError):
        same_as_packed(CELLS["lstm"], s, [5, 2, 3])
