"""Each cell against its equations, written a second time, and against differences."""

import numpy as np
import pytest
from sequences import draw, run

from rnnbook import (
    CELLS,
    GRUParams,
    Params,
    PeepholeParams,
    check_cell,
    init_params,
    unroll,
    zeros_state,
)
from rnnbook.cells.gru import gru, reset_state

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


# Each of the other cells written a second time, from its paper, on blocks (B, H).
def lstm_1997_again(a, h, c):
    i, o = slow_sigmoid(a[0]), slow_sigmoid(a[2])
    c = c + i * np.tanh(a[1])
    return o * np.tanh(c), c


def coupled_again(a, h, c):
    i, o = slow_sigmoid(a[0]), slow_sigmoid(a[2])
    f = 1 - i
    c = f * c + i * np.tanh(a[1])
    return o * np.tanh(c), c


@pytest.mark.parametrize(
    "name, function, gates",
    [
        ("rnn_relu", lambda a, h: (np.where(a[0] > 0, a[0], 0),), 1),
        ("rnn_sigmoid", lambda a, h: (slow_sigmoid(a[0]),), 1),
        ("lstm_1997", lstm_1997_again, 3),
        ("lstm_coupled", coupled_again, 3),
    ],
)
def test_step_is_its_equations_written_again(name, function, gates):
    rng, H = np.random.default_rng(0), 4
    xU, hW = rng.normal(size=(2, 3, gates * H))
    state = tuple(rng.normal(size=(3, H)) for _ in CELLS[name].state)
    new, _ = CELLS[name].forward(xU, hW, state)
    blocks = (xU + hW).reshape(3, gates, H).swapaxes(0, 1)
    for part, wanted in zip(new, function(blocks, *state), strict=True):
        np.testing.assert_allclose(part, wanted, rtol=1e-13)


def test_peephole_step_is_its_equations_gate_by_gate():
    rng, H = np.random.default_rng(0), 4
    xU, hW = rng.normal(size=(2, 3, 4 * H))
    h_prev, c_prev = rng.normal(size=(2, 3, H))
    P = rng.normal(size=(3, H))
    forward = CELLS["lstm_peephole"].forward
    (h, c), step = forward(xU, hW, (h_prev, c_prev), P.reshape(1, -1))
    a = (xU + hW).reshape(3, 4, H)
    i = slow_sigmoid(a[:, 0] + P[0] * c_prev)
    f = slow_sigmoid(a[:, 1] + P[1] * c_prev)
    c_new = f * c_prev + i * np.tanh(a[:, 2])
    o = slow_sigmoid(a[:, 3] + P[2] * c_new)
    np.testing.assert_allclose(c, c_new, rtol=1e-13)
    np.testing.assert_allclose(h, o * np.tanh(c_new), rtol=1e-13)
    np.testing.assert_array_equal(step.c, c)


def test_peepholes_of_zero_are_no_peepholes():
    s = draw(CELLS["lstm_peephole"])
    closed = s.p._replace(P=np.zeros_like(s.p.P))
    plain = Params(s.p.U, s.p.W, s.p.b)
    for a, b in zip(
        unroll(CELLS["lstm_peephole"], closed, s.x, s.state)[:2],
        unroll(CELLS["lstm"], plain, s.x, s.state)[:2],
        strict=True,
    ):
        np.testing.assert_array_equal(a, b)


def gru_by_hand(p, x_t, h, before, b_h=0.0):
    """A GRU's step, matrices taken apart, after PyTorch's page and Cho et al."""
    U_r, U_z, U_n = np.split(p.U, 3, axis=1)
    W_r, W_z, W_n = np.split(p.W, 3, axis=1)
    b_r, b_z, b_n = np.split(p.b, 3)
    c_r, c_z, c_n = np.split(b_h + np.zeros_like(p.b), 3)
    r = slow_sigmoid(x_t @ U_r + b_r + h @ W_r + c_r)
    z = slow_sigmoid(x_t @ U_z + b_z + h @ W_z + c_z)
    inner = (r * h) @ W_n + c_n if before else r * (h @ W_n + c_n)
    n = np.tanh(x_t @ U_n + b_n + inner)
    return (1 - z) * n + z * h


