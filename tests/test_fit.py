"""The training loop: by hand, stopped early, interrupted, diverged; and trees."""

# ruff: noqa: E501 -- a row of a table is read as one line

import importlib
import io
import itertools
import json
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from rnnbook import (
    CELLS,
    Params,
    adam,
    adam_start,
    clip_by_norm,
    cosine_rate,
    fit,
    flatten,
    init_params,
    init_readout,
    last_step_backward,
    load,
    readout,
    readout_backward,
    save,
    sgd,
    sgd_start,
    softmax_cross_entropy,
    squared_error,
    unflatten,
    unroll,
    unroll_backward,
)
from rnnbook.patch import patched_module
from rnnbook.tasks import recall
from rnnbook.training.recipes import fit_last


class Point(NamedTuple):
    """A place in the plane."""

    v: np.ndarray


START = {"a": Point(np.array([3.0, -2.0])), "b": [np.array([[1.0]]), (np.ones(2),)]}


def parabola(tree):
    """The sum of the squares of all entries, and its gradient."""
    flat = flatten(tree)
    loss = sum((v**2).sum() for v in flat)
    return loss, unflatten(tree, [2 * v for v in flat]), {"entries": 5}


def values(tree):
    return np.concatenate([v.ravel() for v in flatten(tree)])


def by_hand(updates, lr, max_norm, start, step):
    """The same training written out, without the loop of the package."""
    flat, state = flatten(START), None
    state = start(flat)
    losses, norms = [], []
    for k in range(updates):
        grads = type(flat)(*(2 * v for v in flat))
        losses.append(sum((v**2).sum() for v in flat))
        grads, norm = clip_by_norm(grads, max_norm)
        norms.append(norm)
        flat, state = step(flat, grads, state, lr=lr(k))
    return np.concatenate([v.ravel() for v in flat]), losses, norms


@pytest.mark.parametrize("start, step", [(adam_start, adam), (sgd_start, partial(sgd, momentum=0.5))])
def test_fit_is_the_loop_written_out(start, step):
    rate = partial(cosine_rate, lr=0.1, updates=30, warmup=5)
    done = fit(START, parabola, 30, rate, max_norm=1.5, optimiser=(start, step))
    end, losses, norms = by_hand(30, rate, 1.5, start, step)
    np.testing.assert_array_equal(values(done.params), end)
    np.testing.assert_array_equal(done.loss, losses)
    np.testing.assert_array_equal(done.norm, norms)
    assert max(norms) > 1.5
    np.testing.assert_array_equal(done.lr, [rate(k) for k in range(30)])
    np.testing.assert_array_equal(done.measures["entries"], np.full(30, 5.0))
    assert list(done.measures) == ["entries"]
    assert (done.stopped, done.best, done.validation.shape) == ("updates", 30, (0, 2))


def test_fit_returns_the_types_it_was_given_and_changes_nothing_in_place():
    before = values(START).copy()
    done = fit(START, parabola, 3)
    np.testing.assert_array_equal(values(START), before)
    assert type(done.params["a"]) is Point
    assert type(done.params["b"]) is list and type(done.params["b"][1]) is tuple


def test_gradients_without_measures_are_enough():
    done = fit(Point(np.ones(2)), lambda p: parabola(p)[:2], 4)
    assert done.measures == {} and len(done.loss) == 4


def noisy(seed=0):
    """A parabola seen through noise that is drawn anew at each update."""
    rng = np.random.default_rng(seed)

    def gradients(tree):
        loss, grads, _ = parabola(tree)
        noise = rng.normal(size=100)
        flat = [d + noise[: d.size].reshape(d.shape) for d in flatten(grads)]
        return loss + noise[0], unflatten(tree, flat), {"noise": noise[0]}

    return gradients


