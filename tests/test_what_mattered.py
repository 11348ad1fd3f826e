"""What mattered: the gradient for past inputs, by differences and in JavaScript."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node
from tiny_networks import given, known, tiny

from rnnbook import numeric_gradient, unroll
from rnnbook.nets.heads import readout
from rnnbook.nets.sampling import log_softmax
from rnnbook.tasks import encode
from rnnbook.widgets import BookWidget, WhatMattered
from rnnbook.widgets._reading import read_text
from rnnbook.widgets.what_mattered import MEASURES

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
TEXT = "ab\ncab dde abba"


@pytest.fixture
def nets(monkeypatch):
    found = [tiny(cell) for cell in ("lstm", "gru", "rnn")]
    known(monkeypatch, *found)
    return found


@pytest.mark.parametrize("n", range(3))
def test_influence_is_the_norm_of_the_slopes_of_the_log_probability(nets, n):
    net = nets[n]
    x = np.eye(len(net.symbols))[encode(TEXT[:9], net.symbols)][:, None]
    (found,) = WhatMattered(network=net.name, text=TEXT, at=8).run()
    best = net.symbols.index(found.next)

    def log_probability(x):
        h, _, _ = unroll(net.cell, net.params, x)
        return float(log_softmax(readout(net.readout, h[-1]))[0, best])

    assert np.exp(log_probability(x)) == pytest.approx(found.probability)
    slopes = numeric_gradient(log_probability, x)
    wanted = np.linalg.norm(slopes[:, 0], axis=1)
    np.testing.assert_allclose(found.influence, wanted, rtol=1e-6, atol=1e-9)


RUN = """
import { readFileSync } from "node:fs";
import { encode, makeNetwork, reader } from "URL/_runtime/characters.js";
import { byAnother, byGradient, reach, shades } from "URL/what_mattered/numbers.js";
const [networks, cases] = JSON.parse(readFileSync(0, "utf8"));
const found = networks.map((network) => {
  const net = makeNetwork(network);
  return cases.map(({ text, at }) => {
    const [codes] = encode(net, text);
    const steps = reader(net)(codes);
    const another = byAnother(net, codes, steps, at);
    while (another.more());
    return [byGradient(net, steps, at), another].map(
      ({ next, probability, influence }) => [next, probability, [...influence]]);
  });
});
process.stdout.write(JSON.stringify([found, reach([0.2, 0, 3, 5, 2], 0.9),
  reach([1], 0.9), shades([1e-6, 0.1, 1, 10])]));
"""


def test_javascript_gives_the_same(node_path, nets):
    cases = [{"text": TEXT, "at": at} for at in (0, 1, 7, len(TEXT) - 1)]
    passed = [[given(net) for net in nets], cases]
    code = RUN.replace("URL", WIDGETS.as_uri())
    found, most, alone, shades = run_node(node_path, code, passed)
    assert (most, alone) == (3, 1)
    assert shades == pytest.approx([0, 1 / 3, 2 / 3, 1])
    for net, rows in zip(nets, found, strict=True):
        for case, both in zip(cases, rows, strict=True):
            for measure, came in zip(MEASURES, both, strict=True):
                symbol, probability, influence = came
                widget = WhatMattered(network=net.name, measure=measure, **case)
                (run,) = widget.run()
                assert symbol == run.next
                assert probability == pytest.approx(run.probability, abs=1e-12)
                np.testing.assert_allclose(influence, run.influence, atol=1e-12)


def test_another_character_is_a_text_with_that_character_changed(nets):
    net, text = nets[0], TEXT[:9]
    (found,) = WhatMattered(
        network=net.name, text=TEXT, at=8, measure="another character"
    ).run()
    best = net.symbols.index(found.next)

    def log_probability(text):
        return read_text(net, encode(text, net.symbols)).log_y[-1, best]

    for s, c in enumerate(text):
        changed = text[:s] + (" " if c != " " else "e") + text[s + 1 :]
        wanted = abs(log_probability(changed) - log_probability(text))
        assert found.influence[s] == pytest.approx(wanted, abs=1e-12)


def test_another_character_reaches_sixty_characters_back(nets):
    (found,) = WhatMattered(
        network=nets[2].name, text="ab cd" * 20, at=99, measure="another character"
    ).run()
    assert np.flatnonzero(found.influence)[0] >= 40
    assert not found.influence[:40].any() and len(found.influence) == 100


def test_two_networks_of_the_same_symbols_stand_side_by_side(nets):
    first, second = WhatMattered(
        network=nets[0].name, other=nets[2].name, text=TEXT
    ).run()
    assert len(first.influence) == len(second.influence) == len(TEXT)
    assert not np.allclose(first.influence, second.influence)


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"other": "tunes"}, "other is 'tunes', wanted one of none, kjv_lstm"),
        ({"text": "é"}, "it reads these; '' is a passage"),
        ({"at": 320}, "from 0 to 319"),
        ({"measure": "eye"}, "one of 'gradient', 'another character'"),
        ({"network": None}, "network is None, wanted one of kjv_lstm"),
    ],
)
def test_bad_settings_are_refused_with_a_remedy(settings, words):
    with pytest.raises(traitlets.TraitError) as refused:
        WhatMattered(**settings)
    assert words in str(refused.value)


def test_picture_is_well_formed_and_the_same_each_time():
    text = WhatMattered(other="kjv_lstm_100").picture()
    ElementTree.fromstring(text)
    assert text == WhatMattered(other="kjv_lstm_100").picture()
    ElementTree.fromstring(WhatMattered(at=70, measure=MEASURES[1]).picture())
