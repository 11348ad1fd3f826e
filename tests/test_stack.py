"""Networks of layers and directions: differences, torch, layers by hand, mistakes."""

# ruff: noqa: E501 -- a row of a table is read as one line


import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from stacks import cast, check_all, draw, run

from rnnbook import (
    CELLS,
    Directions,
    Stack,
    adam,
    adam_start,
    dropout,
    flatten,
    init_stack,
    load,
    reverse_by_length,
    save,
    unflatten,
    unroll,
    unroll_backward,
    unroll_stack,
    unroll_stack_backward,
)
from rnnbook.interop import stack_to_torch
from rnnbook.patch import patched_module

KINDS = {
    "rnn": torch.nn.RNN,
    "rnn_relu": torch.nn.RNN,
    "lstm": torch.nn.LSTM,
    "gru": torch.nn.GRU,
}
LENGTHS = np.array([4, 1, 3])
OPTIONS = {
    "layers": {},
    "lengths": {"lengths": LENGTHS},
    "dropout": {"dropout": 0.4, "rng": 3},
    "variational dropout": {"dropout": 0.4, "rng": 3, "variational": True},
    "residual": {"residual": True},
    "all": {"lengths": LENGTHS, "dropout": 0.3, "rng": 3, "residual": True},
}
ALL_VARIATIONAL = OPTIONS["all"] | {"variational": True}
all_cells = pytest.mark.parametrize("name", CELLS)
ways = pytest.mark.parametrize("directions", [1, 2])


def same(a, b, tol=1e-10):
    np.testing.assert_allclose(a, b, rtol=tol, atol=tol)


def trees_same(a, b, tol=1e-10):
    for one, other in zip(flatten(a), flatten(b), strict=True):
        same(one, other, tol)


# Gradients


@ways
@pytest.mark.parametrize("options", OPTIONS)
def test_every_gradient_matches_differences(options, directions):
    H, norm = 4 // directions, options in ("layers", "all")
    layers = 3 if norm else 2
    s = draw(CELLS["lstm"], layers=layers, directions=directions, norm=norm, H=H)
    report = check_all(CELLS["lstm"], s, **OPTIONS[options])
    assert len(report.rows) == layers * directions * 5 + 4 * norm + 1
    assert report.ok, str(report)


@all_cells
def test_every_cell_with_everything_matches_differences(name):
    s = draw(CELLS[name], T=3, H=2, directions=2, norm=True, seed=2)
    options = ALL_VARIATIONAL | {"lengths": np.array([3, 1, 2])}
    report = check_all(CELLS[name], s, **options)
    assert report.ok, str(report)


def test_layers_of_different_widths_match_differences():
    s = draw(CELLS["gru"], D=1, H=(2, 2, 1), layers=3, directions=2, norm=True)
    report = check_all(CELLS["gru"], s, **OPTIONS["all"])
    assert report.ok, str(report)


def test_layers_of_one_and_of_two_directions_match_differences():
    cell = CELLS["lstm"]
    low = draw(cell, directions=2, layers=1, D=2, H=1)
    high = draw(cell, directions=1, layers=2, D=2, H=2, seed=1)
    s = high._replace(
        p=Stack(low.p.layers + high.p.layers),
        x=low.x,
        state=low.state + high.state,
        dstate=low.dstate + high.dstate,
    )
    report = check_all(cell, s, residual=True, lengths=LENGTHS)
    assert report.ok, str(report)


# torch


def torch_states(state):
    """Ours for each layer and direction -> (layers * directions, B, H) for each part."""
    parts = zip(*(way for layer in state for way in layer if way), strict=True)
    return [torch.tensor(np.stack(part), requires_grad=True) for part in parts]


def torch_run(module, s, lengths):
    """h, final states, gradients of x, of the initial states and of the weights."""
    x, start = torch.tensor(s.x, requires_grad=True), torch_states(s.state)
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        x, torch.tensor(lengths), enforce_sorted=False
    )
    h, end = module(packed, tuple(start) if len(start) > 1 else start[0])
    h, _ = torch.nn.utils.rnn.pad_packed_sequence(h, total_length=len(s.x))
    end = end if isinstance(end, tuple) else (end,)
    loss = (h * torch.tensor(s.dh)).sum()
    for part, d in zip(end, torch_states(s.dstate), strict=True):
        loss = loss + (part * d).sum()
    loss.backward()
    weights = {name: v.grad.numpy() for name, v in module.named_parameters()}
    return (
        h.detach().numpy(),
        [part.detach().numpy() for part in end],
        x.grad.numpy(),
        [part.grad.numpy() for part in start],
        weights,
    )


