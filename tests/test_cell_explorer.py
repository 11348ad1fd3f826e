"""The cell explorer in Python: its numbers, its drawings, its readable results."""

import json
import math
import re
import subprocess
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import traitlets

from rnnbook import CELLS, trace
from rnnbook.widgets import CellExplorer
from rnnbook.widgets.cell_explorer._kinds import HERE, KINDS
from rnnbook.widgets.cell_explorer._values import evaluate, format_number, node_ids

SVG = "{http://www.w3.org/2000/svg}"
GRAPHS = trace(CELLS["lstm"])
DRAWINGS = [(name, size) for name in KINDS for size in ("wide", "narrow")]
each_cell = pytest.mark.parametrize("name", list(KINDS))
each_drawing = pytest.mark.parametrize(
    ("name", "size"), DRAWINGS, ids=lambda part: str(part)
)

# Named in a cell's code and left out of its drawing on purpose: the two products are
# the columns of the table of weights, and `_` is h_prev again, which the LSTM ignores.
LEFT_OUT = {"xU", "hW", "_", "xU_r", "xU_z", "hW_r", "hW_z"}
# Made by the unroll around the cell: its own products with U and W.
# and the gradient that arrives at its edge, which the cell adds to under the same name.
UNROLL = {"x", "dx", "dh_prev", "dc_in"}


def of_unroll(name):
    return name in UNROLL or name.endswith("]")


def plates(name, size):
    root = ET.fromstring(KINDS[name].drawing(size))
    return [part for part in root.iter(f"{SVG}g") if part.get("data-node")]


@each_drawing
def test_every_plate_is_a_node_of_the_traced_graph(name, size):
    graphs = KINDS[name].graphs
    for plate in plates(name, size):
        node, grad = plate.get("data-node"), plate.get("data-grad")
        if not of_unroll(node):
            assert len(node_ids(graphs["forward"], node)) == 1
        if grad is None:  # there on the way forward only
            assert "ahead" in plate.get("class").split()
        elif not of_unroll(grad):
            assert len(node_ids(graphs["backward"], grad)) == 1


@each_drawing
def test_every_named_quantity_of_the_forward_graph_is_drawn(name, size):
    drawn = {plate.get("data-node") for plate in plates(name, size)}
    graph = KINDS[name].graphs["forward"]
    named = {*graph["inputs"], *graph["names"], *CELLS[name].state}
    assert named - LEFT_OUT <= drawn
    assert len(drawn) == len(plates(name, size)), "one plate for each quantity"


# What each plate stands for, by its role and the words that a reader sees there: a
# plate that has its neighbour's number would pass for right everywhere else.
@each_drawing
def test_a_plate_is_named_and_coloured_as_what_it_shows(name, size):
    for plate in plates(name, size):
        told = {
            way: "".join(plate.find(f"{SVG}text[@class='sym {way}']").itertext())
            for way in ("ahead", "back")
            if plate.get("data-grad") or way == "ahead"
        }
        node, grad = plate.get("data-node"), plate.get("data-grad")
        said = told["ahead"].replace(" ", "").replace("−", "-")
        assert said == spelled(node, name), node
        if grad:
            assert told["back"].replace("−", "-") == spelled(grad, name), grad
        (gate,) = re.findall(r"^(?:a_|hW_|xU_)?([a-z])$", node) or [None]
        if gate in CELLS[name].gates and node[:3] not in ("hW_", "xU_"):
            role = KINDS[name].words["gates"][gate]["role"]
            assert f"role-{role}" in plate.get("class").split()


# Where the symbol on a plate is not the name in the code.
SPELLED = {
    "xU_r+hW_r": "ar", "xU_z+hW_z": "az", "xU_n+r*hW_n": "an", "h_prev": "ht-1",
    "x": "xt", "h": "ht", "c": "ct", "c_prev": "ct-1", "dx": "dxt", "dh": "dht",
    "dh_prev": "dht-1", "dc_prev": "dct-1", "dc_in": "dct", "f*c_prev": "fct-1",
    "z*h_prev": "zht-1", "x*U[a]": "xtU", "h_prev*W[a]": "ht-1W", "tanh_c": "tanhc",
    "dtanh_c": "dtanh c",
}  # fmt: skip


def spelled(quantity, name):
    if name == "rnn" and quantity in ("a", "da"):
        return quantity + "t"
    plain = quantity.replace("[a]", "").replace("*", "").replace("_", "")
    return SPELLED.get(quantity, plain)


