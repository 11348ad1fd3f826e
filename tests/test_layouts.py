"""Each row of LAYOUTS against the library itself: names, shapes, orders, outputs.

torch runs in float64. ONNX operators run in onnxruntime, which has them in float32
only. Keras runs on torch in float64, but its products round as float32 does. CS231n's
numbers are those of the step cases that it published.
"""

import ast
import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import sequences
import torch

from rnnbook import (
    CELLS,
    Directions,
    Stack,
    flatten,
    length_mask,
    reverse_by_length,
    unflatten,
    unroll_stack,
)
from rnnbook.interop import (
    GATE_ORDERS,
    LAYOUTS,
    PEEPHOLE_ORDERS,
    from_keras,
    from_onnx,
    from_torch,
    reorder_gates,
    stack_from_torch,
    stack_to_torch,
    to_keras,
    to_onnx,
    to_torch,
)

T, B, D, H = 5, 3, 2, 4
LENGTHS = np.array([5, 2, 4])
MASK = length_mask(LENGTHS, T)
TOLERANCE = {"torch": 1e-12, "keras": 2e-6, "onnx": 2e-6}
# What the libraries' letters are in ours.
LETTERS = {"lstm": {"c": "g"}, "gru": {"h": "n"}, "rnn": {"i": "a"}}
LIVE = [row for row in LAYOUTS if row.library in TOLERANCE]
GRUS = {"gru": "gru_before", "gru_before": "gru"}
ways = pytest.mark.parametrize("n", [1, 2], ids=["one way", "both ways"])


def label(row):
    return f"{row.library} {row.layer}"


rows = pytest.mark.parametrize("row", LIVE, ids=label)


def of(library):
    chosen = [row for row in LAYOUTS if row.library == library]
    return pytest.mark.parametrize("row", chosen, ids=label)


def weights_for(row, n, seed=0):
    """Random parameters of the row's cell, for n directions; an input."""
    drawn = [sequences.draw(CELLS[row.cell], T, B, D, H, seed + d) for d in range(n)]
    return Directions(*(s.p for s in drawn)), drawn[0].x


def ours(row, p, x, cell=None):
    return unroll_stack(cell or CELLS[row.cell], Stack((p,)), x, lengths=LENGTHS)[0]


def dims(row, n):
    """The length of an axis as the table writes it."""
    known = {"n": n, "D": D, "H": H, "K": H * len(CELLS[row.cell].gates)}

    def length(axis):
        factor, name = re.fullmatch(r"(\d*)(\w*)", axis).groups()
        return int(factor or 1) * known.get(name, 1)

    return length


def shapes(row, n):
    length = dims(row, n)
    return {
        name: tuple(length(axis) for axis in axes.split())
        for name, axes in row.arrays.items()
    }


def made(row):
    """The name and the options in what the table says of a layer."""
    name, options = re.match(r"(\w+)(?:\((.*)\))?", row.layer).groups()
    pairs = (option.split("=") for option in (options or "").split(", ") if option)
    return name, {key: ast.literal_eval(value) for key, value in pairs}


# The libraries: our parameters into their arrays, and the outputs for these arrays.


def torch_arrays(row, p):
    name, options = made(row)
    two = bool(p.backward)
    module = getattr(torch.nn, name)(D, H, bidirectional=two, **options).double()
    stack_to_torch(Stack((p,)), module)
    return {key: v.detach().numpy().copy() for key, v in module.named_parameters()}


def torch_outputs(row, arrays, x):
    name, options = made(row)
    two = "weight_ih_l0_reverse" in arrays
    module = getattr(torch.nn, name)(D, H, bidirectional=two, **options).double()
    module.load_state_dict({key: torch.tensor(v) for key, v in arrays.items()})
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        torch.tensor(x), torch.tensor(LENGTHS), enforce_sorted=False
    )
    with torch.no_grad():
        h, _ = torch.nn.utils.rnn.pad_packed_sequence(module(packed)[0])
    return h.numpy()


def onnx_arrays(row, p):
    return to_onnx(CELLS[row.cell], p)


