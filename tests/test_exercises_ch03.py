"""Exercises of chapter 3: wrong answers as readers write them, and what they hear."""

import numpy as np
import pytest
from exercising import altered, said

from rnnbook import CELLS, softmax, unroll
from rnnbook.exercises import check, find, given

FORWARD = """
def f(x, U, W, b, h_0, V, b_y):
    h = h_0
    hs, os = [], []
    for x_t in x:
        a = x_t @ U + h @ W + b
        h = np.tanh(a)
        hs.append(h)
        os.append(h @ V + b_y)
    return np.stack(hs), np.stack(os)
"""
LOSS = """
def f(o, target):
    moved = o - o.max(axis=-1, keepdims=True)
    e = np.exp(moved)
    total = e.sum(axis=-1, keepdims=True)
    y = e / total
    rows = np.arange(len(o))
    losses = np.log(total[:, 0]) - moved[rows, target]
    return y, losses
"""
PADDED = """
def f(losses, lengths):
    T, B = losses.shape
    mask = np.arange(T)[:, None] < lengths
    mean = (losses * mask).sum() / mask.sum()
    last = losses[lengths - 1, np.arange(B)]
    return mean, last
"""
STARTS = {"3.3": FORWARD, "3.4": LOSS, "3.5": PADDED}
LOSSES = "np.log(total[:, 0]) - moved[rows, target]"

# number, what the reader has in place of what, the mistake that is recognised
MISTAKEN = [
    ("3.3", "h = h_0", "h = np.zeros_like(h_0)", "first state ignored"),
    ("3.3", "x_t @ U + h @ W + b", "x_t @ U + h_0 @ W + b", "state not carried"),
    ("3.3", "x_t @ U + h @ W + b", "x_t @ U + b", "no recurrence"),
    ("3.3", "h @ W", "h @ W.T", "W transposed"),
    ("3.3", "h @ W + b", "h @ W", "no bias in the layer"),
    ("3.3", "h = np.tanh(a)", "h = a", "no squashing"),
    ("3.3", "h = np.tanh(a)", "h = 1 / (1 + np.exp(-a))", "sigmoid"),
    ("3.3", "h @ V + b_y", "h @ V", "no bias in the readout"),
    ("3.3", "h @ V + b_y", "a @ V + b_y", "pre-activation read out"),
    ("3.3", "h @ V + b_y", "np.tanh(h @ V + b_y)", "squashed scores"),
    ("3.3", "h @ V + b_y", "softmax(h @ V + b_y)", "probabilities"),
    ("3.4", "o - o.max(axis=-1, keepdims=True)", "o - 0.0", "no shift"),
    ("3.4", "moved[rows, target]", "o[rows, target]", "score not shifted"),
    ("3.4", "y = e / total", "y = e / e.sum()", "one sum for the batch"),
    ("3.4", LOSSES, "-np.log(y[rows, target])", "log of the softmax"),
    ("3.4", LOSSES, f"-({LOSSES})", "sign"),
    ("3.4", LOSSES, f"({LOSSES}) / np.log(2)", "bits"),
    ("3.4", LOSSES, f"({LOSSES}) / np.log(10)", "logarithm to the base 10"),
    ("3.4", LOSSES, "y[rows, target]", "probability"),
    ("3.4", LOSSES, "1 - y[rows, target]", "one minus the probability"),
    ("3.4", "y = e / total", "y = e", "not divided"),
    ("3.4", LOSSES, "np.log(total[:, 0]) - moved.max(axis=-1)", "most probable class"),
    ("3.5", "(losses * mask).sum() / mask.sum()", "losses.mean()", "padding counted"),
    ("3.5", ".sum() / mask.sum()", ".mean()", "divided by all entries"),
    ("3.5", ".sum() / mask.sum()", ".sum()", "sum"),
    ("3.5", "[:, None] < lengths", "[:, None] <= lengths", "one step too many"),
    ("3.5", "[:, None] < lengths", "[:, None] < lengths - 1", "one step too few"),
    (
        "3.5",
        "(losses * mask).sum() / mask.sum()",
        "((losses * mask).sum(axis=0) / lengths).mean()",
        "mean of means",
    ),
    ("3.5", "losses[lengths - 1, np.arange(B)]", "losses[-1]", "last row"),
]
# the same, with words of the message where no mistake is recognised
TOLD = [
    ("3.3", "np.stack(hs), np.stack(os)", "hs, np.stack(os)", "np.stack"),
    ("3.3", "x_t @ U", "U @ x_t", "vectors are rows"),
    ("3.3", "np.stack(hs), np.stack(os)", "h, np.stack(os)", "axis is gone"),
    ("3.4", "o - o.max(axis=-1, keepdims=True)", "o - o.max()", "It has NaN"),
    ("3.4", LOSSES, f"({LOSSES}).mean()", "Did you sum"),
    ("3.5", "losses[lengths - 1, np.arange(B)]", "losses[lengths - 1]", "shape"),
]


