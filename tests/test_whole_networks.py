"""Embedding, cell, readout and masked loss together: gradients, training, files."""

import numpy as np
import pytest

from rnnbook import (
    CELLS,
    embed,
    embed_backward,
    fit,
    flatten,
    gradcheck,
    init_embedding,
    init_params,
    init_readout,
    last_step,
    last_step_backward,
    length_mask,
    load,
    readout,
    readout_backward,
    save,
    softmax_cross_entropy,
    unflatten,
    unroll,
    unroll_backward,
)

N, D, H, T, B = 3, 4, 6, 5, 8


def start(cell, rng, D=D, H=H):
    return {
        "rows": init_embedding(N, D, rng),
        "p": init_params(cell, D, H, rng),
        "head": init_readout(H, N, rng),
    }


def per_step(cell, net, tokens, target, mask):
    """Loss of a target at each counted step, and all gradients."""
    x = embed(net["rows"], tokens)
    h, _, cache = unroll(cell, net["p"], x)
    loss, do = softmax_cross_entropy(readout(net["head"], h), target, mask=mask)
    dhead, dh = readout_backward(net["head"], h, do)
    dp, dx, _ = unroll_backward(cell, net["p"], dh, cache)
    drows = embed_backward(net["rows"], tokens, dx)
    return loss, {"rows": drows, "p": dp, "head": dhead}


def at_the_end(cell, net, tokens, target, lengths):
    """Loss of one target for each sequence, at its last step, and all gradients."""
    x = embed(net["rows"], tokens)
    h, _, cache = unroll(cell, net["p"], x)
    h_T = last_step(h, lengths)
    loss, do = softmax_cross_entropy(readout(net["head"], h_T), target)
    dhead, dh_T = readout_backward(net["head"], h_T, do)
    dh = last_step_backward(dh_T, len(h), lengths)
    dp, dx, _ = unroll_backward(cell, net["p"], dh, cache)
    drows = embed_backward(net["rows"], tokens, dx)
    return loss, {"rows": drows, "p": dp, "head": dhead}


def draw(rng, T=T, B=B):
    lengths = rng.integers(1, T + 1, B)
    return rng.integers(0, N, (T, B)), lengths


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("where", ["per step", "at the end"])
def test_every_gradient_of_a_whole_network_matches_differences(name, where):
    cell, rng = CELLS[name], np.random.default_rng(1)
    net = start(cell, rng, D=2, H=2)
    tokens, lengths = draw(rng, T=3, B=2)
    if where == "per step":
        run, last = per_step, (np.roll(tokens, 1), length_mask(lengths, 3))
    else:
        run, last = at_the_end, (tokens[0], lengths)
    _, grads = run(cell, net, tokens, *last)
    report = gradcheck(
        lambda **v: run(cell, unflatten(net, v.values()), tokens, *last)[0],
        flatten(net)._asdict(),
        flatten(grads)._asdict(),
    )
    assert report.ok, str(report)


def test_padding_of_any_content_changes_neither_loss_nor_gradients():
    cell, rng = CELLS["lstm"], np.random.default_rng(0)
    net = start(cell, rng)
    tokens, lengths = draw(rng)
    mask = length_mask(lengths, T)
    other = np.where(mask, tokens, (tokens + 1) % N)
    for run, last in ((per_step, (tokens, mask)), (at_the_end, (tokens[0], lengths))):
        loss, grads = run(cell, net, tokens, *last)
        same, grads_same = run(cell, net, other, *last)
        assert loss == same
        for a, b in zip(flatten(grads), flatten(grads_same), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-17)


def test_a_network_learns_the_first_token_of_sequences_and_comes_back(tmp_path):
    cell, rng = CELLS["lstm"], np.random.default_rng(0)
    held_out = draw(np.random.default_rng(1), B=200)

    def gradients(net):
        tokens, lengths = draw(rng, B=32)
        return at_the_end(cell, net, tokens, tokens[0], lengths)

    def validate(net):
        loss, _ = at_the_end(cell, net, held_out[0], held_out[0][0], held_out[1])
        save(tmp_path / "net.npz", net)
        return loss

    net = start(cell, rng)
    done = fit(net, gradients, 300, lr=0.02, max_norm=1.0, validate=validate, every=50)
    assert done.validation[0, 1] > 5 * done.validation[-1, 1]
    assert done.validation[:, 1].min() < 0.05
    back = load(tmp_path / "net.npz", like=net)
    assert validate(back) == done.validation[-1, 1]
