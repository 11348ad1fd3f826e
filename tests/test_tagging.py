"""Tagging: the task by brute force, its baselines, and the training of taggers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook import CELLS, flatten, readout, softmax, unflatten, unroll_stack
from rnnbook.results import load
from rnnbook.tasks import (
    TAGGING_SYMBOLS,
    tagging,
    tagging_baseline,
    tagging_window_baseline,
)
from rnnbook.training.recipes import Tagger, fit_tagger, scores


def rng(seed=0):
    return np.random.default_rng(seed)


def texts(batch):
    """Each sequence of a batch as its symbols."""
    codes = batch.x.argmax(axis=-1)
    return [
        "".join(TAGGING_SYMBOLS[k] for k in codes[:n, b])
        for b, n in enumerate(batch.lengths)
    ]


def answer(text, t):
    """The tag of a question, looked for by hand; None at a marker."""
    before = [s for s in text[:t] if s in "AB"]
    after = [s for s in text[t + 1 :] if s in "AB"]
    if text[t] in "AB":
        return None
    left, right = "AB".index(before[-1]), "AB".index(after[0])
    return {"<": left, ">": right, "=": int(left == right)}[text[t]]


@settings(deadline=None, max_examples=30, derandomize=True)
@given(T=st.integers(6, 30), B=st.integers(1, 6), gap=st.floats(2, 20))
def test_every_tag_is_what_a_search_for_the_markers_finds(T, B, gap):
    batch = tagging(rng(T * B), T, B, gap)
    assert batch.x.shape == (T, B, 5) and batch.target.shape == (T, B)
    for b, text in enumerate(texts(batch)):
        assert T // 2 <= len(text) <= T
        assert text[0] in "AB" and text[-1] in "AB"
        found = [answer(text, t) for t in range(len(text))]
        asked = [tag is not None for tag in found]
        assert batch.mask[:, b].tolist() == asked + [False] * (T - len(text))
        tags = [tag if tag is not None else 0 for tag in found]
        assert batch.target[:, b].tolist() == tags + [0] * (T - len(text))
        assert not batch.x[len(text) :, b].any()
        assert (batch.x[: len(text), b].sum(axis=-1) == 1).all()


def test_markers_are_as_far_apart_as_the_gap_says_and_everything_is_fair():
    batch = tagging(rng(), 200, 500, gap=8)
    inner = "".join(text[1:-1] for text in texts(batch))
    count = {symbol: inner.count(symbol) / len(inner) for symbol in TAGGING_SYMBOLS}
    assert count["A"] + count["B"] == pytest.approx(1 / 8, abs=0.005)
    assert count["A"] == pytest.approx(count["B"], abs=0.005)
    for symbol in "<>=":
        assert count[symbol] == pytest.approx(7 / 24, abs=0.01)
    for k in (2, 3, 4):
        asked = batch.x[..., k] == 1
        assert batch.target[asked].mean() == pytest.approx(0.5, abs=0.02)
    assert set(batch.lengths) == set(range(100, 201))


def test_baselines_are_those_of_the_draws():
    batch = tagging(rng(1), 30, 3000)
    assert tagging_baseline() == 1 / 2
    past = (batch.x[..., 2] == 1)[batch.mask].mean()
    assert tagging_baseline(causal=True) == pytest.approx((1 + past) / 2, abs=0.01)
    assert tagging_window_baseline(batch, 0) == 1 / 2
    assert tagging_window_baseline(batch, 30) == 1


def test_window_baseline_is_what_the_best_table_of_windows_reaches():
    """Counted: for each window of one symbol a side, the tag that came more often."""
    table = {}
    for text in texts(tagging(rng(2), 30, 6000)):
        for t in range(len(text)):
            if (tag := answer(text, t)) is not None:
                table.setdefault(text[t - 1 : t + 2], [0, 0])[tag] += 1
    counts = np.array(list(table.values()))
    best = counts.max(axis=1).sum() / counts.sum()
    expected = tagging_window_baseline(tagging(rng(3), 30, 6000), 1)
    assert best == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("radius", [1, 2, 5])
def test_window_baseline_counts_the_questions_whose_markers_are_in_sight(radius):
    batch, found = tagging(rng(4), 30, 50), []
    for text in texts(batch):
        for t in range(len(text)):
            left = any(s in "AB" for s in text[max(t - radius, 0) : t])
            right = any(s in "AB" for s in text[t + 1 : t + 1 + radius])
            seen = {"<": left, ">": right, "=": left and right}.get(text[t])
            if seen is not None:
                found.append(1.0 if seen else 0.5)
    assert tagging_window_baseline(batch, radius) == pytest.approx(np.mean(found))


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (lambda: tagging(rng(), 5, 2), ValueError, "T = 5, wanted at least 6"),
        (lambda: tagging(rng(), 20, 0), ValueError, "B = 0"),
        (lambda: tagging(3, 20, 2), TypeError, "rng is a int"),
        (lambda: tagging(rng(), 20, 2, 1.5), ValueError, "gap is 1.5, wanted"),
        (
            lambda: tagging(rng(), 20, 2, np.inf),
            ValueError,
            "gap is inf, wanted a number of at least 2",
        ),
        (
            lambda: tagging_window_baseline(tagging(rng(), 20, 2), -1),
            ValueError,
            "radius = -1",
        ),
    ],
)
def test_bad_calls_are_refused_with_a_remedy(call, kind, words):
    with pytest.raises(kind, match=words):
        call()


# Training


def task(draw):
    return tagging(draw, 10, 4)


@pytest.mark.parametrize("hidden", [0, 4])
@pytest.mark.parametrize("directions, residual", [(1, False), (2, True)])
def test_gradients_of_the_tagger_are_those_of_its_loss(
    monkeypatch, directions, residual, hidden
):
    """The function that training calls, along a random direction of all weights."""
    taken = {}

    def caught(params, gradients, *args, **options):
        taken.update(params=params, gradients=gradients)
        raise InterruptedError

    monkeypatch.setattr("rnnbook.training.recipes.fit", caught)
    fixed, options = tagging(rng(4), 8, 3), {"layers": 2, "residual": residual}
    with pytest.raises(InterruptedError):
        fit_tagger(
            CELLS["gru"], lambda _: fixed, 3, 1, rng(5), directions=directions,
            max_norm=1e9, norm=True, hidden=hidden, **options,
        )  # fmt: skip
    params, gradients = taken["params"], taken["gradients"]
    flat, draw = flatten(params), rng(6)
    way = [draw.normal(size=part.shape) for part in flat]

    def loss(step):
        moved = [part + step * d for part, d in zip(flat, way, strict=True)]
        return gradients(unflatten(params, moved))[0]

    slope = (loss(1e-5) - loss(-1e-5)) / 2e-5
    now, grads, measures = gradients(params)
    along = sum((g * d).sum() for g, d in zip(flatten(grads), way, strict=True))
    assert along == pytest.approx(slope, rel=1e-6)
    stack, head, inner = params
    assert bool(inner) == bool(hidden)
    net = Tagger(stack, head, residual, None, None, inner)
    o = scores(CELLS["gru"], net, fixed.x, fixed.lengths)
    right = (o.argmax(axis=-1) == fixed.target)[fixed.mask].mean()
    said = np.take_along_axis(softmax(o), fixed.target[..., None], axis=-1)[..., 0]
    assert now == pytest.approx(-np.log(said[fixed.mask]).mean())
    assert measures["accuracy"] == right


def test_tagger_keeps_its_way_of_running_and_repeats_itself():
    cell = CELLS["lstm"]
    options = {"layers": 2, "residual": True, "norm": True, "dropout": 0.2}
    one, two = (fit_tagger(cell, task, 4, 5, rng(6), **options) for _ in range(2))
    assert np.array_equal(one.loss, two.loss) and len(one.accuracy) == 5
    batch = task(rng(7))
    h, _, _ = unroll_stack(
        cell, one.stack, batch.x, lengths=batch.lengths, residual=True
    )
    assert np.array_equal(
        scores(cell, one, batch.x, batch.lengths), readout(one.head, h)
    )
    without = one._replace(residual=False)
    assert not np.allclose(
        scores(cell, without, batch.x, batch.lengths), readout(one.head, h)
    )


@pytest.mark.parametrize(
    "option",
    [
        {"variational": True},
        {"bias": {"f": 2.0}},
        {"max_norm": 1e-3},
        {"norm": True},
        {"lr": 0.02},
        {"hidden": 4},
    ],
    ids=lambda option: next(iter(option)),
)
def test_option_reaches_the_training(option):
    usual = {"layers": 2, "dropout": 0.3}
    plain, other = (
        fit_tagger(CELLS["lstm"], task, 3, 3, rng(8), **usual, **more)
        for more in ({}, option)
    )
    assert not np.array_equal(plain.loss, other.loss)


def test_what_the_chapter_says_of_the_measurement():
    *rows, windows = load("09_tagging")["numbers"]
    plain = [r for r in rows if not r["added"] and not r["few"]]
    assert len(plain) == 13 and all(r["parameters"] <= 2000 for r in rows)
    assert all(0.45 < v for r in rows for v in r["all"])
    for row in plain:
        assert min(row["<"]) > 0.9
        if row["directions"] == 1:
            assert max(row[">"]) < 0.6 and max(row["="]) < 0.6
        elif row["layers"] == 1:
            assert min(row[">"]) > 0.95 and max(row["="]) < 0.76
    assert windows["windows"][0] == [0, 0.5]
    deep = [r for r in rows if r["cell"] == "gru" and r["layers"] > 1 and not r["few"]]
    more = {(r["layers"], r["added"]): r for r in deep if r["directions"] == 2}
    middle = {key: np.median([n for n in r["learned"] if n]) for key, r in more.items()}
    assert middle[4, "residual"] < middle[4, ""] and middle[2, "layer norm"] < 75
    few = {r["added"]: np.array(r["all"]) for r in rows if r["few"]}
    for added in ("dropout", "one draw", "layer norm"):
        assert (few[added] > few[""]).all()


def test_what_the_chapter_says_of_a_hidden_layer_in_the_readout():
    rows = load("09_readout")["numbers"]
    both = [v for r in rows if r["directions"] == 2 for v in r["="]]
    alone = [v for r in rows if r["directions"] == 1 for v in r[">"] + r["="]]
    assert all(r["layers"] == 1 and r["parameters"] <= 2000 for r in rows)
    assert sum(v > 0.95 for v in both) >= len(both) - 1
    assert max(alone) < 0.6
