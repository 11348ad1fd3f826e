"""The cells of chapter 14: what is asked of a cell, their equations, their scans."""

import inspect
import sys
import types

import numpy as np
import pytest

from rnnbook import (
    CELLS,
    Params,
    check_cell,
    init_params,
    numeric_gradient,
    scan,
    trace,
    unroll,
    unroll_backward,
)
from rnnbook.cells.beyond import BEYOND
from rnnbook.cells.lru import LRUParams
from rnnbook.cells.selective import SelectiveParams

H = 3
# A text of a cell's file and what makes it wrong: check_cell must say so.
MUTANTS = [
    ("lru", "size * (cos * dh + sin * dk)", "size * (cos * dh - sin * dk)"),
    ("lru", " - dgamma * size / gamma", ""),
    ("lru", "cos * across - sin * along", "cos * across"),
    ("min_gru", "dh * (s.h_prev - s.n)", "dh * s.h_prev"),
    ("selective", "-dn * s.n + ddelta * s.delta", "ddelta * s.delta"),
    ("selective", "ddelta * s.slope", "ddelta"),
    ("slstm", "dm = dm - df - di", "dm = dm - df"),
    ("slstm", "dn = dn - dh * s.o * s.c / s.n**2", "dn = dn"),
    ("slstm", "through = dm * (s.lead > 0)", "through = dm"),
]


def without_W(name, seed=0, D=2):
    """Parameters of a cell whose recurrent matrix is zero, and a sequence."""
    rng = np.random.default_rng(seed)
    p = init_params(BEYOND[name], D, H, rng)
    x = rng.normal(size=(17, 4, D))
    b = rng.normal(size=p.b.shape)
    return p._replace(W=np.zeros_like(p.W), b=b), x, x @ p.U + b


def test_each_is_all_that_the_package_asks_of_a_cell():
    for name, cell in BEYOND.items():
        assert name == cell.name and name not in CELLS
        assert check_cell(cell, raises=False).ok, name
        assert not any(claim.said for claim in check_cell(cell, 1).claims)
        assert {"forward", "backward"} <= trace(cell).keys()


@pytest.mark.parametrize("name, old, new", MUTANTS)
def test_a_wrong_backward_is_seen(name, old, new):
    cell = BEYOND[name]
    text = inspect.getsource(sys.modules[cell.forward.__module__])
    assert text.count(old) == 1
    module = types.ModuleType("mutant")
    exec(compile(text.replace(old, new), "<mutant>", "exec"), module.__dict__)
    forward, backward = (getattr(module, f.__name__) for f in cell[1:3])
    wrong = cell._replace(forward=forward, backward=backward)
    assert not check_cell(wrong, raises=False).ok


def test_an_lru_is_a_complex_scan():
    p, x, a = without_W("lru")
    size = np.exp(-np.exp(p.P[0]))
    lam = size * np.exp(1j * np.exp(p.P[1]))
    u = np.sqrt(1 - size**2) * (a[..., :H] + 1j * a[..., H:])
    states = scan(np.broadcast_to(lam, u.shape).copy(), u)
    h, (_, k), _ = unroll(BEYOND["lru"], p, x)
    assert isinstance(p, LRUParams)
    np.testing.assert_allclose(h, states.real, atol=1e-12)
    np.testing.assert_allclose(k, states.imag[-1], atol=1e-12)


def test_an_lru_keeps_its_gain_where_its_size_rounds_to_1():
    """1 - size**2 is 0 there; the gain is not, and the gradient divides by it."""
    cell, row = BEYOND["lru"], np.ones((1, 2), np.float32)
    P = np.array([[-30.0, 0.0]], np.float32)
    (h, _), step = cell.forward(row, 0 * row, (row[:, :1], row[:, 1:]), P)
    da, _, _, dP = cell.backward((h, h), step, P)
    assert np.isfinite(dP).all()
    np.testing.assert_allclose(da[0, 0] / h, (2 * np.exp(-30.0)) ** 0.5, rtol=1e-5)


