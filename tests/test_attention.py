"""Attention, encoder and decoder: gradients, torch, decoding, the pairs they learn."""

import datetime
import importlib.util
import itertools
import re

import numpy as np
import pytest
import torch
from support import ROOT

from rnnbook import (
    CELLS,
    GRUParams,
    Readout,
    attention,
    attention_backward,
    decoder_step,
    encode_source,
    encoder_decoder,
    encoder_decoder_backward,
    flatten,
    gradcheck,
    init_encoder_decoder,
    length_mask,
    softmax_cross_entropy,
    translate,
    translate_beam,
    unflatten,
)
from rnnbook.nets.encoder_decoder import EncoderDecoder
from rnnbook.tasks import (
    DATE_SYMBOLS,
    ISO_SYMBOLS,
    date_pair,
    dates,
    dates_baseline,
    pairs,
    reordering,
    reordering_baseline,
)

GRU = CELLS["gru"]


def drawn(N=3, T=5, B=2, H=4, seed=0):
    rng = np.random.default_rng(seed)
    s, dmean = rng.normal(size=(2, N, B, H))
    return s, rng.normal(size=(T, B, H)), dmean, np.array([5, 3])


def loss_of(cell, tree, batch, attend):
    def loss(**arrays):
        p = unflatten(tree, type(flatten(tree))(**arrays))
        o, _ = encoder_decoder(cell, p, batch.x, batch.lengths, batch.inputs, attend)
        return softmax_cross_entropy(o, batch.target, mask=batch.mask)[0]

    return loss


def test_gradients_of_attention_match_differences_and_torch():
    s, h, dmean, lengths = drawn()
    mask = length_mask(lengths, len(h))
    _, weights = attention(s, h, mask)
    assert np.allclose(weights.sum(axis=-1), 1) and not weights[:, 1, 3:].any()
    ds, dh = attention_backward(dmean, s, h, weights)
    assert not dh[3:, 1].any()
    found = gradcheck(
        lambda s, h: (attention(s, h, mask)[0] * dmean).sum(),
        {"s": s, "h": h}, {"s": ds, "h": dh},
    )  # fmt: skip
    assert found.worst.error < 1e-7
    s_, h_ = (torch.tensor(v, requires_grad=True) for v in (s, h))
    scores = torch.bmm(s_.transpose(0, 1), h_.permute(1, 2, 0))
    hidden = torch.tensor(~mask.T)[:, None]
    means = torch.softmax(scores.masked_fill(hidden, -torch.inf), -1)
    means = torch.bmm(means, h_.transpose(0, 1)).transpose(0, 1)
    means.backward(torch.tensor(dmean))
    np.testing.assert_allclose(ds, s_.grad, atol=1e-12)
    np.testing.assert_allclose(dh, h_.grad, atol=1e-12)


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("attend", [True, False])
def test_gradients_of_the_whole_match_differences(name, attend):
    cell, rng = CELLS[name], np.random.default_rng(1)
    sources = [[0, 2, 1], [1, 0]]
    batch = pairs(sources, [row[::-1][:2] for row in sources], 3, 3)
    p = init_encoder_decoder(cell, 3, 4, 3, rng)
    o, cache = encoder_decoder(cell, p, batch.x, batch.lengths, batch.inputs, attend)
    _, do = softmax_cross_entropy(o, batch.target, mask=batch.mask)
    grads, dx = encoder_decoder_backward(cell, p, do, cache)
    values, found = flatten(p)._asdict(), flatten(grads)._asdict()
    report = gradcheck(loss_of(cell, p, batch, attend), values, found)
    assert report.worst.error < 1e-6
    assert not dx[~length_mask(batch.lengths, len(batch.x))].any()


def torch_gru(p):
    layer = torch.nn.GRU(p.U.shape[0], p.W.shape[0]).double()
    rows = {"weight_ih_l0": p.U.T, "weight_hh_l0": p.W.T, "bias_ih_l0": p.b,
            "bias_hh_l0": p.b_h}  # fmt: skip
    with torch.no_grad():
        for name, value in rows.items():
            getattr(layer, name).copy_(torch.tensor(value))
    return layer


