"""The three cells in Python: one input, three steps, their drawings and their words."""

import json
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import traitlets

from rnnbook import CELLS, unroll
from rnnbook.viz.palette import ROLES
from rnnbook.widgets import CellExplorer, ThreeCells
from rnnbook.widgets.cell_explorer._kinds import KINDS, styled
from rnnbook.widgets.cell_explorer._values import format_number
from rnnbook.widgets.three_cells._start import FOLDER, START, TITLES

SVG = "{http://www.w3.org/2000/svg}"
each_cell = pytest.mark.parametrize("name", list(TITLES))


def plates(svg):
    return [p for p in ET.fromstring(svg).iter(f"{SVG}g") if p.get("data-node")]


def test_steps_are_those_of_unroll():
    """Steps taken one by one in the widget, and the same input in one unroll."""
    w, inputs = ThreeCells(), [1.0, 0.0, -0.5, 0.3]
    shown = {name: [] for name in TITLES}
    for x in inputs:
        w.x = x
        explorers = w.explorers
        for name, h in w.hidden_states.items():
            shown[name].append(h)
        w.states = {
            name: [explorers[name].values()[part] for part in CELLS[name].state]
            for name in TITLES
        }
    for name in TITLES:
        p = CellExplorer(name, **START[name]).params
        h, _, _ = unroll(CELLS[name], p, np.reshape(inputs, (-1, 1, 1)))
        assert shown[name] == pytest.approx(h.ravel().tolist(), abs=1e-14)


def test_after_an_impulse_the_gated_cells_have_more_left():
    x = np.zeros((11, 1, 1))
    x[0] = 1.0
    left = {}
    for name in TITLES:
        p = CellExplorer(name, **START[name]).params
        h, _, _ = unroll(CELLS[name], p, x)
        left[name] = h[-1].item() / h[0].item()
    assert left["rnn"] < 0.1
    assert left["lstm"] > 0.6
    assert left["gru"] > 0.6


@each_cell
def test_every_plate_of_a_drawing_has_a_number(name):
    known = CellExplorer(name).values()
    names = [p.get("data-node") for p in plates((FOLDER / f"{name}.svg").read_text())]
    assert set(names) <= set(known)
    assert len(names) == len(set(names))
    parts = CELLS[name].state
    gates = CELLS[name].gates
    assert {"x", *parts, *(f"{part}_prev" for part in parts), *gates} <= set(names)


@each_cell
def test_plates_say_and_colour_what_they_show(name):
    text = styled((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    for plate in plates(text):
        node = plate.get("data-node")
        said = "".join(plate.find(f"{SVG}text").itertext()).replace(" ", "")
        letter = re.sub(r"\[a\]|_prev|\*", "", node)
        assert said.replace("t−1", "").replace("t", "") == letter
        gates = KINDS[name].words["gates"]
        role = gates[node]["role"] if node in gates else letter[0]
        if name == "rnn" and node == "b[a]":
            role = "rnn"
        assert f"role-{role}" in plate.get("class").split()
    assert " id=" not in text
    for role, light in re.findall(r"var\(--rnn-(\w+), (#\w+)\)", text):
        assert ROLES[role][0] == light


def test_picture_has_the_numbers_of_all_three():
    w = ThreeCells(x=-0.7, states={"rnn": [0.2], "lstm": [0.1, -0.9], "gru": [0.5]})
    drawings = ET.fromstring(w.picture()).findall(f"{SVG}svg")
    assert len(drawings) == 3
    for svg, explorer in zip(drawings, w.explorers.values(), strict=True):
        values = explorer.values()
        for plate in svg.iter(f"{SVG}g"):
            if node := plate.get("data-node"):
                shown = plate.find(f"{SVG}text[@class='num']").text
                assert shown == format_number(values[node])
    told = json.loads(json.dumps(w.page_data()))
    assert "x = −0.70" in told["label"]
    for name, h in w.hidden_states.items():
        assert f"{TITLES[name]} {format_number(h)}" in told["label"]


@pytest.mark.parametrize(
    ("traits", "says"),
    [
        (dict(x=float("nan")), "x is nan, wanted a finite number"),
        (dict(states={"rnn": [0.0]}), "rnn: [h], lstm: [h, c], gru: [h]"),
        (dict(states={"rnn": [0.0], "lstm": [0.0], "gru": [0.0]}), "wanted finite"),
        (dict(states={"rnn": ["a"], "lstm": [0, 0], "gru": [0]}), "wanted finite"),
    ],
)
def test_bad_values_are_refused_with_what_is_wanted(traits, says):
    with pytest.raises(traitlets.TraitError, match=re.escape(says)):
        ThreeCells(**traits)
