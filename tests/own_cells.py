"""Cells that are not in the package, as a reader would write them."""

from typing import NamedTuple

import numpy as np

from rnnbook import CELLS, Cell, sigmoid


class MGUStep(NamedTuple):
    f: np.ndarray
    g: np.ndarray
    h_prev: np.ndarray


def mgu(xU, hW, state):
    """A gated unit with one gate for keeping and writing, and a leaky candidate."""
    (h_prev,) = state
    a_f, a_g = np.split(xU + hW, 2, axis=-1)
    f = sigmoid(a_f)
    g = np.tanh(a_g)
    h = f * h_prev + (1 - f) * g
    return (h,), MGUStep(f, g, h_prev)


def mgu_backward(dstate, s):
    (dh,) = dstate
    da_f = dh * (s.h_prev - s.g) * s.f * (1 - s.f)
    da_g = dh * (1 - s.f) * (1 - s.g**2)
    da = np.concatenate([da_f, da_g], axis=-1)
    return da, da, (dh * s.f,)


class OddStep(NamedTuple):
    both: np.ndarray
    m_prev: np.ndarray
    scale: np.ndarray
    h: np.ndarray


def odd(xU, hW, state):
    """Two states, a record two blocks wide, hW used apart from xU, seven other ops."""
    _, m_prev = state
    x_a, x_b = np.split(xU, 2, axis=-1)
    h_a, h_b = np.split(hW, 2, axis=-1)
    u = np.maximum(x_a + h_a, 0.1 * (x_a + h_a))
    v = x_b * h_b
    scale = 1 / (1 + np.exp(-m_prev))
    m = m_prev * 0.5 + u
    h = np.minimum(m * scale + v, 2.0)
    return (h, m), OddStep(np.concatenate([xU, hW], axis=-1), m_prev, scale, h)


def odd_backward(dstate, s):
    dh, dm = dstate
    x_a, x_b, h_a, h_b = np.split(s.both, 4, axis=-1)
    a = x_a + h_a
    m = s.m_prev * 0.5 + np.maximum(a, 0.1 * a)
    dh = dh * (2.0 > s.h)
    dm = dm + dh * s.scale
    da = 0.1 * dm + 0.9 * dm * (a > 0)
    dxU = np.concatenate([da, dh * h_b], axis=-1)
    dhW = np.concatenate([da, dh * x_b], axis=-1)
    dscale = dh * m
    return dxU, dhW, (0.0, dm * 0.5 + dscale * s.scale * (1 - s.scale))


class FullParams(NamedTuple):
    U: np.ndarray
    W: np.ndarray
    b: np.ndarray
    b_h: np.ndarray
    P: np.ndarray
    Q: np.ndarray


class FullStep(NamedTuple):
    r: np.ndarray
    z: np.ndarray
    n: np.ndarray
    h_prev: np.ndarray
    m_prev: np.ndarray
    m: np.ndarray


def full(xU, hW, state, P, Q):
    """All that a cell can have: two states, b_h, two weights of its own, an inner."""
    h_prev, m_prev = state
    p_z, p_n = np.split(P, 2, axis=-1)
    a_r, a_z, a_n = np.split(xU + hW, 3, axis=-1)
    r = sigmoid(a_r)
    z = sigmoid(a_z + p_z * m_prev)
    n = np.tanh(a_n + p_n * h_prev)
    m = z * m_prev + n
    h = m * Q
    return (h, m), FullStep(r, z, n, h_prev, m_prev, m)


def full_backward(dstate, s, P, Q):
    dh, dm = dstate
    p_z, p_n = np.split(P, 2, axis=-1)
    dm = dm + dh * Q
    da_z = dm * s.m_prev * s.z * (1 - s.z)
    da_n = dm * (1 - s.n**2)
    da = np.concatenate([0 * da_z, da_z, da_n], axis=-1)
    dP = np.concatenate([da_z * s.m_prev, da_n * s.h_prev], axis=-1)
    return da, da, (da_n * p_n, dm * s.z + da_z * p_z), dP, dh * s.m


def full_inner(xU, hW, state):
    """Looks at block r of both products and at both parts of the state."""
    h_prev, m_prev = state
    xU_r, _, _ = np.split(xU, 3, axis=-1)
    hW_r, _ = np.split(hW, 2, axis=-1)
    return sigmoid(xU_r + hW_r) * h_prev * m_prev


def full_inner_backward(dq, s):
    da_r = dq * s.h_prev * s.m_prev * s.r * (1 - s.r)
    dxU = np.concatenate([da_r, 0 * da_r, 0 * da_r], axis=-1)
    dhW = np.concatenate([da_r, 0 * da_r], axis=-1)
    return dxU, dhW, (dq * s.r * s.m_prev, dq * s.r * s.h_prev)


OWN = {
    "mgu": Cell("mgu", mgu, mgu_backward, gates=("f", "g"), state=("h",)),
    "odd": Cell("odd", odd, odd_backward, gates=("a", "b"), state=("h", "m")),
    "full": Cell(
        "full", full, full_backward, gates=("r", "z", "n"), state=("h", "m"),
        params=FullParams, weights={"P": ("z", "n"), "Q": ("h",)},
        inner=full_inner, inner_backward=full_inner_backward,
    ),
}  # fmt: skip

assert not CELLS.keys() & OWN.keys(), "a cell of OWN needs another name"
