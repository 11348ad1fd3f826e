"""Exercises of chapter 8: wrong answers as readers write them, and what they hear."""

import numpy as np
import pytest
from exercising import altered, said

from rnnbook import CELLS, sigmoid, unroll, unroll_backward
from rnnbook.exercises import check, find, given

STEP = """
def f(xU, hW, h_prev):
    xr, xz, xn = np.split(xU, 3, axis=-1)
    hr, hz, hn = np.split(hW, 3, axis=-1)
    r = sigmoid(xr + hr)
    z = sigmoid(xz + hz)
    n = np.tanh(xn + r * hn)
    h = (1 - z) * n + z * h_prev
    return h, n
"""
BACKWARD = """
def f(dh, s):
    dn = dh * (1 - s.z)
    dz = dh * (s.h_prev - s.n)
    da_n = dn * (1 - s.n**2)
    da_z = dz * s.z * (1 - s.z)
    dr = da_n * s.hW_n
    da_r = dr * s.r * (1 - s.r)
    dxU = np.concatenate([da_r, da_z, da_n], axis=-1)
    dhW = np.concatenate([da_r, da_z, da_n * s.r], axis=-1)
    return dxU, dhW, dh * s.z
"""
CONVERTED = """
def f(U, W, b):
    def turned(array):
        z, r, n = np.split(array, 3, axis=-1)
        return np.concatenate([r, -z, n], axis=-1)
    return turned(U), turned(W), turned(b)
"""
STARTS = {"8.3": STEP, "8.4": BACKWARD, "8.5": CONVERTED}

# number, what the reader has in place of what, the mistake that is recognised
MISTAKEN = [
    ("8.3", "(1 - z) * n + z * h_prev", "z * n + (1 - z) * h_prev", "z on the new"),
    ("8.3", "xn + r * hn", "r * (xn + hn)", "reset on the sum"),
    ("8.3", "xn + r * hn", "xn + hn", "no reset"),
    ("8.3", "xr, xz, xn", "xz, xr, xn", None),  # one product alone in another order
    ("8.3", "(1 - z) * n + z * h_prev", "n + z * h_prev", "written whole"),
    ("8.3", "np.tanh(xn + r * hn)", "sigmoid(xn + r * hn)", "sigmoid candidate"),
    ("8.3", "return h, n", "return n, h", "returned in the wrong order"),
    ("8.3", "xn + r * hn", "xn + z * hn", "update gate inside the candidate"),
    ("8.3", "z * h_prev\n", "z * r * h_prev\n", "reset state carried on"),
    ("8.4", "da_n * s.r], axis", "da_n], axis", "reset missing for hW"),
    ("8.4", "[da_r, da_z, da_n]", "[da_r, da_z, da_n * s.r]", "reset for xU as well"),
    ("8.4", "dh * (1 - s.z)", "dh * s.z", "candidate by z"),
    ("8.4", "s.h_prev - s.n", "s.n - s.h_prev", "sign of z"),
    ("8.4", "s.h_prev - s.n", "s.h_prev", "old state alone at z"),
    ("8.4", "dh * (1 - s.z)", "dh", "share of the candidate missing"),
    ("8.4", "dhW, dh * s.z", "dhW, 0 * dh", "dh_prev is zero"),
    ("8.4", "da_n * s.hW_n", "da_n * s.h_prev", "old state at the reset gate"),
    ("8.4", "return dxU, dhW", "return dhW, dxU", "the two exchanged"),
    ("8.5", "[r, -z, n]", "[r, z, n]", "order alone"),
    ("8.5", "[r, -z, n]", "[-r, z, n]", "wrong block negated"),
    ("8.5", "[r, -z, n]", "[r, 1 - z, n]", "one minus the weights"),
    ("8.5", "turned(b)\n", "turned(b) * np.repeat([1, -1, 1], len(b) // 3)\n",
     "bias not negated"),
    ("8.5", "turned(b)\n", "b\n", "bias as it came"),
    ("8.5", "z, r, n = np", "r, z, n = np", "order of the author not read"),
    ("8.5", "[r, -z, n]", "[-z, r, n]", "sign alone"),
]  # fmt: skip


def written(number, old, new):
    return altered(STARTS[number], old, new, sigmoid=sigmoid)


@pytest.mark.parametrize("number", STARTS)
def test_function_that_the_wrong_ones_are_made_of_is_right(number):
    assert check(number, written(number, "def f", "def f")).status == "right"


@pytest.mark.parametrize("number, old, new, mistake", MISTAKEN)
def test_mistake_in_code_is_recognised(number, old, new, mistake):
    message = check(number, written(number, old, new))
    assert message.status == ("mistake" if mistake else "wrong")
    assert getattr(message, "mistake", None) == mistake


@pytest.mark.parametrize(
    "after, before, mistake",
    [
        (0.217, 0.429, None),
        (0.22, 0.43, None),
        (0.43, 0.22, "exchanged"),
        (0.43, 0.43, "after the product without its bias"),
        (0.22, 0.22, "before the product with its bias"),
        (-0.24, -0.16, "z on the new"),
        (0.48, 0.77, "candidate alone"),
        (0.14, 0.14, "no reset"),
        (0.55, 0.58, "old state not multiplied by w"),
        (0.12, 0.32, "gates exchanged"),
    ],
)
def test_numbers_by_hand_are_judged_to_two_decimals(after, before, mistake):
    message = check("8.2", after, before)
    assert message.status == ("mistake" if mistake else "right")
    assert getattr(message, "mistake", None) == mistake


def measured(block):
    """Both ratios, as a reader gets them who sets the bias of that block."""
    p, x, dh = given("8.6")
    H, full, direct = len(p.W), [], []
    for bias in np.arange(0, 5.5, 0.5):
        b = p.b.copy()
        b[block * H : (block + 1) * H] = bias
        q = p._replace(b=b)
        cache = unroll(CELLS["gru"], q, x)[2]
        (dh_0,) = unroll_backward(CELLS["gru"], q, dh, cache)[2]
        kept = np.prod([step.z for step in cache.steps], axis=0)
        full.append(np.linalg.norm(dh_0) / np.linalg.norm(dh[-1]))
        direct.append(np.linalg.norm(dh[-1] * kept) / np.linalg.norm(dh[-1]))
    return full, direct


def test_experiment_done_by_a_reader_is_right_and_on_the_wrong_gate_is_called_so():
    assert check("8.6", *measured(1), 3.5).status == "right"
    for block, name in ((0, "reset gate"), (2, "candidate")):
        message = check("8.6", *measured(block), ...)
        assert message.mistake == name


def test_bias_of_the_experiment_is_not_blamed_on_right_ratios():
    full, direct, _ = find("8.6").right(*given("8.6"))
    assert check("8.6", list(full), list(direct), 2.0).quantity == "smallest_bias"
    assert "below the threshold" in said(check("8.6", full, direct, 3.0))
