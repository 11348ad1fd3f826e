"""Training: draw a batch, run forward, run back, clip, step."""

from typing import NamedTuple

import numpy as np

from rnnbook.heads import (
    Readout,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
)
from rnnbook.optim import adam, adam_start, clip_by_norm
from rnnbook.params import Params, init_params
from rnnbook.unroll import unroll, unroll_backward


class Trained(NamedTuple):
    """A trained network and its history, one number an update.

    loss: nats. accuracy: share of the batch, before the update.
    """

    p: Params
    head: Readout
    loss: np.ndarray
    accuracy: np.ndarray


def fit_last(cell, task, H, updates, rng, bias=None, lr=0.01, max_norm=1.0):
    """Train one layer of `cell` to classify a sequence by its last hidden state.

    task: called as task(rng), returns x (T, B, D) and target (B,). bias: start values
    of the biases by gate, see `init_params`. lr: learning rate of Adam. max_norm: the
    gradients of the layer are clipped to this joint norm.
    Returns: Trained. The same rng state gives the same result.
    """
    x, target = task(rng)
    p = init_params(cell, x.shape[-1], H, rng, bias=bias)
    head = init_readout(H, 2, rng)
    p_adam, head_adam = adam_start(p), adam_start(head)
    losses, hits = np.empty(updates), np.empty(updates)
    for k in range(updates):
        h, _, cache = unroll(cell, p, x)
        y = readout(head, h[-1])
        losses[k], dy = softmax_cross_entropy(y, target)
        hits[k] = (y.argmax(axis=-1) == target).mean()
        dhead, dh_T = readout_backward(head, h[-1], dy)
        dh = np.zeros_like(h)
        dh[-1] = dh_T                                # the loss looks at the last step
        dp, _, _ = unroll_backward(cell, p, dh, cache)
        dp, _ = clip_by_norm(dp, max_norm)
        p, p_adam = adam(p, dp, p_adam, lr)
        head, head_adam = adam(head, dhead, head_adam, lr)
        x, target = task(rng)
    return Trained(p, head, losses, hits)
