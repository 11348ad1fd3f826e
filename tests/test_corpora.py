"""The long texts, the n-grams counted on them, the networks trained on them."""

import hashlib
import re
from collections import Counter

import numpy as np
import pytest

from rnnbook import readout, softmax_cross_entropy, unroll
from rnnbook.results import character_network, character_networks, load
from rnnbook.tasks import corpus, encode, ngram_losses, split, symbols_of, tunes

# characters, symbols, the first 12 digits of the sha256
TEXTS = {
    "carroll": (4211, 54, "03bf29cbf66d"),
    "kjv": (859522, 73, "98968649252c"),
    "tunes": (282904, 28, "94cb76d2f27a"),
}
NETWORKS = ["kjv_lstm", "kjv_gru", "kjv_rnn", "tunes_lstm"]


@pytest.mark.parametrize("name", TEXTS)
def test_text_is_what_it_is_said_to_be(name):
    text = corpus(name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert (len(text), len(symbols_of(text)), digest[:12]) == TEXTS[name]
    assert text.isascii() and text.endswith("\n") and "\n\n\n" not in text


def test_verses_are_numbered_and_filled_to_64_columns():
    chapters = corpus("kjv").rstrip("\n").split("\n\n")
    titles = [c.split("\n")[0] for c in chapters if not c[0].isdigit()]
    assert len(chapters) == 344 and len(titles) == 10 and titles[0] == "GENESIS"
    for text in chapters:
        numbers = re.findall(r"^(\d+):(\d+) ", text, re.M)
        assert len({chapter for chapter, _ in numbers}) == 1
        assert [int(n) for _, n in numbers] == list(range(1, len(numbers) + 1))
        lines = text.split("\n")
        assert max(map(len, lines)) <= 64
        for line, after in zip(lines, lines[1:], strict=False):
            if not after[0].isdigit() and not line.isupper():
                assert len(line) + 1 + len(after.split(" ")[0]) > 64


@pytest.mark.parametrize("name", ["kjv", "tunes"])
def test_split_takes_each_tenth_paragraph(name):
    parts = split(corpus(name))
    pieces = [part.rstrip("\n").split("\n\n") for part in parts]
    train, validation, held_out = pieces
    whole = [train[8 * (k // 10) + k % 10 - (k % 10 > 4)] for k in range(100)
             if k % 10 not in (4, 9)]  # fmt: skip
    assert train[:80] == whole
    everything = corpus(name).rstrip("\n").split("\n\n")
    assert validation == everything[4::10] and held_out == everything[9::10]
    assert Counter(train + validation + held_out) == Counter(everything)
    assert all(part.endswith("\n") for part in parts)


def bars_of(tune):
    """Metre, key and the four lines of a tune, each as its bars."""
    metre, key, *lines = tune.split("\n")
    assert all(line.endswith("|") for line in lines[:3]) and lines[3].endswith("|]")
    bars = [line.removesuffix("]").removesuffix("|").split("|") for line in lines]
    return metre.removeprefix("M:"), key.removeprefix("K:"), bars


def length_of(bar):
    return sum(int(n or 1) for n in re.findall(r"[A-Ga-g][,']?(\d*)", bar))


def rhythm_of(bar):
    return re.sub(r"[A-Ga-g][,']?", "x", bar)


def test_tunes_keep_their_rules():
    whole = {"6/8": 6, "3/4": 6, "4/4": 8}
    alike = Counter()
    for tune in corpus("tunes").rstrip("\n").split("\n\n"):
        metre, key, lines = bars_of(tune)
        assert [len(bars) for bars in lines] == [4] * 4
        assert {length_of(bar) for bars in lines for bar in bars} == {whole[metre]}
        for bars in lines:
            assert rhythm_of(bars[0]) == rhythm_of(bars[2])
        for bars in lines[1::2]:
            assert re.findall(r"[A-Ga-g]", bars[3])[-1].upper() == key
        starts = [bars[:3] for bars in lines]
        first = [starts.index(start) for start in starts]
        alike["".join("ABCD"[k] for k in first)] += 1
    assert set(alike) == {"AACA", "ABAB", "AACC", "ABCA"}
    assert min(alike.values()) > 400


def test_tunes_that_ship_are_drawn_by_the_rules():
    few = tunes(20, np.random.default_rng(11))
    assert corpus("tunes").startswith(few.text[:-1] + "\n\n")
    # Two choices of three metres, four keys and four forms, and each note costs some.
    assert few.nats.shape == (20,) and few.nats.min() > np.log(48)
    again = tunes(20, np.random.default_rng(11))
    assert again.text == few.text and (again.nats == few.nats).all()


@pytest.mark.parametrize("smoothing", ["kneser-ney", "witten-bell", 8.0])
def test_ngrams_are_probabilities(smoothing):
    train, context = "abracadabra, abracadabra and a cab", "abra"
    symbols = symbols_of(train)
    given = [
        ngram_losses(train, context + symbol, 4, smoothing)[:, -1] for symbol in symbols
    ]
    np.testing.assert_allclose(np.exp(-np.array(given)).sum(axis=0), 1, atol=1e-12)


def test_ngrams_are_their_equations_written_again():
    train, text, S = "abracadabra", "cadabra", 5

    def mixed(n, context, symbol, beta):
        if n == 0:
            return 1 / S
        context = context[len(context) - n + 1 :]
        places = range(n - 1, len(train))
        ends = [train[k] for k in places if train[:k].endswith(context)]
        room = beta or len(set(ends))
        below = mixed(n - 1, context, symbol, beta)
        whole = len(ends) + room
        return (ends.count(symbol) + room * below) / whole if whole else below

    for beta, smoothing in ((8.0, 8.0), (None, "witten-bell")):
        found = ngram_losses(train, text, 3, smoothing)
        for n in (1, 2, 3):
            for k in range(n - 1, len(text)):
                p = mixed(n, text[max(0, k - 2) : k], text[k], beta)
                assert found[n - 1, k] == pytest.approx(-np.log(p))
            # Where the text begins a model sees as much as there is.
            for k in range(n - 1):
                assert found[n - 1, k] == found[k, k]


def test_kneser_ney_counts_the_different_characters_before():
    # f stands after o alone, often; b after four others, once each.
    train = "of" * 40 + "ab cb db eb "
    text = "zf", "zb"
    f, b = (ngram_losses(train + "z", pair, 2)[1, 1] for pair in text)
    assert b < f
    f, b = (ngram_losses(train + "z", pair, 2, "witten-bell")[1, 1] for pair in text)
    assert f < b


def sliced(net, log):
    """Nats a character of the first part of what was held out."""
    text = split(corpus(net.corpus)).held_out[: log["numbers"]["slice"]]
    codes = encode(text, net.symbols)
    x = np.eye(len(net.symbols), dtype=np.float32)[codes[:-1, None]]
    h, _, _ = unroll(net.cell, net.params, x)
    return softmax_cross_entropy(readout(net.readout, h), codes[1:, None])[0]


@pytest.mark.parametrize("name", NETWORKS)
def test_network_loses_what_its_log_says(name):
    net, log = character_network(name), load(f"11_{name}")
    stage = log["numbers"]["stages"][-1]
    assert sliced(net, log) == pytest.approx(stage["slice"], abs=2e-3)
    assert (net.updates, net.nats) == (stage["updates"], stage["held_out"])
    assert net.nats == pytest.approx(log["numbers"]["full_precision"], abs=2e-3)
    assert net.symbols == symbols_of(corpus(net.corpus))
    count = sum(part.size for part in (*net.params, *net.readout))
    assert count == log["numbers"]["parameters"]


def test_networks_are_whole_float16_numbers_and_get_better():
    nets = {name: character_network(name, np.float64) for name in character_networks()}
    for net in nets.values():
        for part in (*net.params, *net.readout):
            assert part.dtype == np.float64 and np.isfinite(part).all()
            assert (part.astype(np.float16) == part).all()
        other = load(f"11_{net.name.rstrip('0123456789').rstrip('_')}")["settings"]
        assert net.params.W.shape[0] == other["H"] and net.cell.name == other["cell"]
    for kind in ("kjv_lstm", "tunes_lstm"):
        early = [net for name, net in nets.items() if re.match(rf"{kind}_\d", name)]
        stages = [*early, nets[kind]]
        assert [net.updates for net in stages] == sorted({n.updates for n in stages})
        assert [net.nats for net in stages] == sorted(n.nats for n in stages)[::-1]
        assert early[0].updates == 0
        assert early[0].nats == pytest.approx(np.log(len(early[0].symbols)), abs=0.05)
