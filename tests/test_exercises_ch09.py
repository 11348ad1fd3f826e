"""Exercises of chapter 9: wrong answers as readers write them, and what is said."""

import numpy as np
import pytest
from exercising import altered

from rnnbook import CELLS, Directions, Stack, unroll_stack, unroll_stack_backward
from rnnbook.exercises import check, find, given

REVERSE = """
def f(x, lengths, dturned):
    turned, dx = x.copy(), dturned.copy()
    for b, n in enumerate(lengths):
        turned[:n, b] = x[:n, b][::-1]
        dx[:n, b] = dturned[:n, b][::-1]
    return turned, dx
"""
TWO_LAYERS = """
def f(x, U_1, W_1, b_1, U_2, W_2, b_2):
    h_1, out_1 = np.zeros((x.shape[1], len(W_1))), []
    h_2, out_2 = np.zeros((x.shape[1], len(W_2))), []
    for x_t in x:
        h_1 = np.tanh(x_t @ U_1 + h_1 @ W_1 + b_1)
        h_2 = np.tanh(h_1 @ U_2 + h_2 @ W_2 + b_2)
        out_1.append(h_1)
        out_2.append(h_2)
    return np.stack(out_1), np.stack(out_2)
"""
LAYER_NORM = """
def f(dy, v, gain, eps):
    mu = v.mean(axis=-1, keepdims=True)
    s = np.sqrt(((v - mu) ** 2).mean(axis=-1, keepdims=True) + eps)
    normed = (v - mu) / s
    d = dy * gain
    along = (d * normed).mean(axis=-1, keepdims=True)
    dv = (d - d.mean(axis=-1, keepdims=True) - normed * along) / s
    return dv, (dy * normed).sum(axis=0), dy.sum(axis=0)
"""
STARTS = {"9.3": REVERSE, "9.4": TWO_LAYERS, "9.5": LAYER_NORM}
THREE = "d - d.mean(axis=-1, keepdims=True) - normed * along"

# number, what the reader has in place of what, the mistake that is recognised
MISTAKEN = [
    ("9.3", "x[:n, b][::-1]", "x[:, b][::-1][:n]", None),
    ("9.3", "turned, dx = x.copy()", "turned, dx = 0 * x", None),
    ("9.3", "dx[:n, b] = dturned[:n, b][::-1]", "pass", "gradient not turned"),
    ("9.3", "return turned, dx", "return dx, turned", "returned in the wrong order"),
    ("9.3", "return turned, dx", "return x[::-1], dturned[::-1]", "whole length"),
    ("9.4", "h_1 @ U_2", "h_2 @ U_2", "second layer reads itself"),
    ("9.4", "h_1 @ U_2", "x_t @ U_2", "second layer reads x"),
    ("9.4", "h_2 @ W_2", "h_1 @ W_2", None),
    ("9.4", "h_2 @ W_2", "h_2 @ W_1", "W of the first layer in both"),
    ("9.4", "h_2 = np.tanh(h_1 @ U_2 + h_2 @ W_2 + b_2)\n        out_1.append(h_1)",
     "out_1.append(h_1)\n        h_1 = h_2 = np.tanh(h_1 @ U_2 + h_1 @ W_2 + b_2)",
     "one state for both"),
    ("9.4", "h_1 = np.tanh(x_t @ U_1 + h_1 @ W_1 + b_1)",
     "h_2, h_1 = h_1, np.tanh(x_t @ U_1 + h_1 @ W_1 + b_1)",
     "past of the first layer in the second"),
    ("9.4", "np.tanh(h_1 @ U_2 + h_2 @ W_2 + b_2)", "h_1 @ U_2 + h_2 @ W_2 + b_2",
     "second layer not squashed"),
    ("9.4", "out_2.append(h_2)", "out_2.append(h_1 + h_2)", "residual added"),
    ("9.5", f"({THREE}) / s", "d / s", "mean and variance held fixed"),
    ("9.5", "- normed * along", "", "variance held fixed"),
    ("9.5", "d = dy * gain", "d = dy", "gain missing"),
    ("9.5", "(d * normed)", "(dy * normed)", "gain missing in the last term"),
    ("9.5", "d - d.mean", "d + d.mean", "sign of the first mean"),
    ("9.5", "along) / s", "along) / s**2", "divided by the variance"),
    ("9.5", "(dy * normed).sum", "(dy * v).sum", "gain gets the row as it came"),
    ("9.5", " + eps", "", "eps left out"),
]  # fmt: skip


