"""Exercises of chapter 7: wrong answers as readers write them, and what they hear."""

import numpy as np
import pytest
from exercising import reader, said

from rnnbook import CELLS, unroll, unroll_backward
from rnnbook.cells.lstm import lstm_backward
from rnnbook.exercises import check, given

LOOP = """
def f(dh, W, steps):
    dh_next = dc_next = np.zeros_like(dh[0])
    da = [None] * len(dh)
    for t in reversed(range(len(dh))):
        dstate = dh[t] + dh_next, dc_next
        da[t], _, (_, dc_next) = lstm_backward(dstate, steps[t])
        dh_next = da[t] @ W.T
    return np.stack(da), dh_next, dc_next
"""
BLOCKS = """
def f(W, s):
    W_i, W_f, W_g, W_o = np.split(W, 4, axis=1)
    i, f, g = s.i * (1 - s.i), s.f * (1 - s.f), 1 - s.g**2
    ch = (s.g * i)[:, None] * W_i.T
    ch = ch + (s.c_prev * f)[:, None] * W_f.T
    ch = ch + (s.i * g)[:, None] * W_g.T
    q = s.o * (1 - s.tanh_c**2)
    through_o = (s.tanh_c * s.o * (1 - s.o))[:, None] * W_o.T
    hh = through_o + q[:, None] * ch
    return hh, np.diag(q * s.f), ch, np.diag(s.f)
"""
CUT = """
def f(x, h_prev, dh, steps):
    dc, da = np.zeros_like(dh[0]), [None] * len(dh)
    for t in reversed(range(len(dh))):
        da[t], _, (_, dc) = lstm_backward((dh[t], dc), steps[t])
    da = np.stack(da)
    dU = np.einsum("tbi,tbk->ik", x, da)
    dW = np.einsum("tbi,tbk->ik", h_prev, da)
    return dU, dW, da.sum(axis=(0, 1))
"""
STARTS = {"7.3": LOOP, "7.4": BLOCKS, "7.5": CUT}

# number, what the reader has in place of what, the mistake that is recognised
MISTAKEN = [
    ("7.3", "dh[t] + dh_next, dc_next", "dh[t], dc_next", "nothing through W"),
    ("7.3", "dh_next, dc_next\n", "dh_next, 0 * dc_next\n", "nothing along the belt"),
    ("7.3", "dh[t] + dh_next, dc_next", "dh[t], 0 * dc_next", "steps apart"),
    ("7.3", "in reversed(range(len(dh)))", "in range(len(dh))", "forward in time"),
    ("7.3", "dh_next = da[t]", "dh_next = dh_next + da[t]", "gradient of h piles up"),
    ("7.3", "dh[t] +", "dh[-1] * (t == len(dh) - 1) +", "last loss alone"),
    ("7.3", "np.stack(da),", "np.stack(da[::-1]),", "listed from the last"),
    ("7.3", "da), dh_next", "da), dh_next + dh[0]", "own gradient at the start"),
    ("7.3", "h[t] + dh_next, dc_next", "c_next, dh[t] + dh_next", "pair exchanged"),
    ("7.3", "dh_next = da[t]", "dh_next = 2 * da[t]", "twice through W"),
    ("7.4", "diag(q * s.f)", "diag(q)", "no forget gate on the way to h"),
    ("7.4", "g = s.i * (1 - s.i), s.f * (1 - s.f)", "g = 1, 1", "gate slopes missing"),
    ("7.4", "1 - s.g**2", "s.g * (1 - s.g)", "sigmoid slope on the candidate"),
    ("7.4", "W_i, W_f, W_g, W_o =", "W_i, W_f, W_o, W_g =", "gate order i f o g"),
    ("7.4", "q = s.o * (1 - s.tanh_c**2)", "q = s.o", "tanh missing on the cell"),
    ("7.4", "through_o + q", "q", "cell's way alone"),
    ("7.4", "ch + (s.i * g)[:, None] * W_g.T", "ch", "gates without the candidate"),
    ("7.5", "(dh[t], dc)", "(dh[t], 0 * dc)", "belt cut too"),
    ("7.5", "(dh[t], dc)", "(dh[t:].sum(axis=0), dc)", "losses pile up"),
    ("7.5", "ik\", h_prev, da)", "ik\", 0 * h_prev, da)", "no gradient of W"),
    ("7.5", "da.sum(axis=(0, 1))", "da[-1].sum(axis=0)", "bias of the last step"),
    ("7.5", "da.sum(axis=(0, 1))", "da.mean(axis=(0, 1))", "bias averaged"),
]  # fmt: skip


def answer(source):
    return reader(source, lstm_backward=lstm_backward)


@pytest.mark.parametrize("number", STARTS)
def test_the_answers_that_are_altered_below_are_right(number):
    assert check(number, answer(STARTS[number])).status == "right"


@pytest.mark.parametrize("number, old, new, mistake", MISTAKEN)
def test_mistake_in_a_reader_s_code_is_recognised(number, old, new, mistake):
    start = STARTS[number]
    assert old in start
    message = check(number, answer(start.replace(old, new, 1)))
    assert (message.status, message.mistake) == ("mistake", mistake)


def test_right_gradient_of_7_5_is_what_the_package_gives_with_W_zero_on_the_way_back():
    rng = np.random.default_rng(0)
    x, _, dh, steps = given("7.5")
    T, B, H = dh.shape
    cell = CELLS["lstm"]
    p = cell.params(*(rng.normal(size=s) for s in ((3, 8), (2, 8), (8,))))
    _, _, cache = unroll(cell, p, x)
    dp, _, _ = unroll_backward(cell, p._replace(W=0 * p.W), dh, cache)
    ours = answer(CUT)(x, cache.h_prev, dh, cache.steps)
    for found, wanted in zip(ours, dp, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)


def test_paths_of_7_2_are_those_of_a_drawn_graph():
    """Every path from c_1 to c_3, walked one by one."""
    leads = {"c": ["c+", "h"], "h": ["i+", "f+", "g+", "o+"], "o": ["h"]}
    leads |= {gate: ["c"] for gate in "ifg"}

    def walk(at, t, passed):
        if (at, t) == ("c", 3):
            return [passed]
        found = []
        for step in leads[at]:
            later = t + step.endswith("+")
            if later <= 3:
                found += walk(step[0], later, passed + (at == "h"))
        return found

    passed = walk("c", 1, 0)
    assert check("7.2", len(passed), passed.count(1)).status == "right"


def test_7_6_takes_lists_and_names_what_was_scaled():
    right = check("7.6", [[0.0] * 11] * 4, [1.0] * 4)
    assert right.status == "wrong" and "ratios" in said(right)
    message = check("7.6", 3, 4)
    assert message.status == "misfit" and "(4, 11)" in said(message)
