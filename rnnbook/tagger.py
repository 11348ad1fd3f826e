"""Train a deep or bidirectional network to label every step of a sequence."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from rnnbook._types import Array, Bias, Ints
from rnnbook.cells import Cell
from rnnbook.heads import (
    Readout,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
)
from rnnbook.stack import Stack, init_stack, unroll_stack, unroll_stack_backward
from rnnbook.train import fit

__all__ = ["Tagger", "fit_tagger", "scores"]


class Tagger(NamedTuple):
    """A trained network, how it is run, and its history, one number an update.

    residual: as it was trained. loss: nats a counted step. accuracy: share of the
    counted steps of the batch, before the update and, if there is any, with dropout.
    """

    stack: Stack
    head: Readout
    residual: bool
    loss: Array
    accuracy: Array


def scores(cell: Cell, net: Tagger, x: Array, lengths: Ints | None = None) -> Array:
    """The scores of every class at every step, without dropout: (T, B, O)."""
    h, _, _ = unroll_stack(cell, net.stack, x, lengths=lengths, residual=net.residual)
    return readout(net.head, h)


def fit_tagger(
    cell: Cell,
    task: Callable[[np.random.Generator], Any],
    H: int,
    updates: int,
    rng: np.random.Generator,
    classes: int = 2,
    layers: int = 1,
    directions: int = 1,
    norm: bool = False,
    residual: bool = False,
    dropout: float = 0.0,
    variational: bool = False,
    bias: Bias | None = None,
    lr: float = 0.01,
    max_norm: float = 1.0,
    progress: bool | None = False,
) -> Tagger:
    """Train a network of `layers` layers of `cell`, with a readout at every step.

    task: called as task(rng), returns a record with x (T, B, D), target (T, B),
    lengths (B,) and mask (T, B), True where a target counts; targets are 0 to
    classes - 1. layers, directions, norm, bias: see `init_stack`; residual, dropout,
    variational: see `unroll_stack`. lr: learning rate of Adam; max_norm: all gradients
    are clipped to this joint norm.
    Returns: Tagger. The same rng state gives the same result.
    Raises: as `init_stack`, `unroll_stack` and `fit`.
    """
    batch = task(rng)
    D = batch.x.shape[-1]
    stack = init_stack(cell, D, H, rng, layers, directions, norm, bias)
    width = directions * len(stack.layers[-1].forward.W)
    head = init_readout(width, classes, rng)

    def gradients(net: tuple[Stack, Readout]) -> tuple[Any, ...]:
        nonlocal batch
        stack, head = net
        x, target, lengths, mask = batch.x, batch.target, batch.lengths, batch.mask
        h, _, cache = unroll_stack(
            cell, stack, x, None, lengths, dropout, rng, variational, residual
        )
        o = readout(head, h)
        loss, do = softmax_cross_entropy(o, target, mask=mask)
        right = (o.argmax(axis=-1) == target)[mask].mean()
        dhead, dh = readout_backward(head, h, do)
        dstack, _, _ = unroll_stack_backward(cell, stack, dh, cache)
        batch = task(rng)
        return loss, (dstack, dhead), {"accuracy": right}

    done = fit((stack, head), gradients, updates, lr, max_norm, progress=progress)
    stack, head = done.params
    accuracy = done.measures.get("accuracy", np.empty(0))    # none if interrupted
    return Tagger(stack, head, bool(residual), done.loss, accuracy)