def test_both_grus_are_their_equations_with_the_matrices_taken_apart():
    s = draw(CELLS["gru"], T=1, B=3, D=2, H=4)
    h = unroll(CELLS["gru"], s.p, s.x, s.state)[0][0]
    wanted = gru_by_hand(s.p, s.x[0], s.state[0], before=False, b_h=s.p.b_h)
    np.testing.assert_allclose(h, wanted, rtol=1e-13)
    plain = Params(s.p.U, s.p.W, s.p.b)
    h = unroll(CELLS["gru_before"], plain, s.x, s.state)[0][0]
    wanted = gru_by_hand(plain, s.x[0], s.state[0], before=True)
    np.testing.assert_allclose(h, wanted, rtol=1e-13)


def test_reset_before_and_after_the_product_are_different_functions():
    s = draw(CELLS["gru_before"], T=1)
    after = GRUParams(*s.p, np.zeros_like(s.p.b))
    h = unroll(CELLS["gru_before"], s.p, s.x, s.state)[0]
    assert np.abs(h - unroll(CELLS["gru"], after, s.x, s.state)[0]).max() > 1e-2
    # With a W_n that is diagonal, gate and product may change places.
    H = len(s.p.W)
    W = s.p.W.copy()
    W[:, -H:] = np.diag(np.diag(W[:, -H:]))
    h = unroll(CELLS["gru_before"], s.p._replace(W=W), s.x, s.state)[0]
    same = unroll(CELLS["gru"], after._replace(W=W), s.x, s.state)[0]
    np.testing.assert_allclose(h, same, rtol=1e-13)


def test_a_closed_update_gate_keeps_the_state_and_an_open_one_drops_it():
    for name in ("gru", "gru_before"):
        s = draw(CELLS[name], T=1)
        H = len(s.p.W)
        for value, kept in ((50.0, True), (-50.0, False)):
            b = s.p.b.copy()
            b[H : 2 * H] = value
            h = unroll(CELLS[name], s.p._replace(b=b), s.x, s.state)[0][0]
            assert np.allclose(h, s.state[0], atol=1e-12) is kept


@cells
@pytest.mark.parametrize("seed", [0, 1])
def test_all_that_the_package_asks_of_a_cell_is_so(name, seed):
    """Gradients of a step and of a sequence, dtypes, masks, both engines: 13 claims."""
    report = check_cell(CELLS[name], seed)
    assert [claim.ok for claim in report.claims] == [True] * 13
    assert not any(claim.said for claim in report.claims)


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
    own = [np.concatenate([a] * len(rows), axis=-1) for rows in cell.weights.values()]
    with np.errstate(all="raise", under="ignore"):
        new, step = cell.forward(wide, np.zeros_like(wide), state, *own)
        back = cell.backward(new, step, *own)
    for value in (*new, *step, *back[:2], *back[2], *back[3:]):
        assert np.isfinite(value).all()


@cells
def test_init_params_has_the_shapes_and_the_bound_that_it_says(name):
    cell, rng = CELLS[name], np.random.default_rng(0)
    p = init_params(cell, D=3, H=16, rng=rng, dtype=np.float32)
    K = 16 * len(cell.gates)
    assert [v.shape for v in p[:3]] == [(3, K), (16, K), (K,)]
    assert type(p) is cell.params
    assert all(v.dtype == np.float32 for v in p)
    for n, value in list(p._asdict().items())[3:]:
        assert value.shape == ((K,) if n == "b_h" else (len(cell.weights[n]), 16))
        assert bool(value.any()) is (n != "b_h")
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


def test_a_cell_has_the_parameters_that_it_says():
    own = {name: cell.params for name, cell in CELLS.items()}
    assert own.pop("gru") is GRUParams
    assert own.pop("lstm_peephole") is PeepholeParams
    assert set(own.values()) == {Params}
    assert CELLS["lstm_peephole"].weights == {"P": ("i", "f", "o")}


def test_names_of_cells_are_the_keys_of_the_table():
    assert [cell.name for cell in CELLS.values()] == list(CELLS)


def test_a_cell_that_does_not_say_the_shape_of_a_parameter_is_refused():
    silent = CELLS["lstm_peephole"]._replace(weights={})
    with pytest.raises(ValueError, match="U, W, b, P, wanted U, W, b, with b_h after"):
        init_params(silent, 2, 3, np.random.default_rng(0))


def test_the_functions_of_a_cell_are_public_names():
    assert CELLS["gru"].forward is gru
    assert CELLS["gru_before"].inner is reset_state
