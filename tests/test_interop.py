"""Equal to torch in float64: outputs, final states, every gradient; both ways.

What torch.nn has is compared with torch.nn. For the other cells the step is written a
second time, in torch, from its paper, and torch's autograd gives the gradients.
"""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sequences import draw, run

from rnnbook import (
    CELLS,
    Params,
    init_params,
    unroll,
    unroll_backward,
    window_carry,
)
from rnnbook.interop import (
    GATE_ORDERS,
    flip_update_gate,
    from_columns,
    from_concatenated,
    from_keras,
    from_onnx,
    from_torch,
    reorder_gates,
    to_columns,
    to_concatenated,
    to_keras,
    to_onnx,
    to_torch,
)

KINDS = {
    "rnn": torch.nn.RNN,
    "rnn_relu": torch.nn.RNN,
    "lstm": torch.nn.LSTM,
    "gru": torch.nn.GRU,
}
# The kind of each cell that other libraries order the gates of.
ORDERS = {n: n.split("_")[0] for n in [*KINDS, "gru_before", "lstm_peephole"]}
ORDERED = [(name, lib) for name, kind in ORDERS.items() for lib in GATE_ORDERS[kind]]
cells = pytest.mark.parametrize("name", KINDS)
sizes = st.integers(1, 7)


def module_for(name, D, H, dtype=torch.float64, **options):
    if name == "rnn_relu":
        options["nonlinearity"] = "relu"
    return KINDS[name](D, H, dtype=dtype, **options)


def torch_run(module, s):
    """What torch computes for a Sequence: h, the final state, and all gradients."""
    x = torch.tensor(s.x, requires_grad=True)
    start = tuple(torch.tensor(part[None], requires_grad=True) for part in s.state)
    h, end = module(x, start if len(start) > 1 else start[0])
    end = end if isinstance(end, tuple) else (end,)
    loss = (h * torch.tensor(s.dh)).sum()
    for part, d in zip(end, s.dstate, strict=True):
        loss = loss + (part[0] * torch.tensor(d)).sum()
    loss.backward()
    return (
        h.detach().numpy(),
        [part[0].detach().numpy() for part in end],
        [part.grad[0].numpy() for part in start],
        {"x": x.grad.numpy()}
        | {name: v.grad.numpy() for name, v in module.named_parameters()},
    )


def same(a, b):
    np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-10)


@cells
@settings(deadline=None, max_examples=25)
@given(T=sizes, B=sizes, D=sizes, H=sizes, seed=st.integers(0, 999))
def test_equals_torch_in_outputs_final_states_and_all_gradients(name, T, B, D, H, seed):
    cell = CELLS[name]
    s = draw(cell, T, B, D, H, seed)
    module = to_torch(s.p, module_for(name, D, H))
    h_torch, end_torch, dstart_torch, d = torch_run(module, s)
    h, end, grads = run(cell, s)
    same(h, h_torch)
    for a, b in zip(end, end_torch, strict=True):
        same(a, b)
    for n, b in zip(cell.state, dstart_torch, strict=True):
        same(grads[f"{n}0"], b)
    same(grads["x"], d["x"])
    same(grads["U"], d["weight_ih_l0"].T)
    same(grads["W"], d["weight_hh_l0"].T)
    same(grads["b"], d["bias_ih_l0"])
    # Two biases that are only added have one gradient; those of a GRU have two.
    same(grads.get("b_h", grads["b"]), d["bias_hh_l0"])
    assert ("b_h" in grads) is (name == "gru")


# Steps in torch for the cells that torch.nn lacks, with the matrices taken apart: x
# (B, D), the state, U and W as lists of blocks, biases likewise.
def sigmoid_twin(x, state, U, W, b, p):
    return (torch.sigmoid(x @ U[0] + state[0] @ W[0] + b[0]),)


def gates(x, h, U, W, b):
    return [x @ u + h @ w + c for u, w, c in zip(U, W, b, strict=True)]


