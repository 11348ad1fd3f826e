"""What a reader may set: every setting of every widget refuses in the same way."""

import json
import math

import anywidget
import numpy as np
import pytest
import traitlets

from rnnbook.widgets import (
    WIDGETS,
    BackpropDebugger,
    CellExplorer,
    CliffWalker,
    GateMixer,
    GradientRuler,
    Squasher,
    TaskShapes,
    TwoDirections,
    Unfolding,
    Unroller,
)
from rnnbook.widgets._traits import (
    Choice,
    Flag,
    Given,
    Number,
    Setting,
    Text,
    Whole,
    number,
)

OFFENDERS = [
    [1], {"a": 1}, None, math.nan, math.inf, True, "zzz", b"1", object(), 10**400,
    np.array([1.0, 2.0]), np.True_,
]  # fmt: skip


def settings(cls):
    """The settings of a widget's class, by name."""
    return {k: t for k, t in cls.class_traits().items() if isinstance(t, Setting)}


# Settings that are a list or a dict, and the offender that fits them: numbers by the
# names of a cell that is yet to be typed; a value for each network.
LISTS = ("units", "rate", "clip", "forget_bias", "window")
FITTING = {("own_cell", "at"): {"a": 1}, ("own_cell", "biases"): {"a": 1}} | {
    ("playground", name): [1] for name in LISTS
}


def taken(cls, trait, value):
    """Whether a setting takes one of the offenders: as Python means it."""
    fitting = FITTING.get((cls.name, trait.name))
    if isinstance(value, (list, dict)) and value == fitting:
        return True
    return (value is None and trait.allow_none) or (
        isinstance(trait, Flag) and isinstance(value, (bool, np.bool_))
    ) or (isinstance(trait, Text) and isinstance(value, str))


def fault(widget, name, value):
    """What is wrong with the refusal of a value; empty if nothing is."""
    before = getattr(widget, name)
    try:
        setattr(widget, name, value)
    except traitlets.TraitError as refused:
        said = str(refused)
    except Exception as error:
        return f"raises {type(error).__name__}: {error}"
    else:
        return "takes it"
    if getattr(widget, name) is not before and getattr(widget, name) != before:
        return "has lost what was set before"
    well = name in said and any(w in said for w in ("wanted", "known are", "has no"))
    return "" if well else f"says only: {said}"


def test_every_setting_refuses_what_it_cannot_be():
    faults = []
    for cls in WIDGETS.values():
        for name, trait in settings(cls).items():
            for value in OFFENDERS:
                if taken(cls, trait, value):
                    continue
                if wrong := fault(cls(), name, value):
                    faults.append(f"{cls.__name__}.{name} = {value!r:.40}: {wrong}")
    assert not faults, "\n".join(faults)


def test_every_synced_trait_is_a_setting_or_given():
    common = anywidget.AnyWidget.class_traits().keys()
    for cls in WIDGETS.values():
        traits = cls.class_traits(sync=True)
        own = {k: t for k, t in traits.items() if k not in common and k[0] != "_"}
        loose = [k for k, t in own.items() if not isinstance(t, (Setting, Given))]
        assert own and not loose, cls.__name__


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: Squasher(activation=[1]), "activation is [1], wanted one of none,"),
        (lambda: CliffWalker(by=[1]), "by is [1], wanted one of norm, element: "),
        (lambda: GradientRuler(cell=[1]), "cell is [1], wanted one of rnn, rnn_"),
        (lambda: GradientRuler(biases={"f": 1}), "biases has 'f': 1, wanted numbers"),
        (lambda: GradientRuler(cells=5), "cells is 5, wanted a list of Cell"),
        (lambda: GradientRuler(names=[1]), "names is [1], wanted a dict by"),
        (lambda: GradientRuler(knobs=[1]), "knobs is [1], wanted a dict by"),
        (lambda: BackpropDebugger(cell=[1]), "cell is [1], wanted one of rnn, lstm: "),
        (lambda: CellExplorer([1]), "cell is [1], wanted one of lstm, rnn, gru"),
        (lambda: Unroller(5), "p, head is (5, None), wanted Params and Readout: "),
        (lambda: GateMixer(t=100), "t is 100, wanted a whole step from 0 to 99: "),
        (lambda: Unfolding(t=1, words=5), "words is 5, wanted a list of words: "),
        (lambda: Unroller(t=1, notes=5), "notes is 5, wanted 2 to 6 whole numbers"),
        (lambda: TwoDirections(step=1, sentence=[]), "sentence is [], wanted a whole"),
        (lambda: TaskShapes(t=9, task="translation"), "t is 9, wanted a whole step"),
    ],
)
def test_a_refusal_says_what_came_what_was_wanted_and_why(make, words):
    with pytest.raises((traitlets.TraitError, ValueError)) as refused:
        make()
    assert str(refused.value).startswith(words)


def test_a_limit_holds_for_what_the_same_call_sets():
    assert Unfolding(t=8, words=["a"] * 8).t == 8
    assert TaskShapes(t=8, task="translation").t == 8
    assert TwoDirections(step=5, sentence=1).step == 5
    assert Unroller(t=5, notes=[0, 1, 2, 1, 0, 2]).t == 5


def test_numbers_of_every_kind_are_taken_as_pythons_own():
    widget = Squasher(factor=np.float32(2), layers=np.int64(7), start=(1, 0, -1))
    assert [type(v) for v in (widget.factor, widget.layers)] == [float, int]
    assert widget.start == [1.0, 0.0, -1.0] and widget.layers == 7
    assert Squasher(layers=7.0).layers == 7
    assert math.isnan(number("1")) and math.isnan(number(10**400))


def test_a_default_list_belongs_to_one_widget():
    one, other = Squasher(), Squasher()
    one.start.append(5.0)
    assert other.start == [1.0, 0.1, -0.001] == Squasher().start


def test_the_page_gets_the_limits_that_python_has():
    limits = 0
    for cls in WIDGETS.values():
        about = json.dumps(cls._about)
        assert set(cls._about["settings"]) == settings(cls).keys()
        assert f"...{about}" in str(cls._esm)
        for name, trait in settings(cls).items():
            if isinstance(trait, Number) and name in cls._about["limits"]:
                limits += 1
                found = cls._about["limits"][name]
                assert (found["min"], found["max"]) == (trait.low, trait.high)
                assert found.get("whole", False) == isinstance(trait, Whole)
    assert limits > 20
    assert isinstance(settings(CliffWalker)["by"], Choice)
