"""Truncation: which gradients are cut, and that at random nothing is lost on average.

The mean over random truncations is taken over all 2^(T - 1) patterns with their
probabilities, so that it is compared to rounding and not to a sampling error.
"""

# ruff: noqa: E501 -- a row of a table is read as one line

import itertools

import numpy as np
import pytest
from own_cells import OWN
from refusing import assert_refused
from sequences import draw, gap, run, step_by_step

from rnnbook import CELLS, unroll, unroll_backward
from rnnbook.loop.truncated import (
    random_carry,
    sliding_backward,
    unroll_windows,
    window_carry,
)
from rnnbook.patch import patched_module

ALL = {**CELLS, **OWN}
cells = pytest.mark.parametrize("name", ALL)
T, B = 5, 2
C = np.array([0.9, 0.1, 0.5, 0.3, 0.7])


def carried(cell, s, carry):
    """Every gradient with a carry, by name."""
    back = lambda *args: unroll_backward(*args, carry=carry)  # noqa: E731
    return run(cell, s, unroll_backward=back)[2]


def named(cell, s, dp, dx, dstart):
    starts = {f"{n}0": d for n, d in zip(cell.state, dstart, strict=True)}
    return {**dp._asdict(), "x": dx, **starts}


def added(cell, s, windows):
    """The gradients of (steps, cache, dstate) in order of time, added up, by name."""
    total, dx, starts = {n: 0 * v for n, v in s.p._asdict().items()}, [], []
    for steps, cache, above in windows:
        dp, dx_w, start = unroll_backward(cell, s.p, s.dh[steps], cache, above)
        total = {n: total[n] + d for n, d in dp._asdict().items()}
        dx.append(dx_w)
        starts.append(start)
    return named(cell, s, type(s.p)(**total), np.concatenate(dx), starts[0])


def without_end(s):
    return s._replace(dstate=tuple(0 * d for d in s.dstate))


def test_window_carry_by_hand():
    np.testing.assert_array_equal(window_carry(7, 3), [1, 1, 1, 0, 1, 1, 0])
    np.testing.assert_array_equal(window_carry(4, 2), [1, 1, 0, 1])
    np.testing.assert_array_equal(window_carry(3, 1), [1, 0, 0])
    np.testing.assert_array_equal(window_carry(3, 9), [1, 1, 1])
    assert window_carry(3, 2).dtype == np.float64
    assert window_carry(3, 2, np.float32).dtype == np.float32


@cells
def test_a_window_of_all_steps_is_full_backpropagation(name):
    s = draw(ALL[name], T, B)
    full = run(ALL[name], s)[2]
    for window in (T, T + 1, 100):
        for n, d in carried(ALL[name], s, window_carry(T, window)).items():
            np.testing.assert_array_equal(d, full[n])


@cells
@pytest.mark.parametrize("window", range(1, T + 1))
def test_windows_are_unrolls_of_their_own_with_the_state_handed_on(name, window):
    cell = ALL[name]
    s = draw(cell, T, B)
    state, windows = s.state, []
    for start in range(0, T, window):
        steps = slice(start, start + window)
        _, state, cache = unroll(cell, s.p, s.x[steps], state)
        windows.append((steps, cache, s.dstate if start + window >= T else None))
    wanted = added(cell, s, windows)
    found = carried(cell, s, window_carry(T, window))
    assert gap(found, wanted) < 1e-13
    if window < T:
        assert gap(found, run(cell, s)[2]) > 1e-3


@cells
def test_a_window_of_one_step_has_no_recurrence_through_time(name):
    s = draw(ALL[name], T, B)
    wanted = step_by_step(ALL[name], s, np.array([[1.0] * B] + [[0.0] * B] * (T - 1)))
    assert gap(carried(ALL[name], s, window_carry(T, 1)), wanted) < 1e-13


