"""The unroller: its numbers, its picture, what it refuses, its JavaScript twin."""

import json
import math
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook import (
    CELLS,
    Params,
    Readout,
    numeric_gradient,
    readout,
    softmax_cross_entropy,
    unroll,
)
from rnnbook.widgets import Unroller
from rnnbook.widgets.unroller import PRESETS, SYMBOLS, TUNE, WEIGHTS

ROOT = Path(__file__).parents[1]
FOLDER = Path(sys.modules[Unroller.__module__].__file__).parents[1]


def random_unroller(rng, size=1.0):
    """A network and a tune of random sizes."""
    H, steps = int(rng.integers(1, 4)), int(rng.integers(1, 6))
    n = len(SYMBOLS)
    shapes = {"U": (n, H), "W": (H, H), "b": H, "V": (H, n), "b_y": n, "h_0": H}
    weights = {name: rng.normal(0, size, shape) for name, shape in shapes.items()}
    notes = rng.integers(0, n, steps + 1)
    return Unroller(weights=weights, notes=notes, t=int(rng.integers(1, steps + 1)))


def loss_by_hand(weights, notes):
    """The sum of the losses, one line for each equation, one step after the other."""
    w = {name: np.array(value) for name, value in weights.items()}
    h, total = w["h_0"], 0.0
    for read, wanted in zip(notes[:-1], notes[1:], strict=True):
        h = np.tanh(np.eye(3)[read] @ w["U"] + h @ w["W"] + w["b"])
        o = h @ w["V"] + w["b_y"]
        total += math.log(sum(math.exp(score - o[wanted]) for score in o))
    return total


@pytest.mark.parametrize("seed", range(6))
def test_loss_equals_the_equations_step_by_step(seed):
    w = random_unroller(np.random.default_rng(seed))
    assert w.loss == pytest.approx(loss_by_hand(w.weights, w.notes), rel=1e-13)
    assert w.loss == pytest.approx(w.run().losses.sum())


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("seed", range(4))
def test_parts_of_the_steps_add_up_to_the_gradient(seed, weight):
    w = random_unroller(np.random.default_rng(seed))

    def loss(value):
        return loss_by_hand({**w.weights, weight: value}, w.notes)

    numeric = numeric_gradient(loss, np.array(w.weights[weight]))
    parts = w.parts(weight)
    assert parts.shape == (len(w.notes) - 1, *numeric.shape)
    np.testing.assert_allclose(parts.sum(axis=0), numeric, rtol=1e-6, atol=1e-8)
    w.weight = weight
    np.testing.assert_array_equal(w.gradient, parts.sum(axis=0))


def test_arrays_are_those_of_the_package():
    w = random_unroller(np.random.default_rng(9))
    run, x = w.run(), np.eye(3)[w.notes[:-1]][:, None]
    h, _, _ = unroll(CELLS["rnn"], w.params, x, (np.array([w.weights["h_0"]]),))
    np.testing.assert_array_equal(run.h, h[:, 0])
    np.testing.assert_array_equal(run.o, readout(w.head, h)[:, 0])
    np.testing.assert_array_equal(run.h_prev[1:], run.h[:-1])
    np.testing.assert_allclose(np.tanh(run.a), run.h, rtol=0, atol=1e-15)
    np.testing.assert_allclose(run.xU + run.hW, run.a, rtol=0, atol=0)
    np.testing.assert_allclose(run.y.sum(axis=1), 1)


def test_a_network_of_ones_own_starts_from_zeros():
    p = Params(np.ones((3, 1)), np.ones((1, 1)), np.zeros(1))
    w = Unroller(p, Readout(np.ones((1, 3)), np.zeros(3)), notes=[0, 1])
    assert w.weights["h_0"] == [0.0]
    assert w.params.U.shape == (3, 1) and w.run().h[0, 0] == pytest.approx(np.tanh(1))


