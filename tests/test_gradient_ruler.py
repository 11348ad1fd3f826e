"""The gradient ruler: its numbers, what it refuses, the same numbers in JavaScript."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook import CELLS, Cell, spectral_radius, unroll
from rnnbook.cells.rnn import RNNStep
from rnnbook.widgets import BookWidget, GradientRuler
from rnnbook.widgets.gradient_ruler import STARTS, has_direct_path, largest_slope

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent


def linear(xU, hW, state):
    h = xU + hW
    return (h,), RNNStep(h)


def linear_backward(dstate, s):
    return dstate[0], dstate[0], (0.0,)


LINEAR = Cell("linear", linear, linear_backward, ("a",), ("h",))
FOUR = [CELLS[name] for name in ("rnn", "rnn_sigmoid", "rnn_relu")] + [LINEAR]


def ruler(**settings):
    return GradientRuler(cells=FOUR, **settings)


@pytest.mark.parametrize("start", ["orthogonal", "identity"])
def test_linear_with_singular_values_one_is_a_power_of_the_radius(start):
    run = ruler(cell="linear", start=start, radius=1.1, T=40).run()
    powers = 1.1 ** np.arange(40)
    for values in (run.left, run.expected, run.bound):
        np.testing.assert_allclose(values, powers, rtol=2e-4)  # six digits are kept


@pytest.mark.parametrize("start", STARTS)
def test_radius_is_that_of_W(start):
    assert spectral_radius(ruler(start=start, radius=1.3).parameters().W) == (
        pytest.approx(1.3, rel=1e-5)
    )


@pytest.mark.parametrize("cell", [cell.name for cell in FOUR])
@pytest.mark.parametrize("start", STARTS)
def test_nothing_is_above_the_bound(cell, start):
    run = ruler(cell=cell, start=start, radius=1.2).run()
    assert (run.left <= run.bound * (1 + 1e-9)).all()
    assert run.left[0] == run.bound[0] == run.expected[0] == 1


def test_expectation_is_near_for_random_weights():
    for cell in FOUR:
        run = ruler(cell=cell.name, T=60).run()
        per_step = (run.left[-1] / run.expected[-1]) ** (1 / 59)
        # With 24 units and ReLU it is always much the same units that are active.
        near = 0.15 if cell.name == "rnn_relu" else 0.04
        assert per_step == pytest.approx(1, abs=near), cell.name


def test_largest_slopes():
    assert [largest_slope(cell) for cell in FOUR] == [1, 0.25, 1, 1]


def lstm(bias, **settings):
    cells, knobs = [CELLS["rnn"], CELLS["lstm"]], {"lstm": ["f"]}
    settings = {"cell": "lstm", "biases": {"f": bias}, **settings}
    return GradientRuler(cells=cells, knobs=knobs, **settings)


def test_an_lstm_with_a_knob_for_its_forget_gate_has_no_bound():
    shut, opened = (lstm(bias).run() for bias in (0.0, 3.0))
    assert opened.left[50] > 1e3 * shut.left[50]
    assert shut.expected is None and shut.bound is None


@pytest.mark.parametrize("bias", [0.0, 2.0])
def test_direct_path_is_what_gets_on_times_the_product_of_the_forget_gates(bias):
    widget = lstm(bias, T=30)
    x = np.reshape(widget.draws["x"], (-1, 4, 1))[:30]
    dh = np.reshape(widget.draws["dh"], (4, 24))
    steps = unroll(CELLS["lstm"], widget.parameters(), x)[2].steps
    last = steps[-1]
    d = dh * last.o * (1 - last.tanh_c**2)
    direct = [np.linalg.norm(dh)]
    for step in reversed(steps[1:]):
        d = d * step.f
        direct.append(np.linalg.norm(d))
    direct = np.array(direct) / direct[0]
    np.testing.assert_allclose(widget.run().direct, direct, rtol=1e-12)


def gru(bias, **settings):
    settings = {"cells": [CELLS["gru"]], "knobs": {"gru": ["z"]}, **settings}
    return GradientRuler(biases={"z": bias}, **settings)


def test_direct_path_of_a_gru_is_the_product_of_its_update_gates():
    widget = gru(1.0, T=30)
    x = np.reshape(widget.draws["x"], (-1, 4, 1))[:30]
    dh = np.reshape(widget.draws["dh"], (4, 24))
    steps = unroll(CELLS["gru"], widget.parameters(), x)[2].steps
    gates = np.cumprod([np.ones_like(dh), *(s.z for s in steps[:0:-1])], axis=0)
    direct = np.linalg.norm(dh * gates, axis=(1, 2)) / np.linalg.norm(dh)
    np.testing.assert_allclose(widget.run().direct, direct, rtol=1e-12)
    assert "direct path (8.14)" in widget.picture()


def test_whole_and_direct_path_are_one_where_the_gates_see_no_state():
    run = lstm(1.0, T=40, radius=0.05).run()
    ratio = run.left[1:] / run.direct[1:]
    assert (np.abs(ratio - 1) < 0.6).all()
    assert (lstm(1.0, T=40, radius=1.0).run().left[39]) > 1e3 * run.direct[39]


def test_only_cells_whose_state_is_carried_on_have_a_direct_path():
    plain = [cell for cell in CELLS.values() if not cell.weights]
    without = [cell.name for cell in plain if not has_direct_path(cell)]
    assert without == ["rnn", "rnn_relu", "rnn_sigmoid"]
    assert lstm(0.0, cell="rnn").run().direct is None
    keys = [set(cell) for cell in lstm(0.0).cells]
    assert keys == [{"key", "name", "slope", "knobs"}, keys[0] | {"direct"}]


def test_words_are_of_activations_or_of_cells():
    assert "activation" in GradientRuler().label
    assert "cell" in lstm(0.0).label and "activation" not in lstm(0.0).label


@pytest.mark.parametrize(
    ("settings", "came", "remedy"),
    [
        ({"cell": "gru"}, "cell is 'gru', wanted one of rnn", "knows no other"),
        ({"start": "zeros"}, "start is 'zeros'", "random, orthogonal, identity"),
        ({"radius": 0}, "radius is 0, wanted a number", "threshold"),
        ({"radius": "wide"}, "radius is 'wide'", "from 0.05 to 4"),
        ({"T": 201}, "T is 201", "2 to 200"),
        ({"T": 2.5}, "T is 2.5", "whole number"),
        ({"cells": []}, "cells is []", "CELLS"),
        ({"cells": [CELLS["lstm_peephole"]]}, "lstm_peephole", "such as peepholes"),
        ({"biases": {"f": 1}}, "biases has 'f': 1", "have a knob (none)"),
        ({"cells": ["rnn"]}, "cells is ['rnn']", "list of Cell"),
        (
            {"knobs": {"rnn": ["f"]}},
            "knobs names the gate 'f' of rnn",
            "bias of a gate",
        ),
    ],
)
def test_bad_settings_are_refused_with_a_remedy(settings, came, remedy):
    with pytest.raises(traitlets.TraitError) as refused:
        GradientRuler(**settings)
    assert came in str(refused.value) and remedy in str(refused.value)


@pytest.mark.parametrize("biases", [{"o": 1.0}, {"f": "open"}, {"f": 11}, {"f": None}])
def test_a_bias_without_knob_or_number_is_refused_and_the_old_one_stays(biases):
    widget = lstm(2.0)
    with pytest.raises(traitlets.TraitError, match=r"have a knob \(f\)"):
        widget.biases = biases
    assert widget.biases == {"f": 2.0}


RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/loop.js";
import { run } from "URL/gradient_ruler/numbers.js";
const results = JSON.parse(readFileSync(0, "utf8")).map((s) => {
  const known = s.cells.find(({ key }) => key === s.cell);
  const result = run(makeCell(s.graphs[s.cell]), s.draws, s, known);
  const plain = Object.entries(result).map(([k, v]) => [k, v && Array.from(v)]);
  return Object.fromEntries(plain);
});
process.stdout.write(JSON.stringify(results));
"""


