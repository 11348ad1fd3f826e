"""Exercises: wrong programs of readers that are no known mistake, or written otherwise.

The known mistakes are changes of the right answer. Here stand programs that are written
in another way, and changes that no mistake is made of.
"""

import numpy as np
import pytest
from exercising import reader, said

from rnnbook import CELLS, softmax, unroll, unroll_backward
from rnnbook.exercises import check, find, given
from rnnbook.patch import patched

# number, what the reader has in place of what, words of the message
TOLD = [
    ("3.3", "return h, o", "return states, o", "np.stack"),
    ("3.3", "x_t @ U", "U @ x_t", "vectors are rows"),
    ("3.3", "return h, o", "return h[-1], o", "axis is gone"),
    ("3.4", "o.max(axis=-1, keepdims=True)", "o.max()", "It has NaN"),
    ("3.4", "return y, losses", "return y, losses.mean()", "Did you sum"),
    ("3.5", "lengths - 1, np.arange(B)", "lengths - 1", "shape"),
    ("6.3", "xU + hW", "(xU + hW).astype('f')", "size of float32 rounding"),
    ("6.3", "return h, c", "return h.astype('f'), c", "size of float32 rounding"),
    ("6.4", "axis=-1", "axis=0", "along the batch axis; they belong along the last"),
    ("6.4", "return da, total * s.f", "return total, da", "Wanted: `da` and `dc_prev`"),
    ("6.5", "np.stack(hs), c", "h, np.stack(hs)", "Wanted: `hs` and `c_last`"),
]


@pytest.mark.parametrize("number, old, new, words", TOLD)
def test_wrong_code_of_no_known_kind_is_told_why(number, old, new, words):
    message = check(number, patched(find(number).right, (old, new)))
    assert message.status in ("wrong", "misfit", "error") and words in said(message)


def test_rounding_is_not_blamed_for_what_is_larger():
    f = patched(find("6.3").right, ("f * c_prev", "1.0001 * f * c_prev"))
    assert "float32" not in said(check("6.3", f))


# A mistake in a program that is written in another way ------------------------------

STEP = """
def f(xU, hW, c_prev):
    H = c_prev.shape[-1]
    a = xU + hW
    gate = lambda k: 1 / (1 + np.exp(-a[:, k * H : (k + 1) * H]))
    c = gate(FORGET) * c_prev
    c += gate(INPUT) * np.tanh(a[:, 2 * H : 3 * H])
    return gate(3) * np.tanh(c), c
"""
BACKWARD = """
def f(dh, s):
    dhW, dxU = np.zeros((2, len(dh), 3 * dh.shape[1]))
    for b in range(len(dh)):
        for k in range(dh.shape[1]):
            r, z, n = s.r[b, k], s.z[b, k], s.n[b, k]
            through_n = dh[b, k] * (1 - z) * (1 - n**2)
            for j, d in enumerate([
                through_n * s.hW_n[b, k] * r * (1 - r),
                dh[b, k] * (s.h_prev[b, k] - n) * z * (1 - z),
                through_n,
            ]):
                dxU[b, j * dh.shape[1] + k] = d
                dhW[b, j * dh.shape[1] + k] = d * (RESET if j == 2 else 1)
    return dxU, dhW, dh * s.z
"""
TWO_LAYERS = """
def f(x, U_1, W_1, b_1, U_2, W_2, b_2):
    def layer(x, U, W, b):
        h, hs = np.zeros((x.shape[1], len(W))), np.zeros((*x.shape[:2], len(W)))
        for t, x_t in enumerate(x):
            hs[t] = h = np.tanh(x_t @ U + h @ W + b)
        return hs
    first = layer(x, U_1, W_1, b_1)
    return first, layer(first, U_2, SECOND, b_2)
"""
# number, source, right names in it, wrong ones, words of the mistake
WRITTEN = [
    ("6.3", STEP, dict(INPUT=0, FORGET=1), dict(INPUT=1, FORGET=0), "changed places"),
    ("8.4", BACKWARD, dict(RESET="r"), dict(RESET="1"), "reset gate"),
    ("9.4", TWO_LAYERS, dict(SECOND="W_2"), dict(SECOND="W_1"), "the W of the first"),
]


@pytest.mark.parametrize("number, source, right, wrong, words", WRITTEN)
def test_mistake_is_known_in_whatever_way_it_is_written(
    number, source, right, wrong, words
):
    def judged(names):
        text = source
        for name, value in names.items():
            text = text.replace(name, str(value))
        return check(number, reader(text))

    assert judged(right).status == "right"
    assert words in judged(wrong).mistake


# What the right answers are, found in another way -----------------------------------


def test_losses_survive_scores_that_a_plain_softmax_does_not():
    case = find("3.4").inputs()[-1]
    y, losses = find("3.4").right(**case)
    assert np.isfinite(losses).all() and np.isfinite(y).all()
    with np.errstate(all="ignore"):
        assert np.isinf(-np.log(softmax(case["o"])[0, case["target"][0]]))
        assert np.isnan(np.exp(case["o"]) / np.exp(case["o"]).sum()).any()


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


def test_gradient_of_7_5_is_what_the_package_gives_with_W_zero_on_the_way_back():
    rng = np.random.default_rng(0)
    x, _, dh, _ = given("7.5")
    T, B, H = dh.shape
    cell = CELLS["lstm"]
    p = cell.params(*(rng.normal(size=s) for s in ((3, 8), (2, 8), (8,))))
    _, _, cache = unroll(cell, p, x)
    dp, _, _ = unroll_backward(cell, p._replace(W=0 * p.W), dh, cache)
    ours = find("7.5").right(x, cache.h_prev, dh, cache.steps)
    for found, wanted in zip(ours, dp, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)


def test_step_and_backward_of_6_are_the_cell_s():
    xU, hW, c_prev = given("6.3")
    (h, c), step = CELLS["lstm"].forward(xU, hW, (None, c_prev))
    np.testing.assert_allclose(find("6.3").right(xU, hW, c_prev), (h, c), rtol=1e-12)
    da, _, (_, dc_prev) = CELLS["lstm"].backward((h, c), step)
    found = find("6.4").right(h, c, step)
    np.testing.assert_allclose(found[0], da, rtol=1e-12)
    np.testing.assert_allclose(found[1], dc_prev, rtol=1e-12)
