"""The suite of memory tests as one call: any cell, the same search for each.

    mine = memory_suite(my_cell)                          # the quick preset
    plot_memory_map(ax, mine.rows)                        # of rnnbook.viz
"""

import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tqdm import tqdm

from rnnbook._checks import (
    need_choice,
    need_flag,
    need_function,
    need_kind,
    need_number,
    need_text,
    need_whole,
    shown,
)
from rnnbook._types import Bias
from rnnbook.cells import CELLS, Cell
from rnnbook.cells.params import need_bias, shapes
from rnnbook.measures.check_cell import check_cell
from rnnbook.nets.initial import orthogonal
from rnnbook.tasks import LEARNED, MemoryTask, memory_tasks
from rnnbook.training.memory import TESTED, Contender, Learned, train_stack
from rnnbook.training.store import need_path

FORMAT = "rnnbook memory suite, version 1"


def _scaled(p: Any, rng: np.random.Generator) -> Any:
    return p._replace(W=p.W * np.sqrt(3))


def _orthogonal(p: Any, rng: np.random.Generator) -> Any:
    return p._replace(W=orthogonal(rng, p.W.shape))


def _identity(p: Any, rng: np.random.Generator) -> Any:
    return p._replace(W=np.eye(len(p.W)))


# Every cell has more than one start, where there is more than one to choose from.
CONTENDERS = {
    contender.name: contender
    for contender in (
        Contender("rnn", CELLS["rnn"]),
        Contender("rnn scaled", CELLS["rnn"], None, _scaled),
        Contender("rnn orthogonal", CELLS["rnn"], None, _orthogonal),
        Contender("irnn", CELLS["rnn_relu"], None, _identity),
        Contender("lstm 1997", CELLS["lstm_1997"]),
        Contender("lstm f=1", CELLS["lstm"], {"f": 1.0}),
        Contender("lstm f=3", CELLS["lstm"], {"f": 3.0}),
        Contender("gru z=0", CELLS["gru"]),
        Contender("gru z=1", CELLS["gru"], {"z": 1.0}),
    )
}


class Plan(NamedTuple):
    """What every contender gets alike.

    rates: learning rates of Adam that are tried, on the networks of search_seeds;
    with the best of them, those of `seeds` are trained, which are the result.
    every: updates between checks. batch: sequences of an update. max_norm: of the
    gradients. weights: how many the layer has at most, at 8 inputs.
    """

    rates: tuple[float, ...]
    search_seeds: tuple[int, ...]
    seeds: tuple[int, ...]
    every: int = 50
    batch: int = 16
    max_norm: float = 1.0
    weights: int = 1600


PLANS = {
    "quick": Plan((0.01, 0.03), (100,), (0, 1, 2), every=25),
    "full": Plan((0.003, 0.01, 0.03, 0.1), (100, 101), tuple(range(10))),
}


class MemoryResult(NamedTuple):
    """What `memory_suite` returns, and what its file holds.

    settings: what was asked for, a dict. stopped: "done", "budget" or "interrupted".
    rows: a dict for each task that was begun. Of the networks trained, in the order of
    "seeds": "updates" until each had learned, None if it has not; "score", the share
    of fresh sequences that it got right; "stopped", why. "lr" is the rate that the
    search chose, "search" what it saw, "limit" the updates that a network may have,
    "weights" the parameters of the layer and the readout, "seconds" of CPU time,
    "finished" False if the budget or Ctrl-C ended it.
    """

    settings: dict[str, Any]
    rows: list[dict[str, Any]]
    stopped: str


def size_for(cell: Cell, weights: int = 1600, D: int = 8) -> int:
    """The most units H with which a layer of `cell` has at most so many parameters.

    Raises: ValueError if one unit has more.
    """
    fits = lambda H: _count(cell, D, H) <= weights  # noqa: E731
    weights = need_whole("weights", weights, 1, "the parameters of a layer, pass 1600")
    if not fits(1):
        raise ValueError(
            f"weights = {weights}, wanted at least {_count(cell, D, 1)}, those of one "
            f"unit of the {cell.name} cell at {D} inputs: pass 1600"
        )
    H = 1
    while fits(H + 1):
        H += 1
    return H


