"""The sampler: five ways to write on, their measures, and the same in JavaScript."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node
from tiny_networks import given, known, tiny

from rnnbook.nets.sampling import log_likelihood
from rnnbook.tasks import encode
from rnnbook.widgets import BookWidget, Sampler
from rnnbook.widgets._networks import read_of
from rnnbook.widgets.sampler._writing import METHODS, pick, repeated

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
SETTINGS = [
    {"length": 0, "method": "beam"},
    {"length": 1, "temperature": 0.05, "k": 1, "p": 0.05, "width": 1},
    {"length": 30, "temperature": 1.3, "k": 3, "p": 0.6, "width": 3, "seed": 5},
    {"length": 60, "temperature": 2, "k": 30, "p": 1, "width": 8, "seed": 999},
]


@pytest.fixture
def nets(monkeypatch):
    found = [tiny(cell) for cell in ("lstm", "gru", "rnn")]
    known(monkeypatch, *found)
    return found


def samplers(nets):
    return [
        Sampler(network=net.name, begin=begin, **settings)
        for net in nets
        for begin in ("a", "dab ")
        for settings in SETTINGS
    ]


def test_log_probability_is_that_of_the_text_under_the_network(nets):
    for widget in samplers(nets)[2::4]:
        net = next(net for net in nets if net.name == widget.network)
        for written in widget.run().values():
            codes = encode(widget.begin + written.text, net.symbols)
            each = log_likelihood(read_of(net), codes)[len(widget.begin) - 1 :]
            assert len(written.text) == widget.length == len(each)
            assert written.log_probability == pytest.approx(each.sum(), abs=1e-9)


def test_one_symbol_left_is_greedy_and_so_is_a_narrow_beam(nets):
    for net in nets:
        found = Sampler(
            network=net.name, begin="b", length=25, k=1, p=0.05, width=1
        ).run()
        texts = {written.text for way, written in found.items() if way != "sampling"}
        assert texts == {found["greedy"].text}


def test_all_of_the_probability_is_plain_sampling(nets):
    found = Sampler(network=nets[0].name, begin="b", length=40, k=30, p=1).run()
    assert found["sampling"].text == found["top-k"].text == found["nucleus"].text


def test_a_draw_takes_the_most_probable_symbols_first():
    y = np.array([0.2, 0.5, 0.0, 0.3])
    assert [pick(y, u) for u in (0, 0.49, 0.5, 0.79, 0.8, 0.999)] == [1, 1, 3, 3, 0, 0]
    counts = np.bincount([pick(y, u) for u in (np.arange(1000) + 0.5) / 1000])
    assert counts.tolist() == [200, 500, 0, 300]


@pytest.mark.parametrize(
    "text, part", [("", 0), ("abc", 0), ("abcd", 0), ("aaaaa", 0.5), ("abababab", 0.6)]
)
def test_repeated_counts_runs_of_four_that_had_been_written(text, part):
    assert repeated(text) == pytest.approx(part)


RUN = """
import { readFileSync } from "node:fs";
import { encode, makeNetwork } from "URL/_runtime/characters.js";
import { atOnce } from "URL/_runtime/slices.js";
import { METHODS, repeated, writer } from "URL/sampler/numbers.js";
const [networks, cases] = JSON.parse(readFileSync(0, "utf8"));
const nets = Object.fromEntries(networks.map((n) => [n.name, makeNetwork(n)]));
const kept = Object.fromEntries(Object.keys(nets).map((n) => [n, writer(nets[n])]));
const plain = (found) => METHODS.map((method) => {
  const { text, logProbability, repeated: part, before, after } = found.texts[method];
  return [text, logProbability, part, [...before], [...after]];
});
const found = cases.map((s) => {
  const [codes] = encode(nets[s.network], s.begin);
  const slow = writer(nets[s.network]);
  let [slices, piece] = [0, undefined];
  do piece = slow.advance(codes, s, () => true); while (!piece.done && ++slices);
  const line = slow.lineEnd(codes, { ...s, length: 0, method: "sampling" }, 60);
  const end = atOnce(line);
  return [plain(kept[s.network].advance(codes, s)), plain(piece), slices, end];
});
process.stdout.write(JSON.stringify(found));
"""


def test_javascript_writes_the_same_in_slices_and_after_any_change(node_path, nets):
    widgets = samplers(nets)
    states = [widget.page_data()["state"] for widget in widgets]
    passed = [[given(net) for net in nets], states]
    found = run_node(node_path, RUN.replace("URL", WIDGETS.as_uri()), passed)
    for widget, (whole, sliced, slices, end) in zip(widgets, found, strict=True):
        assert whole == sliced
        reading = len(widget.begin) - 1
        assert slices == reading + max(0, 5 * widget.length - 1)
        run = widget.run()
        for wanted, came in zip(map(run.get, METHODS), whole, strict=True):
            text, log, part, before, after = came
            assert (text, part) == (wanted.text, pytest.approx(wanted.repeated))
            assert log == pytest.approx(wanted.log_probability, abs=1e-11)
            np.testing.assert_allclose(before, wanted.before, rtol=0, atol=1e-12)
            np.testing.assert_allclose(after, wanted.after, rtol=0, atol=1e-12)
        line, broken, _ = run["sampling"].text.partition("\n")
        if broken or widget.length == 60:
            assert end == len(line) + len(broken)


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"begin": ""}, "begin is '', wanted a text of 1 to 60 characters"),
        ({"begin": "é"}, "it reads these"),
        ({"begin": "a" * 61}, "1 to 60 characters"),
        ({"network": "kjv"}, "network is 'kjv', wanted one of kjv_lstm"),
        ({"temperature": 0}, "temperature is 0, wanted a number from 0.05 to 2"),
        ({"width": 9}, "a whole number from 1 to 8"),
        ({"length": 241}, "from 0 to 240"),
        ({"method": "best"}, "one of greedy, sampling, top-k, nucleus, beam"),
    ],
)
def test_bad_settings_are_refused_with_a_remedy(settings, words):
    with pytest.raises(traitlets.TraitError) as refused:
        Sampler(**settings)
    assert words in str(refused.value)


def test_another_network_keeps_what_it_can_read_of_the_beginning(nets):
    widget = Sampler(begin="In the beginning")
    widget.network = nets[0].name
    assert widget.begin == " e be"


def test_picture_is_well_formed_and_the_same_each_time():
    text = Sampler(length=9).picture()
    ElementTree.fromstring(text)
    assert text == Sampler(length=9).picture()
    ElementTree.fromstring(Sampler(length=0, method="beam").picture())
