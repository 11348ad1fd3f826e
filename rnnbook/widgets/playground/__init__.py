"""The playground: recurrent networks that learn in the page, side by side."""

import math

from rnnbook.widgets._base import BookWidget
from rnnbook.widgets._traits import Checked, Choice, Given, Text, Whole, refusal

MOST = 3  # networks side by side
MISSIONS = 7
PARTS = ("missions", "task", "networks", "charts", "lags", "inside", "share")
TASKS = ("recall", "adding", "order", "copy", "reber", "parity", "sine", "series", "text")
CELLS = ("rnn", "irnn", "relu", "lstm", "gru", "own")
STARTS = ("default", "orthogonal", "identity", "small")
LIMITS = {
    "lag": {"min": 1, "max": 400, "whole": True},
    "batch": {"min": 1, "max": 256, "whole": True},
    "seed": {"min": 0, "max": 999, "whole": True},
    "units": {"min": 1, "max": 128, "whole": True},
    "rate": {"min": 1e-5, "max": 10},
    "clip": {"min": 0, "max": 1000},
    "forget_bias": {"min": -10, "max": 10},
    "window": {"min": 0, "max": 400, "whole": True},
    "series": {"min": 0, "max": 20000},
    "text": {"min": 0, "max": 20000},
}
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


class PlaygroundFigure(BookWidget):
    """Up to three networks learn a task in the page, on the same data, from one seed.

    task, lag, batch, seed, series, text: shared by all of them. nets: their cells, one to
    three names. units, rate, clip, forget_bias, start, window: a list each, a value for
    each network; the last counts for those that have none. mission: 1 to 7, or 0. hide:
    names of settings and of parts of the page that are not shown.

    The same networks in Python, with the same losses:

        figure = PlaygroundFigure(nets=["rnn", "lstm"], lag=30)
        one, other = (Playground(**each) for each in figure.networks())
    """

    name = "playground"
    label = "Playground: recurrent networks that learn in the page, side by side"
    apart = True

    task = Choice("recall", TASKS, "these are drawn in the page")
    lag = Whole(20, 1, 400, "steps that the network must bridge", step="number of steps")
    batch = Whole(32, 1, 256, "sequences of an update")
    seed = Whole(1, 0, 999, "all random numbers come from it")
    series = Text("", 0, 20000, None, "numbers of your own, for task='series'")
    text = Text("", 0, 20000, None, "a text of your own, for task='text'")
    nets = Checked(["rnn", "lstm", "gru"], "_list")
    units = Checked([16], "_list")
    rate = Checked([0.01], "_list")
    clip = Checked([1], "_list")
    forget_bias = Checked([1], "_list")
    start = Checked(["default"], "_list")
    window = Checked([0], "_list")
    mission = Whole(1, 0, MISSIONS, "0 is none")
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