OPTIMISERS = {"adam": (adam_start, adam), "sgd": (sgd_start, partial(sgd, momentum=0.5))}


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("stored", [False, True])
def test_ten_updates_and_ten_more_are_twenty_to_the_last_bit(optimiser, stored, tmp_path):
    rate = partial(cosine_rate, lr=0.1, updates=20, warmup=5)
    options = {"lr": rate, "max_norm": 1.5, "optimiser": OPTIMISERS[optimiser], "every": 4}
    falling = itertools.count(0, -1)  # each validation is the best so far
    options["validate"] = lambda tree: float(next(falling))
    whole, gradients = fit(START, noisy(), 20, **options), noisy()
    one = fit(START, gradients, 10, **options)
    params, resume = one.params, one.resume
    if stored:
        save(tmp_path / "run", {"params": params, "resume": resume})
        again = load(tmp_path / "run", types=(Point,))
        params, resume = again["params"], again["resume"]
    two = fit(params, gradients, 10, resume=resume, **options)
    np.testing.assert_array_equal(values(two.params), values(whole.params))
    for name in ("loss", "norm", "lr"):
        both = np.concatenate([getattr(one, name), getattr(two, name)])
        np.testing.assert_array_equal(both, getattr(whole, name))
    noise = np.concatenate([one.measures["noise"], two.measures["noise"]])
    np.testing.assert_array_equal(noise, whole.measures["noise"])
    assert (one.best, two.best, whole.best) == (10, 20, 20)
    assert one.validation[:, 0].tolist() == [4, 8, 10]
    assert two.validation[:, 0].tolist() == [12, 16, 20]
    assert two.resume.updates == whole.resume.updates == 20
    for a, b in zip(two.resume.state, whole.resume.state, strict=True):
        assert type(a) is type(b)
        for one, other in zip(a, b, strict=True) if type(a) is tuple else [(a, b)]:
            np.testing.assert_array_equal(one, other)


def test_resume_belongs_to_the_parameters_that_are_returned():
    validate, _ = scripted([5.0, 2.0, 3.0, 4.0])
    done = fit(START, parabola, 40, validate=validate, every=10)
    assert done.resume.updates == done.best == 20
    wanted, again = fit(START, parabola, 30), fit(done.params, parabola, 10, resume=done.resume)
    np.testing.assert_array_equal(values(again.params), values(wanted.params))
    assert again.best == again.resume.updates == 30


def test_a_fit_that_goes_on_counts_all_updates_when_it_is_interrupted(capsys):
    one = fit(START, parabola, 5)

    def gradients(tree):
        raise KeyboardInterrupt

    two = fit(one.params, gradients, 10, resume=one.resume)
    assert "interrupted after 5 of 15 updates" in capsys.readouterr().err
    assert two.best == two.resume.updates == 5 and len(two.loss) == 0
    np.testing.assert_array_equal(values(two.params), values(one.params))


def scripted(numbers):
    """A validation that returns the next of `numbers`, and what it was shown."""
    numbers, seen = iter(numbers), []

    def validate(tree):
        seen.append(values(tree))
        return next(numbers)

    return validate, seen


def test_the_best_by_validation_is_returned_not_the_latest():
    validate, seen = scripted([5.0, 2.0, 3.0, 4.0])
    done = fit(START, parabola, 40, validate=validate, every=10)
    assert (done.stopped, done.best) == ("updates", 20)
    np.testing.assert_array_equal(values(done.params), seen[1])
    assert done.validation.tolist() == [[10, 5], [20, 2], [30, 3], [40, 4]]
    assert len(done.loss) == 40


def test_the_last_update_is_validated_too():
    validate, _ = scripted([5.0, 2.0])
    done = fit(START, parabola, 15, validate=validate, every=10)
    assert done.validation.tolist() == [[10, 5], [15, 2]] and done.best == 15


def test_patience_counts_validations_in_a_row_without_a_new_best():
    # An equal value is no new best; a new best starts the count again.
    validate, seen = scripted([5.0, 6.0, 4.0, 4.0, 4.5, 1.0])
    done = fit(START, parabola, 100, validate=validate, every=10, patience=2)
    assert (done.stopped, done.best, len(done.loss)) == ("patience", 30, 50)
    np.testing.assert_array_equal(values(done.params), seen[2])