def module_for(name, s, layers, directions, H):
    options = {"nonlinearity": "relu"} if name == "rnn_relu" else {}
    return KINDS[name](
        s.x.shape[2],
        H,
        num_layers=layers,
        bidirectional=directions == 2,
        dtype=torch.float64,
        **options,
    )


@pytest.mark.parametrize("name", KINDS)
@settings(deadline=None, max_examples=20)
@given(
    data=st.data(),
    T=st.integers(1, 6),
    B=st.integers(1, 4),
    D=st.integers(1, 4),
    H=st.integers(1, 4),
    layers=st.integers(1, 3),
    directions=st.integers(1, 2),
    seed=st.integers(0, 99),
)
def test_equals_torch_with_packed_lengths_in_everything(
    name, data, T, B, D, H, layers, directions, seed
):
    cell = CELLS[name]
    lengths = data.draw(st.lists(st.integers(1, T), min_size=B, max_size=B))
    s = draw(cell, T, B, D, H, layers, directions, seed=seed)
    mask = np.arange(T)[:, None] < lengths
    s = s._replace(dh=s.dh * mask[..., None])     # torch's outputs end there
    module = stack_to_torch(s.p, module_for(name, s, layers, directions, H))
    h_torch, ends, dx_torch, dstarts, d = torch_run(module, s, lengths)
    h, end, (dp, dx, dstart) = run(cell, s, lengths=lengths)
    same(h[mask], h_torch[mask])
    same(dx, dx_torch)
    for ours, theirs in zip(torch_states(end), ends, strict=True):
        same(ours.detach().numpy(), theirs)
    for ours, theirs in zip(torch_states(dstart), dstarts, strict=True):
        same(ours.detach().numpy(), theirs)
    for k, layer in enumerate(dp.layers):
        for way, suffix in zip(layer, ("", "_reverse"), strict=True):
            if way:
                same(way.U.T, d[f"weight_ih_l{k}{suffix}"])
                same(way.W.T, d[f"weight_hh_l{k}{suffix}"])
                same(way.b, d[f"bias_ih_l{k}{suffix}"])
                same(getattr(way, "b_h", way.b), d[f"bias_hh_l{k}{suffix}"])


@ways
@pytest.mark.parametrize("variational", [False, True])
def test_norm_dropout_and_residual_equal_the_same_network_in_torch(
    directions, variational
):
    """The layers are torch's own, what stands between them is written in torch."""
    s = draw(CELLS["lstm"], layers=3, directions=directions, norm=True, seed=5)
    options = {"dropout": 0.4, "variational": variational, "residual": True}
    rng = np.random.default_rng(8)
    h, _, cache = unroll_stack(CELLS["lstm"], s.p, s.x, s.state, rng=rng, **options)
    dp, dx, dstart = unroll_stack_backward(CELLS["lstm"], s.p, s.dh, cache)
    x = v = torch.tensor(s.x, requires_grad=True)
    norms = [[torch.tensor(a, requires_grad=True) for a in norm] for norm in s.p.norms]
    starts = [torch_states(s.state[k : k + 1]) for k in range(3)]
    modules = []
    for k, layer in enumerate(s.p.layers):
        one = draw(CELLS["lstm"], D=v.shape[2])
        modules.append(
            stack_to_torch(Stack((layer,)), module_for("lstm", one, 1, directions, 3))
        )
        out, _ = modules[k](v, tuple(starts[k]))
        if k < 2:
            gain, offset = norms[k]
            out = torch.nn.functional.layer_norm(out, gain.shape, gain, offset)
            out = out * torch.tensor(cache.layers[k].factors)
        v = out + v if k else out
    (v * torch.tensor(s.dh)).sum().backward()
    same(h, v.detach().numpy())
    same(dx, x.grad.numpy())
    for k in range(3):
        ours = torch_states(dstart[k : k + 1])
        for a, b in zip(ours, starts[k], strict=True):
            same(a.detach().numpy(), b.grad.numpy())
        for way, suffix in zip(dp.layers[k], ("", "_reverse"), strict=True):
            if way:
                for n, part in (("ih", way.U), ("hh", way.W)):
                    weight = getattr(modules[k], f"weight_{n}_l0{suffix}")
                    same(part.T, weight.grad.numpy())
    for ours, theirs in zip(dp.norms, norms, strict=True):
        for a, b in zip(ours, theirs, strict=True):
            same(a, b.grad.numpy())


