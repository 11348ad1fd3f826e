"""Tracing: what a graph says, what is refused, and cells that the book never saw."""

# ruff: noqa: E501 -- a row of a table is read as one line

import json
import math
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from own_cells import OWN
from sequences import check_all, draw

from rnnbook import (
    CELLS,
    Cell,
    TraceError,
    init_params,
    sigmoid,
    softmax,
    trace,
    unroll,
)
from rnnbook.tracing import UFUNCS

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import make_golden  # noqa: E402

cells = pytest.mark.parametrize("name", CELLS)


class Step(NamedTuple):
    h: np.ndarray


def cell_of(forward, backward=None, gates=("a",), state=("h",)):
    """A cell whose backward, if none is given, does nothing of interest."""

    def nothing(dstate, s):
        return dstate[0] * 1, dstate[0] * 1, tuple(0.0 for _ in state)

    return Cell("mine", forward, backward or nothing, gates, state)


def cell_doing(act):
    """A cell of one gate whose new state is act(a), with a = xU + hW."""

    def forward(xU, hW, state):
        h = act(xU + hW)
        return (h,), Step(h)

    return cell_of(forward)


@cells
def test_graph_is_plain_json_and_the_same_every_time(name):
    traced = trace(CELLS[name])
    assert json.loads(json.dumps(traced, allow_nan=False)) == traced
    assert trace(CELLS[name]) == traced


@cells
def test_graph_evaluated_in_numpy_equals_the_cell(name):
    cell, rng, B, H = CELLS[name], np.random.default_rng(0), 2, 3
    traced = trace(cell)
    xU, hW = rng.normal(size=(2, B, H * len(cell.gates)))
    state = tuple(rng.normal(size=(B, H)) for _ in cell.state)
    own = {n: rng.normal(size=(1, H * len(rows))) for n, rows in cell.weights.items()}
    tiled = {n: np.repeat(v, B, axis=0) for n, v in own.items()}
    new, step = cell.forward(xU, hW, state, *own.values())
    inputs = {"xU": xU, "hW": hW, **tiled}
    inputs |= {f"{n}_prev": v for n, v in zip(cell.state, state, strict=True)}
    expected = dict(zip(cell.state, new, strict=True))
    expected |= {f"step.{field}": v for field, v in step._asdict().items()}
    assert_outputs(traced["forward"], inputs, expected, B, H)

    dxU, dhW, dprev, *down = cell.backward(state, step, *own.values())
    inputs = {f"d{n}": v for n, v in zip(cell.state, state, strict=True)} | tiled
    inputs |= {f"step.{field}": v for field, v in step._asdict().items()}
    expected = {"dxU": dxU, "dhW": dhW}
    expected |= {f"d{n}": d for n, d in zip(own, down, strict=True)}
    expected |= {f"d{n}_prev": v for n, v in zip(cell.state, dprev, strict=True)}
    assert_outputs(traced["backward"], inputs, expected, B, H)


@pytest.mark.parametrize("name", [n for n, c in CELLS.items() if c.inner])
def test_graph_of_inner_and_of_its_backward_equal_the_cells_functions(name):
    cell, rng, B, H = CELLS[name], np.random.default_rng(0), 2, 3
    traced, K = trace(cell), H * len(cell.gates)
    xU, hW = rng.normal(size=(B, K)), rng.normal(size=(B, K))
    state = tuple(rng.normal(size=(B, H)) for _ in cell.state)
    inputs = {"xU": xU, "hW": hW[:, :-H]}
    inputs |= {f"{n}_prev": v for n, v in zip(cell.state, state, strict=True)}
    q = cell.inner(xU, hW[:, :-H], state)
    assert_outputs(traced["inner"], inputs, {"q": q}, B, H)

    _, step = cell.forward(xU, hW, state)
    inputs = {"dq": q} | {f"step.{k}": v for k, v in step._asdict().items()}
    dxU, dhW, dstate = cell.inner_backward(q, step)
    expected = {"dxU": dxU, "dhW": dhW}
    expected |= {f"d{n}_prev": d for n, d in zip(cell.state, dstate, strict=True)}
    assert_outputs(traced["inner_backward"], inputs, expected, B, H)


def assert_outputs(graph, inputs, expected, B, H):
    values = make_golden.evaluate(graph, inputs, B, H)
    assert set(graph["outputs"]) == set(expected)
    for key, ids in graph["outputs"].items():
        got = np.concatenate([values[k] for k in ids], axis=-1)
        np.testing.assert_allclose(got, expected[key] + np.zeros_like(got), rtol=1e-12)