@pytest.mark.parametrize("where", ["gradients", "validate", "rate", "step"])
def test_ctrl_c_keeps_the_best_so_far_and_says_so(where, capsys):
    calls = {name: 0 for name in ("gradients", "validate", "rate", "step")}
    fatal = {"gradients": 26, "validate": 3, "rate": 26, "step": 26}[where]

    def counted(name, function):
        def call(*args, **options):
            calls[name] += 1
            if name == where and calls[name] == fatal:
                raise KeyboardInterrupt
            return function(*args, **options)

        return call

    validate, seen = scripted([1.0, 2.0, 3.0])
    done = fit(
        START, counted("gradients", parabola), 100, counted("rate", lambda k: 0.01),
        optimiser=(adam_start, counted("step", adam)),
        validate=counted("validate", validate), every=10,
    )  # fmt: skip
    after = 30 if where == "validate" else 25
    assert (done.stopped, done.best, len(done.loss)) == ("interrupted", 10, after)
    assert len(done.norm) == len(done.lr) == len(done.measures["entries"]) == after
    np.testing.assert_array_equal(values(done.params), seen[0])
    said = capsys.readouterr().err
    assert f"interrupted after {after} of 100 updates" in said
    assert "best by validation parameters, those after 10" in said


def test_ctrl_c_without_validation_keeps_the_latest_even_before_the_first(capsys):
    for fatal in (1, 4):
        calls = []

        def gradients(tree, calls=calls, fatal=fatal):
            calls.append(values(tree))
            if len(calls) == fatal:
                raise KeyboardInterrupt
            return parabola(tree)

        done = fit(START, gradients, 10)
        assert (done.stopped, done.best, len(done.loss)) == ("interrupted", fatal - 1, fatal - 1)
        np.testing.assert_array_equal(values(done.params), calls[-1])
        assert "latest parameters" in capsys.readouterr().err


def test_ctrl_c_between_history_and_parameters_leaves_them_of_one_length(monkeypatch):
    inside, made = fit.__globals__, []
    whole = inside["Snapshot"]

    def kept(*args):
        made.append(args)
        if len(made) == 5:  # the start, three updates, and now the fourth
            raise KeyboardInterrupt
        return whole(*args)

    monkeypatch.setitem(inside, "Snapshot", kept)
    done = fit(START, parabola, 10)
    monkeypatch.setitem(inside, "Snapshot", whole)
    assert done.best == len(done.loss) == len(done.measures["entries"]) == 3


def test_a_real_signal_at_any_moment_leaves_a_whole_result():
    # A job of the background may have been started with the signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        interrupt_at_random()
    finally:
        signal.signal(signal.SIGINT, before)


