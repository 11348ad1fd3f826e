"""The cell explorer in Python: its numbers, its drawings, its readable results."""

import json
import math
import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
import traitlets

from rnnbook import CELLS, trace
from rnnbook.widgets import CellExplorer
from rnnbook.widgets.cell_explorer import _presets
from rnnbook.widgets.cell_explorer._values import evaluate, format_number, node_ids

FOLDER = Path(_presets.__file__).parent
DRAWINGS = sorted(FOLDER.glob("diagram*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
GRAPHS = trace(CELLS["lstm"])
each_drawing = pytest.mark.parametrize("path", DRAWINGS, ids=lambda p: p.stem)

# Named in the cell's code and left out of the drawing on purpose: the two products are
# the columns of the table of weights, and `_` is h_prev again, which the cell ignores.
LEFT_OUT = {"xU", "hW", "_"}
# Made by the unroll around the cell: its own products with U and W.
# and the gradient that arrives at its edge, which the cell adds to under the same name.
UNROLL = {"x", "dx", "dh_prev", "dc_in"}


def plates(path):
    root = ET.parse(path).getroot()
    return [part for part in root.iter(f"{SVG}g") if part.get("data-node")]


@each_drawing
def test_every_plate_is_a_node_of_the_traced_graph(path):
    for plate in plates(path):
        name, grad = plate.get("data-node"), plate.get("data-grad")
        if name not in UNROLL:
            assert len(node_ids(GRAPHS["forward"], name)) == 1
        if grad not in UNROLL:
            assert len(node_ids(GRAPHS["backward"], grad)) == 1


@each_drawing
def test_every_named_quantity_of_the_forward_graph_is_drawn(path):
    drawn = {plate.get("data-node") for plate in plates(path)}
    graph = GRAPHS["forward"]
    named = {*graph["inputs"], *graph["names"], *CELLS["lstm"].state}
    assert named - LEFT_OUT <= drawn
    assert len(drawn) == len(plates(path)), "one plate for each quantity"


def test_a_product_is_found_by_its_factors_and_a_wrong_name_is_refused():
    graph = GRAPHS["forward"]
    (node,) = node_ids(graph, "f*c_prev")
    assert graph["nodes"][node][0] == "mul"
    assert node_ids(graph, "c_prev*f") == [node]
    for wrong in ("f*g", "a_z", "f*nothing"):
        with pytest.raises(KeyError):
            node_ids(graph, wrong)


@each_drawing
def test_every_stage_lights_something_and_knows_no_other_stage(path):
    parts = {
        s for g in ET.parse(path).getroot().iter() for s in g.get("data-on", "").split()
    }
    assert parts == {*_presets.FORWARD, *_presets.BACKWARD}


def test_both_drawings_show_the_same_plates_in_the_same_stages():
    told = [
        {
            tuple(p.get(f"data-{key}") for key in ("node", "grad", "on"))
            for p in plates(path)
        }
        for path in DRAWINGS
    ]
    assert len(told) == 2
    assert told[0] == told[1]


@each_drawing
def test_a_drawing_has_no_ids_and_the_palette_as_fallback(path):
    from rnnbook.viz.palette import ROLES

    text = path.read_text(encoding="utf-8")
    assert " id=" not in text
    used = re.findall(r"var\(--rnn-(\w+), (#\w+)\)", text)
    assert used
    assert all(ROLES[role][0] == light for role, light in used)


def test_stages_of_the_page_and_of_python_agree():
    text = (FOLDER / "stages.js").read_text(encoding="utf-8")
    keys = re.findall(r'key: "([\w-]+)"', text)
    assert keys == ["all", *_presets.FORWARD, *_presets.BACKWARD]


def test_sentences_use_numbers_that_exist():
    text = (FOLDER / "stages.js").read_text(encoding="utf-8")
    for line in text.split("export const stageOf")[0].splitlines():
        if line.startswith("//"):
            continue
        for name in re.findall(r"\{([a-z]\w*(?:\*\w+)?)%?\}", line):
            assert name in CellExplorer().values()


def test_evaluated_graph_equals_the_cell():
    rng = np.random.default_rng(0)
    xU, hW, h, c = (rng.normal(size=(5, k)) for k in (4, 4, 1, 1))
    (h_next, c_next), step = CELLS["lstm"].forward(xU, hW, (h, c))
    nodes = evaluate(GRAPHS["forward"], xU=xU, hW=hW, h_prev=h, c_prev=c)
    for name, want in {"h": h_next, "c": c_next, "tanh_c": step.tanh_c}.items():
        (node,) = node_ids(GRAPHS["forward"], name)
        np.testing.assert_allclose(nodes[node], want[:, 0], rtol=1e-14)


def test_results_are_the_equations_of_the_chapter():
    w = CellExplorer(
        x=0.5, h=-0.2, c=0.7, U=[1, 2, 3, 4], W=[0.5, 0, -1, 1], b=[0, 1, 0, -1]
    )
    a = [0.5 * u - 0.2 * v + b for u, v, b in zip(w.U, w.W, w.b, strict=True)]
    i, f, o = (1 / (1 + math.exp(-a[k])) for k in (0, 1, 3))
    c = f * 0.7 + i * math.tanh(a[2])
    assert w.gates == pytest.approx({"i": i, "f": f, "g": math.tanh(a[2]), "o": o})
    assert w.cell_state == pytest.approx(c)
    assert w.hidden_state == pytest.approx(o * math.tanh(c))
    assert w.params.U.shape == w.params.W.shape == (1, 4)
    assert w.params.b.shape == (4,)
    assert w.step.f.item() == pytest.approx(f)
    values = w.values()
    assert values["f*c_prev"] + values["i*g"] == pytest.approx(values["c"])


def test_gradients_match_differences_and_the_plates():
    w = CellExplorer(dh=0.7, dc=-0.4)
    at = dict(x=w.x, h=w.h, c=w.c)

    def loss():
        moved = CellExplorer(**{k: float(v[0]) for k, v in arrays.items()})
        return 0.7 * moved.hidden_state - 0.4 * moved.cell_state

    arrays = {name: np.array([value]) for name, value in at.items()}
    analytic = {name: np.array([getattr(w.gradients, name)]) for name in at}
    for name, array in arrays.items():
        old, eps = array[0], 1e-6
        array[0] = old + eps
        up = loss()
        array[0] = old - eps
        down = loss()
        array[0] = old
        assert analytic[name][0] == pytest.approx((up - down) / (2 * eps), rel=1e-7)
    values = w.values()
    assert values["dx"] == w.gradients.x
    assert values["dh_prev"] == w.gradients.h
    assert values["dc_prev"] == pytest.approx(w.gradients.c)
    assert w.gradients.params.b.tolist() == pytest.approx(
        [values[f"da_{gate}"] for gate in CELLS["lstm"].gates]
    )


@pytest.mark.parametrize(
    ("traits", "says"),
    [
        (dict(U=[1, 2]), "wanted 4 finite numbers, for the gates i, f, g, o"),
        (dict(b=[0, 1, 0, float("nan")]), "wanted 4 finite numbers"),
        (dict(W=[0, "one", 0, 0]), "for instance W="),
        (dict(c=float("inf")), "c is inf, wanted a finite number"),
        (dict(stage="forgot"), "stage is 'forgot', wanted one of all, forget"),
        (dict(history=[[1.0]]), "wanted a list of states"),
    ],
)
def test_bad_values_are_refused_with_what_is_wanted(traits, says):
    with pytest.raises(traitlets.TraitError, match=re.escape(says)):
        CellExplorer(**traits)


@pytest.mark.parametrize("stage", ["all", "forget", "back-gates"])
def test_picture_has_its_numbers_and_dims_the_rest(stage):
    w = CellExplorer(stage=stage)
    root = ET.fromstring(w.picture())
    parts = {p.get("data-node"): p for p in root.iter(f"{SVG}g") if p.get("data-node")}
    backward = stage.startswith("back")
    want = format_number(
        w.values()["da_f" if backward else "a_f"], 3 if backward else 2
    )
    assert parts["a_f"].find(f"{SVG}text[@class='num']").text == want
    assert ("backward" in root.get("class").split()) == backward
    assert ("dim" in parts["c_prev"].get("class").split()) == backward
    assert "dim" not in parts["a_f"].get("class").split()


def test_page_data_is_json_with_graphs_and_a_label_with_numbers():
    w = CellExplorer(c=-1.5)
    data = json.loads(json.dumps(w.page_data()))
    assert data["state"]["graphs"] == json.loads(json.dumps(GRAPHS))
    assert "c = −1.50" in data["label"]
    assert len(json.dumps(data)) < 8000


@pytest.mark.parametrize("preset", _presets.PRESETS, ids=lambda p: p["name"])
def test_examples_do_what_they_say(preset):
    values = {k: v for k, v in preset.items() if k not in ("name", "see")}
    name = preset["name"]
    w = CellExplorer(**values)
    if name == "keep":  # "take many steps"
        for x in (-3.0, 3.0):
            many = CellExplorer(**{**values, "x": x})
            for _ in range(100):
                many.h, many.c = many.hidden_state, many.cell_state
            assert many.c == pytest.approx(w.c, abs=0.005)
    elif name == "forget":
        assert w.cell_state == pytest.approx(w.c / 2, abs=0.01)
    elif name == "write":
        assert w.cell_state == pytest.approx(w.gates["g"], abs=0.01)
    elif name == "read":
        quiet = CellExplorer(**{**values, "x": 0.0})
        assert quiet.cell_state == pytest.approx(w.cell_state, abs=0.01)
        assert abs(quiet.hidden_state) < 0.05
        assert w.hidden_state > 0.6
    else:
        pytest.fail(f"the example {name} has no test")


NUMBERS = [0, 0.125, -0.125, 0.994, -0.004, 0.0000213, 1.005, 9.999, 99.949,
           99.95, 153.24, -999.6, 12345.6, 9999.5, 1e-12, -3, 0.5, 2.675, -12.345,
           9.9951, 0.0053, -0.0053, 0.045, 0.0999, 0.1, 0.001, 0.00123, 1e-4, 9.9e-5,
           0.00053, -0.00996]  # fmt: skip


def test_numbers_are_written_alike_in_python_and_on_the_page(node_path):
    controls = FOLDER.parent / "_runtime" / "controls.js"
    script = (
        f"import {{ format }} from {json.dumps(controls.as_uri())};"
        f"const all = {json.dumps(NUMBERS)};"
        "console.log(JSON.stringify([2, 3].map((d) => all.map((v) => format(v, d)))));"
    )
    run = subprocess.run(
        [node_path, "--input-type=module", "-e", script], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == [
        [format_number(v, d) for v in NUMBERS] for d in (2, 3)
    ]
    assert all(len(format_number(v, 3).removeprefix("−")) <= 7 for v in NUMBERS)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.00"), (0.0053, "0.0053"), (0.045, "0.045"), (-0.0021, "−0.0021"),
     (0.00012, "0.00012"), (0.0000213, "2.1e−5"), (0.5, "0.50")],
)  # fmt: skip
def test_small_numbers_keep_two_digits(value, text):
    assert format_number(value) == text


def in_node(node_path, code, file, *names):
    script = f"import {{ {', '.join(names)} }} from {json.dumps(file.as_uri())};{code}"
    run = subprocess.run(
        [node_path, "--input-type=module", "-e", script], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_percentages_never_round_to_none_or_all(node_path):
    parts = [0, 1, 0.68, 0.0024, 0.998, 0.99, 0.01, 1e-5, 0.99999]
    code = f"console.log(JSON.stringify({parts}.map(percent)));"
    found = in_node(
        node_path, code, FOLDER.parent / "_runtime" / "controls.js", "percent"
    )
    assert found == ["0 %", "100 %", "68 %", "0.2 %", "99.8 %", "99 %", "1 %",
                     "< 0.1 %", "> 99.9 %"]  # fmt: skip


def test_what_is_written_adds_up_or_says_about(node_path):
    asked = [
        ("0.61", "0.57", "1.18", "+"),
        ("0.61", "0.59", "1.21", "+"),
        ("0.61", "−0.002", "0.61", "+"),
        ("0.68", "0.83", "0.56", "×"),
        ("0.68", "0.83", "0.57", "×"),
    ]
    made = f"{json.dumps(asked)}.map((a) => calculation(...a))"
    code = f"console.log(JSON.stringify({made}));"
    found = in_node(node_path, code, FOLDER / "stages.js", "calculation")
    assert [text.replace("\xa0", " ") for text in found] == [
        "0.61 + 0.57 = 1.18",
        "0.61 + 0.59 ≈ 1.21",
        "0.61 − 0.002 = 0.61",
        "0.68 × 0.83 = 0.56",
        "0.68 × 0.83 ≈ 0.57",
    ]


def test_first_screen_adds_up_as_it_is_written():
    w = CellExplorer()
    for _ in range(2):  # at the start, and after one step
        n = {
            k: float(format_number(v).replace("−", "-")) for k, v in w.values().items()
        }
        for made, shown in (
            (n["f*c_prev"] + n["i*g"], n["c"]),
            (n["f"] * n["c_prev"], n["f*c_prev"]),
            (n["i"] * n["g"], n["i*g"]),
            (n["o"] * n["tanh_c"], n["h"]),
        ):
            assert round(made, 2) == shown
        w = CellExplorer(h=w.hidden_state, c=w.cell_state)


@each_drawing
def test_the_outer_plate_of_c_has_the_gradient_that_arrives(path):
    grads = {p.get("data-node"): p.get("data-grad") for p in plates(path)}
    assert (grads["c"], grads["f*c_prev"], grads["i*g"]) == ("dc_in", "dc", "dc")
    w = CellExplorer(dc=0.25, stage="back-output")
    values = w.values()
    assert values["dc_in"] == 0.25
    gates, slope = w.gates, 1 - math.tanh(w.cell_state) ** 2
    assert values["dc"] == pytest.approx(0.25 + gates["o"] * slope)
