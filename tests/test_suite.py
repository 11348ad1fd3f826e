"""The suite of memory tests: its loop, its criteria, its budget, its file."""

# ruff: noqa: E501 -- a row of a table is read as one line

import json

import matplotlib.pyplot as plt
import numpy as np
import pytest
from own_cells import OWN
from refusing import assert_refused

from rnnbook import (
    CELLS,
    CONTENDERS,
    Contender,
    fit,
    init_params,
    last_step,
    last_step_backward,
    length_mask,
    load_memory,
    memory_suite,
    readout,
    readout_backward,
    save_memory,
    softmax_cross_entropy,
    squared_error,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import memory_tasks
from rnnbook.training import suite
from rnnbook.training.memory import batch_of, start_of, train_stack
from rnnbook.training.stacked import (
    stack,
    take,
    unroll_stacked,
    unroll_stacked_backward,
)
from rnnbook.viz import plot_memory_map

QUICK, FULL = memory_tasks("quick"), memory_tasks("full")
EVERY = {**CELLS, **OWN}
TINY = suite.Plan((0.01, 0.03), (100,), (0, 1), every=4, batch=3, weights=150)


def test_stacked_networks_equal_their_single_runs():
    """Forward and every gradient, for each cell of the book and three others."""
    rng = np.random.default_rng(0)
    S, T, B, D, H = 3, 4, 2, 3, 5
    for name, cell in EVERY.items():
        each = [init_params(cell, D, H, rng) for _ in range(S)]
        each = [type(p)(*(v + rng.normal(0, 0.1, v.shape) for v in p)) for p in each]
        x, dh = rng.normal(size=(S, T, B, D)), rng.normal(size=(S, T, B, H))
        p = stack(each)
        h, cache = unroll_stacked(cell, p, x)
        grads = unroll_stacked_backward(cell, p, dh, cache)
        for s in range(S):
            h_s, _, cache_s = unroll(cell, each[s], x[s], engine="plain")
            dp, _, _ = unroll_backward(cell, each[s], dh[s], cache_s)
            np.testing.assert_allclose(h[s], h_s, atol=1e-12, err_msg=name)
            for field, d, d_s in zip(dp._fields, take(grads, s), dp, strict=True):
                np.testing.assert_allclose(d, d_s, atol=1e-11, err_msg=f"{name} {field}")


def fitted(who, task, H, lr, seed, B):
    """One network of `train_stack`, by `fit` and the loops of the chapters."""
    k = 0

    def gradients(net):
        nonlocal k
        p, head = net
        x, target, lengths = batch_of(task, seed, B, k)
        k += 1
        h, _, cache = unroll(who.cell, p, x.astype(float), engine="plain")
        if task.asked == "last":
            at, mask = last_step(h, lengths), None
        else:
            at, mask = h, length_mask(lengths, len(x))
        o = readout(head, at)
        if task.loss == "softmax":
            loss, do = softmax_cross_entropy(o, target, mask=mask)
        else:
            loss, do = squared_error(o, target)
        dhead, d_at = readout_backward(head, at, do)
        dh = last_step_backward(d_at, len(x), lengths) if task.asked == "last" else d_at
        return loss, (unroll_backward(who.cell, p, dh, cache)[0], dhead)

    net = start_of(who, task, H, seed, np.float64)
    return fit(net, gradients, task.updates, lr, max_norm=1.0, progress=False).params


@pytest.mark.parametrize("name", ["adding 20", "order 6a 20", "embedded Reber"])
def test_a_stack_trains_each_network_as_fit_does(name):
    task = QUICK[name]._replace(updates=6)
    for who in (CONTENDERS["lstm f=1"], CONTENDERS["gru z=1"]):
        rates, seeds, B = [0.01, 0.1, 0.1], [3, 3, 4], 5
        done = train_stack(who, task, 4, rates, seeds, B=B, dtype=np.float64)
        assert done.stopped == ["updates"] * 3
        for lr, seed, found in zip(rates, seeds, done.params, strict=True):
            right = fitted(who, task, 4, lr, seed, B)
            for part, part_right in zip(found, right, strict=True):
                for value, wanted in zip(part, part_right, strict=True):
                    np.testing.assert_allclose(value, wanted, atol=1e-10)


def test_a_network_that_diverges_leaves_and_the_others_go_on():
    who, task = CONTENDERS["irnn"], QUICK["adding 20"]._replace(updates=20)
    alone = train_stack(who, task, 6, [0.01], [0], B=4)
    done = train_stack(who, task, 6, [0.01, 1e30], [0, 0], B=4)
    assert done.stopped == ["updates", "diverged"]
    for value, wanted in zip(done.params[0][0], alone.params[0][0], strict=True):
        np.testing.assert_allclose(value, wanted, rtol=1e-5, atol=1e-6)


def perfect(task, batch):
    """Scores that are right in every sequence."""
    if task.loss == "squared":
        return batch.target.copy()
    return (batch.legal if hasattr(batch, "legal") else np.eye(task.O)[batch.target]) * 1.0


@pytest.mark.parametrize("task", [*QUICK.values(), *FULL.values()], ids=lambda t: t.name)
def test_a_criterion_knows_right_from_wrong(task):
    batch = (task.test or task.draw)(np.random.default_rng(0), 200)
    assert batch.x.shape[-1] == task.D
    scores = perfect(task, batch)
    assert task.right(scores, batch).all()
    other = np.roll(scores, 1, axis=0 if task.asked == "last" else 1)
    share = task.right(other, batch).mean()      # what another sequence would want
    assert share < task.chance + 0.1
    # One wrong answer, at the last step that is asked for, makes a sequence wrong.
    bad = scores.copy()
    last = (0,) if task.asked == "last" else (batch.lengths[0] - 1, 0)
    bad[last] = bad[last] + 1 if task.loss == "squared" else -bad[last]
    assert not task.right(bad, batch)[0] and task.right(bad, batch)[1:].all()


@pytest.fixture
def tiny(monkeypatch):
    """A suite of three small tasks, in a second."""
    some = ("copy 2", "long lag 8", "adding 20")
    short = {name: QUICK[name]._replace(updates=12) for name in some}
    monkeypatch.setattr(suite, "memory_tasks", lambda preset: short)
    monkeypatch.setitem(suite.PLANS, "quick", TINY)
    return list(short)


def timeless(result):
    return [{k: v for k, v in row.items() if k != "seconds"} for row in result.rows]


def test_a_suite_that_goes_on_equals_one_that_did_not_stop(tiny, tmp_path, monkeypatch):
    whole = memory_suite(OWN["mgu"], progress=False)
    assert whole.stopped == "done" and [r["task"] for r in whole.rows] == tiny
    asked = 0

    def stops(clock):
        nonlocal asked
        asked += 1
        if asked == 40:                          # within the second task
            raise KeyboardInterrupt
        return True

    with monkeypatch.context() as patch:
        patch.setattr(suite._Clock, "goes_on", stops)
        part = memory_suite(OWN["mgu"], path=tmp_path / "m.json", progress=False)
    assert part.stopped == "interrupted"
    assert [row["finished"] for row in part.rows] == [True, False]
    assert load_memory(tmp_path / "m.json") == part
    rest = memory_suite(OWN["mgu"], path=tmp_path / "m.json", progress=False)
    assert rest.stopped == "done" and timeless(rest) == timeless(whole)
    assert rest.rows[0] == part.rows[0]          # not done again
    assert load_memory(tmp_path / "m.json") == rest


def test_a_budget_is_printed_and_kept(tiny, monkeypatch, capsys):
    now = 0.0

    def clock():
        nonlocal now
        now += 1.0
        return now

    monkeypatch.setattr(suite.time, "monotonic", clock)
    result = memory_suite(CELLS["rnn"], budget=30, progress=False)
    assert now <= 30 + 2 * len(tiny) + 2         # a look at the clock costs a second
    assert result.stopped == "budget" and len(result.rows) == len(tiny)
    assert all(row["ended"] == "budget" and not row["finished"] for row in result.rows)
    assert "at most 30 s" in capsys.readouterr().out


def test_units_fit_the_weights():
    sizes = {name: suite.size_for(cell) for name, cell in EVERY.items()}
    for name, cell in EVERY.items():
        H = sizes[name]
        assert suite._count(cell, 8, H) <= 1600 < suite._count(cell, 8, H + 1), name
    assert sizes["lstm"] == 16


def test_the_map_says_who_learned_and_how_soon():
    row = {"task": "a", "title": "task a", "contender": "x", "seeds": [0, 1, 2], "finished": True}
    rows = [row | {"updates": [10, None, 30]}, row | {"contender": "y", "updates": [None] * 3}]
    rows.append(row | {"task": "b", "title": "task b", "updates": [5], "finished": False})
    _, ax = plt.subplots()
    assert plot_memory_map(ax, rows, mine="y") is ax
    assert [text.get_text() for text in ax.texts] == ["2/3\n20", "0/3", "1/3\n5\nso far"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["task a", "task b"]
    plt.close(ax.figure)


def wrong_backward(dstate, s):
    da, _, state = OWN["mgu"].backward(dstate, s)
    return 2 * da, da, state


MGU = OWN["mgu"]
TWICE = Contender("twice", MGU)
BAD = [
    (lambda: memory_suite("lstm"), TypeError, "cell is a str", "wanted a Cell", "pass CELLS['lstm']"),
    (lambda: memory_suite(MGU._replace(backward=wrong_backward)), AssertionError, "mgu", "gradient", ""),
    (lambda: memory_suite(MGU, preset="long"), ValueError, "'long'", "'quick' or 'full'", "quick for a look"),
    (lambda: memory_suite(MGU, tasks="copy 2"), TypeError, "'copy 2'", "names in a list", "tasks=['adding 20']"),
    (lambda: memory_suite(MGU, tasks=["copy"]), ValueError, "'copy'", "'copy 2'", "those of the quick preset"),
    (lambda: memory_suite(MGU, tasks=[]), ValueError, "empty", "one or more", "None takes all"),
    (lambda: memory_suite(MGU, budget=0), ValueError, "budget is 0", "above 0", "pass 60 or None"),
    (lambda: memory_suite(MGU, H=0), ValueError, "H = 0", "at least 1", "None takes what fits"),
    (lambda: memory_suite(MGU, progress=1), TypeError, "progress is 1", "True or False", "in a terminal"),
    (lambda: memory_suite(MGU, name=3), TypeError, "name is a int", "a str", "the map"),
    (lambda: memory_suite(MGU, start=3), TypeError, "start is 3", "a function", "lambda p, rng"),
    (lambda: memory_suite(MGU, bias={"q": 1.0}), ValueError, "'q'", "f, g", "no other"),
    (lambda: memory_suite(TWICE, name="again"), ValueError, "'twice'", "once", "pass its cell"),
    (lambda: suite.size_for(MGU, 3), ValueError, "weights = 3", "at least 20", "pass 1600"),
    (lambda: memory_tasks("long"), ValueError, "'long'", "'quick' or 'full'", "quick is short"),
    (lambda: plot_memory_map(None, []), ValueError, "empty", "one or more", "pass mine.rows"),
    (lambda: plot_memory_map(None, [{"task": "a", "contender": "x"}], "y"), ValueError, "'y'", "one of x", "its rows"),
]  # fmt: skip


@pytest.mark.parametrize("row", BAD)
def test_what_cannot_be_meant_is_refused(row):
    assert_refused(row)


def test_files_of_others_are_refused(tiny, tmp_path):
    path = tmp_path / "m.json"
    result = memory_suite(CELLS["rnn"], tasks=[tiny[1]], path=path, progress=False)
    call = lambda: memory_suite(CELLS["lstm"], path=path)  # noqa: E731
    assert_refused((call, ValueError, "contender = 'rnn'", "'lstm'", "pass another path"))
    path.write_text(json.dumps({"format": "another"}), encoding="utf-8")
    assert_refused((call, ValueError, "no result of the memory suite", "has written", "a new one"))
    call = lambda: save_memory(tmp_path / "no" / "m.json", result)  # noqa: E731
    assert_refused((call, FileNotFoundError, "is no folder", "m.json", "mkdir"))
