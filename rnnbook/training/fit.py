"""Training: gradients, clip, step; with a bar, a history, and the best so far kept."""

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from tqdm import tqdm

from rnnbook._checks import (
    need_alike,
    need_flag,
    need_function,
    need_number,
    need_whole,
    shown,
)
from rnnbook._types import Array, Tree
from rnnbook.training.optim import adam, adam_start, clip_by_norm, need_norm
from rnnbook.training.tree import flatten, unflatten


class Resume(NamedTuple):
    """Where a training goes on: the updates done, and the optimiser's state then."""

    updates: int
    state: Any


class Snapshot(NamedTuple):
    """Parameters after `k` updates, with the optimiser's state, or validated."""

    k: int
    flat: Any
    state: Any = ()
    value: float = np.inf


class DivergedError(Exception):
    """What a function raised once numbers had overflowed."""


class Training:
    """A training under way; Ctrl-C finds its parameters and its history whole.

    `now` is replaced in one go once the history has grown, and what the history has
    beyond it does not count.
    """

    def __init__(
        self,
        params: Any,
        start: Callable[[Any], Any],
        step: Callable[..., Any],
        resume: Resume | None = None,
    ) -> None:
        self.like, self.step, flat = params, step, flatten(params)
        self.first, state = resume or (0, start(flat))
        self.now = Snapshot(self.first, flat, state)
        self.best: Snapshot | None = None
        self.rows, self.checks, self.stale = [], [], 0

    def update(
        self,
        gradients: Callable[[Any], Any],
        rate: Callable[[int], float],
        max_norm: float,
    ) -> bool:
        """One update; False, and none, if it would lead to what is not finite."""
        now = self.now
        result = self._call(gradients, unflatten(self.like, now.flat))
        loss, grads, measures = _checked(result, now.flat, self.rows)
        if not _finite((loss, *grads)):
            return False
        grads, norm = clip_by_norm(grads, max_norm)
        lr = float(rate(now.k))
        flat, state = self._call(self.step, now.flat, grads, now.state, lr=lr)
        if not _finite(flat):
            return False
        row = {"loss": loss, "norm": norm, "lr": lr, **measures}
        self.rows[now.k - self.first :] = [row]
        self.now = Snapshot(now.k + 1, flat, state)
        return True

    def check(self, validate: Callable[[Any], float]) -> float:
        """The value of `validate` now; kept as the best if it is below all others."""
        value = self._call(validate, unflatten(self.like, self.now.flat))
        if np.ndim(value) or not isinstance(value, (Real, np.ndarray)):
            raise TypeError(
                f"validate returned {shown(value)}, wanted one number, smaller is "
                f"better: return a loss, float(loss) of an array"
            )
        value = float(value)
        if np.isfinite(value) and (self.best is None or value < self.best.value):
            self.best, self.stale = self.now._replace(value=value), 0
        else:
            self.stale += 1
        self.checks.append((self.now.k, value))
        return value

    def _call(self, function: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """The function's value; DivergedError if it raises once numbers overflow.

        At the first update there is nothing to keep: then its own error goes on.
        """
        seen: list[str] = []
        try:
            with _overflows(seen):
                return function(*given, **named)
        except Exception as error:
            large = seen or isinstance(error, (OverflowError, FloatingPointError))
            if not large or self.now.k == self.first:
                raise
            raise DivergedError(f"{type(error).__name__}: {error}") from error

    def chosen(self) -> Snapshot:
        """The best by validation, or the latest if there is no such."""
        return self.best or self.now

    def history(self) -> dict[str, Array]:
        """(n,) numbers for each name, one for each update that was done."""
        rows = self.rows[: self.now.k - self.first]
        names = rows[0] if rows else ("loss", "norm", "lr")
        return {name: np.array([row[name] for row in rows], float) for name in names}


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
    validation that is not finite, or an exception once numbers have overflowed: each
    says so on stderr, and the best parameters so far are returned. Nothing is changed
    in place.
    Raises: ValueError for a count below 1, a learning rate out of range, patience
    without validate; TypeError for a resume or optimiser of another form, and if
    gradients does not return a loss and gradients built like params, or validate no
    number. Any other exception of your own functions is passed on.
    """
    check_options(gradients, updates, lr, optimiser, validate, every, patience, resume)
    need_norm("max_norm", max_norm)
    if progress is not None:
        need_flag("progress", progress, "None shows a bar in a terminal only")
    rate = lr if callable(lr) else lambda k: lr
    run = Training(params, *optimiser, resume)
    end = run.first + updates
    hidden = None if progress is None else not progress      # None: tqdm finds out
    # errstate: Ctrl-C may come while what NumPy does about overflows is being changed.
    with np.errstate(), tqdm(total=updates, unit=" updates", disable=hidden) as bar:
        stopped, why = "updates", ""
        try:
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
        except DivergedError as error:
            stopped, why = "diverged", f" It ended with {error}"
    if stopped in ("interrupted", "diverged"):
        _say(run, stopped, end, why)
    history, chosen = run.history(), run.chosen()
    loss, norm, rates = (history.pop(name) for name in ("loss", "norm", "lr"))
    checks = np.array(run.checks).reshape(-1, 2)
    params = unflatten(params, chosen.flat)
    resume = Resume(chosen.k, chosen.state)
    return Fit(params, chosen.k, stopped, loss, norm, rates, history, checks, resume)


def _validated(
    run: Training, validate: Callable[[Any], float], patience: int | None
) -> str:
    """Validate; why the training stops here, "updates" if it does not."""
    if not np.isfinite(run.check(validate)):
        return "diverged"
    return "patience" if run.stale == patience else "updates"


@contextmanager
def _overflows(seen: list[str]) -> Iterator[None]:
    """Note each overflow and invalid operation within the block, and warn as before."""
    before = np.geterr()
    warned = {
        "overflow": before["over"] == "warn",
        "invalid value": before["invalid"] == "warn",
    }

    def note(kind: str, flag: int) -> None:
        seen.append(kind)
        if warned[kind]:
            warnings.warn(f"{kind} encountered", RuntimeWarning, stacklevel=2)

    quiet = ("warn", "ignore")  # who asked for an exception gets it
    over = "call" if before["over"] in quiet else before["over"]
    invalid = "call" if before["invalid"] in quiet else before["invalid"]
    with np.errstate(call=note, over=over, invalid=invalid):
        yield


def _say(run: Training, stopped: str, end: int, why: str) -> None:
    which = "best by validation" if run.best else "latest"
    print(
        f"fit: {stopped} after {run.now.k} of {end} updates. Returned are the "
        f"{which} parameters, those after {run.chosen().k}.{why}",
        file=sys.stderr,
    )


def _finite(arrays: Iterable[ArrayLike]) -> bool:
    return all(np.isfinite(value).all() for value in arrays)


def _checked(
    result: Any, flat: Any, rows: list[dict[str, float]]
) -> tuple[float, Any, dict[str, float]]:
    """(loss, flat gradients, measures) of what `gradients` returned."""
    if type(result) is not tuple or len(result) not in (2, 3):
        count = f" of {len(result)}" if isinstance(result, tuple) else ""
        raise TypeError(
            f"gradients returned a {type(result).__name__}{count}, wanted (loss, "
            f"gradients) or (loss, gradients, measures): return these as a tuple"
        )
    loss, grads, measures = (*result, {})[:3]
    if isinstance(loss, np.ndarray) and loss.ndim:
        raise TypeError(
            f"the loss has shape {loss.shape}, wanted one number: sum or average over "
            f"the batch"
        )
    if not isinstance(loss, (Real, np.ndarray)) or type(measures) is not dict:
        raise TypeError(
            f"the loss is a {type(loss).__name__}, the measures are a "
            f"{type(measures).__name__}, wanted a number and a dict: return the loss "
            f"first, measures like {{'accuracy': 0.5}} last"
        )
    grads = flatten(grads, "the gradients")
    if grads._fields != flat._fields:
        raise ValueError(
            f"the gradients are {', '.join(grads._fields)}, wanted those of "
            f"{', '.join(flat._fields)}: build them like params, in the same order"
        )
    need_alike("gradients", grads, "params", flat)
    names = {"loss", "norm", "lr", *measures}
    if len(names) != 3 + len(measures) or (rows and names != set(rows[0])):
        raise ValueError(
            f"the measures are {', '.join(measures) or 'none'}, wanted the same names "
            f"at every update, and none of loss, norm, lr: rename yours"
        )
    return float(loss), grads, measures


def check_options(
    gradients: object,
    updates: Any,
    lr: Any,
    optimiser: object,
    validate: object,
    every: Any,
    patience: Any,
    resume: object,
) -> None:
    """Refuse options of `fit` that cannot be meant."""
    _check_resume(resume)
    need_function("gradients", gradients, "pass the function itself, gradients(params)")
    need_whole("updates", updates, 1, "the number of steps, pass updates=1000")
    need_whole("every", every, 1, "the steps between validations, pass every=100")
    if patience is not None:
        why = "validations in a row without a new best, pass patience=5 or None"
        need_whole("patience", patience, 1, why)
    if validate is not None:
        need_function("validate", validate, "pass the function itself, or None")
    if patience is not None and validate is None:
        raise ValueError(
            f"patience is {patience}, but validate is None, wanted a measure to wait "
            f"for: pass validate=a function of the parameters, smaller is better"
        )
    if not callable(lr):
        wanted = "a finite number >= 0 or a function of the update number"
        why = "try 0.01, or lambda k: cosine_rate(k, 0.01, updates=1000)"
        need_number("lr", lr, lambda v: 0 <= v < np.inf, wanted, why)
    pair = optimiser if isinstance(optimiser, tuple) else ()
    if len(pair) != 2 or not all(map(callable, pair)):
        raise TypeError(
            f"optimiser is a {type(optimiser).__name__}, wanted its start and its "
            f"step: pass (adam_start, adam) or (sgd_start, sgd)"
        )


def _check_resume(resume: object) -> None:
    if resume is None:
        return
    if not isinstance(resume, Resume):
        raise TypeError(
            f"resume is a {type(resume).__name__}, wanted a Resume: pass done.resume "
            f"of what fit returned, and done.params as the parameters"
        )
    if type(resume.updates) is not int or resume.updates < 0:
        raise ValueError(
            f"resume says that {resume.updates!r} updates are done, wanted a whole "
            f"number >= 0: pass the resume that fit returned as it is"
        )
