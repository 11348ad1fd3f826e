"""Train a stack of networks on a task of the suite, until each has learned it.

With one seed every network sees the same batches, whatever its cell and its rate.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from rnnbook._types import Array, Bias, DType, Ints
from rnnbook.cells import Cell
from rnnbook.cells.params import init_params
from rnnbook.nets.heads import init_readout, softmax_cross_entropy, squared_error
from rnnbook.tasks import LEARNED, MemoryTask
from rnnbook.training.optim import adam, adam_start
from rnnbook.training.stacked import (
    clip_stacked,
    readout_stacked,
    readout_stacked_backward,
    stack,
    take,
    unroll_stacked,
    unroll_stacked_backward,
)
from rnnbook.training.tree import flatten, unflatten

BLOCK = 32                          # batches that are drawn at once
CHECKED, TESTED = 200, 1000         # fresh sequences of a check, and of the test
PART = 100                          # sequences that are measured at once


class Contender(NamedTuple):
    """A cell and how it starts.

    name: what the map calls it. bias: start values of the biases by gate, see
    `init_params`. start: called as start(p, rng) with the parameters drawn as
    `init_params` draws them, returns those to start from.
    """

    name: str
    cell: Cell
    bias: Bias | None = None
    start: Callable[[Any, np.random.Generator], Any] | None = None


class Learned(NamedTuple):
    """What became of S networks, one for each pair of rates and seeds.

    updates: (S,), those after which the network had learned the task, -1 if it has
    not. score: (S,), the share of fresh sequences that it got right: at the test that
    it passed, or at its last check. stopped: (S,) of str: "learned", "updates" (all
    done), "diverged", "budget" or "interrupted". params: the (p, head) of each.
    """

    updates: Ints
    score: Array
    stopped: list[str]
    params: list[Any]


def train_stack(
    contender: Contender,
    task: MemoryTask,
    H: int,
    rates: Sequence[float],
    seeds: Sequence[int],
    every: int = 50,
    B: int = 16,
    max_norm: float = 1.0,
    goes_on: Callable[[], bool] = lambda: True,
    done: Callable[[int], Any] = lambda updates: None,
    dtype: DType = np.float32,
) -> Learned:
    """Train S networks side by side; rates and seeds, (S,) each, say which.

    H: units. every: updates between checks, on 200 fresh sequences; a network that
    gets LEARNED of them right is tested on 1,000 others, and if it passes leaves the
    stack. B: sequences of a batch. max_norm: see `clip_by_norm`. goes_on: asked before
    each update; False ends the training. done: told the updates after each.
    Returns: Learned. Ctrl-C ends the training too.
    """
    run = _Run(contender, task, H, rates, seeds, dtype)
    why = "updates"
    try:
        while run.k < task.updates and len(run.live) and why == "updates":
            if not goes_on():
                why = "budget"
                break
            with np.errstate(all="ignore"):      # who diverges leaves
                run.update(B, max_norm)
                if run.k % every == 0 or run.k == task.updates:
                    run.check()
            done(run.k)
    except KeyboardInterrupt:
        why = "interrupted"
    run.leave(np.full(len(run.live), True), why)
    return Learned(run.updates, run.score, run.stopped, run.params)


class _Run:
    """A stack under way: `live` are the numbers of the networks still in it."""

    def __init__(
        self,
        contender: Contender,
        task: MemoryTask,
        H: int,
        rates: Sequence[float],
        seeds: Sequence[int],
        dtype: DType,
    ) -> None:
        nets = [start_of(contender, task, H, seed, dtype) for seed in seeds]
        self.like = tuple(stack(list(parts)) for parts in zip(*nets, strict=True))
        self.cell, self.task, self.k = contender.cell, task, 0
        self.rates, self.seeds = np.array(rates, dtype), list(seeds)
        self.flat = flatten(self.like)
        self.adam, self.live = adam_start(self.flat), np.arange(len(seeds))
        self.updates, self.score = np.full(len(seeds), -1), np.zeros(len(seeds))
        self.stopped, self.params = [""] * len(seeds), list(nets)

    def net(self) -> tuple[Any, Any]:
        """The parameters and the readouts of the networks still in the stack."""
        return unflatten(self.like, self.flat)

    def update(self, B: int, max_norm: float) -> None:
        """One step of Adam for each network; who diverges leaves."""
        seeds = [self.seeds[n] for n in self.live]
        batches = {seed: batch_of(self.task, seed, B, self.k) for seed in set(seeds)}
        given = [batches[seed] for seed in seeds]
        grads = flatten(stacked_gradients(self.cell, *self.net(), self.task, given))
        grads, norm = clip_stacked(grads, max_norm)
        # A step of rate 1 from zero is the direction; each network has its own rate.
        zero = type(self.flat)(*map(np.zeros_like, self.flat))
        step, self.adam = adam(zero, grads, self.adam, lr=1.0)
        lr = self.rates[self.live]
        pairs = zip(self.flat, step, strict=True)
        self.flat = type(self.flat)(
            *(v + lr.reshape(-1, *[1] * (v.ndim - 1)) * d for v, d in pairs)
        )
        self.k += 1
        if not np.isfinite(norm).all():
            self.leave(~np.isfinite(norm), "diverged")

    def check(self) -> None:
        """Measure all; who passes, and passes the test as well, has learned."""
        if not len(self.live):
            return
        p, head = self.net()
        task, cell = self.task, self.cell
        score = measured(cell, p, head, task, fresh(task, 0, CHECKED))
        self.score[self.live] = score
        near = np.flatnonzero(score >= LEARNED)
        if not len(near):
            return
        some = take(p, near), take(head, near)
        score = measured(cell, *some, task, fresh(task, 1, TESTED))
        passed, leaving = near[score >= LEARNED], np.full(len(self.live), False)
        leaving[passed] = True
        self.score[self.live[passed]] = score[score >= LEARNED]
        self.updates[self.live[passed]] = self.k
        self.leave(leaving, "learned")

    def leave(self, leaving: Any, why: str) -> None:
        """Take networks out of the stack, and keep their parameters."""
        p, head = self.net()
        for j in np.flatnonzero(leaving):
            self.params[self.live[j]] = take(p, j), take(head, j)
            self.stopped[self.live[j]] = why
        stay = ~leaving
        mean, square = (tuple(m[stay] for m in ms) for ms in self.adam[1:])
        self.adam = self.adam._replace(mean=mean, square=square)
        self.live, self.flat = self.live[stay], take(self.flat, stay)


def start_of(
    contender: Contender, task: MemoryTask, H: int, seed: int, dtype: DType = np.float32
) -> tuple[Any, Any]:
    """The parameters and the readout that the network of `seed` starts from."""
    rng = np.random.default_rng([seed, 1])
    p = init_params(contender.cell, task.D, H, rng, contender.bias)
    head = init_readout(H, task.O, rng)
    if contender.start is not None:
        p = contender.start(p, rng)
    p, head = (type(r)(*(a.astype(dtype) for a in r)) for r in (p, head))
    return p, head


@lru_cache(maxsize=1500)
def _block(task: MemoryTask, seed: int, B: int, k: int) -> tuple[Any, ...]:
    """BLOCK batches of a seed side by side, kept for the next contender."""
    batch = task.draw(np.random.default_rng([seed, 2, k]), BLOCK * B)
    whole = batch.x.astype(np.int8)              # one-hot rows need a byte an entry
    x = whole if (whole == batch.x).all() else batch.x
    return x, batch.target, batch.lengths


def batch_of(task: MemoryTask, seed: int, B: int, k: int) -> tuple[Any, Any, Ints]:
    """Batch k of a seed: x (T, B, D), target, lengths (B,)."""
    x, target, lengths = _block(task, seed, B, k // BLOCK)
    at = slice(k % BLOCK * B, (k % BLOCK + 1) * B)
    T = lengths[at].max()
    target = target[:T, at] if task.asked == "each" else target[at]
    return x[:T, at], target, lengths[at]


@lru_cache(maxsize=64)
def fresh(task: MemoryTask, which: int, B: int) -> Any:
    """Sequences to measure on: 0 for the checks during training, 1 for the test."""
    return (task.test or task.draw)(np.random.default_rng([which, 3]), B)


def stacked_gradients(
    cell: Cell, p: Any, head: Any, task: MemoryTask, batches: Sequence[Any]
) -> tuple[Any, Any]:
    """The gradients of S networks, each of the mean loss of its own batch."""
    S, T = len(batches), max(len(x) for x, _, _ in batches)
    B = len(batches[0][2])
    x = np.zeros((S, T, B, task.D), p.W.dtype)
    for s, (x_s, _, _) in enumerate(batches):
        x[s, : len(x_s)] = x_s
    lengths = np.stack([lengths for _, _, lengths in batches])
    h, cache = unroll_stacked(cell, p, x)
    if task.asked == "last":
        at: Any = np.arange(S)[:, None], lengths - 1, np.arange(B)
        target = np.stack([target for _, target, _ in batches])
        counts = np.full((S, B), 1 / B)
    else:
        at, target = ..., np.zeros((S, T, B), int)
        for s, (x_s, target_s, _) in enumerate(batches):
            target[s, : len(x_s)] = target_s
        counts = (np.arange(T)[:, None] < lengths[:, None]) * 1.0
        counts /= counts.sum(axis=(1, 2), keepdims=True)
    # One network that diverges must not stop the others: its gradients are not finite.
    o = readout_stacked(head, h[at])
    finite = np.where(np.isfinite(o), o, 0)
    loss = softmax_cross_entropy if task.loss == "softmax" else squared_error
    _, do = loss(finite, target, "sum", counts)
    do[~np.isfinite(o)] = np.nan
    dhead, dh_at = readout_stacked_backward(head, h[at], do)
    dh = np.zeros_like(h)
    dh[at] = dh_at
    return unroll_stacked_backward(cell, p, dh, cache), dhead


def measured(cell: Cell, p: Any, head: Any, task: MemoryTask, batch: Any) -> Array:
    """The share of the sequences that each of S networks gets right: (S,)."""
    S, B = len(p.W), batch.x.shape[1]
    right = np.zeros(S)
    for begin in range(0, B, PART):
        part = cut(batch, slice(begin, begin + PART), task)
        x = np.broadcast_to(part.x.astype(p.W.dtype), (S, *part.x.shape))
        h, _ = unroll_stacked(cell, p, x)
        if task.asked == "last":
            h = h[:, part.lengths - 1, np.arange(len(part.lengths))]
        right += [task.right(o, part).sum() for o in readout_stacked(head, h)]
    return right / B


def cut(batch: Any, at: Any, task: MemoryTask) -> Any:
    """Some sequences of a batch, a record of the same type."""
    target = batch.target[:, at] if task.asked == "each" else batch.target[at]
    legal = {"legal": batch.legal[:, at]} if hasattr(batch, "legal") else {}
    x, lengths = batch.x[:, at], batch.lengths[at]
    return batch._replace(x=x, target=target, lengths=lengths, **legal)
