"""The backprop debugger: what it damages, what it finds, what it refuses."""

import inspect
import json
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets

from rnnbook import CELLS, gradcheck
from rnnbook.loop import plain
from rnnbook.widgets import BackpropDebugger
from rnnbook.widgets.backprop_debugger import _check as check
from rnnbook.widgets.backprop_debugger._terms import TERMS

CELL_NAMES = list(TERMS)
# Which gradients each damage spoils, all others being right.
SPOILED = {
    "rnn": {
        "losses": "U W b x h_0",
        "tanh": "U W b x h_0",
        "W": "U W b x h_0",
        "dW": "W",
        "db": "b",
        "U.T": "x",
    },
    "lstm": {
        "losses": "U W b x h_0 c_0",
        "tanh_c": "U W b x h_0 c_0",
        "dc": "U W b x h_0 c_0",
        "sigmoid": "U W b x h_0 c_0",
        "W": "U W b x h_0 c_0",
        "dW": "W",
        "db": "b",
    },
}
SINGLE = [(cell, key) for cell, table in SPOILED.items() for key in table]


@pytest.fixture(scope="module")
def debuggers():
    return {cell: BackpropDebugger(cell=cell) for cell in CELL_NAMES}


def test_every_term_has_a_line_of_the_source():
    assert {c: [t.key for t in terms] for c, terms in TERMS.items()} == {
        c: list(table) for c, table in SPOILED.items()
    }
    for name, terms in TERMS.items():
        for term in terms:
            before, after = check.line_of(CELLS[name], term)
            assert "#" not in before + after and term.old not in before + after


@pytest.mark.parametrize("cell", CELL_NAMES)
def test_a_term_of_the_cell_has_an_equation_that_its_line_cites(cell):
    lines = inspect.getsource(CELLS[cell].backward).splitlines()
    for term in TERMS[cell]:
        if term.where == "cell":
            line = next(line for line in lines if term.old in line)
            assert f"({term.equation})" in line, term.key


@pytest.mark.parametrize("cell", CELL_NAMES)
def test_nothing_switched_off_is_right(debuggers, cell):
    debuggers[cell].off = []
    assert set(debuggers[cell].errors.values()) == {0.0}
    assert debuggers[cell].error == 0.0
    assert "Wrong gradients: none" in debuggers[cell].label


@pytest.mark.parametrize("cell, key", SINGLE)
def test_a_term_spoils_the_gradients_behind_it_and_no_other(debuggers, cell, key):
    debugger = debuggers[cell]
    debugger.off = [key]
    wrong = [name for name, error in debugger.errors.items() if error]
    assert wrong == [n for n in debugger.errors if n in SPOILED[cell][key].split()]
    parameters = {"U", "W", "b", "V", "b_y"}
    assert (debugger.error > 0) == bool(parameters & set(wrong))


# The wrong blocks of dU over one step and over two; over five it is all or none.
SHORT = {
    "losses": ("", "ifgo"),
    "tanh_c": ("ifg", "ifgo"),
    "dc": ("", "ifg"),
    "sigmoid": ("f", "ifgo"),
    "W": ("", "ifgo"),
    "dW": ("", ""),
    "db": ("", ""),
}


def test_short_sequences_say_where_a_mistake_is(debuggers):
    debugger = debuggers["lstm"]
    found = {}
    for key in SHORT:
        debugger.off = [key]
        words = []
        for debugger.steps in (1, 2):
            words.append(debugger.wrong_blocks["U"])
        debugger.steps = 5
        assert debugger.wrong_blocks["U"] in ("", "ifgo")
        found[key] = tuple(words)
    assert found == SHORT
    assert debuggers["rnn"].wrong_blocks == {}


@pytest.mark.parametrize("cell", CELL_NAMES)
def test_two_terms_spoil_what_either_spoils(debuggers, cell):
    debugger = debuggers[cell]
    for off in (["dW", "db"], ["W", "dW"]):
        debugger.off = off
        wrong = {name for name, error in debugger.errors.items() if error}
        assert wrong == set(" ".join(SPOILED[cell][k] for k in off).split())


