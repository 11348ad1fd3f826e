"""check_cell: silent about good cells, and it names the mistake of each broken one."""

# ruff: noqa: E501 -- a row of a table is read as one line

from typing import NamedTuple

import numpy as np
import own_cells
import pytest
from own_cells import OWN

from rnnbook import CELLS, Cell, check_cell
from rnnbook.patch import patched

LSTM, GRU, MGU, PEEP = CELLS["lstm"], CELLS["gru"], OWN["mgu"], CELLS["lstm_peephole"]
BEFORE = CELLS["gru_before"]


@pytest.mark.parametrize("name", OWN)
def test_nothing_is_wrong_with_cells_as_a_reader_writes_them(name):
    """That of the nine of the book is in test_cells.py."""
    report = check_cell(OWN[name])
    assert report.ok and report.wrong == () and len(report.claims) == 13
    assert not any(claim.said for claim in report.claims)


def broken(cell, *changes, part="backward", **fields):
    """A cell with places of one of its functions changed."""
    return cell._replace(**{part: patched(getattr(cell, part), *changes)}, **fields)


class Bare(NamedTuple):
    i: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c_prev: np.ndarray
    tanh_c: np.ndarray


def bare(xU, hW, state):
    new, s = LSTM.forward(xU, hW, state)
    return new, Bare(s.i, s.g, s.o, s.c_prev, s.tanh_c)


class Twice(NamedTuple):
    """Parameters with a second matrix that the cell does not say the shape of."""

    U: np.ndarray
    W: np.ndarray
    b: np.ndarray
    V: np.ndarray


KEPT = {}


def forgetful(xU, hW, state):
    """Keeps its record outside."""
    new, record = own_cells.mgu(xU, hW, state)
    KEPT["last"] = record
    return new, record


def remembering(dstate, s):
    return own_cells.mgu_backward(dstate, KEPT["last"])


def counting(xU, hW, state):
    KEPT["calls"] = KEPT.get("calls", 0) + 1
    (h,), record = own_cells.mgu(xU, hW, state)
    return (h / KEPT["calls"],), record


def of_the_batch(xU, hW, state):
    """Looks at all rows: the candidate is what is left of their mean."""
    xU = xU - xU.mean(axis=0)
    return own_cells.mgu(xU, hW, state)


def of_the_batch_backward(dstate, s):
    dxU, dhW, dprev = own_cells.mgu_backward(dstate, s)
    return dxU - dxU.mean(axis=0), dhW, dprev


def named(cell, **fields):
    return cell._replace(**fields)