# By hand


@all_cells
def test_a_stack_is_its_layers_one_after_another(name):
    cell = CELLS[name]
    s = draw(cell, layers=3, D=2, H=(3, 4, 2))
    h, end, (dp, dx, dstart) = run(cell, s)
    v, ends, caches = s.x, [], []
    for layer, start in zip(s.p.layers, s.state, strict=True):
        v, final, cache = unroll(cell, layer.forward, v, start.forward)
        ends.append(Directions(final))
        caches.append(cache)
    np.testing.assert_array_equal(h, v)
    trees_same(end, ends, 0)
    d = s.dh
    for k in (2, 1, 0):
        dend = s.dstate[k].forward
        dq, d, dfirst = unroll_backward(
            cell, s.p.layers[k].forward, d, caches[k], dend
        )
        trees_same(dp.layers[k].forward, dq, 0)
        trees_same(dstart[k].forward, dfirst, 0)
    np.testing.assert_array_equal(dx, d)


@ways
def test_the_first_layer_has_no_residual_even_if_it_is_as_wide_as_its_input(directions):
    cell = CELLS["gru"]
    s = draw(cell, D=3 * directions, H=3, layers=2, directions=directions)
    h, _, (_, dx, _) = run(cell, s, residual=True)
    low, high = (
        s._replace(p=Stack(s.p.layers[k : k + 1]), state=s.state[k : k + 1])
        for k in (0, 1)
    )
    low_h, _, low_cache = unroll_stack(cell, low.p, low.x, low.state)
    high_h, _, high_cache = unroll_stack(cell, high.p, low_h, high.state)
    same(h, high_h + low_h, 1e-15)
    _, d, _ = unroll_stack_backward(cell, high.p, s.dh, high_cache, s.dstate[1:])
    above = d + s.dh
    _, d, _ = unroll_stack_backward(cell, low.p, above, low_cache, s.dstate[:1])
    same(dx, d, 1e-15)


def test_a_residual_stands_only_where_a_layer_is_as_wide_as_the_one_below():
    cell = CELLS["gru"]
    s = draw(cell, D=2, H=(2, 4, 4, 3), layers=4)
    v = s.x
    for k, (layer, start) in enumerate(zip(s.p.layers, s.state, strict=True)):
        h, _, _ = unroll(cell, layer.forward, v, start.forward)
        v = h + v if k == 2 else h
    np.testing.assert_array_equal(run(cell, s, residual=True)[0], v)


@all_cells
def test_two_directions_are_two_layers_side_by_side(name):
    cell = CELLS[name]
    s = draw(cell, layers=1, directions=2)
    h, end, _ = run(cell, s)
    (p,), (start,) = s.p.layers, s.state
    there, end_there, _ = unroll(cell, p.forward, s.x, start.forward)
    back, end_back, _ = unroll(cell, p.backward, s.x[::-1], start.backward)
    np.testing.assert_array_equal(h, np.concatenate([there, back[::-1]], axis=-1))
    trees_same(end, (end_there, end_back), 0)


@ways
@all_cells
def test_batched_equals_one_by_one_and_lengths_equal_shorter_sequences(
    name, directions
):
    cell = CELLS[name]
    s = draw(cell, layers=2, directions=directions, norm=True)
    options = {"residual": True}
    # The gradient at the padding belongs to the final state, where h stays.
    s = s._replace(dh=s.dh * (np.arange(4)[:, None] < LENGTHS)[..., None])
    h, end, (_, dx, dstart) = run(cell, s, lengths=LENGTHS, **options)
    for b, n in enumerate(LENGTHS):
        one = slice(b, b + 1)

        def cut(tree, one=one):
            return unflatten(tree, [v[one] for v in flatten(tree)])

        alone = s._replace(
            x=s.x[:n, one], state=cut(s.state), dh=s.dh[:n, one], dstate=cut(s.dstate)
        )
        h_one, end_one, (_, dx_one, dstart_one) = run(cell, alone, **options)
        same(h[:n, one], h_one, 1e-12)
        trees_same(cut(end), end_one, 1e-12)
        same(dx[:n, one], dx_one, 1e-12)
        assert not dx[n:, one].any()
        trees_same(cut(dstart), dstart_one, 1e-12)


