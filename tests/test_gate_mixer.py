"""The gate mixer: its numbers, its picture, what it refuses, its JavaScript twin."""

import json
import math
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook.viz.palette import COLOUR
from rnnbook.widgets import GateMixer
from rnnbook.widgets.gate_mixer import EVENTS, PATTERNS, T

WIDGETS = Path(sys.modules[GateMixer.__module__].__file__).parents[1]


def random_settings(rng):
    """Settings of every kind: few and many pulses, events or none, f near 0 and 1."""
    steps = rng.choice(T, size=rng.integers(0, 30), replace=False)
    events = {
        name: int(rng.integers(T)) if rng.random() < 0.6 else None for name in EVENTS
    }
    return {
        "forget": float(1 / (1 + np.exp(-rng.uniform(-4, 9)))),
        "input": float(rng.uniform(0.01, 0.99)),
        "output": float(rng.uniform(0.01, 0.99)),
        "carousel": bool(rng.random() < 0.2),
        "pulses": [[int(step), float(rng.uniform(-0.95, 0.95))] for step in steps],
        "t": int(rng.integers(T)),
        **events,
    }


def closed_form(s):
    """c and h without a recurrence: each pulse times the forget gates it passed."""
    i, f, o = (np.full(T, s[name]) for name in ("input", "forget", "output"))
    if s["close_input_at"] is not None:
        i[s["close_input_at"] :] = 0
    if s["open_output_at"] is not None:
        o[: s["open_output_at"]] = 0
    if s["reset_at"] is not None:
        f[s["reset_at"]] = 0
    if s["carousel"]:
        f = np.ones(T)
    c = [
        math.fsum(
            i[k] * g * np.prod(f[k + 1 : t + 1]) for k, g in s["pulses"] if k <= t
        )
        for t in range(T)
    ]
    return np.array(c), o * np.tanh(c)


@pytest.mark.parametrize("seed", range(12))
def test_states_equal_the_closed_form(seed):
    settings = random_settings(np.random.default_rng(seed))
    mixer = GateMixer(**settings)
    c, h = closed_form(settings)
    np.testing.assert_allclose(mixer.cell_state, c, rtol=0, atol=1e-12)
    np.testing.assert_allclose(mixer.hidden_state, h, rtol=0, atol=1e-12)


def test_a_constant_forget_gate_is_a_power_of_the_lag():
    mixer = GateMixer(forget=0.9, input=0.5, pulses=[[10, 0.8], [30, -0.4]])
    t = np.arange(T)
    expected = sum(
        np.where(t >= k, 0.5 * g * 0.9 ** np.maximum(t - k, 0.0), 0.0)
        for k, g in mixer.pulses
    )
    np.testing.assert_allclose(mixer.cell_state, expected, rtol=0, atol=1e-13)


@pytest.mark.parametrize(("f", "steps"), [(0.5, 1), (0.9, 6.58), (0.99, 68.97)])
def test_half_life_in_steps(f, steps):
    assert GateMixer(forget=f).half_life == pytest.approx(steps, abs=0.005)


def test_the_cell_state_halves_in_a_half_life():
    mixer = GateMixer(forget=0.5 ** (1 / 20), pulses=[[10, 0.9]])
    assert mixer.half_life == pytest.approx(20)
    assert mixer.cell_state[50] == pytest.approx(mixer.cell_state[10] / 4)


def test_carousel_keeps_the_state_to_the_last_bit_and_cannot_be_reset():
    mixer = GateMixer(carousel=True, pulses=[[10, 0.9]], reset_at=60)
    assert set(mixer.gates["f"]) == {1.0}
    assert set(mixer.cell_state[10:]) == {mixer.cell_state[10]}
    assert mixer.half_life == math.inf


def test_a_shut_gate_is_exactly_zero_at_its_steps_only():
    gates = GateMixer(
        pulses=[], close_input_at=20, open_output_at=60, reset_at=85
    ).gates
    assert np.flatnonzero(gates["i"] == 0).tolist() == list(range(20, T))
    assert np.flatnonzero(gates["o"] == 0).tolist() == list(range(60))
    assert np.flatnonzero(gates["f"] == 0).tolist() == [85]


def test_without_pulses_given_the_mixer_starts_with_the_first_pattern():
    name, pattern = next(iter(PATTERNS.items()))
    assert name == "write, hold, read, forget"
    for mixer in (GateMixer(), GateMixer(forget=0.9)):
        assert {key: getattr(mixer, key) for key in pattern} == pattern
    assert GateMixer(pulses=[[1, 0.5]]).reset_at is None


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_are_settings_that_the_mixer_takes(name):
    mixer = GateMixer(**PATTERNS[name])
    assert mixer.pulses == PATTERNS[name]["pulses"]
    assert np.abs(mixer.cell_state).max() > 0.1


def test_pulses_are_kept_in_order_and_as_plain_numbers():
    mixer = GateMixer(pulses=np.array([[30, 0.5], [10, -0.5]]))
    assert mixer.pulses == [[10, -0.5], [30, 0.5]]
    assert json.dumps(mixer.page_data()["state"]["pulses"]) == "[[10, -0.5], [30, 0.5]]"


