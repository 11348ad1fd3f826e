"""The tune player: ABC as it is read, in both languages, and tunes by a network."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node
from tiny_networks import given, known, tiny

from rnnbook.tasks import corpus, split
from rnnbook.widgets import BookWidget, TunePlayer
from rnnbook.widgets.tune_player import KNOWN, read_tune
from rnnbook.widgets.tune_player._writing import head_of

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
SCALE = "C,CDEFGABcdefgabc'"


def pitches(text):
    return [note.pitch for note in read_tune(text).notes]


def test_letters_are_the_white_keys_from_middle_c():
    white = [48, 60, 62, 64, 65, 67, 69, 71, 72, 74, 76, 77, 79, 81, 83, 84]
    assert pitches(SCALE) == white


@pytest.mark.parametrize(
    "key, raised, lowered",
    [
        ("C", "", ""), ("G", "F", ""), ("D", "FC", ""), ("A", "FCG", ""),
        ("F", "", "B"), ("Bb", "", "BE"), ("Am", "", ""), ("Em", "F", ""),
        ("D dor", "", ""), ("Amix", "FC", ""), ("F#m", "FCG", ""), ("Dmin", "", "B"),
    ],
)  # fmt: skip
def test_a_key_raises_and_lowers_its_letters(key, raised, lowered):
    for letter in "CDEFGAB":
        shift = (letter in raised) - (letter in lowered)
        assert pitches(f"K:{key}\n{letter}") == [pitches(letter)[0] + shift]


def test_an_accidental_holds_to_the_end_of_its_bar_and_in_its_octave():
    assert pitches("K:G\n=FFf^cc|Ff_c__B") == [65, 65, 78, 73, 73, 66, 78, 71, 69]


def test_lengths_are_in_eighths_and_follow_the_unit():
    tune = read_tune("A2A/A//A3/4 z4 A0|")
    assert [n.length for n in tune.notes] == [2, 0.5, 0.25, 0.75, 4, 0]
    assert [n.start for n in tune.notes] == [0, 2, 2.5, 2.75, 3.5, 7.5]
    assert [n.length for n in read_tune("L:1/16\nA2B4").notes] == [1, 2]
    assert tune.notes[4].pitch is None


def test_bars_that_do_not_fill_the_metre_are_found():
    tune = read_tune("M:3/4\nK:G\nG2A2B2|G2A2B|:G6:|\nG2|]")
    assert (tune.metre, tune.problems) == (6, [])
    assert [bar.full for bar in tune.bars] == [True, False, True, False]
    assert [bar.line for bar in tune.bars] == [2, 2, 2, 3]


def test_what_cannot_be_read_is_told_by_its_line():
    tune = read_tune("M:waltz\nK:H\nL:1\nA?B (3abc A/0\n% A comment?\nX:1\nT:No name")
    assert tune.problems == [
        "Line 1: the metre “waltz” cannot be read.",
        "Line 2: the key “H” cannot be read.",
        "Line 3: the length “1” cannot be read.",
        "Line 4: “?” cannot be read.",
        "Line 4: “(” cannot be read.",
        "Line 4: “3” cannot be read.",
        "Line 4: “A/0” cannot be read.",
    ]
    assert len(tune.notes) == 5


def test_every_held_out_tune_of_the_book_is_read_whole():
    for text in split(corpus("tunes")).held_out.split("\n\n"):
        tune = read_tune(text)
        assert not tune.problems and all(bar.full for bar in tune.bars), text
        assert sum(note.length for note in tune.notes) == 16 * tune.metre


RUN = """
import { readFileSync } from "node:fs";
import { makeNetwork } from "URL/_runtime/characters.js";
import { headOf, readTune, writeTune } from "URL/tune_player/numbers.js";
const [texts, network, states] = JSON.parse(readFileSync(0, "utf8"));
const net = makeNetwork(network);
const tunes = texts.map((text) => {
  const { metre, notes, bars, problems } = readTune(text);
  return [metre, notes.map(Object.values), bars.map(Object.values), problems];
});
const written = states.map((s) => writeTune(net, headOf(net, s.tune), s));
process.stdout.write(JSON.stringify([tunes, written]));
"""


@pytest.fixture
def net(monkeypatch):
    """A small network that the figure knows."""
    found = tiny(corpus="tunes")
    known(monkeypatch, found)
    KNOWN.append(found.name)
    yield found
    KNOWN.remove(found.name)


def test_javascript_writes_the_same(node_path, net):
    players = [
        TunePlayer(network=net.name, tune=tune, temperature=t, seed=seed)
        for tune in ("M:4/4\nK:D\nA|", "K:D\nA", "M:3/8\nK:G\nB")
        for t, seed in ((0.2, 1), (1.0, 2), (2.0, 999))
    ]
    states = [player.page_data()["state"] for player in players]
    code = RUN.replace("URL", WIDGETS.as_uri())
    _, written = run_node(node_path, code, [[], given(net), states])
    assert written == [player.write() for player in players]
    assert written[0].startswith("M:4/4\nK:D\n") and len(set(written)) > 5


def test_javascript_reads_the_same(node_path):
    rng = np.random.default_rng(0)
    letters = list("ABCDEFGabcdefg,'/0123468z^_=|:[]% \n?KML()é")
    texts = ["".join(rng.choice(letters, 40)) for _ in range(300)]
    texts += ["M:6/8\nK:Bb\n" + text for text in texts[:50]] + ["", "M:C|\nA"]
    code = RUN.replace("URL", WIDGETS.as_uri())
    tunes, _ = run_node(node_path, code, [texts, given(tiny(corpus="tunes")), []])
    for text, (metre, notes, bars, problems) in zip(texts, tunes, strict=True):
        tune = read_tune(text)
        assert (metre, problems) == (tune.metre, tune.problems), text
        assert notes == [list(note) for note in tune.notes], text
        assert bars == [list(bar) for bar in tune.bars], text


def test_a_tune_begins_with_the_metre_and_key_of_the_present_one():
    assert head_of("M:3/4\nK:G\nG2|") == "M:3/4\nK:G\n"
    assert head_of("A2|") == "M:6/8\nK:D\n"


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"network": "kjv_lstm"}, "these were trained on tunes"),
        ({"tune": "A" * 601}, "a text of 0 to 600 characters: it is read line by line"),
        ({"tempo": 20}, "a whole number of eighths from 60 to 600"),
    ],
)
def test_bad_settings_are_refused_with_a_remedy(settings, words):
    with pytest.raises(traitlets.TraitError) as refused:
        TunePlayer(**settings)
    assert words in str(refused.value)


def test_picture_is_well_formed_and_the_same_each_time():
    for tune in ("?", "M:3/4\nK:G\nG2z2B|G6|]\nG,,6"):
        ElementTree.fromstring(text := TunePlayer(tune=tune).picture())
    assert text == TunePlayer(tune=tune).picture()
