"""The figure of one weight: its walk, what it refuses, the same in JavaScript."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook import numeric_gradient
from rnnbook.widgets import BookWidget, Descent

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
STATES = [(1.0, 0.003, 10), (-0.4, 0.03, 30), (1.1, 0.0, 5), (0.2, 0.0235, 0)]


def loss(w, storms):
    return np.mean((w * np.array(storms["s"]) - np.array(storms["d"])) ** 2)


@pytest.mark.parametrize(("w", "rate", "updates"), STATES)
def test_each_update_goes_against_the_slope(w, rate, updates):
    widget = Descent(w=w, rate=rate, updates=updates)
    walk = widget.run()
    assert walk.w.shape == walk.loss.shape == (updates + 1,)
    for k in range(min(updates, 3)):
        slope = numeric_gradient(lambda v: loss(v[0], widget.storms), walk.w[k : k + 1])
        expected = walk.w[k] - rate * slope[0]
        np.testing.assert_allclose(walk.w[k + 1], expected, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(walk.loss, [loss(v, widget.storms) for v in walk.w])


def test_a_large_rate_climbs_and_a_small_one_descends():
    small, large = (Descent(rate=rate).run().loss for rate in (0.01, 0.025))
    assert small[-1] < small[0] < large[-1]


@pytest.mark.parametrize(
    ("settings", "came"), [({"rate": 0.1}, "0.1"), ({"updates": 2.5}, "2.5")]
)
def test_bad_settings_are_refused(settings, came):
    with pytest.raises(traitlets.TraitError, match=came):
        Descent(**settings)


RUN = """
import { readFileSync } from "node:fs";
import { run } from "URL/descent/numbers.js";
const states = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(states.map(run)));
"""


def test_javascript_gives_the_same_numbers(node_path):
    widgets = [Descent(w=w, rate=r, updates=n) for w, r, n in STATES]
    states = [widget.page_data()["state"] for widget in widgets]
    found = run_node(node_path, RUN.replace("URL", WIDGETS.as_uri()), states)
    for widget, came in zip(widgets, found, strict=True):
        for name, values in widget.run()._asdict().items():
            np.testing.assert_allclose(came[name], values, rtol=1e-9, atol=1e-12)


def test_picture_is_well_formed_and_the_same_each_time():
    text = Descent().picture()
    ElementTree.fromstring(text)
    assert text == Descent().picture() != Descent(rate=0.01).picture()