def onnx_outputs(row, arrays, x):
    name, options = made(row)
    n = len(arrays["W"])
    if "activations" in options:
        options["activations"] = options["activations"] * n
    way = "bidirectional" if n == 2 else "forward"
    given = {"X": x, "W": arrays["W"], "R": arrays["R"], "B": arrays["B"]}
    given = {key: v.astype(np.float32) for key, v in given.items()}
    given["sequence_lens"] = LENGTHS.astype(np.int32)
    order = [*given]
    if "P" in arrays:
        given["P"] = arrays["P"].astype(np.float32)
        order += ["", "", "P"]                   # no initial_h, no initial_c
    made_of = onnx.helper
    node = made_of.make_node(
        name, order, ["Y"], hidden_size=H, direction=way, **options
    )
    kinds = {key: made_of.np_dtype_to_tensor_dtype(v.dtype) for key, v in given.items()}
    inputs = [
        made_of.make_tensor_value_info(key, kinds[key], v.shape)
        for key, v in given.items()
    ]
    outputs = [made_of.make_tensor_value_info("Y", kinds["X"], (T, n, B, H))]
    graph = made_of.make_graph([node], "one", inputs, outputs)
    # The operator set of 2021, which the runtimes of that time know as well.
    opset = [made_of.make_opsetid("", 14)]
    model = made_of.make_model(graph, opset_imports=opset, ir_version=8)
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (y,) = session.run(None, given)
    return y.transpose(0, 2, 1, 3).reshape(T, B, -1)


def onnx_gap(row, arrays, wanted, x):
    return np.abs(onnx_outputs(row, arrays, x) - wanted)[MASK].max()


# Keras answers all questions in one run of a process of its own.


def swapped_orders(row):
    for a, b in itertools.combinations(range(len(row.gates)), 2):
        order = list(row.ours)
        order[a], order[b] = order[b], order[a]
        yield tuple(order)


def keras_questions():
    """id -> (row, directions, weights, x)."""
    for row in (row for row in LIVE if row.library == "keras"):
        cell = CELLS[row.cell]
        for n in (1, 2):
            p, x = weights_for(row, n)
            yield f"{row.layer}/{n}", (row, n, to_keras(cell, p), x)
        p, x = weights_for(row, 1)
        for k, order in enumerate(swapped_orders(row)):
            wrong = [reorder_gates(v, row.ours, order) for v in to_keras(cell, p)]
            yield f"{row.layer}/swap{k}", (row, 1, wrong, x)
        kernel, recurrent, bias = to_keras(cell, p)
        if bias.ndim == 2:
            moved = bias + np.array([[0.5], [-0.5]])
            yield f"{row.layer}/moved", (row, 1, [kernel, recurrent, moved], x)