def twin_1997(x, state, U, W, b, p):
    a_i, a_g, a_o = gates(x, state[0], U, W, b)
    c = state[1] + torch.sigmoid(a_i) * torch.tanh(a_g)
    return torch.sigmoid(a_o) * torch.tanh(c), c


def coupled_twin(x, state, U, W, b, p):
    a_i, a_g, a_o = gates(x, state[0], U, W, b)
    f = 1 - torch.sigmoid(a_i)
    c = f * state[1] + torch.sigmoid(a_i) * torch.tanh(a_g)
    return torch.sigmoid(a_o) * torch.tanh(c), c


def peephole_twin(x, state, U, W, b, p):
    a_i, a_f, a_g, a_o = gates(x, state[0], U, W, b)
    w_i, w_f, w_o = p["P"]
    i = torch.sigmoid(a_i + w_i * state[1])
    f = torch.sigmoid(a_f + w_f * state[1])
    c = f * state[1] + i * torch.tanh(a_g)
    return torch.sigmoid(a_o + w_o * c) * torch.tanh(c), c


def before_twin(x, state, U, W, b, p):
    (h,) = state
    r = torch.sigmoid(x @ U[0] + h @ W[0] + b[0])
    z = torch.sigmoid(x @ U[1] + h @ W[1] + b[1])
    n = torch.tanh(x @ U[2] + (r * h) @ W[2] + b[2])
    return (z * h + (1 - z) * n,)


TWINS = {
    "rnn_sigmoid": sigmoid_twin,
    "lstm_1997": twin_1997,
    "lstm_coupled": coupled_twin,
    "lstm_peephole": peephole_twin,
    "gru_before": before_twin,
}


def twin_run(name, s):
    """h, the final state and all gradients by torch's autograd, for a twin."""
    count = len(CELLS[name].gates)
    p = {n: torch.tensor(v, requires_grad=True) for n, v in s.p._asdict().items()}
    x = torch.tensor(s.x, requires_grad=True)
    start = tuple(torch.tensor(part, requires_grad=True) for part in s.state)
    U, W, b = (p[n].chunk(count, dim=-1) for n in "UWb")
    state, h = start, []
    for x_t in x:
        state = TWINS[name](x_t, state, U, W, b, p)
        h.append(state[0])
    loss = (torch.stack(h) * torch.tensor(s.dh)).sum()
    for part, d in zip(state, s.dstate, strict=True):
        loss = loss + (part * torch.tensor(d)).sum()
    loss.backward()
    starts = zip(CELLS[name].state, start, strict=True)
    leaves = {**p, "x": x, **{f"{n}0": v for n, v in starts}}
    return (
        torch.stack(h).detach().numpy(),
        [part.detach().numpy() for part in state],
        {n: v.grad.numpy() for n, v in leaves.items()},
    )


def test_every_cell_is_compared_with_torch():
    assert {*KINDS, *TWINS} == set(CELLS)


@pytest.mark.parametrize("name", TWINS)
@settings(deadline=None, max_examples=25)
@given(T=sizes, B=sizes, D=sizes, H=sizes, seed=st.integers(0, 999))
def test_equals_its_twin_in_torch_in_everything(name, T, B, D, H, seed):
    s = draw(CELLS[name], T, B, D, H, seed)
    h_twin, end_twin, grads_twin = twin_run(name, s)
    h, end, grads = run(CELLS[name], s)
    same(h, h_twin)
    for a, b in zip(end, end_twin, strict=True):
        same(a, b)
    assert set(grads) == set(grads_twin)
    for n in grads:
        same(grads[n], grads_twin[n])


@cells
def test_torchs_own_weights_with_two_biases_give_the_same_sequence(name):
    torch.manual_seed(0)
    module = module_for(name, 3, 5)
    p = from_torch(module)
    x = np.random.default_rng(0).normal(size=(6, 2, 3))
    with torch.no_grad():
        expected, _ = module(torch.tensor(x))
        assert module.bias_hh_l0.abs().min() > 0
    np.testing.assert_allclose(unroll(CELLS[name], p, x)[0], expected, atol=1e-12)


