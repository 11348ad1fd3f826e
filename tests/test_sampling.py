"""Writing with a network: the distributions, the search, and what is refused."""

from itertools import product

import numpy as np
import pytest

from rnnbook import (
    CELLS,
    Embedding,
    beam_search,
    init_params,
    init_readout,
    log_likelihood,
    next_probabilities,
    readout,
    sample,
    unroll,
)
from rnnbook.nets.sampling import draw, log_softmax, reader

S, H = 4, 6


def network(name="lstm", scale=3.0, seed=0):
    rng = np.random.default_rng(seed)
    p, head = init_params(CELLS[name], S, H, rng), init_readout(H, S, rng)
    return CELLS[name], p, head._replace(V=scale * head.V)


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru", "gru_before", "lstm_peephole"])
def test_reader_reads_as_unroll_does(name):
    cell, p, head = network(name)
    tokens = np.random.default_rng(1).integers(S, size=(7, 3))
    h, last, _ = unroll(cell, p, np.eye(S)[tokens])
    read, state = reader(cell, p, head), None
    for t, row in enumerate(tokens):
        o, state = read(row, state)
        assert np.allclose(o, readout(head, h[t]), atol=1e-12)
    assert all(np.allclose(a, b) for a, b in zip(state, last, strict=True))
    if name == "lstm":                             # a row of E U is a row as well
        E = np.random.default_rng(2).normal(size=(S, S))
        o, _ = reader(cell, p, head, Embedding(E))(tokens[0])
        assert np.allclose(o, readout(head, unroll(cell, p, E[tokens[:1]])[0][0]))


def test_samples_have_the_probabilities_of_the_text():
    """Chi-square over all texts of three symbols: 63 degrees of freedom, 99.9 %."""
    read = reader(*network())
    start = np.zeros((1, 20_000), int)
    texts = sample(read, start, 3, np.random.default_rng(3))
    counts = np.bincount(texts.T @ [16, 4, 1], minlength=64)
    all_texts = np.array(list(product(range(S), repeat=3))).T
    whole = np.vstack([np.zeros((1, 64), int), all_texts])
    expected = 20_000 * np.exp(log_likelihood(read, whole).sum(axis=0))
    assert np.isclose(expected.sum(), 20_000) and expected.min() > 5
    assert ((counts - expected) ** 2 / expected).sum() < 103.4
    flat = sample(read, start, 3, np.random.default_rng(3), temperature=2.0)
    other = np.bincount(flat.T @ [16, 4, 1], minlength=64)
    assert ((other - expected) ** 2 / expected).sum() > 150        # it can fail


def test_temperature_zero_is_greedy_and_a_beam_of_one_too():
    read = reader(*network())
    zero = sample(read, [1], 12, np.random.default_rng(0), temperature=0)
    cold = sample(read, [1], 12, np.random.default_rng(0), temperature=1e-3)
    one = sample(read, [1], 12, np.random.default_rng(0), top_k=1)
    small = sample(read, [1], 12, np.random.default_rng(0), nucleus=1e-9)
    texts, _ = beam_search(read, [1], 12, width=1)
    for other in (cold, one, small, texts[:, 0]):
        assert (zero == other).all()


def test_nucleus_keeps_the_least_set_and_top_k_the_k_largest():
    rng = np.random.default_rng(4)
    for _ in range(50):
        o, share = rng.normal(size=6) * 2, rng.uniform(0.1, 0.99)
        y = next_probabilities(o)
        kept = next_probabilities(o, nucleus=share) > 0
        assert y[kept].sum() >= share > y[kept].sum() - y[kept].min()
        assert y[kept].min() >= y[~kept].max(initial=0)
        three = next_probabilities(o, top_k=3)
        assert set(np.argsort(o)[3:]) == set(three.nonzero()[0])
        assert np.allclose(three[three > 0], y[three > 0] / y[three > 0].sum())
    assert (next_probabilities(np.zeros(4), nucleus=0.5) > 0).sum() == 2


def test_temperature_is_a_power_of_the_probabilities():
    o = np.random.default_rng(5).normal(size=(3, 8))
    y = next_probabilities(o)
    power = y ** (1 / 0.6)
    assert np.allclose(next_probabilities(o, 0.6), power / power.sum(-1, keepdims=True))


def test_a_beam_that_drops_nothing_finds_the_most_probable_text():
    for seed in range(3):
        read = reader(*network(seed=seed))
        texts, logs = beam_search(read, [2], 4, width=S**4)
        whole = np.array([(2, *text) for text in product(range(S), repeat=4)]).T
        each = log_likelihood(read, whole).sum(axis=0)
        best = np.argsort(-each)
        assert (texts[:, 0] == whole[1:, best[0]]).all()
        assert np.allclose(logs, each[best])                      # and all the others
    narrow = beam_search(read, [2], 4, width=2)[1]
    assert (narrow <= logs[:2] + 1e-12).all()


def test_draw_never_takes_what_has_no_probability():
    y = np.tile([0.0, 0.5, 0.0, 0.5, 0.0], (2000, 1)).astype(np.float32)
    assert set(draw(y, np.random.default_rng(0))) == {1, 3}
    assert np.allclose(log_softmax(np.array([1e4, 0.0])), [0, -1e4])


REFUSED = [
    (lambda r: sample(r, [], 3, np.random.default_rng(0)), ValueError, "N >= 1"),
    (lambda r: sample(r, "In", 3, np.random.default_rng(0)), TypeError, "encode"),
    (lambda r: sample(r, [0], 0, np.random.default_rng(0)), ValueError, "steps"),
    (lambda r: sample(r, [0], 3, 0), TypeError, "default_rng"),
    (lambda r: sample(None, [0], 3, 0), TypeError, "reader"),
    (lambda r: next_probabilities(np.zeros(3), -1.0), ValueError, "temperature"),
    (lambda r: next_probabilities(np.zeros(3), top_k=0), ValueError, "top_k"),
    (lambda r: next_probabilities(np.zeros(3), nucleus=0.0), ValueError, "nucleus"),
    (lambda r: beam_search(r, [[0, 1]], 3, 2), ValueError, "one text at a time"),
    (lambda r: beam_search(r, [0], 3, 0), ValueError, "width"),
    (lambda r: log_likelihood(r, [0]), ValueError, "N >= 2"),
    (lambda r: reader(*network()[:2], None), TypeError, "init_readout"),
    (lambda r: reader(*network(), Embedding(np.ones((4, 3)))), ValueError, "trained"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "words"), REFUSED)
def test_refuses_what_does_not_fit(call, kind, words):
    with pytest.raises(kind, match=words):
        call(reader(*network()))