def test_an_expression_is_found_and_a_wrong_name_is_refused():
    graph = GRAPHS["forward"]
    (node,) = node_ids(graph, "f*c_prev")
    assert graph["nodes"][node][0] == "mul"
    assert node_ids(graph, "c_prev*f") == [node]
    for wrong in ("f*g", "a_z", "f*nothing", "1-f"):
        with pytest.raises(KeyError):
            node_ids(graph, wrong)
    graph = KINDS["gru"].graphs["forward"]
    assert graph["nodes"][node_ids(graph, "1-z")[0]][0] == "sub"
    assert node_ids(graph, "(1-z)*n+z*h_prev") == graph["outputs"]["h"]
    for wrong in ("z-1", "1-z*n", "(1-r)*n"):
        with pytest.raises(KeyError):
            node_ids(graph, wrong)


@each_drawing
def test_every_stage_lights_something_and_knows_no_other_stage(name, size):
    root = ET.fromstring(KINDS[name].drawing(size))
    parts = {s for g in root.iter() for s in g.get("data-on", "").split()}
    assert parts == set(KINDS[name].stages) - {"all"}


@each_cell
def test_both_drawings_show_the_same_plates_in_the_same_stages(name):
    told = [
        {
            tuple(p.get(f"data-{key}") for key in ("node", "grad", "on"))
            for p in plates(name, size)
        }
        for size in ("wide", "narrow")
    ]
    assert told[0] == told[1]


# A wire has no name: what tells of a wrong stage is that the other drawing differs.
@each_cell
def test_both_drawings_light_the_same_wires_and_operations_in_the_same_stages(name):
    told = [
        sorted(
            (part.get("class"), " ".join(sorted(part.get("data-on").split())))
            for part in ET.fromstring(KINDS[name].drawing(size)).iter(f"{SVG}g")
            if part.get("data-on")
        )
        for size in ("wide", "narrow")
    ]
    assert told[0] == told[1]


@each_drawing
def test_a_drawing_has_no_ids_and_the_palette_as_fallback(name, size):
    from rnnbook.viz.palette import ROLES

    text = KINDS[name].drawing(size)
    assert " id=" not in text
    used = re.findall(r"var\(--rnn-(\w+), (#\w+)\)", text)
    assert used
    assert all(ROLES[role][0] == light for role, light in used)
    roles = set(re.findall(r'class="[^"]*\brole-(\w+)', text))
    assert roles == set(re.findall(r"\.role-(\w+) ", text))


@each_cell
def test_the_walk_goes_forward_and_then_backward(name):
    back = [stage.startswith("back-") for stage in KINDS[name].stages]
    assert KINDS[name].stages[0] == "all"
    assert back == sorted(back)
    assert KINDS[name].backward == tuple(
        s for s in KINDS[name].stages if s.startswith("back-")
    )


def sentences(words):
    return [words["brief"], words["label"], *(s["say"] for s in words["stages"])]


@each_cell
def test_sentences_use_numbers_that_exist(name):
    known = CellExplorer(name).values()
    for sentence in sentences(KINDS[name].words):
        for number in re.findall(r"\{([^}]+?)%?\}", sentence):
            assert number in known


def test_evaluated_graph_equals_the_cell():
    rng = np.random.default_rng(0)
    xU, hW, h, c = (rng.normal(size=(5, k)) for k in (4, 4, 1, 1))
    (h_next, c_next), step = CELLS["lstm"].forward(xU, hW, (h, c))
    nodes = evaluate(GRAPHS["forward"], xU=xU, hW=hW, h_prev=h, c_prev=c)
    for name, want in {"h": h_next, "c": c_next, "tanh_c": step.tanh_c}.items():
        (node,) = node_ids(GRAPHS["forward"], name)
        np.testing.assert_allclose(nodes[node], want[:, 0], rtol=1e-14)


def test_results_of_the_rnn_are_its_equations():
    w = CellExplorer("rnn", x=0.5, h=-0.2, U=[1.5], W=[-2.0], b=[0.3], dh=0.7)
    a = 0.5 * 1.5 + -0.2 * -2.0 + 0.3
    values = w.values()
    assert values["x*U[a]"] == pytest.approx(0.75)
    assert values["h_prev*W[a]"] == pytest.approx(0.4)
    assert (values["b[a]"], values["a"]) == (0.3, pytest.approx(a))
    assert w.hidden_state == values["h"] == pytest.approx(math.tanh(a))
    da = 0.7 * (1 - math.tanh(a) ** 2)
    want = {"da": da, "db[a]": da, "dU[a]": 0.5 * da, "dW[a]": -0.2 * da,
            "dx": 1.5 * da, "dh_prev": -2 * da, "dh": 0.7}  # fmt: skip
    assert {k: values[k] for k in want} == pytest.approx(want)
    assert w.gates == {"a": pytest.approx(a)}
    assert w.params.U.shape == w.params.W.shape == (1, 1)
    with pytest.raises(traitlets.TraitError, match="the cell rnn has no c"):
        w.cell_state  # noqa: B018


