"""Bad calls of tasks, initialisation and diagnostics, as in test_errors.

A row of BAD is (call, exception, what came, what was wanted, remedy): the three
texts must all stand in the message.
"""

# ruff: noqa: E501 -- a row of a table is read as one line

from pathlib import Path

import numpy as np
import pytest
from refusing import assert_refused

from rnnbook import (
    CELLS,
    connectivity,
    glorot,
    half_life,
    identity,
    init_params,
    jacobian,
    orthogonal,
    singular_values,
    spectral_radius,
    step_jacobians,
    uniform,
    with_blocks,
    with_spectral_radius,
)
from rnnbook.results import character_network
from rnnbook.tasks import (
    adding,
    adding_1997,
    adding_1997_baseline,
    adding_baseline,
    continual_reber,
    continual_reber_baseline,
    copying,
    copying_baseline,
    corpus,
    corpus_baseline,
    decode,
    embedded_reber,
    encode,
    lanes,
    long_lag,
    next_symbols,
    ngram_losses,
    one_hot,
    predicts_legal,
    reber_string,
    recall,
    split,
    symbols_of,
    temporal_order,
    temporal_order_baseline,
    tunes,
    windows,
)


def rng():
    return np.random.default_rng(0)


LSTM = CELLS["lstm"]
P = init_params(LSTM, 3, 4, rng())
X = np.ones((6, 3))
NO_RNG = "np.random.default_rng(0)"
VALUE, TYPE = ValueError, TypeError