def test_names_are_the_local_variables_of_the_cells_lines():
    traced = trace(CELLS["lstm"])
    names = traced["forward"]["names"]
    assert set(names) >= {*"ifgoch", "a_i", "a_f", "a_g", "a_o", "tanh_c", "c_prev"}
    nodes = traced["forward"]["nodes"]
    assert nodes[names["i"][0]] == ["sigmoid", names["a_i"][0]]
    assert nodes[names["g"][0]] == ["tanh", names["a_g"][0]]
    assert nodes[names["h"][0]] == ["mul", names["o"][0], names["tanh_c"][0]]
    assert traced["forward"]["inputs"]["xU"] == [0, 1, 2, 3]
    assert set(traced["backward"]["names"]) >= {
        "da_i",
        "da_f",
        "da_g",
        "da_o",
        "dc_prev",
    }


def test_graph_has_no_product_of_matrices_and_one_sigmoid_a_gate():
    counts = {"rnn": 0, "rnn_relu": 0, "rnn_sigmoid": 1, "lstm": 3, "lstm_1997": 2}
    counts |= {"lstm_coupled": 2, "lstm_peephole": 3, "gru": 2, "gru_before": 2}
    for name, count in counts.items():  # a new cell may have any
        ops = [node[0] for node in trace(CELLS[name])["forward"]["nodes"]]
        assert ops.count("sigmoid") == count
        assert "matmul" not in ops


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda u: u.__name__)
def test_every_listed_ufunc_can_be_traced(ufunc):
    args = ufunc.nargs - 1
    traced = trace(cell_doing(lambda a: 1.0 * ufunc(*(a, 0.5)[:args])))
    assert UFUNCS[ufunc] in [node[0] for node in traced["forward"]["nodes"]]


def test_smaller_is_greater_the_other_way_round():
    one = trace(cell_doing(lambda a: (a < 0) * a))
    assert (
        one["forward"] == trace(cell_doing(lambda a: np.greater(0, a) * a))["forward"]
    )


def test_numbers_of_every_kind_become_constants():
    for number in (2, 0.5, np.float32(0.5), np.float64(0.5), np.int64(3), -0.0):
        for act in (lambda a, n=number: n * a, lambda a, n=number: np.multiply(a, n)):
            nodes = trace(cell_doing(act))["forward"]["nodes"]
            assert ["const", float(number)] in nodes


def test_constants_broadcast_and_blocks_stay_in_their_order():
    def forward(xU, hW, state):
        left, right = np.split(1 - (xU + hW) * 2, 2, axis=-1)
        a = np.concatenate([right, left], axis=-1)
        first, second = np.split(a, indices_or_sections=2, axis=-1)
        h = first - second
        return (h,), Step(h)

    graph = trace(
        cell_of(
            forward,
            lambda d, s: (np.concatenate([d[0], d[0]], axis=-1), 0.0, (0.0,)),
            gates=("l", "r"),
        )
    )
    a, b = np.random.default_rng(0).normal(size=(2, 1, 2))
    inputs = {
        "xU": np.concatenate([a, b], axis=-1),
        "hW": np.zeros((1, 4)),
        "h_prev": a,
    }
    values = make_golden.evaluate(graph["forward"], inputs, 1, 2)
    (out,) = graph["forward"]["outputs"]["h"]
    np.testing.assert_allclose(values[out], (1 - 2 * b) - (1 - 2 * a))
    assert len(graph["backward"]["outputs"]["dhW"]) == 2  # 0.0 is as wide as hW


ARRAY, RNG = np.ones(3), np.random.default_rng(0)
KEPT = []


def add_in_place(a):
    a += 1
    return a


def multiply_in_place(a):
    a *= 0.5
    return a


def write_by_index(a):
    a[..., 0] = 0
    return a


def write_into_array(a):
    out = np.zeros((2, 3))
    out[:] = a
    return out


def decide(a):
    return a if a > 0 else -a


def loop(a):
    return sum(part for part in a)


def keep(a):
    KEPT.append(a)
    return KEPT[0] + a


def count(a, calls=[]):  # noqa: B006
    calls.append(1)
    return a * len(calls)


