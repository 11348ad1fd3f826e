"""GRU conventions: its numbers, when the two agree, the same numbers in JavaScript."""

import itertools
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook import CELLS, Params, gradcheck, init_params, unroll, unroll_backward
from rnnbook.widgets import BookWidget, GRUConventions
from rnnbook.widgets.gru_conventions import WORDS, reasons
from rnnbook.widgets.gru_conventions._cells import FOUR

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
WEIGHTS = [(1, False, False), (3, False, False), (3, True, False), (3, False, True)]
EVERY = [
    GRUConventions(share=share, negated=negated, reset=reset, units=units,
                   alike=alike, diagonal=diagonal, bias=bias)
    for share, negated, reset, (units, alike, diagonal), bias in itertools.product(
        ("old", "new"), (False, True), ("after", "before"), WEIGHTS, (0.0, 0.7)
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def runs():
    """Both courses of every setting, run once: (widget, (book, other)) pairs."""
    return [(widget, widget.run()) for widget in EVERY]


def test_the_two_agree_exactly_where_the_chapter_says(runs):
    for widget, (book, other) in runs:
        z_agrees = (widget.share == "new") == widget.negated
        r_agrees = widget.reset == "after" or (
            widget.bias == 0 and (widget.units == 1 or widget.alike or widget.diagonal)
        )
        gap = np.abs(book.h - other.h).max()
        if z_agrees and r_agrees:
            assert gap < 1e-14, widget.settings
        else:
            assert gap > 0.1, widget.settings


def test_same_and_largest_are_of_h_over_units_and_steps():
    widget = GRUConventions(share="new")
    book, other = widget.run()
    assert widget.largest == np.abs(book.h - other.h).max() and not widget.same
    widget.negated = True
    assert widget.same and widget.largest < 1e-14


def test_the_books_side_is_the_packages_gru_whatever_the_other_is(runs):
    courses = {book.h.tobytes() for widget, (book, _) in runs if widget.units == 3}
    assert len(courses) == 6  # three kinds of weights, two values of the bias
    book, _ = GRUConventions(bias=0.7, units=2).run()
    mean = (1 - book.z[1:]) * book.n[1:] + book.z[1:] * book.h[:-1]
    np.testing.assert_allclose(book.h[1:], mean, rtol=1e-14)


def test_z_of_the_other_is_one_minus_ours_where_its_weights_are_negated():
    book, other = GRUConventions(share="new", negated=True).run()
    np.testing.assert_allclose(other.z, 1 - book.z, rtol=1e-12)


@pytest.mark.parametrize("reset", FOUR)
def test_gradients_of_the_cells_with_z_on_the_new_match_differences(reset):
    cell, rng = FOUR[reset]["new"], np.random.default_rng(0)
    p = init_params(cell, D=2, H=3, rng=rng)
    x, h_0, r = (rng.normal(size=s) for s in ((4, 2, 2), (2, 3), (4, 2, 3)))

    def loss(h_0, **parameters):
        return (unroll(cell, type(p)(**parameters), x, (h_0,))[0] * r).sum()

    dp, _, (dh_0,) = unroll_backward(cell, p, r, unroll(cell, p, x, (h_0,))[2])
    report = gradcheck(loss, {"h_0": h_0, **p._asdict()}, {"h_0": dh_0, **dp._asdict()})
    assert report.worst.error < 1e-7, report


def test_before_is_the_packages_own_cell_with_one_bias():
    widget = GRUConventions(reset="before", bias=0.7)
    draws = widget.draws
    U, W = (np.concatenate([np.reshape(draws[gate][k], (-1, 3)) for gate in "rzn"], 1)
            for k in "UW")  # fmt: skip
    b = np.concatenate([draws[gate]["b"] for gate in "rzn"])
    b[6:] += 0.7
    x = np.reshape(draws["x"], (-1, 1, 1))
    h = unroll(CELLS["gru_before"], Params(U, W, b), x)[0][:, 0]
    np.testing.assert_allclose(widget.run()[1].h, h, rtol=1e-14)


def test_every_sentence_is_said_somewhere():
    assert {key for w in EVERY for key in reasons(w.settings)} == set(WORDS)


NEW = {"share": "new", "negated": True}
BEFORE = {"reset": "before"}


@pytest.mark.parametrize(
    ("settings", "of_z", "of_r"),
    [
        ({}, "In both, z is the share of the old", "Both reset after"),
        ({"share": "new"}, "it is the share of the new: what", "Both reset after"),
        ({"negated": True}, "one has the negated weights", "Both reset after"),
        (NEW, "are those of this book", "Both reset after"),
        (BEFORE, "In both, z is the share of the old", "the r of a unit turns down"),
        (NEW | BEFORE | {"units": 1}, "are those of this book", "One unit"),
        (BEFORE | {"alike": True}, "In both", "All units have the same r"),
        (BEFORE | {"diagonal": True}, "In both", "Block n of W is diagonal"),
        (BEFORE | {"bias": 0.7}, "the r of a unit", "in the other it stands outside"),
    ],
)
def test_why_names_the_reason_for_z_and_then_that_for_r(settings, of_z, of_r):
    why = GRUConventions(**settings).why
    assert 0 <= why.find(of_z) < why.find(of_r), why
    assert ("stands outside" in why) == ("bias" in settings)


@pytest.mark.parametrize(
    ("settings", "came", "remedy"),
    [
        ({"share": "both"}, "share is 'both', wanted one of old, new", "of the old"),
        ({"reset": "never"}, "reset is 'never'", "after, before"),
        ({"units": 4}, "units is 4", "1, 2, 3"),
        ({"units": True}, "units is True", "weights are there for 3"),
        ({"bias": "large"}, "bias is 'large'", "from -3 to 3"),
        ({"bias": float("nan")}, "bias is nan", "try 0.5"),
        ({"t": 13}, "t is 13", "12 steps"),
    ],
)
def test_bad_settings_are_refused_with_a_remedy(settings, came, remedy):
    with pytest.raises(traitlets.TraitError) as refused:
        GRUConventions(**settings)
    assert came in str(refused.value) and remedy in str(refused.value)


RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/loop.js";
import { largest, reasons, run } from "URL/gru_conventions/numbers.js";
const { graphs, draws, settings } = JSON.parse(readFileSync(0, "utf8"));
const cells = Object.fromEntries(Object.entries(graphs).map(([reset, two]) =>
  [reset, Object.fromEntries(Object.entries(two).map(([k, g]) => [k, makeCell(g)]))]));
const found = settings.map((s) => {
  const courses = run(cells, draws, s);
  const plain = courses.map((course) => Object.fromEntries(Object.entries(course).map(
    ([name, steps]) => [name, steps.map((row) => Array.from(row))])));
  return { courses: plain, largest: largest(courses), reasons: reasons(s) };
});
process.stdout.write(JSON.stringify(found));
"""


def test_javascript_gives_the_same_numbers_and_reasons(node_path, runs):
    state = EVERY[0].page_data()["state"]
    sent = {key: state[key] for key in ("graphs", "draws")}
    sent["settings"] = [widget.settings for widget in EVERY]
    results = run_node(node_path, RUN.replace("URL", WIDGETS.as_uri()), sent)
    for (widget, pair), found in zip(runs, results, strict=True):
        assert found["reasons"] == reasons(widget.settings)
        gap = np.abs(pair[0].h - pair[1].h).max()
        assert found["largest"] == pytest.approx(gap, abs=1e-12)
        for course, numbers in zip(pair, found["courses"], strict=True):
            told = [numbers[name] for name in course._fields]
            np.testing.assert_allclose(told, course, rtol=0, atol=1e-12)


def test_picture_is_well_formed_and_the_same_each_time():
    widget = GRUConventions(reset="before", units=1, bias=0.7)
    text = widget.picture()
    ElementTree.fromstring(text)
    assert text.startswith("<svg") and "reset before: different functions" in text
    assert text == widget.picture()


def test_label_says_what_is_compared_and_what_came_of_it():
    assert "the share of the new state" in GRUConventions(share="new").label
    assert "different h over 12 steps" in GRUConventions(share="new").label
    assert "the same h, to rounding" in GRUConventions().label