@ways
def test_padding_is_not_read(directions):
    s = draw(CELLS["gru"], layers=2, directions=directions)
    mask = (np.arange(4)[:, None] < LENGTHS)[..., None]
    other = s._replace(x=np.where(mask, s.x, 1e3))
    (h, end, _), (h_2, end_2, _) = (
        run(CELLS["gru"], v, lengths=LENGTHS) for v in (s, other)
    )
    np.testing.assert_array_equal(h, h_2)
    trees_same(end, end_2, 0)


@ways
def test_after_its_end_a_sequence_stays_at_its_final_states(directions):
    s = draw(CELLS["lstm"], layers=2, directions=directions)
    h, end, _ = run(CELLS["lstm"], s, lengths=LENGTHS)
    final = np.concatenate([way[0] for way in end[-1] if way], axis=-1)
    for b, n in enumerate(LENGTHS):
        for t in range(n, 4):
            np.testing.assert_array_equal(h[t, b], final[b])


@pytest.mark.parametrize("options", ["layers", "residual", "lengths"])
def test_one_direction_does_not_see_the_future_two_do(options):
    cell, lengths = CELLS["lstm"], np.array([4, 4, 4])
    more = OPTIONS[options] | ({"lengths": lengths} if options == "lengths" else {})
    for directions in (1, 2):
        s = draw(cell, layers=2, directions=directions, norm=True)
        changed = s.x.copy()
        changed[2:] += 1.0
        (h, _, _), (h_2, _, _) = (
            run(cell, v, **more) for v in (s, s._replace(x=changed))
        )
        assert np.array_equal(h[:2], h_2[:2]) is (directions == 1)
        assert np.abs(h[2:] - h_2[2:]).min() > 0
        if directions == 2:
            assert np.abs(h[:2] - h_2[:2]).min(axis=(0, 1)).max() > 1e-4


@pytest.mark.parametrize("options", OPTIONS)
def test_float32_stays_float32(options):
    s = draw(CELLS["gru"], layers=3, directions=2, norm=True)
    double = run(CELLS["gru"], s, **OPTIONS[options])
    single = run(CELLS["gru"], cast(s, np.float32), **OPTIONS[options])
    for a, b in zip(flatten(single), flatten(double), strict=True):
        assert a.dtype == np.float32 and b.dtype == np.float64
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-4)


def test_float32_stays_float32_without_states_and_with_a_rate_of_float64():
    s = cast(draw(CELLS["lstm"], layers=2, directions=2), np.float32)
    rate, rng = np.float64(0.5), np.random.default_rng(0)
    h, end, cache = unroll_stack(CELLS["lstm"], s.p, s.x, dropout=rate, rng=rng)
    grads = unroll_stack_backward(CELLS["lstm"], s.p, s.dh, cache)
    dropped = dropout(s.x, rate, rng)
    for value in flatten((h, end, grads, dropped)):
        assert value.dtype == np.float32


def test_no_input_is_changed_and_none_is_kept_but_as_a_copy():
    s = draw(CELLS["lstm"], layers=2, directions=2, norm=True)
    before = [v.copy() for v in flatten(s)]
    lengths = LENGTHS.copy()
    h, end, cache = unroll_stack(CELLS["lstm"], s.p, s.x, s.state, lengths)
    wanted = unroll_stack_backward(CELLS["lstm"], s.p, s.dh, cache, s.dstate)
    for a, b in zip(flatten(s), before, strict=True):
        np.testing.assert_array_equal(a, b)
    lengths[:] = 1
    for value in (h, s.x, *flatten(s.state), *flatten(end)):
        value[...] = 7.0
    got = unroll_stack_backward(CELLS["lstm"], s.p, s.dh, cache, s.dstate)
    trees_same(got, wanted, 0)


# reverse_by_length


def test_reverse_by_length_by_hand():
    x = np.array([[1.0, 5, 7], [2, 0, 8], [3, 0, 9], [4, 0, 0]])
    expected = np.array([[4.0, 5, 9], [3, 0, 8], [2, 0, 7], [1, 0, 0]])
    np.testing.assert_array_equal(reverse_by_length(x, LENGTHS), expected)
    np.testing.assert_array_equal(reverse_by_length(x), x[::-1])