@pytest.mark.parametrize("attend", [True, False])
def test_the_whole_is_that_of_torch(attend):
    rng = np.random.default_rng(2)
    n = 5
    rows = list(rng.integers(0, 10, (3, n)))
    batch = pairs(rows, [row[:3] for row in rows], 10, 10)
    p = init_encoder_decoder(GRU, 10, 11, 6, rng)
    o, cache = encoder_decoder(GRU, p, batch.x, batch.lengths, batch.inputs, attend)
    loss, do = softmax_cross_entropy(o, batch.target)
    grads, _ = encoder_decoder_backward(GRU, p, do, cache)
    encoder, decoder = torch_gru(p.encoder), torch_gru(p.decoder)
    V, b = (torch.tensor(v, requires_grad=True) for v in p.head)
    h, bridge = encoder(torch.tensor(batch.x))
    s, _ = decoder(torch.tensor(batch.inputs), bridge)
    context = h[-1:].expand_as(s)
    if attend:
        context = torch.nn.functional.scaled_dot_product_attention(
            *(v.transpose(0, 1) for v in (s, h, h)), scale=1.0
        ).transpose(0, 1)
    scores = torch.cat([s, context], -1) @ V + b
    flat = scores.reshape(-1, 11), torch.tensor(batch.target.ravel())
    theirs = torch.nn.functional.cross_entropy(*flat)
    theirs.backward()
    assert abs(loss - theirs.item()) < 1e-12
    np.testing.assert_allclose(grads.head.V, V.grad, atol=1e-12)
    for ours, layer in ((grads.encoder, encoder), (grads.decoder, decoder)):
        np.testing.assert_allclose(ours.W.T, layer.weight_hh_l0.grad, atol=1e-12)
        np.testing.assert_allclose(ours.U.T, layer.weight_ih_l0.grad, atol=1e-12)
        np.testing.assert_allclose(ours.b_h, layer.bias_hh_l0.grad, atol=1e-12)


def test_the_stacked_networks_of_the_experiments_are_those_of_the_package():
    path = ROOT / "scripts" / "experiments" / "_seq2seq.py"
    spec = importlib.util.spec_from_file_location("_seq2seq", path)
    many = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(many)
    rng = np.random.default_rng(3)
    p = many.start(10, 11, 6, [np.random.default_rng(k) for k in range(2)])
    p = {k: v.astype(float) + 0.2 * rng.normal(size=v.shape) for k, v in p.items()}
    x, y = rng.integers(0, 10, (2, 4, 2, 3))

    def of(arrays, k):
        one = many.one(arrays, k)
        halves = (GRUParams(one[e + "U"], one[e + "W"], one[e + "b"][0],
                            one[e + "c"][0]) for e in "ed")  # fmt: skip
        return EncoderDecoder(*halves, Readout(one["V"], one["by"][0]))

    for kind, attend in (("attention", True), ("last", False)):
        loss, grads = many.gradients(p, kind, x, y, 10)
        codes = many.greedy(p, kind, x, 5, 10)
        for k in range(2):
            batch = pairs(list(x[:, k].T), list(y[:, k].T), 10, 10)
            given = GRU, of(p, k), batch.x, batch.lengths
            o, cache = encoder_decoder(*given, batch.inputs, attend)
            ours, do = softmax_cross_entropy(o, batch.target)
            assert abs(ours - loss[k]) < 1e-12
            mine, _ = encoder_decoder_backward(GRU, of(p, k), do, cache)
            for a, b in zip(flatten(mine), flatten(of(grads, k)), strict=True):
                np.testing.assert_allclose(a, b, atol=1e-12)
            out, _ = translate(*given, 10, 5, attend)
            ends = (codes[:, k] == 10).cumsum(axis=0) - (codes[:, k] == 10) > 0
            assert (out == np.where(ends, 10, codes[:, k])[: len(out)]).all()


def test_whole_outputs_are_right_under_teacher_forcing_or_not_at_all():
    for seed in range(10):
        rng = np.random.default_rng(seed)
        p = init_encoder_decoder(GRU, 10, 3, 5, rng)
        rows = list(rng.integers(0, 10, (200, 3)))
        batch = pairs(rows, [row[:2] % 2 for row in rows], 10, 2)
        given = GRU, p, batch.x, batch.lengths
        told = encoder_decoder(*given, batch.inputs)[0].argmax(axis=-1)
        out, _ = translate(*given, 2, 3)
        out = np.concatenate([out, np.full((3 - len(out), 200), 2)])
        forced, free = ((each == batch.target).all(axis=0) for each in (told, out))
        assert (forced == free).all()


def test_a_beam_of_one_is_greedy_and_a_wide_one_finds_the_best_of_all():
    better = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        p = init_encoder_decoder(GRU, 4, 3, 5, rng)
        p = unflatten(p, [4 * v for v in flatten(p)])
        x = np.eye(4)[rng.integers(0, 4, (3, 1))]
        given = GRU, p, x
        (score, codes), = translate_beam(*given, 2, 3, width=1)
        out, _ = translate(*given, np.array([3]), 2, 3)
        assert codes == [k for k in out[:, 0] if k != 2]
        best, text = translate_beam(*given, 2, 3, width=40)[0]
        h, bridge, _ = encode_source(*given, np.array([3]))
        found = {}
        for said in itertools.product(range(3), repeat=3):
            last, state, log = 2, bridge, 0.0
            for n, k in enumerate(said, 1):  # noqa: B007
                y, state, _ = decoder_step(GRU, p, np.array([last]), state, h)
                last, log = k, log + np.log(y[0, k])
                if k == 2:
                    break
            found[said[:n]] = log
        assert best == pytest.approx(max(found.values()))
        assert best >= score - 1e-12
        better += best > score + 1e-9
    assert better > 0