def test_a_minimal_gru_is_a_scan():
    p, x, a = without_W("min_gru")
    z = 1 / (1 + np.exp(-a[..., :H]))
    states = scan(z, (1 - z) * a[..., H:])
    np.testing.assert_allclose(unroll(BEYOND["min_gru"], p, x)[0], states, atol=1e-12)


def test_a_selective_recurrence_is_a_scan_and_at_rate_1_a_minimal_gru():
    p, x, a = without_W("selective")
    rate = np.exp(p.A[0])
    z = np.exp(-rate * np.logaddexp(0, a[..., :H]))
    states = scan(z, (1 - z) / rate * a[..., H:])
    np.testing.assert_allclose(unroll(BEYOND["selective"], p, x)[0], states, atol=1e-12)
    one = SelectiveParams(*p[:3], 0 * p.A)
    turn = np.repeat([-1.0, 1.0], H)  # the gate keeps where the time step is small
    twin = Params(p.U * turn, p.W, p.b * turn)
    h, same = (
        unroll(BEYOND[n], q, x)[0] for n, q in (("selective", one), ("min_gru", twin))
    )
    np.testing.assert_allclose(h, same, atol=1e-12)


def test_the_stabiliser_of_the_slstm_changes_no_number_and_lets_none_overflow():
    rng = np.random.default_rng(0)
    cell = BEYOND["slstm"]
    p, x = init_params(cell, 2, H, rng), rng.normal(size=(9, 4, 2))
    h, c, n, wanted = np.zeros((4, H)), 0.0, 0.0, []
    for x_t in x:
        i, f, g, o = np.split(x_t @ p.U + h @ p.W + p.b, 4, axis=-1)
        c = np.exp(f) * c + np.exp(i) * np.tanh(g)
        n = np.exp(f) * n + np.exp(i)
        h = c / n / (1 + np.exp(-o))
        wanted.append(h)
    np.testing.assert_allclose(unroll(cell, p, x)[0], wanted, rtol=1e-11)
    far = p._replace(b=p.b + np.repeat([900.0, 900.0, 0.0, 0.0], H))
    with np.errstate(over="raise", invalid="raise"):
        assert np.isfinite(unroll(cell, far, x)[0]).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_slstm_starts_from_zeros_however_far_its_gates_are_apart(dtype):
    """The first output is o g: with n = 0 the forget gate has nothing to keep."""
    cell, offenders = BEYOND["slstm"], []
    zeros, ones = np.zeros((1, 1), dtype), np.ones((1, 1), dtype)
    for apart in (-5000.0, -746.0, -100.0, -20.5, -5.0, 5.0, 5000.0):
        for a_f in (0.0, 300.0):
            raw = np.array([[a_f + apart, a_f, 0.7, 0.3]], dtype)
            state, step = cell.forward(raw, 0 * raw, (zeros,) * 4)
            later, _ = cell.forward(raw, 0 * raw, state)
            da, _, _ = cell.backward((ones, zeros, zeros, zeros), step)
            g, o = np.tanh(0.7), 1 / (1 + np.exp(-0.3))
            wanted = [0, 0, o * (1 - g**2), g * o * (1 - o)]
            found = [*da[0], state[0][0, 0], later[0][0, 0]]
            if not np.allclose(found, [*wanted, o * g, o * g], atol=2e-6):
                offenders.append((apart, a_f, found))
    assert not offenders


def test_the_gradients_of_an_slstm_pass_a_start_with_gates_far_apart():
    cell, rng = BEYOND["slstm"], np.random.default_rng(2)
    for apart in (8.0, 40.0):
        p = init_params(cell, 2, H, rng)
        b = p.b + np.repeat([-apart, 0.0, 0.0, 0.0], H)
        x, dh = rng.normal(size=(5, 1, 2)), rng.normal(size=(5, 1, H))
        _, _, cache = unroll(cell, p._replace(b=b), x)
        found = unroll_backward(cell, p._replace(b=b), dh, cache)[0].b
        loss = lambda v: (unroll(cell, p._replace(b=v), x)[0] * dh).sum()  # noqa: E731, B023
        np.testing.assert_allclose(found, numeric_gradient(loss, b), atol=1e-6)