@settings(deadline=None, max_examples=50)
@given(data=st.data(), T=st.integers(1, 7), B=st.integers(1, 4), n=st.integers(0, 2))
def test_reverse_by_length_is_its_own_inverse_and_its_own_gradient(data, T, B, n):
    lengths = data.draw(st.lists(st.integers(1, T), min_size=B, max_size=B))
    rng = np.random.default_rng(T)
    x, d = rng.normal(size=(2, T, B, *(2,) * n))
    turned = reverse_by_length(x, lengths)
    np.testing.assert_array_equal(reverse_by_length(turned, lengths), x)
    for b, m in enumerate(lengths):
        np.testing.assert_array_equal(turned[:m, b], x[:m, b][::-1])
        np.testing.assert_array_equal(turned[m:, b], x[m:, b])
    same((turned * d).sum(), (x * reverse_by_length(d, lengths)).sum())


# Dropout


def test_dropout_keeps_the_mean_and_drops_the_share():
    v = np.full((200, 50, 8), 2.0)
    out, factors = dropout(v, 0.3, np.random.default_rng(0))
    # 80,000 draws: five standard errors of the share are 0.008.
    assert abs((out == 0).mean() - 0.3) < 0.008
    assert abs(out.mean() - 2.0) < 0.024
    assert set(np.unique(factors)) == {0.0, 1 / 0.7}
    np.testing.assert_array_equal(out, v * factors)


def test_dropout_without_a_rate_changes_nothing():
    v = np.random.default_rng(0).normal(size=(3, 2, 4))
    out, _ = dropout(v, 0.0, np.random.default_rng(0))
    np.testing.assert_array_equal(out, v)


def test_variational_dropout_drops_the_same_at_all_steps():
    v = np.ones((6, 40, 5))
    steps = dropout(v, 0.5, np.random.default_rng(0))[0]
    whole = dropout(v, 0.5, np.random.default_rng(0), variational=True)[0]
    assert (whole == whole[0]).all() and not (steps == steps[0]).all()
    assert len(np.unique(whole[0], axis=0)) > 1      # a draw for each sequence


def test_variational_dropout_of_a_network_is_one_draw_for_all_steps():
    cell = CELLS["gru"]
    s = draw(cell, T=6, B=4, layers=3)
    for variational in (True, False):
        rng = np.random.default_rng(0)
        _, _, cache = unroll_stack(
            cell, s.p, s.x, dropout=0.5, rng=rng, variational=variational
        )
        for kept, above in zip(cache.layers, cache.layers[1:], strict=False):
            lost = above.caches.forward.x == 0   # what the layer above read
            assert 0 < lost.mean() < 1
            assert (lost == lost[0]).all() == variational
            assert len(kept.factors) == (1 if variational else 6)


def test_dropout_stands_between_layers_and_not_after_the_last():
    s = draw(CELLS["lstm"], layers=3)
    more = {"dropout": 0.5, "rng": np.random.default_rng(0)}
    h, _, cache = unroll_stack(CELLS["lstm"], s.p, s.x, **more)
    assert [kept.factors is None for kept in cache.layers] == [False, False, True]
    assert (h != 0).all()
    first, _, _ = unroll(CELLS["lstm"], s.p.layers[0].forward, s.x)
    read = cache.layers[1].caches.forward.x
    np.testing.assert_array_equal(read, first * cache.layers[0].factors)


