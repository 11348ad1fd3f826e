"""Exercises: wrong answers as readers write them, and what they are told.

The known mistakes hold the wrong answers too, made by switches in one function.
Here each is written out, so that a switch that does something else is seen.
"""

import pytest
from exercising import altered, said

from rnnbook import sigmoid
from rnnbook.exercises import check

STEP = """
def f(xU, hW, c_prev):
    i, f, g, o = np.split(xU + hW, 4, axis=-1)
    i, f, o = sigmoid(i), sigmoid(f), sigmoid(o)
    g = np.tanh(g)
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return h, c
"""
BACKWARD = """
def f(dh, dc, s):
    do = dh * s.tanh_c
    dc = dc + dh * s.o * (1 - s.tanh_c**2)
    di = dc * s.g
    df = dc * s.c_prev
    dg = dc * s.i
    di, df, do = di * s.i * (1 - s.i), df * s.f * (1 - s.f), do * s.o * (1 - s.o)
    da = np.concatenate([di, df, dg * (1 - s.g**2), do], axis=-1)
    return da, dc * s.f
"""
COUPLED = """
def f(xU, W, h, c):
    hs = []
    for x in xU:
        i, g, o = np.split(x + h @ W, 3, axis=-1)
        i = sigmoid(i)
        c = (1 - i) * c + i * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        hs.append(h)
    return np.stack(hs), c
"""
STARTS = {"6.3": STEP, "6.4": BACKWARD, "6.5": COUPLED}
GATES = "i, f, o = sigmoid(i), sigmoid(f), sigmoid(o)"

# number, what the reader has in place of what, the mistake that is recognised
MISTAKEN = [
    ("6.3", "f * c_prev", "(1 - f) * c_prev", "forget gate the wrong way round"),
    ("6.3", "g = np.tanh(g)", "pass", "candidate not squashed"),
    ("6.3", GATES, "pass", "gates not squashed"),
    ("6.3", f"{GATES}\n    g = np.tanh(g)", "pass", "nothing squashed"),
    ("6.3", "c_prev + i * g", "c_prev * (i * g)", "parts multiplied"),
    ("6.3", "xU + hW", "xU * hW", "inputs multiplied"),
    (
        "6.4",
        "di = dc * s.g\n    df = dc * s.c_prev\n    dg = dc * s.i",
        "di = dc * s.i\n    df = dc * s.c_prev\n    dg = dc * s.g",
        "input gate and candidate get themselves",
    ),
    ("6.4", "dc * s.c_prev", "dc", "old cell state missing at the forget gate"),
    ("6.4", "do = dh * s.tanh_c", "do = dh", "cell state missing at the output gate"),
    ("6.4", "do = dh * s.tanh_c", "do = dh * s.o", "output gate gets itself"),
    ("6.4", "da, dc * s.f", "dc * s.f, da", "returned in the wrong order"),
    ("6.5", "x + h @ W", "x", "W unused"),
    ("6.5", "np.stack(hs), c", "c, np.stack(hs)", "returned in the wrong order"),
]
# the same, with words of the message where no mistake is recognised
TOLD = [
    ("6.3", "xU + hW", "(xU + hW).astype('f')", "size of float32 rounding"),
    ("6.3", "return h, c", "return h.astype('f'), c", "size of float32 rounding"),
    ("6.4", "axis=-1", "axis=0", "along the batch axis; they belong along the last"),
    ("6.4", "da, dc * s.f", "dc, da", "wrong order. Wanted: `da` and `dc_prev`"),
    ("6.5", "np.stack(hs), c", "h, np.stack(hs)", "Wanted: `hs` and `c`"),
]


def written(number, old, new):
    return altered(STARTS[number], old, new, sigmoid=sigmoid)


@pytest.mark.parametrize("number", STARTS)
def test_function_that_the_wrong_ones_are_made_of_is_right(number):
    assert check(number, written(number, "return", "return")).status == "right"


@pytest.mark.parametrize("number, old, new, mistake", MISTAKEN)
def test_mistake_in_code_is_recognised(number, old, new, mistake):
    message = check(number, written(number, old, new))
    assert (message.status, message.mistake) == ("mistake", mistake)
    assert message.where is None


@pytest.mark.parametrize("number, old, new, words", TOLD)
def test_other_wrong_code_is_told_why(number, old, new, words):
    message = check(number, written(number, old, new))
    assert message.status in ("wrong", "misfit") and words in said(message)


def test_rounding_is_not_blamed_for_what_is_larger():
    f = written("6.3", "f * c_prev", "1.0001 * f * c_prev")
    assert "float32" not in said(check("6.3", f))
