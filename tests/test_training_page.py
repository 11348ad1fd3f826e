"""Training in a page is training in Python: data, losses, parameters, refusals, words.

JavaScript is run once, in one process, for all questions of this file.
"""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support import ROOT

import rnnbook
from rnnbook import CELLS, Playground, spectral_radius
from rnnbook._luck import Luck, luck, normal_of
from rnnbook.training.playground import SETTINGS, SettingsError, as_code
from rnnbook.training.playground.network import DATA, luck_for, params_of
from rnnbook.training.playground.problems import problem_of
from rnnbook.training.playground.settings import checked

sys.path.insert(0, str(ROOT / "scripts"))
import make_training  # noqa: E402

RUNTIME = Path(rnnbook.__file__).parent / "widgets" / "_runtime"
SERIES = " ".join(str(k * k % 17) for k in range(60))
OWN = """def mine(xU, hW, state):
    (h_prev,) = state
    a_z, a_n = np.split(xU + hW, 2, axis=-1)
    z = sigmoid(a_z)
    n = np.tanh(a_n)
    h = z * h_prev + (1 - z) * n
    return (h,)
"""
TASKS = [
    {"task": name, "lag": 11, "batch": 5, "series": SERIES, "seed": 3}
    for name in SETTINGS["task"].choices
]
# Every task, every cell, every start, and what else a setting can do.
SMALL = [
    *({**task, "cell": "gru", "units": 5} for task in TASKS),
    *(
        {"task": "recall", "lag": 6, "batch": 4, "units": 5, "cell": cell}
        for cell in SETTINGS["cell"].choices if cell not in ("own", "gru")
    ),
    *(
        {"task": "adding", "lag": 6, "batch": 4, "units": 8, "cell": "lstm", "start": s}
        for s in SETTINGS["start"].choices
    ),
    {"task": "order", "lag": 12, "batch": 4, "units": 4, "window": 5, "clip": 0.01},
    {"task": "copy", "lag": 5, "batch": 4, "units": 4, "clip": 0, "forget_bias": -2.5},
    {"task": "recall", "lag": 6, "units": 8, "cell": "own", "cell_text": OWN},
    {
        "task": "recall", "lag": 6, "units": 8, "cell": "own",
        "cell_text": (RUNTIME.parents[1] / "cells/gru.py").read_text(encoding="utf-8"),
    },
]  # fmt: skip
SHIPPED = {"task": "recall", "lag": 20, "seed": 1}
LONG = [{**SHIPPED, "cell": cell} for cell in ("rnn", "lstm", "gru")]
WRONG = [
    {"lags": 3}, {"lag": 0}, {"lag": 2.5}, {"lag": "20"}, {"rate": -1e-5}, {"rate": 7},
    {"units": 1e9}, {"cell": "LSTM"}, {"cell": "own"}, {"task": "order", "lag": 3},
    {"seed": True}, {"text": 5},
    {"task": "series", "series": "1 2 3"}, {"task": "series", "series": "4 " * 40},
    {"task": "text", "text": "short"}, {"task": "text", "batch": 1, "text": "".join(
        map(chr, range(100, 400)))}, {"task": "copy", "lag": 500, "batch": 256,
        "units": 300}, {"cell": "x" * 80}, {"clip": 1e30}, {"series": ["1"]},
]  # fmt: skip
CODES = [
    [{}, 100],
    [{"task": "text", "text": 'a "b"\\n\n\tcé😀\x7f' * 60, "rate": 1e-5}, 7],
    [{"cell": "own", "cell_text": OWN, "clip": 0.5, "forget_bias": -1.0}, 30],
]
PLAY = [
    {"do": "start", "runs": [{"settings": SHIPPED}, {"settings": LONG[0]}],
     "options": {"precision": "float32"}},
]  # fmt: skip
BURST = {
    "settings": {
        "cell": "relu", "rate": 1, "clip": 0, "start": "large", "lag": 500, "batch": 2,
        "units": 64,
    }
}  # fmt: skip
TRAINERS = {
    "played": [*PLAY, {"do": "play", "run": 3000}, {"do": "pause"},
               {"do": "rewind"}, {"do": "update", "n": 5}, {"do": "look", "which": 1}],
    "slowly": [*PLAY, {"do": "speed", "value": 5}, {"do": "play", "run": 4000}],
    "hidden": [*PLAY, {"do": "speed", "value": 5}, {"do": "play", "run": 1000},
               {"do": "hidden", "value": True, "run": 500}, {"sleep": 60_000},
               {"do": "hidden", "value": False, "run": 1000}],
    "diverged": [{"do": "start", "runs": [BURST], "options": {"precision": "float32"}},
                 {"do": "play", "run": 20_000}],
    "refused": [{"do": "start", "runs": [{"settings": {}}, {"settings": {"lag": 0}}]}],
}  # fmt: skip
SEEDS = [0, 5, 123_456_789, -3]