BAD = {
    # tasks
    "recall without steps": (lambda: recall(rng(), 0, 4), VALUE, "T = 0", "at least 1", "pass T=40"),
    "recall with a seed": (lambda: recall(3, 9, 4), TYPE, "rng is a int", "a Generator", NO_RNG),
    "adding: one step": (lambda: adding(rng(), 1, 4), VALUE, "T = 1", "at least 2", "pass T=100"),
    "adding: T is a fraction": (lambda: adding(rng(), 2.5, 4), TYPE, "T is 2.5", "a whole number of at least 2", "pass T=100"),
    "adding: T is True": (lambda: adding(rng(), True, 4), TYPE, "T is True", "a whole number", "pass T=100"),
    "adding: no sequences": (lambda: adding(rng(), 9, 0), VALUE, "B = 0", "at least 1", "B=1 for a single one"),
    "adding: a seed for rng": (lambda: adding(0, 9, 4), TYPE, "rng is a int", "a Generator", NO_RNG),
    "adding: the module for rng": (lambda: adding(np.random, 9, 4), TYPE, "rng is a module", "a Generator", NO_RNG),
    "adding: interval turned round": (lambda: adding(rng(), 9, 4, 1, 0), VALUE, "low = 1, high = 0", "low below high", "leave them out"),
    "adding: infinite interval": (lambda: adding_baseline(0, np.inf), VALUE, "high = inf", "finite", "leave them out"),
    "adding_1997: short": (lambda: adding_1997(rng(), 19, 4), VALUE, "T = 19", "at least 20", "use adding"),
    "adding_1997_baseline: short": (lambda: adding_1997_baseline(2), VALUE, "T = 2", "at least 20", "use adding"),
    "temporal order: short": (lambda: temporal_order(rng(), 9, 4), VALUE, "T = 9", "at least 10", "pass T=100"),
    "temporal order: four marks": (lambda: temporal_order(rng(), 100, 4, 4), VALUE, "marks is 4", "2 (experiment 6a) or 3 (6b)", "pass one of the two"),
    "temporal order: one mark": (lambda: temporal_order_baseline(1), VALUE, "marks is 1", "2 (experiment 6a) or 3 (6b)", "pass one of the two"),
    "temporal order: no rng": (lambda: temporal_order(None, 100, 4), TYPE, "rng is a NoneType", "a Generator", NO_RNG),
    "copying: no pause": (lambda: copying(rng(), 0, 4), VALUE, "T = 0", "at least 1", "pass T=30"),
    "copying: one symbol": (lambda: copying(rng(), 9, 4, symbols=1), VALUE, "symbols = 1", "at least 2", "pass 8"),
    "copying: no length": (lambda: copying_baseline(9, length=0), VALUE, "length = 0", "at least 1", "pass 10"),
    "copying: B as text": (lambda: copying(rng(), 9, "4"), TYPE, "B is '4'", "a whole number", "B=1"),
    "long lag: lag 1": (lambda: long_lag(rng(), 1, 4), VALUE, "lag = 1", "at least 2", "pass lag=100"),
    "Reber: no sequences": (lambda: embedded_reber(rng(), -1), VALUE, "B = -1", "at least 1", "B=1"),
    "Reber: seed": (lambda: reber_string(7), TYPE, "rng is a int", "a Generator", NO_RNG),
    "Reber: no steps": (lambda: continual_reber(rng(), 0, 4), VALUE, "T = 0", "at least 1", "pass T=100"),
    "Reber: no strings": (lambda: continual_reber_baseline(0), VALUE, "strings = 0", "at least 1", "right in a row"),
    "Reber: no beginning of a string": (lambda: next_symbols("BTX"), VALUE, "text[2] is 'X' in 'BTX'", "wanted B", "embedded=False"),
    "Reber: beyond the end": (lambda: next_symbols("BTXSEB", embedded=False), VALUE, "text[5] is 'B'", "wanted nothing more", "embedded=True"),
    "Reber: scores of another shape": (lambda: predicts_legal(np.ones((2, 7)), np.ones((3, 7))), VALUE, "(2, 7), legal (3, 7)", "wanted the same", "all 7 symbols"),
    # characters
    "one-hot of fractions": (lambda: one_hot([0.5], 3), TYPE, "codes has dtype float64", "whole numbers", "encode(text, symbols)"),
    "one-hot too high": (lambda: one_hot([0, 3], 3), VALUE, "from 0 to 3", "0 to 2", "the number of symbols"),
    "one-hot below zero": (lambda: one_hot([-1, 2], 3), VALUE, "from -1 to 2", "0 to 2", "the number of symbols"),
    "symbols of bytes": (lambda: symbols_of(b"ab"), TYPE, "text is a bytes", "a str", 'text.decode("utf-8")'),
    "symbols of lines": (lambda: symbols_of(["a", "b"]), TYPE, "text is a list", "a str", 'pass "".join(text)'),
    "symbols of a path": (lambda: symbols_of(Path("a.txt")), TYPE, "text is a PosixPath", "a str", 'text.read_text(encoding="utf-8-sig")'),
    "decode a table": (lambda: decode([[0, 1]], "ab"), VALUE, "codes has shape (1, 2)", "wanted (N,)", "codes[:, b]"),
    "decode fractions": (lambda: decode([0.0, 1.0], "ab"), TYPE, "codes has dtype float64", "whole numbers", "np.array(codes, int)"),
    "symbols of nothing": (lambda: symbols_of(""), VALUE, "text is empty", "one character or more", "corpus()"),
    "encode an unknown character": (lambda: encode("abc", "ab"), VALUE, "text[2] is 'c'", "one of 'ab'", "symbols_of(text)"),
    "encode with a symbol twice": (lambda: encode("ab", "aba"), VALUE, "'aba' has a character twice", "each once", "symbols_of(text)"),
    "decode an unknown number": (lambda: decode([0, 2], "ab"), VALUE, "from 0 to 2", "0 to 1", "the symbols that the text was encoded with"),
    "decode below zero": (lambda: decode([-1], "ab"), VALUE, "from -1 to -1", "0 to 1", "the symbols that the text was encoded with"),
    "baseline of a short text": (lambda: corpus_baseline("ab", 2), VALUE, "text has 2 characters", "more than the context, 2", "a longer text"),
    "baseline of a context below zero": (lambda: corpus_baseline("ab", -1), VALUE, "context = -1", "at least 0", "the number of characters"),
    "lanes of a short text": (lambda: lanes(np.arange(7), 4), VALUE, "7 characters in B = 4", "two or more in each", "a smaller B"),
    "lanes of a table": (lambda: lanes(np.ones((3, 3), int), 1), VALUE, "shape (3, 3)", "wanted (N,)", "encode(text, symbols)"),
    "lanes with a seed": (lambda: lanes(np.arange(7), 2, 5), TYPE, "rng is a int", "a Generator", NO_RNG),
    "windows of no steps": (lambda: windows(np.ones((4, 2)), 0), VALUE, "T = 0", "at least 1", "steps of a window"),
    "windows of one text": (lambda: windows(np.arange(4), 2), VALUE, "shape (4,)", "wanted (S, B, ...)", "lanes(codes, B)"),
    "corpus of another name": (lambda: corpus("bible"), VALUE, "name is 'bible'", "'carroll', 'kjv' or 'tunes'", "read_text"),
    "split of a few lines": (lambda: split("a\n\nb\n"), VALUE, "text has 2 paragraphs", "ten or more", "by hand"),
    "split of bytes": (lambda: split(b"ab"), TYPE, "text is a bytes", "a str", "corpus('kjv')"),
    "tunes: none": (lambda: tunes(0, rng()), VALUE, "count = 0", "at least 1", "count=10"),
    "tunes: a seed": (lambda: tunes(1, 5), TYPE, "rng is a int", "a Generator", NO_RNG),
    "n-grams of no order": (lambda: ngram_losses("abc", "ab", 0), VALUE, "order = 0", "at least 1", "pass 6"),
    "n-grams too long": (lambda: ngram_losses("abc" * 99, "ab", 60), VALUE, "order is 60 with 3 symbols", "39 at most", "63 bits"),
    "n-grams of a short text": (lambda: ngram_losses("abc", "ab", 3), VALUE, "train has 3 characters", "more than the order, 3", "a longer text"),
    "n-grams of codes": (lambda: ngram_losses("abc", [0, 1], 2), TYPE, "text is a list", "a str", "held_out"),
    "n-grams smoothed by no rule": (lambda: ngram_losses("abc", "ab", 2, "laplace"), VALUE, "smoothing is 'laplace'", "'kneser-ney' or 'witten-bell'", "beta=8.0"),
    "n-grams smoothed by nothing": (lambda: ngram_losses("abc", "ab", 2, 0), VALUE, "smoothing is 0", "a finite number > 0", "'witten-bell'"),
    "a network of another name": (lambda: character_network("gpt"), VALUE, "name is 'gpt'", "'kjv_lstm'", "character_networks()"),
    "a network of small numbers": (lambda: character_network("kjv_lstm", np.float16), TYPE, "float16", "float32 or float64", "pass np.float"),
    # initialisation
    "uniform: bound zero": (lambda: uniform(rng(), (2, 2), 0), VALUE, "bound is 0", "a positive finite number", "1 / np.sqrt(H)"),
    "uniform: bound is an array": (lambda: uniform(rng(), (2, 2), np.ones(2)), TYPE, "bound is array", "a positive finite number", "1 / np.sqrt(H)"),
    "glorot: a seed": (lambda: glorot(0, (2, 2)), TYPE, "rng is a int", "a Generator", NO_RNG),
    "glorot: one size": (lambda: glorot(rng(), 4), VALUE, "shape is 4", "two whole numbers", "pass (H, H)"),
    "orthogonal: three sizes": (lambda: orthogonal(rng(), (2, 2, 2)), VALUE, "shape is (2, 2, 2)", "two whole numbers", "pass (H, H)"),
    "orthogonal: size zero": (lambda: orthogonal(rng(), (0, 2)), VALUE, "shape is (0, 2)", "at least 1", "pass (H, H)"),
    "orthogonal: gain NaN": (lambda: orthogonal(rng(), (2, 2), np.nan), VALUE, "gain is nan", "a positive finite number", "1 keeps lengths"),
    "identity: whole numbers": (lambda: identity((2, 2), dtype=int), TYPE, "dtype is <class 'int'>", "float32 or float64", "pass np.float64"),
    "identity: scale": (lambda: identity((2, 2), -1.0), VALUE, "scale is -1.0", "a positive finite number", "carries the state on"),
    "radius of a wide matrix": (lambda: with_spectral_radius(P.W, 1.0), VALUE, "W has shape (4, 16)", "a square matrix", "with_blocks"),
    "radius of zeros": (lambda: with_spectral_radius(np.zeros((2, 2)), 1.0), VALUE, "the spectral radius 0", "above zero", "draw W anew"),
    "radius of a shift": (lambda: with_spectral_radius(np.eye(3, k=1), 1.0), VALUE, "the spectral radius 0", "above zero", "draw W anew"),
    "radius of whole numbers": (lambda: with_spectral_radius(np.eye(2, dtype=int), 1.0), TYPE, "W has dtype int64", "float32 or float64", "W.astype(np.float64)"),
    "radius below zero": (lambda: with_spectral_radius(np.eye(2), -1), VALUE, "radius is -1", "a positive finite number", "1 is the threshold"),
    "blocks of an unknown gate": (lambda: with_blocks(LSTM, P, identity, ("z",)), VALUE, "names 'z'", "some of i, f, g, o", "the lstm cell has no other"),
    "blocks of b": (lambda: with_blocks(LSTM, P, identity, name="b"), VALUE, "name is 'b'", "'W' or 'U'", "pass one of these two"),
    "blocks of another shape": (lambda: with_blocks(LSTM, P, lambda s: np.eye(3)), VALUE, "shape (3, 3) for the gate i", "(4, 4)", "the shape that it is given"),
    # diagnostics
    "Jacobian of a batch": (lambda: jacobian(LSTM, P, X[:, None]), VALUE, "x has 3 axes, shape (6, 1, 3)", "wanted (T, D)", "x[:, b]"),
    "Jacobian of a list": (lambda: jacobian(LSTM, P, [[1.0]]), TYPE, "x is a list", "a NumPy array", "np.asarray(x"),
    "Jacobian of a batch of states": (lambda: step_jacobians(LSTM, P, X, (np.ones((2, 4)),) * 2), VALUE, "shape (2, 4), (2, 4)", "wanted (H,)", "part[b]"),
    "Jacobian of half a state": (lambda: jacobian(LSTM, P, X, (np.ones(4),)), TYPE, "state is a tuple of 1", "(h, c,)", "leave it out"),
    "Jacobian of no steps": (lambda: jacobian(LSTM, P, X[:0]), VALUE, "(0, 1, 3)", "at least one step", "drop empty sequences"),
    "Jacobian of another D": (lambda: jacobian(LSTM, P, np.ones((6, 2))), VALUE, "(6, 1, 2)", "must agree", "inputs of width 3"),
    "connectivity with V turned round": (lambda: connectivity(LSTM, P, X, np.ones((2, 4))), VALUE, "V is float64 (2, 4)", "(H, O) with H = 4", "the V of the readout"),
    "connectivity with V in float32": (lambda: connectivity(LSTM, P, X, np.ones((4, 2), np.float32)), VALUE, "V is float32", "wanted float64", "the V of the readout"),
    "connectivity with NaN in V": (lambda: connectivity(LSTM, P, X, np.full((4, 2), np.nan)), VALUE, "V[0, 0] is nan", "finite", "clean the data"),
    "radius of all gates": (lambda: spectral_radius(P.W), VALUE, "W has shape (4, 16)", "square matrices", "W[:, k * H : (k + 1) * H]"),
    "radius of a vector": (lambda: spectral_radius(np.ones(3)), VALUE, "W has shape (3,)", "(..., n, m)", "a block of weights or a Jacobian"),
    "singular values of NaN": (lambda: singular_values(np.full((2, 2), np.nan)), VALUE, "W[0, 0] is nan", "finite", "clean the data"),
    "singular values of nothing": (lambda: singular_values(np.ones((0, 2))), VALUE, "W has shape (0, 2)", "(..., n, m)", "a block of weights or a Jacobian"),
    "half-life of a shut gate": (lambda: half_life(0.0), VALUE, "f is 0.0", "0 < f <= 1", "keeps nothing"),
    "half-life of a gate above one": (lambda: half_life([0.5, 1.5]), VALUE, "f is [0.5 1.5]", "0 < f <= 1", "gate values"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_refused_with_what_came_what_was_wanted_and_the_remedy(case):
    assert_refused(BAD[case])


def test_a_message_about_many_symbols_stays_short():
    with pytest.raises(ValueError, match="wanted one of") as refused:
        encode("X", "".join(map(chr, range(0x4E00, 0x5A00))))
    assert len(str(refused.value)) < 300