def test_dropout_is_that_of_the_generator_and_nothing_else():
    s = draw(CELLS["gru"], layers=2)
    (h, *_), (again, *_), (other, *_) = (
        run(CELLS["gru"], s, dropout=0.5, rng=seed) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(h, again)
    assert not np.array_equal(h, other)


def test_dropout_averages_to_the_network_without_it_where_that_is_linear():
    """A ReLU layer that is linear here: the mean over draws is the plain output."""
    cell = CELLS["rnn_relu"]
    s = draw(cell, T=1, B=1, layers=2, H=3)
    s = unflatten(s, [np.abs(v) for v in flatten(s)])
    rng = np.random.default_rng(0)
    plain, _, _ = unroll_stack(cell, s.p, s.x)
    mean = np.mean(
        [unroll_stack(cell, s.p, s.x, dropout=0.5, rng=rng)[0] for _ in range(1500)],
        axis=0,
    )
    np.testing.assert_allclose(mean, plain, rtol=0.1)


# Start, store, optimiser


def test_init_stack_has_the_widths_and_the_start_values():
    cell, rng = CELLS["lstm"], np.random.default_rng(0)
    p = init_stack(cell, 3, (4, 5), rng, 2, 2, norm=True, bias={"f": 1.0})
    shapes = [layer.forward.U.shape for layer in p.layers]
    assert shapes == [(3, 16), (8, 20)]
    assert [norm.gain.shape for norm in p.norms] == [(8,)]
    assert (p.norms[0].gain == 1).all() and not p.norms[0].offset.any()
    for layer in p.layers:
        assert not np.array_equal(layer.forward.W, layer.backward.W)
        for way in layer:
            H = len(way.W)
            assert (way.b[H : 2 * H] == 1).all() and way.b.sum() == H
            assert np.abs(way.W).max() <= H**-0.5
    single = init_stack(cell, 3, 4, rng, 2, norm=True, dtype=np.float32)
    assert {v.dtype.name for v in flatten(single)} == {"float32"}
    assert all(layer.backward == () for layer in single.layers)
    assert init_stack(cell, 3, 4, rng).norms == ()


@ways
@pytest.mark.parametrize("norm", [False, True], ids=["", "norm"])
def test_a_stack_is_saved_loaded_and_compared(directions, norm, tmp_path):
    rng = np.random.default_rng(0)
    p = init_stack(CELLS["gru"], 3, 4, rng, 2, directions, norm)
    save(tmp_path / "p.npz", p)
    back = load(tmp_path / "p.npz", like=p)
    assert type(back) is Stack and type(back.layers[0]) is Directions
    trees_same(back, p, 0)
    with pytest.raises(ValueError, match="does not match"):
        other = init_stack(CELLS["gru"], 3, 4, rng, 3, directions, norm)
        load(tmp_path / "p.npz", like=other)


def test_adam_trains_a_network_with_everything():
    cell, rng = CELLS["lstm"], np.random.default_rng(0)
    p = init_stack(cell, 2, 4, rng, 3, 2, norm=True)
    x, wanted = rng.normal(size=(5, 8, 2)), rng.uniform(-0.5, 0.5, (5, 8, 8))
    flat, losses = flatten(p), []
    state = adam_start(flat)
    for _ in range(60):
        p = unflatten(p, flat)
        h, _, cache = unroll_stack(cell, p, x, residual=True, dropout=0.1, rng=rng)
        losses.append(((h - wanted) ** 2).sum())
        dp, _, _ = unroll_stack_backward(cell, p, 2 * (h - wanted), cache)
        flat, state = adam(flat, flatten(dp), state, lr=0.05)
    assert np.mean(losses[-10:]) < 0.35 * losses[0]


# Known-wrong variants. A mutant is the source with one text replaced; the check that
# must see it is named. "value" compares with torch and with the layers by hand.
MUTANTS = {
    "outputs not re-reversed": (
        "h_b = reverse_by_length(h_b, lengths)",
        "h_b = h_b",
        "value",
    ),
    "reversed over the padding": (
        "turned = reverse_by_length(v, lengths)",
        "turned = reverse_by_length(v)",
        "value",
    ),
    "outputs re-reversed over the padding": (
        "h_b = reverse_by_length(h_b, lengths)",
        "h_b = reverse_by_length(h_b)",
        "value",
    ),
    "padding read": ("start.backward, mask)", "start.backward)", "value"),
    "padding read forward": ("start.forward, mask)", "start.forward)", "value"),
    "backward direction reads forward": (
        "turned = reverse_by_length(v, lengths)",
        "turned = v",
        "value",
    ),
    "every layer reads x": (
        "= _layer(cell, layer, v, start",
        "= _layer(cell, layer, x, start",
        "value",
    ),
    "directions exchanged": ("[h, h_b], axis", "[h_b, h], axis", "value"),
    "one set of weights for both directions": (
        "unroll(cell, layer.backward, turned",
        "unroll(cell, layer.forward, turned",
        "value",
    ),
    "final states exchanged": (
        "Directions(end, end_b)",
        "Directions(end_b, end)",
        "value",
    ),
    "norm after the last layer instead": ("p.norms and k < last", "p.norms and k", "norm"),
    "residual added twice": ("v = h + v if", "v = h + v + v if", "norm"),
    "residual around the first layer": ("bool(residual) and k > 0 and", "bool(residual) and", "gradient"),
    "residual's gradient dropped": ("dv = d + dv if kept.skip", "dv = d if kept.skip", "gradient"),
    "residual's gradient of every layer": (
        "dv = d + dv if kept.skip else d",
        "dv = d + dv if d.shape == dv.shape else d",
        "gradient",
    ),
    "dropout's gradient dropped": ("d = d * kept.factors", "d = d", "gradient"),
    "norm's gradient dropped": ("d, dgain, doffset =", "_, dgain, doffset =", "gradient"),
    "gradient of the inputs not re-reversed": (
        "reverse_by_length(dv_b, lengths)",
        "dv_b",
        "gradient",
    ),
    "gradient of the outputs not reversed": (
        "turned = reverse_by_length(dh[..., H:], lengths)",
        "turned = dh[..., H:]",
        "gradient",
    ),
    "gradient of the outputs reversed over the padding": (
        "reverse_by_length(dh[..., H:], lengths)",
        "reverse_by_length(dh[..., H:])",
        "gradient",
    ),
    "gradient through the backward direction dropped": (
        "dv = dv + reverse_by_length(dv_b, lengths)",
        "dv = dv",
        "gradient",
    ),
    "gradient of the final state dropped": (", caches.backward, dend.backward", ", caches.backward", "gradient"),
    "gradients of the layers in reverse": ("tuple(dlayers[::-1])", "tuple(dlayers)", "gradient"),
    "gradients of the states in reverse": ("tuple(dstarts[::-1])", "tuple(dstarts)", "gradient"),
    "gradients of the norms in reverse": ("tuple(dnorms[::-1])", "tuple(dnorms)", "gradient"),
}  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS)
def test_known_wrong_variant_is_seen(mutant, monkeypatch):
    old, new, check = MUTANTS[mutant]
    made = patched_module("rnnbook.nets.stack", (old, new))
    pair = made.unroll_stack, made.unroll_stack_backward
    s = draw(CELLS["lstm"], D=6, H=3, layers=3, directions=2, norm=check != "value")
    if check == "gradient":
        # Where the right one agrees with differences, this one does not: the first
        # layer is as wide as its input here, and has no residual all the same.
        gaps = gaps_to(run(CELLS["lstm"], s, *pair, **OPTIONS["all"]), s)
        assert max(gaps) > 1e-3
        return
    if check == "norm":
        monkeypatch.setitem(globals(), "unroll_stack", pair[0])
        with pytest.raises((AssertionError, ValueError, IndexError)):
            test_norm_dropout_and_residual_equal_the_same_network_in_torch(2, False)
        return
    same_as_torch(s, (unroll_stack, unroll_stack_backward))
    with pytest.raises((AssertionError, ValueError)):
        same_as_torch(s, pair)


