"""Trained networks on their way to a figure: files of a site, answers of a kernel."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from support import run_node
from tiny_networks import given, tiny

from rnnbook import unroll
from rnnbook._luck import luck
from rnnbook.nets.heads import readout
from rnnbook.nets.sampling import log_softmax
from rnnbook.results import character_network, character_networks
from rnnbook.tasks import encode
from rnnbook.widgets import BookWidget, Sampler
from rnnbook.widgets._networks import described, network, site_networks
from rnnbook.widgets._reading import Clamp, read_text

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
START = """
import { readFileSync } from "node:fs";
import * as characters from "URL/_runtime/characters.js";
import { luck } from "URL/_runtime/luck.js";
const given = JSON.parse(readFileSync(0, "utf8"));
const print = (found) => process.stdout.write(JSON.stringify(found));
const { encode, makeNetwork, reader } = characters;
"""
READ = """print(given.map(([network, text, clamp]) => {
  const net = makeNetwork(network);
  const steps = reader(net)(encode(net, text)[0], clamp ?? undefined);
  return steps.map(({ h, log }) => [[...h], [...log]]);
}));"""


def in_javascript(node_path, code, values):
    return run_node(node_path, START.replace("URL", WIDGETS.as_uri()) + code, values)


def test_a_site_has_a_file_for_each_network_which_is_its_numbers(node_path):
    files = site_networks()
    names = [f"rnn-network-{name}.js" for name in character_networks()]
    assert list(files) == names
    code = "globalThis.window = {}; for (const text of given) (0, eval)(text);"
    code += """print(Object.values(window.rnnbook.networks).map((network) => {
      const net = makeNetwork(network);
      return [network.name, [...net.p.W.slice(0, 99)], [...net.p.b_y]];
    }));"""
    found = in_javascript(node_path, code, list(files.values()))
    for name, W, b_y in found:
        net = character_network(name)
        assert W == net.params.W.ravel()[:99].tolist()
        assert b_y == net.readout.b.tolist()


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_a_text_is_read_as_unroll_reads_it(cell):
    net = tiny(cell)
    codes = encode("ab\ncab dde", net.symbols)
    x = np.eye(len(net.symbols))[codes][:, None]
    h, _, _ = unroll(net.cell, net.params, x)
    found = read_text(net, codes)
    np.testing.assert_allclose(found.values["h"], h[:, 0], rtol=1e-12)
    wanted = log_softmax(readout(net.readout, h[:, 0]))
    np.testing.assert_allclose(found.log_y, wanted, rtol=1e-12)


def test_javascript_reads_the_same_free_and_held(node_path):
    text, cases = "ab\ncab dde", []
    for cell in ("lstm", "gru", "rnn"):
        cases += [(tiny(cell), None), (tiny(cell), Clamp(2, 0.7))]
    passed = [(given(net), text, clamp and clamp._asdict()) for net, clamp in cases]
    found = in_javascript(node_path, READ, passed)
    for (net, clamp), rows in zip(cases, found, strict=True):
        wanted = read_text(net, encode(text, net.symbols), clamp)
        for t, (h, log) in enumerate(rows):
            np.testing.assert_allclose(h, wanted.values["h"][t], rtol=0, atol=1e-12)
            np.testing.assert_allclose(log, wanted.log_y[t], rtol=0, atol=1e-12)


def test_javascript_reads_with_a_network_that_ships_as_python_does(node_path):
    net, text = network("kjv_lstm"), "And the LORD said unto Moses,\n3:16 "
    about, halves = described(net)
    code = "given[0][0].bytes = Uint8Array.from(given[0][0].bytes);" + READ
    passed = [({**about, "bytes": list(halves)}, text, None)]
    (rows,) = in_javascript(node_path, code, passed)
    wanted = read_text(net, encode(text, net.symbols)).log_y
    np.testing.assert_allclose([log for _, log in rows], wanted, rtol=0, atol=1e-9)


def test_a_unit_is_held_where_the_cell_keeps_its_memory():
    codes = encode("abcab", tiny().symbols)
    held = read_text(tiny("lstm"), codes, Clamp(1, -0.5)).values
    assert (held["c"][:, 1] == -0.5).all()
    np.testing.assert_allclose(held["h"][:, 1], held["o"][:, 1] * np.tanh(-0.5))
    for cell in ("gru", "rnn"):
        held = read_text(tiny(cell), codes, Clamp(1, -0.5)).values
        assert (held["h"][:, 1] == -0.5).all()
        free = read_text(tiny(cell), codes).values
        assert not np.allclose(held["h"][1:, 0], free["h"][1:, 0])


def test_luck_is_the_same_in_both_languages(node_path):
    seeds = [0, 1, 7, 999, 2**31]
    code = "print(given.map((s) => [...luck(s, 500)]));"
    found = in_javascript(node_path, code, seeds)
    for seed, values in zip(seeds, found, strict=True):
        wanted = luck(seed, 500)
        assert values == wanted.tolist()
        assert 0 <= wanted.min() and wanted.max() < 1
        assert abs(wanted.mean() - 0.5) < 0.05 and len(set(values)) > 490


def test_a_kernel_answers_what_a_figure_asks_for(monkeypatch):
    widget, sent = Sampler(), []
    monkeypatch.setattr(widget, "send", lambda *a, **more: sent.append((a, more)))
    for content in ({"need": "kjv_lstm"}, {"need": "other"}, {}, "what"):
        widget._handle_custom_msg(content, [])
    (about,), buffers = sent[0]
    assert about["network"]["name"] == "kjv_lstm" and "bytes" not in about["network"]
    assert buffers == {"buffers": [described(network("kjv_lstm"))[1]]}
    assert sent[1:] == [(({"missing": "other"},), {})]
    json.dumps(about)


def test_a_page_holds_settings_and_no_weights():
    assert len(json.dumps(Sampler().page_data())) < 3000


def test_a_cell_that_cannot_be_read_in_a_page_is_refused():
    net = tiny()._replace(cell=tiny().cell._replace(inner=len))
    with pytest.raises(ValueError, match="train an rnn, lstm or gru"):
        described(net)