def test_pairs_say_what_dates_and_digits_are():
    assert date_pair(0, 0) == ("1 january 1950", "1950-01-01")
    assert date_pair(36524, 1) == ("december 31, 2049", "2049-12-31")
    assert date_pair(59, 2) == ("1950 march 1", "1950-03-01")
    for held_out in (False, True):
        batch = dates(np.random.default_rng(0), 200, held_out)
        for b, n in enumerate(batch.lengths):
            text = "".join(DATE_SYMBOLS[k] for k in batch.x[:n, b].argmax(axis=-1))
            iso = "".join(ISO_SYMBOLS[k] for k in batch.target[:10, b])
            day = datetime.date.fromisoformat(iso) - datetime.date(1950, 1, 1)
            assert max(re.findall(r"\d+", text), key=len) == iso[:4]
            assert (day.days % 10 == 0) == held_out
            assert text in [date_pair(day.days, style)[0] for style in range(3)]
            assert batch.target[10, b] == 11 and batch.mask[:, b].all()
        assert (batch.inputs[1:].argmax(axis=-1) == batch.target[:-1]).all()
        assert (batch.inputs[0].argmax(axis=-1) == 11).all()
    assert dates_baseline() == pytest.approx(1 / 36525)
    assert reordering_baseline(2) == pytest.approx(0.055)
    for order in ("copy", "reverse", "last first", "sort"):
        batch = reordering(np.random.default_rng(0), 6, 50, order)
        for b, n in enumerate(batch.lengths):
            read = list(batch.x[:n, b].argmax(axis=-1))
            right = {"copy": read, "reverse": read[::-1], "sort": sorted(read),
                     "last first": read[-1:] + read[:-1]}[order]  # fmt: skip
            assert list(batch.target[: n + 1, b]) == [*right, 10]
            assert batch.mask[:, b].sum() == n + 1


S, HS, DM, _ = drawn()
NET = init_encoder_decoder(GRU, 10, 11, 4, np.random.default_rng(0))
BATCH = reordering(np.random.default_rng(0), 4, 3)
ONE = BATCH.x[:, :1]
REFUSED = [
    (lambda: attention(S[0], HS), ValueError, "s has shape .*time-major"),
    (lambda: attention(S, HS[:, :1]), ValueError, "one B and one H"),
    (lambda: attention(S, HS.astype(np.float32)), TypeError, "dtypes are mixed"),
    (lambda: attention(S, HS, np.ones((5, 2))), TypeError, "array of bool"),
    (lambda: attention(S, HS, np.ones((2, 5), bool)), ValueError, "mask has shape"),
    (lambda: attention(S, HS, np.zeros((5, 2), bool)), ValueError, "hides all"),
    (lambda: attention_backward(DM[:1], S, HS, DM), ValueError, "dmean has shape"),
    (lambda: attention_backward(DM, S, HS, DM), ValueError, "weights has shape"),
    (lambda: encoder_decoder(GRU, (), *BATCH[:3]), TypeError, "p is a tuple"),
    (lambda: encoder_decoder(GRU, NET, *BATCH[:3], 1), TypeError, "attend is 1"),
    (lambda: translate(GRU, NET, *BATCH[:2], 11, 5), ValueError, "boundary is 11"),
    (lambda: translate(GRU, NET, *BATCH[:2], 10, 0), ValueError, "steps = 0"),
    (lambda: translate_beam(GRU, NET, BATCH.x, 10, 5), ValueError, "takes one source"),
    (lambda: translate_beam(GRU, NET, ONE, 10, 5, 0), ValueError, "width = 0"),
    (lambda: pairs([[1]], [], 10, 10), ValueError, "1 sources and 0 targets"),
    (lambda: dates(np.random.default_rng(0), 2, 1), TypeError, "held_out is 1"),
    (lambda: date_pair(36525, 0), ValueError, "day is 36525"),
    (lambda: date_pair(-1, 0), ValueError, "day = -1"),
    (lambda: reordering(np.random.default_rng(0), 3, 2, "up"), ValueError, "order is"),
    (lambda: reordering(np.random.default_rng(0), 3, 2, shortest=4), ValueError, "T ="),
]  # fmt: skip


@pytest.mark.parametrize("call, kind, words", REFUSED)
def test_bad_input_is_refused_with_a_remedy(call, kind, words):
    with pytest.raises(kind, match=words):
        call()