@cells
def test_a_torch_module_without_bias_gives_a_bias_of_zero(name):
    module = module_for(name, 2, 3, bias=False)
    p = from_torch(module)
    x = np.random.default_rng(0).normal(size=(4, 2, 2))
    with torch.no_grad():
        expected, _ = module(torch.tensor(x))
    assert type(p) is CELLS[name].params
    assert not p.b.any() and not getattr(p, "b_h", p.b).any()
    np.testing.assert_allclose(unroll(CELLS[name], p, x)[0], expected, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_filled_up_with_zeros_has_the_dtype_of_the_rest(dtype):
    """A layer without a bias, an operator without B or P, a text without b_h."""
    found = {}
    for name in KINDS:
        module = module_for(name, 2, 3, bias=False)
        found[f"torch {name}"] = from_torch(module.to(getattr(torch, dtype.__name__)))
    for name in ("rnn", "lstm", "lstm_peephole", "gru", "gru_before"):
        cell = CELLS[name]
        p = draw(cell, D=2, H=3, dtype=dtype).p
        given = to_onnx(cell, p)
        found[f"onnx {name}"] = from_onnx(cell, given["W"], given["R"])
        assert {v.dtype for v in given.values()} == {np.dtype(dtype)}
        if name != "lstm_peephole":
            found[f"keras {name}"] = from_keras(cell, to_keras(cell, p)[:2])
            columns = to_columns(cell, p)
            columns.pop("b_h", None)
            found[f"columns {name}"] = from_columns(cell, **columns)
    for name, p in found.items():
        assert {v.dtype for v in p} == {np.dtype(dtype)}, name


def test_converted_weights_are_of_their_own_memory_and_of_the_dtype_given():
    """What leaves is contiguous too: what writes a file may ask for that."""
    for name, kind in CELLS.items():
        p = draw(kind, D=2, H=3, dtype=np.float32).p
        ways = {}
        if name not in ("lstm_1997", "lstm_coupled"):
            ways["onnx"] = (to_onnx, from_onnx)
        if not kind.weights:
            ways["columns"] = (to_columns, from_columns)
        if not kind.weights and name != "gru":
            ways["one product"] = (to_concatenated, from_concatenated)
        if "z" in kind.gates:
            check_own(flip_update_gate(kind, p), p)
        for to, back in ways.values():
            arrays = to(kind, p)
            assert all(array.flags.c_contiguous for array in arrays.values())
            check_own(arrays.values(), p)
            check_own(back(kind, **arrays), [*arrays.values(), *p])


def check_own(arrays, others):
    for array in arrays:
        assert array.dtype == np.float32
        assert not any(np.shares_memory(array, other) for other in others)


@cells
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_there_and_back_is_exact_and_keeps_the_dtype(name, dtype):
    p = draw(CELLS[name], D=3, H=4, dtype=dtype).p
    module = module_for(name, 3, 4, torch.float32 if dtype == np.float32 else None)
    module = module.to(getattr(torch, np.dtype(dtype).name))
    back = from_torch(to_torch(p, module))
    for a, b in zip(back, p, strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == dtype


@cells
def test_params_and_module_share_no_memory(name):
    p = draw(CELLS[name], D=3, H=4).p
    module = to_torch(p, module_for(name, 3, 4))
    copy = from_torch(module)
    for value in p:
        value[...] = 7.0
    with torch.no_grad():
        for value in module.parameters():
            assert not (value == 7.0).any()
            value.fill_(9.0)
    assert not any((value == 9.0).any() for value in copy)


@cells
def test_nothing_is_copied_unless_everything_fits(name):
    p = draw(CELLS[name], D=3, H=4).p
    module = module_for(name, 3, 4)
    before = [v.detach().clone() for v in module.parameters()]
    with pytest.raises(ValueError):
        to_torch(p._replace(b=p.b[:-1]), module)
    for a, b in zip(module.parameters(), before, strict=True):
        assert torch.equal(a, b)


def test_the_two_biases_of_a_torch_gru_are_kept_apart():
    torch.manual_seed(0)
    module = module_for("gru", 3, 5)
    p = from_torch(module)
    np.testing.assert_array_equal(p.b, module.bias_ih_l0.detach())
    np.testing.assert_array_equal(p.b_h, module.bias_hh_l0.detach())
    x = np.random.default_rng(0).normal(size=(6, 2, 3))
    summed = p._replace(b=p.b + p.b_h, b_h=np.zeros_like(p.b))
    gap = unroll(CELLS["gru"], p, x)[0] - unroll(CELLS["gru"], summed, x)[0]
    assert np.abs(gap).max() > 1e-3


def test_torchs_gru_is_not_the_gru_with_reset_before():
    module = module_for("gru", 3, 5)
    U, W, b, b_h = from_torch(module)
    x = np.random.default_rng(0).normal(size=(6, 2, 3))
    h, _, _ = unroll(CELLS["gru_before"], Params(U, W, b + b_h), x)
    with torch.no_grad():
        assert np.abs(h - module(torch.tensor(x))[0].numpy()).max() > 1e-3


@pytest.mark.parametrize("name, library", ORDERED)
def test_reordering_gates_there_and_back_is_exact(name, library):
    orders = GATE_ORDERS[ORDERS[name]]
    have, want = orders["rnnbook"], orders[library]
    U = np.random.default_rng(0).normal(size=(3, 5 * len(have)))
    there = reorder_gates(U, have, want)
    np.testing.assert_array_equal(reorder_gates(there, want, have), U)
    blocks = np.split(there, len(want), axis=-1)
    for gate, block in zip(want, blocks, strict=True):
        k = have.index(gate)
        np.testing.assert_array_equal(block, U[:, 5 * k : 5 * (k + 1)])


@pytest.mark.parametrize("name", ORDERS)
def test_gate_orders_start_from_the_cells_own(name):
    assert GATE_ORDERS[ORDERS[name]]["rnnbook"] == CELLS[name].gates


def test_gate_orders_of_a_gru_are_those_that_the_libraries_document():
    assert GATE_ORDERS["gru"]["torch"] == ("r", "z", "n")
    assert GATE_ORDERS["gru"]["keras"] == ("z", "r", "n")
    assert GATE_ORDERS["gru"]["onnx"] == ("z", "r", "n")
    assert GATE_ORDERS["lstm"]["keras"] == GATE_ORDERS["lstm"]["torch"]


def test_other_libraries_are_not_imported_by_the_package():
    import subprocess
    import sys

    code = "import sys, rnnbook, rnnbook.interop; print('torch' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120
    )
    assert run.stdout.strip() == "False", run.stderr


def test_detach_between_pieces_is_window_carry():
    """What a chapter says of `h = h.detach()`: it cuts the gradient, not the state."""
    rng = np.random.default_rng(4)
    p = init_params(CELLS["rnn"], 2, 3, rng)
    x, dh = rng.normal(size=(7, 2, 2)), rng.normal(size=(7, 2, 3))
    U, W, b = (torch.tensor(a, requires_grad=True) for a in p)
    h, loss = torch.zeros(2, 3, dtype=torch.float64), 0.0
    for t in range(7):
        if t % 3 == 0:
            h = h.detach()
        h = torch.tanh(torch.tensor(x[t]) @ U + h @ W + b)
        loss = loss + (h * torch.tensor(dh[t])).sum()
    loss.backward()
    carry = window_carry(T=7, window=3)
    _, _, cache = unroll(CELLS["rnn"], p, x)
    dp, _, _ = unroll_backward(CELLS["rnn"], p, dh, cache, carry=carry)
    for ours, theirs in zip(dp, (U, W, b), strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), rtol=1e-10, atol=1e-12)