@cells
def test_any_carry_is_that_of_unrolls_of_one_step_each(name):
    s, rng = draw(ALL[name], T, B), np.random.default_rng(3)
    for carry in (rng.normal(size=(T, B)), random_carry(T, C, rng, B)):
        found = carried(ALL[name], s, carry)
        assert gap(found, step_by_step(ALL[name], s, carry)) < 1e-12
    one = rng.normal(size=T)
    wide = np.repeat(one[:, None], B, axis=1)
    assert gap(carried(ALL[name], s, one), carried(ALL[name], s, wide)) < 1e-15


class Told(np.random.Generator):
    """A generator whose numbers are told: just below c where the gradient is cut."""

    def __init__(self, cut, c):
        super().__init__(np.random.PCG64(0))
        self.numbers = np.where(cut, np.nextafter(c, -1.0), c)

    def random(self, shape):
        return np.broadcast_to(self.numbers, shape).copy()


def patterns(c, T):
    """(probability, carry) of every way to truncate, as random_carry makes it."""
    c = np.broadcast_to(c, T).astype(float)
    for later in itertools.product([False, True], repeat=T - 1):
        cut = np.array([False, *later])
        chance = np.where(cut, c, 1 - c)[1:].prod()
        yield chance, random_carry(T, c, Told(cut, c))


def mean_gradient(cell, s, weighted):
    total = dict.fromkeys([*s.p._fields, "x", *(f"{n}0" for n in cell.state)], 0.0)
    for chance, carry in weighted:
        found = carried(cell, s, carry)
        total = {n: total[n] + chance * d for n, d in found.items()}
    return total


@cells
@pytest.mark.parametrize("c", [0.4, C], ids=["one c", "a c for each step"])
def test_the_mean_of_all_random_truncations_is_the_full_gradient(name, c):
    cell = ALL[name]
    s = draw(cell, T, B)
    weighted = list(patterns(c, T))
    assert len(weighted) == 2 ** (T - 1)
    assert sum(chance for chance, _ in weighted) == pytest.approx(1, abs=1e-15)
    full = run(cell, s)[2]
    assert gap(mean_gradient(cell, s, weighted), full) < 1e-13
    # Each of them alone is something else.
    assert min(gap(carried(cell, s, carry), full) for _, carry in weighted) > 1e-4


@cells
def test_without_the_factor_the_mean_forgets_the_past(name):
    """Then a path over k steps counts (1 - c)^k times: biased, by that very much."""
    cell = ALL[name]
    s = draw(cell, T, B)
    kept = [(chance, (carry > 0).astype(float)) for chance, carry in patterns(0.4, T)]
    mean = mean_gradient(cell, s, kept)
    assert gap(mean, run(cell, s)[2]) > 1e-2
    damped = np.array([1.0] + [0.6] * (T - 1))
    assert gap(mean, carried(cell, s, damped)) < 1e-13


def test_what_the_docstring_says_of_the_variance():
    weighted = list(patterns(0.4, T))
    for k in range(1, T):
        path = [(chance, carry[-k:].prod()) for chance, carry in weighted]
        survives = sum(chance for chance, weight in path if weight > 0)
        assert survives == pytest.approx(0.6**k)
        assert {round(w * 0.6**k, 9) for _, w in path} == {0.0, 1.0}
        assert sum(chance * weight for chance, weight in path) == pytest.approx(1)
        assert sum(p * weight**2 for p, weight in path) == pytest.approx(0.6**-k)


def test_random_carry_draws_what_it_says():
    rng = np.random.default_rng(0)
    carry = random_carry(6, 0.25, rng, B=4000)
    assert carry.shape == (6, 4000) and carry.flags.c_contiguous
    np.testing.assert_array_equal(carry[0], 1.0)
    assert set(carry[1:].ravel()) == {0.0, 1 / 0.75}
    share = (carry == 0).mean(axis=1)[1:]
    np.testing.assert_allclose(share, 0.25, atol=0.04)  # five standard deviations
    pairs = np.corrcoef(carry[1:])[np.triu_indices(5, 1)]
    assert np.abs(pairs).max() < 0.08
    some = random_carry(5, C, np.random.default_rng(1), B=4000)
    np.testing.assert_allclose((some == 0).mean(axis=1)[1:], C[1:], atol=0.04)
    np.testing.assert_allclose(some.max(axis=1)[1:], 1 / (1 - C[1:]))


