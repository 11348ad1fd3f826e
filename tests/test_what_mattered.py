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
import { mattered, reach, shades } from "URL/what_mattered/numbers.js";
const [networks, cases] = JSON.parse(readFileSync(0, "utf8"));
const found = networks.map((network) => {
  const net = makeNetwork(network);
  return cases.map(({ text, at }) => {
    const steps = reader(net)(encode(net, text)[0]);
    const { next, probability, influence } = mattered(net, steps, at);
    return [next, probability, [...influence]];
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
        for case, (symbol, probability, influence) in zip(cases, rows, strict=True):
            (run,) = WhatMattered(network=net.name, **case).run()
            assert symbol == run.next
            assert probability == pytest.approx(run.probability, abs=1e-12)
            np.testing.assert_allclose(influence, run.influence, rtol=1e-9, atol=1e-12)


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
    assert text != WhatMattered(at=20).picture()