def memory_suite(
    cell: Cell | Contender,
    preset: str = "quick",
    tasks: Iterable[str] | None = None,
    budget: float | None = 60.0,
    path: str | os.PathLike[str] | None = None,
    progress: bool | None = None,
    H: int | None = None,
    name: str | None = None,
    bias: Bias | None = None,
    start: Callable[[Any, np.random.Generator], Any] | None = None,
) -> MemoryResult:
    """Put a cell to the test: train it on every task of the suite, and score it.

    cell: one of CELLS, or your own (see `Cell`), or one of CONTENDERS. Its step and
    backward see rows (B, K) of many networks at once; it is checked by `check_cell`.
    preset: "quick", short tasks, 2 rates and 3 seeds; "full", the tasks, 4 rates and
    10 seeds of the stored results. tasks: names of `memory_tasks(preset)`, all if None.
    budget: seconds in all, None for no end; it is printed, and each task gets an equal
    share of what is left. A task that would pass its share is stopped, and its row says
    so. path: a JSON file that is written after each task, and that a later call goes on
    from. progress: a bar; None shows it in a terminal only.
    H: units, None for as many as make about 1,600 parameters. name, bias, start: as
    those of `Contender`, for a cell.
    Returns: MemoryResult. Ctrl-C keeps what is done.
    Raises: AssertionError for a cell that `check_cell` finds wrong; ValueError for an
    unknown preset or task, a budget that is not positive, a file of other settings;
    TypeError for what is no cell.
    """
    who = _contender(cell, name, bias, start)
    need_choice("preset", preset, tuple(PLANS), "quick for a look, full for the map")
    todo, plan = _tasks(tasks, preset), PLANS[preset]
    if budget is not None:
        fits, why = lambda v: v > 0, "seconds for all tasks together, pass 60 or None"
        need_number("budget", budget, fits, "a number above 0", why)
    if progress is not None:
        need_flag("progress", progress, "None shows a bar in a terminal only")
    if H is not None:
        H = need_whole("H", H, 1, "the number of units, None takes what fits")
    H = H or size_for(who.cell, plan.weights)
    settings = _settings(who, preset, plan, H)
    rows = [] if path is None else _read(path, settings)
    clock = _Clock(budget)
    stopped = "done"
    have = {row["task"] for row in rows if row["finished"]}
    left = [task for task in todo if task.name not in have]
    _say(who, H, budget, len(todo), len(left))
    hidden = None if progress is None else not progress
    with tqdm(total=len(left), unit=" tasks", disable=hidden) as bar:
        for n, task in enumerate(left):
            clock.share(len(left) - n)
            bar.set_description(f"{who.name}: {task.title}")
            row = run_task(who, task, plan, H, clock.goes_on, bar)
            rows = [old for old in rows if old["task"] != task.name] + [row]
            if path is not None:
                save_memory(path, MemoryResult(settings, rows, "interrupted"))
            if not row["finished"]:
                stopped = row["ended"]
            if stopped == "interrupted":
                break
            bar.update()
    order = list(memory_tasks(preset))
    rows.sort(key=lambda row: order.index(row["task"]))
    result = MemoryResult(settings, rows, stopped)
    if path is not None:
        save_memory(path, result)
    return result


def run_task(
    who: Contender,
    task: MemoryTask,
    plan: Plan,
    H: int,
    goes_on: Callable[[], bool] = lambda: True,
    bar: Any = None,
) -> dict[str, Any]:
    """Search over the rates, then train all seeds at the best: a row of the result."""

    def done(stage: str) -> Callable[[int], None]:
        def show(k: int) -> None:
            if bar is not None and k % 10 == 0:
                bar.set_postfix_str(f"{stage}, update {k}", refresh=False)
                bar.refresh()

        return show

    began = time.process_time()
    options = plan.every, plan.batch, plan.max_norm, goes_on
    pairs = [(lr, seed) for lr in plan.rates for seed in plan.search_seeds]
    rates, seeds = zip(*pairs, strict=True)
    found = train_stack(who, task, H, rates, seeds, *options, done("search"))
    search = [
        _columns(found, [n for n, rate in enumerate(rates) if rate == lr]) | {"lr": lr}
        for lr in plan.rates
    ]
    lr = min(search, key=lambda row: _rank(row, task))["lr"]
    ended = _ended(found)
    row: dict[str, Any] = {"updates": [], "score": [], "stopped": []}
    if ended == "done":
        rates = (lr,) * len(plan.seeds)
        found = train_stack(who, task, H, rates, plan.seeds, *options, done("seeds"))
        row, ended = _columns(found, range(len(plan.seeds))), _ended(found)
    count = _count(who.cell, task.D, H) + (H + 1) * task.O
    return {
        "task": task.name, "title": task.title, "contender": who.name,
        "cell": who.cell.name, "H": H, "weights": count, "lr": lr,
        "seeds": list(plan.seeds), **row, "limit": task.updates,
        "batch": plan.batch, "search": search,
        "seconds": round(time.process_time() - began, 1),
        "finished": ended == "done", "ended": ended,
    }  # fmt: skip


