"""The gradient ruler: its numbers, what it refuses, the same numbers in JavaScript."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets

from rnnbook import CELLS, Cell, spectral_radius
from rnnbook.cells import RNNStep
from rnnbook.widgets import BookWidget, GradientRuler
from rnnbook.widgets.gradient_ruler import STARTS, largest_slope

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


def test_an_lstm_with_a_knob_for_its_forget_gate_has_no_theory():
    shut, opened = (
        GradientRuler(cells=[CELLS["lstm"]], knobs={"lstm": ["f"]}, biases={"f": bias})
        for bias in (0.0, 3.0)
    )
    assert opened.run().left[50] > 1e3 * shut.run().left[50]
    assert shut.run().expected is None and shut.run().bound is None


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


RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/unroll.js";
import { run } from "URL/gradient_ruler/ruler.js";
const results = JSON.parse(readFileSync(0, "utf8")).map((s) => {
  const known = s.cells.find(({ key }) => key === s.cell);
  const result = run(makeCell(s.graphs[s.cell]), s.draws, s, known);
  const plain = Object.entries(result).map(([k, v]) => [k, v && Array.from(v)]);
  return Object.fromEntries(plain);
});
process.stdout.write(JSON.stringify(results));
"""


def in_javascript(node_path, widgets):
    done = subprocess.run(
        [node_path, "--input-type=module", "-e", RUN.replace("URL", WIDGETS.as_uri())],
        input=json.dumps([widget.page_data()["state"] for widget in widgets]),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_javascript_gives_the_same_numbers(node_path):
    rulers = [
        ruler(cell=cell.name, start=start, radius=radius, T=60)
        for cell in FOUR
        for start, radius in zip(STARTS, (0.8, 1.0, 1.3), strict=True)
    ]
    gates = ["f"]
    for bias in (0.0, 2.0):
        rulers.append(
            GradientRuler(
                cells=[CELLS["lstm"]], knobs={"lstm": gates}, biases={"f": bias}, T=60
            )
        )
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
    assert "measured" in text and "bound (5.7)" in text
