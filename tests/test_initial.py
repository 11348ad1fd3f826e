"""Initialisation: each matrix has the property that it is named after."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook import (
    CELLS,
    glorot,
    identity,
    init_params,
    orthogonal,
    singular_values,
    spectral_radius,
    uniform,
    unroll,
    with_blocks,
    with_spectral_radius,
)

FEW = settings(max_examples=40, deadline=None)
SEEDS, SIZES = st.integers(0, 2**32 - 1), st.integers(1, 9)
DTYPES = [np.float32, np.float64]
DRAWS = {
    "uniform": lambda rng, shape, **o: uniform(rng, shape, 0.3, **o),
    "glorot": glorot,
    "orthogonal": orthogonal,
    "identity": lambda rng, shape, **o: identity(shape, **o),
}


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_shape_dtype_and_seed(draw, dtype):
    one, same = (draw(rng(1), (3, 5), dtype=dtype) for _ in range(2))
    assert one.shape == (3, 5) and one.dtype == dtype and (one == same).all()
    wide = draw(rng(1), (3, 5))
    assert wide.dtype == np.float64 and (wide.astype(dtype) == one).all()
    assert one.flags.c_contiguous and one.flags.writeable


def test_uniform_fills_its_interval():
    W = uniform(rng(), (300, 300), 0.2)
    assert -0.2 <= W.min() < -0.1999 and 0.1999 < W.max() < 0.2
    assert W.var() == pytest.approx(0.2**2 / 3, rel=0.02)


@FEW
@given(SEEDS, SIZES, SIZES)
def test_glorot_keeps_its_bound(seed, n, m):
    assert np.abs(glorot(rng(seed), (n, m))).max() <= np.sqrt(6 / (n + m))


def test_glorot_variance_is_two_over_the_sum_of_the_fans():
    W = glorot(rng(), (200, 600))
    assert W.var() == pytest.approx(2 / 800, rel=0.02)
    assert abs(W.mean()) < 1e-3


@FEW
@given(SEEDS, SIZES, SIZES, st.floats(0.1, 3))
def test_orthogonal_has_orthonormal_rows_or_columns(seed, n, m, gain):
    W = orthogonal(rng(seed), (n, m), gain)
    product = W @ W.T if n <= m else W.T @ W
    assert np.allclose(product, gain**2 * np.eye(min(n, m)), atol=1e-12)
    assert np.allclose(singular_values(W), gain, atol=1e-12)


def test_orthogonal_is_drawn_without_a_favoured_sign_or_direction():
    # QR alone gives a diagonal whose mean is far from zero.
    draw = rng()
    many = np.stack([orthogonal(draw, (3, 3)) for _ in range(6000)])
    assert np.allclose(many.mean(axis=0), 0, atol=0.03)
    assert np.allclose((many**2).mean(axis=0), 1 / 3, atol=0.02)
    turns = np.linalg.det(many)
    assert np.allclose(np.abs(turns), 1) and abs(turns.mean()) < 0.05


def test_identity_carries_a_relu_state_on():
    cell = CELLS["rnn_relu"]
    p = with_blocks(cell, init_params(cell, 2, 4, rng()), identity)
    start = (np.array([[1.0, 0.5, 2.0, 0.0]]),)
    h, _, _ = unroll(cell, p._replace(b=np.zeros(4)), np.zeros((7, 1, 2)), start)
    assert (h == start[0]).all()
    assert (identity((2, 3), 0.5) == [[0.5, 0, 0], [0, 0.5, 0]]).all()


@FEW
@given(SEEDS, SIZES, st.floats(0.01, 5))
def test_spectral_radius_is_set(seed, n, radius):
    W = rng(seed).normal(size=(n, n))
    scaled = with_spectral_radius(W, radius)
    assert spectral_radius(scaled) == pytest.approx(radius, rel=1e-10)
    ratio = scaled / W
    assert np.allclose(ratio, ratio[0, 0])
    assert ratio[0, 0] > 0


def test_spectral_radius_of_complex_eigenvalues_and_dtype():
    turn = np.array([[0.0, -3.0], [3.0, 0.0]], dtype=np.float32)
    scaled = with_spectral_radius(turn, 0.5)
    assert scaled.dtype == np.float32
    assert np.allclose(scaled, [[0, -0.5], [0.5, 0]])
    assert (turn == [[0, -3], [3, 0]]).all()


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_with_blocks_draws_each_gate_by_itself(cell, dtype):
    p, draw = init_params(cell, 3, 5, rng(), dtype=dtype), rng(1)
    before = [part.copy() for part in p]
    new = with_blocks(cell, p, lambda shape: orthogonal(draw, shape))
    assert type(new) is type(p) and new.W.dtype == dtype
    for k in range(len(cell.gates)):
        block = new.W[:, 5 * k : 5 * (k + 1)]
        assert np.allclose(block @ block.T, np.eye(5), atol=1e-6)
        assert (block != p.W[:, 5 * k : 5 * (k + 1)]).any()
    blocks = np.split(new.W, len(cell.gates), axis=1)
    assert all((a != b).any() for a, b in zip(blocks, blocks[1:], strict=False))
    for name, part, old in zip(p._fields, p, before, strict=True):
        assert (part == old).all()
        assert name == "W" or (getattr(new, name) == old).all()
    unroll(cell, new, np.zeros((2, 1, 3), dtype))


def test_with_blocks_replaces_the_gates_that_are_named_only():
    cell = CELLS["lstm"]
    p = init_params(cell, 3, 2, rng())
    new = with_blocks(cell, p, lambda s: np.full(s, 7.0), ("g", "f"), name="U")
    assert (new.W == p.W).all()
    assert (new.U[:, 2:6] == 7).all()
    assert (new.U[:, :2] == p.U[:, :2]).all() and (new.U[:, 6:] == p.U[:, 6:]).all()


def test_with_blocks_puts_each_matrix_where_its_gate_is():
    cell = CELLS["lstm"]
    p, made = init_params(cell, 3, 4, rng()), []

    def make(shape):
        made.append(np.arange(16.0).reshape(shape) + 100 * len(made))
        return made[-1]

    new = with_blocks(cell, p, make)
    assert (new.W == np.concatenate(made, axis=1)).all() and len(made) == 4
