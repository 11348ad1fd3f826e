"""The playground: recurrent networks that learn in the page, side by side."""

import math

from rnnbook.training.playground import SETTINGS
from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Choice, Given, Text, Whole, refusal

MOST = 3                   # networks side by side
MISSIONS = 7
LONGEST = 20_000           # characters of a series or a text, in the page
PARTS = ("missions", "task", "networks", "charts", "lags", "inside", "share")
TASKS, CELLS, STARTS = (SETTINGS[key].choices for key in ("task", "cell", "start"))
LIMITS = {
    name: {
        "min": setting.least,
        "max": setting.most,
        **({"whole": True} if setting.kind == "whole" else {}),
    }
    for name, setting in SETTINGS.items()
    if setting.kind in ("whole", "number")
} | {name: {"min": 0, "max": LONGEST} for name in ("series", "text")}
# Two waves, to begin with; the reader puts numbers of their own in the place of these.
WAVES = " ".join(
    f"{math.sin(k / 2) + math.sin(k / 5) / 2:.2f}" for k in range(200)
)
EACH = ("nets", "units", "rate", "clip", "forget_bias", "start", "window")


def _one(name, value):
    """Whether one value of a list is taken."""
    for known, words in (("nets", CELLS), ("start", STARTS)):
        if name == known:
            return isinstance(value, str) and value in words
    limits = LIMITS[name]
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    inside = number and limits["min"] <= value <= limits["max"]
    return inside and math.isfinite(value) and (value % 1 == 0 or "whole" not in limits)


def _wanted(name):
    if name in ("nets", "start"):
        return ", ".join(CELLS if name == "nets" else STARTS)
    limits = LIMITS[name]
    kind = "whole numbers" if "whole" in limits else "numbers"
    return f"{kind} from {limits['min']:g} to {limits['max']:g}"


def _whole(default, name, why):
    limits = LIMITS[name]
    return Whole(default, limits["min"], limits["max"], why)


class PlaygroundFigure(BookWidget):
    """Up to three networks learn a task in the page, on the same data, from one seed.

    task, lag, batch, seed, series, text: shared by all of them. nets: their cells, one
    to three names. units, rate, clip, forget_bias, start, window: a list each, a value
    for each network; the last counts for those that have none. mission: 1 to 7, or 0.
    hide: names of settings and of parts of the page that are not shown.

    `networks()` gives what `Playground` takes as its settings, a dict each: the same
    networks in Python, with the same losses.
    """

    name = "playground"
    label = "Playground: recurrent networks that learn in the page, side by side"

    task = Choice("recall", TASKS, "these are drawn in the page")
    lag = _whole(20, "lag", "steps that the network must bridge")
    batch = _whole(32, "batch", "sequences of an update")
    seed = _whole(1, "seed", "all random numbers come from it")
    series = Text(WAVES, 0, LONGEST, None, "numbers of your own, for task='series'")
    text = Text("", 0, LONGEST, None, "a text of your own, for task='text'; '': a poem")
    nets = Checked(["rnn", "lstm", "gru"], "_list")
    units = Checked([16], "_list")
    rate = Checked([0.01], "_list")
    clip = Checked([1], "_list")
    forget_bias = Checked([1], "_list")
    start = Checked(["default"], "_list")
    window = Checked([0], "_list")
    mission = Whole(0, 0, MISSIONS, "0 is none")
    hide = Checked([], "_hidden")
    known = Given(
        lambda _: {
            "tasks": TASKS, "cells": CELLS, "starts": STARTS, "limits": LIMITS,
            "missions": MISSIONS,
        }
    )  # fmt: skip

    def _list(self, name, value):
        several = isinstance(value, (list, tuple)) and 1 <= len(value) <= MOST
        if several and all(_one(name, each) for each in value):
            return list(value)
        wanted = f"a list of one to {MOST} of {_wanted(name)}"
        raise refusal(name, value, wanted, "a value for each network, left to right")

    def _hidden(self, name, value):
        known = (*PARTS, *EACH, "task", "lag", "batch", "seed")
        if isinstance(value, (list, tuple)) and all(each in known for each in value):
            return list(value)
        raise refusal(name, value, f"a list of {', '.join(known)}", "[] hides nothing")

    def networks(self):
        """The settings of each network, a dict each, as `Playground` takes them."""
        shared = {key: getattr(self, key) for key in ("task", "lag", "batch", "seed")}
        if self.task in ("series", "text"):
            shared[self.task] = getattr(self, self.task)
        lists = {key: getattr(self, key) for key in EACH[1:]}
        return [
            {**shared, "cell": cell,
             **{key: each[min(k, len(each) - 1)] for key, each in lists.items()}}
            for k, cell in enumerate(self.nets)
        ]  # fmt: skip

    def __repr__(self):
        return (
            f"PlaygroundFigure(task={self.task!r}, lag={self.lag}, nets={self.nets!r})"
        )
