"""Whole trainings: a class for each sequence, or a label for each of its steps."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import (
    need_flag,
    need_function,
    need_generator,
    need_kind,
    need_whole,
)
from rnnbook._types import Array, Bias, Ints
from rnnbook.cells import Cell
from rnnbook.cells.params import Params, init_params
from rnnbook.loop.masks import last_step, last_step_backward
from rnnbook.loop.unroll import unroll, unroll_backward
from rnnbook.nets.heads import (
    Readout,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
)
from rnnbook.nets.stack import Stack, init_stack, unroll_stack, unroll_stack_backward
from rnnbook.training.fit import fit
from rnnbook.training.optim import clip_by_norm

__all__ = ["Tagger", "Trained", "fit_last", "fit_tagger", "scores"]


class Trained(NamedTuple):
    """A trained network and its history, one number an update.

    loss: nats. accuracy: share of the batch, before the update.
    """

    p: Params
    head: Readout
    loss: Array
    accuracy: Array


def fit_last(
    cell: Cell,
    task: Callable[[np.random.Generator], tuple[Array, Ints]],
    H: int,
    updates: int,
    rng: np.random.Generator,
    bias: Bias | None = None,
    lr: float = 0.01,
    max_norm: float = 1.0,
    progress: bool | None = False,
) -> Trained:
    """Train one layer of `cell` to classify a sequence by its last hidden state.

    task: called as task(rng), returns x (T, B, D) and target (B,), classes 0 and 1.
    bias: start values of the biases by gate, see `init_params`. lr: learning rate of
    Adam. max_norm: the gradients of the layer are clipped to this joint norm, those of
    the readout are not. progress: see `fit`.
    Returns: Trained. The same rng state gives the same result.
    Raises: as `init_params` and `fit`.
    """
    need_generator(rng)
    need_function("task", task, "pass lambda rng: recall(rng, T=20, B=64)")
    x, target = task(rng)
    p = init_params(cell, x.shape[-1], H, rng, bias=bias)
    head = init_readout(H, 2, rng)

    def gradients(net: tuple[Any, Readout]) -> tuple[Any, ...]:
        nonlocal x, target
        p, head = net
        h, _, cache = unroll(cell, p, x)
        h_T = last_step(h)
        y = readout(head, h_T)
        loss, dy = softmax_cross_entropy(y, target)
        accuracy = (y.argmax(axis=-1) == target).mean()
        dhead, dh_T = readout_backward(head, h_T, dy)
        dh = last_step_backward(dh_T, len(h))    # the loss looks at the last step
        dp, _, _ = unroll_backward(cell, p, dh, cache)
        dp, _ = clip_by_norm(dp, max_norm)
        x, target = task(rng)
        return loss, (dp, dhead), {"accuracy": accuracy}

    done = fit((p, head), gradients, updates, lr, progress=progress)
    accuracy = done.measures.get("accuracy", np.empty(0))    # none if interrupted
    p, head = done.params
    return Trained(p, head, done.loss, accuracy)


class Tagger(NamedTuple):
    """A trained network, how it is run, and its history, one number an update.

    residual: as it was trained. loss: nats a counted step. accuracy: share of the
    counted steps of the batch, before the update and, if there is any, with dropout.
    hidden: the hidden layer of the readout, or ().
    """

    stack: Stack
    head: Readout
    residual: bool
    loss: Array
    accuracy: Array
    hidden: Readout | tuple[()] = ()


def scores(cell: Cell, net: Tagger, x: Array, lengths: Ints | None = None) -> Array:
    """The scores of every class at every step, without dropout: (T, B, O).

    Raises: as `unroll_stack`; TypeError unless net is a Tagger.
    """
    need_kind("net", net, Tagger, "fit_tagger(cell, task, H, updates, rng) returns one")
    h, _, _ = unroll_stack(cell, net.stack, x, lengths=lengths, residual=net.residual)
    return readout(net.head, np.tanh(readout(net.hidden, h)) if net.hidden else h)


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
    hidden: int = 0,
) -> Tagger:
    """Train a network of `layers` layers of `cell`, with a readout at every step.

    task: called as task(rng), returns a record with x (T, B, D), target (T, B),
    lengths (B,) and mask (T, B), True where a target counts; targets are 0 to
    classes - 1. layers, directions, norm, bias: see `init_stack`; residual, dropout,
    variational: see `unroll_stack`. lr: learning rate of Adam; max_norm: all gradients
    are clipped to this joint norm. hidden: units of a tanh layer in the readout, 0 for
    a linear readout.
    Returns: Tagger. The same rng state gives the same result.
    Raises: as `init_stack`, `unroll_stack` and `fit`.
    """
    need_generator(rng)
    need_function("task", task, "pass lambda rng: tagging(rng, T=30, B=64)")
    need_flag("variational", variational, "True draws once for all steps")
    batch = task(rng)
    D = batch.x.shape[-1]
    stack = init_stack(cell, D, H, rng, layers, directions, norm, bias)
    width = directions * len(stack.layers[-1].forward.W)
    need_whole("hidden", hidden, 0, "the units of the readout's hidden layer, pass 8")
    inner = init_readout(width, hidden, rng) if hidden else ()
    head = init_readout(hidden or width, classes, rng)

    def gradients(net: tuple[Any, ...]) -> tuple[Any, ...]:
        nonlocal batch
        stack, head, inner = net
        x, target, lengths, mask = batch.x, batch.target, batch.lengths, batch.mask
        h, _, cache = unroll_stack(
            cell, stack, x, None, lengths, dropout, rng, variational, residual
        )
        v = np.tanh(readout(inner, h)) if inner else h
        o = readout(head, v)
        loss, do = softmax_cross_entropy(o, target, mask=mask)
        right = (o.argmax(axis=-1) == target)[mask].mean()
        dhead, dh = readout_backward(head, v, do)
        dinner: Any = ()
        if inner:
            dinner, dh = readout_backward(inner, h, dh * (1 - v**2))
        dstack, _, _ = unroll_stack_backward(cell, stack, dh, cache)
        batch = task(rng)
        return loss, (dstack, dhead, dinner), {"accuracy": right}

    net = (stack, head, inner)
    done = fit(net, gradients, updates, lr, max_norm, progress=progress)
    stack, head, inner = done.params
    accuracy = done.measures.get("accuracy", np.empty(0))    # none if interrupted
    return Tagger(stack, head, bool(residual), done.loss, accuracy, inner)
