"""Embedding: against one-hot products, differences and torch."""

# ruff: noqa: E501 -- a row of a table is read as one line


import numpy as np
import pytest
import torch

from rnnbook import Embedding, embed, embed_backward, gradcheck, init_embedding
from rnnbook.patch import patched_module

TOKENS = np.array([[0, 3, 3], [1, 3, 0]])  # 3 three times, 2 never


def draw(dtype=np.float64):
    rng = np.random.default_rng(0)
    return init_embedding(4, 5, rng, dtype), rng.normal(size=(2, 3, 5)).astype(dtype)


def test_embedding_is_the_product_with_one_hot_rows():
    p, _ = draw()
    np.testing.assert_array_equal(embed(p, TOKENS), np.eye(4)[TOKENS] @ p.E)


def test_gradient_equals_torch_and_adds_up_repeated_tokens():
    p, dx = draw()
    peer = torch.nn.Embedding.from_pretrained(torch.tensor(p.E), freeze=False)
    out = peer(torch.tensor(TOKENS))
    out.backward(torch.tensor(dx))
    np.testing.assert_array_equal(embed(p, TOKENS), out.detach().numpy())
    dp = embed_backward(p, TOKENS, dx)
    assert isinstance(dp, Embedding)
    np.testing.assert_allclose(dp.E, peer.weight.grad.numpy(), atol=1e-15)
    np.testing.assert_array_equal(dp.E[2], np.zeros(5))


def test_gradient_matches_differences():
    p, dx = draw()
    report = gradcheck(
        lambda E: (embed(Embedding(E), TOKENS) * dx).sum(),
        {"E": p.E},
        {"E": embed_backward(p, TOKENS, dx).E},
    )
    assert report.ok, str(report)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_embedding_keeps_the_dtype_and_any_shape_of_tokens(dtype):
    p, dx = draw(dtype)
    for tokens in (TOKENS, TOKENS[0], TOKENS.astype(np.uint8), np.int64(3)):
        x = embed(p, tokens)
        assert x.dtype == dtype and x.shape == (*np.shape(tokens), 5)
    assert embed_backward(p, TOKENS, dx).E.dtype == dtype


def test_rows_given_out_are_copies():
    p, _ = draw()
    embed(p, TOKENS)[:] = 0
    assert p.E.all()


def test_drawn_rows_have_variance_one():
    E = init_embedding(200, 300, np.random.default_rng(0)).E
    assert E.mean() == pytest.approx(0, abs=0.02) and E.std() == pytest.approx(1, 0.02)


MUTANTS = {
    "repeated tokens count once": ("np.add.at(dE, tokens, dx)", "dE[tokens] += dx"),
    "the last use alone": ("np.add.at(dE, tokens, dx)", "dE[tokens] = dx"),
    "rows of the other token": ("return p.E[tokens]", "return p.E[tokens - 1]"),
}  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS)
def test_mutant_of_the_embedding_is_seen_by_torch(mutant, monkeypatch):
    made = patched_module("rnnbook.nets.embedding", MUTANTS[mutant])
    for name in ("Embedding", "init_embedding", "embed", "embed_backward"):
        monkeypatch.setitem(globals(), name, getattr(made, name))
    with pytest.raises(AssertionError):
        test_gradient_equals_torch_and_adds_up_repeated_tokens()
