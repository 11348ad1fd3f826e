"""Exercises: experiments as readers do them with code of their own."""

import numpy as np
import pytest
from exercising import said

from rnnbook import (
    CELLS,
    Directions,
    Stack,
    sigmoid,
    unroll,
    unroll_backward,
    unroll_stack,
    unroll_stack_backward,
)
from rnnbook.exercises import Experiment, check, find, first, given

# 3.6 ------------------------------------------------------------------------------


def shares(runs=2, whole=None):
    """What is left after step 10, and the first step with less than a thousandth."""
    p, x, h_0 = given("3.6")
    left, steps = [], []
    for gain in (0.5, 1.0, 2.0):
        q = p._replace(W=gain * p.W)
        h, zeros = (unroll(CELLS["rnn"], q, x, state)[0] for state in ((h_0,), None))
        gaps = np.linalg.norm(h - zeros if runs == 2 else h, axis=(1, 2))
        share = gaps / (np.linalg.norm(h_0) if whole is None else gaps[whole])
        left.append(share[9])
        steps.append(int((share < 1e-3).argmax()) + 1)
    return left, steps


def test_share_of_the_first_state_is_judged_with_the_steps():
    left, steps = shares()
    assert left == sorted(left) and steps == sorted(steps)
    assert check("3.6", left, steps).status == "right"
    assert "difference of two" in check("3.6", *shares(runs=1)).mistake
    assert "difference after step 1" in check("3.6", *shares(whole=0)).mistake
    late = check("3.6", left, [step - 1 for step in steps]).mistake
    assert "belongs to step 1, not to step 0" in late


# 6.6 ------------------------------------------------------------------------------

BIASES = np.arange(0, 5.25, 0.25)


def ratios_of(norm):
    """The ratios for a reader who takes `norm` of the gradients of h and c."""
    p, x, dh = given("6.6")
    H, found = len(p.W), []
    for bias in BIASES:
        b = p.b.copy()
        b[H : 2 * H] = bias
        q = p._replace(b=b)
        cache = unroll(CELLS["lstm"], q, x)[2]
        dstate = unroll_backward(CELLS["lstm"], q, dh, cache)[2]
        found.append(norm(*dstate) / np.linalg.norm(dh[-1]))
    return found


MEASURED = {
    "for the initial cell state": lambda: ratios_of(lambda h, c: np.linalg.norm(c)),
    "for h and c together": lambda: ratios_of(lambda *hc: np.linalg.norm(hc)),
    "This is the prediction": lambda: [sigmoid(bias) ** 50 for bias in BIASES],
}


@pytest.mark.parametrize("words", MEASURED)
def test_wrong_ratios_explain_the_bias_that_was_found_with_them(words):
    ratios, (_, smallest) = MEASURED[words](), find("6.6").right(*given("6.6"))
    found = BIASES[np.argmax(np.array(ratios) >= 0.1)]
    for answer in (found, smallest, ...):
        message = check("6.6", ratios, answer)
        assert words in message.mistake and message.where is None


def test_wrong_bias_beside_right_ratios_is_not_blamed_on_the_ratios():
    ratios, _ = find("6.6").right(*given("6.6"))
    wrong = {check("6.6", ratios, bias).quantity for bias in (2.25, 3.0, 3.25, 3.75)}
    assert wrong == {"smallest_bias"}


@pytest.mark.parametrize("kind", [list, np.array], ids=["list", "array"])
@pytest.mark.parametrize("count", [1, 21])
def test_ratios_of_a_function_without_return_are_not_called_nan(kind, count):
    ratios, bias = find("6.6").right(*given("6.6"))
    message = check("6.6", kind([None] * count + list(ratios[count:])), bias)
    assert message.status == "misfit" and "NaN" not in said(message)
    assert "holds None: does `gradient_ratio` return anything?" in said(message)


def test_exchanged_ratios_and_bias_are_called_so():
    ratios, bias = find("6.6").right(*given("6.6"))
    assert "wrong order" in said(check("6.6", bias, list(ratios)))


