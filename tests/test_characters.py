"""The character corpus: what ships, its numbers and back, and windows in order."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook.tasks import (
    continual_reber,
    corpus,
    corpus_baseline,
    decode,
    encode,
    lanes,
    symbols_of,
    windows,
)

FEW = settings(max_examples=60, deadline=None)


def test_corpus_is_two_poems_in_plain_characters():
    text = corpus()
    assert text.isascii() and "\r" not in text and "\t" not in text
    assert text.startswith("'Twas brillig, and the slithy toves\n")
    assert text.endswith("They'd eaten every one.\n")
    stanzas = text.split("\n\n")
    # Jabberwocky has 7 stanzas of 4 lines, the other poem 18 of 6.
    lines = [len(stanza.strip().splitlines()) for stanza in stanzas]
    assert lines == [4] * 7 + [6] * 18
    assert stanzas[0] == stanzas[6]
    assert 4000 < len(text) < 5000
    assert all(line == line.strip() for line in text.splitlines())
    assert text.count('"') % 2 == 1              # one speech runs over two stanzas


def test_corpus_goes_along_when_the_package_is_installed():
    project = Path(__file__).parents[1] / "pyproject.toml"
    tool = tomllib.loads(project.read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert {"**/*.txt", "**/*.xz", "**/*.npz"} <= {*tool["package-data"]["rnnbook"]}


@FEW
@given(st.text(min_size=1, max_size=50))
def test_decode_reverses_encode(text):
    symbols = symbols_of(text)
    assert list(symbols) == sorted(set(text))
    codes = encode(text, symbols)
    assert codes.dtype == np.int64 and decode(codes, symbols) == text


def test_corpus_baseline_is_the_entropy_of_the_counts():
    assert corpus_baseline("aaaa") == 0
    assert corpus_baseline("abab") == pytest.approx(math.log(2))
    assert corpus_baseline("abab", 1) == 0
    # after a: b twice, c once; after b: a twice
    after_a = 2 * math.log(3 / 2) + math.log(3)
    assert corpus_baseline("ababac", 1) == pytest.approx(after_a / 5)
    text = corpus()
    losses = [corpus_baseline(text, k) for k in range(4)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] < math.log(len(symbols_of(text)))


@FEW
@given(st.integers(2, 80), st.integers(1, 6), st.integers(0, 99))
def test_lanes_are_the_text_in_order(N, B, seed):
    if N // B < 2:
        return
    codes = np.arange(N)
    side = lanes(codes, B)
    assert side.shape == (N // B, B)
    assert (side.T.ravel() == codes[: B * (N // B)]).all()
    shifted = lanes(codes, B, np.random.default_rng(seed))
    start = shifted[0, 0]
    assert 0 <= start <= N % B
    assert (shifted.T.ravel() == start + np.arange(B * (N // B))).all()


def test_lanes_begin_anywhere_within_what_is_left_over():
    rng = np.random.default_rng(0)
    starts = {int(lanes(np.arange(11), 4, rng)[0, 0]) for _ in range(99)}
    assert starts == {0, 1, 2, 3}


@FEW
@given(st.integers(1, 40), st.integers(1, 4), st.integers(1, 50))
def test_windows_put_together_are_the_stream(S, B, T):
    stream = np.arange(S * B).reshape(S, B)
    cut = list(windows(stream, T))
    assert (np.concatenate(cut) == stream).all()
    assert all(len(part) == T for part in cut[:-1]) and 1 <= len(cut[-1]) <= T
    assert all(np.shares_memory(part, stream) for part in cut)


def test_windows_of_inputs_and_of_what_follows_go_together():
    text = "abcdefghijkl"
    stream = lanes(encode(text, symbols_of(text)), 2)
    pairs = list(zip(windows(stream[:-1], 2), windows(stream[1:], 2), strict=True))
    for seen, next_one in pairs:
        assert (next_one == seen + 1).all()
    assert [len(seen) for seen, _ in pairs] == [2, 2, 1]


def test_windows_take_a_stream_of_one_hot_rows():
    x = continual_reber(np.random.default_rng(0), 25, 3).x
    assert [part.shape for part in windows(x, 10)] == [(10, 3, 7)] * 2 + [(5, 3, 7)]
