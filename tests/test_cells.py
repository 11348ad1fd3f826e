"""Each cell against its equations, written a second time, and against differences."""

import numpy as np
import pytest
from sequences import check_all, draw, run

from rnnbook import CELLS, gradcheck, init_params, zeros_state

cells = pytest.mark.parametrize("name", CELLS)


def slow_sigmoid(a):
    return 1 / (1 + np.exp(-a))


def test_rnn_step_is_its_equation():
    rng = np.random.default_rng(0)
    xU, hW = rng.normal(size=(2, 3, 4))
    (h,), step = CELLS["rnn"].forward(xU, hW, (np.zeros((3, 4)),))
    np.testing.assert_allclose(h, np.tanh(xU + hW), rtol=1e-15)
    np.testing.assert_array_equal(step.h, h)


def test_lstm_step_is_its_equations_gate_by_gate():
    rng, H = np.random.default_rng(0), 4
    xU, hW = rng.normal(size=(2, 3, 4 * H))
    h_prev, c_prev = rng.normal(size=(2, 3, H))
    (h, c), step = CELLS["lstm"].forward(xU, hW, (h_prev, c_prev))
    a = (xU + hW).reshape(3, 4, H)
    i, f, o = (slow_sigmoid(a[:, k]) for k in (0, 1, 3))
    g = np.tanh(a[:, 2])
    np.testing.assert_allclose(c, f * c_prev + i * g, rtol=1e-13)
    np.testing.assert_allclose(h, o * np.tanh(c), rtol=1e-13)
    for field, value in {"i": i, "f": f, "g": g, "o": o, "c_prev": c_prev}.items():
        np.testing.assert_allclose(getattr(step, field), value, rtol=1e-13)


@cells
def test_step_backward_matches_differences_in_everything_that_goes_in(name):
    cell, rng = CELLS[name], np.random.default_rng(1)
    B, H = 2, 3
    parts = [f"{n}_prev" for n in cell.state]
    values = {n: rng.normal(size=(B, H)) for n in parts}
    values |= {n: rng.normal(size=(B, H * len(cell.gates))) for n in ("xU", "hW")}
    dstate = tuple(rng.normal(size=(B, H)) for _ in cell.state)

    def step(xU, hW, **state):
        return cell.forward(xU, hW, tuple(state[n] for n in parts))

    def loss(**values):
        state, _ = step(**values)
        return sum((s * d).sum() for s, d in zip(state, dstate, strict=True))

    dxU, dhW, dprev = cell.backward(dstate, step(**values)[1])
    grads = {"xU": dxU, "hW": dhW}
    grads |= {n: d + np.zeros((B, H)) for n, d in zip(parts, dprev, strict=True)}
    report = gradcheck(loss, values, grads)
    assert report.ok, str(report)


@cells
@pytest.mark.parametrize(
    "shape", [(1, 1, 1, 1), (1, 3, 2, 4), (5, 1, 3, 2), (6, 3, 2, 4)]
)
def test_gradients_of_every_parameter_input_and_initial_state(name, shape):
    report = check_all(CELLS[name], draw(CELLS[name], *shape, seed=3))
    assert {row.name for row in report.rows} >= {"U", "W", "b", "x", "h0"}
    assert report.tol == 1e-7
    assert report.ok, str(report)


@cells
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1.0, 1e2, 1e4])
def test_no_nan_or_infinity_comes_out_of_large_finite_numbers(name, dtype, size):
    cell = CELLS[name]
    s = draw(cell, T=5, B=2, D=3, H=4, dtype=dtype)
    large = dtype(size)
    s = s._replace(x=s.x * large, state=tuple(part * large for part in s.state))
    with np.errstate(all="raise", under="ignore"):
        h, end, grads = run(cell, s)
    for value in (h, *end, *grads.values()):
        assert np.isfinite(value).all()
        assert value.dtype == dtype


@cells
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pre_activations_to_1e4_of_either_sign_saturate_without_warning(name, dtype):
    cell = CELLS[name]
    a = np.array([[-1e4, -100, -1, 0, 1, 100, 1e4]], dtype)
    wide = np.concatenate([a] * len(cell.gates), axis=-1)
    state = tuple(np.ones_like(a) for _ in cell.state)
    with np.errstate(all="raise", under="ignore"):
        new, step = cell.forward(wide, np.zeros_like(wide), state)
        back = cell.backward(new, step)
    for value in (*new, *step, *back[:2], *back[2]):
        assert np.isfinite(value).all()


@cells
def test_init_params_has_the_shapes_and_the_bound_that_it_says(name):
    cell, rng = CELLS[name], np.random.default_rng(0)
    p = init_params(cell, D=3, H=16, rng=rng, dtype=np.float32)
    K = 16 * len(cell.gates)
    assert [v.shape for v in p] == [(3, K), (16, K), (K,)]
    assert all(v.dtype == np.float32 for v in p)
    assert 0.2 < np.abs(p.W).max() <= 0.25 and not p.b.any()
    assert [v.shape for v in zeros_state(cell, 2, 16)] == [(2, 16)] * len(cell.state)


def test_init_params_sets_the_bias_of_the_named_gate_only():
    p = init_params(CELLS["lstm"], 2, 3, np.random.default_rng(0), bias={"f": 1.5})
    np.testing.assert_array_equal(
        p.b.reshape(4, 3), np.diag([0, 1.5, 0, 0])[:, [1] * 3]
    )


def test_init_params_depends_on_its_generator_only():
    one, two = (
        init_params(CELLS["lstm"], 2, 3, np.random.default_rng(5)) for _ in "ab"
    )
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a, b)