# 7.6 ------------------------------------------------------------------------------


def test_arrays_may_be_lists_and_a_number_in_their_place_is_a_misfit():
    right = check("7.6", [[0.0] * 11] * 4, [1.0] * 4)
    assert right.status == "wrong" and "ratios" in said(right)
    message = check("7.6", 3, 4)
    assert message.status == "misfit" and "(4, 11)" in said(message)


# 8.6 ------------------------------------------------------------------------------


def belt(block):
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


def test_belt_on_the_right_gate_is_right_and_on_another_is_called_so():
    full, direct = belt(1)
    assert check("8.6", full, direct, 2.5).status == "right"
    for block, gate in ((0, "reset gate"), (2, "candidate")):
        assert f"bias of the {gate}" in check("8.6", *belt(block), ...).mistake
    assert check("8.6", full, direct, 1.0).quantity == "smallest_bias"
    assert "below the threshold" in said(check("8.6", full, direct, 2.0))
    assert "direct path alone" in said(check("8.6", full, direct, 3.0))


# 9.6 ------------------------------------------------------------------------------


def ratios(names, residual=False, forget=""):
    """The ratios of a reader who scales `names` and may forget it on one way."""
    p, x, dh = given("9.6")
    found = []
    for factor in np.arange(8, 31) / 10:
        scaled = (
            way._replace(**{n: factor * getattr(way, n) for n in names})
            for way, _ in p.layers
        )
        q = Stack(tuple(Directions(way) for way in scaled))
        out, back = (p if forget == "out" else q), (p if forget == "back" else q)
        cache = unroll_stack(CELLS["rnn"], out, x, residual=residual)[2]
        dx = unroll_stack_backward(CELLS["rnn"], back, dh, cache)[1]
        found.append(np.linalg.norm(dx) / np.linalg.norm(dh))
    return np.array(found)


def test_wrong_ratios_are_recognised_with_the_factor_found_from_them():
    def mistake(*answer):
        return check("9.6", *answer).mistake

    right = ratios("U")
    smallest = first(np.arange(8, 31) / 10, right >= 1)
    assert check("9.6", right, smallest).status == "right"
    assert "You scale W, the way through time" in mistake(ratios("W"), ...)
    assert "You scale W as well" in mistake(ratios("UW"), ...)
    assert "residual" in mistake(ratios("U", residual=True), 0.8)
    reaches = "The factor reaches `unroll_stack"
    assert mistake(ratios("U", forget="back"), ...).startswith(f"{reaches}`")
    assert mistake(ratios("U", forget="out"), ...).startswith(f"{reaches}_backward`")
    assert "still below 1" in mistake(right, smallest - 0.1)


# The form -------------------------------------------------------------------------


def squares(x):
    RUNS.append(len(x))
    return x**2


def largest(measured, x):
    return measured, measured.max()


RUNS: list[int] = []


def experiment(**changes):
    fields = dict(
        number="99.1",
        title="Squares",
        measure=squares,
        answer=largest,
        outputs="squares largest",
        cases=lambda rng: [{"x": np.arange(4.0)}],
        meaning="A parabola.",
        mistakes={("x**2", "x**3"): "A cube.", (".max()", ".min()"): "The least."},
    )
    return Experiment(**fields | changes)


def test_experiment_measures_once_and_anew_where_the_measurement_is_changed():
    made = experiment()
    (inputs,) = (case.values() for case in made.inputs())
    RUNS.clear()
    for _ in range(2):
        assert made.right(*inputs)[1] == 9
        assert [m.wrong(*inputs)[1] for m in made.mistakes] == [27, 0]
    assert len(RUNS) == 2


def test_text_in_both_functions_or_in_neither_is_refused():
    for text, count in (("measured.maximum", 0), ("x", 2)):
        with pytest.raises(ValueError, match=f"{count} of squares and largest"):
            experiment(mistakes={(text, ""): "Oh."})