def interrupt_at_random():
    for delay in np.random.default_rng(0).uniform(0.01, 0.05, 8):
        timer = threading.Timer(delay, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        done = fit(START, parabola, 200_000, 1e-6, optimiser=(sgd_start, sgd))
        timer.join()
        assert done.stopped == "interrupted" and done.best == len(done.loss)
        assert np.geterr()["over"] == "warn" and np.geterrcall() is None
        expected = values(START) * (1 - 2e-6) ** done.best
        np.testing.assert_allclose(values(done.params), expected, rtol=1e-9)


def test_ctrl_c_where_numpy_is_being_told_of_overflows_leaves_it_as_it_was(monkeypatch):
    class Interrupted:
        def __enter__(self):
            np.seterr(over="call", invalid="call")
            raise KeyboardInterrupt

        def __exit__(self, *given):
            raise AssertionError("what was not entered is not left")

    monkeypatch.setitem(fit.__globals__, "_overflows", lambda seen: Interrupted())
    before = np.geterr()
    assert fit(START, parabola, 10).stopped == "interrupted"
    assert np.geterr() == before


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("where", ["loss", "gradient", "step", "validation"])
def test_divergence_stops_and_keeps_finite_parameters(where, bad, capsys):
    calls = []

    def gradients(tree):
        loss, grads, _ = parabola(tree)
        calls.append(values(tree))
        if len(calls) == 4 and where == "loss":
            loss = bad
        if len(calls) == 4 and where == "gradient":
            grads["b"][0][0, 0] = bad
        return loss, grads

    def step(flat, grads, state, lr):
        factor = bad if len(calls) == 4 and where == "step" else 1
        return adam(flat, type(grads)(*(d * factor for d in grads)), state, lr)

    validate = (lambda p: bad) if where == "validation" else None
    with np.errstate(invalid="ignore"):
        done = fit(START, gradients, 10, validate=validate, every=4, optimiser=(adam_start, step))
    steps = 4 if where == "validation" else 3
    assert (done.stopped, done.best) == ("diverged", steps)
    assert np.isfinite(values(done.params)).all() and len(done.loss) == steps
    if steps == 3:
        np.testing.assert_array_equal(values(done.params), calls[-1])
    assert f"diverged after {steps} of 10" in capsys.readouterr().err


def test_other_exceptions_go_through():
    def gradients(tree):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        fit(START, gradients, 3)


def a_fit_of_a_large_sum(name, rate, progress=None):
    """Train `name` on a sum; most of these rates are much too large."""
    rng, cell = np.random.default_rng(0), CELLS[name]
    net = init_params(cell, 1, 16, rng), init_readout(16, 1, rng)
    x = rng.normal(size=(30, 8, 1))
    want = np.abs(x).sum(axis=0)

    def gradients(net):
        h, _, cache = unroll(cell, net[0], x)
        loss, do = squared_error(readout(net[1], h[-1]), want)
        dhead, dlast = readout_backward(net[1], h[-1], do)
        dh = last_step_backward(dlast, 30)
        return loss, (unroll_backward(cell, net[0], dh, cache)[0], dhead)

    return fit(net, gradients, 40, rate, optimiser=(sgd_start, sgd), every=5,
               validate=lambda net: gradients(net)[0], progress=progress)  # fmt: skip


RATES = [1e-3, 1e-2, 0.1, 1.0, 1e5, 1e300]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_whatever_the_package_raises_once_numbers_overflow_the_best_is_kept(capsys):
    ends = {}
    for name in ("rnn_relu", "lstm", "gru"):
        for rate in RATES:
            done = a_fit_of_a_large_sum(name, rate)
            ends[name, rate] = done.stopped
            assert all(np.isfinite(v).all() for v in flatten(done.params))
            if len(done.validation):
                finite = done.validation[np.isfinite(done.validation[:, 1])]
                assert done.best == finite[finite[:, 1].argmin(), 0]
    said = capsys.readouterr().err
    assert list(ends.values()).count("diverged") >= 9
    assert (
        ends["rnn_relu", 1e-3] == "diverged" and "those after 5. It ended with" in said
    )
    assert "ValueError: y[0, 0] is -inf" in said and "ValueError: dh[29" in said


class Broken(Exception):
    """An error of a reader's own."""


@pytest.mark.parametrize("where", ["gradients", "validate", "step"])
@pytest.mark.parametrize("large", [True, False])
def test_an_exception_of_ones_own_ends_the_training_only_once_numbers_overflow(
    where, large, capsys
):
    calls = dict.fromkeys(("gradients", "validate", "step"), 0)

    def perhaps(name):
        calls[name] += 1
        if name == where and calls[name] == 3:
            if large:
                np.float64(1e300) * np.float64(1e300)
            raise Broken("no such number")

    def gradients(tree):
        perhaps("gradients")
        return parabola(tree)[:2]

    def validate(tree):
        perhaps("validate")
        return parabola(tree)[0]

    def step(*given, **named):
        perhaps("step")
        return adam(*given, **named)

    def run():
        return fit(
            START,
            gradients,
            10,
            optimiser=(adam_start, step),
            validate=validate,
            every=1,
        )

    if not large:
        with pytest.raises(Broken):
            run()
        return
    with pytest.warns(RuntimeWarning, match="overflow encountered"):
        done = run()
    assert (done.stopped, done.best) == ("diverged", 2)
    assert "It ended with Broken: no such number" in capsys.readouterr().err
    assert np.geterr()["over"] == "warn" and np.geterrcall() is None


def test_an_overflow_in_the_very_first_call_is_no_training_that_diverged():
    def gradients(tree):
        with np.errstate(over="ignore"):
            np.float64(1e300) * np.float64(1e300)
        np.exp(np.array([1e4]))
        raise Broken("from the start")

    with pytest.warns(RuntimeWarning), pytest.raises(Broken):
        fit(START, gradients, 3)


@pytest.mark.parametrize("value", [(1, 2), "0.1", None, np.ones(2), [0.1]])
def test_what_validate_returns_is_one_number(value):
    with pytest.raises(TypeError, match="validate returned .* wanted one number"):
        fit(START, parabola, 2, validate=lambda tree: value, every=1)
    assert fit(START, parabola, 2, validate=lambda tree: np.ones(()), every=1).best == 1


class Terminal(io.StringIO):
    """Text that says it is a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    "terminal, progress, shown",
    [(True, None, True), (False, None, False), (True, False, False), (False, True, True)],
)
def test_the_bar_shows_in_a_terminal_or_when_asked(terminal, progress, shown, monkeypatch):
    err = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", err)
    fit(START, parabola, 5, progress=progress)
    assert ("5/5" in err.getvalue()) == shown


def test_fit_trains_an_rnn_through_fit_last_to_recall():
    net = fit_last(CELLS["lstm"], lambda rng: recall(rng, 5, 32), 8, 120, np.random.default_rng(0), {"f": 1.0})
    assert net.accuracy[-20:].mean() > 0.95 and len(net.loss) == 120


def test_the_runs_of_figure_6_11_can_be_made_again(monkeypatch):
    # The first network of results/06_recall.json at length 20, trained anew.
    root = Path(__file__).parents[1]
    path = root / "rnnbook" / "results" / "06_recall.json"
    numbers = json.loads(path.read_text(encoding="utf-8"))["numbers"]
    case = next(n for n in numbers if n["T"] == 20)
    monkeypatch.syspath_prepend(str(root / "scripts" / "experiments"))
    script = importlib.import_module("ch06_recall")
    share = script.accuracy(case["cell"], case["start"], case["lr"], 20, seed=0)
    assert share == pytest.approx(case["accuracy"][0], abs=0.003)


def test_the_first_loss_of_fit_last_is_that_of_what_it_draws():
    rng = np.random.default_rng(3)
    net = fit_last(CELLS["rnn"], lambda rng: recall(rng, 5, 8), 4, 1, np.random.default_rng(3))
    x, target = recall(rng, 5, 8)
    p, head = init_params(CELLS["rnn"], 2, 4, rng), init_readout(4, 2, rng)
    loss, _ = softmax_cross_entropy(readout(head, unroll(CELLS["rnn"], p, x)[0][-1]), target)
    assert net.loss[0] == loss


def test_flatten_names_every_array_by_its_place_and_unflatten_puts_it_back():
    flat = flatten(START)
    assert flat._fields == ("a_v", "b_0", "b_1_0")
    assert flat.a_v is START["a"].v
    back = unflatten(START, [v + 1 for v in flat])
    assert type(back["a"]) is Point and type(back["b"][1]) is tuple
    np.testing.assert_array_equal(back["b"][1][0], np.full(2, 2.0))


def test_flatten_of_one_array_and_of_names_that_meet_or_are_none():
    v = np.ones(2)
    assert flatten(v)._fields == ("array",) and unflatten(v, [v]) is v
    meeting = {"a": {"b": v}, "a_b": 2 * v, "two words": 3 * v}
    flat = flatten(meeting)
    assert len(flat) == 3 and len(set(flat._fields)) == 3
    assert [part[0] for part in flat] == [1, 2, 3]
    assert flatten(Params(v, v, v))._fields == Params._fields


MUTANTS = {
    "best is the highest": ("value < self.best.value", "value > self.best.value"),
    "an equal value is a new best": ("value < self.best.value", "value <= self.best.value"),
    "patience never starts again": ("self.now._replace(value=value), 0", "self.now._replace(value=value), self.stale"),
    "the latest returned": ("return self.best or self.now", "return self.now"),
    "history longer than the updates": ("self.rows[: self.now.k - self.first]", "self.rows"),
    "gradients not clipped": ("grads, norm = clip_by_norm", "_, norm = clip_by_norm"),
    "divergence of the gradient unseen": ("_finite((loss, *grads))", "_finite((loss,))"),
    "divergence of the loss unseen": ("_finite((loss, *grads))", "_finite(grads)"),
    "divergence of the step unseen": ("not _finite(flat)", "False"),
    "rate of the update before": ("rate(now.k)", "rate(max(0, now.k - 1))"),
    "optimiser's state lost": ("now.state, lr=lr", "self.start, lr=lr"),
    "update numbers begin again": ("self.first, state = resume or (0, start(flat))", "self.first, state = 0, (resume or (0, start(flat)))[1]"),
    "optimiser's state begins again": ("self.first, state = resume or (0, start(flat))", "self.first, state = (resume or (0, 0))[0], start(flat)"),
    "updates counted from the very first": ("end = run.first + updates", "end = updates"),
    "resume of the latest": ("Resume(chosen.k, chosen.state)", "Resume(run.now.k, run.now.state)"),
    "last update not validated": (" or run.now.k == end", ""),
    "validated at every update": ("run.now.k % every == 0", "True"),
    "Ctrl-C not said": ('("interrupted", "diverged")', '("diverged",)'),
    "an exception at an overflow goes through": ("if not large or", "if True or"),
    "an exception of any kind ends it": ("if not large or self.now.k == self.first", "if self.now.k == self.first"),
    "divergence of the validation unseen": ("not np.isfinite(run.check(validate))", "run.check(validate) is None"),
}  # fmt: skip


@pytest.mark.parametrize("mutant", [None, *MUTANTS])
def test_mutant_of_the_loop_is_seen(mutant, monkeypatch, capsys):
    old, new = MUTANTS.get(mutant, ("class Training", "class Training"))
    fields = "self.rows, self.checks, self.stale = [], [], 0"
    start = f"self.start = start(flat)\n        {fields}"  # for the mutant that needs it
    made = patched_module("rnnbook.training.fit", (old, new), (fields, start))
    monkeypatch.setitem(globals(), "fit", made.fit)
    checks = [
        lambda: test_fit_is_the_loop_written_out(adam_start, adam),
        lambda: test_ten_updates_and_ten_more_are_twenty_to_the_last_bit("adam", False, None),
        test_resume_belongs_to_the_parameters_that_are_returned,
        test_the_best_by_validation_is_returned_not_the_latest,
        test_the_last_update_is_validated_too,
        partial(test_ctrl_c_between_history_and_parameters_leaves_them_of_one_length, monkeypatch),
        test_patience_counts_validations_in_a_row_without_a_new_best,
        *(partial(test_ctrl_c_keeps_the_best_so_far_and_says_so, w, capsys) for w in ("gradients", "step")),
        *(partial(test_divergence_stops_and_keeps_finite_parameters, w, np.nan, capsys)
          for w in ("loss", "gradient", "step", "validation")),
        *(partial(test_an_exception_of_ones_own_ends_the_training_only_once_numbers_overflow, "validate", large, capsys)
          for large in (True, False)),
    ]  # fmt: skip
    seen = 0
    for check in checks:
        try:
            check()
        except (
            AssertionError,
            ValueError,
            StopIteration,
            Broken,
            pytest.fail.Exception,
        ):
            seen += 1
    assert bool(seen) == (mutant is not None)
