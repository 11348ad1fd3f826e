"""What a link may ask of a figure: the same values in Python and in the page."""

import json
import sys
from pathlib import Path

import pytest
import traitlets
from support import run_node

from rnnbook.widgets import WIDGETS, BookWidget

PAGE = Path(sys.modules[BookWidget.__module__].__file__).parent / "_page"
SKIPPED = {"playground", "own_cell", "exercise"}  # they have links of their own
NAMES = sorted(set(WIDGETS) - SKIPPED)
# Settings that each figure takes, and what it refuses, as they stand in a link.
ASKED = {
    "backprop_debugger": ({"off": ["W"], "steps": 2}, {"off": "nothing"}),
    "cell_explorer": ({"stage": "forget", "history": [[0.1, 0.2]]}, {"U": "1,2"}),
    "cliff_walker": ({"by": "element", "lr": 0.5}, {"lr": "7", "by": "size"}),
    "gate_mixer": (
        {"pulses": [[3, 0.5]], "reset_at": 7, "carousel": True},
        {"pulses": "[[300,0.5]]", "forget": "1", "reset_at": "never"},
    ),
    "gradient_ruler": ({"cell": "rnn_relu", "T": 40}, {"cell": "tree", "T": "1"}),
    "gru_conventions": (
        {"units": 2, "negated": True},
        {"units": "9", "alike": "maybe"},
    ),
    "solved_tasks": ({"cell": 1, "step": 3}, {"cell": "99", "step": "4000"}),
    "squasher": ({"start": [1, 2, 3], "factor": -2.5}, {"start": "1,2", "factor": "x"}),
    "task_shapes": ({"task": "translation", "t": 6}, {"t": "40"}),
    "three_cells": ({"x": 0.25}, {"states": '{"rnn":[1]}', "x": "Infinity"}),
    "translator": (
        {"source": "7 may 2001", "hidden": 3},
        {"source": "%", "hidden": "50"},
    ),
    "truncation_window": ({"lag": 4, "window": 24}, {"lag": "5", "cut": "99"}),
    "two_directions": ({"sentence": 1, "step": 2}, {"step": "40"}),
    "unfolding": ({"words": ["a", "dog"], "t": 2}, {"words": "a,cat", "t": "9"}),
    "unroller": ({"notes": [0, 1, 2], "t": 2}, {"notes": "0,7", "t": "5"}),
}
RUN = """
import { asText, taken } from "%s";
const given = JSON.parse(await new Promise((done) => {
  let text = "";
  process.stdin.on("data", (d) => (text += d)).on("end", () => done(text));
}));
const out = given.map(({ about, state, values, refused }) => {
  const back = {}, now = { ...state };
  for (const [name, value] of Object.entries(values)) {
    const answer = taken(asText(value), name, { about, state: now });
    back[name] = "value" in answer ? answer.value : answer;
    now[name] = value;
  }
  const odd = Object.entries(refused).map(([name, text]) =>
    [name, taken(text, name, { about, state })]);
  return [back, Object.fromEntries(odd)];
});
console.log(JSON.stringify(out));
"""


def given(name, values=None, refused=None):
    cls, state = WIDGETS[name], WIDGETS[name]().page_data()["state"]
    about = json.loads(json.dumps({**cls._about, "forms": cls._forms}))
    settings = {k: state[k] for k in about["settings"] if k in state}
    return dict(
        about=about,
        state=state,
        values=settings if values is None else values,
        refused=refused or {},
    )


def ask(node_path, *cases):
    return run_node(node_path, RUN % (PAGE / "asked.js").as_uri(), cases)


def test_every_setting_as_it_stands_goes_into_a_link_and_comes_back(node_path):
    cases = [given(name) for name in NAMES]
    for name, case, (back, _) in zip(NAMES, cases, ask(node_path, *cases), strict=True):
        assert back == case["values"], name


def test_a_link_asks_for_what_the_figure_takes_and_python_takes_it_too(node_path):
    cases = [given(name, values) for name, (values, _) in ASKED.items()]
    answers = ask(node_path, *cases)
    for (name, (values, _)), (back, _) in zip(ASKED.items(), answers, strict=True):
        assert back == values, name
        WIDGETS[name](**values)


def test_what_python_refuses_a_link_does_not_set(node_path):
    cases = [given(name, {}, refused) for name, (_, refused) in ASKED.items()]
    for name, (_, odd) in zip(ASKED, ask(node_path, *cases), strict=True):
        for setting, answer in odd.items():
            assert set(answer) == {"wanted"} and answer["wanted"], (name, setting)
            text = ASKED[name][1][setting]
            try:
                value = json.loads(text)
            except ValueError:
                value = text.split(",") if "," in text else text
            with pytest.raises((traitlets.TraitError, ValueError)):
                WIDGETS[name](**{setting: value})
