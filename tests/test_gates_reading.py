"""Gates while reading: values, order, and predictions with a unit held."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node
from tiny_networks import given, known, tiny

from rnnbook.tasks import encode
from rnnbook.widgets import BookWidget, GatesReading
from rnnbook.widgets._reading import passages, shows
from rnnbook.widgets.gates_reading import ORDERS, rows_of

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
TEXT = "ab\ncab dde abba"


@pytest.fixture
def nets(monkeypatch):
    found = [tiny(cell) for cell in ("lstm", "gru", "rnn")]
    known(monkeypatch, *found)
    return found


def figures(nets):
    for net in nets:
        for n, show in enumerate(shows(net)):
            yield GatesReading(
                network=net.name, text=TEXT, unit=n, show=show, order=ORDERS[n % 3],
                clamped=bool(n % 2), hold=0.5 * n - 1,
            )  # fmt: skip


def test_what_can_be_shown_is_what_the_cell_has(nets):
    assert [shows(net) for net in nets] == [[*"ifgoch"], [*"rznh"], ["h"]]


def test_a_unit_that_is_not_held_moves_nothing(nets):
    run = GatesReading(network=nets[0].name, text=TEXT).run()
    assert not run.moved.any() and run.nats == run.nats_held
    codes = encode(TEXT, nets[0].symbols)
    picked = run.log_y[np.arange(len(codes) - 1), codes[1:]]
    assert run.nats == pytest.approx(-picked.mean())


def test_a_unit_that_is_held_where_it_is_moves_nothing_yet(nets):
    free = GatesReading(network=nets[0].name, text="a", show="c").run()
    hold = float(free.values[0, 3])
    held = GatesReading(network=nets[0].name, text="a", unit=3, clamped=True, hold=hold)
    assert held.run().moved.max() < 1e-12
    held.hold = hold - 2
    assert held.run().moved.max() > 1e-3


def test_rows_are_sorted_by_mean_and_by_deviation():
    values = np.array([[0.0, 5.0, 1.0, 1.0], [4.0, 5.0, 1.0, 0.0]])
    assert rows_of(values, "as they come") == [0, 1, 2, 3]
    assert rows_of(values, "mean") == [1, 0, 2, 3]
    assert rows_of(values, "change") == [0, 3, 1, 2]


RUN = """
import { readFileSync } from "node:fs";
import { encode, makeNetwork, reader } from "URL/_runtime/characters.js";
import * as numbers from "URL/gates_reading/numbers.js";
const { distance, nats, rowsOf, shadesOf, shows, valuesOf } = numbers;
const [networks, cases] = JSON.parse(readFileSync(0, "utf8"));
const nets = Object.fromEntries(networks.map((n) => [n.name, makeNetwork(n)]));
const readers = Object.fromEntries(
  Object.keys(nets).map((n) => [n, { free: reader(nets[n]), held: reader(nets[n]) }]));
const found = cases.map((s) => {
  const net = nets[s.network];
  const [codes] = encode(net, s.text);
  const { free, held } = readers[s.network];
  held(codes.slice(0, 4), s.clamped && { unit: s.unit, value: s.hold });
  const steps = free(codes);
  const other = s.clamped ? held(codes, { unit: s.unit, value: s.hold }) : steps;
  const values = valuesOf(other, s.show);
  return {
    shows: shows(net),
    values: values.map((v) => [...v]),
    shades: shadesOf(values, s.show).map((v) => [...v]),
    rows: rowsOf(valuesOf(steps, s.show), net.H, s.order),
    moved: steps.map((step, t) => distance(step.log, other[t].log)),
    nats: [nats(steps, codes), nats(other, codes)],
  };
});
process.stdout.write(JSON.stringify(found));
"""


def test_javascript_gives_the_same(node_path, nets):
    widgets = list(figures(nets))
    states = [widget.page_data()["state"] for widget in widgets]
    passed = [[given(net) for net in nets], states]
    found = run_node(node_path, RUN.replace("URL", WIDGETS.as_uri()), passed)
    for widget, came in zip(widgets, found, strict=True):
        run = widget.run()
        assert widget.show in came["shows"] and came["rows"] == run.order
        np.testing.assert_allclose(came["values"], run.values, rtol=0, atol=1e-12)
        np.testing.assert_allclose(came["moved"], run.moved, rtol=0, atol=1e-12)
        both = [run.nats, run.nats_held]
        np.testing.assert_allclose(came["nats"], both, rtol=0, atol=1e-12)
        most = np.abs(run.values).max(axis=0) if widget.show == "c" else 1
        np.testing.assert_allclose(came["shades"], run.values / most, atol=1e-12)


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"text": "Æ"}, "text is 'Æ', wanted a text of 0 to 320 characters, of"),
        ({"unit": 128}, "kjv_lstm has 128 units"),
        ({"show": "r"}, "show is 'r', wanted one of i, f, g, o, c, h"),
        ({"hold": 61}, "from -60 to 60"),
        ({"at": -1}, "a character of the text"),
        ({"order": "size"}, "one of 'as they come', 'mean', 'change'"),
    ],
)
def test_bad_settings_are_refused_with_a_remedy(settings, words):
    with pytest.raises(traitlets.TraitError) as refused:
        GatesReading(**settings)
    assert words in str(refused.value)


def test_another_network_has_other_gates_and_fewer_units(nets):
    widget = GatesReading(unit=100, show="f")
    widget.network = nets[1].name
    assert (widget.unit, widget.show) == (5, "h")


def test_passages_are_held_out_lines_that_fit():
    for name in ("kjv", "tunes"):
        for text in passages(name):
            assert 100 < len(text) <= 320


def test_picture_is_well_formed_and_the_same_each_time():
    text = GatesReading(clamped=True, hold=2).picture()
    ElementTree.fromstring(text)
    assert text == GatesReading(clamped=True, hold=2).picture()
