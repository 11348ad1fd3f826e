"""Equal to torch.nn in float64: outputs, final states, every gradient; both ways."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sequences import draw, run

from rnnbook import CELLS, unroll
from rnnbook.interop import GATE_ORDERS, from_torch, reorder_gates, to_torch

KINDS = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM}
cells = pytest.mark.parametrize("name", KINDS)
sizes = st.integers(1, 7)


def module_for(name, D, H, dtype=torch.float64, **options):
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


@cells
@settings(deadline=None, max_examples=25)
@given(T=sizes, B=sizes, D=sizes, H=sizes, seed=st.integers(0, 999))
def test_equals_torch_in_outputs_final_states_and_all_gradients(name, T, B, D, H, seed):
    cell = CELLS[name]
    s = draw(cell, T, B, D, H, seed)
    module = to_torch(s.p, module_for(name, D, H))
    h_torch, end_torch, dstart_torch, d = torch_run(module, s)
    h, end, grads = run(cell, s)

    def same(a, b):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-10)

    same(h, h_torch)
    for a, b in zip(end, end_torch, strict=True):
        same(a, b)
    for n, b in zip(cell.state, dstart_torch, strict=True):
        same(grads[f"{n}0"], b)
    same(grads["x"], d["x"])
    same(grads["U"], d["weight_ih_l0"].T)
    same(grads["W"], d["weight_hh_l0"].T)
    same(grads["b"], d["bias_ih_l0"])  # two biases are added: each has our gradient
    same(grads["b"], d["bias_hh_l0"])


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
    assert not p.b.any()
    np.testing.assert_allclose(unroll(CELLS[name], p, x)[0], expected, atol=1e-12)


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


@pytest.mark.parametrize("library", ["torch", "cs231n", "onnx"])
@cells
def test_reordering_gates_there_and_back_is_exact(name, library):
    have, want = GATE_ORDERS[name]["rnnbook"], GATE_ORDERS[name][library]
    U = np.random.default_rng(0).normal(size=(3, 5 * len(have)))
    there = reorder_gates(U, have, want)
    np.testing.assert_array_equal(reorder_gates(there, want, have), U)
    blocks = np.split(there, len(want), axis=-1)
    for gate, block in zip(want, blocks, strict=True):
        k = have.index(gate)
        np.testing.assert_array_equal(block, U[:, 5 * k : 5 * (k + 1)])


@cells
def test_gate_orders_start_from_the_cells_own(name):
    assert GATE_ORDERS[name]["rnnbook"] == CELLS[name].gates


def test_other_libraries_are_not_imported_by_the_package():
    import subprocess
    import sys

    code = "import sys, rnnbook, rnnbook.interop; print('torch' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.strip() == "False", run.stderr
