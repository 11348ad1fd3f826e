"""The stream of rounds: sign, noise, question; and the measurement made on it."""

import importlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook import (
    CELLS,
    adam,
    adam_start,
    clip_by_norm,
    flatten,
    init_params,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unflatten,
    unroll,
    unroll_backward,
)
from rnnbook.tasks import recall_stream

ROOT = Path(__file__).parents[1]


def rng(seed=0):
    return np.random.default_rng(seed)


@settings(deadline=None, max_examples=25, derandomize=True)
@given(lag=st.integers(1, 9), T=st.integers(1, 60), B=st.integers(1, 5))
def test_a_question_asks_for_the_sign_shown_lag_steps_before(lag, T, B):
    x, target, asked = recall_stream(rng(T), T, B, lag)
    assert x.shape == (T, B, 2) and target.shape == asked.shape == (T, B)
    shown = x[:, :, 1] == 1
    for t, b in np.argwhere(asked):
        assert shown[t - lag, b] and t >= lag
        assert x[t - lag, b, 0] == 2 * target[t, b] - 1
        assert not shown[t - lag + 1 : t + 1, b].any()
    for t, b in np.argwhere(shown):
        assert t + lag >= T or asked[t + lag, b]
    assert (x[~shown][:, 1] == 0).all()


def test_rounds_follow_each_other_and_begin_at_every_place():
    x, target, asked = recall_stream(rng(), 400, 3000, 7)
    for b in range(5):
        assert set(np.diff(np.flatnonzero(x[:, b, 1]))) == {8}
    first = x[:, :, 1].argmax(axis=0)
    assert np.allclose(np.bincount(first) / 3000, 1 / 8, atol=0.03)
    assert abs(target[asked].mean() - 0.5) < 0.01
    noise = x[..., 0][x[..., 1] == 0]
    assert abs(noise.std() - 0.5) < 0.01 and abs(noise.mean()) < 0.01


def test_noise_can_be_turned_off():
    x, _, _ = recall_stream(rng(), 30, 4, 3, noise=0.0)
    assert (x[..., 0][x[..., 1] == 0] == 0).all()


@pytest.mark.parametrize(
    "arguments, kind, words",
    [
        ((3, 10, 2, 4), TypeError, "rng is a int"),
        ((rng(), 10, 2, 0), ValueError, "lag = 0, wanted at least 1"),
        ((rng(), 10, 2, 2.5), TypeError, "lag is 2.5"),
        ((rng(), 0, 2, 4), ValueError, "pass T=1000"),
        ((rng(), 10, 0, 4), ValueError, "B = 0"),
    ],
)
def test_what_it_refuses(arguments, kind, words):
    with pytest.raises(kind, match=words):
        recall_stream(*arguments)


@pytest.fixture
def experiment(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts" / "experiments")
    yield importlib.import_module("ch04_truncation")
    sys.modules.pop("ch04_truncation")


@pytest.mark.parametrize("kind, window, lag", [("window", 24, 2), ("random", 24, 8)])
def test_the_stored_accuracy_comes_out_again(
    experiment, monkeypatch, kind, window, lag
):
    path = ROOT / "rnnbook" / "results" / "04_truncation.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert stored["settings"] == json.loads(json.dumps(experiment.SETTINGS))
    wanted = {"kind": kind, "H": 16, "window": window, "lag": lag, "lr": 0.003}
    (row,) = (row for row in stored["numbers"] if wanted.items() <= row.items())
    monkeypatch.setattr(experiment, "SEEDS", [0, 1])
    for _, seed, net in experiment.train(kind, 16, lag, window, rates=[0.003]):
        found = experiment.accuracy(net, lag, seed)
        assert found == pytest.approx(row["accuracy"][seed], abs=0.02)


def test_all_runs_side_by_side_are_the_package_run_by_run(experiment, monkeypatch):
    """One seed by `unroll`, `clip_by_norm` and `adam` is that row of the stack."""
    monkeypatch.setitem(experiment.SETTINGS, "steps", 60)
    monkeypatch.setattr(experiment, "SEEDS", [0, 1, 2])
    made = experiment.train("window", 16, 12, 1, rates=[0.01, 0.003])
    rate, seed, (p, head) = made[4]
    assert (rate, seed) == (0.003, 1)
    gen, cell = rng(seed), CELLS["rnn"]
    net = init_params(cell, 2, 16, gen), init_readout(16, 2, gen)
    x, target, asked = recall_stream(gen, 60, 32, 12)
    flat, state = flatten(net), None
    moments = adam_start(flat)
    for t in range(60):
        at = slice(t, t + 1)
        net = unflatten(net, flat)
        h, state, cache = unroll(cell, net[0], x[at], state)
        if not asked[at].any():
            continue
        o = readout(net[1], h)
        _, do = softmax_cross_entropy(o, target[at], "sum", mask=asked[at])
        dhead, dh = readout_backward(net[1], h, do / 32)
        dp, _, _ = unroll_backward(cell, net[0], dh, cache)
        clipped, _ = clip_by_norm(flatten((dp, dhead)), 1.0)
        flat, moments = adam(flat, clipped, moments, lr=rate)
    for found, wanted in zip(flatten((p, head)), flat, strict=True):
        assert np.allclose(found, wanted, rtol=1e-8, atol=1e-10)


def test_pieces_cover_the_stream_and_have_the_length_that_was_asked(experiment):
    fixed = list(experiment.pieces("window", 7, 100, rng()))
    assert fixed[0] == (0, 7) and fixed[-1] == (98, 100)
    drawn = list(experiment.pieces("random", 7, 70_000, rng()))
    for (_, stop), (start, _) in zip(drawn, drawn[1:], strict=False):
        assert stop == start
    assert 70_000 / len(drawn) == pytest.approx(7, rel=0.05)


def test_all_that_was_to_be_measured_is_stored(experiment):
    path = ROOT / "rnnbook" / "results" / "04_truncation.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["numbers"]
    wanted = experiment.SETTINGS
    found = {(r["kind"], r["H"], r["lag"], r["window"], r["lr"]) for r in rows}
    assert found == {
        (*case, rate) for case in experiment.cases() for rate in wanted["lr"]
    }
    assert all(len(row["accuracy"]) == len(wanted["seeds"]) for row in rows)
