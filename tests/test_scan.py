"""The scan: equal to the loop, its way back, what it refuses, and its live figure."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook import numeric_gradient
from rnnbook.loop.scan import scan, scan_backward
from rnnbook.widgets import BookWidget, Scan

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
SETTINGS = [{}, {"kind": "input", "lam": -1.0}, {"lam": 0.0}, {"lam": 0.3, "clock": 16}]


def looped(lam, u, h):
    """The states, one after the other."""
    states = []
    for lam_t, u_t in zip(lam, u, strict=True):
        h = lam_t * h + u_t
        states.append(h)
    return np.array(states)


def test_a_scan_equals_the_loop_at_every_length_real_and_complex():
    rng = np.random.default_rng(0)
    for T in (*range(1, 20), 64, 100):
        lam, u = rng.normal(size=(2, T, 2, 3)) * 0.9
        before = lam.copy(), u.copy()
        start = rng.normal(size=(2, 3))
        np.testing.assert_allclose(scan(lam, u), looped(lam, u, 0 * start), rtol=1e-9)
        found, wanted = scan(lam, u, start), looped(lam, u, start)
        np.testing.assert_allclose(found, wanted, rtol=1e-9)
        turned = lam * np.exp(1j * u)
        np.testing.assert_allclose(
            scan(turned, u + 0j, start), looped(turned, u, start), rtol=1e-9
        )
        np.testing.assert_array_equal((lam, u), before)
    assert scan(lam.astype(np.float32), u.astype(np.float32)).dtype == np.float32


def test_its_gradients_are_those_of_differences():
    rng = np.random.default_rng(1)
    lam, u, dh = rng.normal(size=(3, 7, 2))
    h_0 = rng.normal(size=2)
    found = scan_backward(lam, scan(lam, u, h_0), dh, h_0)
    functions = (
        (lam, lambda v: (scan(v, u, h_0) * dh).sum()),
        (u, lambda v: (scan(lam, v, h_0) * dh).sum()),
        (h_0, lambda v: (scan(lam, u, v) * dh).sum()),
    )
    for gradient, (at, function) in zip(found, functions, strict=True):
        np.testing.assert_allclose(gradient, numeric_gradient(function, at), rtol=1e-6)
    short = scan_backward(lam, scan(lam, u), dh)
    np.testing.assert_array_equal(short[0][0], 0 * dh[0])


def test_what_a_scan_refuses_it_names_with_a_remedy():
    ones = np.ones((4, 2))
    for args, error, said in (
        (([1.0], ones), TypeError, "lam is a list, wanted a NumPy array"),
        ((ones, np.ones((4, 2), int)), TypeError, r"pass u.astype\(np.float64\)"),
        ((np.ones(2), ones), ValueError, "np.broadcast_to"),
        ((ones[:0], ones[:0]), ValueError, "with a step or more"),
        ((ones, ones, np.ones(3)), ValueError, "pass None for zeros"),
    ):
        with pytest.raises(error, match=said):
            scan(*args)


def test_the_last_round_of_the_figure_is_the_loop():
    for s in SETTINGS:
        w = Scan(**s)
        run = w.run()
        np.testing.assert_allclose(run.sums[-1], run.h, rtol=1e-12, atol=1e-15)
        wanted = looped(w.lambdas, np.array(w.inputs), 0.0)
        np.testing.assert_allclose(run.h, wanted, rtol=1e-12, atol=1e-15)
    assert run.combined.tolist() == [0, 15, 29, 41, 49]
    assert Scan(kind="input").run().products[3][8] == 0  # step 9 covers step 6


def test_settings_that_cannot_be_are_refused():
    for name, value in {"clock": 17, "step": 0, "lam": 1.5, "kind": "none"}.items():
        with pytest.raises(traitlets.TraitError, match=f"{name} is {value!r}, wanted"):
            Scan(**{name: value})


RUN = """
import { readFileSync } from "node:fs";
import { firstOf, run, tree } from "URL/scan/numbers.js";
const results = JSON.parse(readFileSync(0, "utf8")).map(run);
const found = { results, tree: tree(2, 3), first: firstOf(2, 7) };
process.stdout.write(JSON.stringify(found));
"""


def test_javascript_gives_the_same_numbers(node_path):
    widgets = [Scan(**s) for s in SETTINGS]
    states = [w.page_data()["state"] for w in widgets]
    found = run_node(node_path, RUN.replace("URL", WIDGETS.as_uri()), states)
    for w, result in zip(widgets, found["results"], strict=True):
        for name, wanted in w.run()._asdict().items():
            np.testing.assert_allclose(result[name], wanted, rtol=1e-12, atol=1e-15)
    assert found["tree"] == [[2, 3, 3], [1, 3, 3], [1, 3, 2], [2, 3, 1], [1, 1, 1]]
    assert found["first"] == 4


def test_picture_is_well_formed_and_the_same_each_time():
    text = Scan().picture()
    ElementTree.fromstring(text)
    assert "round 4" in text and text == Scan().picture() != Scan(step=3).picture()
