"""The truncation window: its arrows, its numbers, its JavaScript twin, its drawing."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook import CELLS, Params, unroll, unroll_backward
from rnnbook.results import load
from rnnbook.viz import plot_unrolled
from rnnbook.widgets import TruncationWindow
from rnnbook.widgets.truncation_window import STEPS, rounds

WIDGETS = Path(sys.modules[TruncationWindow.__module__].__file__).parents[1]
CASES = [
    (lag, window, cut)
    for lag in (1, 2, 5, 8)
    for window in (1, 2, 5, 8, 9, 12, 24)
    for cut in sorted({0, window // 2, window - 1})
]


@pytest.mark.parametrize("lag, window, cut", CASES)
def test_an_arrow_ends_where_the_gradient_of_a_network_ends(lag, window, cut):
    """A real backward pass with a carry that is 0 at each first step of a piece."""
    cell = CELLS["rnn"]
    p = Params(np.full((1, 1), 0.1), np.full((1, 1), 0.9), np.zeros(1))
    x = np.random.default_rng(0).normal(size=(STEPS, 1, 1))
    _, _, cache = unroll(cell, p, x)
    carry = np.ones(STEPS)
    carry[cut % window :: window] = 0.0
    found = rounds(lag, window, cut)
    assert len(found) == STEPS // (lag + 1)
    for sign, question, first in found:
        assert question == sign + lag and sign % (lag + 1) == 0
        dh = np.zeros((STEPS, 1, 1))
        dh[question] = 1.0
        _, dx, _ = unroll_backward(cell, p, dh, cache, carry=carry)
        assert np.flatnonzero(dx.ravel())[0] == first


@pytest.mark.parametrize("lag", [2, 4, 6, 8, 12])
def test_the_share_is_the_mean_over_all_places_of_the_cut(lag):
    for window, _, _ in TruncationWindow().runs[str(lag)]:
        widget = TruncationWindow(lag=lag, window=window)
        arrived = [
            first <= sign
            for cut in range(window)
            for sign, _, first in rounds(lag, window, cut, steps=40 * (lag + 1))[12:]
        ]
        assert widget.share == pytest.approx(np.mean(arrived), abs=1e-12)


def stored(kind, lag, H=16):
    """Rows of the measurement, by window and learning rate."""
    rows = load("04_truncation")["numbers"]
    return {
        (row["window"], row["lr"]): row["accuracy"]
        for row in rows
        if (row["kind"], row["lag"], row["H"]) == (kind, lag, H)
    }


@pytest.mark.parametrize("lag", [2, 4, 6, 8, 12])
def test_accuracies_are_the_stored_ones_at_the_best_rate(lag):
    rows, widget = stored("window", lag), TruncationWindow(lag=lag)
    for window, scores, rate in widget.runs[str(lag)]:
        widget.window = window
        assert widget.accuracy == scores == rows[window, rate]
        assert widget.rate == rate
        best = max(sum(s) for (w, _), s in rows.items() if w == window)
        assert sum(scores) == best
    alone = max(np.mean(scores) for scores in stored("frozen", lag).values())
    assert widget.alone[str(lag)] == pytest.approx(alone)


@pytest.mark.parametrize(
    "trait, value, words",
    [
        ("lag", 5, "lag is 5, wanted one of 2, 4, 6, 8, 12"),
        ("lag", "8", "lag is '8', wanted one of 2, 4, 6, 8, 12"),
        ("window", None, "window is None, wanted one of 1, 2, 3"),
        ("window", 11, "window is 11, wanted one of 1, 2, 3"),
        ("window", True, "window is True"),
        ("cut", 36, "cut is 36, wanted one of 0"),
        ("cut", -1, "pieces begin at a step"),
    ],
)
def test_bad_values_are_refused_with_a_remedy(trait, value, words):
    widget = TruncationWindow()
    before = getattr(widget, trait)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(widget, trait, value)
    assert getattr(widget, trait) == before


RUN = """
import { readFileSync } from "node:fs";
import { mean, rounds, share } from "URL/truncation_window/numbers.js";
const cases = JSON.parse(readFileSync(0, "utf8"));
const results = cases.map(([lag, window, cut]) =>
  [rounds(lag, window, cut, STEPS), share(lag, window)]);
process.stdout.write(JSON.stringify([results, mean([1, 2, 6])]));
"""


def test_javascript_gives_the_same(node_path):
    code = RUN.replace("URL", WIDGETS.as_uri()).replace("STEPS", str(STEPS))
    results, mean = run_node(node_path, code, CASES)
    assert mean == 3
    for (lag, window, cut), (found, share) in zip(CASES, results, strict=True):
        assert found == rounds(lag, window, cut)
        assert share == pytest.approx(max(0, window - lag) / window, abs=1e-15)


@pytest.mark.parametrize("settings", [{}, {"lag": 2, "window": 1}, {"cut": 5}], ids=str)
def test_picture_is_well_formed_and_says_the_share(settings):
    widget = TruncationWindow(**settings)
    root = ElementTree.fromstring(widget.picture())
    words = ["".join(n.itertext()) for n in root.iter() if n.tag.endswith("}text")]
    asked = STEPS // (widget.lag + 1)
    assert words.count("?") == words.count("±1") == asked
    said = f"window {widget.window}: {widget.share:.0%} of the gradients arrive"
    assert said in words and f"lag {widget.lag}" in words
    assert widget.picture() == TruncationWindow(**settings).picture()


# The unrolled network


def arrows(**options):
    """How many arrows forward and back a drawing has."""
    figure, ax = plt.subplots()
    plot_unrolled(ax, **options)
    drawn = [a.arrow_patch for a in ax.texts if getattr(a, "arrow_patch", None)]
    plt.close(figure)
    solid = sum(patch.get_linestyle() in ("-", "solid") for patch in drawn)
    return solid, len(drawn) - solid


def test_every_arrow_forward_has_one_back():
    assert arrows(T=4) == (12, 12)


def test_each_use_of_the_shared_matrix_has_an_arrow_to_its_one_node():
    assert arrows(T=4, shared=True) == (12, 16)
    assert arrows(T=5, asked=(3,), shared=True) == (11, 10)
    assert arrows(T=4, shared=True, path=(4, 2)) == (12, 16)


def test_a_cut_leaves_the_way_forward_and_takes_the_way_back():
    assert arrows(T=6, asked=(6,)) == (13, 13)
    assert arrows(T=6, cuts=(4,), asked=(6,)) == (13, 6)
    assert arrows(T=6, cuts=(4,)) == (18, 17)
