"""The cliff walker: its surface, its paths, the same numbers in JavaScript."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook import numeric_gradient, sigmoid
from rnnbook.widgets import BookWidget, CliffWalker
from rnnbook.widgets.cliff_walker import error, surface

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
NEAR = {"rtol": 1e-11, "atol": 1e-13}
PLACES = [(4.6, -2.0), (5.5, -2.0), (3.6, -3.0), (5.0, -2.6), (4.2, -2.08)]


def by_hand(w, b):
    h = 0.5
    for _ in range(50):
        h = sigmoid(np.array(w * h + b))
    return float((h - 0.7) ** 2)


@pytest.mark.parametrize(("w", "b"), PLACES)
def test_error_and_its_gradient(w, b):
    E, *gradient = error(w, b)
    assert E == pytest.approx(by_hand(w, b), rel=1e-12)
    numeric = numeric_gradient(lambda v: by_hand(*v), np.array([w, b]), eps=1e-6)
    np.testing.assert_allclose(gradient, numeric, rtol=1e-5, atol=1e-9)


def test_surface_holds_the_errors_of_all_pairs():
    w, b = np.array([3.6, 4.6, 5.5]), np.array([-2.6, -2.0])
    expected = [[by_hand(x, y) for x in w] for y in b]
    np.testing.assert_allclose(surface(w, b), expected, rtol=1e-12)


def test_first_steps_are_plain_descent():
    walker = CliffWalker(w=5.5, b=-2.0, lr=0.3)
    _, dw, db = error(5.5, -2.0)
    expected = [5.5 - 0.3 * dw, -2.0 - 0.3 * db]
    np.testing.assert_allclose(walker.path()[1], expected, rtol=1e-12)


@pytest.mark.parametrize("by", ["norm", "element"])
def test_no_clipped_step_is_longer_than_the_threshold_allows(by):
    walker = CliffWalker(threshold=0.05, by=by)
    steps = np.diff(walker.path(clipped=True), axis=0) / walker.lr
    size = np.linalg.norm(steps, axis=1) if by == "norm" else np.abs(steps).max(axis=1)
    assert size.max() == pytest.approx(0.05, rel=1e-9)


def test_at_the_start_the_two_walks_part_as_the_caption_says():
    walker = CliffWalker()
    free, clipped = walker.path(), walker.path(clipped=True)
    assert free[-1, 1] > -1.5  # left the picture
    assert (np.abs(clipped - clipped[0]) < 0.6).all()
    assert error(*clipped[-1])[0] < 0.01 < 0.05 < error(*free[-1])[0]


@pytest.mark.parametrize(
    ("name", "value", "came"),
    [
        ("w", 9, "w is 9, wanted a number from 3.5 to 6.5"),
        ("b", 0, "b is 0, wanted a number from -3.5 to -1.5"),
        ("lr", 0, "lr is 0, wanted a number from 0.001 to 1"),
        ("threshold", -1, "threshold is -1, wanted a number from 0.01"),
        ("lr", "fast", "lr is 'fast', wanted"),
        ("by", "value", "by is 'value', wanted one of norm, element"),
    ],
)
def test_bad_values_are_refused_with_a_remedy(name, value, came):
    walker = CliffWalker()
    with pytest.raises(traitlets.TraitError) as refused:
        setattr(walker, name, value)
    assert came in str(refused.value)


RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/loop.js";
import { errors, surface, walks } from "URL/cliff_walker/numbers.js";
const { states, places, w, b } = JSON.parse(readFileSync(0, "utf8"));
const cell = makeCell(states[0].graphs.rnn_sigmoid);
process.stdout.write(JSON.stringify({
  errors: Object.values(errors(cell, Float64Array.from(places, (at) => at[0]),
    Float64Array.from(places, (at) => at[1]))).map((v) => Array.from(v)),
  surface: Array.from(surface(cell, w, b)),
  paths: states.map((s) => Object.values(walks(cell, s)).map((w) => w.places)),
}));
"""


@pytest.fixture(scope="module")
def answer(node_path):
    given = {
        # Away from the wall: on it, rounding grows a billionfold in both languages.
        "states": [w.page_data()["state"] for w in WALKERS],
        "places": PLACES,
        "w": [3.5, 4.4, 6.0],
        "b": [-3.0, -2.1],
    }
    return run_node(node_path, RUN.replace("URL", WIDGETS.as_uri()), given), given


WALKERS = [
    CliffWalker(w=5.0, b=-2.0, lr=0.05, threshold=0.02),
    CliffWalker(w=5.0, b=-2.0, lr=0.05, threshold=0.03, by="element"),
    CliffWalker(w=3.6, b=-2.0, lr=0.01, threshold=0.1),
]


def test_javascript_gives_the_same_errors_and_gradients(answer):
    found, given = answer
    expected = [error(*place) for place in PLACES]
    np.testing.assert_allclose(np.transpose(found["errors"]), expected, **NEAR)
    grid = surface(np.array(given["w"]), np.array(given["b"])).ravel()
    np.testing.assert_allclose(found["surface"], grid, **NEAR)


def test_javascript_walks_the_same_paths(answer):
    for walker, (free, clipped) in zip(WALKERS, answer[0]["paths"], strict=True):
        np.testing.assert_allclose(free, walker.path(), rtol=1e-10)
        np.testing.assert_allclose(clipped, walker.path(clipped=True), rtol=1e-10)
        assert not np.allclose(free, clipped)


def test_picture_is_well_formed_and_the_same_each_time():
    text = CliffWalker().picture()
    ElementTree.fromstring(text)
    assert text.startswith("<svg") and "clipped by norm" in text
    assert text == CliffWalker().picture() != CliffWalker(w=5.0).picture()
