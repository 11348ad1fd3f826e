"""The reader's own cell: numbers, drawing and backward in JavaScript, against Python."""

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import ROOT, run_node

from rnnbook import CELLS, unroll
from rnnbook.language import CellTextError
from rnnbook.widgets import BookWidget, OwnCell
from rnnbook.widgets.own_cell._network import UNITS, network, sequence
from rnnbook.widgets.own_cell._presets import LSTM, PRESETS, text_of

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
TEXTS = {name: text_of(cell) for name, cell in CELLS.items()}
VARIANTS = {each["name"]: each["text"] for each in PRESETS if each["text"] not in TEXTS}
UNREADABLE = "Variant: to mend: two lines have changed places"
READABLE = {**TEXTS, **{k: v for k, v in VARIANTS.items() if k != UNREADABLE}}

HEAD = """
import { readFileSync } from "node:fs";
import { readCell } from "URL/_runtime/language/language.js";
import { makeCell } from "URL/_runtime/loop.js";
import { drawing } from "URL/own_cell/graph.js";
const given = JSON.parse(readFileSync(0, "utf8"));
const tell = (found) => process.stdout.write(JSON.stringify(found));
"""


def in_javascript(node_path, code, given):
    return run_node(node_path, (HEAD + code).replace("URL", WIDGETS.as_uri()), given)


def states(widgets):
    return [widget.page_data()["state"] for widget in widgets]


def drawn_inputs(text, seed):
    """Numbers for all inputs of a cell's step, by key."""
    rng, cell = np.random.default_rng(seed), OwnCell(text).cell
    counts = {"xU": len(cell.gates), "hW": len(cell.gates)}
    counts |= {f"{part}_prev": 1 for part in cell.state}
    counts |= {name: len(rows) for name, rows in cell.weights.items()}
    return {
        f"{name}[{k}]": float(rng.normal())
        for name, count in counts.items()
        for k in range(count)
    }


def test_the_wiring_has_the_numbers_of_python(node_path):
    widgets = [
        OwnCell(text, at=drawn_inputs(text, k) if k % 2 else {})
        for k, text in enumerate([*READABLE.values(), *READABLE.values()])
    ]
    code = """
    import { makeStep } from "URL/own_cell/numbers.js";
    tell(given.map(({ text, at }) => {
      const { cell } = readCell(text);
      const { nodes, graph } = drawing(cell);
      const values = makeStep(cell, graph)(at);
      return Object.fromEntries(nodes.filter(({ name }) => name)
        .map(({ id, name }) => [name, values[id]]));
    }));
    """
    shared = 0
    for widget, found in zip(
        widgets, in_javascript(node_path, code, states(widgets)), strict=True
    ):
        wanted = widget.values()
        for name in wanted.keys() & found.keys():
            np.testing.assert_allclose(found[name], wanted[name], rtol=0, atol=1e-12)
        shared += len(wanted.keys() & found.keys())
        assert set(widget.cell.state) <= wanted.keys() & found.keys()
    assert shared > 200


def test_a_sequence_gives_the_numbers_of_python(node_path):
    widgets = [
        OwnCell(text, sequence=kind, seed=k, radius=1.2, biases={"f": 1.5})
        for k, text in enumerate(READABLE.values())
        for kind in (["pulse", "random"] if k % 2 else ["steps", "wave"])
    ]
    code = """
    import { runSequence } from "URL/own_cell/numbers.js";
    tell(given.map((s) => {
      const { x, values } = runSequence(makeCell(readCell(s.text).cell), s);
      return { x: [...x], values: Object.fromEntries(
        Object.entries(values).map(([name, v]) => [name, [...v]])) };
    }));
    """
    for widget, found in zip(
        widgets, in_javascript(node_path, code, states(widgets)), strict=True
    ):
        run = widget.run()
        np.testing.assert_allclose(found["x"], run.x, rtol=0, atol=1e-15)
        assert found["values"].keys() == run.values.keys()
        for name, wanted in run.values.items():
            came = np.reshape(found["values"][name], (-1, UNITS))
            scale = max(1, np.abs(wanted).max())
            np.testing.assert_allclose(came, wanted, rtol=0, atol=1e-12 * scale)


@pytest.mark.parametrize("name", CELLS)
def test_a_sequence_is_that_of_the_unroll(name):
    widget = OwnCell(TEXTS[name], sequence="random", seed=3)
    p = network(CELLS[name], 3, 1.0, {})
    h, _, _ = unroll(CELLS[name], p, sequence("random", 3).reshape(-1, 1, 1))
    np.testing.assert_allclose(widget.run().values["h"], h[:, 0], rtol=0, atol=1e-14)


