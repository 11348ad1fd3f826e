"""Numbers that others published: ONNX node tests and the CS231n step cases."""

import json
from pathlib import Path

import numpy as np
import pytest

from rnnbook import CELLS, Params, unroll
from rnnbook.interop import GATE_ORDERS, from_onnx, reorder_gates

DATA = Path(__file__).parent / "data"
CASES = json.loads((DATA / "onnx_cases.json").read_text(encoding="utf-8"))
ONNX = np.load(DATA / "onnx_cases.npz")
CS231N = np.load(DATA / "cs231n_step_cases.npz")

# Cells by op and by what the op is told. ONNX's GRU has its reset gate before the
# product unless linear_before_reset=1, which no published case asks for: that cell,
# our gru, is compared with torch.nn.GRU in test_interop.py and with onnxruntime in
# test_layouts.py.
ONNX_CELLS = {"RNN": "rnn", "LSTM": "lstm", "GRU": "gru_before"}


def cell_of(case):
    """The cell that a case is about; every other attribute is a default or handled."""
    known = {"hidden_size", "direction", "layout", "linear_before_reset"}
    assert set(case["attributes"]) <= known, "an attribute that nothing here reads"
    if "P" in case["node_inputs"]:
        return CELLS["lstm_peephole"]
    if case["attributes"].get("linear_before_reset", 0):
        return CELLS["gru"]
    return CELLS[ONNX_CELLS[case["op"]]]


def params_from(cell, given, d):
    """Parameters from the tensors of one direction, in float64."""
    tensors = {name: given[name][d : d + 1] for name in "WRBP" if name in given}
    return from_onnx(cell, **{k: v.astype(np.float64) for k, v in tensors.items()})


def onnx_run(case, given, cell):
    """Y (S, directions, B, H), Y_h and Y_c (directions, B, H) as ONNX defines them."""
    batchwise = case["attributes"].get("layout", 0) == 1
    x = given["X"].swapaxes(0, 1) if batchwise else given["X"]
    S, B, _ = x.shape
    assert (given.get("sequence_lens", np.full(B, S)) == S).all()
    directions = {"forward": "f", "reverse": "r", "bidirectional": "fr"}
    results = []
    for d, way in enumerate(directions[case["attributes"].get("direction", "forward")]):
        state = None
        if "initial_h" in given:
            names = [f"initial_{n}" for n in cell.state]
            state = tuple(given[n][d].astype(np.float64) for n in names)
        order = slice(None) if way == "f" else slice(None, None, -1)
        p = params_from(cell, given, d)
        h, end, _ = unroll(cell, p, x[order].astype(np.float64), state)
        results.append((h[order], end[0], end[-1]))
    h, end, c = (np.stack(parts) for parts in zip(*results, strict=True))
    got = {"Y": h.swapaxes(0, 1), "Y_h": end, "Y_c": c}
    if batchwise:
        got = {"Y": got["Y"].transpose(2, 0, 1, 3), "Y_h": end.swapaxes(0, 1)}
    return got


def onnx_gap(name, cell=None):
    """The largest difference from the outputs of a case, over those that it lists."""
    case = CASES[name]
    given = {key: ONNX[f"{name}/in/{key}"] for key in case["node_inputs"]}
    got = onnx_run(case, given, cell or cell_of(case))
    compared = {key: ONNX[f"{name}/out/{key}"] for key in case["node_outputs"] if key}
    assert compared
    for key, wanted in compared.items():
        assert got[key].shape == wanted.shape
    return max(
        np.abs((got[key] - wanted) / (1e-1 + np.abs(wanted))).max()
        for key, wanted in compared.items()
    )


def test_all_eighteen_onnx_cases_are_used():
    assert len(CASES) == 18
    used = {cell_of(case).name for case in CASES.values()}
    assert used == {"rnn", "lstm", "lstm_peephole", "gru_before"}
    ways = [case["attributes"].get("direction") for case in CASES.values()]
    assert ways.count("reverse") == ways.count("bidirectional") == 3
    assert not [c for c in CASES.values() if "linear_before_reset" in c["attributes"]]


@pytest.mark.parametrize("name", CASES)
def test_onnx_case(name):
    assert onnx_gap(name) < 1e-6


def test_onnx_gru_case_sees_z_and_one_minus_z_confused():
    cell = CELLS["gru_before"]

    def exchanged(xU, hW, state):
        _, step = cell.forward(xU, hW, state)
        return ((1 - step.z) * state[0] + step.z * step.n,), step

    assert onnx_gap("test_gru_seq_length", cell._replace(forward=exchanged)) > 1e-3


def test_no_onnx_gru_case_sees_where_the_reset_gate_acts():
    """Four start from zeros or have equal units, the fifth is saturated. What does see
    it is test_mutants.py, against torch."""
    after = CELLS["gru"]._replace(params=Params, inner=None)
    for name in (name for name in CASES if "gru" in name):
        assert onnx_gap(name, after) < 1e-6


def test_onnx_gru_case_sees_each_pair_of_gates_swapped(monkeypatch):
    """One case has weights of its own for each gate; the others one constant."""
    for a, b in ((0, 1), (0, 2), (1, 2)):
        order = list(GATE_ORDERS["gru"]["onnx"])
        order[a], order[b] = order[b], order[a]
        with monkeypatch.context() as patch:
            patch.setitem(GATE_ORDERS["gru"], "onnx", tuple(order))
            assert onnx_gap("test_gru_seq_length") > 1e-3


def cs231n_params(kind):
    order = GATE_ORDERS[kind]
    arrays = (CS231N[f"{kind}_step/{key}"] for key in ("Wx", "Wh", "b"))
    return Params(
        *(reorder_gates(v, order["cs231n"], order["rnnbook"]) for v in arrays)
    )


@pytest.mark.parametrize("kind", ["rnn", "lstm"])
def test_cs231n_step_through_unroll(kind):
    cell, case = CELLS[kind], {k: CS231N[k] for k in CS231N if k.startswith(kind)}
    state = tuple(case[f"{kind}_step/prev_{n}"] for n in cell.state)
    x = case[f"{kind}_step/x"][None]
    h, end, _ = unroll(cell, cs231n_params(kind), x, state)
    for n, part in zip(cell.state, end, strict=True):
        wanted = case[f"{kind}_step/expected_next_{n}"]
        np.testing.assert_allclose(part, wanted, rtol=0, atol=1e-8)
    np.testing.assert_array_equal(h[0], end[0])


def test_cs231n_lstm_case_sees_each_pair_of_gates_swapped():
    """The ONNX cases cannot: they use one constant for the weights of all gates."""
    cell, order = CELLS["lstm"], list(GATE_ORDERS["lstm"]["rnnbook"])
    case = {k.split("/")[1]: CS231N[k] for k in CS231N if k.startswith("lstm")}
    p = cs231n_params("lstm")
    for a in range(4):
        for b in range(a):
            swapped = order.copy()
            swapped[a], swapped[b] = order[b], order[a]
            q = Params(*(reorder_gates(v, order, swapped) for v in p))
            state = (case["prev_h"], case["prev_c"])
            h, _, _ = unroll(cell, q, case["x"][None], state)
            assert np.abs(h[0] - case["expected_next_h"]).max() > 1e-4