def save_memory(path: str | os.PathLike[str], result: MemoryResult) -> None:
    """Write a result as JSON, whole or not at all.

    Raises: TypeError if result is no MemoryResult; FileNotFoundError without a folder.
    """
    need_path(path)
    need_kind("result", result, MemoryResult, "memory_suite returns one")
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"{path.parent} is no folder, wanted one to write {path.name} in: make it "
            f"with Path(...).mkdir(parents=True)"
        )
    made = {"format": FORMAT, **result._asdict()}
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, path)


def load_memory(path: str | os.PathLike[str]) -> MemoryResult:
    """Read what `save_memory`, or `memory_suite(..., path=...)`, has written.

    Raises: ValueError for another file; FileNotFoundError if there is none.
    """
    need_path(path)
    text = Path(path).read_text(encoding="utf-8")
    try:
        made = json.loads(text)
        if made["format"] != FORMAT:
            raise KeyError("format")
        return MemoryResult(made["settings"], made["rows"], made["stopped"])
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(
            f"{path} is no result of the memory suite, wanted one that memory_suite "
            f"has written: pass the path of such a file, or a new one"
        ) from error


class _Clock:
    """The budget: how long a task may take."""

    def __init__(self, budget: float | None) -> None:
        self.end = np.inf if budget is None else time.monotonic() + budget
        self.until = self.end

    def share(self, tasks: int) -> None:
        """Give the next of so many tasks its share of what is left."""
        now = time.monotonic()
        self.until = now + max(self.end - now, 0) / tasks

    def goes_on(self) -> bool:
        return time.monotonic() < self.until


def _contender(cell: Any, name: Any, bias: Any, start: Any) -> Contender:
    if isinstance(cell, Contender):
        if (name, bias, start) != (None, None, None):
            raise ValueError(
                f"cell is the contender {cell.name!r}, which has a name, a bias and a "
                f"start, wanted them once: pass its cell, {cell.name!r} as the name, "
                f"and your bias or start"
            )
        return cell
    check_cell(cell)                             # refuses what is no cell, too
    if name is not None:
        need_text("name", name, "what the map calls the cell")
    if start is not None:
        need_function("start", start, "pass lambda p, rng: p._replace(W=...)")
    need_bias(cell, bias)
    return Contender(name or cell.name, cell, bias, start)


def _tasks(names: Any, preset: str) -> list[MemoryTask]:
    known = memory_tasks(preset)
    if names is None:
        return list(known.values())
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise TypeError(
            f"tasks is {shown(names)}, wanted names in a list: pass "
            f"tasks=[{next(iter(known))!r}]"
        )
    chosen = [
        known[need_choice("a task", n, tuple(known), f"those of the {preset} preset")]
        for n in names
    ]
    if not chosen:
        raise ValueError("tasks is empty, wanted one or more: None takes all")
    return chosen


def _settings(who: Contender, preset: str, plan: Plan, H: int) -> dict[str, Any]:
    settings = {
        "contender": who.name, "cell": who.cell.name, "bias": who.bias,
        "own_start": who.start is not None, "preset": preset, "H": H,
        "learned": LEARNED, "tested": TESTED, **plan._asdict(),
        "limits": {n: task.updates for n, task in memory_tasks(preset).items()},
    }  # fmt: skip
    return json.loads(json.dumps(settings))      # as a file gives it back


def _read(path: Any, settings: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of an earlier call; refuse those of other settings."""
    need_path(path)
    if not Path(path).exists():
        return []
    old = load_memory(path)
    for key, value in settings.items():
        if old.settings.get(key) != value:
            raise ValueError(
                f"{path} was made with {key} = {shown(old.settings.get(key))}, wanted "
                f"{shown(value)}: pass another path, or the settings of the file"
            )
    return old.rows


def _count(cell: Cell, D: int, H: int) -> int:
    return sum(int(np.prod(shape)) for shape in shapes(cell, D, H).values())


def _columns(found: Learned, which: Iterable[int]) -> dict[str, Any]:
    which = list(which)
    return {
        "updates": [int(u) if (u := found.updates[n]) >= 0 else None for n in which],
        "score": [round(float(found.score[n]), 3) for n in which],
        "stopped": [found.stopped[n] for n in which],
    }


def _rank(row: dict[str, Any], task: MemoryTask) -> tuple[float, ...]:
    """Of two rates the better one has the lower rank: learned, updates, score."""
    used = [task.updates if u is None else u for u in row["updates"]]
    return row["updates"].count(None), sum(used), -sum(row["score"])


def _ended(found: Learned) -> str:
    early = {"budget", "interrupted"} & set(found.stopped)
    return early.pop() if early else "done"


def _say(who: Contender, H: int, budget: float | None, tasks: int, left: int) -> None:
    most = "no limit" if budget is None else f"at most {budget:g} s"
    kept = f", {tasks - left} of them done before" if left < tasks else ""
    print(f"memory suite: {who.name}, H = {H}, {tasks} tasks{kept}, {most}")