def in_javascript(node_path, widgets):
    states = [widget.page_data()["state"] for widget in widgets]
    return run_node(node_path, RUN.replace("URL", WIDGETS.as_uri()), states)


def test_javascript_gives_the_same_numbers(node_path):
    rulers = [
        ruler(cell=cell.name, start=start, radius=radius, T=60)
        for cell in FOUR
        for start, radius in zip(STARTS, (0.8, 1.0, 1.3), strict=True)
    ]
    rulers += [lstm(bias, T=60) for bias in (0.0, 2.0)]
    rulers.append(GradientRuler(cells=[CELLS["gru_before"]], T=60))
    rulers += [gru(bias, T=60) for bias in (0.0, 2.0)]
    rulers.append(GradientRuler(cells=[CELLS["lstm_1997"]], T=60))
    assert rulers[-1].run().direct is not None
    for widget, found in zip(rulers, in_javascript(node_path, rulers), strict=True):
        for name, expected in widget.run()._asdict().items():
            if expected is None:
                assert found[name] is None
            else:
                np.testing.assert_allclose(found[name], expected, rtol=1e-12, atol=0)


def test_picture_is_well_formed_and_the_same_each_time():
    text = ruler(cell="linear", start="orthogonal").picture()
    ElementTree.fromstring(text)
    assert text.startswith("<svg") and "linear, W orthogonal" in text
    assert text == ruler(cell="linear", start="orthogonal").picture()
    assert text != ruler(cell="rnn", start="orthogonal").picture()
    assert "measured" in text and "bound (5.9)" in text


def test_picture_of_an_lstm_has_the_direct_path_and_its_bias():
    text = lstm(1.5).picture()
    ElementTree.fromstring(text)
    assert text == lstm(1.5).picture() != lstm(1.0).picture()
    assert "direct path (7.15)" in text and "b_f = 1.5" in text
    assert "expected" not in text and "bound" not in text