def written(number, old, new):
    return altered(STARTS[number], old, new)


@pytest.mark.parametrize("number", STARTS)
def test_function_that_the_wrong_ones_are_made_of_is_right(number):
    assert check(number, written(number, "return", "return")).status == "right"


@pytest.mark.parametrize("number, old, new, mistake", MISTAKEN)
def test_mistake_in_code_is_recognised(number, old, new, mistake):
    message = check(number, written(number, old, new))
    if mistake is None:
        assert message.status in ("wrong", "mistake")
    else:
        assert (message.status, message.mistake) == ("mistake", mistake)


@pytest.mark.parametrize(
    "answers, mistake",
    [
        ((4 * 50 * 71 + 4 * 50 * 151, 138), "one direction"),
        ((2 * 4 * 50 * 71 + 2 * 4 * 50 * 101, 138), "second layer reads one direction"),
        ((88800, 139), "rounded up"),
        ((88800, 138.87), "not rounded"),
        ((138, 88800), "exchanged"),
    ],
)
def test_wrong_count_is_recognised(answers, mistake):
    assert check("9.1", 88800, 138).status == "right"
    assert check("9.1", *answers).mistake == mistake


@pytest.mark.parametrize(
    "answers, mistake",
    [
        ((7, 36, 8), "time alone"),
        ((9, 36, 8), "product into the input missing"),
        ((10, 120, 8), "way down into x free"),
        ((10, 3**7, 8), "ordered choices"),
        ((10, 36, 7), "first layer skipped too"),
        ((10, 45, 8), "a step more on every way"),
    ],
)
def test_wrong_number_of_ways_is_recognised(answers, mistake):
    assert check("9.2", 10, 36, 8).status == "right"
    assert check("9.2", *answers).mistake == mistake


def ratios(names, residual=False, forget=""):
    """The ratios of a reader who scales `names` and may forget it on one way."""
    p, x, dh = given("9.6")
    found = []
    for factor in np.arange(8, 31) / 10:
        q = Stack(
            tuple(
                Directions(
                    way._replace(**{n: factor * getattr(way, n) for n in names})
                )
                for way, _ in p.layers
            )
        )
        out, back = (p if forget == "out" else q), (p if forget == "back" else q)
        cache = unroll_stack(CELLS["rnn"], out, x, residual=residual)[2]
        dx = unroll_stack_backward(CELLS["rnn"], back, dh, cache)[1]
        found.append(np.linalg.norm(dx) / np.linalg.norm(dh))
    return np.array(found)


def test_wrong_ratios_are_recognised_with_the_factor_found_from_them():
    _, smallest = find("9.6").right(*given("9.6"))
    assert check("9.6", ratios("U"), smallest).status == "right"
    assert check("9.6", ratios("W"), ...).mistake == "W in place of U"
    assert check("9.6", ratios("UW"), ...).mistake == "U and W"
    assert check("9.6", ratios("U", residual=True), 0.8).mistake == "residual"
    out, back = ratios("U", forget="back"), ratios("U", forget="out")
    assert check("9.6", out, ...).mistake == "factor on the way out alone"
    assert check("9.6", back, ...).mistake == "factor on the way back alone"
    assert check("9.6", ratios("U"), smallest - 0.1).mistake == "one too small"