@pytest.fixture(scope="module")
def keras_answers(tmp_path_factory):
    folder, cases, arrays = tmp_path_factory.mktemp("keras"), {}, {}
    for key, (row, n, weights, x) in keras_questions():
        name, options = made(row)
        cases[key] = {
            "layer": name,
            "options": options,
            "bidirectional": n == 2,
            "weights": len(weights),
            "own": key.endswith(("/1", "/2")),
        }
        arrays |= {f"{key}/w{k}": v for k, v in enumerate(weights)}
        arrays |= {f"{key}/x": x.swapaxes(0, 1), f"{key}/mask": MASK.T}
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
    np.savez(folder / "cases.npz", **arrays)
    script = Path(__file__).with_name("keras_peer.py")
    run = subprocess.run(
        [sys.executable, str(script), str(folder)],
        capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    return dict(np.load(folder / "results.npz")), names


def keras_list(answers, key, which):
    wanted = rf"{re.escape(key)}/{which}\d"
    return [answers[n] for n in sorted(answers) if re.fullmatch(wanted, n)]


def keras_h(answers, key, which=""):
    return answers[f"{key}/{which}y"].swapaxes(0, 1)


# The rows


@ways
@rows
def test_row_outputs_of_the_converted_weights_are_ours(row, n, request):
    p, x = weights_for(row, n)
    if row.library == "keras":
        answers, _ = request.getfixturevalue("keras_answers")
        theirs = keras_h(answers, f"{row.layer}/{n}")
    elif row.library == "torch":
        theirs = torch_outputs(row, torch_arrays(row, p), x)
    else:
        theirs = onnx_outputs(row, onnx_arrays(row, p), x)
    gap = np.abs(ours(row, p, x) - theirs)[MASK]
    assert gap.max() < TOLERANCE[row.library]
    if row.cell in GRUS:                         # the other GRU is another function
        q = Directions(*(as_other_gru(row.cell, way) for way in p if way))
        other = ours(row, q, x, CELLS[GRUS[row.cell]])
        assert np.abs(other - theirs)[MASK].max() > 1e-2


def as_other_gru(name, p):
    U, W, b, *more = p
    if name == "gru":
        return CELLS["gru_before"].params(U, W, b + more[0])
    return CELLS["gru"].params(U, W, b, np.zeros_like(b))


@ways
@rows
def test_row_names_and_shapes_are_those_of_the_library(row, n, request):
    p, _ = weights_for(row, n)
    wanted = shapes(row, n)
    if row.library == "torch":
        found = torch_arrays(row, p)
        pairs = {name: found[name].shape for name in wanted}
        assert pairs == wanted
        backward = {f"{name}_reverse" for name in wanted} if n == 2 else set()
        assert set(found) == set(wanted) | backward
    elif row.library == "keras":
        answers, names = request.getfixturevalue("keras_answers")
        key = f"{row.layer}/{n}"
        assert names[key] == [*wanted] * n
        own = [v.shape for v in keras_list(answers, key, "own_")]
        assert own == [v.shape for v in to_keras(CELLS[row.cell], p)]
        assert own == [*wanted.values()] * n
    else:
        found = onnx_arrays(row, p)
        assert {name: v.shape for name, v in found.items()} == wanted
        schema = onnx.defs.get_schema(made(row)[0], 14)
        assert set(wanted) <= {value.name for value in schema.inputs}


@of("rnnbook")
def test_our_own_rows_are_our_parameters(row):
    cell, wanted = CELLS[row.cell], shapes(row, 1)
    p, _ = weights_for(row, 1)
    found = {name: v.shape for name, v in p.forward._asdict().items()}
    assert found == wanted
    assert row.gates == cell.gates


@of("cs231n")
def test_cs231n_rows_are_the_arrays_of_its_published_cases(row):
    """That they give its numbers is in test_oracles.py."""
    cases = np.load(Path(__file__).parent / "data" / "cs231n_step_cases.npz")
    assert set(row.arrays) == {"Wx", "Wh", "b"}
    H = cases[f"{row.cell}_step/Wh"].shape[0]
    D, K = cases[f"{row.cell}_step/Wx"].shape
    assert cases[f"{row.cell}_step/b"].shape == (K,)
    assert (row.arrays["Wx"], row.arrays["Wh"], row.arrays["b"]) == ("D K", "H K", "K")
    assert K == H * len(row.gates)


@pytest.mark.parametrize("row", LAYOUTS, ids=label)
def test_row_gates_are_the_gate_orders_in_the_librarys_letters(row):
    letters = LETTERS[row.cell.split("_")[0]]
    assert tuple(letters.get(gate, gate) for gate in row.gates) == row.ours


def test_onnx_operators_say_their_gates_in_this_order():
    """The reference text of the operators names the blocks of W."""
    for row in (row for row in LIVE if row.library == "onnx" and len(row.gates) > 1):
        schema = onnx.defs.get_schema(made(row)[0], 14)
        doc = " ".join(value.description for value in schema.inputs)
        assert f"W[{''.join(row.gates)}]" in doc


@rows
def test_row_sees_each_pair_of_gates_swapped(row, request):
    p, x = weights_for(row, 1)
    wanted = ours(row, p, x)
    for k, order in enumerate(swapped_orders(row)):
        if row.library == "keras":
            answers, _ = request.getfixturevalue("keras_answers")
            theirs = keras_h(answers, f"{row.layer}/swap{k}")
        elif row.library == "torch":
            arrays = {
                name: reorder_gates(v.T, row.ours, order).T
                for name, v in torch_arrays(row, p).items()
            }
            theirs = torch_outputs(row, arrays, x)
        else:
            arrays = onnx_arrays(row, p)
            for name in ("W", "R"):
                turned = arrays[name].swapaxes(1, 2)
                turned = reorder_gates(turned, row.ours, order)
                arrays[name] = turned.swapaxes(1, 2)
            theirs = onnx_outputs(row, arrays, x)
        assert np.abs(theirs - wanted)[MASK].max() > 1e-2


@rows
def test_row_says_which_biases_act(row, request):
    """Half a unit moved from one bias to the other is seen where both act."""
    p, x = weights_for(row, 1)
    wanted = ours(row, p, x)
    assert row.biases.startswith("one") is ("two" not in row.biases)
    if row.biases == "one":
        assert row.arrays["bias"] == "K"
        return
    if row.library == "keras":
        answers, _ = request.getfixturevalue("keras_answers")
        theirs = keras_h(answers, f"{row.layer}/moved")
    elif row.library == "torch":
        arrays = torch_arrays(row, p)
        arrays["bias_ih_l0"] += 0.5
        arrays["bias_hh_l0"] -= 0.5
        theirs = torch_outputs(row, arrays, x)
    else:
        arrays = onnx_arrays(row, p)
        arrays["B"] += np.repeat([0.5, -0.5], arrays["B"].shape[1] // 2)
        theirs = onnx_outputs(row, arrays, x)
    seen = np.abs(theirs - wanted)[MASK].max() > 1e-2
    assert seen is np.True_ if "both" in row.biases else not seen


def test_the_table_has_every_library_and_every_kind_of_gru():
    assert len({label(row) for row in LAYOUTS}) == len(LAYOUTS)
    for kind in GATE_ORDERS:
        found = {row.library for row in LAYOUTS if row.cell.startswith(kind)}
        assert found == set(GATE_ORDERS[kind])
    resets = {(row.library, row.reset) for row in LAYOUTS if row.cell in GRUS}
    both = itertools.product(("keras", "onnx", "rnnbook"), ("after", "before"))
    assert resets == {*both, ("torch", "after")}
    for row in LAYOUTS:
        assert row.reset == {"gru": "after", "gru_before": "before"}.get(row.cell, "")


# The way back, and weights of the libraries' own


@ways
@rows
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_there_and_back_is_exact_and_shares_no_memory(row, n, dtype):
    cell = CELLS[row.cell]
    p, _ = weights_for(row, n)
    p = unflatten(p, [v.astype(dtype) for v in flatten(p)])
    kept = [v.copy() for v in flatten(p)]
    if row.library == "torch":
        name, options = made(row)
        module = getattr(torch.nn, name)(D, H, bidirectional=n == 2, **options)
        module = module.to(getattr(torch, np.dtype(dtype).name))
        back = stack_from_torch(stack_to_torch(Stack((p,)), module)).layers[0]
        arrays = [v.data.numpy() for v in module.parameters()]
    elif row.library == "keras":
        arrays = to_keras(cell, p)
        back = from_keras(cell, arrays, bidirectional=n == 2)
    else:
        named = to_onnx(cell, p)
        arrays, back = [*named.values()], from_onnx(cell, **named)
    back = back if isinstance(back, Directions) else Directions(back)
    assert len(flatten(back)) == len(kept)
    for array in arrays:
        assert array.dtype == dtype
        array[...] = 7.0
    for a, b, c in zip(flatten(back), kept, flatten(p), strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(c, b)
        assert a.dtype == dtype


@ways
@of("keras")
def test_weights_of_a_keras_layer_of_its_own_give_its_outputs(row, n, keras_answers):
    answers, _ = keras_answers
    key = f"{row.layer}/{n}"
    weights = keras_list(answers, key, "own_")
    _, x = weights_for(row, n)
    p = from_keras(CELLS[row.cell], weights, bidirectional=n == 2)
    p = p if n == 2 else Directions(p)
    gap = np.abs(ours(row, p, x) - keras_h(answers, key, "own_"))[MASK]
    assert gap.max() < TOLERANCE["keras"]
    for a, b in zip(to_keras(CELLS[row.cell], p), weights, strict=True):
        np.testing.assert_array_equal(a, b)


@ways
@of("onnx")
def test_weights_as_an_onnx_model_has_them_give_its_outputs(row, n):
    """Both halves of B filled, P drawn, as in a file that something else wrote."""
    rng = np.random.default_rng(n)
    arrays = {
        name: rng.uniform(-1, 1, shape).astype(np.float32)
        for name, shape in shapes(row, n).items()
    }
    x = rng.normal(size=(T, B, D)).astype(np.float32)
    p = from_onnx(CELLS[row.cell], **arrays)
    p = p if n == 2 else Directions(p)
    gap = np.abs(ours(row, p, x) - onnx_outputs(row, arrays, x))[MASK]
    assert gap.max() < TOLERANCE["onnx"]
    if "P" in arrays:
        wrong = [order for order in itertools.permutations("ifo") if order != (*"iof",)]
        for order in wrong:
            rows_of_p = reorder_gates(arrays["P"], "iof", order)
            q = from_onnx(CELLS[row.cell], **{**arrays, "P": rows_of_p})
            q = q if n == 2 else Directions(q)
            gap = np.abs(ours(row, q, x) - onnx_outputs(row, arrays, x))[MASK]
            assert gap.max() > 1e-3
        assert PEEPHOLE_ORDERS["onnx"] == ("i", "o", "f")


@ways
@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_weights_of_a_torch_module_of_its_own_give_its_outputs(kind, layers, n):
    torch.manual_seed(layers)
    module = getattr(torch.nn, kind)(D, H, layers, bidirectional=n == 2).double()
    p = stack_from_torch(module)
    x = np.random.default_rng(0).normal(size=(T, B, D))
    h, _, _ = unroll_stack(CELLS[kind.lower()], p, x)
    with torch.no_grad():
        np.testing.assert_allclose(h, module(torch.tensor(x))[0], atol=1e-12)
    if (layers, n) == (1, 1):
        (layer,) = p.layers
        for a, b in zip(layer.forward, from_torch(module), strict=True):
            np.testing.assert_array_equal(a, b)
        to_torch(layer.forward, module)
        with torch.no_grad():
            np.testing.assert_allclose(h, module(torch.tensor(x))[0], atol=1e-12)


@pytest.mark.parametrize("n", [1, 2])
def test_torch_modules_without_bias_give_biases_of_zero(n):
    module = torch.nn.GRU(D, H, 2, bias=False, bidirectional=n == 2).double()
    p = stack_from_torch(module)
    x = np.random.default_rng(0).normal(size=(T, B, D))
    h, _, _ = unroll_stack(CELLS["gru"], p, x)
    with torch.no_grad():
        np.testing.assert_allclose(h, module(torch.tensor(x))[0], atol=1e-12)
    biases = [name for name in flatten(p)._fields if name.split("_")[3] == "b"]
    assert len(biases) == 2 * 2 * n
    assert not any(getattr(flatten(p), name).any() for name in biases)


def test_keras_layers_without_bias_and_onnx_without_b_give_zeros():
    for name in ("rnn", "lstm", "gru", "gru_before"):
        cell = CELLS[name]
        p = sequences.draw(cell, D=D, H=H).p
        kernel, recurrent, _ = to_keras(cell, p)
        bare = from_keras(cell, [kernel, recurrent])
        named = to_onnx(cell, p)
        also = from_onnx(cell, named["W"], named["R"])
        for q in (bare, also):
            assert type(q) is cell.params
            np.testing.assert_array_equal(q.U, p.U)
            np.testing.assert_array_equal(q.W, p.W)
            assert all(not v.any() and v.shape == p.b.shape for v in q[2:])
        two = from_keras(cell, [kernel, recurrent] * 2, bidirectional=True)
        assert type(two) is Directions and not two.backward.b.any()
    named.pop("B")
    peep = CELLS["lstm_peephole"]
    named = to_onnx(peep, sequences.draw(peep, D=D, H=H).p)
    q = from_onnx(peep, named["W"], named["R"])
    assert q.P.shape == (3, H) and not q.P.any()


def test_the_reverse_operator_of_onnx_is_the_cell_over_the_reversed_input():
    row = next(r for r in LAYOUTS if label(r) == "onnx LSTM")
    p, x = weights_for(row, 2)
    both = onnx_outputs(row, onnx_arrays(row, p), x)
    turned = reverse_by_length(x, LENGTHS)
    alone = ours(row, Directions(p.backward), turned)
    alone = reverse_by_length(alone, LENGTHS)
    np.testing.assert_allclose(both[..., H:][MASK], alone[MASK], atol=2e-6)


def test_nothing_is_copied_into_a_deep_module_unless_everything_fits():
    module = torch.nn.GRU(D, H, 2).double()
    before = [v.detach().clone() for v in module.parameters()]
    p = stack_from_torch(module)
    p = unflatten(p, [v + 1 for v in flatten(p)])
    last = p.layers[1].forward
    last = Directions(last._replace(b_h=last.b_h[:-1]))
    with pytest.raises(ValueError, match="bias_hh_l1"):
        stack_to_torch(Stack((p.layers[0], last)), module)
    for a, b in zip(module.parameters(), before, strict=True):
        assert torch.equal(a, b)


def test_none_of_the_libraries_is_imported_by_the_package():
    code = (
        "import sys, rnnbook, rnnbook.interop; "
        "print([m for m in ('torch', 'keras', 'onnx') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120
    )
    assert run.stdout.strip() == "[]", run.stderr
