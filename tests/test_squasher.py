"""The squasher: its numbers, what it refuses, the same numbers in JavaScript."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook import numeric_gradient
from rnnbook.widgets import BookWidget, Squasher

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
CURVES = {
    "none": lambda a: a,
    "tanh": np.tanh,
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
}
START = [0.7, -0.2, 1.3]


def after(activation, w, h, layers):
    for _ in range(layers):
        h = CURVES[activation](w * h)
    return h


@pytest.mark.parametrize("activation", CURVES)
@pytest.mark.parametrize("factor", [3.0, 1.0, 0.4, -1.5])
def test_values_are_those_of_repeated_layers(activation, factor):
    run = Squasher(
        activation=activation, factor=factor, layers=6, start=START
    ).run()
    for k in range(7):
        expected = after(activation, factor, np.array(START), k)
        np.testing.assert_allclose(run.h[k], expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("activation", CURVES)
@pytest.mark.parametrize("factor", [1.4, 0.8, -1.1])
def test_derivatives_are_those_of_differences(activation, factor):
    run = Squasher(
        activation=activation, factor=factor, layers=5, start=START
    ).run()
    for k in range(6):
        slopes = numeric_gradient(
            lambda h, k=k: after(activation, factor, h, k).sum(), np.array(START)
        )
        np.testing.assert_allclose(run.d[k], slopes, rtol=1e-6, atol=1e-9)


def test_without_squashing_both_are_powers():
    run = Squasher(activation="none", factor=3, layers=10).run()
    powers = 3.0 ** np.arange(11)
    for k in range(3):
        np.testing.assert_array_equal(run.d[:, k], powers)
    np.testing.assert_allclose(run.h[:, 0], powers, rtol=1e-15)


@pytest.mark.parametrize(
    ("settings", "came", "remedy"),
    [
        ({"activation": "relu"}, "activation is 'relu'", "none, tanh, sigmoid"),
        ({"factor": 4.5}, "factor is 4.5", "from -4 to 4"),
        ({"factor": "three"}, "factor is 'three'", "wanted a number"),
        ({"factor": float("nan")}, "factor is nan", "wanted a number"),
        ({"layers": 0}, "layers is 0", "from 1 to 40"),
        ({"layers": 2.5}, "layers is 2.5", "whole number"),
        ({"layers": True}, "layers is True", "whole number"),
        ({"start": [1.0, 2.0]}, "start is [1.0, 2.0]", "list of 3 numbers"),
        ({"start": [1.0, 2.0, 5.0]}, "5.0", "from -4 to 4"),
        ({"start": 1.0}, "start is 1.0", "list of 3 numbers"),
        ({"start": [1.0, 2.0, None]}, "None", "list of 3 numbers"),
    ],
)
def test_bad_settings_are_refused_with_a_remedy(settings, came, remedy):
    with pytest.raises(traitlets.TraitError) as refused:
        Squasher(**settings)
    assert came in str(refused.value) and remedy in str(refused.value)


RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/loop.js";
import { run } from "URL/squasher/numbers.js";
const states = JSON.parse(readFileSync(0, "utf8"));
const found = states.map((s) => run(makeCell(s.graphs[s.activation]), s));
process.stdout.write(JSON.stringify(found));
"""


def in_javascript(node_path, widgets):
    states = [widget.page_data()["state"] for widget in widgets]
    return run_node(node_path, RUN.replace("URL", WIDGETS.as_uri()), states)


def test_javascript_gives_the_same_numbers(node_path):
    rng = np.random.default_rng(0)
    widgets = [
        Squasher(
            activation=activation,
            factor=factor,
            layers=int(rng.integers(1, 41)),
            start=rng.uniform(-2, 2, 3).tolist(),
        )
        for activation in CURVES
        for factor in (0.0, 0.7, 1.0, 3.0, 4.0, -2.0)
    ]
    for widget, found in zip(widgets, in_javascript(node_path, widgets), strict=True):
        run = widget.run()
        for name, values in run._asdict().items():
            scale = max(1, np.abs(values).max())
            came = np.array(found[name]).T
            np.testing.assert_allclose(came, values, rtol=0, atol=1e-12 * scale)
            # 1 - h² loses digits near h = 1, and 40 layers multiply the loss.
            np.testing.assert_allclose(came, values, rtol=1e-8, atol=1e-300)


def test_picture_is_well_formed_and_the_same_each_time():
    text = Squasher().picture()
    ElementTree.fromstring(text)
    assert text.startswith("<svg") and "times 3, then tanh" in text
    assert text == Squasher().picture() != Squasher(factor=2).picture()
    for activation in CURVES:
        for factor in (0, -4, 4):
            widget = Squasher(activation=activation, factor=factor, layers=40)
            ElementTree.fromstring(widget.picture())