def test_the_ruler_has_the_numbers_of_python(node_path):
    widgets = [
        OwnCell(text, T=40, radius=0.9, start=start, biases={"f": 1.0, "z": -1.0})
        for text, start in zip(
            READABLE.values(), 9 * ("random", "identity", "orthogonal"), strict=False
        )
    ]
    code = """
    import { run } from "URL/gradient_ruler/numbers.js";
    tell(given.map((s) => {
      const cell = makeCell(readCell(s.text).cell);
      return [...run(cell, s.draws, s, { slope: null, knobs: cell.gates }).left];
    }));
    """
    for widget, found in zip(
        widgets, in_javascript(node_path, code, states(widgets)), strict=True
    ):
        np.testing.assert_allclose(found, widget.left(), rtol=1e-10)


DRAWN = """
import { layout } from "URL/own_cell/layers.js";
tell(given.map((text) => {
  const { nodes } = drawing(readCell(text).cell);
  const { places, chains, crossings, width } = layout(nodes, () => 44);
  const at = ({ id }) => places.get(id);
  const below = nodes.every((n) => n.from.every((k) => places.get(k).layer < at(n).layer));
  const near = nodes.flatMap((a) => nodes.filter((b) => a.id < b.id &&
    at(a).layer === at(b).layer && Math.abs(at(a).x - at(b).x) < 44));
  const through = chains.flatMap(({ from, to, points }) =>
    points.slice(1, -1).filter(({ x, layer }) => nodes.some((n) =>
      at(n).layer === layer && Math.abs(at(n).x - x) < 22)).map(() => [from, to]));
  const wires = nodes.reduce((n, { from }) => n + from.length, 0);
  return { crossings, width, below, near, through, wires: wires - chains.length,
    formulas: nodes.map((n) => `${n.name} = ${n.formula}`), outs: nodes.map((n) => n.out) };
}));
"""


def test_the_drawing_keeps_order_and_nothing_lies_on_another(node_path):
    found = in_javascript(node_path, DRAWN, list(READABLE.values()))
    for name, each in zip(READABLE, found, strict=True):
        assert each["below"], name
        assert (each["near"], each["through"], each["wires"]) == ([], [], 0), name
        if "peephole" not in name:
            assert each["crossings"] == 0, name
    lstm = found[list(READABLE).index("lstm")]
    assert lstm["width"] < 326  # a phone of 390 has room for it
    assert "f = sigmoid(a_f)" in lstm["formulas"]
    assert " = f × c_prev" in lstm["formulas"]
    assert {"h", "c"} <= set(lstm["outs"])
    before = found[list(READABLE).index("gru_before")]
    assert "q" in before["outs"]  # the row that the last block of W is given


COMPARED = """
import { backwardOf, verdict } from "URL/own_cell/backward.js";
tell(given.map((text) => {
  const { cell } = readCell(text);
  const { derived, lines, last } = backwardOf(cell);
  return { said: verdict(cell, derived), last,
    lines: lines.map(({ name, text }) => `${name} = ${text}`) };
}));
"""


def test_every_backward_of_the_book_is_found_to_be_right(node_path):
    found = in_javascript(node_path, COMPARED, list(TEXTS.values()))
    for name, each in zip(TEXTS, found, strict=True):
        assert each["said"][0] is True, (name, each["said"])
    lstm = found[list(TEXTS).index("lstm")]
    assert "dc = dc + dtanh_c * (1 - tanh_c**2)" in lstm["lines"]
    assert "da_f = df * f * (1 - f)" in lstm["lines"]
    assert lstm["last"] == [
        ["dxU = dhW", "np.concatenate([da_i, da_f, da_g, da_o], axis=-1)"]
    ]