def test_random_carry_is_that_of_its_generator_and_of_its_dtype():
    one, two = (random_carry(50, 0.3, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert one.shape == (50,) and one.dtype == np.float64
    assert random_carry(50, 0, np.random.default_rng(7)).tolist() == [1.0] * 50
    low = random_carry(9, np.float64(0.3), np.random.default_rng(7), 2, np.float32)
    assert low.dtype == np.float32 and low.shape == (9, 2)
    s = draw(CELLS["lstm"], 9, 2, dtype=np.float32)
    for d in carried(CELLS["lstm"], s, low.astype(np.float64)).values():
        assert d.dtype == np.float32


@cells
@pytest.mark.parametrize("window", [1, 2, 4, T, 9])
def test_unroll_windows_is_the_whole_with_the_gradients_of_the_windows(name, window):
    cell = ALL[name]
    s = without_end(draw(cell, T, B))
    h, end, _ = unroll(cell, s.p, s.x, s.state)
    windows = list(unroll_windows(cell, s.p, s.x, window, s.state))
    parts = [h_w for _, h_w, _, _ in windows]
    np.testing.assert_allclose(np.concatenate(parts), h, rtol=1e-13)
    np.testing.assert_allclose(windows[-1][2], end, rtol=1e-13)
    found = added(cell, s, [(steps, cache, None) for steps, _, _, cache in windows])
    assert gap(found, carried(cell, s, window_carry(T, window))) < 1e-13


def test_unroll_windows_asks_for_the_parameters_of_the_moment():
    cell = CELLS["gru"]
    s, state, asked = draw(cell, 6, B), None, []
    p = s.p

    def now():
        asked.append(p)
        return p

    for steps, h, after, _ in unroll_windows(cell, now, s.x, 2):
        h_wanted, state, _ = unroll(cell, p, s.x[steps], state)
        np.testing.assert_array_equal(h, h_wanted)
        np.testing.assert_array_equal(after, state)
        p = type(p)(*(0.9 * v for v in p))  # an update
    assert len(asked) == 3 and steps == slice(4, 6)


@cells
def test_sliding_truncation_that_does_not_slide_is_window_carry(name):
    cell = ALL[name]
    s = without_end(draw(cell, T, B))
    _, _, cache = unroll(cell, s.p, s.x, s.state)
    for window in range(1, T + 2):
        grads = sliding_backward(cell, s.p, s.dh, cache, window, window)
        wanted = carried(cell, s, window_carry(T, window))
        assert gap(named(cell, s, *grads), wanted) < 1e-13
    for every in (1, 2, T):
        grads = sliding_backward(cell, s.p, s.dh, cache, every, T)
        # Steps that are missing at the end count: only then is this not everything.
        if T % every == 0:
            assert gap(named(cell, s, *grads), run(cell, s)[2]) < 1e-13


@cells
@pytest.mark.parametrize("every, reach", [(1, 1), (1, 3), (2, 3), (2, 4), (3, 4)])
def test_sliding_truncation_is_an_unroll_of_its_last_steps_each_time(name, every, reach):
    cell = ALL[name]
    s = without_end(draw(cell, T, B))
    states = [s.state]
    for x_t in s.x:
        states.append(unroll(cell, s.p, x_t[None], states[-1])[1])
    total = {n: 0 * v for n, v in run(cell, s)[2].items()}
    for end in range(every, T + every, every):
        steps = slice(max(0, end - reach), end)
        _, _, cache = unroll(cell, s.p, s.x[steps], states[steps.start])
        due = s.dh[steps].copy()
        due[: end - every - steps.start] = 0.0
        grads = unroll_backward(cell, s.p, due, cache)
        found = named(cell, s, *grads)
        total["x"][steps] += found.pop("x")
        for n, d in found.items():
            if not n.endswith("0") or steps.start == 0:
                total[n] = total[n] + d
    _, _, cache = unroll(cell, s.p, s.x, s.state)
    grads = sliding_backward(cell, s.p, s.dh, cache, every, reach)
    assert gap(named(cell, s, *grads), total) < 1e-13


def rng():
    return np.random.default_rng(0)


S = draw(CELLS["rnn"], T, B)
CACHE = unroll(CELLS["rnn"], S.p, S.x)[2]


def sliding(every, reach, dh=S.dh):
    return lambda: sliding_backward(CELLS["rnn"], S.p, dh, CACHE, every, reach)


def windowed(x=S.x, window=2, **options):
    return lambda: list(unroll_windows(CELLS["rnn"], S.p, x, window, **options))


BAD = {
    "no steps": (lambda: window_carry(0, 3), ValueError, "T = 0", "at least 1", "the number of steps"),
    "a window of nothing": (lambda: window_carry(5, 0), ValueError, "window = 0", "at least 1", "steps of a window"),
    "half a window": (lambda: window_carry(5, 2.5), TypeError, "window is 2.5", "a whole number of at least 1", "steps of a window"),
    "a window of float16": (lambda: window_carry(5, 2, np.float16), TypeError, "float16", "float32 or float64", "pass np.float64"),
    "a window of a dtype's name": (lambda: window_carry(5, 2, "float32"), TypeError, "dtype is 'float32'", "wanted float32 or float64, NumPy's types", "pass np.float32"),
    "random: no steps": (lambda: random_carry(0, 0.5, rng()), ValueError, "T = 0", "at least 1", "the number of steps"),
    "random: a seed": (lambda: random_carry(5, 0.5, 0), TypeError, "rng is a int", "a Generator", "np.random.default_rng(0)"),
    "random: always cut": (lambda: random_carry(5, 1.0, rng()), ValueError, "c runs from 1.0 to 1.0", "0 <= c < 1", "window_carry is for that"),
    "random: below zero": (lambda: random_carry(5, [0, 0, -0.5, 0, 0], rng()), ValueError, "c runs from -0.5 to 0.0", "0 <= c < 1", "window_carry"),
    "random: NaN": (lambda: random_carry(5, np.nan, rng()), ValueError, "c runs from nan to nan", "0 <= c < 1", "window_carry"),
    "random: c of another length": (lambda: random_carry(5, C[1:], rng()), ValueError, "c is float64 of shape (4,)", "(T,) = (5,)", "every tenth step"),
    "random: c is bool": (lambda: random_carry(5, True, rng()), ValueError, "c is bool", "a number", "0.1 cuts"),
    "random: no sequences": (lambda: random_carry(5, 0.1, rng(), 0), ValueError, "B = 0", "at least 1", "or None"),
    "random: dtype": (lambda: random_carry(5, 0.1, rng(), dtype=int), TypeError, "dtype is <class 'int'>", "float32", "pass np.float64"),
    "windows: of nothing": (windowed(window=0), ValueError, "window = 0", "at least 1", "steps of a window"),
    "windows: of a list": (windowed(S.x.tolist()), TypeError, "x is a list", "a NumPy array", "np.asarray(x"),
    "windows: of no steps": (windowed(S.x[:0]), ValueError, "(0, 2, 2), an empty", "at least one step", "drop empty"),
    "windows: of one sequence": (windowed(S.x[:, 0]), ValueError, "x has 2 axes", "(T, B, D)", "x[:, None, :]"),
    "windows: of a number": (windowed(np.array(1.0)), ValueError, "x has 1 axes", "(T, B, D)", "x[:, None, :]"),
    "windows: another state": (windowed(state=(np.ones((3, 3)),)), ValueError, "state.h has shape (3, 3)", "wanted (2, 3)", "one row"),
    "sliding: never due": (sliding(0, 3), ValueError, "every = 0", "at least 1", "due together"),
    "sliding: no reach": (sliding(1, 0), ValueError, "reach = 0", "at least 1", "goes back through"),
    "sliding: out of reach": (sliding(3, 2), ValueError, "reach is 2 and every is 3", "every <= reach", "its own step"),
    "sliding: dh is a list": (sliding(1, 2, [1.0]), TypeError, "dh is a list", "a NumPy array", "np.asarray(dh"),
    "sliding: dh of another shape": (sliding(1, 2, S.dh[1:]), ValueError, "dh has shape (4, 2, 3)", "(5, 2, 3)", "zeros where"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_refused_with_what_came_what_was_wanted_and_the_remedy(case):
    assert_refused(BAD[case])


def test_unroll_windows_refuses_at_once_and_not_at_the_first_window():
    with pytest.raises(ValueError, match="window = 0"):
        unroll_windows(CELLS["rnn"], S.p, S.x, 0)


# old text, new text, a test that sees it, its arguments
MUTANTS = [
    ("t % window > 0", "t % window != 1", "window_carry_by_hand"),
    ("(t == 0) | ", "", "window_carry_by_hand"),
    ("rng.random(shape) >= c", "rng.random(shape) > c", "the_mean_of_all_random_truncations_is_the_full_gradient", "lstm", 0.4),
    ("rng.random(shape) >= c", "rng.random(shape) < c", "the_mean_of_all_random_truncations_is_the_full_gradient", "lstm", 0.4),
    (" / (1.0 - c)", "", "the_mean_of_all_random_truncations_is_the_full_gradient", "rnn", 0.4),
    (" / (1.0 - c)", " / c", "the_mean_of_all_random_truncations_is_the_full_gradient", "rnn", C),
    ("    carry[..., 0] = 1.0", "    carry[..., 1] = 1.0", "the_mean_of_all_random_truncations_is_the_full_gradient", "rnn", C),
    ("rng.random(shape)", "rng.random()", "random_carry_draws_what_it_says"),
    ("(B, T)\n", "(B, 1)\n", "random_carry_draws_what_it_says"),
    ("(carry.T, dtype)", "(carry.T)", "random_carry_is_that_of_its_generator_and_of_its_dtype"),
    ("x[steps], state)\n", "x[steps], None)\n", "unroll_windows_is_the_whole_with_the_gradients_of_the_windows", "lstm", 2),
    ("start + window)\n", "start + 1)\n", "unroll_windows_is_the_whole_with_the_gradients_of_the_windows", "rnn", 2),
    ("    for start in", "    p = p() if callable(p) else p\n    for start in", "unroll_windows_asks_for_the_parameters_of_the_moment"),
    ("carry[end - reach] = 0.0", "carry[end - every] = 0.0", "sliding_truncation_is_an_unroll_of_its_last_steps_each_time", "rnn", 1, 3),
    ("carry[end - reach] = 0.0", "carry[end - reach - 1] = 0.0", "sliding_truncation_is_an_unroll_of_its_last_steps_each_time", "rnn", 1, 3),
    ("if end > reach:", "if end > reach + 1:", "sliding_truncation_is_an_unroll_of_its_last_steps_each_time", "rnn", 1, 3),
    ("due[end - every : end]", "due[: end]", "sliding_truncation_is_an_unroll_of_its_last_steps_each_time", "rnn", 2, 3),
    ("dx + dx_due", "dx_due", "sliding_truncation_is_an_unroll_of_its_last_steps_each_time", "rnn", 1, 3),
    ("len(dh) + every, every", "len(dh), every", "sliding_truncation_is_an_unroll_of_its_last_steps_each_time", "rnn", 2, 3),
]  # fmt: skip


@pytest.mark.parametrize("mutant", [None, *MUTANTS], ids=lambda m: m and m[1][:40])
def test_mutant_of_truncation_is_seen(mutant, monkeypatch):
    old, new, test, *args = mutant or ("import numpy", "import numpy", None)
    made = patched_module("rnnbook.loop.truncated", (old, new))
    for name in ("random_carry", "sliding_backward", "unroll_windows", "window_carry"):
        monkeypatch.setitem(globals(), name, getattr(made, name))
    if mutant is None:
        for _, _, name, *given in MUTANTS:
            globals()[f"test_{name}"](*given)
    else:
        with pytest.raises((AssertionError, ValueError, IndexError, TypeError)):
            globals()[f"test_{test}"](*args)