UNSUPPORTED = {
    # NumPy's functions
    "np.where": (lambda a: np.where(a > 0, a, 0), "np.where"),
    "np.sinh": (np.sinh, "np.sinh"),
    "np.log2": (np.log2, "np.log2"),
    "np.sqrt": (np.sqrt, "np.sqrt"),
    "abs": (abs, "np.absolute"),
    "np.sign": (np.sign, "np.sign"),
    "np.clip": (lambda a: np.clip(a, 0, 1), "np.clip"),
    "np.sum": (np.sum, "np.sum"),
    "np.mean": (lambda a: a - np.mean(a, axis=-1), "np.mean"),
    "np.maximum.reduce": (np.maximum.reduce, "np.maximum.reduce"),
    "np.add.accumulate": (np.add.accumulate, "np.add.accumulate"),
    "np.multiply.outer": (lambda a: np.multiply.outer(a, a), "np.multiply.outer"),
    "np.stack": (lambda a: np.stack([a, a]), "np.stack"),
    "np.reshape": (lambda a: np.reshape(a, -1), "np.reshape"),
    "np.roll": (lambda a: np.roll(a, 1, axis=-1), "np.roll"),
    "np.zeros_like": (lambda a: a + np.zeros_like(a), "np.zeros_like"),
    "np.ones_like": (lambda a: a + np.ones_like(a), "np.ones_like"),
    "np.shape": (lambda a: a * np.shape(a)[0], "np.shape"),
    "np.einsum": (lambda a: np.einsum("bh->bh", a), "np.einsum"),
    "np.dot": (lambda a: np.dot(a, a), "np.dot"),
    "@": (lambda a: a @ ARRAY, "np.matmul"),
    "==": (lambda a: (a == 0) * a, "np.equal"),
    "<=": (lambda a: (a <= 0) * a, "np.less_equal"),
    "//": (lambda a: a // 2, "np.floor_divide"),
    "%": (lambda a: a % 1, "np.remainder"),
    "softmax": (softmax, "the attribute .max"),
    # options
    "out=": (lambda a: np.tanh(a, out=np.zeros((2, 3))), "writing into a value"),
    "out= of a traced value": (lambda a: np.tanh(a, out=a), "writing into a value"),
    "where=": (lambda a: np.tanh(a, where=True), "np.tanh with where"),
    "dtype=": (lambda a: np.add(a, 1, dtype=np.float32), "np.add with dtype"),
    "concatenate dtype=": (
        lambda a: np.concatenate([a, a], axis=-1, dtype=np.float32),
        "np.concatenate with dtype"),
    "split along another axis": (lambda a: np.split(a, 1)[0], "axis=0, any axis but -1,"),
    "split at an index": (lambda a: np.split(a, [1], axis=-1)[0], "np.split of 1 blocks into [1]"),
    "split into halves of a block": (lambda a: np.split(a, 2, axis=-1)[0], "into 2"),
    "split into none": (lambda a: np.split(a, 0, axis=-1)[0], "into 0"),
    "concatenate with an array": (
        lambda a: np.concatenate([a, ARRAY], axis=-1), "np.concatenate of a value and something"),
    "concatenate with a number": (
        lambda a: np.concatenate([a, 0.0], axis=-1), "np.concatenate of a value and something"),
    # Python
    "if": (decide, "a decision on a value"),
    "and": (lambda a: a and a, "a decision on a value"),
    "not": (lambda a: (not a) * a, "a decision on a value"),
    "max": (lambda a: max(a, 0), "a decision on a value"),
    "min": (lambda a: min(a, 0), "a decision on a value"),
    "float": (lambda a: a * float(a), "turning a value into a number"),
    "int": (lambda a: a * int(a), "turning a value into a number"),
    "round": (round, "turning a value into a number"),
    "math.exp": (math.exp, "turning a value into a number"),
    "len": (lambda a: a * len(a), "asking for the length"),
    "in": (lambda a: a * (0 in a), "a search in a value"),
    "for": (loop, "a loop over a value"),
    "unpacking": (lambda a: [*a][0], "a loop over a value"),
    "index": (lambda a: a[..., 0], "indexing a value (use np.split)"),
    "index assignment": (write_by_index, "writing into a value by its index"),
    ".shape": (lambda a: a * a.shape[0], "the attribute .shape"),
    ".sum()": (lambda a: a.sum(), "the attribute .sum"),
    ".T": (lambda a: a.T, "the attribute .T"),
    ".astype": (lambda a: a.astype(np.float32), "the attribute .astype"),
    ".copy()": (lambda a: a.copy(), "the attribute .copy"),
    "+=": (add_in_place, "writing into a value (+=, out=) by np.add"),
    "*=": (multiply_in_place, "writing into a value (+=, out=) by np.multiply"),
    # leaving the trace in silence
    "np.asarray": (np.asarray, "turning a value into an array"),
    "np.array of two": (lambda a: np.array([a, a]), "turning a value into an array"),
    "assignment into an array": (write_into_array, "turning a value into an array"),
    "a global array": (lambda a: a * ARRAY, "a ndarray among"),
    "an array on the left": (lambda a: ARRAY * a, "a ndarray among"),
    "an array without axes": (lambda a: a * np.array(2.0), "a ndarray among"),
    "a list": (lambda a: np.add(a, [1.0]), "a list among"),
    "a random array": (lambda a: a * RNG.normal(size=3), "a ndarray among"),
    "a random number": (lambda a: a * RNG.normal(), "not the same at every call"),
    "a counter": (count, "not the same at every call"),
    "a value of an earlier call": (keep, "a value kept from another run"),
    "a copy of the graph": (lambda a: a + deepcopy(a), "a value kept from another run"),
    "True": (lambda a: a * True, "a bool among"),
    "np.True_": (lambda a: a * np.bool_(True), "a bool among"),
    "None": (lambda a: np.add(a, None), "a NoneType among"),
    "a complex number": (lambda a: a * 1j, "a complex among"),
    "a complex number of NumPy": (lambda a: a * np.complex128(1), "a complex128 among"),
    "infinity": (lambda a: np.minimum(a, np.inf), "the number inf"),
    "nan": (lambda a: a * np.nan, "the number nan"),
    # masks: NumPy has dtype bool there, where + is "or" and tanh is float16
    "sum of masks": (lambda a: a * ((a > 0) + (a > 1)), "add of masks alone"),
    "minus a mask": (lambda a: a * -(a > 0), "neg of masks alone"),
    "tanh of a mask": (lambda a: np.tanh(a > 0), "tanh of masks alone"),
    "sigmoid of a product of masks": (lambda a: np.exp((a > 0) * (a > 1)), "exp of masks alone"),
}  # fmt: skip


@pytest.mark.parametrize("what", UNSUPPORTED)
def test_refused_with_its_name_and_the_list_of_what_is_supported(what):
    KEPT.clear()
    act, said = UNSUPPORTED[what]
    with pytest.raises(TraceError) as refused:
        trace(cell_doing(act))
    message = str(refused.value)
    assert said in message
    for supported in ("+ - * / **", "np.tanh", "np.maximum", "sigmoid", "np.split"):
        assert supported in message


def test_what_is_refused_is_refused_in_a_backward_too():
    def backward(dstate, s):
        da = np.where(s.h > 0, dstate[0], 0)
        return da, da, (0.0,)

    with pytest.raises(TraceError, match="np.where"):
        trace(cell_doing(np.tanh)._replace(backward=backward))


def test_a_backward_that_uses_a_value_of_the_forward_behind_the_record_is_refused():
    kept = []

    def forward(xU, hW, state):
        h = np.tanh(xU + hW)
        kept.append(h)
        return (h,), Step(h)

    def backward(dstate, s):
        da = dstate[0] * kept[-1]
        return da, da, (0.0,)

    with pytest.raises(TraceError, match="kept from another run"):
        trace(cell_of(forward, backward))


def test_results_of_another_form_are_refused():
    def state_alone(xU, hW, state):
        return (xU + hW,)

    def bare_state(xU, hW, state):
        return xU + hW, Step(xU)

    def no_record(xU, hW, state):
        return (xU + hW,), None

    def plain_record(xU, hW, state):
        return (xU + hW,), (xU,)

    def number_in_record(xU, hW, state):
        return (xU + hW,), Step(1.0)

    for forward in (state_alone, bare_state, no_record, plain_record, number_in_record):
        with pytest.raises(TraceError):
            trace(cell_of(forward))


def test_a_state_or_gradient_of_the_wrong_width_is_refused():
    def wide_state(xU, hW, state):
        return (xU + hW,), Step(xU)

    with pytest.raises(TraceError, match="2 blocks wide where 1"):
        trace(cell_of(wide_state, gates=("a", "b")))

    def forward(xU, hW, state):
        left, right = np.split(xU + hW, 2, axis=-1)
        return (left * right,), Step(left)

    def narrow(dstate, s):
        return dstate[0], dstate[0], (0.0,)

    with pytest.raises(TraceError, match="1 blocks wide where 2"):
        trace(cell_of(forward, narrow, gates=("a", "b")))

    def mixed(xU, hW, state):
        h = xU * state[0]
        return (h,), Step(h)

    with pytest.raises(TraceError, match="1 blocks wide where 2"):
        trace(cell_of(mixed, gates=("a", "b")))


def test_a_backward_that_forgets_the_cells_own_weights_is_refused():
    cell = CELLS["lstm_peephole"]

    def forgetful(dstate, s, P):
        return cell.backward(dstate, s, P)[:3]

    wanted = r"the backward returns something else than \(dxU, dhW, dstate, dP\)"
    with pytest.raises(TraceError, match=wanted):
        trace(cell._replace(backward=forgetful))


def test_an_own_weights_gradient_of_the_wrong_width_is_refused():
    cell = CELLS["lstm_peephole"]

    def narrow(dstate, s, P):
        dxU, dhW, dprev, dP = cell.backward(dstate, s, P)
        return dxU, dhW, dprev, np.split(dP, 3, axis=-1)[0]

    with pytest.raises(TraceError, match="1 blocks wide where 3"):
        trace(cell._replace(backward=narrow))


def test_an_inner_of_the_wrong_width_or_form_is_refused():
    cell = CELLS["gru_before"]
    with pytest.raises(TraceError, match="2 blocks wide where 1"):
        trace(cell._replace(inner=lambda xU, hW, state: hW))
    for index, said in ((0, "3 are wanted"), (1, "2 are wanted")):

        def narrow(dq, s, index=index):
            parts = list(cell.inner_backward(dq, s))
            parts[index] = dq
            return tuple(parts)

        with pytest.raises(TraceError, match=f"1 blocks wide where {said}"):
            trace(cell._replace(inner_backward=narrow))
    with pytest.raises(TraceError, match="inner_backward returns something else"):
        trace(cell._replace(inner_backward=lambda dq, s: dq))
    with pytest.raises(TraceError, match="np.sinh"):
        trace(cell._replace(inner=lambda xU, hW, state: np.sinh(state[0])))


def test_a_profiler_that_was_set_is_set_again():
    def profiler(*args):
        pass

    sys.setprofile(profiler)
    try:
        trace(CELLS["rnn"])
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)


