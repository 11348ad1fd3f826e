"""Tasks: what is drawn is what the papers say, and the baselines are what they are."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook import softmax_cross_entropy
from rnnbook.tasks import (
    ORDER_SYMBOLS,
    REBER_SYMBOLS,
    adding,
    adding_1997,
    adding_1997_baseline,
    adding_baseline,
    continual_reber,
    continual_reber_baseline,
    copying,
    copying_baseline,
    embedded_reber,
    embedded_reber_baseline,
    is_legal,
    latest,
    latest_baseline,
    long_lag,
    long_lag_baseline,
    next_symbols,
    one_hot,
    predicts_legal,
    reber_string,
    recall,
    recall_baseline,
    temporal_order,
    temporal_order_baseline,
)

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 6)
FEW = settings(max_examples=40, deadline=None)

# The grammar once more, as a regular expression: no table, no nodes.
FROM_3 = "(?:T*VPX)*T*V(?:V|PS)"
PLAIN_STRING = f"B(?:TS*X(?:S|X{FROM_3})|P{FROM_3})E"
EMBEDDED_STRING = f"B(?:T{PLAIN_STRING}T|P{PLAIN_STRING}P)E"


def rng(seed=0):
    return np.random.default_rng(seed)


def words(batch, symbols):
    """The sequences of a batch as strings, each up to its length."""
    codes = batch.x.argmax(axis=-1)
    return [
        "".join(symbols[c] for c in codes[:n, b])
        for b, n in enumerate(batch.lengths)
    ]


def is_one_hot_up_to(batch):
    T = len(batch.x)
    inside = np.arange(T)[:, None] < batch.lengths
    ones, zeros = batch.x == 1, batch.x == 0
    return (ones | zeros).all() and (batch.x.sum(axis=-1) == inside).all()


# recall


def test_recall_draws_what_it_drew_before():
    x, target = recall(rng(5), 4, 3)
    value = rng(5)
    assert (target == value.integers(0, 2, 3)).all()
    noise = value.normal(0, 0.5, (4, 3))
    assert (x[1:, :, 0] == noise[1:]).all()
    assert (x[0, :, 0] == 2 * target - 1).all()
    assert (x[:, :, 1] == [[1], [0], [0], [0]]).all()
    assert recall_baseline() == 0.5


# adding


@FEW
@given(SEEDS, st.integers(2, 40), SIZES)
def test_adding_marks_one_step_in_each_half(seed, T, B):
    x, target, lengths = adding(rng(seed), T, B)
    assert x.shape == (T, B, 2) and target.shape == (B, 1) and (lengths == T).all()
    assert set(np.unique(x[..., 1])) <= {0, 1}
    assert (x[: T // 2, :, 1].sum(axis=0) == 1).all()
    assert (x[T // 2 :, :, 1].sum(axis=0) == 1).all()
    marked = [x[x[:, b, 1] == 1, b, 0].sum() for b in range(B)]
    assert np.allclose(target[:, 0], marked, rtol=0, atol=1e-15)


def test_adding_numbers_fill_the_interval_and_marks_their_halves():
    x, _, _ = adding(rng(), 10, 20_000, low=-1, high=1)
    assert -1 <= x[..., 0].min() < -0.999 and 0.999 < x[..., 0].max() < 1
    assert abs(x[..., 0].mean()) < 0.01
    share = x[..., 1].mean(axis=1)
    assert np.allclose(share, 0.2, atol=0.02)


@pytest.mark.parametrize(
    ("low", "high", "published"), [(0, 1, 0.167), (-1, 1, 0.667)]
)
def test_adding_baseline_is_the_published_one_and_that_of_the_draws(
    low, high, published
):
    assert adding_baseline(low, high) == pytest.approx(published, abs=5e-4)
    target = adding(rng(), 20, 100_000, low, high).target
    error = ((target - (low + high)) ** 2).mean()
    assert error == pytest.approx(adding_baseline(low, high), rel=0.02)


def test_adding_1997_is_as_the_paper_says():
    T, B = 40, 3000
    x, target, lengths = adding_1997(rng(), T, B)
    assert set(lengths) == set(range(40, 45)) and x.shape == (44, B, 2)
    first_marks = 0
    for b, n in enumerate(lengths):
        value, mark = x[:, b].T
        assert not x[n:, b].any() and (np.abs(value) <= 1).all()
        assert mark[0] == mark[n - 1] == -1
        ones = np.flatnonzero(mark == 1)
        assert set(mark[1 : n - 1]) <= {0, 1} and len(ones) in (1, 2)
        assert ones.max() < T // 2
        first_marks += len(ones) == 1
        assert target[b, 0] == pytest.approx(0.5 + value[ones].sum() / 4, abs=1e-15)
    expected = 1 / 10 + 9 / 10 / (T // 2 - 1)
    assert first_marks / B == pytest.approx(expected, abs=0.02)


def test_adding_1997_second_mark_is_equally_likely_at_every_unmarked_step():
    # The tenth step and later are marked by the second draw alone.
    x, _, _ = adding_1997(rng(), 40, 40_000)
    share = (x[:20, :, 1] == 1).mean(axis=1)
    assert np.allclose(share[11:20], 1 / 19, atol=0.006)
    low = 1 / 10 + 9 / 10 * 1 / 19
    assert np.allclose(share[1:9], low, atol=0.01)


@pytest.mark.parametrize("T", [20, 100])
def test_adding_1997_baseline_is_that_of_the_draws(T):
    target = adding_1997(rng(), T, 60_000).target
    error = ((target - 0.5) ** 2).mean()
    assert error == pytest.approx(adding_1997_baseline(T), rel=0.02)
    assert 0 <= target.min() and target.max() <= 1


def test_adding_1997_baseline_counts_every_pair_of_marks():
    # The first step drawn is a number less, with the variance 1/3, a quarter of it.
    T, errors = 30, []
    for first in range(10):
        unmarked = [step for step in range(T) if step != first][: T // 2 - 1]
        errors += [(2 - (0 in (first, second))) / 3 / 16 for second in unmarked]
    assert adding_1997_baseline(T) == pytest.approx(np.mean(errors), rel=1e-12)


def test_adding_draws_from_zero_to_one_if_nothing_is_said():
    assert (adding(rng(), 9, 4).x == adding(rng(), 9, 4, 0, 1).x).all()
    assert adding_baseline() == adding_baseline(0, 1)


# temporal order


@FEW
@given(SEEDS, st.integers(10, 120), SIZES, st.sampled_from([2, 3]))
def test_temporal_order_reads_back_as_its_class(seed, T, B, marks):
    batch = temporal_order(rng(seed), T, B, marks)
    assert is_one_hot_up_to(batch) and len(batch.x) == batch.lengths.max()
    assert ((T <= batch.lengths) & (batch.lengths <= T + T // 10)).all()
    for word, target in zip(words(batch, ORDER_SYMBOLS), batch.target, strict=True):
        assert re.fullmatch("E[abcdXY]*B", word)
        told = re.sub("[^XY]", "", word)
        assert len(told) == marks
        assert int(told.replace("X", "0").replace("Y", "1"), 2) == target


@pytest.mark.parametrize(
    ("marks", "windows"),
    [(2, [(10, 20), (50, 60)]), (3, [(10, 20), (33, 43), (66, 76)])],
)
def test_temporal_order_windows_of_experiment_6(marks, windows):
    batch = temporal_order(rng(), 100, 3000, marks)
    assert set(batch.lengths) == set(range(100, 111))
    found = [[] for _ in windows]
    for word in words(batch, ORDER_SYMBOLS):
        for at, place in zip(found, re.finditer("[XY]", word), strict=True):
            at.append(place.start())
    assert [(min(at), max(at)) for at in found] == windows
    count = np.bincount(batch.target, minlength=2**marks) / 3000
    assert np.allclose(count, temporal_order_baseline(marks), atol=0.03)
    assert temporal_order_baseline(marks) == 1 / 2**marks


def test_temporal_order_has_two_marks_if_nothing_is_said():
    one, two = temporal_order(rng(), 50, 9), temporal_order(rng(), 50, 9, marks=2)
    assert (one.x == two.x).all() and (one.target == two.target).all()
    assert temporal_order_baseline() == 1 / 4


def test_temporal_order_distractors_are_equally_likely():
    text = "".join(words(temporal_order(rng(), 100, 300), ORDER_SYMBOLS))
    share = [text.count(s) / len(text) for s in "abcd"]
    assert np.allclose(share, share[0], atol=0.01)
    assert set(ORDER_SYMBOLS) == set("EBabcdXY")


# copying


@FEW
@given(SEEDS, st.integers(1, 30), SIZES, st.integers(2, 9), st.integers(1, 12))
def test_copying_tells_keeps_still_and_asks(seed, T, B, symbols, length):
    batch = copying(rng(seed), T, B, symbols, length)
    S, blank = T + 2 * length, symbols
    assert batch.x.shape == (S, B, symbols + 2) and is_one_hot_up_to(batch)
    assert (batch.lengths == S).all() and batch.target.shape == (S, B)
    codes = batch.x.argmax(axis=-1)
    assert (codes[:length] < symbols).all()
    assert (codes[length : length + T - 1] == blank).all()
    assert (codes[length + T - 1] == blank + 1).all()
    assert (codes[length + T :] == blank).all()
    assert (batch.target[: length + T] == blank).all()
    assert (batch.target[length + T :] == codes[:length]).all()


def test_copying_symbols_are_equally_likely():
    target = copying(rng(), 5, 3000).target[-10:]
    share = np.bincount(target.ravel(), minlength=8) / target.size
    assert len(share) == 8 and np.allclose(share, 1 / 8, atol=0.01)


def test_copying_baseline_is_the_loss_of_blank_then_a_guess():
    T, B = 30, 50
    target = copying(rng(), T, B).target
    o = np.full((*target.shape, 9), -1e9)
    o[: T + 10, :, 8] = 0
    o[T + 10 :, :, :8] = 0
    loss, _ = softmax_cross_entropy(o, target)
    assert copying_baseline(T) == pytest.approx(loss, rel=1e-12)
    assert copying_baseline(T) == pytest.approx(10 * math.log(8) / (T + 20))


# noise-free long lag


@FEW
@given(SEEDS, st.integers(2, 30), SIZES, st.booleans())
def test_long_lag_ends_as_it_began(seed, lag, B, regular):
    batch = long_lag(rng(seed), lag, B, regular)
    assert batch.x.shape == (lag, B, lag + 1) and is_one_hot_up_to(batch)
    codes = batch.x.argmax(axis=-1)
    assert np.isin(codes[0], [lag - 1, lag]).all()
    assert (batch.target[-1] == codes[0]).all()
    assert (batch.target[:-1] == codes[1:]).all() and (codes[1:] < lag - 1).all()
    if regular:
        assert (codes[1:] == np.arange(lag - 1)[:, None]).all()


def test_long_lag_has_two_sequences_or_many():
    few = long_lag(rng(), 10, 500)
    assert len(np.unique(few.x.argmax(axis=-1), axis=1).T) == 2
    many = long_lag(rng(), 10, 500, regular=False)
    assert len(np.unique(many.x.argmax(axis=-1), axis=1).T) > 490
    assert set(np.unique(many.target[:-1])) == set(range(9))
    for batch in (few, many):
        share = (batch.target[-1] == 10).mean()
        assert share == pytest.approx(long_lag_baseline(), abs=0.06)


# Reber


@FEW
@given(SEEDS)
def test_every_reber_string_is_legal_by_an_independent_expression(seed):
    draw = rng(seed)
    for _ in range(20):
        plain, embedded = reber_string(draw, embedded=False), reber_string(draw)
        assert re.fullmatch(PLAIN_STRING, plain) and is_legal(plain, embedded=False)
        assert re.fullmatch(EMBEDDED_STRING, embedded) and is_legal(embedded)
        assert embedded[1] == embedded[-2] and len(embedded) >= 9


def test_legality_agrees_with_the_expression_on_strings_with_a_mistake():
    draw, right = rng(), 0
    for _ in range(3000):
        text = list(reber_string(draw))
        text[draw.integers(len(text))] = REBER_SYMBOLS[draw.integers(7)]
        text = "".join(text)
        legal = bool(re.fullmatch(EMBEDDED_STRING, text))
        assert is_legal(text) == legal
        right += legal
    assert 0 < right < 3000


@pytest.mark.parametrize("text", ["", "B", "BT", "BTBTXSETEB", "BTBTXSEPE", "xyz"])
def test_what_is_no_whole_string_is_not_legal(text):
    assert not is_legal(text)


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("", "B"), ("B", "TP"), ("BT", "B"), ("BTB", "TP"), ("BTBT", "SX"),
        ("BTBTS", "SX"), ("BTBTX", "XS"), ("BTBTXX", "TV"), ("BTBP", "TV"),
        ("BTBPV", "PV"), ("BTBPVP", "XS"), ("BTBPVV", "E"), ("BTBPVVE", "T"),
        ("BPBPVVE", "P"), ("BPBPVVEP", "E"), ("BPBPVVEPE", ""),
    ],
)  # fmt: skip
def test_next_symbols(text, legal):
    assert next_symbols(text) == set(legal)


def test_reber_forks_are_even():
    draw = rng()
    texts = [reber_string(draw) for _ in range(4000)]
    assert np.mean([t[1] == "T" for t in texts]) == pytest.approx(0.5, abs=0.03)
    after = [t[4] for t in texts if t[3] == "T"]
    assert after.count("S") / len(after) == pytest.approx(0.5, abs=0.04)
    mean = np.mean([len(t) for t in texts])
    assert mean == pytest.approx(expected_length() + 4, abs=0.2)


def expected_length():
    """Mean length of a Reber string, from the equations of the six nodes."""
    ways = {1: (2, 3), 2: (2, 4), 3: (3, 5), 4: (3, 6), 5: (4, 6)}
    A, b = np.eye(7), np.ones(7)
    for node, (one, two) in ways.items():
        A[node, one] -= 0.5
        A[node, two] -= 0.5
    A[0, 1] -= 1                                 # node 0 gives B; node 6 gives E
    return np.linalg.solve(A, b)[0]


@FEW
@given(SEEDS, SIZES)
def test_embedded_reber_says_what_follows_and_what_could(seed, B):
    batch = embedded_reber(rng(seed), B)
    assert is_one_hot_up_to(batch) and len(batch.x) == batch.lengths.max()
    for b, (text, n) in enumerate(
        zip(words(batch, REBER_SYMBOLS), batch.lengths, strict=True)
    ):
        follows = "".join(REBER_SYMBOLS[c] for c in batch.target[:n, b])
        assert text[1:] == follows[:-1] and re.fullmatch(EMBEDDED_STRING, text + "E")
        for t in range(n):
            legal = {s for s, k in zip(REBER_SYMBOLS, batch.legal[t, b], strict=True)
                     if k}  # fmt: skip
            assert legal == next_symbols(text[: t + 1]) and follows[t] in legal
        assert not batch.legal[n:, b].any() and not batch.target[n:, b].any()
    assert embedded_reber_baseline() == 0.5


@FEW
@given(SEEDS, st.integers(1, 80), SIZES)
def test_continual_reber_is_strings_without_a_gap(seed, T, B):
    batch = continual_reber(rng(seed), T, B)
    assert batch.x.shape == batch.legal.shape == (T, B, 7)
    assert batch.target.shape == (T, B) and (batch.lengths == T).all()
    assert is_one_hot_up_to(batch)
    for b, text in enumerate(words(batch, REBER_SYMBOLS)):
        rest = text + REBER_SYMBOLS[batch.target[-1, b]]
        for t in range(T):
            part = rest[: t + 1]                 # what is left after whole strings
            while whole := re.match(EMBEDDED_STRING, part):
                part = part[whole.end():]
            wanted = next_symbols(part)
            assert rest[t + 1] in wanted
            assert {s for s, k in zip(REBER_SYMBOLS, batch.legal[t, b], strict=True)
                    if k} == wanted  # fmt: skip


def test_continual_reber_baseline_halves_with_each_string():
    assert continual_reber_baseline() == 0.5
    assert continual_reber_baseline(10) == 1 / 1024


def test_predicts_legal_wants_just_the_legal_ones_on_top():
    batch = embedded_reber(rng(), 4)
    assert (predicts_legal(batch.legal * 1.0, batch.legal).sum(axis=0)
            == batch.lengths).all()  # fmt: skip
    legal = np.array([0, 1, 1, 0, 0, 0, 0], dtype=bool)
    good = np.array([0.1, 0.6, 0.3, 0.2, 0, 0, 0])
    assert predicts_legal(good, legal)
    for bad in ([0.5, 0.6, 0.3, 0, 0, 0, 0], [0.3, 0.6, 0.3, 0, 0, 0, 0]):
        assert not predicts_legal(np.array(bad), legal)
    # one that knows every symbol but confuses T and P before the last E
    swapped = np.where(batch.legal, 1.0, 0.0)
    last = batch.lengths - 2
    each = np.arange(4)
    swapped[last, each] = swapped[last, each][:, [0, 2, 1, 3, 4, 5, 6]]
    assert (predicts_legal(swapped, batch.legal).sum(axis=0)
            == batch.lengths - 1).all()  # fmt: skip


# latest


@FEW
@given(seed=SEEDS, T=st.integers(1, 30), B=st.integers(1, 4))
def test_latest_asks_for_the_number_marked_last(seed, T, B):
    x, target = latest(rng(seed), T, B, marked=0.3)
    assert x.shape == (T, B, 2) and target.shape == (T, B, 1)
    for b in range(B):
        for t in range(T):
            if x[t, b, 1]:
                number = x[t, b, 0]
            assert target[t, b, 0] == number


def test_latest_marks_as_often_as_asked_and_its_baseline_is_that_of_the_draws():
    x, target = latest(rng(), 30, 4000, marked=0.2)
    assert (x[0, :, 1] == 1).all() and set(np.unique(x[:, :, 1])) == {0.0, 1.0}
    assert abs(x[1:, :, 1].mean() - 0.2) < 0.01
    marked = x[:, :, 1] == 1
    assert abs(x[marked][:, 0].std() - x[~marked][:, 0].std()) < 0.02
    assert (target**2).mean() == pytest.approx(latest_baseline(), rel=0.03)
    assert latest(rng(), 9, 4, marked=0)[0][1:, :, 1].sum() == 0


# all


@pytest.mark.parametrize(
    "draw",
    [
        lambda r: recall(r, 9, 4), lambda r: adding(r, 9, 4), lambda r: latest(r, 9, 4),
        lambda r: adding_1997(r, 30, 4), lambda r: temporal_order(r, 30, 4),
        lambda r: temporal_order(r, 30, 4, 3), lambda r: copying(r, 5, 4),
        lambda r: long_lag(r, 9, 4), lambda r: long_lag(r, 9, 4, False),
        lambda r: embedded_reber(r, 4), lambda r: continual_reber(r, 30, 4),
    ],
)  # fmt: skip
def test_a_seed_gives_the_same_draw_and_another_one_another(draw):
    one, same, other = draw(rng(1)), draw(rng(1)), draw(rng(2))
    assert all((a == b).all() for a, b in zip(one, same, strict=True))
    assert one[0].shape != other[0].shape or (one[0] != other[0]).any()
    assert one[0].dtype == np.float64


@FEW
@given(st.lists(st.integers(0, 4), max_size=8))
def test_one_hot(codes):
    x = one_hot(np.array(codes, dtype=np.int64), 5)
    assert x.shape == (len(codes), 5) and (x.sum(axis=-1) == 1).all()
    assert x.argmax(axis=-1).tolist() == codes