def test_presets_are_a_network_before_and_after_it_learned_the_tune():
    fresh, trained = (Unroller(weights=PRESETS[name]) for name in PRESETS)
    assert list(PRESETS) == ["fresh", "trained"]
    assert fresh.run().losses.min() > math.log(3)
    assert trained.run().losses.max() < 0.05
    gap = trained.run().h[1] - trained.run().h[3]
    assert np.linalg.norm(gap) > 1, "the two steps that read sol differ in their state"


def test_the_chapter_shows_the_network_that_it_computes_by_hand():
    path = ROOT / "notebooks" / "03_vanilla_rnn.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    states = [
        data["application/vnd.rnnbook.widget+json"]
        for cell in cells
        for output in cell.get("outputs", [])
        if "application/vnd.rnnbook.widget+json" in (data := output.get("data", {}))
    ]
    (shown,) = [s["state"] for s in states if s["widget"] == "unroller"]
    assert shown["weights"] == PRESETS["fresh"] and shown["notes"] == TUNE


GOOD = PRESETS["fresh"]


@pytest.mark.parametrize(
    ("trait", "value", "came", "remedy"),
    [
        ("t", 0, "t is 0, wanted a whole step from 1 to 4", "only predicted"),
        ("t", 5, "t is 5, wanted a whole step from 1 to 4", "only predicted"),
        ("t", 2.5, "t is 2.5", "whole step"),
        ("t", True, "t is True", "whole step"),
        ("notes", [0], "notes is [0], wanted 2 to 6", "notes = [0, 2, 1, 2, 0]"),
        ("notes", [0, 3], "notes is [0, 3]", "from 0 to 2"),
        ("notes", [0] * 7, "wanted 2 to 6", "notes = [0, 2, 1, 2, 0]"),
        ("notes", "do sol", "notes is 'do sol'", "do, mi, sol"),
        ("notes", [True, False], "notes is [True, False]", "whole numbers"),
        ("weight", "b", "weight is 'b', wanted one of W, U, V", "gradient is shown"),
        ("weights", 3, "weights is 3", "U, W, b, V, b_y and h_0"),
        ("weights", {**GOOD, "W": [[1.0]]}, "W has shape (1, 1), wanted (2, 2)", "H ="),
        ("weights", {**GOOD, "V": np.ones((3, 2))}, "V has shape (3, 2)", "(2, 3)"),
        ("weights", {**GOOD, "P": 1}, "P has shape (), wanted none", "H = 2"),
        ("weights", {"b": [0.0]}, "U has shape missing, wanted (3, 1)", "do, mi, sol"),
        ("weights", {**GOOD, "b": [0, math.nan]}, "b is [0.0, nan]", "before that"),
        ("weights", {**GOOD, "b": ["a", 1]}, "weights is {", "for instance"),
    ],
)
def test_bad_values_are_refused_with_a_remedy(trait, value, came, remedy):
    w = Unroller()
    before = getattr(w, trait)
    with pytest.raises(traitlets.TraitError) as refused:
        setattr(w, trait, value)
    assert came in str(refused.value)
    assert remedy in str(refused.value)
    assert getattr(w, trait) == before


def test_network_too_large_for_the_drawing_is_refused():
    p = Params(np.ones((3, 4)), np.ones((4, 4)), np.zeros(4))
    with pytest.raises(traitlets.TraitError, match="1 to 3 units"):
        Unroller(p, Readout(np.ones((4, 3)), np.zeros(3)))


def test_a_shorter_tune_takes_the_step_with_it():
    w = Unroller(t=4)
    w.notes = [0, 1]
    assert w.t == 1 and "t=1" in repr(w)


# The same numbers in JavaScript, from the state that a page holds.
RUN = """
import { readFileSync } from "node:fs";
import { gradient, makeRunner, part, run } from "URL/unroller/numbers.js";
import { softmaxCrossEntropy } from "URL/_runtime/head.js";
const { states, heads } = JSON.parse(readFileSync(0, "utf8"));
const plain = (values) => Object.fromEntries(Object.entries(values)
  .map(([name, v]) => [name, v.length === undefined ? v : Array.from(v)]));
const runs = states.map((state) => {
  const result = run(makeRunner(state.graphs.rnn), state);
  const all = Object.fromEntries(["W", "U", "V"].map((w) => [w, {
    sum: gradient(result, w), parts: Array.from({ length: result.T }, (_, k) => part(result, w, k + 1)),
  }]));
  return { ...plain(result), gradients: all };
});
const losses = heads.map(({ o, target, O }) => plain(softmaxCrossEntropy(Float64Array.from(o), target, O)));
process.stdout.write(JSON.stringify({ runs, losses }));
"""  # noqa: E501


