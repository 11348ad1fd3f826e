"""The loop over time: equal to steps, blind to the batch, without side effects."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sequences import check_all, draw, own_rows, product, run

from rnnbook import CELLS, length_mask, unroll, unroll_backward, zeros_state

cells = pytest.mark.parametrize("name", CELLS)
engines = pytest.mark.parametrize("engine", ["plain", "generated"])
sizes = st.integers(1, 4)


@cells
def test_unroll_equals_steps_one_by_one(name):
    cell = CELLS[name]
    s = draw(cell, T=7, B=3, D=2, H=5)
    h, end, _ = unroll(cell, s.p, s.x, s.state)
    state = s.state
    for t, x_t in enumerate(s.x):
        xU = x_t @ s.p.U + s.p.b
        hW = product(cell, s.p, xU, state)
        state, _ = cell.forward(xU, hW, state, *own_rows(cell, s.p))
        np.testing.assert_allclose(h[t], state[0], rtol=1e-13, atol=1e-15)
    for a, b in zip(end, state, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-15)


@cells
def test_batch_equals_its_sequences_one_by_one(name):
    cell = CELLS[name]
    s = draw(cell, T=5, B=4, D=3, H=2)
    h, end, grads = run(cell, s)
    summed = dict.fromkeys(s.p._fields, 0.0)
    for k in range(4):
        one = s._replace(
            x=s.x[:, k : k + 1],
            state=tuple(part[k : k + 1] for part in s.state),
            dh=s.dh[:, k : k + 1],
            dstate=tuple(part[k : k + 1] for part in s.dstate),
        )
        h_one, end_one, grads_one = run(cell, one)
        np.testing.assert_allclose(h[:, k : k + 1], h_one, rtol=1e-12)
        np.testing.assert_allclose(
            grads["x"][:, k : k + 1], grads_one["x"], rtol=1e-12, atol=1e-14
        )
        for n, part, part_one in zip(cell.state, end, end_one, strict=True):
            np.testing.assert_allclose(part[k : k + 1], part_one, rtol=1e-12)
            np.testing.assert_allclose(
                grads[f"{n}0"][k : k + 1], grads_one[f"{n}0"], rtol=1e-11, atol=1e-14
            )
        for n in summed:
            summed[n] = summed[n] + grads_one[n]
    for n, value in summed.items():
        np.testing.assert_allclose(grads[n], value, rtol=1e-11, atol=1e-13)


@cells
def test_a_sequence_in_two_halves_equals_the_whole(name):
    cell = CELLS[name]
    s = draw(cell, T=8, B=2, D=2, H=3)
    h, end, grads = run(cell, s)
    h1, middle, cache1 = unroll(cell, s.p, s.x[:5], s.state)
    h2, end2, cache2 = unroll(cell, s.p, s.x[5:], middle)
    np.testing.assert_allclose(np.concatenate([h1, h2]), h, rtol=1e-13)
    np.testing.assert_allclose(end2, end, rtol=1e-13)
    dp2, dx2, dmiddle = unroll_backward(cell, s.p, s.dh[5:], cache2, s.dstate)
    dp1, dx1, dstart = unroll_backward(cell, s.p, s.dh[:5], cache1, dmiddle)
    np.testing.assert_allclose(np.concatenate([dx1, dx2]), grads["x"], rtol=1e-11)
    for n, a, b in zip(s.p._fields, dp1, dp2, strict=True):
        np.testing.assert_allclose(a + b, grads[n], rtol=1e-11, atol=1e-13)
    for n, d in zip(cell.state, dstart, strict=True):
        np.testing.assert_allclose(d, grads[f"{n}0"], rtol=1e-11, atol=1e-13)


@cells
@settings(deadline=None, max_examples=12, derandomize=True)
@given(T=sizes, B=sizes, D=sizes, H=sizes, seed=st.integers(0, 99))
def test_gradients_match_differences_at_random_shapes(name, T, B, D, H, seed):
    report = check_all(CELLS[name], draw(CELLS[name], T, B, D, H, seed))
    assert report.ok, str(report)


@cells
@engines
def test_float32_stays_float32_in_outputs_caches_and_gradients(name, engine):
    cell = CELLS[name]
    s = draw(cell, dtype=np.float32)
    mask = length_mask([4, 1, 3], 4)
    wide = np.full((4, 3), 0.5)  # a carry of float64 is cast
    for state, dstate in [(s.state, s.dstate), (None, None)]:
        for masked, carry in [(None, None), (mask, wide), (None, wide.astype("f4"))]:
            h, end, cache = unroll(cell, s.p, s.x, state, masked, engine)
            grads = unroll_backward(cell, s.p, s.dh, cache, dstate, carry)
            records = [value for step in cache.steps for value in step]
            kept = (cache.x, cache.h_prev, *cache.q, *records)
            for value in (h, *end, *kept, *_leaves(grads)):
                assert value.dtype == np.float32


@cells
def test_float32_agrees_with_float64_to_its_own_precision(name):
    cell = CELLS[name]
    s = draw(cell, T=6, dtype=np.float32)
    double = s._replace(
        p=type(s.p)(*(v.astype(np.float64) for v in s.p)),
        x=s.x.astype(np.float64),
        state=tuple(v.astype(np.float64) for v in s.state),
        dh=s.dh.astype(np.float64),
        dstate=tuple(v.astype(np.float64) for v in s.dstate),
    )
    (h, _, grads), (h64, _, grads64) = run(cell, s), run(cell, double)
    np.testing.assert_allclose(h, h64, atol=1e-5)
    for n in grads:
        scale = np.abs(grads64[n]).max()
        np.testing.assert_allclose(grads[n] / scale, grads64[n] / scale, atol=1e-5)


@cells
def test_inputs_are_not_changed(name):
    cell = CELLS[name]
    s = draw(cell)
    before = draw(cell)
    run(cell, s)
    for a, b in zip(_leaves(s), _leaves(before), strict=True):
        np.testing.assert_array_equal(a, b)


@cells
def test_read_only_inputs_are_accepted(name):
    cell = CELLS[name]
    s = draw(cell)
    for value in _leaves(s):
        value.flags.writeable = False
    run(cell, s)


@cells
@engines
def test_a_cache_is_its_own_whatever_happens_to_what_went_in_and_came_out(name, engine):
    cell = CELLS[name]
    s, mask = draw(cell), length_mask([4, 1, 3], 4)
    for masked in (None, mask):
        _, _, cache = unroll(cell, s.p, s.x, s.state, masked, engine)
        expected = unroll_backward(cell, s.p, s.dh, cache, s.dstate)
        fresh = draw(cell)
        given = None if masked is None else masked.copy()
        h, end, cache = unroll(cell, fresh.p, fresh.x, fresh.state, given, engine)
        for value in (h, *end, fresh.x, *fresh.state):
            value[...] = 7.0
        if masked is not None:
            given[...] = True
        found = unroll_backward(cell, s.p, s.dh, cache, s.dstate)
        for a, b in zip(_leaves(found), _leaves(expected), strict=True):
            np.testing.assert_array_equal(a, b)


@cells
def test_backward_twice_and_after_another_forward_gives_the_same(name):
    cell = CELLS[name]
    s, other = draw(cell), draw(cell, seed=9)
    _, _, cache = unroll(cell, s.p, s.x, s.state)
    first = unroll_backward(cell, s.p, s.dh, cache, s.dstate)
    unroll(cell, other.p, other.x, other.state)
    second = unroll_backward(cell, s.p, s.dh, cache, s.dstate)
    for a, b in zip(_leaves(first), _leaves(second), strict=True):
        np.testing.assert_array_equal(a, b)


@cells
@engines
def test_no_two_results_share_memory(name, engine):
    cell = CELLS[name]
    s = draw(cell)
    h, end, cache = unroll(cell, s.p, s.x, s.state, engine=engine)
    dp, dx, dstart = unroll_backward(cell, s.p, s.dh, cache, s.dstate)
    results = [h, *end, *dp, dx, *dstart]
    kept = [cache.x, cache.h_prev, *cache.q, *(v for s in cache.steps for v in s)]
    for k, a in enumerate(results):
        for b in results[k + 1 :] + kept + list(_leaves(s)):
            assert not np.shares_memory(a, b)


@cells
def test_a_missing_state_is_zeros_and_a_missing_dstate_too(name):
    cell = CELLS[name]
    s = draw(cell, T=3, B=2, H=3)
    zeros = zeros_state(cell, 2, 3)
    h, end, cache = unroll(cell, s.p, s.x)
    h0, end0, cache0 = unroll(cell, s.p, s.x, zeros)
    left = unroll_backward(cell, s.p, s.dh, cache)
    right = unroll_backward(cell, s.p, s.dh, cache0, zeros)
    for a, b in zip(_leaves((h, end, left)), _leaves((h0, end0, right)), strict=True):
        np.testing.assert_array_equal(a, b)


@cells
def test_strided_and_fortran_ordered_inputs_give_the_same(name):
    cell = CELLS[name]
    s = draw(cell, T=4, B=3)
    odd = s._replace(
        p=type(s.p)(*(np.asfortranarray(v) for v in s.p)),
        x=np.ascontiguousarray(s.x.swapaxes(0, 1)).swapaxes(0, 1),
        dh=np.repeat(s.dh, 2, axis=-1)[..., ::2],
    )
    for a, b in zip(_leaves(run(cell, s)), _leaves(run(cell, odd)), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


def test_a_cache_keeps_the_row_q_of_each_step_where_a_cell_makes_one():
    for cell in CELLS.values():
        s = draw(cell, T=5, B=2, H=3)
        h, _, cache = unroll(cell, s.p, s.x, s.state)
        assert len(cache.q) == (5 if cell.inner else 0)
        for q, h_prev, step in zip(cache.q, cache.h_prev, cache.steps, strict=False):
            np.testing.assert_array_equal(q, step.r * h_prev)


@cells
def test_gradients_are_of_the_type_of_the_parameters(name):
    s = draw(CELLS[name])
    _, _, cache = unroll(CELLS[name], s.p, s.x)
    dp, _, _ = unroll_backward(CELLS[name], s.p, s.dh, cache)
    assert type(dp) is CELLS[name].params
    assert [d.shape for d in dp] == [v.shape for v in s.p]


def _leaves(value):
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, dict):
        yield from _leaves(tuple(value.values()))
    else:
        for part in value:
            yield from _leaves(part)
