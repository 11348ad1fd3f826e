"""The suite of memory tests: tasks with a size, a question and a criterion each."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from rnnbook._checks import need_choice
from rnnbook._types import Array, Bools
from rnnbook.tasks._adding import adding_1997
from rnnbook.tasks._copying import copying
from rnnbook.tasks._long_lag import long_lag
from rnnbook.tasks._reber import continual_reber, embedded_reber, predicts_legal
from rnnbook.tasks._temporal_order import temporal_order

# A network has learned a task that gets this share of fresh sequences right.
LEARNED = 0.95


class MemoryTask(NamedTuple):
    """A task of the suite: what is drawn, what is asked, and when it is right.

    name: its key, title: what the map calls it.
    draw: (rng, B) -> a batch to train on, with x (T, B, D), target and lengths (B,).
    test: the same for a batch to measure on; `draw` if None.
    D, O: widths of an input and of an output.
    updates: how many a network has at most, whatever its cell.
    asked: "last", an answer at the last step, or "each", one at every step.
    loss: "softmax", classes, or "squared", numbers.
    right: (scores, batch) -> (B,) of bool, which sequences are right. The scores are
    (B, O) where the last step is asked for, else (T, B, O).
    chance: the share that is right without any memory of what is to be kept.
    criterion: when a sequence is right, in words. published: the criterion of the
    paper that posed the task. source: its key in the bibliography.
    """

    name: str
    title: str
    draw: Callable[[np.random.Generator, int], Any]
    D: int
    O: int  # noqa: E741
    updates: int
    asked: str
    loss: str
    right: Callable[[Array, Any], Bools]
    chance: float
    criterion: str
    published: str
    source: str
    test: Callable[[np.random.Generator, int], Any] | None = None


def memory_tasks(preset: str = "full") -> dict[str, MemoryTask]:
    """The tasks of the suite by name; "quick": each once and short.

    Raises: ValueError for another preset.
    """
    need_choice("preset", preset, ("quick", "full"), "quick is short, full is stored")
    if preset == "quick":
        made = [
            _adding(20, 600), _order(20, 2, 300), _order(20, 3, 400), _copying(2, 400),
            _embedded(400), _continual(40, 80, 400), _long_lag(8, 300),
        ]  # fmt: skip
    else:
        made = [
            _adding(20, 1500), _adding(40, 1500), _order(30, 2, 800),
            _order(60, 2, 800), _order(30, 3, 1000), _copying(5, 1500),
            _copying(20, 1500), _embedded(1000), _continual(60, 150, 600),
            _long_lag(10, 600), _long_lag(30, 600),
        ]  # fmt: skip
    return {task.name: task for task in made}


def _adding(T: int, updates: int) -> MemoryTask:
    return MemoryTask(
        f"adding {T}", f"adding, T = {T}", partial(_drawn, adding_1997, T=T), 2, 1,
        updates, "last", "squared", _near, 0.154,
        "the answer at the last step is less than 0.04 off",
        "mean training error below 0.01, and the 2,000 latest sequences less than "
        "0.04 off; then measured on 2,560 fresh ones",
        "hochreiter1997",
    )  # fmt: skip


def _order(T: int, marks: int, updates: int) -> MemoryTask:
    which = {2: "6a", 3: "6b"}[marks]
    return MemoryTask(
        f"order {which} {T}", f"order {which}, T = {T}",
        partial(_drawn, temporal_order, T=T, marks=marks), 8, 2**marks,
        updates, "last", "softmax", _class, 1 / 2**marks,
        "the class with the highest score at the last step is the right one",
        "mean training error below 0.1, and all outputs of the 2,000 latest sequences "
        "less than 0.3 off; then measured on 2,560 fresh ones",
        "hochreiter1997",
    )  # fmt: skip


def _copying(T: int, updates: int, symbols: int = 4, length: int = 3) -> MemoryTask:
    return MemoryTask(
        f"copy {T}", f"copy {length}, pause {T}",
        partial(_drawn, copying, T=T, symbols=symbols, length=length),
        symbols + 2, symbols + 1, updates, "each", "softmax", _every_class,
        1 / symbols**length,
        "at every step the symbol with the highest score is the right one",
        "none: curves of the cross-entropy, beside that of a memory without content",
        "arjovsky2016",
    )  # fmt: skip


def _embedded(updates: int) -> MemoryTask:
    return MemoryTask(
        "embedded Reber", "embedded Reber", embedded_reber, 7, 7,
        updates, "each", "softmax", _legal, 0.5,
        "at every step of the string the symbols that may follow have the highest "
        "scores",
        "all 256 strings of the training set and all 256 of a test set so predicted",
        "hochreiter1997",
    )  # fmt: skip


def _continual(T: int, test: int, updates: int) -> MemoryTask:
    return MemoryTask(
        f"continual Reber {test}", f"continual Reber, {test} steps",
        partial(_drawn, continual_reber, T=T), 7, 7,
        updates, "each", "softmax", _legal, 0.0,
        f"so predicted at each of {test} steps of a stream, strings without a gap, "
        f"after training on streams of {T}",
        "a stream of 1,000,000 symbols so predicted, without one error",
        "gers2000", partial(_drawn, continual_reber, T=test),
    )  # fmt: skip


def _long_lag(lag: int, updates: int) -> MemoryTask:
    return MemoryTask(
        f"long lag {lag}", f"long lag, {lag} steps", partial(_drawn, long_lag, T=lag),
        lag + 1, lag + 1, updates, "each", "softmax", _final_class, 0.5,
        "the last symbol, which repeats the first, has the highest score",
        "the largest error of all outputs below 0.25 for 10,000 sequences in a row",
        "hochreiter1997",
    )  # fmt: skip


def _drawn(
    draw: Callable[..., Any], rng: np.random.Generator, B: int, T: int, **more: Any
) -> Any:
    """`draw` with its sizes last, so that `partial` can fill them in."""
    return draw(rng, T, B, **more)


def _near(scores: Array, batch: Any) -> Bools:
    return (np.abs(scores - batch.target) < 0.04).all(axis=-1)


def _class(scores: Array, batch: Any) -> Bools:
    return scores.argmax(axis=-1) == batch.target


def _every_class(scores: Array, batch: Any) -> Bools:
    return (scores.argmax(axis=-1) == batch.target).all(axis=0)


def _final_class(scores: Array, batch: Any) -> Bools:
    return scores[-1].argmax(axis=-1) == batch.target[-1]


def _legal(scores: Array, batch: Any) -> Bools:
    padding = np.arange(len(scores))[:, None] >= batch.lengths
    return (predicts_legal(scores, batch.legal) | padding).all(axis=0)
