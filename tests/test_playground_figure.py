"""The playground's figure: its settings, its stored run, missions that can be done."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook.training.playground import Playground
from rnnbook.widgets import BookWidget, PlaygroundFigure
from rnnbook.widgets._networks import site_starts

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
START = json.loads((WIDGETS / "playground" / "start.json").read_text(encoding="utf-8"))
# How each mission is done, and how many updates it takes at most.
DONE = [
    (1, {}, 100),
    (2, {"start": ["orthogonal"]}, 150),
    (3, {"forget_bias": [-3]}, 310),
    (4, {"window": [20]}, 210),
    (5, {"forget_bias": [5]}, 0),
    (6, {"nets": ["irnn"], "clip": [0], "rate": [0.1]}, 400),
    (7, {"nets": ["lstm"], "forget_bias": [3], "rate": [0.1]}, 250),
]
# Trains the networks of a mission until it is reached; tells after how many updates.
TRAIN = """
import {{ MISSIONS, progressOf }} from "{widgets}/playground/missions.js";
import {{ makeCurve }} from "{widgets}/playground/curve.js";
import {{ networksOf }} from "{widgets}/playground/settings.js";
import {{ makeRun }} from "{widgets}/_runtime/training/run.js";
import {{ readFileSync }} from "node:fs";
const all = JSON.parse(readFileSync(0, "utf8"));
const found = all.map(([first, n, change, most]) => {{
  const mission = MISSIONS[n - 1];
  const s = {{ ...first, ...mission.values, ...change, seed: change.seed ?? 1 }};
  const settings = networksOf(s);
  const runs = settings.map((each) => makeRun(each));
  const seen = runs.map(() => ({{ score: makeCurve(), updates: 0, longest: 0 }}));
  const look = () => runs.forEach((run, k) => (seen[k].look = run.look()));
  if (most === 0) look();
  const reached = () => mission.reached(progressOf(settings, seen)).done;
  if (most > 0 && reached()) return -1;
  for (let k = 0; k < most && !reached(); k++)
    runs.forEach((run, j) => {{
      const {{ score, norm, diverged }} = run.update();
      if (!diverged) seen[j].score.push(score);
      seen[j].longest = Math.max(seen[j].longest, norm || 0);
      [seen[j].updates, seen[j].diverged] = [run.updates, run.diverged];
    }});
  return reached() ? Math.max(...runs.map((run) => run.updates)) : null;
}});
console.log(JSON.stringify(found));
"""


def trained(node_path, tasks):
    """Updates until each of [mission, change, most] is reached; None if it is not."""
    state = PlaygroundFigure().page_data()["state"]
    first = {key: value for key, value in state.items() if key != "known"}
    code = TRAIN.format(widgets=WIDGETS.as_uri())
    return run_node(node_path, code, [[first, *task] for task in tasks])


@pytest.mark.parametrize(
    "setting",
    [
        {"task": "cooking"}, {"lag": 0}, {"lag": 2.5}, {"nets": []}, {"nets": "lstm"},
        {"nets": ["lstm"] * 4}, {"nets": ["transformer"]}, {"units": [0]},
        {"units": [True]}, {"rate": [float("nan")]}, {"window": [1.5]},
        {"start": ["zero"]}, {"mission": 8}, {"hide": ["everything"]}, {"hide": "nets"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_in_words(setting):
    with pytest.raises(traitlets.TraitError, match=r" is .*, wanted .*: "):
        PlaygroundFigure(**setting)


def test_the_networks_are_those_that_the_page_trains(node_path):
    figure = PlaygroundFigure(nets=["rnn", "gru"], units=[4, 8], lag=9, window=[3])
    state = figure.page_data()["state"]
    code = (
        f'import {{ networksOf }} from "{WIDGETS.as_uri()}/playground/settings.js";\n'
        'import { readFileSync } from "node:fs";\n'
        'const s = JSON.parse(readFileSync(0, "utf8"));\n'
        "console.log(JSON.stringify(networksOf(s)));"
    )
    of_page = run_node(node_path, code, state)
    for mine, its in zip(figure.networks(), of_page, strict=True):
        assert mine == {key: its[key] for key in mine}
        assert Playground(**mine).settings["units"] == its["units"]


def test_missions_are_counted(node_path):
    url = f"{WIDGETS.as_uri()}/playground/missions.js"
    code = f'import {{ MISSIONS }} from "{url}"; console.log(MISSIONS.length);'
    known = PlaygroundFigure().known["missions"]
    assert run_node(node_path, code) == known == len(DONE)


def test_the_stored_run_is_what_python_trains_from_the_figures_settings():
    assert START["settings"] == PlaygroundFigure().networks()
    for settings, run in zip(START["settings"], START["runs"], strict=True):
        losses = Playground(**settings).train(25)
        np.testing.assert_allclose(run["history"]["losses"][:25], losses, rtol=1e-5)
        assert run["updates"] == 600
        assert np.mean(run["history"]["scores"][-50:]) > 0.95
    (script,) = site_starts().values()
    assert '"playground": {' in script


def test_the_picture_is_an_svg_and_the_same_each_time():
    figure = PlaygroundFigure(nets=["lstm", "gru_before"], lag=6)
    assert figure.picture() == figure.picture()
    ElementTree.fromstring(figure.picture())
    own = PlaygroundFigure(nets=["own"], task="series", series="1 1 1")
    ElementTree.fromstring(own.picture())  # nothing to draw, and no fault


def test_a_mission_is_not_reached_before_it_begins_or_by_the_settings_it_begins_from(
    node_path,
):
    """All but the first, which is there to see a training."""
    given = [(n, {}, 60) for n, _, most in DONE if n > 1 and most]
    assert trained(node_path, given) == [None] * len(given)


@pytest.mark.all
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_mission_can_be_done_in_a_few_hundred_updates(node_path, seed):
    tasks = [(n, {**change, "seed": seed}, most) for n, change, most in DONE]
    found = trained(node_path, tasks)
    assert None not in found and -1 not in found, found
