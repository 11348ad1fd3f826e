"""Normalisation, of arrays and inside a recurrence: differences, torch, identities."""

# ruff: noqa: E501 -- a row of a table is read as one line

import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from own_cells import OWN
from refusing import assert_refused
from sequences import draw, gap, run, wrong

from rnnbook import CELLS, gradcheck
from rnnbook.nets.norm import (
    batch_norm,
    batch_norm_backward,
    layer_norm,
    layer_norm_backward,
)
from rnnbook.nets.normed import (
    Gains,
    Statistics,
    init_gains,
    mean_statistics,
    unroll_normed,
    unroll_normed_backward,
)
from rnnbook.patch import patched_module

F = torch.nn.functional
ALL = {**CELLS, **OWN}
KINDS = ("layer", "batch", "testing")
cells, kinds = pytest.mark.parametrize("name", ALL), pytest.mark.parametrize("kind", KINDS)
T, B, D, H = 4, 6, 2, 3


# Of arrays.


def arrays(shape, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    v, dy = rng.normal(2, 3, (2, *shape))
    gain, offset, mean = rng.normal(size=(3, shape[-1]))
    variance = rng.uniform(0.5, 2, shape[-1])
    return [a.astype(dtype) for a in (v, gain, offset, dy, mean, variance)]


def norm_run(kind, v, gain, offset, dy, mean, variance):
    """out and the gradients of v, gain and offset."""
    if kind == "layer":
        out, cache = layer_norm(v, gain, offset)
        return out, *layer_norm_backward(dy, cache)
    given = {"statistics": (mean, variance)} if kind == "testing" else {}
    out, cache = batch_norm(v, gain, offset, **given)
    return out, *batch_norm_backward(dy, cache)


@kinds
@settings(deadline=None, max_examples=25, derandomize=True)
@given(rows=st.integers(2, 6), n=st.integers(2, 6), steps=st.integers(1, 3), seed=st.integers(0, 99))
def test_norms_equal_torch_in_output_and_gradients(kind, rows, n, steps, seed):
    v, gain, offset, dy, mean, variance = arrays((steps, rows, n), seed)
    t = [torch.tensor(a, requires_grad=True) for a in (v, gain, offset)]
    flat = t[0].reshape(-1, n)
    if kind == "layer":
        out = F.layer_norm(t[0], (n,), t[1], t[2])
    elif kind == "batch":
        out = F.batch_norm(flat, None, None, t[1], t[2], training=True)
    else:
        given = torch.tensor(mean), torch.tensor(variance)
        out = F.batch_norm(flat, *given, t[1], t[2], training=False)
    out = out.reshape(t[0].shape)
    (out * torch.tensor(dy)).sum().backward()
    ours = norm_run(kind, v, gain, offset, dy, mean, variance)
    for a, b in zip(ours, [out.detach(), *(a.grad for a in t)], strict=True):
        np.testing.assert_allclose(a, b.numpy(), rtol=1e-10, atol=1e-10)


@kinds
@pytest.mark.parametrize("shape", [(5, 4), (2, 3, 4), (7,)])
def test_gradients_of_norms_match_differences(kind, shape):
    if shape == (7,) and kind == "batch":
        return  # a batch of one row
    v, gain, offset, dy, mean, variance = arrays(shape, 3)
    grads = dict(zip(("v", "gain", "offset"), norm_run(kind, v, gain, offset, dy, mean, variance)[1:], strict=True))

    def loss(v, gain, offset):
        return (norm_run(kind, v, gain, offset, dy, mean, variance)[0] * dy).sum()

    report = gradcheck(loss, {"v": v, "gain": gain, "offset": offset}, grads)
    assert report.ok, str(report)


def test_rows_of_layer_norm_and_columns_of_batch_norm_are_normal():
    v = arrays((8, 5))[0]
    one, zero = np.ones(5), np.zeros(5)
    rows, cache = layer_norm(v, one, zero, eps=1e-12)
    np.testing.assert_allclose(rows.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(rows.var(axis=1), 1, rtol=1e-9)
    columns, cache = batch_norm(v, one, zero, eps=1e-12)
    np.testing.assert_allclose(columns.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(columns.var(axis=0), 1, rtol=1e-9)
    np.testing.assert_allclose(cache.mean, v.mean(axis=0))
    np.testing.assert_allclose(cache.variance, v.var(axis=0))
    # Another scale or offset of a row is not seen.
    same, _ = layer_norm(3 * v - 7, one, zero, eps=1e-12)
    np.testing.assert_allclose(same, rows, rtol=1e-9)


@kinds
def test_norms_keep_the_dtype(kind):
    assert {a.dtype for a in norm_run(kind, *arrays((4, 3), dtype=np.float32))} == {np.dtype(np.float32)}


# Inside a recurrence.


def normed(name, kind, seed=1, B=B, dtype=np.float64):
    """Everything that a normalised run is given, drawn at random."""
    s = draw(ALL[name], T, B, D, H, seed, dtype)
    rng = np.random.default_rng(seed)
    K = s.p.b.size
    gains = Gains(*rng.uniform(0.3, 1, (2, K)).astype(dtype))
    known = None
    if kind == "testing":  # for fewer steps than the sequence has
        mean, variance = rng.normal(size=(2, 3, K)), rng.uniform(0.5, 2, (2, 3, K))
        parts = (mean[0], variance[0], mean[1], variance[1])
        known = Statistics(*(a.astype(dtype) for a in parts))
    return s, gains, "layer" if kind == "layer" else "batch", known


def normed_run(name, s, gains, kind, known, eps=1e-5):
    """h, the final state, and every gradient by name."""
    cell = ALL[name]
    h, end, cache = unroll_normed(cell, s.p, gains, s.x, s.state, kind, known, eps)
    dp, dgains, dx, dstart = unroll_normed_backward(cell, s.p, gains, s.dh, cache, s.dstate)
    starts = {f"{n}0": d for n, d in zip(cell.state, dstart, strict=True)}
    return h, end, {**dp._asdict(), "gain_x": dgains.x, "gain_h": dgains.h, "x": dx, **starts}


def normed_report(name, kind):
    s, gains, how, known = normed(name, kind)
    starts = [f"{n}0" for n in ALL[name].state]
    values = {**s.p._asdict(), "gain_x": gains.x, "gain_h": gains.h, "x": s.x}
    values |= dict(zip(starts, s.state, strict=True))

    def loss(x, gain_x, gain_h, **v):
        p = type(s.p)(*(v[n] for n in s.p._fields))
        state = tuple(v[n] for n in starts)
        h, end, _ = unroll_normed(ALL[name], p, Gains(gain_x, gain_h), x, state, how, known)
        return (h * s.dh).sum() + sum((a * d).sum() for a, d in zip(end, s.dstate, strict=True))

    return gradcheck(loss, values, normed_run(name, s, gains, how, known)[2])


@cells
@kinds
def test_every_gradient_of_a_normed_recurrence_matches_differences(name, kind):
    report = normed_report(name, kind)
    assert report.ok, str(report)


@cells
def test_statistics_that_change_nothing_leave_the_plain_unroll(name):
    """Mean 0 and variance 1 with gains of 1: every line but the norms is that of unroll."""
    s, gains, _, _ = normed(name, "batch")
    flat = np.zeros((1, s.p.b.size))
    known = Statistics(flat, flat + 1 - 1e-5, flat, flat + 1 - 1e-5)
    ones = Gains(*np.ones((2, s.p.b.size)))
    h, end, grads = normed_run(name, s, ones, "batch", known)
    h_plain, end_plain, plain = run(ALL[name], s)
    np.testing.assert_allclose(h, h_plain, rtol=1e-12)
    np.testing.assert_allclose(end, end_plain, rtol=1e-12)
    del grads["gain_x"], grads["gain_h"]
    assert gap(grads, plain) < 1e-12


def torch_rnn(xU, hW, state, P):
    return (torch.tanh(xU + hW),)


def torch_lstm(xU, hW, state, P):
    i, f, g, o = (xU + hW).chunk(4, dim=1)
    c = torch.sigmoid(f) * state[1] + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def torch_peephole(xU, hW, state, P):
    i, f, g, o = (xU + hW).chunk(4, dim=1)
    c = torch.sigmoid(f + P[1] * state[1]) * state[1]
    c = c + torch.sigmoid(i + P[0] * state[1]) * torch.tanh(g)
    return torch.sigmoid(o + P[2] * c) * torch.tanh(c), c


def torch_gru(xU, hW, state, P):
    (x_r, x_z, x_n), (h_r, h_z, h_n) = xU.chunk(3, dim=1), hW.chunk(3, dim=1)
    z = torch.sigmoid(x_z + h_z)
    return (z * state[0] + (1 - z) * torch.tanh(x_n + torch.sigmoid(x_r + h_r) * h_n),)


def torch_before(xU, hW, state, P):
    _, a_z, a_n = (xU + hW).chunk(3, dim=1)
    z = torch.sigmoid(a_z)
    return (z * state[0] + (1 - z) * torch.tanh(a_n),)


# The step in torch, and the widths that a row is normalised in.
TWINS = {
    "rnn": (torch_rnn, [H]),
    "lstm": (torch_lstm, [4 * H]),
    "lstm_peephole": (torch_peephole, [4 * H]),
    "gru": (torch_gru, [2 * H, H]),
    "gru_before": (torch_before, [2 * H, H]),
}


def torch_run(name, s, gains, kind, known):
    """What torch's norms and its autograd make of the same, in float64."""
    step, widths = TWINS[name]
    p = {n: torch.tensor(v, requires_grad=True) for n, v in s.p._asdict().items()}
    x, g_x, g_h = (torch.tensor(v, requires_grad=True) for v in (s.x, *gains))
    start = [torch.tensor(v, requires_grad=True) for v in s.state]
    b_h = p.get("b_h", torch.zeros(p["b"].shape, dtype=torch.float64))
    cuts = np.cumsum([0, *widths])

    def norm(v, gain, offset, t, which, left=0):
        k = slice(left, left + v.shape[1])
        if known is not None:
            rows = [torch.tensor(part[min(t, 2)])[k] for part in known]
            return F.batch_norm(v, *rows[2 * which : 2 * which + 2], gain[k], offset[k])
        if kind == "batch":
            return F.batch_norm(v, None, None, gain[k], offset[k], training=True)
        parts = [
            F.layer_norm(v[:, a - left : b - left], (b - a,), gain[a:b], offset[a:b])
            for a, b in zip(cuts, cuts[1:], strict=False)
            if left <= a < k.stop
        ]
        return torch.cat(parts, dim=1)

    state, h = tuple(start), []
    for t, x_t in enumerate(x):
        xU = norm(x_t @ p["U"], g_x, p["b"], t, 0)
        if name == "gru_before":
            first = norm(state[0] @ p["W"][:, : 2 * H], g_h, b_h, t, 1)
            q = torch.sigmoid(xU[:, :H] + first[:, :H]) * state[0]
            last = norm(q @ p["W"][:, 2 * H :], g_h, b_h, t, 1, left=2 * H)
            hW = torch.cat([first, last], dim=1)
        else:
            hW = norm(state[0] @ p["W"], g_h, b_h, t, 1)
        state = step(xU, hW, state, p.get("P"))
        h.append(state[0])
    h = torch.stack(h)
    loss = (h * torch.tensor(s.dh)).sum()
    for part, d in zip(state, s.dstate, strict=True):
        loss = loss + (part * torch.tensor(d)).sum()
    loss.backward()
    grads = {**p, "gain_x": g_x, "gain_h": g_h, "x": x}
    grads |= {f"{n}0": v for n, v in zip("hc", start, strict=False)}
    return h.detach().numpy(), [v.detach().numpy() for v in state], {n: v.grad.numpy() for n, v in grads.items()}


@pytest.mark.parametrize("name", TWINS)
@kinds
@pytest.mark.parametrize("seed", range(3))
def test_a_normed_recurrence_equals_torch(name, kind, seed):
    given = normed(name, kind, seed)
    h, end, grads = normed_run(name, *given)
    h_torch, end_torch, wanted = torch_run(name, *given)
    np.testing.assert_allclose(h, h_torch, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(end, end_torch, rtol=1e-10, atol=1e-10)
    assert gap(grads, wanted) < 1e-10


@cells
@pytest.mark.parametrize("kind", ["layer", "testing"])
def test_rows_do_not_mix_unless_a_batch_is_normalised(name, kind):
    s, gains, how, known = normed(name, kind)
    h, _, _ = unroll_normed(ALL[name], s.p, gains, s.x, s.state, how, known)
    for b in range(B):
        row = slice(b, b + 1)
        start = tuple(part[row] for part in s.state)
        one, _, _ = unroll_normed(ALL[name], s.p, gains, s.x[:, row], start, how, known)
        np.testing.assert_allclose(h[:, row], one, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
def test_layer_normalisation_does_not_see_the_scale_of_the_weights(name):
    s, gains, _, _ = normed(name, "layer")
    louder = s.p._replace(W=40 * s.p.W, U=0.1 * s.p.U)
    h, louder_h = (unroll_normed(ALL[name], p, gains, s.x, s.state, eps=1e-14)[0] for p in (s.p, louder))
    np.testing.assert_allclose(louder_h, h, rtol=1e-7)


@cells
def test_mean_statistics_are_those_of_each_step_over_batches(name):
    one, two = normed(name, "batch", 1)[0], normed(name, "batch", 2)[0]
    p, gains = one.p, normed(name, "batch")[1]
    caches = [unroll_normed(ALL[name], p, gains, s.x, s.state, "batch")[2] for s in (one, two)]
    found = mean_statistics(caches)
    both = np.stack([one.x @ p.U, two.x @ p.U])
    np.testing.assert_allclose(found.x_mean, both.mean(axis=(0, 2)), atol=1e-14)
    np.testing.assert_allclose(found.x_variance, both.var(axis=2).mean(axis=0))
    h_prev = np.stack([cache.run.h_prev for cache in caches]) @ p.W
    direct = slice(0, -H) if ALL[name].inner else slice(None)
    np.testing.assert_allclose(found.h_mean[:, direct], h_prev.mean(axis=(0, 2))[:, direct], atol=1e-14)
    np.testing.assert_allclose(found.h_variance[:, direct], h_prev.var(axis=2).mean(axis=0)[:, direct])
    # With the statistics of its own batch, testing gives what training gave.
    known = mean_statistics(caches[:1])
    trained, _, _ = unroll_normed(ALL[name], p, gains, one.x, one.state, "batch")
    tested, _, _ = unroll_normed(ALL[name], p, gains, one.x, one.state, "batch", known)
    np.testing.assert_allclose(tested, trained, rtol=1e-11, atol=1e-13)


def test_statistics_of_the_last_step_go_on():
    s, gains, how, known = normed("lstm", "testing")
    last = Statistics(*(np.concatenate([part, part[-1:]]) for part in known))
    h, longer = (unroll_normed(ALL["lstm"], s.p, gains, s.x, s.state, how, k)[0] for k in (known, last))
    np.testing.assert_array_equal(h, longer)


def test_a_batch_that_starts_from_zeros_has_no_recurrent_product_at_first():
    s, gains, how, _ = normed("rnn", "batch")
    h, _, _ = unroll_normed(ALL["rnn"], s.p, gains, s.x, None, how)
    xU = batch_norm(s.x[0] @ s.p.U, gains.x, s.p.b)[0]
    np.testing.assert_allclose(h[0], np.tanh(xU), rtol=1e-12)


def bad(kind="layer", name="lstm", change=None, **options):
    """A call of the forward with one argument of it changed."""

    def call():
        s, gains, _, _ = normed(name, "batch")
        given = {"p": s.p, "gains": gains, "x": s.x, "state": s.state, **options}
        unroll_normed(ALL[name], given.pop("p"), given.pop("gains"), given.pop("x"), **given, kind=kind)

    return call


V, GAIN, OFFSET, DY, MEAN, VARIANCE = arrays((5, 3))
FLAT = np.ones((2, 4 * H))
BATCH_OF_ONE = np.ones((T, 1, D))
ONE_UNIT = draw(ALL["lstm"], T, B, D, 1)
S, GAINS, _, _ = normed("lstm", "layer")
LAYER_CACHE = unroll_normed(CELLS["lstm"], S.p, GAINS, S.x)[2]


def back(cache=LAYER_CACHE, gains=GAINS, dh=S.dh):
    return lambda: unroll_normed_backward(CELLS["lstm"], S.p, gains, dh, cache)


VALUE, TYPE = ValueError, TypeError
BAD = {
    "layer: a list": (lambda: layer_norm([1.0], GAIN, OFFSET), TYPE, "v is a list", "a NumPy array", "np.asarray(v"),
    "layer: whole numbers": (lambda: layer_norm(V.astype(int), GAIN, OFFSET), TYPE, "v has dtype int64", "float32 or float64", ".astype"),
    "layer: one unit": (lambda: layer_norm(V[:, :1], GAIN[:1], OFFSET[:1]), VALUE, "v has shape (5, 1)", "at least two units", "leave the normalisation out"),
    "layer: no rows": (lambda: layer_norm(V[:0], GAIN, OFFSET), VALUE, "v has shape (0, 3)", "at least one row", "drop empty"),
    "layer: gain of a number": (lambda: layer_norm(V, np.ones(()), OFFSET), VALUE, "gain has shape ()", "wanted (3,)", "each unit"),
    "layer: offset of another width": (lambda: layer_norm(V, GAIN, OFFSET[:2]), VALUE, "offset has shape (2,)", "wanted (3,)", "each unit"),
    "layer: mixed dtypes": (lambda: layer_norm(V.astype(np.float32), GAIN, OFFSET), TYPE, "v float32, gain float64", "wanted one", ".astype"),
    "layer: NaN": (lambda: layer_norm(V * np.nan, GAIN, OFFSET), VALUE, "v[0, 0] is nan", "finite", "clean the"),
    "layer: eps of zero": (lambda: layer_norm(V, GAIN, OFFSET, 0.0), VALUE, "eps is 0.0", "above 0", "1e-5 is usual"),
    "layer: dy of another shape": (lambda: layer_norm_backward(DY[1:], layer_norm(V, GAIN, OFFSET)[1]), VALUE, "dy has shape (4, 3)", "wanted (5, 3)", "each entry of v"),
    "layer: dy of float32": (lambda: layer_norm_backward(DY.astype(np.float32), layer_norm(V, GAIN, OFFSET)[1]), TYPE, "dy float32, v float64", "wanted one", ".astype"),
    "layer: dy of NaN": (lambda: layer_norm_backward(DY * np.nan, layer_norm(V, GAIN, OFFSET)[1]), VALUE, "dy[0, 0] is nan", "finite", "diverged"),
    "batch: one row": (lambda: batch_norm(V[:1], GAIN, OFFSET), VALUE, "v has shape (1, 3)", "at least two rows", "statistics=(mean, variance)"),
    "batch: one statistic": (lambda: batch_norm(V, GAIN, OFFSET, statistics=MEAN), TYPE, "statistics is a ndarray", "(mean, variance)", "the caches of the training batches"),
    "batch: another width": (lambda: batch_norm(V, GAIN, OFFSET, statistics=(MEAN, VARIANCE[:2])), VALUE, "variance has shape (2,)", "wanted (3,)", "each unit"),
    "batch: exchanged": (lambda: batch_norm(V, GAIN, OFFSET, statistics=(VARIANCE, -VARIANCE)), VALUE, "the variance goes down to -", "none below 0", "in this order"),
    "normed: another kind": (bad("group"), VALUE, "kind is 'group'", "'layer' or 'batch'", "over the units of a row"),
    "normed: plain gains": (bad(gains=tuple(FLAT)), TYPE, "gains is a tuple", "Gains(x, h)", "init_gains"),
    "normed: a gain of one gate": (bad(gains=Gains(FLAT[0, :H], FLAT[1])), VALUE, "gains.x has shape (3,)", "wanted (12,)", "init_gains"),
    "normed: a gain of NaN": (bad(gains=Gains(FLAT[0], FLAT[1] * np.nan)), VALUE, "gains.h[0] is nan", "finite", "diverged"),
    "normed: gains of float32": (bad(gains=Gains(*FLAT.astype(np.float32))), TYPE, "gains.x float32", "wanted one", ".astype"),
    "normed: eps below zero": (bad(eps=-1.0), VALUE, "eps is -1.0", "above 0", "1e-5 is usual"),
    "normed: a batch of one": (bad("batch", x=BATCH_OF_ONE, state=None), VALUE, "B = 1", "at least 2 for 'batch'", "statistics for testing"),
    "normed: one unit": (bad(p=ONE_UNIT.p, gains=Gains(*np.ones((2, 4))), state=None), VALUE, "H = 1", "at least 2 for 'layer'", "take more units"),
    "normed: statistics for layers": (bad(statistics=Statistics(*[FLAT] * 4)), VALUE, "statistics is given", "none for 'layer'", "leave it out"),
    "normed: statistics in a tuple": (bad("batch", statistics=(FLAT,) * 4), TYPE, "statistics is a tuple", "wanted Statistics", "mean_statistics(caches)"),
    "normed: statistics of one step": (bad("batch", statistics=Statistics(*[FLAT[0]] * 4)), VALUE, "statistics.x_mean has shape (12,)", "(12, 12)", "a row for each step"),
    "normed: statistics of no steps": (bad("batch", statistics=Statistics(*[FLAT[:0]] * 4)), VALUE, "shape (0, 12)", "(1, 12)", "at least one"),
    "normed: variances below zero": (bad("batch", statistics=Statistics(FLAT, -FLAT, FLAT, FLAT)), VALUE, "a variance of the statistics is -1.0", "none below 0", "the order of Statistics"),
    "normed: x has NaN": (bad(x=np.full((T, B, D), np.nan)), VALUE, "x[0, 0, 0] is nan", "finite", "clean the"),
    "gains of no units": (lambda: init_gains(CELLS["rnn"], 0), VALUE, "H = 0", "at least 1", "width of the state"),
    "gains of another kind": (lambda: init_gains(CELLS["rnn"], 3, "Layer"), VALUE, "kind is 'Layer'", "'layer' or 'batch'", "over the batch"),
    "statistics of nothing": (lambda: mean_statistics([]), VALUE, "shapes none", "at least one", "of one length"),
    "statistics of layers": (lambda: mean_statistics([LAYER_CACHE]), VALUE, "not one of a batch-normalised run", 'kind "batch"', "third"),
    "backward: the cache of unroll": (back(LAYER_CACHE.run), TYPE, "cache is a Cache", "the third value that unroll_normed", "unroll_backward is for those of unroll"),
    "backward: no gains": (back(gains=None), TYPE, "gains is a NoneType", "Gains(x, h)", "init_gains"),
    "backward: dh of the last step": (back(dh=S.dh[-1]), VALUE, "dh has shape (6, 3)", "(4, 6, 3)", "zeros where"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_refused_with_what_came_what_was_wanted_and_the_remedy(case):
    assert_refused(BAD[case])


def test_gains_start_at_one_and_at_a_tenth():
    for kind, start in (("layer", 1.0), ("batch", 0.1)):
        gains = init_gains(CELLS["gru"], H, kind, np.float32)
        assert gains.x is not gains.h
        for gain in gains:
            np.testing.assert_array_equal(gain, np.full(3 * H, start, np.float32))
            assert gain.dtype == np.float32


@cells
@kinds
def test_the_cache_of_a_normed_run_is_its_own(name, kind):
    """What you do to x, h or a state afterwards does not reach the way back."""
    s, gains, how, known = normed(name, kind)
    wanted = normed_run(name, s, gains, how, known)[2]
    h, end, cache = unroll_normed(ALL[name], s.p, gains, s.x, s.state, how, known)
    for value in (h, *end, s.x, *s.state):
        value[...] = 7.0
    dp, dgains, dx, dstart = unroll_normed_backward(ALL[name], s.p, gains, s.dh, cache, s.dstate)
    starts = {f"{n}0": d for n, d in zip(ALL[name].state, dstart, strict=True)}
    found = {**dp._asdict(), "gain_x": dgains.x, "gain_h": dgains.h, "x": dx, **starts}
    for n, value in wanted.items():
        np.testing.assert_array_equal(found[n], value)


@pytest.mark.parametrize("name", CELLS)
@kinds
def test_a_normed_recurrence_keeps_float32_and_its_inputs(name, kind):
    given, before = (normed(name, kind, dtype=np.float32) for _ in range(2))
    h, end, grads = normed_run(name, *given)
    assert {v.dtype for v in (h, *end, *grads.values())} == {np.dtype(np.float32)}
    for a, b in zip((given[0].x, *given[0].p, *given[1]), (before[0].x, *before[0].p, *before[1]), strict=True):
        np.testing.assert_array_equal(a, b)


# old text, new text, the cell, the kind, gradients that must be among the wrong ones
MUTANTS = {
    "mean not subtracted from the gradient": ("norm", "d = d - d.mean(axis=axis, keepdims=True) - cache", "d = d - cache", "lstm", "layer", "U W x h0"),
    "variance taken for a constant": ("norm", " - cache.normed * along", "", "lstm", "batch", "U W x h0"),
    "statistics taken for the batch's own": ("norm", "if not cache.fixed:", "if True:", "rnn", "testing", "U W x h0"),
    "gradient not divided by the deviation": ("norm", "return d * cache.inverse,", "return d,", "rnn", "layer", "U W x h0"),
    "gain left out of the gradient": ("norm", "d = dy * cache.gain", "d = dy", "rnn", "batch", "U W x h0"),
    "gain's gradient without what it scales": ("norm", "(dy * cache.normed).sum(axis=lead)", "dy.sum(axis=lead)", "rnn", "layer", "gain_x gain_h"),
    "gains exchanged": ("normed", "Gains(dx_norm[0], dh_norm[0])", "Gains(dh_norm[0], dx_norm[0])", "rnn", "layer", "gain_x gain_h"),
    "gain of the last step only": ("normed", "dh_norm += d_norm", "dh_norm[:] = d_norm", "rnn", "layer", "gain_h"),
    "offset's gradient from the product": ("normed", "._replace(b=dx_norm[1])", "", "rnn", "layer", "b"),
    "second offset's gradient from the product": ("normed", "b_h=dh_norm[1]", "b_h=dhW.sum(axis=(0, 1))", "gru", "layer", "b_h"),
    "gradient past the norm of h W": ("normed", "through_W = grads[0][:, direct]", "through_W = dhW[:, direct]", "gru", "batch", "h0"),
    "gradient past the norm of x U": ("normed", "dxU[t], *d_norm =", "dxU[t], (_, *d_norm) = d,", "rnn", "layer", "U x"),
    "inner: past the norm of its product": ("normed", "normalise_backward(dhW[:, last], norms[-1], axis)[0]", "dhW[:, last]", "gru_before", "layer", "U h0"),
    "inner: gradient through hW dropped": ("normed", "dhW[:, first] + dhW_q,", "dhW[:, first],", "gru_before", "batch", "W h0"),
    "inner: gradient through xU dropped": ("normed", "dxU = dxU + dxU_q", "dxU = dxU", "gru_before", "layer", "U x"),
    "inner: gradient past the state dropped": ("normed", "d + d_q for", "d for", "gru_before", "batch", "h0"),
    "inner: its product leads to h_prev too": ("normed", "direct = first if cell.inner else slice(None)", "direct = slice(None)", "gru_before", "layer", "h0"),
    "dh ignored": ("normed", "dstate[0] + dh[t], *", "dstate[0], *", "rnn", "layer", "U W x h0"),
    "own weights of one step": ("normed", "total += d.sum", "total[...] = d.sum", "lstm_peephole", "layer", "P"),
}  # fmt: skip
# What gradients cannot see, as forward and backward agree: torch does.
FORWARD = {
    "variance without its mean": ("norm", "((v - mean) ** 2)", "(v**2)", "rnn", "layer"),
    "deviation for variance": ("norm", "np.sqrt(variance + float(eps))", "(variance + float(eps))", "rnn", "batch"),
    "along the other axis": ("normed", '{"layer": -1, "batch": 0}', '{"layer": 0, "batch": -1}', "rnn", "layer"),
    "a GRU's gates all at once": ("normed", "if not apart or K == H:", "if True:", "gru", "layer"),
    "an LSTM's gates in two parts": ("normed", "if not apart or K == H:", "if K == H:", "lstm", "layer"),
    "statistics of another step": ("normed", "t = min(t, len(statistics.x_mean) - 1)", "t = 0", "lstm", "testing"),
    "statistics of the other product": ("normed", "norm(which, t, k, product):\n        known = _known(statistics, 2 * which", "norm(which, t, k, product):\n        known = _known(statistics, 2 - 2 * which", "lstm", "testing"),
    "the offset of the other product": ("normed", "offsets[which][k]", "offsets[1 - which][k]", "gru", "layer"),
}  # fmt: skip


def put_in(monkeypatch, where, old, new):
    """The tests of this file with a mutant of `where`, and all that is built on it."""
    made = {}
    for name in ("norm", "normed"):
        changes = [(old, new)] if name == where else []
        made[name] = patched_module(f"rnnbook.nets.{name}", *changes)
        monkeypatch.setitem(sys.modules, f"rnnbook.nets.{name}", made[name])
    for name in ("Gains", "Statistics", "unroll_normed", "unroll_normed_backward", "mean_statistics"):
        monkeypatch.setitem(globals(), name, getattr(made["normed"], name))


@pytest.mark.parametrize("mutant", MUTANTS)
def test_mutant_of_the_backward_is_seen_by_differences(mutant, monkeypatch):
    where, old, new, cell, kind, names = MUTANTS[mutant]
    put_in(monkeypatch, where, old, new)
    report = normed_report(cell, kind)
    assert wrong(report) >= set(names.split()), str(report)


@pytest.mark.parametrize("mutant", FORWARD)
def test_mutant_of_the_forward_is_seen_by_torch(mutant, monkeypatch):
    where, old, new, cell, kind = FORWARD[mutant]
    put_in(monkeypatch, where, old, new)
    with pytest.raises((AssertionError, ValueError)):
        test_a_normed_recurrence_equals_torch(cell, kind, 0)


def test_the_source_as_it_is_passes_what_the_mutants_fail(monkeypatch):
    put_in(monkeypatch, "norm", "import numpy as np", "import numpy as np")
    rows = [*MUTANTS.values(), *FORWARD.values()]
    for cell, kind in sorted({tuple(row[3:5]) for row in rows}):
        assert normed_report(cell, kind).ok
        test_a_normed_recurrence_equals_torch(cell, kind, 0)