def test_results_of_the_gru_are_its_equations():
    U, W, b, b_h = [1, -2, 3], [0.5, 0.7, -1], [0.1, 0.2, 0.3], [0, 0, -0.4]
    w = CellExplorer("gru", x=0.5, h=-0.2, U=U, W=W, b=b, b_h=b_h, dh=0.7)
    xU = [0.5 * u + c for u, c in zip(U, b, strict=True)]
    hW = [-0.2 * u + c for u, c in zip(W, b_h, strict=True)]
    r, z = (1 / (1 + math.exp(-xU[k] - hW[k])) for k in (0, 1))
    n = math.tanh(xU[2] + r * hW[2])
    values = w.values()
    want = {
        "r": r, "z": z, "n": n, "xU_n": xU[2], "hW_n": hW[2], "r*hW_n": r * hW[2],
        "xU_n+r*hW_n": xU[2] + r * hW[2], "xU_r+hW_r": xU[0] + hW[0],
        "xU_z+hW_z": xU[1] + hW[1], "1-z": 1 - z, "z*h_prev": -0.2 * z,
        "(1-z)*n": (1 - z) * n, "h": (1 - z) * n - 0.2 * z,
        "dn": 0.7 * (1 - z), "dz": 0.7 * (-0.2 - n), "dh*step.z": 0.7 * z,
    }  # fmt: skip
    da_n = 0.7 * (1 - z) * (1 - n**2)
    dr = da_n * hW[2]
    da_z, da_r = want["dz"] * z * (1 - z), dr * r * (1 - r)
    want |= {"da_n": da_n, "dr": dr, "dhW_n": da_n * r, "da_z": da_z, "da_r": da_r}
    want["dx"] = da_r - 2 * da_z + 3 * da_n
    want["dh_prev"] = 0.7 * z + 0.5 * da_r + 0.7 * da_z - da_n * r
    assert {k: values[k] for k in want} == pytest.approx(want)
    assert w.hidden_state == values["h"]
    assert w.gates == {"r": values["r"], "z": values["z"], "n": values["n"]}
    assert w.params.b_h.tolist() == b_h


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


@each_cell
def test_gradients_match_differences_and_the_plates(name):
    parts = CELLS[name].state
    arriving = dict(zip((f"d{part}" for part in parts), (0.7, -0.4), strict=False))
    w = CellExplorer(name, **arriving)

    def loss(**moved):
        end = CellExplorer(name, **moved)
        last = 0.4 * end.cell_state if "c" in parts else 0.0
        return 0.7 * end.hidden_state - last

    for part in ("x", *parts):
        value, eps = getattr(w, part), 1e-6
        slope = (loss(**{part: value + eps}) - loss(**{part: value - eps})) / (2 * eps)
        assert getattr(w.gradients, part) == pytest.approx(slope, rel=1e-7)
    for row in KINDS[name].rows:
        for k, value in enumerate(getattr(w, row)):
            ends = []
            for eps in (1e-6, -1e-6):
                moved = list(getattr(w, row))
                moved[k] = value + eps
                ends.append(loss(**{row: moved}))
            slope = (ends[0] - ends[1]) / 2e-6
            gate = CELLS[name].gates[k]
            shown = w.values()[f"d{row}[{gate}]"]
            assert shown == pytest.approx(slope, rel=1e-6, abs=1e-9)
    values = w.values()
    assert values["dx"] == w.gradients.x
    assert values["dh_prev"] == w.gradients.h
    if "c" in parts:
        assert values["dc_prev"] == pytest.approx(w.gradients.c)
    assert w.gradients.params.b.tolist() == pytest.approx(
        [values[grad] for grad in ("da",) if name == "rnn"]
        or [values[f"da_{gate}"] for gate in CELLS[name].gates]
    )