# What is broken: the cell, the first claim that is wrong, texts of what is said of it.
STEP, GRADIENT = "returns what it must", "has the gradients of a step"
BROKEN = {
    "gates in another order in backward": (
        broken(LSTM, ("[da_i, da_f, da_g, da_o]", "[da_f, da_i, da_g, da_o]")), GRADIENT,
        "the gradient of xU has its blocks in the order f, i, g, o, wanted i, f, g, o", "the gradient of hW has"),
    "the old cell state's gradient missing": (
        broken(LSTM, ("(0.0, dc_prev)", "(0.0, 0.0)")), GRADIENT,
        "the gradient of c_prev is zero everywhere", "a term is missing"),
    "the old state's own path missing": (
        broken(GRU, ("(dh_prev,)", "(0.0,)")), GRADIENT, "the gradient of h_prev is zero everywhere", "a term is missing"),
    "half of a sigmoid's derivative": (
        broken(LSTM, ("df * s.f * (1 - s.f)", "df * s.f")), GRADIENT, "the gradient of xU is wrong in the block f:", "differences give"),
    "a wrong sign": (
        broken(MGU, ("(s.h_prev - s.g)", "(s.g - s.h_prev)")), GRADIENT, "the gradient of xU is wrong in the block f:", "the gradient of hW is wrong in the block f:"),
    "all of it with the wrong sign": (
        broken(CELLS["rnn"], ("da = dh *", "da = -dh *")), GRADIENT, "the gradient of xU has the wrong sign", "the gradient of hW has the wrong sign"),
    "dhW forgotten": (
        broken(MGU, ("return da, da,", "return da, 0 * da,")), GRADIENT, "the gradient of hW is zero everywhere", "a term is missing"),
    "the path from the cell state above missing": (
        broken(LSTM, ("dc = dc + dtanh_c", "dc = dtanh_c")), GRADIENT, "the gradient of c_prev is wrong", "differences give"),
    "peepholes exchanged": (
        broken(PEEP, ("[da_i * s.c_prev, da_f * s.c_prev,", "[da_f * s.c_prev, da_i * s.c_prev,")), GRADIENT,
        "the gradient of P has its blocks in the order f, i, o, wanted i, f, o", "differences give"),
    "the row of its own without its gradient": (
        broken(BEFORE, ("dr * s.r * (1 - s.r)", "dr"), part="inner_backward"), GRADIENT, "inner_backward: the gradient of xU is wrong in the block r:", "the gradient of hW"),
    "a gradient that is NaN": (
        broken(MGU, ("dh * s.f", "dh * np.nan")), GRADIENT, "the gradient of h_prev is not finite", "differences give"),
    "the cell state changed in place": (
        broken(LSTM, ("c = f * c_prev + i * g", "c_prev *= f; c = c_prev + i * g"), part="forward"), "leaves its inputs as they are",
        "forward changes c_prev in place", "write c = c + d for c += d"),
    "the gradient from above changed in place": (
        broken(MGU, ("(dh,) = dstate", "(dh,) = dstate; dh *= 1.0 + s.f")), "leaves its inputs as they are", "backward changes dh in place", "left as they are"),
    "the record changed in place": (
        broken(LSTM, ("dh, dc = dstate", "dh, dc = dstate; s.f[...] = 1")), "leaves its inputs as they are", "backward changes the record's f in place", "copy before"),
    "a constant of float64": (
        broken(MGU, ("np.tanh(a_g)", "np.tanh(a_g) * np.float64(1.0)"), part="forward"), "keeps float32 and float64",
        "from float32 come the record's g float64, the new h float64", "write constants as plain numbers"),
    "float64 in the backward alone": (
        broken(LSTM, ("di, dg = dc * s.g", "di, dg = dc * np.ones(dc.shape) * s.g")), "keeps float32 and float64", "from float32 come dxU float64, dhW float64", "give np.zeros the dtype"),
    "a float32 in a float64 cell": (
        broken(MGU, ("np.tanh(a_g)", "np.tanh(a_g).astype(np.float32)"), part="forward"), "keeps float32 and float64",
        "from float64 come the record's g float32", "wanted the dtype of the inputs"),
    "hW ignored": (
        broken(CELLS["rnn"], ("a = xU + hW", "a = xU + 0.0"), part="forward"), "uses all that it is given", "depends on hW", "add xU and hW"),
    "a gate that nothing depends on": (
        broken(MGU, ("f = sigmoid(a_f)", "f = 0.5 + 0.0 * a_g"), part="forward"), "uses all that it is given", "depends on the block f of xU and hW", "leave out what"),
    "a weight of its own that is not used": (
        broken(PEEP, ("p_i, p_f, p_o = np.split(P, 3, axis=-1)", "p_i = p_f = p_o = 0.1"), part="forward"), "uses all that it is given", "depends on P", "leave out what"),
    "the record kept in a global": (
        named(MGU, forward=forgetful, backward=remembering), "gives the same at every call", "backward gives other gradients after another step", "and not in a global"),
    "calls counted": (
        named(MGU, forward=counting), "gives the same at every call", "forward gives another result the second time", "count nothing"),
    "rows of a batch mixed": (
        named(MGU, forward=of_the_batch, backward=of_the_batch_backward), "runs a batch as its sequences one by one", "sequence 0: h differs", "must not mix its rows: use axis=-1"),
    "a field missing from the record": (
        named(LSTM, forward=bare), STEP,
        "backward reads f, which the record has not: Bare(i, g, o, c_prev, tanh_c)", "add f to the record"),
    "a record that is a dict": (
        named(MGU, forward=lambda xU, hW, state: (MGU.forward(xU, hW, state)[0], {"f": 1})), STEP, "the record of a step is a dict", "class Step(NamedTuple)"),
    "a record with a list": (
        named(MGU, forward=lambda *given: (MGU.forward(*given)[0], MGU.forward(*given)[1]._replace(f=[1.0]))), STEP, "the record's f is a list", "wanted an array (3, 3)"),
    "a step that returns h alone": (
        named(MGU, forward=lambda *given: MGU.forward(*given)[0][0]), STEP, "forward returned an array (3, 3), wanted (state, record)", "Step(...)"),
    "a state that is no tuple": (
        named(MGU, forward=lambda *given: (MGU.forward(*given)[0][0], MGU.forward(*given)[1])), STEP, "forward returned the state an array (3, 3), wanted a tuple (h,)", "a part for each name"),
    "a new state of one row": (
        named(MGU, forward=lambda *given: ((MGU.forward(*given)[0][0][0],), MGU.forward(*given)[1])), STEP, "the new h is an array (3,), wanted an array (3, 3)", "a row for each sequence"),
    "two gradients for three": (
        broken(MGU, ("return da, da, (dh * s.f,)", "return da, (dh * s.f,)")), STEP, "the backward of the mgu cell returned 2 values", "wanted 3, (dxU, dhW, dstate)"),
    "a gradient too many": (
        broken(MGU, ("(dh * s.f,)", "(dh * s.f,), da")), STEP, "returned 4 values", "return a gradient for xU, for hW and for the old state"),
    "a gradient of one block": (
        broken(MGU, ("return da, da,", "return da_f, da,")), STEP, "dxU of the backward of the mgu cell has shape (3, 3)", "wanted (3, 6)"),
    "a gradient of the state added up": (
        broken(MGU, ("(dh * s.f,)", "((dh * s.f).sum(axis=0),)")), STEP, "backward returned a gradient (3,) for the old h", "or 0.0: a row for each sequence"),
    "peepholes without a gradient": (
        broken(PEEP, ("(0.0, dc_prev), dP", "(0.0, dc_prev)")), STEP, "returned 3 values, wanted 4", "a row of dP for each sequence"),
    "an error inside": (
        broken(MGU, ("np.tanh(a_g)", "np.tanh(a_q)"), part="forward"), STEP, "forward raised NameError: name 'a_q' is not defined", "run it on such arrays"),
    "gates that are a text": (
        named(CELLS["rnn"], gates="a"), "has the parts of a cell", "gates is 'a', wanted a tuple", "('a',), with its comma"),
    "h not first": (
        named(LSTM, state=("c", "h")), "has the parts of a cell", "state is ('c', 'h'), wanted h first", "state=('h', ...)"),
    "states exchanged": (
        broken(LSTM, ("return (h, c), LSTMStep", "return (c, h), LSTMStep"), part="forward"), GRADIENT, "the gradient of xU is wrong", "differences give"),
    "an inner without its backward": (
        named(BEFORE, inner_backward=None), "has the parts of a cell", "inner and inner_backward", "both or neither"),
    "a parameter whose shape nobody says": (
        named(MGU, params=Twice), "has the parts of a cell", "has the parameters U, W, b, V", "Cell(weights="),
    "a backward that is not there": (
        named(MGU, backward=None), "has the parts of a cell", "backward is no function", "pass the function itself"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_mistake_of_a_broken_cell_is_named(name):
    cell, first, *texts = BROKEN[name]
    KEPT.clear()
    report = check_cell(cell, raises=False)
    assert not report.ok
    assert report.wrong[0].name == first, str(report)
    for text in texts:
        assert text in report.wrong[0].said
    with pytest.raises(AssertionError) as raised:
        KEPT.clear()
        check_cell(cell)
    said = str(raised.value)
    assert said.startswith(f"the cell {cell.name} breaks the claim that it {first}: ")
    assert report.wrong[0].said in said


def test_after_a_structural_mistake_the_other_claims_are_left_open():
    report = check_cell(CELLS["rnn"]._replace(gates="a"), raises=False)
    assert [claim.ok for claim in report.claims] == [False] + [None] * 12
    assert not report.ok and len(report.wrong) == 1


def test_a_report_prints_a_line_for_each_claim_and_what_is_wrong_below():
    right, wrong = check_cell(MGU), check_cell(BROKEN["dhW forgotten"][0], raises=False)
    lines = str(right).splitlines()
    assert len(lines) == 13 and all(line.startswith("ok     ") for line in lines)
    assert repr(wrong) == str(wrong)
    lines = str(wrong).splitlines()
    k = next(k for k, line in enumerate(lines) if line.startswith("WRONG  "))
    assert lines[k] == "WRONG  has the gradients of a step"
    assert lines[k + 1].startswith("       backward: the gradient of hW is zero")
    assert max(map(len, lines)) <= 88


def test_a_cell_that_cannot_be_traced_is_right_and_the_report_says_so():
    def absolute(xU, hW, state):
        h = np.abs(np.tanh(xU + hW))
        return (h,), Absolute(h, xU + hW)

    def absolute_backward(dstate, s):
        da = dstate[0] * np.sign(s.a) * (1 - s.h**2)
        return da, da, (0.0,)

    cell = Cell("absolute", absolute, absolute_backward, ("a",), ("h",))
    report = check_cell(cell)
    assert report.ok
    assert report.claims[-1].said.startswith("not checked: np.absolute cannot be traced")
    assert "unroll runs the cell by the plain loop" in str(report).replace("\n       ", " ")


class Absolute(NamedTuple):
    h: np.ndarray
    a: np.ndarray


def test_a_scalar_zero_is_a_gradient_of_the_state_and_zeros_are_too():
    whole = broken(CELLS["rnn"], ("(0.0,)", "(0 * dh,)"))
    assert check_cell(whole).ok and check_cell(CELLS["rnn"]).ok


def test_the_engine_that_reads_what_was_true_once_is_seen():
    """A number that changes after the graph was made: both engines part."""
    KEPT["scale"] = 1.0

    def scaled(xU, hW, state):
        (h,), record = MGU.forward(xU, hW, state)
        return (h * KEPT["scale"],), record

    def scaled_backward(dstate, s):
        return MGU.backward((dstate[0] * KEPT["scale"],), s)

    cell = MGU._replace(forward=scaled, backward=scaled_backward)
    assert check_cell(cell).ok
    KEPT["scale"] = 0.5
    (claim,) = check_cell(cell, raises=False).wrong
    assert claim.name == "gives the same by the generated engine"


def test_a_seed_draws_other_numbers_and_the_same_ones_again():
    bad = BROKEN["half of a sigmoid's derivative"][0]
    one, two, other = (check_cell(bad, s, False).wrong[0].said for s in (0, 0, 5))
    assert one == two != other


def test_what_is_no_cell_is_a_wrong_call_and_no_wrong_cell():
    with pytest.raises(TypeError, match="cell is a str, wanted a Cell: pass CELLS"):
        check_cell("lstm")