# Backwards that are wrong: the cell, what is replaced, what is said.
WRONG = [
    ("lstm", "dtanh_c * (1 - s.tanh_c**2)", "dtanh_c",
     "dc, which misses the factor (1 - tanh_c**2) in the term dtanh_c * (1 - tanh_c**2)"),
    ("lstm", "do * s.o * (1 - s.o)", "do * (1 - s.o)", "da_o, which misses the factor o"),
    ("lstm", "dc = dc + dtanh_c", "dc = dtanh_c", "dc, which misses the term dc"),
    ("lstm", "dc_prev = dc * s.c_prev, dc * s.f", "dc_prev = dc * s.c_prev, dc",
     "dc_prev, which misses the factor f"),
    ("lstm", "da_g = dg * (1 - s.g**2)", "da_g = dg", "da_g, which misses the factor (1 - g**2)"),
    ("lstm", "da_f = df * s.f * (1 - s.f)", "da_f = 0 * df", "da_f, which is 0"),
    ("lstm", "do, dtanh_c = dh * s.tanh_c", "do, dtanh_c = -dh * s.tanh_c",
     "do, which has the wrong sign"),
    ("lstm", "[da_i, da_f, da_g, da_o]", "[da_f, da_i, da_g, da_o]", "block i of dxU"),
    ("gru", "dh * (s.h_prev - s.n)", "dh * (s.n - s.h_prev)", "dz, which has the wrong sign"),
    ("gru", "da_n * s.hW_n, da_n * s.r", "da_n * s.hW_n, da_n", "dhW_n, which misses the factor r"),
    ("gru", "return dxU, dhW, (dh_prev,)", "return dxU, dhW, (0.0,)", "dh_prev"),
    ("gru_before", "dr, dh_prev = dq * s.h_prev, dq * s.r", "dr, dh_prev = dq * s.h_prev, dq",
     "dh_prev, which misses the factor r"),
]  # fmt: skip


def test_a_wrong_backward_is_told_where_and_what(node_path):
    table = WRONG
    texts = []
    for name, old, new, _ in table:
        assert TEXTS[name].count(old) == 1, (name, old)
        texts.append(TEXTS[name].replace(old, new))
    found = in_javascript(node_path, COMPARED, texts)
    unlike = [
        (row, each["said"])
        for row, each in zip(table, found, strict=True)
        if each["said"][0] is not False or f"differs at {row[3]}" not in each["said"][1]
    ]
    assert unlike == []


def test_a_derived_backward_can_be_written_into_the_text(node_path):
    code = """
    import { backwardOf, verdict } from "URL/own_cell/backward.js";
    tell(given.map((text) => {
      const { cell } = readCell(text);
      const again = readCell(cell.text).cell;
      return [cell.derived, again.derived, verdict(again, backwardOf(again).derived)[0]];
    }));
    """
    texts = [text for text in READABLE.values() if "_backward" not in text]
    assert len(texts) > 5
    for found in in_javascript(node_path, code, texts):
        assert found == [True, False, True]


def test_presets_can_be_read_but_for_the_one_that_cannot():
    assert len({each["name"] for each in PRESETS}) == len(PRESETS)
    for each in PRESETS:
        assert each["see"]
        if each["name"] == UNREADABLE:
            with pytest.raises(CellTextError):
                _ = OwnCell(each["text"]).cell
        else:
            assert OwnCell(each["text"]).cell.state[0] == "h"
    for name, text in TEXTS.items():
        cell = OwnCell(text).cell
        assert (cell.name, cell.gates, cell.state) == (
            name, CELLS[name].gates, CELLS[name].state,
        )  # fmt: skip


def test_the_package_takes_what_copy_as_python_gives(node_path, capsys):
    code = 'import { asPython } from "URL/own_cell/share.js"; tell(given.map(asPython));'
    quoted = LSTM.replace("(xU, hW, state):\n", '(xU, hW, state):\n    """A \\ in it."""\n')
    for text in in_javascript(node_path, code, [LSTM, quoted]):
        exec(text, {})
        assert "ok" in capsys.readouterr().out.lower()


def test_a_text_comes_out_of_an_address_as_it_went_in(node_path):
    code = """
    import { pack, unpack } from "URL/_runtime/packing.js";
    const nonsense = ["", "z", "zAAAA", "lstm", "t%", "q123", 7, "tgICA", "t".repeat(30000)];
    const there = await Promise.all(given.map(async (text) => {
      const code = await pack(text);
      return [code, (await unpack(code)) === text];
    }));
    globalThis.CompressionStream = undefined;
    const plain = await pack(given[0]);
    tell({ there, plain, plainly: (await unpack(plain)) === given[0],
      nonsense: (await Promise.all(nonsense.map(unpack))).filter((each) => each !== undefined) });
    """
    found = in_javascript(node_path, code, [LSTM, "", "∂ f = σ", *TEXTS.values()])
    assert all(same for _, same in found["there"])
    assert all(re.fullmatch(r"[zt][\w-]*", code) for code, _ in found["there"][:1])
    assert found["there"][0][0][0] == "z" and found["plain"][0] == "t"
    assert len(found["there"][0][0]) < len(found["plain"])
    assert found["plainly"] and found["nonsense"] == []


PAGE = (ROOT / "book" / "own-cell.md").read_text(encoding="utf-8")