@pytest.mark.parametrize(
    ("trait", "value", "came", "remedy"),
    [
        ("forget", 1.0, "forget is 1.0, wanted a number", "carousel = True"),
        ("forget", math.nan, "forget is nan", "reset_at"),
        ("input", 0, "input is 0, wanted", "close_input_at"),
        ("output", "wide", "output is 'wide', wanted", "open_output_at"),
        ("t", True, "t is True, wanted a whole step", "first is step 0"),
        ("t", 100, "t is 100, wanted a whole step from 0 to 99", "first is step 0"),
        ("t", 2.5, "t is 2.5, wanted a whole step", "first is step 0"),
        ("reset_at", -1, "reset_at is -1, wanted a whole step", "None for never"),
        ("pulses", 3, "pulses is 3, wanted a list", "pulses = [[10, 0.9]]"),
        ("pulses", [3], "pulses holds 3, wanted [step,", "pulses = [[10, 0.9]]"),
        ("pulses", [[3, 1.0]], "pulse at step 3 has height 1.0", "send a second pulse"),
        ("pulses", [[100, 0.5]], "step of a pulse is 100", "first is step 0"),
        ("pulses", [[3, 0.5], [3, 0.1]], "two pulses at step 3", "give their sum"),
    ],
)
def test_bad_values_are_refused_with_a_remedy(trait, value, came, remedy):
    mixer = GateMixer()
    before = getattr(mixer, trait)
    with pytest.raises(traitlets.TraitError) as refused:
        setattr(mixer, trait, value)
    assert came in str(refused.value)
    assert remedy in str(refused.value)
    assert getattr(mixer, trait) == before


def test_graphs_are_the_packages_and_cannot_be_set():
    mixer = GateMixer()
    assert mixer.graphs["lstm"]["gates"] == ["i", "f", "g", "o"]
    with pytest.raises(traitlets.TraitError):
        mixer.graphs = {}


# The same numbers in JavaScript, from the state that a page holds.
RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/loop.js";
import { T, firstWritten, halfLife, run } from "URL/gate_mixer/numbers.js";
const results = JSON.parse(readFileSync(0, "utf8")).map((state) => {
  const result = run(makeCell(state.graphs.lstm), state);
  const plain = Object.entries(result).filter(([, v]) => v.length === T)
    .map(([name, v]) => [name, Array.from(v)]);
  const [half, first] = [String(halfLife(state)), firstWritten(result)];
  return { ...Object.fromEntries(plain), half, first };
});
process.stdout.write(JSON.stringify(results));
"""


def in_javascript(node_path, mixers):
    states = [mixer.page_data()["state"] for mixer in mixers]
    code = RUN.replace("URL", WIDGETS.as_uri())
    return run_node(node_path, code, states)


def test_javascript_gives_the_same_numbers(node_path):
    rng = np.random.default_rng(6)
    mixers = [GateMixer(**random_settings(rng)) for _ in range(25)]
    assert any(m.carousel for m in mixers)
    for mixer, result in zip(mixers, in_javascript(node_path, mixers), strict=True):
        expected = {"c": mixer.cell_state, "h": mixer.hidden_state, **mixer.gates}
        for name, values in expected.items():
            np.testing.assert_allclose(result[name], values, rtol=0, atol=1e-12)
        half = math.inf if result["half"] == "Infinity" else float(result["half"])
        assert half == pytest.approx(mixer.half_life, rel=1e-12)


def test_javascript_finds_the_first_pulse_that_was_written(node_path):
    mixers = [
        GateMixer(pulses=[]),
        GateMixer(pulses=[[40, -0.5]]),
        GateMixer(pulses=[[40, 0.5]], close_input_at=20),
    ]
    assert [r["first"] for r in in_javascript(node_path, mixers)] == [-1, 40, -1]


PICTURED = [
    {},
    {"carousel": True, "pulses": [[5, 0.9]]},
    {"forget": 0.999, "pulses": [[10, -0.9], [50, 0.9]]},
    {"pulses": []},
]


@pytest.mark.parametrize("settings", PICTURED, ids=str)
def test_picture_is_well_formed_and_names_every_track(settings):
    text = GateMixer(**settings).picture()
    root = ElementTree.fromstring(text)
    words = " ".join(
        "".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text")
    )
    assert text.startswith("<svg")
    for name in ("input pulses g", "input gate i", "forget gate f", "output gate o",
                 "cell state c", "hidden state h", "time step"):  # fmt: skip
        assert name in words
    for role in ("i", "f", "o", "c", "h"):
        assert COLOUR[role] in text


def test_picture_says_the_half_life():
    assert "half left after 34.3 steps" in GateMixer().picture()
    assert "never halves" in GateMixer(carousel=True).picture()
    assert "beyond the edge" in GateMixer(forget=0.999).picture()


def test_picture_is_the_same_bytes_in_another_process():
    code = "from rnnbook.widgets import GateMixer; print(GateMixer().picture(), end='')"
    again = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=120
    )
    assert again.stdout == GateMixer().picture()
    assert GateMixer(forget=0.97).picture() != GateMixer().picture()