def in_javascript(node_path, widgets=(), heads=()):
    states = [widget.page_data()["state"] for widget in widgets]
    code = RUN.replace("URL", FOLDER.as_uri())
    return run_node(node_path, code, {"states": states, "heads": list(heads)})


def test_javascript_gives_the_same_numbers(node_path):
    rng = np.random.default_rng(3)
    widgets = [random_unroller(rng, size) for size in (0.1, 0.5, 1, 2, 4) * 4]
    for w, got in zip(widgets, in_javascript(node_path, widgets)["runs"], strict=True):
        for name, values in w.run()._asdict().items():
            np.testing.assert_allclose(got[name], values.ravel(), rtol=0, atol=1e-12)
        for name in WEIGHTS:
            same = {"rtol": 1e-12, "atol": 1e-12}
            found = got["gradients"][name]
            np.testing.assert_allclose(found["parts"], w.parts(name), **same)
            total = w.parts(name).sum(axis=0)
            np.testing.assert_allclose(found["sum"], total, **same)


def test_javascript_loss_equals_pythons_at_any_size_of_the_scores(node_path):
    rng, cases = np.random.default_rng(4), []
    for size in (1e-3, 1.0, 30.0, 900.0):
        o, target = size * rng.normal(size=(5, 4)), rng.integers(0, 4, 5)
        cases.append((o, target))
    heads = [{"o": o.ravel().tolist(), "target": t.tolist(), "O": 4} for o, t in cases]
    found = in_javascript(node_path, heads=heads)["losses"]
    for (o, target), got in zip(cases, found, strict=True):
        loss, do = softmax_cross_entropy(o, target, reduction="sum")
        assert np.isfinite(got["losses"]).all()
        assert sum(got["losses"]) == pytest.approx(loss, rel=1e-12)
        np.testing.assert_allclose(got["dO"], do.ravel(), rtol=0, atol=1e-12)


PICTURED = [{}, {"weight": "V", "t": 4}, {"weight": "U"}, {"notes": [0, 1, 2, 0, 1, 2]}]


@pytest.mark.parametrize("settings", PICTURED, ids=str)
def test_picture_is_well_formed_and_holds_the_numbers(settings):
    w = Unroller(**settings)
    root = ElementTree.fromstring(w.picture())
    words = ["".join(node.itertext()) for node in root.iter() if "text" in node.tag]
    run, k = w.run(), w.t - 1
    assert f"Step {w.t}: reads {SYMBOLS[w.notes[k]]}" in " ".join(words)
    shares = [f"{share:.2f}" for share in run.y.ravel()]
    assert all(share in words for share in shares)
    boxes = [node for node in root.iter() if node.tag.endswith("rect")]
    assert len(boxes) >= run.y.size + run.h.size + len(run.x) + 1


def test_picture_fits_its_frame():
    for settings in PICTURED:
        root = ElementTree.fromstring(Unroller(**settings).picture())
        width, height = (float(root.get(name)) for name in ("width", "height"))
        for node in root.iter():
            if node.get("x"):
                assert 0 <= float(node.get("x")) <= width
                bottom = float(node.get("y")) + float(node.get("height", 0))
                assert bottom <= height - 3


def test_picture_is_the_same_bytes_in_another_process():
    code = "from rnnbook.widgets import Unroller; print(Unroller().picture(), end='')"
    again = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=120
    )
    assert again.stdout == Unroller().picture()
    assert Unroller(t=3).picture() != Unroller().picture()


def test_label_says_what_the_step_does():
    label = Unroller(t=2).label
    assert "At step 2 it reads sol and gives mi" in label and "1.54 nats" in label