def asked():
    """All questions, as [what, argument]."""
    look = {"updates": 3, "precision": "float64", "look": True}
    yield from (["luck", [seed, 4000]] for seed in SEEDS)
    yield from (["drawn", task] for task in TASKS)
    yield from (["trained", {"settings": s, **look}] for s in SMALL)
    yield from (
        ["trained", {"settings": s, "updates": 1, "precision": p}]
        for s in SMALL for p in ("float32", "float32 plain")
    )  # fmt: skip
    yield from (
        ["trained", {"settings": s, "updates": 150, "precision": "float64"}]
        for s in LONG
    )
    yield from (["refusal", s] for s in WRONG)
    yield from (["code", code] for code in CODES)
    yield from (["resumed", task] for task in TASKS)
    yield from (["clocked", messages] for messages in TRAINERS.values())
    yield ["products", None]
    yield ["history", 9000]


@pytest.fixture(scope="module")
def answers(node_path):
    """answers(what, argument): what JavaScript says."""
    questions = list(asked())
    run = subprocess.run(
        [node_path, ROOT / "tests" / "js" / "training.js", RUNTIME.as_uri()],
        input=json.dumps(questions), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    found = dict(zip(map(json.dumps, questions), json.loads(run.stdout), strict=True))
    return lambda *question: found[json.dumps(list(question))]


def trained(answers, settings, updates, precision, **more):
    what = {"settings": settings, "updates": updates, "precision": precision, **more}
    return answers("trained", what)


def named(settings):
    return ", ".join(str(v)[:12] for v in settings.values())


def test_what_the_page_knows_is_what_python_says_today():
    stored = make_training.KNOWN.read_text(encoding="utf-8")
    assert stored == make_training.module(), "run make files"


@pytest.mark.parametrize("seed", SEEDS)
def test_luck_has_the_same_bits_in_both_languages(answers, seed):
    found, wanted = answers("luck", [seed, 4000]), luck(seed, 4000)
    assert found["u"] == wanted.tolist()
    assert found["z"] == normal_of(wanted).tolist()


def test_luck_is_normal_and_starts_anywhere():
    z = Luck(7).normal(0, 1, 200_000)
    assert abs(z.mean()) < 0.01 and abs(z.std() - 1) < 0.01
    assert (np.abs(z) > 1.96).mean() == pytest.approx(0.05, abs=0.003)
    assert (luck(7, 5, skip=3) == luck(7, 8)[3:]).all()
    rng, whole = Luck(7), luck(7, 6)
    assert [*rng.random((2, 2)).ravel(), rng.random(), rng.random()] == whole.tolist()
    with pytest.raises(NotImplementedError, match="permutation is not drawn by Luck"):
        rng.permutation(3)


@pytest.mark.parametrize("settings", TASKS, ids=lambda s: s["task"])
def test_the_data_of_each_task_is_the_same(answers, settings):
    s = checked(settings)
    problem, rng = problem_of(s), luck_for(s, DATA)
    for found in answers("drawn", settings):
        drawn = problem.draw(rng)
        T, B, D = drawn.x.shape
        assert (found["T"], found["fresh"]) == (T, drawn.fresh)
        if "codes" in found:
            codes = np.array(found["codes"]).reshape(T, B)
            x = np.eye(D + 1)[codes][..., :D]            # -1 is a row of zeros
            assert (x == drawn.x).all()
        else:
            np.testing.assert_allclose(found["x"], drawn.x.ravel(), atol=4e-16, rtol=0)
        target = np.array(found["targets"])
        np.testing.assert_allclose(target, drawn.target.ravel(), atol=1e-15, rtol=0)
        for name in ("lengths", "counts", "scored"):
            wanted = getattr(drawn, name)
            if wanted is not None and not (name == "lengths" and name not in found):
                assert found[name] == wanted.ravel().tolist(), name


@pytest.mark.parametrize("settings", SMALL, ids=named)
def test_three_updates_and_a_look_are_those_of_python(answers, settings):
    found = trained(answers, settings, 3, "float64", look=True)
    net = Playground(**settings)
    net.train(1)
    for name, value in params_of(net).items():
        close(found["first"][name], value, 1e-12, name)
    net.train(2)
    for name in ("losses", "scores", "norms"):
        close(found[name], getattr(net, name), 1e-12, name)
    for name, value in params_of(net).items():
        close(found["params"][name], value, 1e-12, name)
    close(list(found["chance"].values()), list(net.chance.values()), 1e-14, "chance")
    close(found["look"]["byLag"], net.by_lag(), 1e-12, "by lag")
    H = net.settings["units"]
    for k, gate in enumerate(net.cell.gates):
        radius = spectral_radius(net.p.W[:, k * H : (k + 1) * H])
        assert found["look"]["radius"][gate] == pytest.approx(radius, rel=1e-6)


def close(found, wanted, tolerance, name):
    wanted = np.ravel(wanted)
    scale = max(np.abs(wanted).max(initial=0), 1e-3)
    assert np.shape(found) == wanted.shape, name
    np.testing.assert_allclose(
        found, wanted, atol=tolerance * scale, rtol=0, err_msg=name
    )


def test_a_look_tells_states_gates_and_answers(answers):
    settings = SMALL[0]
    seen = trained(answers, settings, 3, "float64", look=True)["look"]
    H, T = settings["units"], seen["T"]
    assert {k: len(v) for k, v in seen["states"].items()} == {"h": T * H}
    assert {k: len(v) for k, v in seen["gates"].items()} == dict.fromkeys("rzn", T * H)
    assert seen["asked"] == T - 1 == seen["reach"] == settings["lag"]
    chances = np.array(seen["output"]).reshape(T, 2)
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    share = seen["byLag"][seen["reach"]] / seen["byLag"][0]
    digits = f"{share:.1e}".split("e")[0]
    assert f"11 steps back, the gradient is {digits}·10⁻³ times" in seen["sentence"]


@pytest.mark.parametrize("precision", ["float32", "float32 plain"])
@pytest.mark.parametrize("settings", SMALL, ids=named)
def test_float32_is_float64_to_five_digits(answers, settings, precision):
    exact = trained(answers, settings, 3, "float64", look=True)
    found = trained(answers, settings, 1, precision)
    assert found["engine"] == {"float32": "float32 simd"}.get(precision, precision)
    assert found["losses"][0] == pytest.approx(exact["losses"][0], rel=1e-5)
    assert found["norms"][0] == pytest.approx(exact["norms"][0], rel=1e-5)
    largest = max(np.abs(g).max() for g in exact["gradients"].values())
    for name, gradient in exact["gradients"].items():
        gap = np.abs(np.subtract(found["gradients"][name], gradient)).max()
        assert gap < 1e-5 * largest, name


@pytest.mark.parametrize("settings", LONG, ids=named)
def test_shipped_settings_have_the_same_losses_after_150_updates(answers, settings):
    found = trained(answers, settings, 150, "float64")
    net = Playground(**settings)
    np.testing.assert_allclose(found["losses"], net.train(150), atol=1e-9, rtol=0)
    assert not net.diverged and len(net.losses) == found["done"] == 150


@pytest.mark.parametrize("settings", WRONG, ids=lambda s: " ".join(s))
def test_what_cannot_be_meant_is_refused_in_the_same_words(answers, settings):
    with pytest.raises(SettingsError) as error:
        Playground(**settings)
    assert answers("refusal", settings) == [error.value.name, str(error.value)]
    assert "wanted" in str(error.value)


@pytest.mark.parametrize("code", CODES, ids=lambda c: " ".join(c[0]))
def test_copied_code_is_the_same_and_runs(answers, code, capsys):
    text = answers("code", code)
    assert text == as_code(*code)
    names = {}
    exec(text, names)
    assert len(names["losses"]) == code[1]
    assert {**checked({}), **code[0]} == names["net"].settings
    assert len(capsys.readouterr().out.splitlines()) >= min(code[1], 7)


@pytest.mark.parametrize("settings", TASKS, ids=lambda s: s["task"])
def test_a_saved_run_goes_on_exactly_and_a_rewound_one_begins_again(answers, settings):
    found = answers("resumed", settings)
    assert found["here"] == found["there"]
    assert found["again"] == found["first"]
    assert found["updates"] == 9


def test_the_product_in_webassembly_is_the_plain_one(answers):
    assert 0 < answers("products", None) < 2e-6


def test_a_history_stays_of_one_length(answers):
    kept = answers("history", 9000)
    assert kept["every"] == 8 and 1024 <= kept["length"] <= 2048
    assert (kept["first"], kept["last"]) == (3.5, 8 * kept["length"] - 4.5)


def test_frames_come_ten_times_a_second_and_tell_every_loss(answers):
    frames = answers("clocked", TRAINERS["played"])
    playing = [f for f in frames if f["playing"]]
    assert frames[0]["started"] == 2 and 20 < len(playing) < 33
    rewound = next(k for k, f in enumerate(frames) if f.get("rewound"))
    told = sum(f["told"][0] for f in frames[:rewound])
    assert told == frames[rewound - 1]["updates"][0] > 100
    assert frames[rewound]["updates"] == [0, 0]
    assert frames[rewound + 1]["updates"] == [5, 5]
    assert frames[-1]["looks"][0] is None and "gradient" in frames[-1]["looks"][1]


def test_a_speed_is_kept_and_a_hidden_page_makes_up_for_nothing(answers):
    frames = answers("clocked", TRAINERS["slowly"])
    assert 18 <= frames[-1]["updates"][0] <= 22
    frames = answers("clocked", TRAINERS["hidden"])
    hidden = [f["updates"][0] for f in frames if f["hidden"]]
    assert hidden and set(hidden) == {hidden[0]}
    assert frames[-1]["updates"][0] - hidden[0] <= 7


def test_a_run_that_diverges_stops_alone_and_says_so(answers):
    last = answers("clocked", TRAINERS["diverged"])[-1]
    assert (last["playing"], last["diverged"]) == (False, [True])
    settings = BURST["settings"]
    net = Playground(**settings)
    net.train(40)
    assert net.diverged and all(map(math.isfinite, net.losses))


def test_a_refusal_names_its_run(answers):
    (frame,) = answers("clocked", TRAINERS["refused"])
    assert frame["refused"]["run"] == 1 and frame["refused"]["setting"] == "lag"


def test_every_cell_of_the_book_is_a_choice():
    for name in SETTINGS["cell"].choices:
        if name != "own":
            assert Playground(cell=name).cell in CELLS.values()


@pytest.mark.all
def test_memory_stays_flat_in_a_long_training(node_path):
    question = {
        "settings": {"task": "reber", "units": 8, "batch": 8}, "warm": 3000,
        "updates": 40_000,
    }  # fmt: skip
    run = subprocess.run(
        [node_path, "--expose-gc", ROOT / "tests" / "js" / "training.js",
         RUNTIME.as_uri()],
        input=json.dumps([["memory", question]]),
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    (found,) = json.loads(run.stdout)
    assert found["after"] - found["before"] < 300_000, found
