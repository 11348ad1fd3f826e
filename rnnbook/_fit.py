"""What `fit` is made of: the run, kept whole at every moment, and its checks."""

import operator
from collections.abc import Callable, Iterable
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rnnbook._need import need_alike
from rnnbook._types import Array
from rnnbook.optim import clip_by_norm
from rnnbook.tree import flatten, unflatten


class Resume(NamedTuple):
    """Where a training goes on: the updates done, and the optimiser's state then."""

    updates: int
    state: Any


class Kept(NamedTuple):
    """Parameters after `k` updates, with the optimiser's state, or validated."""

    k: int
    flat: Any
    state: Any = ()
    value: float = np.inf


class Run:
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
        self.now = Kept(self.first, flat, state)
        self.best: Kept | None = None
        self.rows, self.checks, self.stale = [], [], 0

    def update(
        self,
        gradients: Callable[[Any], Any],
        rate: Callable[[int], float],
        max_norm: float,
    ) -> bool:
        """One update; False, and none, if it would lead to what is not finite."""
        now = self.now
        result = gradients(unflatten(self.like, now.flat))
        loss, grads, measures = _checked(result, now.flat, self.rows)
        if not _finite((loss, *grads)):
            return False
        grads, norm = clip_by_norm(grads, max_norm)
        lr = float(rate(now.k))
        flat, state = self.step(now.flat, grads, now.state, lr=lr)
        if not _finite(flat):
            return False
        row = {"loss": loss, "norm": norm, "lr": lr, **measures}
        self.rows[now.k - self.first :] = [row]
        self.now = Kept(now.k + 1, flat, state)
        return True

    def check(self, validate: Callable[[Any], float]) -> float:
        """The value of `validate` now; kept as the best if it is below all others."""
        value = float(validate(unflatten(self.like, self.now.flat)))
        if np.isfinite(value) and (self.best is None or value < self.best.value):
            self.best, self.stale = self.now._replace(value=value), 0
        else:
            self.stale += 1
        self.checks.append((self.now.k, value))
        return value

    def kept(self) -> Kept:
        """The best by validation, or the latest if there is no such."""
        return self.best or self.now

    def history(self) -> dict[str, Array]:
        """(n,) numbers for each name, one for each update that was done."""
        rows = self.rows[: self.now.k - self.first]
        names = rows[0] if rows else ("loss", "norm", "lr")
        return {name: np.array([row[name] for row in rows], float) for name in names}


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
    for name, value in (("updates", updates), ("every", every), ("patience", patience)):
        if name == "patience" and value is None:
            continue
        try:
            least = operator.index(value) >= 1
        except TypeError:
            least = False
        if not least:
            raise ValueError(
                f"{name} is {value!r}, wanted a whole number of at least 1: updates "
                f"counts steps, every the steps between validations, patience "
                f"validations"
            )
    if patience is not None and validate is None:
        raise ValueError(
            f"patience is {patience}, but validate is None, wanted a measure to wait "
            f"for: pass validate=a function of the parameters, smaller is better"
        )
    number = isinstance(lr, Real)
    if not callable(lr) and not (number and 0 <= lr < np.inf):
        raise ValueError(
            f"lr is {lr!r}, wanted a finite number >= 0 or a function of the update "
            f"number: try 0.01, or lambda k: cosine_rate(k, 0.01, updates=1000)"
        )
    if not (isinstance(optimiser, tuple) and len(optimiser) == 2):
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
