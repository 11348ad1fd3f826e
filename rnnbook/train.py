"""Training: gradients, clip, step; with a bar, a history, and the best so far kept."""

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from tqdm import tqdm

from rnnbook._fit import Resume, Run, check_options
from rnnbook._types import Array, Bias, Ints, Tree
from rnnbook.cells import Cell
from rnnbook.heads import (
    Readout,
    init_readout,
    readout,
    readout_backward,
    softmax_cross_entropy,
)
from rnnbook.masks import last_step, last_step_backward
from rnnbook.optim import adam, adam_start, clip_by_norm
from rnnbook.params import Params, init_params
from rnnbook.tree import unflatten
from rnnbook.unroll import unroll, unroll_backward


class Fit(NamedTuple):
    """What `fit` returns: parameters, why it stopped, and one number an update.

    params: the best by validation; the latest if nothing was validated.
    best: how many updates these parameters have seen, earlier fits included.
    stopped: "updates" (all done), "patience", "interrupted" or "diverged".
    loss, norm, lr: (n,) each: the loss before the update, in the unit of `gradients`;
    the joint norm of the gradients before clipping; the learning rate.
    measures: (n,) for each name that `gradients` gave.
    validation: (m, 2), rows of updates seen and the value of `validate` then.
    resume: for another fit that goes on from `params`, with the optimiser's state.
    """

    params: Any
    best: int
    stopped: str
    loss: Array
    norm: Array
    lr: Array
    measures: dict[str, Array]
    validation: Array
    resume: Resume


def fit(
    params: Tree,
    gradients: Callable[[Tree], tuple[Any, ...]],
    updates: int,
    lr: float | Callable[[int], float] = 0.01,
    max_norm: float = np.inf,
    optimiser: tuple[Callable[..., Any], Callable[..., Any]] = (adam_start, adam),
    validate: Callable[[Tree], float] | None = None,
    every: int = 100,
    patience: int | None = None,
    progress: bool | None = None,
    resume: Resume | None = None,
) -> Fit:
    """Train: gradients, clipping by their joint norm, a step of the optimiser; again.

    params: NamedTuples of arrays, in dicts, lists and tuples as you like.
    gradients: called as gradients(params), draws a batch and returns the loss and the
    gradients, built like params; third, if you like, {name: number} to be kept.
    updates: how many steps at most. lr: learning rate, a number or a function of the
    update number 0, 1, ... (see `schedules`). max_norm: see `clip_by_norm`.
    resume: `done.resume` of an earlier fit, to go on from its `done.params` as if it
    had not stopped: update numbers go on, and `save` keeps both for another day.
    optimiser: its start and its step; (sgd_start, sgd) is another.
    validate: called as validate(params) after each `every` updates and after the
    last one, returns a number, smaller is better. patience: stop after so many
    validations in a row without a new best.
    progress: True shows a bar, False none, None one in a terminal only.
    Returns: Fit. Ctrl-C ends the training, and so does a loss, gradient, parameter or
    validation that is not finite: both say so on stderr, and the best parameters so
    far are returned. Nothing is changed in place.
    Raises: ValueError or TypeError: what came, what was wanted, the remedy. What your
    own functions raise goes through.
    """
    check_options(updates, lr, optimiser, validate, every, patience, resume)
    rate = lr if callable(lr) else lambda k: lr
    run = Run(params, *optimiser, resume)
    end = run.first + updates
    hidden = None if progress is None else not progress      # None: tqdm finds out
    with tqdm(total=updates, unit=" updates", disable=hidden) as bar:
        try:
            stopped = "updates"
            while run.now.k < end and stopped == "updates":
                if not run.update(gradients, rate, max_norm):
                    stopped = "diverged"
                    break
                bar.update()
                due = run.now.k % every == 0 or run.now.k == end
                if validate is not None and due:
                    stopped = _validated(run, validate, patience)
        except KeyboardInterrupt:
            stopped = "interrupted"
    if stopped in ("interrupted", "diverged"):
        _say(run, stopped, end)
    history, kept = run.history(), run.kept()
    loss, norm, rates = (history.pop(name) for name in ("loss", "norm", "lr"))
    checks = np.array(run.checks).reshape(-1, 2)
    params = unflatten(params, kept.flat)
    resume = Resume(kept.k, kept.state)
    return Fit(params, kept.k, stopped, loss, norm, rates, history, checks, resume)


def _validated(run: Run, validate: Callable[[Any], float], patience: int | None) -> str:
    """Validate; why the training stops here, "updates" if it does not."""
    if not np.isfinite(run.check(validate)):
        return "diverged"
    return "patience" if run.stale == patience else "updates"


def _say(run: Run, stopped: str, end: int) -> None:
    which = "best by validation" if run.best else "latest"
    print(
        f"fit: {stopped} after {run.now.k} of {end} updates. Returned are the "
        f"{which} parameters, those after {run.kept().k}.",
        file=sys.stderr,
    )


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