def written(number, old, new):
    return altered(STARTS[number], old, new, softmax=softmax)


@pytest.mark.parametrize("number", STARTS)
def test_function_that_the_wrong_ones_are_made_of_is_right(number):
    assert check(number, written(number, "return", "return")).status == "right"


@pytest.mark.parametrize("number, old, new, mistake", MISTAKEN)
def test_mistake_in_code_is_recognised(number, old, new, mistake):
    message = check(number, written(number, old, new))
    assert (message.status, message.mistake) == ("mistake", mistake)


@pytest.mark.parametrize("number, old, new, words", TOLD)
def test_other_wrong_code_is_told_why(number, old, new, words):
    message = check(number, written(number, old, new))
    assert message.status in ("wrong", "misfit", "error") and words in said(message)


def test_losses_survive_scores_that_a_plain_softmax_does_not():
    case = find("3.4").inputs()[-1]
    y, losses = find("3.4").right(**case)
    assert np.isfinite(losses).all() and np.isfinite(y).all()
    with np.errstate(all="ignore"):
        assert np.isinf(-np.log(softmax(case["o"])[0, case["target"][0]]))
        assert np.isnan(np.exp(case["o"]) / np.exp(case["o"]).sum()).any()


@pytest.mark.parametrize(
    "h_2, loss, mistake",
    [
        (0.60, 1.55, "no recurrence"),
        (0.87, 0.28, "exchanged"),
        (0.28, 1.26, "bits"),
        (0.28, 0.42, "probability"),
        (0.83, 0.27, "first state"),
    ],
)
def test_wrong_number_by_hand_is_called_so(h_2, loss, mistake):
    assert check("3.1", 0.28, 0.87).status == "right"
    message = check("3.1", h_2, loss)
    assert (message.status, message.mistake) == ("mistake", mistake)


@pytest.mark.parametrize(
    "parameters, rate, mistake",
    [
        (18000, 0.4, "no biases"),
        (18140, 0.0005 / 800, "divided"),
        (18140, 0.025, "steps alone"),
        (18240, 0.4, "two biases in the layer"),
        (50 * 18140, 0.4, "a set for every step"),
    ],
)
def test_wrong_count_or_rate_is_called_so(parameters, rate, mistake):
    assert check("3.2", 18140, 0.4).status == "right"
    assert check("3.2", parameters, rate).mistake == mistake


def test_first_state_fades_faster_the_smaller_the_gain():
    left, steps = find("3.6").right(*given("3.6"))
    assert (np.diff(left) > 0).all() and (np.diff(steps) > 0).all()
    assert check("3.6", list(left), [int(step) for step in steps]).status == "right"
    late = [int(step) - 1 for step in steps]
    assert check("3.6", left, late).mistake == "steps counted from 0"


@pytest.mark.parametrize(
    "runs, whole, mistake", [(1, "h_0", "one run"), (2, 0, "share of the first step's")]
)
def test_wrong_share_of_the_first_state_is_called_so(runs, whole, mistake):
    p, x, h_0 = given("3.6")
    left, steps = [], []
    for gain in (0.5, 1.0, 2.0):
        q = p._replace(W=gain * p.W)
        h, zeros = (unroll(CELLS["rnn"], q, x, state)[0] for state in ((h_0,), None))
        gaps = np.linalg.norm(h - zeros if runs == 2 else h, axis=(1, 2))
        share = gaps / (np.linalg.norm(h_0) if whole == "h_0" else gaps[whole])
        left.append(share[9])
        steps.append(int((share < 1e-3).argmax()) + 1)
    assert check("3.6", left, steps).mistake == mistake