def scientific(value):
    """As the page writes a number: 4.9·10⁻¹⁶, 8.5, 0.77."""
    if value >= 0.01:
        return f"{float(f'{value:.2g}'):g}"
    digit, exponent = f"{value:.1e}".split("e")
    return f"{digit}·10⁻{''.join('⁰¹²³⁴⁵⁶⁷⁸⁹'[int(c)] for c in str(abs(int(exponent))))}"


@pytest.mark.parametrize(
    ("text", "settings", "said"),
    [
        (LSTM, {}, "leaves {} of the gradient at lag 99"),
        (LSTM.replace("f * c_prev", "c_prev"), {}, "At lag 99, {} times the gradient"),
        (LSTM, {"biases": {"f": 3}}, "At lag 99, {} times the gradient is left, where"),
        (LSTM.replace("f * c_prev", "0.9 * c_prev"), {"radius": 0.05},
         "lag 99, {} of the gradient is left, and $0.9^{{99}}$ is {}"),
        (LSTM.replace("f * c_prev", "0.9 * c_prev"), {}, "now it is {} times the"),
        (VARIANTS["Variant: one gate for two (MGU)"], {"biases": {"f": 6}},
         "At lag 99, {} of the gradient is left. The new state"),
    ],
)  # fmt: skip
def test_the_page_says_what_the_ruler_shows(text, settings, said):
    last = scientific(OwnCell(text, **settings).left()[99])
    words = " ".join(PAGE.split())
    assert said.format(last, scientific(0.9**99)) in words


def test_the_page_says_what_a_sequence_shows():
    def largest(text, part, **settings):
        return np.abs(OwnCell(text, **settings).run().values[part]).max(axis=1)

    lstm = largest(LSTM, "c")
    assert lstm[4] > 0.3 and lstm[13] < 0.01  # ten steps after the pulse
    kept = largest(LSTM.replace("f * c_prev", "c_prev"), "c")
    assert kept[13] > kept[4] and kept[39] > 2
    for kind in ("pulse", "steps", "wave", "random"):
        gated = VARIANTS["Variant: one gate for two (MGU)"]
        assert largest(gated, "h", sequence=kind, biases={"f": 6}).max() < 1
    assert largest(VARIANTS["Variant: a residual RNN"], "h")[39] > 30
    assert 0.94 < 1 / (1 + np.exp(-3)) < 0.96
    line = "c = f * c_prev + i * g"
    assert LSTM.splitlines()[7].strip() == line


@pytest.mark.parametrize(
    ("settings", "came", "remedy"),
    [
        ({"text": 3}, "text is 3", "some twenty lines"),
        ({"text": "x" * 20_001}, "text is", "20000 characters"),
        ({"view": "loss"}, "view is 'loss'", "wiring, backward"),
        ({"at": [1]}, "[1]", "by name"),
        ({"at": {"xU[0]": "one"}}, "xU[0]", "from -100 to 100"),
        ({"biases": {"f": 200}}, "f is 200", "from -100 to 100"),
        ({"start": "zeros"}, "start is 'zeros'", "random"),
        ({"radius": 0}, "radius is 0", "from 0.05 to 4"),
        ({"T": 1}, "T is 1", "200 steps"),
        ({"sequence": "noise"}, "sequence is 'noise'", "pulse"),
        ({"seed": -1}, "seed is -1", "from 0 to 9999"),
    ],
)
def test_bad_settings_are_refused_with_a_remedy(settings, came, remedy):
    with pytest.raises(traitlets.TraitError) as refused:
        OwnCell(**settings)
    assert came in str(refused.value) and remedy in str(refused.value)


def test_a_text_that_cannot_be_read_is_kept_and_told_by_python():
    widget = OwnCell("def wrong(xU, hW, state):\n    return sqrt(xU)\n")
    with pytest.raises(CellTextError) as refused:
        _ = widget.cell
    assert refused.value.line == 2 and refused.value.remedy


def test_picture_is_well_formed_and_the_same_each_time():
    text = OwnCell().picture()
    ElementTree.fromstring(text)
    assert text == OwnCell().picture() != OwnCell(T=40).picture()
    assert "sigmoid(a_f)" in text
    ElementTree.fromstring(OwnCell("def f(:\n $ & <\n").picture())
    ElementTree.fromstring(OwnCell("").picture())


def test_the_page_gets_what_it_needs_and_not_much():
    state = OwnCell().page_data()["state"]
    assert {"text", "presets", "beside", "draws"} <= state.keys()
    assert len(json.dumps(state)) < 130_000
