"""Diagnostics: Jacobians against differences, matrices against what is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook import (
    CELLS,
    connectivity,
    gradient_by_lag,
    half_life,
    init_params,
    jacobian,
    numeric_gradient,
    singular_values,
    spectral_radius,
    step_jacobians,
    unroll,
)

D, H, T = 2, 3, 5
EVERY_CELL = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
FEW = settings(max_examples=25, deadline=None)


def drawn(cell, seed=0, dtype=np.float64):
    """Parameters with no zero among them, a sequence and a state."""
    rng = np.random.default_rng(seed)
    p = init_params(cell, D, H, rng)
    p = type(p)(*(rng.normal(0, 0.7, part.shape).astype(dtype) for part in p))
    x = rng.normal(size=(T, D)).astype(dtype)
    state = tuple(rng.normal(0, 0.5, H).astype(dtype) for _ in cell.state)
    return p, x, state


def final(cell, p, x, flat):
    """The final state in one row, from the initial state in one row."""
    state = tuple(part[None] for part in np.split(flat, len(cell.state)))
    return np.concatenate(unroll(cell, p, x[:, None], state)[1], axis=1)[0]


@EVERY_CELL
@pytest.mark.parametrize("steps", [1, T])
def test_jacobian_matches_differences(cell, steps):
    p, x, state = drawn(cell)
    J = jacobian(cell, p, x[:steps], state)
    flat = np.concatenate(state)
    assert J.shape == (len(flat), len(flat))
    for a in range(len(flat)):
        row = numeric_gradient(lambda s, a=a: final(cell, p, x[:steps], s)[a], flat)
        assert np.allclose(J[a], row, rtol=1e-6, atol=1e-9)


@EVERY_CELL
def test_jacobian_is_the_product_of_the_steps_last_first(cell):
    p, x, state = drawn(cell)
    each = step_jacobians(cell, p, x, state)
    assert each.shape == (T, len(cell.state) * H, len(cell.state) * H)
    product = np.linalg.multi_dot(each[::-1])
    assert np.allclose(jacobian(cell, p, x, state), product, rtol=1e-12, atol=1e-15)
    assert np.allclose(each[0], jacobian(cell, p, x[:1], state), rtol=1e-14)


def test_jacobian_of_the_vanilla_cell_is_the_chapters_formula():
    cell = CELLS["rnn"]
    p, x, state = drawn(cell)
    h = unroll(cell, p, x[:1, None], (state[0][None],))[0][0, 0]
    assert np.allclose(jacobian(cell, p, x[:1], state), (p.W * (1 - h**2)).T)


@EVERY_CELL
def test_gradient_by_lag_is_what_the_jacobians_say(cell):
    p, x, _ = drawn(cell)
    rng = np.random.default_rng(1)
    dh = rng.normal(size=(1, H))
    row = np.concatenate([dh, np.zeros((1, (len(cell.state) - 1) * H))], axis=1)
    wanted = []
    for J in step_jacobians(cell, p, x)[::-1]:
        wanted.append(np.linalg.norm(row))
        row = row @ J
    norms = gradient_by_lag(cell, p, x[:, None], dh)
    assert np.allclose(norms, wanted, rtol=1e-12)


@EVERY_CELL
@pytest.mark.parametrize("with_V", [False, True])
def test_connectivity_matches_differences(cell, with_V):
    p, x, state = drawn(cell)
    V = np.random.default_rng(2).normal(size=(H, 4)) if with_V else None
    norms = connectivity(cell, p, x, V, state)
    assert norms.shape == (T, T)
    start = tuple(part[None] for part in state)

    def output(values, t, k):
        h = unroll(cell, p, values[:, None], start)[0][t, 0]
        return (h if V is None else h @ V)[k]

    for t in (0, 2, T - 1):
        rows = [
            numeric_gradient(lambda v, t=t, k=k: output(v, t, k), x)
            for k in range(4 if with_V else H)
        ]
        wanted = np.sqrt((np.array(rows) ** 2).sum(axis=(0, 2)))
        assert np.allclose(norms[t], wanted, rtol=1e-6, atol=1e-9)
        assert (norms[t, t + 1 :] == 0).all()


@EVERY_CELL
def test_diagnostics_keep_float32(cell):
    p, x, state = drawn(cell, dtype=np.float32)
    assert jacobian(cell, p, x, state).dtype == np.float32
    assert step_jacobians(cell, p, x).dtype == np.float32
    assert connectivity(cell, p, x, np.ones((H, 2), np.float32)).dtype == np.float32
    wide = type(p)(*(part.astype(np.float64) for part in p))
    there = jacobian(cell, wide, x.astype(np.float64), tuple(map(np.float64, state)))
    assert np.allclose(jacobian(cell, p, x, state), there, atol=1e-4)


@EVERY_CELL
def test_diagnostics_leave_their_arguments_alone(cell):
    p, x, state = drawn(cell)
    V = np.ones((H, 2))
    before = [a.copy() for a in (*p, x, *state, V)]
    jacobian(cell, p, x, state)
    step_jacobians(cell, p, x, state)
    connectivity(cell, p, x, V, state)
    for a, b in zip((*p, x, *state, V), before, strict=True):
        assert (a == b).all()


def test_state_of_zeros_is_the_default():
    cell = CELLS["lstm"]
    p, x, _ = drawn(cell)
    zeros = (np.zeros(H), np.zeros(H))
    for measure in (jacobian, step_jacobians):
        assert (measure(cell, p, x) == measure(cell, p, x, zeros)).all()
    assert (connectivity(cell, p, x) == connectivity(cell, p, x, state=zeros)).all()


@FEW
@given(st.integers(0, 999), st.integers(1, 6), st.integers(1, 6))
def test_singular_values_bound_every_product(seed, n, m):
    rng = np.random.default_rng(seed)
    W, row = rng.normal(size=(n, m)), rng.normal(size=n)
    values = singular_values(W)
    assert values.shape == (min(n, m),) and (np.diff(values) <= 0).all()
    growth = np.linalg.norm(row @ W) / np.linalg.norm(row)
    assert growth <= values[0] * (1 + 1e-12)
    assert n > m or growth >= values[-1] * (1 - 1e-9)
    assert values[0] == pytest.approx(np.sqrt(spectral_radius(W @ W.T)))


def test_spectral_radius_of_what_is_known():
    turn = np.array([[0.0, -2.0], [2.0, 0.0]])
    shear = np.array([[0.5, 100.0], [0.0, 0.5]])
    assert spectral_radius(turn) == pytest.approx(2)
    assert spectral_radius(shear) == pytest.approx(0.5)
    assert singular_values(shear)[0] > 100          # not normal: they part widely
    both = spectral_radius(np.stack([turn, -shear]))
    assert both.shape == (2,) and np.allclose(both, [2, 0.5])
    assert spectral_radius(np.ones((0, 2, 2))).shape == (0,)


def test_powers_grow_as_the_spectral_radius_in_the_end():
    W = np.random.default_rng(0).normal(size=(6, 6))
    norm = np.linalg.norm(np.linalg.matrix_power(W, 400), 2)
    assert norm ** (1 / 400) == pytest.approx(spectral_radius(W), rel=0.01)


def test_half_life_halves():
    f = np.array([0.1, 0.5, 0.9, 0.99])
    assert np.allclose(f ** half_life(f), 0.5)
    assert half_life(1.0) == np.inf