@pytest.mark.parametrize(
    ("traits", "says"),
    [
        (dict(U=[1, 2]), "wanted 4 finite numbers, for the gates i, f, g, o"),
        (dict(b=[0, 1, 0, float("nan")]), "wanted 4 finite numbers"),
        (dict(W=[0, "one", 0, 0]), "for instance W="),
        (dict(c=float("inf")), "c is inf, wanted a finite number"),
        (dict(stage="forgot"), "stage is 'forgot', wanted one of all, forget"),
        (dict(history=[[1.0]]), "wanted a list of states [h, c]"),
        (dict(cell="rnn", c=0.5), "the cell rnn has no c: it has x, h, dh, U, W, b"),
        (dict(b_h=[0.0]), "the cell lstm has no b_h"),
        (dict(cell="gru", U=[1.0]), "wanted 3 finite numbers, for the gates r, z, n"),
        (dict(cell="rnn", W=[1, 2]), "wanted 1 finite number, for the gate a"),
        (dict(cell="gru", stage="output"), "wanted one of all, reset, update"),
        (dict(cell="rnn", history=[[1.0, 2.0]]), "wanted a list of states [h]"),
    ],
)
def test_bad_values_are_refused_with_what_is_wanted(traits, says):
    with pytest.raises(traitlets.TraitError, match=re.escape(says)):
        CellExplorer(**traits)


def test_another_cell_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="cell is 'elman', wanted one of lstm, rnn"):
        CellExplorer("elman")


@pytest.mark.parametrize(("name", "stage"), [("gru", "all"), ("gru", "back-state"),
                                             ("rnn", "back-sum")])  # fmt: skip
def test_pictures_of_the_other_cells_have_every_number(name, stage):
    w = CellExplorer(name, stage=stage)
    back, values = stage != "all", w.values()
    for part in ET.fromstring(w.picture()).iter(f"{SVG}g"):
        key = part.get("data-grad" if back else "data-node")
        if key:
            shown = part.find(f"{SVG}text[@class='num']").text
            assert shown == format_number(values[key], 3 if back else 2)


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


def test_the_page_is_given_what_the_cell_has_and_no_more():
    shown = {n: CellExplorer(n).page_data()["state"] for n in KINDS}
    assert {"c", "dc"} <= set(shown["lstm"])
    assert "b_h" not in shown["lstm"]
    assert not {"c", "dc", "b_h"} & set(shown["rnn"])
    assert "b_h" in shown["gru"]
    assert not {"c", "dc"} & set(shown["gru"])
    for name, state in shown.items():
        assert state["graphs"] == json.loads(json.dumps(trace(CELLS[name])))
        assert repr(CellExplorer(name)).startswith("CellExplorer(")


PRESETS = [(name, p) for name in KINDS for p in KINDS[name].words["presets"]]


def after(name, values, steps):
    """The explorer after so many steps."""
    w = CellExplorer(name, **values)
    for _ in range(steps):
        new = {"h": w.hidden_state}
        new |= {"c": w.cell_state} if "c" in CELLS[name].state else {}
        w.set_trait("h", new["h"])
        if "c" in new:
            w.set_trait("c", new["c"])
    return w


@pytest.mark.parametrize(
    ("name", "preset"), PRESETS, ids=[f"{name}-{p['name']}" for name, p in PRESETS]
)
def test_examples_do_what_they_say(name, preset):
    values = {k: v for k, v in preset.items() if k not in ("name", "see")}
    w = CellExplorer(name, **values)

    def moved(steps=0, **changed):
        return after(name, {**values, **changed}, steps)

    what = f"{name} {preset['name']}"
    if what == "lstm keep":  # "take many steps"
        for x in (-3.0, 3.0):
            assert moved(100, x=x).c == pytest.approx(w.c, abs=0.005)
    elif what == "lstm forget":
        assert w.cell_state == pytest.approx(w.c / 2, abs=0.01)
    elif what == "lstm write":
        assert w.cell_state == pytest.approx(w.gates["g"], abs=0.01)
    elif what == "lstm read":
        quiet = moved(x=0.0)
        assert quiet.cell_state == pytest.approx(w.cell_state, abs=0.01)
        assert abs(quiet.hidden_state) < 0.05
        assert w.hidden_state > 0.6
    elif what == "rnn fade":
        for h in (-1.0, 0.8, 0.01):
            assert 0 < moved(h=h).hidden_state / h < 0.5
    elif what == "rnn latch":
        assert moved(50).h == pytest.approx(-moved(50, h=-0.1).h)
        assert moved(50).h > 0.99
        thrown = moved(1, h=moved(50).h, x=-3.0)
        assert moved(50, h=thrown.h).h < -0.99
    elif what == "rnn flip":
        assert moved(50).h == pytest.approx(-moved(51).h)
        assert abs(moved(50).h) > 0.9
    elif what == "rnn saturate":
        assert abs(w.gradients.x) < 1e-3
        assert abs(w.gradients.h) < 1e-3
    elif what == "gru keep":
        for x in (-3.0, 3.0):
            assert moved(100, x=x).h == pytest.approx(w.h, abs=0.005)
    elif what == "gru halve":
        assert w.hidden_state == pytest.approx(w.h / 2)
    elif what == "gru forget":
        assert w.hidden_state == pytest.approx(w.gates["n"], abs=0.001)
        assert moved(h=-1.0).hidden_state == pytest.approx(w.hidden_state, abs=0.001)
    elif what == "gru as an RNN":
        same = CellExplorer("rnn", x=1.0, h=0.8, U=[1.5], W=[-1.0], b=[0.0])
        assert w.hidden_state == pytest.approx(same.hidden_state, abs=1e-4)
        alone = moved(b=[12.0, 0.0, 0.0])
        assert abs(alone.hidden_state - same.hidden_state) > 0.05
    else:
        pytest.fail(f"the example {what} has no test")