def gaps_to(result, s):
    """The relative differences from the right values and gradients, array by array."""
    right = run(CELLS["lstm"], s, **OPTIONS["all"])
    pairs = zip(flatten(result), flatten(right), strict=True)
    return [
        np.abs(a - b).max() / np.abs(b).max() if a.shape == b.shape else np.inf
        for a, b in pairs
    ]


def same_as_torch(s, pair):
    mask = np.arange(4)[:, None] < LENGTHS
    module = stack_to_torch(s.p, module_for("lstm", s, 3, 2, 3))
    h_torch, ends, *_ = torch_run(module, s, LENGTHS)
    h, end, _ = run(CELLS["lstm"], s, *pair, lengths=LENGTHS)
    same(h[mask], h_torch[mask])
    for ours, theirs in zip(torch_states(end), ends, strict=True):
        same(ours.detach().numpy(), theirs)


DROPOUT_MUTANTS = {
    "not scaled": ("/ (1 - float(rate))", "* 1.0"),
    "kept and dropped exchanged": (">= rate", "< rate"),
    "scaled by the share that is dropped": ("(1 - float(rate))", "float(rate)"),
}


@pytest.mark.parametrize("mutant", DROPOUT_MUTANTS)
def test_wrong_dropout_is_seen(mutant, monkeypatch):
    made = patched_module("rnnbook.nets.dropout", DROPOUT_MUTANTS[mutant])
    monkeypatch.setitem(globals(), "dropout", made.dropout)
    with pytest.raises(AssertionError):
        test_dropout_keeps_the_mean_and_drops_the_share()