@pytest.mark.parametrize("cell", CELL_NAMES)
def test_the_errors_are_those_of_the_gradient_check(debuggers, cell):
    values, target = check._drawn(CELLS[cell])
    (term,) = (t for t in TERMS[cell] if t.key == "W")
    _, back = check.damaged(CELLS[cell], [term])
    grads = check._gradients(CELLS[cell], back, target, values)
    report = gradcheck(
        lambda **v: check._loss(CELLS[cell], target, v)[0], values, grads
    )
    debuggers[cell].off = ["W"]
    for row in report.rows:
        shown = debuggers[cell].errors[row.name]
        assert shown == pytest.approx(row.error if row.error > 1e-7 else 0, rel=5e-3)


def test_without_the_way_through_W_it_is_a_carry_of_zeros():
    """The same mistake, made without touching the source: for the RNN it is a cut."""
    cell = CELLS["rnn"]
    values, target = check._drawn(cell)
    (term,) = (t for t in TERMS["rnn"] if t.key == "W")
    damaged = check._gradients(*check.damaged(cell, [term]), target, values)

    def cut(cell, p, dh, cache, dstate):
        zeros = np.zeros((len(dh), 1, 1))
        return plain.unroll_plain_backward(cell, p, dh, cache, dstate, zeros)

    for name, value in check._gradients(cell, cut, target, values).items():
        np.testing.assert_allclose(damaged[name], value, atol=1e-15)


def test_the_source_that_runs_elsewhere_is_left_alone():
    cell = CELLS["rnn"]
    before = plain.step_backward.__code__
    altered, _ = check.damaged(cell, TERMS["rnn"])
    assert altered.backward is not cell.backward
    assert plain.step_backward.__code__ is before
    assert CELLS["rnn"].backward is cell.backward


def test_a_source_that_changed_is_told():
    (term, *_) = TERMS["rnn"]
    with pytest.raises(ValueError, match="0 times in unroll_plain_backward, wanted"):
        check.damaged(CELLS["rnn"], [term._replace(old="dh[t] + 1,")])


def test_none_is_refused(debuggers):
    with pytest.raises(traitlets.TraitError, match="off"):
        debuggers["rnn"].off = None


@pytest.mark.parametrize("off", ["W", ["V"], 3, [["W"]], [None]])
def test_bad_values_are_refused_with_a_remedy(debuggers, off):
    debuggers["rnn"].off = ["tanh"]
    with pytest.raises(traitlets.TraitError, match="wanted a list of some of losses"):
        debuggers["rnn"].off = off
    assert debuggers["rnn"].off == ["tanh"]


def test_unknown_cell_and_term_are_named():
    with pytest.raises(traitlets.TraitError, match="wanted one of rnn, lstm"):
        BackpropDebugger(cell="gru")
    with pytest.raises(traitlets.TraitError, match=r"off=\['tanh'\] switches one"):
        BackpropDebugger(off=["dc"])


def test_terms_switched_off_are_kept_in_order():
    assert BackpropDebugger(off=("W", "losses")).off == ["losses", "W"]


@pytest.mark.parametrize("off", [[], ["W"], ["losses", "tanh", "dW"]])
def test_picture_is_well_formed_and_says_what_is_wrong(off):
    debugger = BackpropDebugger(off=off)
    root = ElementTree.fromstring(debugger.picture())
    words = ["".join(n.itertext()) for n in root.iter() if n.tag.endswith("}text")]
    wrong = [error for error in debugger.errors.values() if error]
    assert sum(word.startswith("WRONG") for word in words) == len(wrong)
    assert words.count("off") == len(off)
    assert words.count("ok") == len(debugger.errors) - len(wrong)


@pytest.mark.parametrize("cell, limit", [("rnn", 16_000), ("lstm", 45_000)])
def test_page_holds_it_all_and_is_small(cell, limit):
    data = json.dumps(BackpropDebugger(cell=cell).page_data())
    assert len(data) < limit
    state = json.loads(data)["state"]
    kept = {"cell", "off", "steps", "terms", "arrays", "checks", "blocks"}
    assert set(state) == kept and set(state["checks"]) == {"1", "2", "5"}
    for checks in state["checks"].values():
        assert len(checks) == 2 ** len(state["terms"])
        assert {len(v) for v in checks.values()} == {len(state["arrays"]) + 1}


def test_picture_is_the_same_bytes_in_another_process():
    code = "from rnnbook.widgets import BackpropDebugger as B"
    code += "; print(B().picture(), end='')"
    again = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=120
    )
    assert again.stdout == BackpropDebugger().picture()