def test_primitive_is_the_plain_function_on_arrays():
    a = np.linspace(-2, 2, 5)
    np.testing.assert_array_equal(sigmoid(a), sigmoid.__wrapped__(a))


@pytest.mark.parametrize("name", OWN)
def test_a_cell_that_is_not_in_the_package_has_right_gradients(name):
    report = check_all(OWN[name], draw(OWN[name], seed=2))
    assert report.ok, str(report)


@pytest.mark.parametrize("name", OWN)
def test_a_cell_that_is_not_in_the_package_is_equal_in_javascript(
    name, node_path, tmp_path
):
    golden = make_golden.golden(OWN[name], seed=11)
    run = check_in_node(node_path, tmp_path, golden)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout == f"equal: {len(make_golden.SHAPES)} sequences\n"


ARRAYS = ["h", "final h", "final m", "dU", "dW", "db", "db_h", "dP", "dQ", "dx"]


@pytest.mark.parametrize("array", [*ARRAYS, "dstate h", "dstate m"])
def test_that_comparison_sees_one_changed_number_in(array, node_path, tmp_path):
    golden = make_golden.golden(OWN["full"], seed=11)
    golden["sequences"][1]["expected"][array][1] += 1e-9
    run = check_in_node(node_path, tmp_path, golden)
    assert run.returncode == 1
    assert f"full sequence T=4 B=3 D=2 H=5: {array}[1]: got" in run.stdout


def check_in_node(node_path, folder, golden):
    path = folder / "golden.json"
    path.write_text(json.dumps(golden, allow_nan=False), encoding="utf-8")
    command = [node_path, str(ROOT / "tests" / "js" / "check.js"), str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_a_new_cell_needs_one_line_in_the_table_and_nothing_else(monkeypatch):
    monkeypatch.setitem(CELLS, "full", OWN["full"])
    cell = CELLS["full"]
    p = init_params(cell, 2, 3, np.random.default_rng(0), bias={"z": 1.0})
    assert type(p) is cell.params
    report = check_all(cell, draw(cell, seed=1))
    assert {row.name for row in report.rows} == {*p._fields, "x", "h0", "m0"}
    assert report.ok, str(report)
    assert trace(cell)["weights"] == {"P": 2, "Q": 1}
    assert "full.json" in make_golden.everything()


def test_unroll_of_a_readers_cell_needs_nothing_but_the_cell():
    s = draw(OWN["mgu"])
    h, _, _ = unroll(OWN["mgu"], s.p, s.x)
    assert h.shape == s.dh.shape