NUMBERS = [0, 0.125, -0.125, 0.994, -0.004, 0.0000213, 1.005, 9.999, 99.949,
           99.95, 153.24, -999.6, 12345.6, 9999.5, 1e-12, -3, 0.5, 2.675, -12.345,
           9.9951, 0.0053, -0.0053, 0.045, 0.0999, 0.1, 0.001, 0.00123, 1e-4, 9.9e-5,
           0.00053, -0.00996]  # fmt: skip


def test_numbers_are_written_alike_in_python_and_on_the_page(node_path):
    controls = HERE.parent / "_runtime" / "text.js"
    script = (
        f"import {{ format }} from {json.dumps(controls.as_uri())};"
        f"const all = {json.dumps(NUMBERS)};"
        "console.log(JSON.stringify([2, 3].map((d) => all.map((v) => format(v, d)))));"
    )
    run = subprocess.run(
        [node_path, "--input-type=module", "-e", script],
        capture_output=True, text=True, timeout=120
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
        [node_path, "--input-type=module", "-e", script],
        capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_percentages_never_round_to_none_or_all(node_path):
    parts = [0, 1, 0.68, 0.0024, 0.998, 0.99, 0.01, 1e-5, 0.99999]
    code = f"console.log(JSON.stringify({parts}.map(percent)));"
    found = in_node(
        node_path, code, HERE.parent / "_runtime" / "text.js", "percent"
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
        ("0.96", "0.27", "−0.20", "1.03", "+"),
        ("0.96", "0.27", "−0.20", "1.04", "+"),
    ]
    made = f"{json.dumps(asked)}.map((a) => calculation(...a))"
    code = f"console.log(JSON.stringify({made}));"
    found = in_node(node_path, code, HERE / "sentence.js", "calculation")
    assert [text.replace("\xa0", " ") for text in found] == [
        "0.61 + 0.57 = 1.18",
        "0.61 + 0.59 ≈ 1.21",
        "0.61 − 0.002 = 0.61",
        "0.68 × 0.83 = 0.56",
        "0.68 × 0.83 ≈ 0.57",
        "0.96 + 0.27 − 0.20 = 1.03",
        "0.96 + 0.27 − 0.20 ≈ 1.04",
    ]


SUM = re.compile(r"\{[^}]+\}(?: [+×] \{[^}]+\})+ = \{[^}]+\}")


@each_cell
def test_first_screen_adds_up_as_it_is_written(name):
    """Every sum and product of the sentences, at the start and after one step."""
    w, seen = CellExplorer(name), 0
    for _ in range(2 if name == "lstm" else 1):
        n = {
            k: float(format_number(v).replace("−", "-")) for k, v in w.values().items()
        }
        for stage in w._kind.words["stages"]:
            for told in SUM.findall(stage["say"]):
                *terms, total = (n[key] for key in re.findall(r"\{(.+?)\}", told))
                made = sum(terms) if "+" in told else math.prod(terms)
                assert round(made, 2) == total, told
                seen += 1
        if name == "lstm":
            assert round(n["f"] * n["c_prev"], 2) == n["f*c_prev"]
            assert round(n["i"] * n["g"], 2) == n["i*g"]
        w = after(name, {}, 1)
    assert seen >= 3


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_the_outer_plate_of_c_has_the_gradient_that_arrives(size):
    grads = {p.get("data-node"): p.get("data-grad") for p in plates("lstm", size)}
    assert (grads["c"], grads["f*c_prev"], grads["i*g"]) == ("dc_in", "dc", "dc")
    w = CellExplorer(dc=0.25, stage="back-output")
    values = w.values()
    assert values["dc_in"] == 0.25
    gates, slope = w.gates, 1 - math.tanh(w.cell_state) ** 2
    assert values["dc"] == pytest.approx(0.25 + gates["o"] * slope)
