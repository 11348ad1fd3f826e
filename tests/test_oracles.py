"""Numbers that others published: ONNX node tests and the CS231n step cases."""

import json
from pathlib import Path

import numpy as np
import pytest

from rnnbook import CELLS, Params, unroll
from rnnbook.interop import GATE_ORDERS, reorder_gates

DATA = Path(__file__).parent / "data"
CASES = json.loads((DATA / "onnx_cases.json").read_text(encoding="utf-8"))
ONNX = np.load(DATA / "onnx_cases.npz")
CS231N = np.load(DATA / "cs231n_step_cases.npz")

USED = (
    "test_lstm_batchwise",
    "test_lstm_defaults",
    "test_lstm_with_initial_bias",
    "test_rnn_seq_length",
    "test_simple_rnn_batchwise",
    "test_simple_rnn_defaults",
    "test_simple_rnn_with_initial_bias",
)
LEFT_OUT = {
    "test_lstm_with_peepholes": "the book's LSTM has no peepholes",
    "test_lstm_reverse": "one direction only: a reversed layer is not in the package",
    "test_lstm_bidirectional": "one direction only",
    "test_simple_rnn_reverse": "one direction only",
    "test_simple_rnn_bidirectional": "one direction only",
    "test_gru_defaults": "the GRU is not in the package",
    "test_gru_with_initial_bias": "the GRU is not in the package",
    "test_gru_seq_length": "the GRU is not in the package",
    "test_gru_batchwise": "the GRU is not in the package",
    "test_gru_reverse": "the GRU is not in the package",
    "test_gru_bidirectional": "the GRU is not in the package",
}


def test_every_onnx_case_is_used_or_left_out_for_a_reason():
    assert set(USED) | set(LEFT_OUT) == set(CASES)
    assert not set(USED) & set(LEFT_OUT)


def test_the_reasons_for_leaving_cases_out_still_hold():
    for name in LEFT_OUT:
        case = CASES[name]
        assert (
            "P" in case["node_inputs"]
            or case["attributes"].get("direction", "forward") != "forward"
            or case["op"].lower() not in CELLS
        ), name


def from_onnx(kind, W, R, B, dtype=np.float64):
    """Params from ONNX arrays of one direction: (K, D), (K, H), (2K,)."""
    order = GATE_ORDERS[kind]
    rows = (W.T, R.T, sum(np.split(B, 2)))
    return Params(
        *(reorder_gates(v.astype(dtype), order["onnx"], order["rnnbook"]) for v in rows)
    )


@pytest.mark.parametrize("name", USED)
def test_onnx_case(name):
    case = CASES[name]
    kind = {"RNN": "rnn", "LSTM": "lstm"}[case["op"]]
    assert set(case["node_inputs"]) <= {"X", "W", "R", "B"}
    assert case["attributes"].get("activations") is None
    given = {key: ONNX[f"{name}/in/{key}"] for key in case["node_inputs"]}
    X, W, R = given["X"], given["W"][0], given["R"][0]
    B = given["B"][0] if "B" in given else np.zeros(2 * len(W))
    batchwise = case["attributes"].get("layout", 0) == 1
    x = (X.swapaxes(0, 1) if batchwise else X).astype(np.float64)
    h, end, _ = unroll(CELLS[kind], from_onnx(kind, W, R, B), x)
    got = {"Y": h[:, None], "Y_h": end[0][None], "Y_c": end[-1][None]}
    if batchwise:
        got["Y"] = got["Y"].transpose(2, 0, 1, 3)
        got["Y_h"] = got["Y_h"].swapaxes(0, 1)
    compared = [key for key in case["node_outputs"] if key]
    assert compared
    for key in compared:
        wanted = ONNX[f"{name}/out/{key}"]
        assert got[key].shape == wanted.shape
        np.testing.assert_allclose(got[key], wanted, rtol=1e-6, atol=1e-7)


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
