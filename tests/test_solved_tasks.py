"""The solved tasks: their numbers, what a hold does, and the same in JavaScript."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook import CELLS, Params, unroll
from rnnbook.results import load
from rnnbook.widgets import SolvedTasks
from rnnbook.widgets.solved_tasks._nets import CLEAR, TASKS, inputs

WIDGETS = Path(sys.modules[SolvedTasks.__module__].__file__).parents[1]
HOLDS = [
    {},
    {"cell": 1, "value": 2.5, "since": 4},
    {"cell": 2, "value": -3, "since": 1},
]
CASES = [(task, k, hold) for task in TASKS for k in (1, 12) for hold in HOLDS]


def test_without_a_hold_it_is_the_package_on_the_sequence():
    for task in TASKS:
        widget = SolvedTasks(task=task, sequence=3)
        net = widget.networks[task]
        p = Params(*(np.array(net[name]) for name in ("U", "W", "b")))
        x = inputs(task, widget.sequences[task][2])
        h, (_, c), _ = unroll(CELLS["lstm"], p, x[:, None])
        found = widget.run()
        np.testing.assert_allclose(found[0], h[:, 0], rtol=0, atol=1e-12)
        np.testing.assert_allclose(found[1][-1], c[0], rtol=0, atol=1e-12)


def test_the_networks_answer_most_of_the_sequences_that_are_shown():
    right = 0
    for task in TASKS:
        for k in range(1, 13):
            widget = SolvedTasks(task=task, sequence=k)
            wanted = widget.sequences[task][k - 1]["answer"]
            near = task == "adding"
            right += (
                abs(float(widget.said[1]) - float(wanted)) < 0.21
                if near
                else widget.said[1] == wanted
            )
    assert right >= 34


def test_the_axis_of_each_cell_goes_as_far_as_its_curve():
    found = []
    for task in TASKS:
        for k in range(1, 13):
            widget = SolvedTasks(task=task, sequence=k)
            limits = [cell["limit"] for cell in widget.networks[task]["cells"]]
            c = abs(widget.run()[1]).max(axis=0)
            assert (c <= limits).all()
            found.append(c / limits)
    assert max(part.max() for part in found) > 0.8


def test_a_held_cell_keeps_its_value_from_its_step_on_and_nothing_before_changes():
    widget = SolvedTasks(task="order", cell=2, value=-1.5, since=7)
    h, c, o = widget.run()
    h_free, c_free, o_free = widget.run(held=False)
    assert (c[6:, 1] == -1.5).all() and (c_free[6:, 1] != -1.5).all()
    for held, free in ((h, h_free), (c, c_free), (o, o_free)):
        np.testing.assert_array_equal(held[:6], free[:6])
        assert abs(held[6:] - free[6:]).max() > 0.01


def test_a_cell_has_the_name_of_what_the_test_found_and_no_other():
    best = load("10_stepped")["numbers"]["best"]
    named = 0
    for task in TASKS:
        for k, cell in enumerate(SolvedTasks(task=task).networks[task]["cells"]):
            score = max(scores[k] for scores in best[task]["held"].values())
            assert cell["score"] == score
            assert (cell["name"] == cell["what"]) == (score >= CLEAR)
            named += score >= CLEAR
    assert named >= 3


@pytest.mark.parametrize(
    "trait, value, words",
    [
        ("task", "copy", "task is 'copy', wanted one of order, adding, Reber"),
        ("step", 40, "this sequence has 2"),
        ("since", 0, "this sequence has 2"),
        ("cell", 9, "0 holds none"),
        ("value", 8.5, "it is a cell state"),
        ("sequence", 13, "there are twelve"),
    ],
)
def test_bad_values_are_refused_with_a_remedy(trait, value, words):
    widget = SolvedTasks()
    before = getattr(widget, trait)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(widget, trait, value)
    assert getattr(widget, trait) == before


RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/loop.js";
import { makeNet, run, softmax, sumOf } from "URL/solved_tasks/numbers.js";
const { graph, cases } = JSON.parse(readFileSync(0, "utf8"));
const cell = makeCell(graph);
const one = ({ net, codes, hold }) => run(cell, makeNet(net), codes, hold);
const results = cases.map(one);
process.stdout.write(JSON.stringify([results, softmax([1, 1, 1, 1]), sumOf([0.75])]));
"""


def test_javascript_gives_the_same(node_path):
    widgets = [SolvedTasks(task=task, sequence=k, **hold) for task, k, hold in CASES]
    cases = [
        {
            "net": w.networks[w.task],
            "codes": w.sequences[w.task][w.sequence - 1]["codes"],
            "hold": {"cell": w.cell, "value": w.value, "since": w.since},
        }
        for w in widgets
    ]
    given = {"graph": widgets[0].graphs["lstm"], "cases": cases}
    code = RUN.replace("URL", WIDGETS.as_uri())
    results, even, one = run_node(node_path, code, given)
    assert even == [0.25] * 4 and one == 1
    for widget, found in zip(widgets, results, strict=True):
        for name, wanted in zip("hco", widget.run(), strict=True):
            np.testing.assert_allclose(found[name], wanted, rtol=1e-10, atol=1e-12)


PICTURED = [{}, {"task": "Reber", "step": 0}, HOLDS[1]]


@pytest.mark.parametrize("settings", PICTURED, ids=str)
def test_picture_is_well_formed_and_names_the_cells(settings):
    widget = SolvedTasks(**settings)
    root = ElementTree.fromstring(widget.picture())
    words = " ".join(
        "".join(n.itertext()) for n in root.iter() if n.tag.endswith("}text")
    )
    for k, cell in enumerate(widget.networks[widget.task]["cells"]):
        assert f"cell {k + 1}: {cell['name']}" in words
    assert widget.picture() == SolvedTasks(**settings).picture()
